"""What a row of a spreadsheet changes, and what it may not say."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.test import Client
from openpyxl import Workbook

from publication.admin import spreadsheets
from publication.models import Edition
from sources.models import HeldText, Source, Statement
from sources.spreadsheets import SourceResource, StatementResource
from tests.factories import (
    make_publisher,
    make_source,
    make_speaker,
    make_statement,
)
from tests.sources.test_spreadsheets import editor, everything_about, sources, statements
from tests.spreadsheets import Spreadsheets, address, csv_of, errors, summary

pytestmark = pytest.mark.django_db

__all__ = ["editor", "sources", "statements"]


class TestImporting:
    def test_a_new_row_is_a_draft_with_its_editor_and_its_reason(
        self, sources: Spreadsheets, editor: Any
    ) -> None:
        make_publisher(slug="example-news")
        make_speaker(slug="jane-doe")
        page = sources.preview(csv_of(SourceResource.example))
        assert summary(page) == {"new": 1, "update": 0, "skip": 0}
        assert "Production has begun" in page.content.decode()
        assert not Source.objects.exists()
        sources.confirm(page)
        source = Source.objects.get()
        assert source.slug == SourceResource.example["slug"]
        assert source.retrieved_at == datetime(2024, 5, 1, 12, 30, tzinfo=UTC)
        assert (source.version, source.changed_by, source.edition) == (1, editor, None)
        record = source.history.get()
        assert record.history_change_reason == "Imported from a spreadsheet."
        assert record.history_user == editor
        assert Edition.objects.count() == 0

    def test_the_example_of_statements_is_right_and_its_anchor_is_computed(
        self, statements: Spreadsheets
    ) -> None:
        source = make_source(slug=StatementResource.example["source"])
        make_speaker(slug="jane-doe")
        text = f"{'x' * 110}She said: Production has begun."
        HeldText.objects.create(source=source, text=text)
        statements.bring_in(StatementResource.example)
        row = Statement.objects.get()
        assert (row.anchor, row.suffix, row.relayed_through) == ("exact", "", ["Example News"])

    def test_a_change_of_something_published_waits_to_be_published(
        self, sources: Spreadsheets, editor: Any
    ) -> None:
        source = make_source(slug="a-post")
        source.publish(by=editor)
        public = Client().get("/sources/a-post.json").content
        sources.bring_in({"slug": "a-post", "version": "1", "title": "Another title"})
        source.refresh_from_db()
        assert (source.title, source.version, source.changed_by) == ("Another title", 2, editor)
        assert source.unpublished_changes
        assert Client().get("/sources/a-post.json").content == public
        assert Edition.objects.count() == 1

    def test_columns_that_are_missing_stay_as_they_are_and_empty_cells_empty(
        self, sources: Spreadsheets
    ) -> None:
        source = make_source(author=make_speaker(), date_note="Kept.")
        page = sources.preview(
            csv_of({"slug": source.slug, "version": "1", "url": "", "author": ""})
        )
        changes = page.context["result"].rows[0].diff["changes"]
        assert [change["label"] for change in changes] == ["author", "url"]
        sources.confirm(page)
        source.refresh_from_db()
        assert (source.url, source.author, source.date_note) == ("", None, "Kept.")

    def test_changed_and_unchanged_rows_of_one_file(self, sources: Spreadsheets) -> None:
        kept, changed = make_source(), make_source()
        before = everything_about(kept)
        cells = sources.rows()
        next(row for row in cells if row["slug"] == changed.slug)["title"] = "New"
        page = sources.preview(csv_of(*cells))
        assert summary(page) == {"new": 0, "update": 1, "skip": 1}
        shown = page.content.decode()
        assert "<ins>New</ins>" in shown
        assert f"<li>Row {[row['slug'] for row in cells].index(kept.slug) + 2}: {kept}" in shown
        sources.confirm(page)
        assert everything_about(kept) == before

    def test_a_workbook_with_dates_and_numbers_in_its_cells(self, sources: Spreadsheets) -> None:
        source = make_source(slug="a")
        book = Workbook()
        header = ["slug", "version", "published_on", "characters", "sha256", "title_in_text"]
        book.active.append(header)  # type: ignore[union-attr]
        cells = ["a", 1, datetime.fromisoformat("2014-01-02"), 12.0, "b" * 64, False]
        book.active.append(cells)  # type: ignore[union-attr]
        file = io.BytesIO()
        book.save(file)
        sources.confirm(sources.preview(file.getvalue(), "rows.xlsx"))
        source.refresh_from_db()
        assert (source.published_on, source.characters) == ("2014-01-02", 12)
        assert source.title_in_text is False

    def test_the_log_of_the_desk_says_who_imported_what(
        self, sources: Spreadsheets, editor: Any
    ) -> None:
        source = make_source()
        sources.bring_in({"slug": source.slug, "version": "1", "title": "New"})
        entry = LogEntry.objects.get()
        assert (entry.object_id, entry.user) == (str(source.pk), editor)


class TestRefusing:
    def test_one_wrong_row_and_nothing_is_written(self, sources: Spreadsheets) -> None:
        source = make_source(slug="a")
        rows = [
            {"slug": "a", "version": "1", "title": "Right"},
            {"slug": "b", "version": "", "title": "Wrong"},
        ]
        assert "3 publisher: This field cannot be null." in sources.refused(*rows)
        assert "3 kind: This field cannot be blank." in sources.refused(*rows)
        source.refresh_from_db()
        assert (source.version, Source.objects.count()) == (1, 1)

    @pytest.mark.parametrize(
        ("cells", "sentence"),
        [
            ({"publisher": "nobody"}, "publisher: there is no publisher “nobody”."),
            ({"author": "nobody"}, "author: there is no speaker “nobody”."),
            ({"kind": "rumour"}, "kind: Value 'rumour' is not a valid choice."),
            ({"published_on": "09/12/2011"}, "published_on: "),
            ({"title": ""}, "title: This field cannot be blank."),
            ({"title": "x" * 301}, "title: Ensure this value has at most 300"),
            ({"title_in_text": "maybe"}, "title_in_text: “maybe” is neither yes nor no."),
            ({"retrieved_at": "noon"}, "retrieved_at: “noon” is not a time"),
            ({"retrieved_at": "0001-01-01T00:00+14:00"}, "retrieved_at: "),
            ({"characters": "-1"}, "characters: “-1” is not a whole number"),
            ({"characters": "9" * 5000}, "is not a whole number of up to nine digits."),
            ({"characters": "9" * 10, "sha256": "a" * 64}, "characters: “9999999999” is not"),
            ({"url": "javascript:alert(1)"}, "url: Enter a valid URL."),
            ({"date_basis": "unknown"}, "A date needs its basis"),
            ({"language": ""}, "language: This field cannot be blank."),
        ],
    )
    def test_errors_name_the_field(
        self, sources: Spreadsheets, cells: dict[str, str], sentence: str
    ) -> None:
        make_source(slug="a")
        assert sentence in sources.refused({"slug": "a", "version": "1", **cells})

    def test_a_wrong_slug_and_an_empty_one(self, sources: Spreadsheets) -> None:
        assert "2 slug: Use small letters" in sources.refused({"slug": "No Slug"})
        assert "2 slug: This field cannot be blank." in sources.refused({"slug": "", "title": "A"})

    def test_a_statement_with_nothing_but_its_slug(self, statements: Spreadsheets) -> None:
        said = statements.refused({"slug": "a"})
        for name in ("source", "speaker", "kind", "quote"):
            assert f"2 {name}: This field cannot be" in said

    def test_a_statement_is_checked_as_in_its_form(self, statements: Spreadsheets) -> None:
        row = make_statement()
        cells = {"slug": row.slug, "version": "1", "quote": " Begun.", "relayed_through": "a\tb"}
        said = statements.refused(cells)
        assert "quote: Leave out the white space" in said
        assert "relayed_through: A list of names" in said

    @pytest.mark.parametrize("version", ["1", "3", "one"])
    def test_a_row_that_somebody_saved_since(self, sources: Spreadsheets, version: str) -> None:
        source = make_source(slug="a")
        source.save()
        cells = {"slug": "a", "version": version, "title": "Mine"}
        assert "version: Somebody saved this row since the file was exported" in sources.refused(
            cells
        )
        sources.bring_in({**cells, "version": "2"})
        source.refresh_from_db()
        assert source.title == "Mine"

    def test_a_version_without_its_row(self, sources: Spreadsheets) -> None:
        """A slug that was changed in the file would silently make a second row."""
        cells = {**sources_cells(sources), "slug": "renamed"}
        assert "version: There is no row with this slug." in sources.refused(cells)

    def test_a_new_mistake_between_preview_and_confirmation_is_seen(
        self, sources: Spreadsheets
    ) -> None:
        kept = make_source(slug="a", sha256="a" * 64, characters=1)
        make_source(slug="b")
        rows = [
            {"slug": "a", "version": "1", "title": "New", "sha256": "a" * 64, "characters": "1"},
            {"slug": "b", "version": "1", "title": "New", "sha256": "b" * 64, "characters": "1"},
        ]
        page = sources.preview(csv_of(*rows))
        make_source(slug="c", sha256="b" * 64, characters=1)
        assert "3 __all__: Another source is already made" in errors(sources.confirm(page))
        kept.refresh_from_db()
        assert kept.title != "New"

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (
                b"slug,colour\na,red\n",
                "There is no column “colour” here. There are: slug, version,",
            ),
            (b"title,kind\na,b\n", "The column “slug” is missing"),
            (b"slug,text\na,b\n", "There is no column “text” here"),
            (b"slug,changed_by\na,1\n", "There is no column “changed_by” here"),
            (b"slug\na\nb\na\n", "slug: rows 2 and 4 both have “a”."),
            (b"slug\n", "no rows below a header"),
            ("slug\ncafé\n".encode("latin-1"), "UTF-8"),
            (b"PK\x03\x04", "not an XLSX workbook"),
            (b"slug,title\na,\0\n", "Row 2 has a NUL"),
        ],
    )
    def test_a_file_that_is_wrong_as_a_whole(
        self, sources: Spreadsheets, data: bytes, sentence: str
    ) -> None:
        page = sources.preview(data)
        assert "confirm_form" not in page.context
        assert sentence in errors(page)
        assert "Traceback" not in page.content.decode()

    def test_more_changes_than_others_can_wait_for(
        self, sources: Spreadsheets, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("publication.spreadsheets.MOST_CHANGES", 2)
        for slug in "abcd":
            make_source(slug=slug)
        changed = [{"slug": slug, "version": "1", "title": "New"} for slug in "abcd"]
        assert "At most 2 rows of a file may be new or changed" in sources.refused(*changed)
        same = [{"slug": slug, "version": "1", "title": f"Title of {slug}"} for slug in "cd"]
        sources.bring_in(*same, *changed[:2])
        assert Source.objects.filter(title="New").count() == 2

    def test_an_empty_file_and_none(self, sources: Spreadsheets) -> None:
        assert "empty" in errors(sources.preview(b""))
        answer = sources.client.post(address(Source, "import"), {"resource": "0"})
        assert "required" in errors(answer)

    def test_a_file_that_is_too_large(
        self, sources: Spreadsheets, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(spreadsheets, "MOST_BYTES", 10)
        assert "At most 10 MB" in errors(sources.preview(b"slug,title\na,b\n"))
        assert Session.objects.count() == 1


def sources_cells(sources: Spreadsheets) -> dict[str, str]:
    make_source()
    return sources.rows()[0]
