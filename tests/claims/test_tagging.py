"""Tags added to several claims and taken from them at once."""

from typing import Any
from unittest import mock

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim
from publication.models import Conflict
from tests.factories import make_claim, make_editor, make_tag, publish_claim

pytestmark = pytest.mark.django_db
PAGE = "/admin/claims/claim/tags/"


@pytest.fixture
def desk() -> Client:
    return signed_in("Contributor")


def signed_in(group: str) -> Client:
    client = Client()
    client.force_login(make_editor(group=group))
    return client


def form(claims: list[Claim], **tags: Any) -> dict[str, Any]:
    chosen = {name: [tag.pk for tag in rows] for name, rows in tags.items()}
    return {"claim": [claim.pk for claim in claims], "_save": "1", **chosen}


class TestTagging:
    def test_the_action_shows_the_claims_and_asks_for_the_tags(self, desk: Client) -> None:
        claim = make_claim()
        claim.tags.add(make_tag(name="already there"))
        action = {"action": "change_tags", "_selected_action": [claim.pk]}
        response = desk.post(reverse("admin:claims_claim_changelist"), action, follow=True)
        text = response.content.decode()
        assert response.redirect_chain == [(f"{PAGE}?claim={claim.pk}", 302)]
        assert claim.text in text
        assert "already there" in text

    def test_it_adds_and_removes_and_says_how_many_changed(self, desk: Client) -> None:
        old, new = make_tag(), make_tag()
        claims = [make_claim() for _ in range(3)]
        claims[0].tags.add(old)
        claims[1].tags.add(new)
        response = desk.post(PAGE, form(claims, add=[new], remove=[old]), follow=True)
        assert "Changed the tags of 2; 1 had nothing to change." in response.content.decode()
        assert [set(claim.tags.all()) for claim in claims] == [{new}] * 3
        assert [Claim.objects.get(pk=claim.pk).version for claim in claims] == [2, 1, 2]
        assert LogEntry.objects.count() == 2

    def test_nothing_public_changes_before_the_claims_are_published(
        self, desk: Client, client: Client
    ) -> None:
        claim = publish_claim(make_claim(), make_editor())
        path = f"/claims/{claim.slug}.json"
        before = client.get(path).content
        tag = make_tag()
        desk.post(PAGE, form([claim], add=[tag]))
        assert client.get(path).content == before
        claim.refresh_from_db()
        assert claim.unpublished_changes
        claim.publish(by=make_editor())
        assert [found["id"] for found in client.get(path).json()["tags"]] == [tag.slug]

    def test_a_tag_in_both_fields_is_refused_by_its_name(self, desk: Client) -> None:
        claim, tag = make_claim(), make_tag(name="production begun")
        response = desk.post(PAGE, form([claim], add=[tag], remove=[tag]))
        assert "“production begun” stands in both fields" in response.content.decode()
        assert not claim.tags.exists()

    @pytest.mark.parametrize("nonsense", [[], ["x"], ["9" * 30]])
    def test_no_tag_is_refused(self, desk: Client, nonsense: list[str]) -> None:
        response = desk.post(PAGE, {**form([make_claim()]), "add": nonsense})
        assert "Choose at least one tag" in response.content.decode()

    def test_where_one_claim_was_saved_meanwhile_none_is_changed(self, desk: Client) -> None:
        claims, tag = [make_claim(), make_claim()], make_tag()
        save = Claim.save

        def quicker(claim: Claim, **kwargs: Any) -> None:
            if claim == claims[1]:
                raise Conflict("Somebody was quicker.")
            save(claim, **kwargs)

        with mock.patch.object(Claim, "save", quicker):
            response = desk.post(PAGE, form(claims, add=[tag]))
        assert "Somebody was quicker. Nothing was changed" in response.content.decode()
        assert not any(claim.tags.exists() for claim in claims)

    def test_who_may_not_change_claims_does_not_come_here(self, client: Client) -> None:
        claim, tag = make_claim(), make_tag()
        address = f"{PAGE}?claim={claim.pk}"
        assert client.get(address).headers["Location"].startswith("/admin/login/")
        auditor = signed_in("Auditor")
        assert auditor.get(address).status_code == 403
        assert auditor.post(PAGE, form([claim], add=[tag])).status_code == 403
        assert not claim.tags.exists()

    def test_no_claims_lead_back_with_a_message(self, desk: Client) -> None:
        response = desk.get(PAGE, follow=True)
        assert "Select at least one claim." in response.content.decode()

    def test_the_page_takes_no_query_for_each_claim(self, desk: Client) -> None:
        counts = []
        for number in (2, 30):
            ids = [make_claim().pk for _ in range(number)]
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(PAGE, {"claim": ids}).status_code == 200
            counts.append(len(captured))
        assert counts[0] == counts[1]
