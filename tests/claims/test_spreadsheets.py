"""Claims and later evidence in spreadsheets: with tags, with statements in roles, as drafts."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, ClaimStatement, Tag
from claims.spreadsheets import ClaimResource
from publication.models import Edition
from tests.browsing import browser, site
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_speaker,
    make_statement,
    make_tag,
    publish_claim,
)
from tests.spreadsheets import Spreadsheets, address, csv_of, errors, summary

__all__ = ["browser", "site"]


@pytest.fixture
def editor(db: None) -> Any:
    return make_editor("anna")


@pytest.fixture
def claims(editor: Any) -> Spreadsheets:
    return Spreadsheets(Claim, editor)


def links(claim: Claim) -> set[str]:
    return {f"{link.role}:{link.statement.slug}" for link in claim.links.all()}


def versions(claim: Claim) -> list[Any]:
    claim.refresh_from_db()
    records = ClaimStatement.history.filter(claim_id=claim.pk).count()  # type: ignore[attr-defined]
    return [claim.version, claim.changed_by, claim.history.count(), records]


class TestClaims:
    def test_tags_and_statements_are_one_cell_each(self, claims: Spreadsheets) -> None:
        claim = make_claim(slug="a", statement=make_statement(slug="said-1"), text="It is so.")
        for role, slug in (("repeats", "said-3"), ("hedges", "said-2")):
            ClaimStatement.objects.create(
                claim=claim, statement=make_statement(slug=slug), role=role
            )
        claim.tags.set([make_tag(slug="usa"), make_tag(slug="production")])
        assert claims.rows() == [
            {
                "slug": "a",
                "version": "1",
                "text": "It is so.",
                "kind": "fact",
                "due_on": "",
                "settles": "",
                "note": "",
                "tags": "production usa",
                "statements": "hedges:said-2 makes:said-1 repeats:said-3",
            }
        ]

    @pytest.mark.parametrize("file_format", ["csv", "xlsx"])
    def test_what_was_exported_is_unchanged(self, claims: Spreadsheets, file_format: str) -> None:
        claim = make_claim(text="=It is\r\nso.")
        claim.tags.add(make_tag(), make_tag())
        bare = Claim.objects.create(slug="bare", text="No statement.", kind="fact")
        before = [versions(claim), versions(bare)]
        page = claims.preview(claims.export(file_format))
        assert summary(page) == {"new": 0, "update": 0, "skip": 2}
        claims.confirm(page)
        assert [versions(claim), versions(bare)] == before

    def test_the_order_and_the_separators_of_a_cell_are_no_change(
        self, claims: Spreadsheets
    ) -> None:
        claim = make_claim(statement=make_statement(slug="a"))
        ClaimStatement.objects.create(
            claim=claim, statement=make_statement(slug="b"), role="repeats"
        )
        claim.tags.set([make_tag(slug="x"), make_tag(slug="y")])
        cells = {"slug": claim.slug, "tags": "y | x", "statements": " repeats:b|makes:a "}
        assert summary(claims.preview(csv_of(cells)))["skip"] == 1

    def test_a_new_claim_with_everything(self, claims: Spreadsheets, editor: Any) -> None:
        for slug in ("production-begun", "usa"):
            make_tag(slug=slug)
        for slug in ("example-s01", "example-s02"):
            make_statement(slug=slug)
        page = claims.preview(csv_of(ClaimResource.example))
        assert summary(page) == {"new": 1, "update": 0, "skip": 0}
        assert "makes:example-s01 repeats:example-s02" in page.content.decode()
        assert not Claim.objects.exists()
        claims.confirm(page)
        claim = Claim.objects.get()
        assert links(claim) == {"makes:example-s01", "repeats:example-s02"}
        assert {tag.slug for tag in claim.tags.all()} == {"production-begun", "usa"}
        assert (claim.edition, claim.version, claim.changed_by) == (None, 1, editor)
        assert Edition.objects.count() == 0

    def test_the_cell_says_exactly_which_links_there_are(
        self, claims: Spreadsheets, editor: Any
    ) -> None:
        claim = make_claim(statement=make_statement(slug="gone"), role="makes")
        kept = ClaimStatement.objects.create(
            claim=claim, statement=make_statement(slug="kept"), role="makes"
        )
        ClaimStatement.objects.create(
            claim=claim, statement=make_statement(slug="turned"), role="makes"
        )
        make_statement(slug="new")
        claim.tags.set([make_tag(slug="old-tag"), make_tag(slug="same-tag")])
        make_tag(slug="new-tag")
        cells = {
            "slug": claim.slug,
            "version": "1",
            "tags": "same-tag new-tag",
            "statements": "makes:kept hedges:turned reports:new",
        }
        page = claims.preview(csv_of(cells))
        shown = page.content.decode()
        assert "<del>gone" in shown
        assert "<del>old" in shown
        assert links(claim) == {"makes:gone", "makes:kept", "makes:turned"}
        claims.confirm(page)
        assert links(claim) == {"makes:kept", "hedges:turned", "reports:new"}
        assert {tag.slug for tag in claim.tags.all()} == {"new-tag", "same-tag"}
        claim.refresh_from_db()
        assert claim.version == 2
        records = ClaimStatement.history.filter(history_user=editor)  # type: ignore[attr-defined]
        assert sorted(record.history_type for record in records) == ["+", "-", "~"]
        assert {record.history_change_reason for record in records} == {
            "Imported from a spreadsheet."
        }
        assert kept.history.count() == 1  # type: ignore[attr-defined]
        tagged = claim.history.first()
        assert (tagged.history_user, len(tagged.tags.all())) == (editor, 2)

    @pytest.mark.parametrize(("cell", "left"), [("", set()), (None, {"makes:a"})])
    def test_an_empty_cell_takes_all_links_and_no_column_takes_none(
        self, claims: Spreadsheets, cell: str | None, left: set[str]
    ) -> None:
        claim = make_claim(statement=make_statement(slug="a"))
        cells = {"slug": claim.slug, "version": "1", "note": "New."}
        claims.bring_in(cells if cell is None else {**cells, "statements": cell, "tags": cell})
        assert links(claim) == left

    def test_readers_see_nothing_of_it(self, claims: Spreadsheets, editor: Any) -> None:
        claim = publish_claim(make_claim(slug="a", statement=make_statement(slug="s")), editor)
        make_tag(slug="t")
        public = [Client().get(path).content for path in ("/claims/a.json", "/claims/a/")]
        editions = Edition.objects.count()
        cells = claims.rows()[0]
        for changes in ({"text": "It is not so."}, {"tags": "t"}, {"statements": ""}):
            Claim.objects.filter(pk=claim.pk).update(unpublished_changes=False)
            claim.refresh_from_db()
            claims.bring_in({**cells, **changes, "version": str(claim.version)})
            claim.refresh_from_db()
            assert claim.unpublished_changes, changes
        assert Edition.objects.count() == editions
        for path, content in zip(("/claims/a.json", "/claims/a/"), public, strict=True):
            assert Client().get(path).content == content

    @pytest.mark.parametrize(
        ("cells", "sentence"),
        [
            ({"tags": "one two"}, "tags: there is no tag “one”; there is no tag “two”."),
            ({"statements": "makes:x"}, "statements: there is no statement “x”."),
            ({"statements": "says:s"}, "statements: “says:s” is not a role with a slug"),
            ({"statements": "s"}, "statements: “s” is not a role with a slug"),
            ({"statements": "makes:s hedges:s"}, "the statement “s” stands there twice."),
            ({"text": "It is so"}, "text: A claim is one sentence and ends with a full stop."),
            ({"text": "Taken."}, "text: Claim with this Text already exists."),
            ({"kind": "guess"}, "kind: Value 'guess' is not a valid choice."),
            ({"due_on": "soon"}, "due_on: "),
        ],
    )
    def test_errors_name_the_field(
        self, claims: Spreadsheets, cells: dict[str, str], sentence: str
    ) -> None:
        make_claim(slug="a", statement=make_statement(slug="s"))
        make_claim(slug="b", text="Taken.")
        assert sentence in claims.refused({"slug": "a", "version": "1", **cells})
        new = {"slug": "c", "text": "New.", "kind": "fact", **cells}
        assert sentence in claims.refused(new)

    def test_a_link_that_published_evidence_forbids(
        self, claims: Spreadsheets, editor: Any
    ) -> None:
        """The speaker of the evidence may not become a speaker of the claim that it supports."""
        claim = make_claim(slug="a", statement=make_statement(slug="s"))
        jane = make_speaker()
        make_followup(
            claim=claim, source=None, statement=make_statement(speaker=jane), basis="independent"
        ).publish(by=editor)
        make_statement(slug="by-jane", speaker=jane)
        cells = {"slug": "a", "version": "1", "statements": "makes:s makes:by-jane"}
        assert "its basis must be “self”" in claims.refused(cells)
        assert links(claim) == {"makes:s"}
        claims.bring_in({**cells, "statements": "makes:s reports:by-jane"})
        assert links(claim) == {"makes:s", "reports:by-jane"}

    def test_a_thousand_claims_take_no_query_each(
        self, claims: Spreadsheets, django_assert_max_num_queries: Any
    ) -> None:
        rows = Claim.objects.bulk_create(
            Claim(slug=f"c{n}", text=f"Claim {n}.", kind="fact") for n in range(1000)
        )
        tag, statement = make_tag(), make_statement()
        Claim.tags.through.objects.bulk_create(
            Claim.tags.through(claim=row, tag=tag) for row in rows
        )
        ClaimStatement.objects.bulk_create(
            ClaimStatement(claim=row, statement=statement, role="makes") for row in rows
        )
        with django_assert_max_num_queries(12):
            exported = claims.rows()
        assert {row["tags"] for row in exported} == {tag.slug}
        assert (len(exported), Tag.objects.count()) == (1000, 1)

    def test_many_unchanged_claims_take_few_queries(self, claims: Spreadsheets) -> None:
        counts = []
        for _ in range(2):
            for _ in range(10):
                make_claim().tags.add(make_tag())
            data = claims.export()
            with CaptureQueriesContext(connection) as queries:
                assert summary(claims.preview(data))["update"] == 0
            counts.append(sum("SAVEPOINT" not in query["sql"] for query in queries))
        assert counts[0] == counts[1]

    @pytest.mark.django_db
    def test_somebody_who_may_not_unlink_may_not_import(self) -> None:
        user = get_user_model().objects.create_user("half", is_staff=True)
        names = ["add_claim", "change_claim", "add_claimstatement", "change_claimstatement"]
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        client = Client()
        client.force_login(user)
        assert client.get(address(Claim, "import")).status_code == 403
        user.user_permissions.add(Permission.objects.get(codename="delete_claimstatement"))
        assert client.get(address(Claim, "import")).status_code == 200


class TestTwoAtOnce:
    """What the checks before saving cannot see, the saving and the database refuse."""

    def test_a_row_that_is_saved_while_the_file_is_read(
        self, claims: Spreadsheets, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = make_claim(slug="a"), make_claim(slug="b")
        page = claims.preview(
            csv_of(*({"slug": slug, "version": "1", "note": "Mine."} for slug in "ab"))
        )
        clean = Claim.full_clean

        def overtaken(claim: Claim, *args: Any, **kwargs: Any) -> None:
            clean(claim, *args, **kwargs)
            if claim.slug == "b":
                Claim.objects.filter(slug="b").update(version=7)

        monkeypatch.setattr(Claim, "full_clean", overtaken)
        assert "3: “" in errors(claims.confirm(page))
        for row in (first, second):
            row.refresh_from_db()
            assert row.note == ""

    def test_a_slug_that_is_taken_while_the_file_is_read(
        self, claims: Spreadsheets, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        new = {"slug": "new", "text": "Taken.", "kind": "fact"}
        page = claims.preview(csv_of(new, {**new, "slug": "other", "text": "Other."}))
        make_claim(slug="old", text="Taken.")
        monkeypatch.setattr(Claim, "full_clean", lambda claim, *args, **kwargs: None)
        assert errors(claims.confirm(page)).startswith("2: ")
        assert [claim.slug for claim in Claim.objects.all()] == ["old"]

    def test_a_link_that_the_database_refuses_is_an_error_of_its_row(
        self, claims: Spreadsheets, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """PostgreSQL takes no further statement in a transaction in which one failed."""
        claim = make_claim(slug="a", statement=make_statement(slug="s"))

        def twice(resource: Any, claim: Claim, by: Any) -> None:
            link = claim.links.get()
            ClaimStatement.objects.bulk_create(
                [ClaimStatement(claim=claim, statement=link.statement, role=link.role)]
            )

        monkeypatch.setattr(ClaimResource, "save_links", twice)
        cells = {"version": "1", "note": "New.", "statements": "makes:s"}
        make_claim(slug="b")
        said = claims.refused({"slug": "a", **cells}, {"slug": "b", **cells})
        assert [line[:2] for line in said.splitlines() if line[1:2] == ":"] == ["2:", "3:"]
        claim.refresh_from_db()
        assert claim.note == ""
