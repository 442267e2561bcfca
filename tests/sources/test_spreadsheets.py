"""Sources and statements in spreadsheets: out, in, and what is refused."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publication.spreadsheet_files import write_xlsx
from sources.models import HeldText, Publisher, Source, Speaker, Statement
from sources.spreadsheets import SourceResource, StatementResource
from tests.factories import (
    make_editor,
    make_publisher,
    make_source,
    make_speaker,
    make_statement,
)
from tests.spreadsheets import Spreadsheets, address, csv_of, errors, summary

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Any:
    return make_editor("anna")


@pytest.fixture
def sources(editor: Any) -> Spreadsheets:
    return Spreadsheets(Source, editor)


@pytest.fixture
def statements(editor: Any) -> Spreadsheets:
    return Spreadsheets(Statement, editor)


def everything_about(row: Any) -> list[Any]:
    row.refresh_from_db()
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return [columns, row.history.count()]


class TestExporting:
    def test_the_columns_and_related_rows_by_their_slugs(self, sources: Spreadsheets) -> None:
        source = make_source(
            slug="a-post",
            publisher=make_publisher(slug="news"),
            author=make_speaker(slug="jane"),
            retrieved_at=datetime(2024, 5, 1, 12, 30, 0, 123, tzinfo=UTC),
            sha256="a" * 64,
            characters=12,
        )
        HeldText.objects.create(source=source, text="Not for a spreadsheet.")
        for file_format in ("csv", "xlsx"):
            data = sources.export(file_format)
            assert sources.rows(data) == [
                {
                    "slug": "a-post",
                    "version": "1",
                    "title": "Title of a-post",
                    "title_in_text": "yes",
                    "publisher": "news",
                    "author": "jane",
                    "kind": "blog_post",
                    "url": "https://example.org/post",
                    "archived_url": "",
                    "published_on": "2011-12-10",
                    "date_basis": "stated",
                    "date_note": "",
                    "language": "en",
                    "retrieved_at": "2024-05-01T12:30:00.000123+00:00",
                    "file": "",
                    "sha256": "a" * 64,
                    "characters": "12",
                }
            ]

    def test_only_what_the_list_shows(self, sources: Spreadsheets) -> None:
        make_source(slug="a", kind="patent")
        make_source(slug="b")
        assert [row["slug"] for row in sources.rows(kind__exact="patent")] == ["a"]
        assert [row["slug"] for row in sources.rows(q="title of b")] == ["b"]

    @pytest.mark.parametrize("action", ["export_csv", "export_xlsx"])
    def test_only_what_was_selected(self, sources: Spreadsheets, action: str) -> None:
        chosen, _ = make_source(), make_source()
        data = {"action": action, "_selected_action": [chosen.pk]}
        answer = sources.client.post(address(Source, "changelist"), data)
        assert [row["slug"] for row in sources.rows(answer.content)] == [chosen.slug]

    def test_a_text_too_long_for_xlsx_is_said_so_and_not_cut(self, sources: Spreadsheets) -> None:
        source = make_source(date_note="x" * 40_000)
        data: dict[str, Any] = {"action": "export_xlsx", "_selected_action": [source.pk]}
        for path, form in (
            (address(Source, "changelist"), data),
            (address(Source, "export"), {"format": "1", "resource": "0"}),
        ):
            page = sources.client.post(path, form, follow=True)
            assert "export CSV instead" in page.content.decode()
        assert sources.rows()[0]["date_note"] == "x" * 40_000

    @pytest.mark.parametrize("model", [Source, Statement])
    def test_a_thousand_rows_take_no_query_each(
        self, model: Any, editor: Any, django_assert_max_num_queries: Any
    ) -> None:
        sheets = Spreadsheets(model, editor)
        publisher = make_publisher()
        speakers = [
            Speaker(slug=f"s{n}", name=f"S {n}", kind="person", role="x") for n in range(1000)
        ]
        Speaker.objects.bulk_create(speakers)
        common = {"publisher": publisher, "kind": "blog_post", "date_basis": "unknown"}
        Source.objects.bulk_create(
            Source(slug=f"p{n}", title="A", author=speaker, **common)
            for n, speaker in enumerate(speakers)
        )
        Statement.objects.bulk_create(
            Statement(
                slug=f"q{n}",
                quote="A",
                kind="denial",
                source=source,
                speaker=source.author,
                venue=publisher,
            )
            for n, source in enumerate(Source.objects.select_related("author"))
        )
        with django_assert_max_num_queries(6):
            assert len(sheets.rows()) == 1000


class TestTheRoundTrip:
    @pytest.mark.parametrize("file_format", ["csv", "xlsx"])
    def test_what_was_exported_is_unchanged_and_nothing_is_written(
        self, file_format: str, sources: Spreadsheets, statements: Spreadsheets
    ) -> None:
        source = make_source(
            author=make_speaker(),
            retrieved_at=datetime(2024, 5, 1, 12, 30, 0, 123456, tzinfo=UTC),
            date_note=" =1+1\r\nsecond\rthird\n\t",
            title="=SUM(A1)",
            title_in_text=False,
            published_on="",
            date_basis="unknown",
        )
        rows: list[Any] = [source]
        for number, text in enumerate((None, "", "'", "''", "'=", " ", "\r", "-", "'s_x000D_")):
            rows.append(
                make_statement(
                    source=source,
                    start=number,
                    end=number + 5,
                    prefix=text,
                    suffix=text,
                    quote="-Begun\r\n“in”\x0b𝛑",
                    question="@who?",
                    relayed_through=["=One", " Two|Three ", "Four, Five"],
                    venue=make_publisher(),
                )
            )
        before = [everything_about(row) for row in rows]
        for sheets, count in ((sources, 1), (statements, 9)):
            page = sheets.preview(sheets.export(file_format))
            assert summary(page) == {"new": 0, "update": 0, "skip": count}, errors(page)
            with CaptureQueriesContext(connection) as queries:
                answer = sheets.confirm(page)
            assert f"0 new, 0 changed, {count} unchanged" in answer.content.decode()
            tables = [f'"{model._meta.db_table}' for model in (Source, Statement)]
            writes = [
                query["sql"]
                for query in queries
                if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
                and any(table in query["sql"] for table in tables)
            ]
            assert writes == []
        assert [everything_about(row) for row in rows] == before

    def test_unknown_and_known_to_be_empty_are_told_apart(self, statements: Spreadsheets) -> None:
        row = make_statement(prefix="", suffix=None)
        cells = statements.rows()[0]
        assert (cells["prefix"], cells["suffix"]) == ("'", "")
        statements.bring_in({"slug": row.slug, "version": "1", "prefix": "", "suffix": "'"})
        row.refresh_from_db()
        assert (row.prefix, row.suffix) == (None, "")

    def test_many_unchanged_rows_take_few_queries(self, sources: Spreadsheets) -> None:
        counts = []
        for _ in range(2):
            for _ in range(10):
                make_source(author=make_speaker())
            data = sources.export()
            with CaptureQueriesContext(connection) as queries:
                assert summary(sources.preview(data))["new"] == 0
            counts.append(sum("SAVEPOINT" not in query["sql"] for query in queries))
        assert counts[0] == counts[1]


class TestTheUpload:
    def test_it_is_gone_once_it_was_confirmed(self, sources: Spreadsheets) -> None:
        make_source(slug="a")
        page = sources.preview(csv_of({"slug": "a", "version": "1", "title": "New"}))
        assert Session.objects.count() == 2
        sources.confirm(page)
        assert Session.objects.count() == 1
        again = sources.confirm(page)
        assert "The file is no longer here." in again.content.decode()

    def test_what_nobody_confirmed_goes_when_the_next_one_comes(
        self, sources: Spreadsheets
    ) -> None:
        make_source(slug="a")
        sources.preview(csv_of({"slug": "a", "version": "1", "title": "New"}))
        upload = Session.objects.order_by("expire_date").first()
        assert upload
        upload.expire_date = datetime(2020, 1, 1, tzinfo=UTC)
        upload.save()
        sources.preview(csv_of({"slug": "a", "version": "1", "title": "New"}))
        assert not Session.objects.filter(pk=upload.pk).exists()

    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"format": "7"},
            {"format": "x"},
            {"import_file_name": "../../etc/passwd"},
            {"import_file_name": ""},
        ],
    )
    def test_a_confirmation_of_nothing_is_answered(
        self, sources: Spreadsheets, form: dict[str, str]
    ) -> None:
        data = {"import_file_name": "a", "original_file_name": "a", "format": "0", **form}
        page = sources.client.post(address(Source, "process_import"), data, follow=True)
        assert page.status_code == 200
        shown = page.content.decode()
        assert "no longer here" in shown or "not complete" in shown

    def test_confirming_is_a_post(self, sources: Spreadsheets) -> None:
        assert sources.client.get(address(Source, "process_import")).status_code == 405


class TestRights:
    PAGES = (("import", "get"), ("import", "post"), ("process_import", "post"))

    def statuses(self, user: Any, model: Any, *pages: tuple[str, str]) -> set[int]:
        client = Client()
        if user:
            client.force_login(user)
        return {getattr(client, method)(address(model, page)).status_code for page, method in pages}

    def test_strangers_are_asked_to_sign_in(self) -> None:
        for model in (Source, Statement):
            assert self.statuses(None, model, *self.PAGES, ("export", "get")) == {302}

    def test_who_may_add_and_change_may_import(self) -> None:
        for group, status in (("Contributor", 200), ("Auditor", 403)):
            user = make_editor(group=group)
            for model in (Source, Statement):
                assert self.statuses(user, model, *self.PAGES) == {status}

    @pytest.mark.parametrize("verb", ["add", "change"])
    def test_one_of_the_two_rights_is_not_enough(self, verb: str) -> None:
        user = get_user_model().objects.create_user("half", is_staff=True)
        permissions = [f"{verb}_source", "view_source"]
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        assert self.statuses(user, Source, *self.PAGES) == {403}

    def test_who_may_look_may_export(self) -> None:
        source = make_source()
        auditor = Spreadsheets(Source, make_editor(group="Auditor"))
        assert auditor.rows()[0]["slug"] == source.slug
        form = {"action": "export_csv", "_selected_action": [source.pk]}
        answer = auditor.client.post(address(Source, "changelist"), form)
        assert auditor.rows(answer.content)[0]["slug"] == source.slug
        page = auditor.client.get(address(Source, "changelist")).content.decode()
        assert (address(Source, "export") in page, address(Source, "import") in page) == (
            True,
            False,
        )
        nobody = get_user_model().objects.create_user("nobody", is_staff=True)
        assert self.statuses(nobody, Source, ("export", "get"), ("export", "post")) == {403}

    def test_the_help_names_every_column_that_is_read(self, sources: Spreadsheets) -> None:
        for model, resource in ((Source, SourceResource), (Statement, StatementResource)):
            page = sources.client.get(address(model, "import")).content.decode()
            for name in resource._meta.fields:
                assert f"<code>{name}</code>" in page
            assert "/admin/jsi18n/" not in page


def test_workbooks_go_in_as_they_came_out(sources: Spreadsheets) -> None:
    source = make_source(slug="a")
    header = list(sources.rows()[0])
    cells = {**sources.rows()[0], "title": "=cmd|' /C calc'!A0"}
    page = sources.preview(write_xlsx([header, list(cells.values())]), "a.xlsx")
    sources.confirm(page)
    source.refresh_from_db()
    assert source.title == "=cmd|' /C calc'!A0"
    assert Publisher.objects.count() == 1
