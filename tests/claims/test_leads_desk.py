"""Leads at the desk: seen, accepted, dismissed and taken back."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from claims.models import Claim, Lead
from sources.models import Source, Statement
from tests.factories import (
    make_claim,
    make_editor,
    make_source,
    make_speaker,
    make_statement,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(row: Statement | Source) -> str:
    kind = "statement" if isinstance(row, Statement) else "source"
    return reverse(f"admin:claims_claim_{kind}_leads", args=[row.pk])


def signed_in(group: str) -> Client:
    client = Client()
    client.force_login(make_editor(group=group))
    return client


@pytest.fixture
def desk() -> Client:
    return signed_in("Contributor")


@pytest.fixture
def statement() -> Statement:
    return make_statement(quote="We build pumps in Spain.", question="What do you build?")


@pytest.fixture
def lead(statement: Statement) -> Lead:
    claim = make_claim(text="Pumps are built in Spain.")
    return Lead.objects.create(
        kind="repeats", statement=statement, claim=claim, score=700, words=["pumps", "Spain"]
    )


def said(client: Client, row: Statement | Source, **form: Any) -> str:
    return client.post(page_of(row), form, follow=True).content.decode()


def decision(lead: Lead) -> str:
    lead.refresh_from_db()
    return str(lead.decision)


class TestPage:
    def test_leads_stand_best_first_with_words_and_reason(self, desk: Client, lead: Lead) -> None:
        better = Lead.objects.create(
            kind="bears_on", statement=lead.statement, claim=make_claim(), score=900
        )
        page = desk.get(page_of(lead.statement))  # type: ignore[arg-type]
        assert page.context["waiting"] == [better, lead]
        text = page.content.decode()
        assert "In common: pumps, Spain." in text
        assert "Somebody else said this after the claim was made." in text
        assert "never facts, and never public" in text

    def test_the_forms_and_the_page_of_claims_lead_here(self, desk: Client, lead: Lead) -> None:
        statement: Any = lead.statement
        for name, key in (
            ("sources_statement_change", statement.pk),
            ("claims_claim_bearing", statement.pk),
        ):
            assert (
                page_of(statement)
                in desk.get(reverse(f"admin:{name}", args=[key])).content.decode()
            )
        change = reverse("admin:sources_source_change", args=[statement.source.pk])
        assert page_of(statement.source) in desk.get(change).content.decode()

    def test_looking_makes_leads(self, desk: Client, statement: Statement) -> None:
        make_claim(text="Pumps are built in Spain.")
        assert "No lead waits for a decision." in desk.get(page_of(statement)).content.decode()
        assert "Waiting for a decision: 1." in said(desk, statement, action="look")
        source = make_source(title="Pumps are built in Spain", published_on="2020")
        assert "Waiting for a decision: 1." in said(desk, source, action="look")

    def test_who_may_look_sees_no_button_and_decides_nothing(self, lead: Lead) -> None:
        auditor = signed_in("Auditor")
        page = auditor.get(page_of(lead.statement))  # type: ignore[arg-type]
        assert page.context["waiting"] == [lead]
        assert 'name="action"' not in page.content.decode()
        form = {"lead": lead.pk, "action": "dismiss"}
        assert auditor.post(page_of(lead.statement), form).status_code == 403  # type: ignore[arg-type]
        assert decision(lead) == "open"

    def test_the_right_to_see_claims_alone_shows_no_statement(self, lead: Lead) -> None:
        looker = get_user_model().objects.create_user("looker", password="x", is_staff=True)
        looker.user_permissions.set(Permission.objects.filter(codename="view_claim"))
        client = Client()
        client.force_login(looker)
        assert client.get(page_of(lead.statement)).status_code == 403  # type: ignore[arg-type]

    def test_rows_that_are_not_there_are_not_found(self, desk: Client) -> None:
        for kind in ("statement", "source"):
            for number in (10**6, 10**30):
                address = reverse(f"admin:claims_claim_{kind}_leads", args=[number])
                assert desk.get(address).status_code == 404


class TestDeciding:
    def test_a_link_is_made_with_its_role(self, desk: Client, lead: Lead) -> None:
        statement: Any = lead.statement
        text = said(desk, statement, lead=lead.pk, action="link", role="hedges")
        assert "Linked to “Pumps are built in Spain.”" in text
        assert decision(lead) == "accepted"
        assert list(Claim.objects.filter(links__statement=statement, links__role="hedges")) == [
            lead.claim
        ]

    def test_a_refused_link_decides_nothing(self, desk: Client, lead: Lead) -> None:
        statement: Any = lead.statement
        text = said(desk, statement, lead=lead.pk, action="link", role="nonsense")
        assert "Choose the role" in text
        lead.claim.link(statement, "repeats", by=None)  # type: ignore[union-attr]
        text = said(desk, statement, lead=lead.pk, action="link", role="repeats")
        assert "This statement is linked to the claim already." in text
        assert decision(lead) == "open"

    def test_evidence_opens_its_form_with_claim_and_statement(
        self, desk: Client, lead: Lead
    ) -> None:
        statement: Any = lead.statement
        form = {"lead": lead.pk, "action": "evidence"}
        page = desk.post(page_of(statement), form, follow=True)
        assert [row.claim for row, _ in page.context["rows"]] == [lead.claim]
        assert f'<option value="{statement.pk}" selected>' in page.content.decode()
        assert decision(lead) == "accepted"

    def test_a_source_is_the_evidence_in_its_form(self, desk: Client) -> None:
        source, claim = make_source(), make_claim()
        lead = Lead.objects.create(kind="bears_on", source=source, claim=claim, score=1)
        form = {"lead": lead.pk, "action": "evidence"}
        page = desk.post(page_of(source), form, follow=True)
        assert [row.claim for row, _ in page.context["rows"]] == [claim]
        assert f'<option value="{source.pk}" selected>' in page.content.decode()
        assert page.context["form"]["kind"].value() == "source"

    def test_what_pulls_against_earlier_words_is_evidence_on_their_claims(
        self, desk: Client, statement: Statement
    ) -> None:
        earlier = make_statement(quote="We sell pumps.", speaker=make_speaker())
        lead = Lead.objects.create(
            kind="pulls_against", statement=statement, earlier=earlier, score=1, reason="So it is."
        )
        assert "So it is." in desk.get(page_of(statement)).content.decode()
        assert "Choose what to do" in said(desk, statement, lead=lead.pk, action="link")
        text = said(desk, statement, lead=lead.pk, action="evidence")
        assert "The earlier words are in no claim yet" in text
        claim = make_claim(statement=earlier)
        said(desk, statement, lead=lead.pk, action="reopen")
        form = {"lead": lead.pk, "action": "evidence"}
        page = desk.post(page_of(statement), form, follow=True)
        assert [row.claim for row, _ in page.context["rows"]] == [claim]

    def test_a_dismissal_is_remembered_and_taken_back(self, desk: Client, lead: Lead) -> None:
        statement: Any = lead.statement
        said(desk, statement, lead=lead.pk, action="dismiss")
        assert decision(lead) == "dismissed"
        said(signed_in("Contributor"), statement, action="undo")
        assert decision(lead) == "dismissed"
        assert "Taken back." in said(desk, statement, action="undo")
        assert decision(lead) == "open"
        assert "Choose what to do" in said(desk, statement, action="undo")

    def test_nonsense_is_answered_in_words(self, desk: Client, lead: Lead) -> None:
        other = make_statement()
        for form in (
            {},
            {"action": "eat", "lead": lead.pk},
            {"action": "dismiss"},
            {"action": "dismiss", "lead": "x"},
            {"action": "dismiss", "lead": "9" * 30},
        ):
            assert "Choose what to do" in said(desk, lead.statement, **form)  # type: ignore[arg-type]
        assert "Choose what to do" in said(desk, other, action="dismiss", lead=lead.pk)
        assert decision(lead) == "open"


def test_the_inbox_counts_what_waits(desk: Client, lead: Lead) -> None:
    text = desk.get(reverse("admin:index")).content.decode()
    assert "statement/?todo=leads" in text
    listed = desk.get(reverse("admin:sources_statement_changelist"), {"todo": "leads"})
    assert list(listed.context["cl"].queryset) == [lead.statement]
    said(desk, lead.statement, lead=lead.pk, action="dismiss")  # type: ignore[arg-type]
    listed = desk.get(reverse("admin:sources_statement_changelist"), {"todo": "leads"})
    assert list(listed.context["cl"].queryset) == []
