from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from publication.canonical import canonical, digest
from sources.documents import citation, selectors
from sources.models import HeldText, Source
from tests.factories import make_editor, make_publisher, make_source, make_speaker, make_statement

pytestmark = pytest.mark.django_db

# The document of `full_source` as the public gets it, whole.
CITATION = {
    "id": "an-interview",
    "title": "An interview",
    "path": "/sources/an-interview/",
    "url": "https://example.org/interview",
    "archived_url": "https://archive.example/interview",
    "publisher": {"id": "the-gazette", "name": "The Gazette"},
    "author": {"id": "a-writer", "name": "A. Writer"},
    "kind": "interview",
    "published_on": {"edtf": "2014-01~", "from": "2014-01-01", "to": "2014-01-31"},
    "date_basis": "inferred",
    "language": "en",
    "sha256": "ab" * 32,
}
ANSWER = {
    "id": "s-begun",
    "path": "/statements/s-begun/",
    "quote": "Begun.",
    "kind": "assertion",
    "speaker": {
        "id": "a-maker",
        "name": "A. Maker",
        "kind": "person",
        "role": "Maker of engines",
    },
    "said_on": {"edtf": "2013-12-30/..", "from": "2013-12-30", "to": None},
    "said_on_note": "“Before new year” in the text.",
    "question": "Has it begun?",
    "venue": {"id": "a-forum", "name": "A Forum"},
    "relayed_through": ["A Forum", "A. Writer"],
    "note": "An answer of one word.",
    "source": CITATION,
    "anchor": "exact",
    "selector": [
        {
            "type": "TextQuoteSelector",
            "exact": "Begun.",
            "prefix": "Q: Has it begun? A: ",
            "suffix": "",
        },
        {"type": "TextPositionSelector", "start": 20, "end": 26},
    ],
}
REMARK = {
    "id": "s-remark",
    "path": "/statements/s-remark/",
    "quote": "I doubt it.",
    "kind": "denial",
    "speaker": {
        "id": "reader",
        "name": "A reader",
        "kind": "reader",
        "role": "Somebody who wrote below a post",
    },
    "said_on": None,
    "said_on_note": None,
    "question": None,
    "venue": None,
    "relayed_through": [],
    "note": None,
    "source": CITATION,
    "anchor": "not_found",
    "selector": [
        {"type": "TextQuoteSelector", "exact": "I doubt it.", "prefix": None, "suffix": None}
    ],
}
DOCUMENT = {
    **CITATION,
    "type": "source",
    "title_in_text": False,
    "language": "en",
    "date_note": "Seen as a print-out.",
    "retrieved_at": "2026-04-30T21:05:07Z",
    "characters": 26,
    "text": None,
    "statements": [ANSWER, REMARK],
    "withdrawn": None,
}


@pytest.fixture
def editor() -> Any:
    """Without a password: hashing one takes longer than most of these tests."""
    return make_editor("editor")


@pytest.fixture
def full_source() -> Source:
    """A source and two statements with every field filled that may be filled."""
    source = make_source(
        slug="an-interview",
        title="An interview",
        title_in_text=False,
        publisher=make_publisher(slug="the-gazette", name="The Gazette", note="For editors."),
        author=make_speaker(slug="a-writer", name="A. Writer", note="For editors."),
        kind="interview",
        url="https://example.org/interview",
        archived_url="https://archive.example/interview",
        published_on="2014-01~",
        date_basis="inferred",
        date_note="Seen as a print-out.",
        retrieved_at=datetime(2026, 4, 30, 21, 5, 7, 999_999, tzinfo=UTC),
        file="for-editors.txt",
        sha256="ab" * 32,
        characters=26,
    )
    HeldText.objects.create(source=source, text="Q: Has it begun? A: Begun.")
    reader = {"slug": "reader", "name": "A reader", "kind": "reader"}
    make_statement(
        slug="s-remark",
        source=source,
        speaker=make_speaker(**reader, role="Somebody who wrote below a post"),
        quote="I doubt it.",
        said_on="",
        kind="denial",
    )
    make_statement(
        slug="s-begun",
        source=source,
        speaker=make_speaker(slug="a-maker", name="A. Maker", role="Maker of engines"),
        quote="Begun.",
        start=20,
        end=26,
        prefix="Q: Has it begun? A: ",
        suffix="",
        question="Has it begun?",
        question_start=3,
        question_end=16,
        said_on="2013-12-30/..",
        said_on_note="“Before new year” in the text.",
        venue=make_publisher(slug="a-forum", name="A Forum"),
        relayed_through=["A Forum", "A. Writer"],
        note="An answer of one word.",
    )
    return source


