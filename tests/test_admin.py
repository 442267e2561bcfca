"""The editors' desk: every page of it, publishing and withdrawing, and what it refuses."""

from typing import Any

import pytest
from django.contrib.admin import site as admin_site
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim, Followup
from publication.models import Edition
from sources.models import Source, Statement
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_statement,
    make_tag,
    publish_claim,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Any:
    return make_editor()


@pytest.fixture
def desk(editor: Any) -> Client:
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def claim(editor: Any) -> Claim:
    """A published claim with one published followup and one draft."""
    claim = make_claim(slug="a-claim")
    claim.tags.add(make_tag())
    make_followup(claim=claim, slug="shown").publish(by=editor)
    make_followup(claim=claim, slug="draft")
    return publish_claim(claim, editor)


def url(row: Any, page: str) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def looked_at(page: Any) -> dict[str, str]:
    """What the page that asks before publishing carries, so that what was seen is published."""
    return {f"seen-{row.pk}": seen for row, seen in page.context["rows"]}


def confirm(client: Client, row: Any, verb: str, reason: str = "", **extra: Any) -> Any:
    """Look at the page that asks first, and answer it."""
    address = url(row, verb)
    data = {"confirmed": "yes", "reason": reason, **looked_at(client.get(address))}
    return client.post(address, data, **extra)


def changelist(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


class TestPages:
    def test_every_model_has_its_list_its_search_and_its_form(
        self, desk: Client, claim: Claim
    ) -> None:
        for model, model_admin in admin_site._registry.items():
            if model._meta.app_label == "auth":
                continue
            assert desk.get(f"{changelist(model)}?q=a-claim").status_code == 200, model
            for row in model._default_manager.all():
                assert desk.get(url(row, "change")).status_code == 200, row
            if model is not Edition:
                add = changelist(model) + "add/"
                assert desk.get(add).status_code == 200, model
            assert model_admin.search_fields

    def test_every_model_of_the_record_is_there(self) -> None:
        registered = {model.__name__ for model in admin_site._registry}
        assert {
            "Publisher",
            "Speaker",
            "Source",
            "Statement",
            "Tag",
            "Claim",
            "Followup",
            "Edition",
        } <= registered

    def test_no_list_takes_a_query_for_each_row(self, desk: Client, editor: Any) -> None:
        counts: list[dict[Any, int]] = []
        for _ in range(2):
            for _ in range(6):
                claim = make_claim()
                make_followup(claim=claim).publish(by=editor)
                make_followup(claim=claim, source=None, statement=make_statement())
                publish_claim(claim, editor)
            taken = {}
            for model in (Claim, Followup, Source, Statement, Edition):
                with CaptureQueriesContext(connection) as captured:
                    assert desk.get(changelist(model)).status_code == 200
                taken[model] = len(captured)
            counts.append(taken)
        assert counts[0] == counts[1]

    def test_words_to_choose_from_say_who_and_when(self, desk: Client) -> None:
        statement = make_statement(quote="Begun.", said_on="2011-12-09")
        found = desk.get(
            reverse("admin:autocomplete"),
            {
                "app_label": "claims",
                "model_name": "followup",
                "field_name": "statement",
                "term": "begun",
            },
        ).json()["results"]
        assert found == [
            {
                "id": str(statement.pk),
                "text": f"{statement.speaker.name}, 9 December 2011: “Begun.”",
            }
        ]

    def test_a_date_that_is_none_is_refused_with_examples(self, desk: Client) -> None:
        statement = make_statement()
        response = desk.post(url(statement, "change"), {"said_on": "last summer"})
        assert response.status_code == 200
        assert b"2014-01~" in response.content
        statement.refresh_from_db()
        assert statement.said_on == "2011-12-09"

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("2012-03-01/..", "Evidence has a date with an end"),
            ("2012/2011", "the interval ends before it begins"),
            ("", "This field is required."),
        ],
    )
    def test_evidence_that_is_not_over_is_refused_by_its_form(
        self, desk: Client, typed: str, said: str
    ) -> None:
        followup = make_followup()
        data = {"occurred_on": typed, "relation": "updates", "basis": "official", "opened": "1"}
        data |= {"summary": "Something.", "slug": followup.slug, "claim": str(followup.claim.pk)}
        page = desk.post(url(followup, "change"), data | {"source": str(followup.source.pk)})  # type: ignore[union-attr]
        assert said in page.content.decode()
        assert Followup.objects.get().occurred_on == "2012-03-01"

    def test_who_passed_words_on_is_typed_one_a_line(self, desk: Client) -> None:
        statement = make_statement(relayed_through=["One"])
        page = desk.get(url(statement, "change"))
        form = page.context["adminform"].form
        data = {name: form[name].value() or "" for name in form.fields}
        data["relayed_through"] = "One\r\n\r\n Two \r\n"
        assert desk.post(url(statement, "change"), data).status_code == 302
        statement.refresh_from_db()
        assert statement.relayed_through == ["One", "Two"]


