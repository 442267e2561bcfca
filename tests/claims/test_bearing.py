"""From a statement to the claims that it makes, or is later evidence on."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from claims.models import ClaimStatement
from sources.models import Statement
from tests.factories import make_claim, make_editor, make_followup, make_statement

pytestmark = pytest.mark.django_db


def page_of(statement: Statement) -> str:
    return reverse("admin:claims_claim_bearing", args=[statement.pk])


def signed_in(group: str | None = None) -> Client:
    client = Client()
    client.force_login(make_editor(group=group))
    return client


@pytest.fixture
def desk() -> Client:
    return signed_in("Contributor")


class TestPage:
    def test_the_form_of_a_statement_leads_here(self, desk: Client) -> None:
        statement = make_statement()
        change = reverse("admin:sources_statement_change", args=[statement.pk])
        assert page_of(statement) in desk.get(change).content.decode()

    def test_it_begins_with_the_words_of_the_statement(self, desk: Client) -> None:
        claim = make_claim(text="Production has begun.")
        other = make_claim(text="A licence is sold.")
        statement = make_statement(quote="We began production.")
        page = desk.get(page_of(statement))
        assert page.context["claims"] == [claim]
        assert "We began production." in page.content.decode()
        page = desk.get(page_of(statement), {"q": "licence"})
        assert page.context["claims"] == [other]
        page = desk.get(page_of(statement), {"q": "zebra"})
        assert "No claim has any of these words" in page.content.decode()

    def test_what_is_linked_already_is_marked(self, desk: Client) -> None:
        statement = make_statement(quote="Production has begun.")
        make_claim(text="Production has begun.", statement=statement, role="hedges")
        claim = make_claim(text="Production has begun in Sweden.")
        make_followup(claim=claim, statement=statement, source=None)
        text = desk.get(page_of(statement)).content.decode()
        assert "hedges the claim." in text
        assert text.count("Later evidence already.") == 1

    def test_several_claims_are_linked_with_one_role(self, desk: Client) -> None:
        statement, claims = make_statement(), [make_claim(), make_claim()]
        form = {"claim": [claim.pk for claim in claims], "role": "repeats", "_link": "1"}
        response = desk.post(page_of(statement), form, follow=True)
        assert "Linked to 2 claims." in response.content.decode()
        links = ClaimStatement.objects.filter(statement=statement)
        assert {(link.claim, link.role) for link in links} == {
            (claim, "repeats") for claim in claims
        }
        assert LogEntry.objects.count() == 2

    def test_one_refusal_links_nothing_and_says_which(self, desk: Client) -> None:
        statement = make_statement()
        linked, other = make_claim(statement=statement), make_claim()
        form = {"claim": [other.pk, linked.pk], "role": "repeats", "_link": "1"}
        response = desk.post(page_of(statement), form)
        assert f"“{linked}”: This statement is linked to the claim already." in (
            response.content.decode()
        )
        assert not other.links.filter(statement=statement).exists()
        other.refresh_from_db()
        assert other.version == 1

    def test_a_role_and_a_claim_are_asked_for(self, desk: Client) -> None:
        statement, claim = make_statement(), make_claim(text="Production has begun.")
        text = desk.post(
            f"{page_of(statement)}?q=production", {"claim": claim.pk, "_link": "1"}
        ).content.decode()
        assert "Choose the role" in text
        assert f'value="{claim.pk}" id="claim-{claim.pk}" checked' in text
        for nonsense in ([], ["x"], ["9" * 30]):
            form = {"claim": nonsense, "role": "makes", "_link": "1"}
            assert (
                "Tick at least one claim." in desk.post(page_of(statement), form).content.decode()
            )
        response = desk.post(page_of(statement), {"claim": claim.pk, "role": "x", "_link": "1"})
        assert "Select a valid choice" in response.content.decode()

    def test_later_evidence_begins_with_these_claims_and_this_statement(self, desk: Client) -> None:
        statement, claims = make_statement(), [make_claim(), make_claim()]
        form = {"claim": [claim.pk for claim in claims], "_evidence": "1"}
        page = desk.post(page_of(statement), form, follow=True)
        assert [row.claim for row, _ in page.context["rows"]] == claims
        assert f'<option value="{statement.pk}" selected>' in page.content.decode()

    def test_who_may_only_look_does_not_come_here(self, client: Client) -> None:
        statement, claim = make_statement(), make_claim(text="Begun.")
        assert client.get(page_of(statement)).headers["Location"].startswith("/admin/login/")
        auditor = signed_in("Auditor")
        assert auditor.get(page_of(statement)).status_code == 403
        change = reverse("admin:sources_statement_change", args=[statement.pk])
        assert page_of(statement) not in auditor.get(change).content.decode()
        form = {"claim": claim.pk, "role": "makes", "_link": "1"}
        assert auditor.post(page_of(statement), form).status_code == 403
        assert not claim.links.filter(statement=statement).exists()

    def test_who_may_add_evidence_alone_sees_no_link_button(self) -> None:
        statement, claim = make_statement(quote="Begun."), make_claim(text="Begun.")
        editor = get_user_model().objects.create_user("looker", password="x", is_staff=True)
        names = ["view_claim", "view_statement", "add_followup"]
        editor.user_permissions.set(Permission.objects.filter(codename__in=names))
        client = Client()
        client.force_login(editor)
        text = client.get(page_of(statement)).content.decode()
        assert 'name="_evidence"' in text
        assert 'name="_link"' not in text
        form = {"claim": claim.pk, "role": "makes", "_link": "1"}
        assert client.post(page_of(statement), form).status_code == 403
        assert not claim.links.filter(statement=statement).exists()

    def test_a_statement_that_is_not_there_is_not_found(self, desk: Client) -> None:
        for number in (10**6, 10**30):
            path = reverse("admin:claims_claim_bearing", args=[number])
            assert desk.get(path).status_code == 404