class TestSourceDocument:
    def test_every_field_is_in_its_place(self, full_source: Source) -> None:
        assert full_source.document() == DOCUMENT

    @time_machine.travel("2026-05-01T08:30:00.5Z", tick=False)
    def test_its_edition_holds_exactly_that_in_canonical_form(
        self, full_source: Source, editor: Any
    ) -> None:
        edition = full_source.publish(by=editor)

        stamp = {"number": 1, "published_at": "2026-05-01T08:30:00Z", "previous": None}
        whole = canonical({**DOCUMENT, "edition": stamp})
        assert edition.document.encode() == whole
        assert edition.digest == digest(whole)
        assert full_source.published_document == DOCUMENT

    def test_nothing_for_editors_is_in_it(self, full_source: Source, editor: Any) -> None:
        document = full_source.publish(by=editor).document

        assert "For editors." not in document
        assert "for-editors.txt" not in document
        assert "An interview" in document

    def test_the_least_that_a_source_can_be(self) -> None:
        source = make_source(
            slug="a-post",
            title="A post",
            publisher=make_publisher(slug="a-blog", name="A Blog"),
            url="",
            published_on="",
            date_basis="unknown",
        )

        assert source.document() == {
            "id": "a-post",
            "type": "source",
            "title": "A post",
            "title_in_text": True,
            "path": "/sources/a-post/",
            "url": None,
            "archived_url": None,
            "publisher": {"id": "a-blog", "name": "A Blog"},
            "author": None,
            "kind": "blog_post",
            "published_on": None,
            "date_basis": "unknown",
            "date_note": None,
            "sha256": None,
            "language": "en",
            "retrieved_at": None,
            "characters": None,
            "text": None,
            "statements": [],
            "withdrawn": None,
        }

    @time_machine.travel("2026-05-01T08:30:00Z", tick=False)
    def test_a_withdrawn_source_says_so_and_why(self, full_source: Source, editor: Any) -> None:
        full_source.publish(by=editor)

        edition = full_source.withdraw(by=editor, reason="It was a forgery.")

        assert edition.content == {
            **DOCUMENT,
            "withdrawn": {"at": "2026-05-01T08:30:00Z", "reason": "It was a forgery."},
            "edition": {"number": 2, "published_at": "2026-05-01T08:30:00Z", "previous": 1},
        }

    def test_statements_come_in_document_order(self) -> None:
        source = make_source()
        for slug, start in (("z", None), ("d", 0), ("b", 20), ("c", 3), ("a", None)):
            end = None if start is None else start + 6
            make_statement(slug=slug, source=source, start=start, end=end)

        ids = [item["id"] for item in source.document()["statements"]]

        assert ids == ["d", "c", "b", "a", "z"]

    def test_a_text_of_no_characters_has_a_length(self) -> None:
        assert make_source(sha256="ab" * 32, characters=0).document()["characters"] == 0

    def test_a_time_is_told_in_utc_to_the_second(self) -> None:
        moment = datetime.fromisoformat("2026-05-01T00:30:59.9+02:00")

        assert make_source(retrieved_at=moment).document()["retrieved_at"] == "2026-04-30T22:30:59Z"


class TestCitation:
    def test_it_is_the_part_of_the_document_that_others_embed(self, full_source: Source) -> None:
        assert citation(full_source) == CITATION


class TestSelectors:
    @pytest.mark.parametrize("around", ["", None, "begun? "])
    def test_known_to_be_empty_differs_from_not_known(self, around: str | None) -> None:
        statement = make_statement(prefix=around, suffix=around)

        assert selectors(statement) == [
            {"type": "TextQuoteSelector", "exact": "Begun.", "prefix": around, "suffix": around}
        ]

    def test_the_first_character_is_a_place(self) -> None:
        assert selectors(make_statement(start=0, end=6))[1] == {
            "type": "TextPositionSelector",
            "start": 0,
            "end": 6,
        }
