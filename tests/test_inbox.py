"""The first page of the desk: what waits, counted by the lists that its lines lead to."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim
from sources.models import HeldText, Statement
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_statement,
    publish_claim,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def anna() -> Any:
    return make_editor("anna")


def desk(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def inbox(user: Any) -> dict[str, dict[str, Any]]:
    """The lines by the end of their address: `claim?todo=overdue`."""
    page = desk(user).get("/admin/")
    assert page.status_code == 200
    return {line["url"].split("/", 3)[3].replace("/", ""): line for line in page.context["inbox"]}


def counts(user: Any) -> dict[str, int]:
    return {key: line["count"] for key, line in inbox(user).items() if line["count"]}


class TestLines:
    def test_an_empty_record_has_nothing_waiting(self, anna: Any) -> None:
        assert counts(anna) == {}
        assert set(inbox(anna)) == {
            *(f"claim?todo={key}" for key in ("drafts", "unpublished", "overdue", "word-alone")),
            *(f"claim?todo={key}" for key in ("no-statements", "mine")),
            *(f"followup?todo={key}" for key in ("drafts", "unpublished", "mine")),
            *(f"source?todo={key}" for key in ("drafts", "unpublished", "no-text", "leads")),
            *(f"source?todo={key}" for key in ("mine", "suggestions")),
            *(f"statement?todo={key}" for key in ("not-exact", "no-claim", "leads", "undated")),
            "statement?todo=mine",
        }

    def test_drafts_wait_for_another_than_their_last_editor(self, anna: Any) -> None:
        source = make_source()
        source.save(by=anna)
        bert = make_editor("bert")
        assert "source?todo=drafts" not in counts(anna)
        assert counts(bert)["source?todo=drafts"] == 1
        source.publish(by=bert)
        assert "source?todo=drafts" not in counts(bert)

    def test_my_recent_work_is_what_i_changed_last(self, anna: Any, today: Any) -> None:
        for row in (make_claim(), make_statement(), make_source(), make_followup()):
            row.save(by=anna)
        mine = {key: n for key, n in counts(anna).items() if key.endswith("mine")}
        assert mine == {
            f"{kind}?todo=mine": 1 for kind in ("claim", "statement", "source", "followup")
        }
        assert not [key for key in counts(make_editor("bert")) if key.endswith("mine")]
        today.shift(31 * 24 * 3600)
        assert not [key for key in counts(anna) if key.endswith("mine")]

    def test_changes_of_published_rows(self, anna: Any) -> None:
        claim = make_claim()
        make_followup(claim=claim).publish(by=anna)
        publish_claim(claim, anna)
        assert not [key for key in counts(anna) if key.endswith("unpublished")]
        followup, statement = claim.followups.get(), claim.links.get().statement
        followup.summary, statement.note = "Something else.", "Something else."
        followup.save()
        statement.save()
        assert {k: n for k, n in counts(anna).items() if k.endswith("unpublished")} == {
            "claim?todo=unpublished": 1,
            "followup?todo=unpublished": 1,
            "source?todo=unpublished": 1,
        }

    @pytest.mark.parametrize(
        ("due", "found_on", "verdict", "waits"),
        [
            ("2020", None, "", True),
            ("2026-11-25", None, "", False),
            ("2026-11-24", None, "", True),
            ("", None, "", False),
            ("2020", "2019-05", "", True),
            ("2020", "2021-01", "", False),
            ("2020", "2019-05", "contradicted", False),
            ("2020", "2019-05", "disputed", True),
        ],
    )
    def test_overdue_claims_without_evidence_since(
        self, anna: Any, due: str, found_on: str | None, verdict: str, waits: bool
    ) -> None:
        claim = make_claim(kind="promise", due_on=due)
        if found_on:
            make_followup(claim=claim, occurred_on=found_on, verdict=verdict).publish(by=anna)
        publish_claim(claim, anna)
        assert counts(anna).get("claim?todo=overdue", 0) == waits

    @pytest.mark.parametrize(
        ("said_on", "evidence", "waits"),
        [
            ("2025-11-24", {}, True),
            ("2025-11-25", {}, False),
            ("2020", {"basis": "affiliated"}, True),
            ("2020", {"basis": "independent"}, False),
            ("2020", {"basis": "official"}, False),
            ("2020", {"basis": "independent", "relation": "found_nothing"}, True),
        ],
    )
    def test_claims_on_the_word_of_their_speaker_alone(
        self, anna: Any, said_on: str, evidence: dict[str, str], waits: bool
    ) -> None:
        claim = make_claim(statement=make_statement(said_on=said_on))
        if evidence:
            make_followup(claim=claim, **evidence).publish(by=anna)
        publish_claim(claim, anna)
        assert counts(anna).get("claim?todo=word-alone", 0) == waits

    def test_evidence_that_is_withdrawn_or_a_draft_ends_no_wait(self, anna: Any) -> None:
        claim = make_claim(statement=make_statement(said_on="2020"))
        shown = make_followup(claim=claim)
        shown.publish(by=anna)
        make_followup(claim=claim)
        publish_claim(claim, anna)
        assert "claim?todo=word-alone" not in counts(anna)
        shown.withdraw(by=anna, reason="Because.")
        assert counts(anna)["claim?todo=word-alone"] == 1

    def test_statements_and_claims_without_each_other(self, anna: Any) -> None:
        lonely, linked, cited = make_statement(), make_statement(), make_statement()
        claim = make_claim(statement=linked)
        make_followup(claim=claim, statement=cited)
        assert counts(anna)["statement?todo=no-claim"] == 1
        page = desk(anna).get("/admin/sources/statement/?todo=no-claim")
        assert list(page.context["cl"].queryset) == [lonely]
        claim.links.all().delete()
        assert counts(anna)["claim?todo=no-statements"] == 1
        assert counts(anna)["statement?todo=no-claim"] == 2

    def test_undated_and_misplaced_statements_and_sources_without_text(self, anna: Any) -> None:
        text = "They have begun. Begun."
        source = make_source(sha256="0" * 64, characters=len(text))
        HeldText.objects.create(source=source, text=text)
        make_statement(source=source, quote="Begun.", start=17, end=23)
        make_source()
        assert counts(anna).get("statement?todo=not-exact", 0) == 0
        make_statement(source=source, quote="begun.", start=0, end=6, said_on="")
        found = counts(anna)
        assert found["statement?todo=not-exact"] == 1
        assert found["statement?todo=undated"] == 1
        assert found["source?todo=no-text"] == 1


class TestPage:
    def test_every_count_is_the_length_of_the_list_it_leads_to(self, anna: Any) -> None:
        claim = make_claim(kind="promise", due_on="2020", statement=make_statement(said_on="2019"))
        claim.save(by=anna)
        publish_claim(claim, make_editor())
        make_followup(claim=claim)
        make_statement(said_on="")
        make_claim().links.all().delete()
        lines = inbox(make_editor("bert")).values()
        assert sum(line["count"] for line in lines) > 8
        client = desk(make_editor("clara"))
        for line in inbox(make_editor("dora")).values():
            page = client.get(line["url"])
            assert page.context["cl"].result_count == line["count"], line

    def test_each_line_takes_one_query(self, anna: Any) -> None:
        client = desk(anna)
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/admin/")
        counted = [query for query in captured if "COUNT(" in query["sql"]]
        assert len(counted) == len(page.context["inbox"])
        # Beside them: the session, the user, and the recent actions.
        assert len(captured) <= len(counted) + 3

    def test_who_may_see_nothing_is_told_so(self) -> None:
        stranger = make_editor("stranger", group="Auditor")
        stranger.groups.clear()
        page = desk(stranger).get("/admin/")
        assert page.context["inbox"] == []
        assert "A superuser can add you to one of the groups" in page.content.decode()

    @pytest.mark.parametrize("group", ["Contributor", "Editor", "Publisher", "Auditor"])
    def test_every_group_has_all_lines(self, group: str) -> None:
        assert len(inbox(make_editor(group=group))) == 20

    def test_an_unknown_line_filters_nothing(self, anna: Any) -> None:
        make_statement()
        changelist = reverse("admin:sources_statement_changelist")
        page = desk(anna).get(changelist, {"todo": "nonsense"})
        assert list(page.context["cl"].queryset) == list(Statement.objects.all())


def test_a_claim_falls_due_when_the_day_is_over(anna: Any) -> None:
    publish_claim(make_claim(kind="promise", due_on="2020-05"), anna)
    assert not Claim.objects.overdue_unanswered(date(2020, 5, 31)).exists()
    assert Claim.objects.overdue_unanswered(date(2020, 6, 1)).exists()