class TestPublishing:
    def test_the_button_asks_first_and_publishes_then(self, desk: Client, editor: Any) -> None:
        source = make_source()
        page = desk.get(url(source, "change"))
        assert url(source, "publish") in page.content.decode()
        assert desk.get(url(source, "publish")).status_code == 200
        assert Edition.objects.count() == 0
        assert confirm(desk, source, "publish").status_code == 302
        edition = Edition.objects.get()
        assert (edition.key, edition.published_by, edition.operation) == (
            source.slug,
            editor,
            "publish",
        )

    def test_the_action_publishes_what_it_can_and_says_why_it_cannot(self, desk: Client) -> None:
        ready, waiting = make_claim(), make_claim()
        source = ready.links.get().statement.source
        source.publish(by=make_editor())
        form = {"action": "publish_selected", "_selected_action": [ready.pk, waiting.pk]}
        page = desk.post(changelist(Claim), form)
        assert b"Publish 2 claims" in page.content
        assert not Claim.objects.published().exists()
        form |= looked_at(page)

        response = desk.post(changelist(Claim), {**form, "confirmed": "yes", "reason": ""})
        assert response.status_code == 200
        assert "is not published: publish it first" in response.content.decode()
        assert list(Claim.objects.published()) == [ready]
        assert [row for row, _ in response.context["rows"]] == [waiting]

    def test_a_correction_without_a_reason_is_asked_for_it(
        self, desk: Client, claim: Claim
    ) -> None:
        claim.text = "Something else is so."
        claim.save()
        before = Edition.objects.count()
        page = desk.get(url(claim, "change"))
        assert b"unpublished changes" in page.content
        response = confirm(desk, claim, "publish", " ")
        assert "say why" in response.content.decode()
        assert Edition.objects.count() == before
        confirm(desk, claim, "publish", "The text was too wide.")
        assert Edition.objects.count() == before + 1
        assert Edition.objects.last().reason == "The text was too wide."  # type: ignore[union-attr]

    @pytest.mark.parametrize("what", ["the row", "a statement", "nothing at all"])
    def test_what_nobody_looked_at_is_not_published(self, desk: Client, what: str) -> None:
        """Somebody saves while the page that asks is open."""
        statement = make_statement()
        row, seen = statement.source, looked_at(desk.get(url(statement.source, "publish")))
        if what == "the row":
            row.title = "Something else"
            row.save()
        elif what == "a statement":
            statement.quote = "Something else."
            statement.save()
        answer = {"confirmed": "yes", **seen} if what != "nothing at all" else {"confirmed": "yes"}
        response = desk.post(url(row, "publish"), answer)
        assert "Somebody saved this since you looked at it" in response.content.decode()
        assert Edition.objects.count() == 0
        # What is asked now, has been seen now.
        desk.post(url(row, "publish"), {"confirmed": "yes", **looked_at(response)})
        assert Edition.objects.count() == 1

    def test_what_is_unchanged_is_not_published_again(self, desk: Client, claim: Claim) -> None:
        before = Edition.objects.count()
        response = confirm(desk, claim, "publish", follow=True)
        assert "1 had no unpublished changes." in response.content.decode()
        assert Edition.objects.count() == before

    def test_withdrawing_needs_a_reason_and_keeps_the_page(
        self, desk: Client, claim: Claim
    ) -> None:
        desk.post(url(claim, "withdraw"), {"confirmed": "yes", "reason": ""})
        assert Claim.objects.published().exists()
        desk.post(url(claim, "withdraw"), {"confirmed": "yes", "reason": "Entered twice."})
        assert not Claim.objects.published().exists()
        page = desk.get("/claims/a-claim/").content.decode()
        assert "This page was withdrawn" in page
        assert "Entered twice." in page

    def test_a_followup_is_published_by_its_own_button(self, desk: Client, claim: Claim) -> None:
        draft = Followup.objects.get(slug="draft")
        assert draft.source
        draft.source.publish(by=make_editor())
        confirm(desk, draft, "publish")
        shown = desk.get("/claims/a-claim.json").json()["followups"]
        assert {item["id"] for item in shown} == {"shown", "draft"}

    def test_looking_is_allowed_to_who_may_only_look(self, claim: Claim) -> None:
        looker = get_user_model().objects.create_user("looker", password="x", is_staff=True)
        looker.user_permissions.add(Permission.objects.get(codename="view_claim"))
        client = Client()
        client.force_login(looker)
        assert client.get(url(claim, "change")).status_code == 200
        for verb in ("publish", "withdraw"):
            answer = client.post(url(claim, verb), {"confirmed": "yes", "reason": "Because."})
            assert answer.status_code == 403
        form = {"action": "withdraw_selected", "_selected_action": [claim.pk], "confirmed": "yes"}
        client.post(changelist(Claim), {**form, "reason": "Because."})
        assert Claim.objects.published().exists()

    def test_strangers_are_asked_to_sign_in(self, client: Client, claim: Claim) -> None:
        for path in (url(claim, "publish"), url(claim, "change"), changelist(Claim)):
            assert client.get(path).headers["Location"].startswith("/admin/login/")

    def test_a_row_that_is_not_there_leads_back(self, desk: Client) -> None:
        path = reverse("admin:claims_claim_publish", args=[999])
        assert desk.get(path).status_code == 302


