"""What is kept of a file, and that keeping it twice, or a part of it, cannot happen."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from sources.importing.document import Unreadable
from sources.importing.storing import About, hold
from sources.models import HeldText, Original, Publisher, Section, Source, Speaker, Statement
from tests.factories import make_editor, make_publisher, make_source, make_statement

pytestmark = pytest.mark.django_db

TEXT = (
    "Widget ready\n\nAn Article about it. It’s\u00a0begun.\n\n"
    "  • Jo Public\n\n    They have begun.\n\n    • Ann Other\n\n      Not yet.\n"
)
CONTENT = TEXT.encode()


def everything() -> list[Any]:
    """All rows that holding a file could write, with their history."""
    models: list[Any] = [Source, HeldText, Original, Section, Statement, Publisher, Speaker]
    kept = [sorted(map(repr, model.objects.values_list())) for model in models]
    return [*kept, Source.history.count(), Section.history.count(), Publisher.history.count()]


class TestANewDraft:
    def test_text_bytes_and_parts_are_kept(self) -> None:
        editor = make_editor()

        held = hold(CONTENT, "widget.txt", About(url="https://example.org/post"), by=editor)

        source = held.source
        assert (held.is_new, held.was_held) == (True, False)
        assert source.text == TEXT
        assert (source.title, source.title_in_text, source.slug) == (
            "Widget ready",
            True,
            "widget-ready",
        )
        assert (source.publisher.name, source.url) == ("example.org", "https://example.org/post")
        assert (source.published_on, source.date_basis, source.file) == (
            "",
            "unknown",
            "widget.txt",
        )
        assert (source.sha256, source.characters) == (sha256(CONTENT).hexdigest(), len(TEXT))
        assert (source.edition, source.changed_by, source.text_is_public) == (None, editor, False)
        original = Original.objects.get(source=source)
        assert bytes(original.content) == CONTENT
        assert (original.encoding, original.certainty) == ("utf-8", "valid")
        sections = list(source.sections.order_by("start"))
        assert [(row.kind, row.author_line, row.depth) for row in sections] == [
            ("headline", "", 0),
            ("article", "", 0),
            ("comment", "Jo Public", 0),
            ("comment", "Ann Other", 1),
        ]
        assert [row.parent for row in sections] == [None, None, None, sections[2]]
        assert "".join(TEXT[row.start : row.end] for row in sections) == TEXT
        assert set(Section.history.values_list("parent", "author_line")) == set(
            Section.objects.values_list("parent", "author_line")
        )

    def test_the_same_bytes_again_change_nothing(self) -> None:
        first = hold(CONTENT, "widget.txt")
        before = everything()

        again = hold(CONTENT, "other-name.txt", About(url="https://example.org/other"))

        assert (again.was_held, again.is_new, again.source) == (True, False, first.source)
        assert everything() == before

    def test_what_nobody_said_is_said_to_be_open(self) -> None:
        source = hold(b"One paragraph alone, with a full stop.", "no-headline.txt").source

        assert (source.title, source.title_in_text) == ("no-headline", False)
        assert source.publisher.name == "Publisher not known yet"
        with pytest.raises(ValidationError) as refused:
            source.publish(by=make_editor())
        assert refused.value.message_dict == {
            "publisher": ["Find out who issued the document first."]
        }
        source.publisher = make_publisher()
        source.save()
        assert source.publish(by=make_editor()).number == 1

    def test_what_is_known_of_the_document_is_taken(self) -> None:
        publisher = make_publisher(name="The Widget Times")

        source = hold(CONTENT, "a.txt", About(publisher, published_on="2016-08~")).source

        assert (source.publisher, source.published_on) == (publisher, "2016-08~")
        assert source.date_basis == "stated"

    def test_a_publisher_is_made_of_a_host_once(self) -> None:
        urls = ("https://www.example.org/1", "https://example.org/2")
        made = [hold(CONTENT + bytes(url, "ascii"), "a.txt", About(url=url)) for url in urls]

        assert [one.source.publisher.name for one in made] == ["example.org"] * 2
        assert Publisher.objects.count() == 1

    @pytest.mark.parametrize(
        ("content", "about", "error"),
        [
            (b"", About(), Unreadable),
            (CONTENT, About(published_on="yesterday"), ValidationError),
            (CONTENT, About(url="not an address"), ValidationError),
        ],
    )
    def test_what_is_refused_leaves_nothing(
        self, content: bytes, about: About, error: type[Exception]
    ) -> None:
        before = everything()
        with pytest.raises(error):
            hold(content, "a.txt", about)
        assert everything() == before


class TestTheSourceOfThisFile:
    def make(self, **fields: Any) -> Source:
        digest = sha256(CONTENT).hexdigest()
        return make_source(**{"sha256": digest, "characters": len(TEXT), **fields})

    def test_it_gets_the_text_the_parts_and_its_anchors(self) -> None:
        source = self.make(title="Ours", published_on="2011-12-10")
        place = TEXT.index("Not yet.")
        said = make_statement(source=source, quote="Not yet.", start=place, end=place + 8)
        version = source.version

        held = hold(CONTENT, "widget.txt", About(published_on="2020"))

        assert (held.source, held.is_new, held.was_held) == (source, False, False)
        source.refresh_from_db()
        assert (source.title, source.published_on) == ("Ours", "2011-12-10")
        assert source.version == version + 1
        assert source.text == TEXT
        said.refresh_from_db()
        assert said.anchor == "exact"
        assert source.sections.count() == 4

    def test_parts_that_an_editor_made_stay(self) -> None:
        source = self.make()
        Section.objects.create(source=source, kind="article", start=0, end=5)

        hold(CONTENT, "widget.txt")

        assert [(row.start, row.end) for row in source.sections.all()] == [(0, 5)]

    def test_another_length_is_refused(self) -> None:
        self.make(characters=len(TEXT) - 1, slug="a-post")
        before = everything()

        with pytest.raises(ValidationError) as refused:
            hold(CONTENT, "widget.txt")

        assert refused.value.messages == [
            f"The source “a-post” should have {len(TEXT) - 1} characters, "
            f"and this text has {len(TEXT)}."
        ]
        assert everything() == before

    def test_names_are_not_published_with_the_text(self) -> None:
        self.make(text_is_public=True)
        before = everything()

        with pytest.raises(ValidationError, match="names of those who commented"):
            hold(CONTENT, "widget.txt")

        assert everything() == before


def test_nothing_of_it_is_in_the_document(tmp_path: Path) -> None:
    source = hold(CONTENT, "secret-name.txt", About(make_publisher())).source

    document = str(source.publish(by=make_editor()).content)

    for private in ("Jo Public", "Ann Other", "They have begun.", "secret-name"):
        assert private not in document
