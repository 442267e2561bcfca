"""The page of a source, and who decides that all of its text stands on it."""

import hashlib
import json
from time import process_time
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sources.attaching import attach
from sources.models import HeldText, Section, Source
from sources.spreadsheets import SourceResource
from tests.factories import make_editor, make_source, make_speaker, make_statement
from tests.held_texts import at, source_with
from tests.languages import Words
from tests.test_admin import confirm, url
from tests.test_desk_conflicts import opened

pytestmark = pytest.mark.django_db

TEXT = (
    "Example Works <b>opens</b> its books\n\n  Q: Has production begun?\n"
    "  A: Production has begun, & soon.\n"
)
ANSWER = "Production has begun, & soon."


def show(source: Source) -> str:
    response = Client().get(f"/sources/{source.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def held_in(page: str) -> str:
    """The text that stands on the page, without the numbers put before what is marked."""
    return Held(page).text


class Held(Words):
    """Reads what is inside of the element that holds the text."""

    def __init__(self, page: str) -> None:
        self.text, self.inside, self.marked = "", 0, list[str]()
        super().__init__(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.inside or dict(attrs).get("class") == "held":
            self.inside += 1
        super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.inside -= bool(self.inside)
        super().handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self.inside and self.open[-1][0] != "a":
            self.text += data
            if self.open[-1][0] == "mark":
                self.marked.append(data)
        super().handle_data(data)


@pytest.fixture
def editor() -> Any:
    return make_editor()


@pytest.fixture
def source() -> Source:
    """Holds its text, which is not to be published; two statements, one inside of the other."""
    source = source_with(TEXT, slug="post", language="en-US")
    speaker = make_speaker(slug="jane-doe", name="Jane Doe")
    fields = {"source": source, "speaker": speaker, "question": "Has production begun?"}
    make_statement(slug="whole", **fields, **at(TEXT, ANSWER))
    make_statement(slug="part", source=source, speaker=speaker, **at(TEXT, "Production"))
    return source


class TestSourcePage:
    def test_it_shows_what_was_said_in_the_order_of_the_document(
        self, source: Source, editor: Any
    ) -> None:
        source.publish(by=editor)
        page = Words(show(source))

        said = page.said_in("en")
        assert said.index("Production") < said.index(ANSWER)
        for words in (
            "Jane Doe",
            "9 December 2011",
            "Has production begun?",
            "(assertion)",
            "stated in the document",
        ):
            assert any(words in piece for piece in said), words
        assert (ANSWER in [text for language, text in page.pieces if language == "en-US"]) is True

    def test_it_leads_to_every_statement_and_to_the_claims(
        self, source: Source, editor: Any
    ) -> None:
        source.publish(by=editor)
        page = show(source)

        for address in ("/statements/whole/", "/statements/part/", "/claims/?source=post"):
            assert f'href="{address}"' in page
        assert page.count('id="whole"') == page.count('id="part"') == 1

    def test_it_names_its_edition_and_the_chain(self, source: Source, editor: Any) -> None:
        edition = source.publish(by=editor)
        page = show(source)

        assert edition.digest in page
        assert edition.chain in page

    def test_without_the_text_it_says_why(self, source: Source, editor: Any) -> None:
        source.publish(by=editor)
        page = show(source)

        assert "Only excerpts are shown here." in page
        assert 'class="held"' not in page
        assert "opens" not in page
        assert "#text:" not in page

    def test_old_editions_have_no_language_and_no_text(self, source: Source, editor: Any) -> None:
        document = source.document()
        for item in document["statements"]:
            item["source"] = {k: v for k, v in item["source"].items() if k != "language"}
        old = {key: value for key, value in document.items() if key not in ("language", "text")}
        with mock.patch.object(Source, "document", return_value=old):
            source.publish(by=editor)

        page = show(source)

        assert "Only excerpts are shown here." in page
        assert 'lang=""' not in page

    def test_the_number_of_queries_does_not_grow(self, source: Source, editor: Any) -> None:
        Source.objects.filter(pk=source.pk).update(text_is_public=True)
        for number in range(20):
            make_statement(source=source, slug=f"more-{number}")
        source.publish(by=editor)

        with CaptureQueriesContext(connection) as captured:
            show(source)
        assert len(captured) == 2


class TestWholeText:
    @pytest.fixture
    def published(self, source: Source, editor: Any) -> Source:
        source.text_is_public = True
        source.full_clean()
        source.save()
        source.publish(by=editor)
        return source

    def test_it_stands_there_unaltered(self, published: Source) -> None:
        page = show(published)

        assert held_in(page) == TEXT
        assert "<b>opens" not in page
        assert "Only excerpts" not in page

    def test_what_is_quoted_is_marked_and_leads_to_its_statement(self, published: Source) -> None:
        page = show(published)

        assert Held(page).marked == ["Production", " has begun, & soon."]
        for number, name in enumerate(("part", "whole"), start=1):
            assert page.count(f'id="text:{name}"') == 1
            assert page.count(f'href="#text:{name}"') == 1
            assert f'href="/statements/{name}/" aria-label="Statement {number}"' in page

    def test_it_is_in_the_document(self, published: Source) -> None:
        assert Client().get("/sources/post.json").json()["text"] == TEXT

    def test_it_is_no_longer_there_when_it_may_not_be(self, published: Source, editor: Any) -> None:
        published.text_is_public = False
        published.save()
        assert held_in(show(published)) == TEXT

        published.publish(by=editor, reason="The licence was misread.")
        assert held_in(show(published)) == ""
        assert Client().get("/sources/post.json").json()["text"] is None

    def test_a_withdrawn_page_keeps_its_ids_apart(self, published: Source, editor: Any) -> None:
        published.withdraw(by=editor, reason="It was entered twice.")
        page = show(published)

        assert "This page was withdrawn" in page
        assert page.count('id="text:whole"') == 1

    def test_a_long_text_is_shown_at_once(self, editor: Any) -> None:
        text = "".join(f"{number:06} it has begun.\n" for number in range(47_000))
        source = source_with(text, slug="long", text_is_public=True)
        first = make_statement(source=source, slug="s-0", **at(text, "000000 it has begun."))
        rows = [
            type(first)(
                **{
                    **{
                        field.attname: getattr(first, field.attname)
                        for field in first._meta.concrete_fields
                        if not field.primary_key
                    },
                    "slug": f"s-{number}",
                    "quote": text[number * 1840 : number * 1840 + 20],
                    "start": number * 1840,
                    "end": number * 1840 + 20,
                }
            )
            for number in range(1, 500)
        ]
        type(first).objects.bulk_create(rows)
        source.publish(by=editor)

        started = process_time()
        page = show(source)

        assert process_time() - started < 2
        assert page.count("<mark>") == 1000
        assert held_in(page) == text


class TestMayBePublished:
    """A text with the names of commenters is never public."""

    @pytest.fixture
    def commented(self, source: Source) -> Source:
        Section.objects.create(
            source=source, kind="comment", start=0, end=5, author_line="Jo Public"
        )
        return source

    def test_a_source_with_author_lines_is_refused(self, commented: Source) -> None:
        commented.text_is_public = True

        with pytest.raises(ValidationError) as refused:
            commented.full_clean()
        assert list(refused.value.message_dict) == ["text_is_public"]
        assert "names" in refused.value.message_dict["text_is_public"][0]

    def test_so_it_is_when_it_is_published(self, commented: Source, editor: Any) -> None:
        Source.objects.filter(pk=commented.pk).update(text_is_public=True)
        commented.refresh_from_db()

        with pytest.raises(ValidationError):
            commented.publish(by=editor)
        assert Client().get("/sources/post.json").status_code == 404

    def test_sections_without_a_name_are_no_hindrance(self, source: Source) -> None:
        Section.objects.create(source=source, kind="article", start=0, end=5)
        source.text_is_public = True
        source.full_clean()

    def test_a_new_source_has_no_sections(self) -> None:
        row = make_source(text_is_public=True)
        row.pk = None
        row.slug = "another"
        row.full_clean()

    def test_a_public_text_gets_no_author_line(self, source: Source) -> None:
        Source.objects.filter(pk=source.pk).update(text_is_public=True)
        section = Section(source=source, kind="comment", start=0, end=5, author_line="Jo Public")

        with pytest.raises(ValidationError) as refused:
            section.full_clean()
        assert list(refused.value.message_dict) == ["author_line"]
        section.author_line = ""
        section.full_clean()

    def test_nor_both_in_one_form(self, source: Source, editor: Any) -> None:
        desk = Client()
        desk.force_login(editor)
        address = url(source, "change")
        row = {"kind": "comment", "start": "0", "end": "5", "depth": "0", "dated": ""}
        form = {
            **opened(desk, source),
            "text_is_public": "on",
            "sections-TOTAL_FORMS": "1",
            **{f"sections-0-{name}": value for name, value in row.items()},
            "sections-0-author_line": "Jo Public",
            "sections-0-source": str(source.pk),
        }

        answer = desk.post(address, form)

        assert answer.status_code == 200
        assert "has an author line" in answer.content.decode()
        source.refresh_from_db()
        assert (source.text_is_public, source.sections.count()) == (False, 0)
        assert desk.post(address, {**form, "sections-0-author_line": ""}).status_code == 302
        source.refresh_from_db()
        assert (source.text_is_public, source.sections.count()) == (True, 1)

    def test_it_is_no_column_of_a_spreadsheet(self) -> None:
        assert "text_is_public" not in SourceResource.Meta.fields


class TestNothingWithoutPublication:
    def test_ticking_it_changes_nothing_that_is_public(self, source: Source, editor: Any) -> None:
        source.publish(by=editor)
        source.text_is_public = True
        source.save()
        source.refresh_from_db()

        assert source.unpublished_changes
        assert held_in(show(source)) == ""
        assert Client().get("/sources/post.json").json()["text"] is None

    def test_nor_does_attaching_the_text_later(self, editor: Any) -> None:
        content = TEXT.encode()
        source = make_source(
            slug="post",
            sha256=hashlib.sha256(content).hexdigest(),
            characters=len(TEXT),
            text_is_public=True,
        )
        source.publish(by=editor)
        assert not source.unpublished_changes

        attach(content)

        source.refresh_from_db()
        assert source.unpublished_changes
        assert held_in(show(source)) == ""
        source.publish(by=editor, reason="The text is here now.")
        source.refresh_from_db()
        assert not source.unpublished_changes
        assert held_in(show(source)) == TEXT

    def test_attaching_what_may_not_be_published_changes_nothing(self, editor: Any) -> None:
        content = TEXT.encode()
        sha256 = hashlib.sha256(content).hexdigest()
        source = make_source(slug="post", sha256=sha256, characters=len(TEXT))
        source.publish(by=editor)

        attach(content)

        source.refresh_from_db()
        assert HeldText.objects.filter(source=source).exists()
        assert not source.unpublished_changes

    def test_the_preview_shows_it_to_editors(self, source: Source, editor: Any) -> None:
        source.text_is_public = True
        source.save()
        desk = Client()
        desk.force_login(editor)

        assert held_in(desk.get(url(source, "preview")).content.decode()) == TEXT
        assert Client().get("/sources/post/").status_code == 404

    def test_the_question_before_publishing_can_be_answered(
        self, source: Source, editor: Any
    ) -> None:
        source.text_is_public = True
        source.save()
        desk = Client()
        desk.force_login(editor)

        assert confirm(desk, source, "publish").status_code == 302
        assert held_in(show(source)) == TEXT


def test_the_list_leads_to_the_pages(source: Source, editor: Any) -> None:
    source.publish(by=editor)
    page = Client().get(reverse("source_list")).content.decode()

    assert 'href="/sources/post/"' in page
    assert '<h2 lang="en-US">' in page
    assert "1 source, oldest first." in page
    assert "2 statements" in page
    assert json.loads(Client().get("/sources.json").content)["count"] == 1