class TestDeleting:
    def test_what_was_published_cannot_be_deleted(self, desk: Client, claim: Claim) -> None:
        for row in (claim, claim.links.get().statement.source, Followup.objects.get(slug="shown")):
            assert desk.post(url(row, "delete"), {"post": "yes"}).status_code == 403
            row.refresh_from_db()

    def test_a_draft_can_be_deleted(self, desk: Client) -> None:
        draft = make_source()
        assert desk.post(url(draft, "delete"), {"post": "yes", "opened": "1"}).status_code == 302
        assert not Source.objects.filter(pk=draft.pk).exists()

    def test_published_evidence_stays_when_its_row_on_the_claim_is_ticked_for_deletion(
        self, desk: Client, claim: Claim
    ) -> None:
        page = desk.get(url(claim, "change"))
        data: dict[str, Any] = {}
        for form in (page.context["adminform"].form, *inline_forms(page)):
            for name in form.fields:
                data[form.add_prefix(name)] = form[name].value() or ""
        data |= {
            f"{prefix}-{name}": value
            for formset in page.context["inline_admin_formsets"]
            for prefix, count in [(formset.formset.prefix, len(formset.formset.initial_forms))]
            for name, value in {"TOTAL_FORMS": count, "INITIAL_FORMS": count}.items()
        }
        rows = {form.instance.slug: form.prefix for form in inline_forms(page, "followups")}
        data[f"{rows['shown']}-DELETE"] = "on"
        response = desk.post(url(claim, "change"), data)
        assert "withdraw it instead" in response.content.decode()
        assert claim.followups.count() == 2

        del data[f"{rows['shown']}-DELETE"]
        data[f"{rows['draft']}-DELETE"] = "on"
        assert desk.post(url(claim, "change"), data).status_code == 302
        assert [row.slug for row in claim.followups.all()] == ["shown"]


def inline_forms(page: Any, prefix: str = "") -> list[Any]:
    return [
        form
        for formset in page.context["inline_admin_formsets"]
        if formset.formset.prefix.startswith(prefix)
        for form in formset.formset.initial_forms
    ]
