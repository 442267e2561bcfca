"""Followups in and out as spreadsheets, and a file in a real browser."""

from typing import Any

import pytest
from django.test import Client

from claims.models import Claim, Followup
from claims.spreadsheets import FollowupResource
from sources.models import Source, Statement
from tests.browsing import Site, browser, site
from tests.claims.test_spreadsheets import editor
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_statement,
    publish_claim,
)
from tests.spreadsheets import Spreadsheets, csv_of, summary

__all__ = ["browser", "editor", "site"]


@pytest.fixture
def followups(editor: Any) -> Spreadsheets:
    return Spreadsheets(Followup, editor)


class TestFollowups:
    def test_the_example_becomes_a_draft(self, followups: Spreadsheets, editor: Any) -> None:
        claim = make_claim(slug="production-begun", statement=make_statement(slug="s"))
        publish_claim(claim, editor)
        make_source(slug="example-2012-report").publish(by=editor)
        public = Client().get("/claims/production-begun.json").content
        followups.bring_in(FollowupResource.example)
        row = Followup.objects.get()
        assert (row.is_draft, row.claim, row.changed_by) == (True, claim, editor)
        assert Client().get("/claims/production-begun.json").content == public
        row.publish(by=editor)
        assert Client().get("/claims/production-begun.json").content != public

    def test_published_evidence_gets_unpublished_changes(
        self, followups: Spreadsheets, editor: Any
    ) -> None:
        claim = make_claim(slug="a")
        row = make_followup(claim=claim, slug="f")
        row.publish(by=editor)
        publish_claim(claim, editor)
        public = Client().get("/claims/a.json").content
        cells = followups.rows()[0]
        followups.bring_in({**cells, "summary": "Something else."})
        row.refresh_from_db()
        assert (row.summary, row.unpublished_changes) == ("Something else.", True)
        assert Client().get("/claims/a.json").content == public

    @pytest.mark.parametrize("file_format", ["csv", "xlsx"])
    def test_what_was_exported_is_unchanged(
        self, followups: Spreadsheets, file_format: str
    ) -> None:
        rows = [
            make_followup(summary="-1\r\n+2"),
            make_followup(source=None, statement=make_statement(), verdict="contradicted"),
        ]
        page = followups.preview(followups.export(file_format))
        assert summary(page) == {"new": 0, "update": 0, "skip": 2}
        followups.confirm(page)
        for row in rows:
            row.refresh_from_db()
            assert (row.version, row.changed_by, row.history.count()) == (1, None, 1)

    @pytest.mark.parametrize(
        ("cells", "sentence"),
        [
            ({"claim": "x"}, "claim: there is no claim “x”."),
            ({"claim": ""}, "claim: This field cannot be null."),
            ({"statement": "x"}, "statement: there is no statement “x”."),
            ({"source": "x"}, "source: there is no source “x”."),
            ({"source": ""}, "Name the statement or the source that this rests on"),
            ({"verdict": "fulfilled"}, "verdict: Only a promise or a goal can be fulfilled"),
            ({"verdict": "supported", "basis": "self"}, "need independent or official evidence"),
            ({"statement": "s"}, "basis: These are the words of a speaker of the claim"),
            ({"occurred_on": ""}, "occurred_on: This field cannot be blank."),
            ({"occurred_on": "2012-03-01/.."}, "Evidence has a date with an end"),
        ],
    )
    def test_errors_name_the_field(
        self, followups: Spreadsheets, cells: dict[str, str], sentence: str
    ) -> None:
        claim = make_claim(slug="c", statement=make_statement(slug="s"))
        make_followup(claim=claim, slug="f")
        assert sentence in followups.refused({**followups.rows()[0], **cells})

    def test_only_a_slug_is_no_evidence(self, followups: Spreadsheets) -> None:
        said = followups.refused({"slug": "a"})
        for name in ("claim", "relation", "occurred_on", "basis", "summary"):
            assert f"2 {name}: This field cannot be" in said

    def test_only_the_evidence_that_the_list_shows(self, followups: Spreadsheets) -> None:
        make_followup(slug="a", basis="independent")
        make_followup(slug="b")
        assert [row["slug"] for row in followups.rows(basis__exact="independent")] == ["a"]
        assert {row["slug"] for row in followups.rows(todo="drafts")} == {"a", "b"}


@pytest.mark.browser
class TestInTheBrowser:
    def test_a_file_is_looked_at_and_confirmed(self, site: Site, tmp_path: Any) -> None:
        site.sign_in(make_editor(group="Contributor"))
        for model in (Source, Statement, Claim, Followup):
            sheets = Spreadsheets(model)
            there_and_back = summary(sheets.preview(sheets.export("xlsx")))
            assert there_and_back == {"new": 0, "update": 0, "skip": model.objects.count()}
        claim = make_claim()
        right, wrong = tmp_path / "right.csv", tmp_path / "wrong.csv"
        right.write_bytes(csv_of({"slug": claim.slug, "version": "1", "note": "Read twice."}))
        wrong.write_bytes(
            csv_of({"slug": claim.slug, "version": "1", "kind": "rumour", "tags": "none"})
        )
        site.show(width=1024, dark=True)
        site.open("/admin/claims/claim/")
        site.follow("a.import_link")
        for file in (wrong, right):
            site.find("#id_import_file").send_keys(str(file))
            site.follow(".submit-row [type=submit]")
            assert site.complaints() == []
            width = site.browser.execute_script("return document.documentElement.scrollWidth")
            assert width <= 1024
            if file == wrong:
                assert "Row 2, tags: there is no tag “none”." in site.text()
        assert "Read twice." in site.find(".import-preview ins").text
        site.follow("[name=confirm]")
        assert "Imported: 0 new, 1 changed, 0 unchanged." in site.text()
        site.follow("a.export_link")
        assert "statements" in site.text()
        assert site.complaints() == []
