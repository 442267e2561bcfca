"""Parts of a held text: where they may be, who sees them, and that none is ever published."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from sources.models import Section, Source
from tests.factories import make_editor, make_source, make_statement
from tests.held_texts import source_with
from tests.test_admin import url
from tests.test_desk_conflicts import opened

pytestmark = pytest.mark.django_db

TEXT = "A headline\nThe article.\n  • Jo Public\n  They have begun.\n"
COMMENT = TEXT.index("  •")


@pytest.fixture
def source() -> Source:
    return source_with(TEXT, slug="post")


def section(source: Source, **fields: Any) -> Section:
    values = {"source": source, "kind": "article", "start": 0, "end": COMMENT}
    return Section(**{**values, **fields})


def refusal(row: Section) -> dict[str, list[str]]:
    try:
        row.full_clean()
    except ValidationError as error:
        return error.message_dict
    row.save()
    return {}


class TestRules:
    def test_sections_may_stand_side_by_side(self, source: Source) -> None:
        assert refusal(section(source)) == {}
        comment = section(source, kind="comment", start=COMMENT, end=len(TEXT), depth=1)
        assert refusal(comment) == {}
        comment.author_line, comment.dated = "Jo Public", "2011-12"
        assert refusal(comment) == {}
        assert str(comment) == f"comment, Jo Public, 2011-12, {COMMENT}–{len(TEXT)}"

    @pytest.mark.parametrize(
        ("fields", "name", "sentence"),
        [
            ({"end": 1000}, "end", f"The text ends at {len(TEXT)}."),
            ({"start": 10, "end": 10}, "__all__", "The start comes before the end."),
            ({"kind": "poem"}, "kind", "Value 'poem' is not a valid choice."),
            ({"dated": "yesterday"}, "dated", "This is not a date in EDTF"),
            ({"start": None}, "start", "This field cannot be null."),
        ],
    )
    def test_a_section_is_a_place_in_the_text(
        self, source: Source, fields: dict[str, Any], name: str, sentence: str
    ) -> None:
        assert refusal(section(source, **fields))[name][0].startswith(sentence)

    @pytest.mark.parametrize(("start", "end"), [(0, 5), (3, 6), (10, 40), (0, 50)])
    def test_they_do_not_overlap(self, source: Source, start: int, end: int) -> None:
        assert refusal(section(source)) == {}
        found = refusal(section(source, kind="comment", start=start, end=end))
        assert found["start"] == ["This overlaps with another section: article, 0–24."]
        assert refusal(section(source_with(TEXT), start=start, end=end)) == {}

    def test_the_database_refuses_what_runs_backwards_or_begins_twice(self, source: Source) -> None:
        section(source).save()
        for start, end in ((30, 30), (0, 1)):
            with pytest.raises(IntegrityError), transaction.atomic():
                section(source, start=start, end=end).save()

    def test_without_a_text_only_the_order_counts(self) -> None:
        assert refusal(section(make_source(), start=10, end=1000)) == {}


class TestDesk:
    @pytest.fixture
    def desk(self) -> Client:
        client = Client()
        client.force_login(make_editor("anna", group="Contributor"))
        return client

    def page(self, desk: Client, source: Source) -> str:
        return desk.get(reverse("admin:sources_source_read", args=[source.pk])).content.decode()

    def typed(self, *rows: tuple[str, int, int]) -> dict[str, Any]:
        data: dict[str, Any] = {"sections-TOTAL_FORMS": len(rows)}
        for number, (kind, start, end) in enumerate(rows):
            names = {"kind": kind, "start": start, "end": end, "depth": 0, "author_line": ""}
            data |= {f"sections-{number}-{name}": value for name, value in names.items()}
        return data

    def test_the_reading_view_names_them_and_its_text_stays_the_same(
        self, desk: Client, source: Source
    ) -> None:
        section(source).save()
        section(source, kind="comment", start=COMMENT, end=len(TEXT), author_line="Jo").save()
        words = "They have begun."
        start = TEXT.index(words)
        make_statement(source=source, quote=words, start=start, end=start + len(words))
        page = self.page(desk, source)
        assert f'data-label="comment, Jo, {COMMENT}–{len(TEXT)}"' in page
        assert f'class="said" id="at-{start}"' in page
        inside = page[page.index('id="held-text"') :].partition(">")[2].partition("<form")[0]
        plain = "".join(part.partition(">")[2] for part in f">{inside}".split("<"))
        assert plain.strip("\n") == TEXT.strip("\n")

    def test_a_section_beyond_a_text_that_was_replaced_is_left_out(
        self, desk: Client, source: Source
    ) -> None:
        section(source, start=10, end=1000).save()
        assert 'class="section' not in self.page(desk, source)

    def test_they_are_edited_with_their_source(self, desk: Client, source: Source) -> None:
        data = opened(desk, source) | self.typed(("article", 0, 24), ("comment", 24, 50))
        assert desk.post(url(source, "change"), data).status_code == 302
        assert Section.objects.count() == 2
        stored = Source.objects.get()
        assert (stored.version, stored.changed_by.username) == (2, "anna")  # type: ignore[union-attr]

    def test_rows_that_come_together_are_compared(self, desk: Client, source: Source) -> None:
        data = opened(desk, source) | self.typed(("article", 0, 24), ("comment", 23, 50))
        page = desk.post(url(source, "change"), data)
        assert "The sections from 0 and from 23 overlap." in page.content.decode()
        assert not Section.objects.exists()


def test_no_author_line_is_published(source: Source) -> None:
    section(source, kind="comment", author_line="Jo Public").save()
    source.publish(by=make_editor())
    client = Client()
    for address in ("/sources/post/", "/sources/post.json", "/export/sources.ndjson"):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Jo Public" not in body
