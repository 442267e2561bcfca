"""The desk’s page for later evidence: what it shows, asks and refuses."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim, Followup
from publication.models import Edition
from sources.models import HeldText, Source, Statement
from tests.claims.test_evidence import SUMMARY, editor, published_claim, published_source, shown
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_publisher,
    make_source,
    make_speaker,
    make_statement,
    publish_claim,
)

pytestmark = pytest.mark.django_db

__all__ = ["editor"]


PAGE = "/admin/claims/claim/later-evidence/"


@pytest.fixture
def desk(editor: Any) -> Client:
    return signed_in(editor)


def signed_in(editor: Any) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def typed(claims: list[Claim], **fields: Any) -> dict[str, Any]:
    """The form as an editor would send it; `c_12_verdict` stands for a field of claim 12."""
    values = {"basis": "official", "relation": "contradicts", "summary": SUMMARY, **fields}
    renamed = {
        "-".join(name.split("_", 1)) if name.startswith(("source_", "words_")) else name: value
        for name, value in values.items()
    }
    return {"claim": [claim.pk for claim in claims], **renamed}


def of(claim: Claim, name: str) -> str:
    return f"claim-{claim.pk}-{name}"


class TestPage:
    def test_the_action_leads_to_the_page_of_the_selected_claims(self, desk: Client) -> None:
        claims = [make_claim(), make_claim()]
        form = {
            "action": "add_later_evidence",
            "_selected_action": [claim.pk for claim in claims],
        }
        response = desk.post(reverse("admin:claims_claim_changelist"), form)
        address = response.headers["Location"]
        assert address.startswith(PAGE)
        page = desk.get(address)
        assert {row.claim for row, _ in page.context["rows"]} == set(claims)

    def test_the_form_of_a_claim_has_a_button_for_who_may_add_evidence(self, desk: Client) -> None:
        claim = make_claim()
        change = reverse("admin:claims_claim_change", args=[claim.pk])
        link = f"{PAGE}?claim={claim.pk}"
        assert link in desk.get(change).content.decode()
        auditor = signed_in(make_editor(group="Auditor"))
        assert link not in auditor.get(change).content.decode()

    def test_a_statement_can_be_chosen_beforehand(self, desk: Client) -> None:
        statement = make_statement()
        page = desk.get(PAGE, {"claim": make_claim().pk, "statement": statement.pk})
        assert f'<option value="{statement.pk}" selected>' in page.content.decode()
        assert desk.get(PAGE, {"claim": make_claim().pk, "statement": "x"}).status_code == 200
        assert desk.get(PAGE, {"claim": make_claim().pk, "statement": "9" * 30}).status_code == 200

    def test_no_claims_or_too_many_lead_back_with_a_message(self, desk: Client) -> None:
        for ids, sentence in (
            ([], "Select at least one claim."),
            (["x", "9" * 40], "Select at least one claim."),
            (range(1, 202), "At most 200 claims at once"),
        ):
            response = desk.get(PAGE, {"claim": ids}, follow=True)
            assert response.redirect_chain == [(reverse("admin:claims_claim_changelist"), 302)]
            assert sentence in response.content.decode()

    def test_a_claim_that_is_gone_is_left_out_with_a_message(self, desk: Client) -> None:
        claim = make_claim()
        page = desk.get(PAGE, {"claim": [claim.pk, 10**9]})
        assert [row.claim for row, _ in page.context["rows"]] == [claim]
        assert "One claim is not in the record" in page.content.decode()

    def test_only_who_may_add_evidence_comes_here(self, client: Client) -> None:
        address = f"{PAGE}?claim={make_claim().pk}"
        assert client.get(address).headers["Location"].startswith("/admin/login/")
        assert signed_in(make_editor(group="Auditor")).get(address).status_code == 403
        for group in ("Contributor", "Editor", "Publisher"):
            assert signed_in(make_editor(group=group)).get(address).status_code == 200

    def test_fifty_claims_take_no_query_each(self, desk: Client) -> None:
        source = published_source()
        claims = [published_claim(), *(make_claim() for _ in range(48)), published_claim()]
        taken = []
        for some in ([claims[0], claims[1]], claims):
            with CaptureQueriesContext(connection) as looking:
                desk.get(PAGE, {"claim": [claim.pk for claim in some]})
            form = typed(some, kind="source", source=source.pk, _preview="1", verdict="disputed")
            with CaptureQueriesContext(connection) as previewing:
                response = desk.post(PAGE, form)
            assert len(shown(response)) == len(some)
            taken.append((len(looking), len(previewing)))
        assert taken[0] == taken[1]

    def test_a_preview_writes_nothing_and_keeps_what_was_typed(self, desk: Client) -> None:
        promise, fact = make_claim(kind="promise"), make_claim()
        form = typed(
            [promise, fact],
            kind="new_source",
            source_title="A report",
            source_publisher=make_publisher().pk,
            source_kind="official_report",
            source_published_on="2013-05",
            source_date_basis="stated",
            verdict="not_fulfilled",
        )
        before = Source.objects.count()
        response = desk.post(PAGE, {**form, "_preview": "1"})
        assert shown(response) == {
            promise.slug: ("open", "not_fulfilled", False),
            fact.slug: ("open", "not_fulfilled", True),
        }
        assert (Followup.objects.count(), Source.objects.count()) == (0, before)
        assert 'value="A report"' in response.content.decode()
        # An explicit “none” for one claim takes the verdict of all back.
        response = desk.post(PAGE, {**form, of(fact, "verdict"): "none", "_preview": "1"})
        assert shown(response)[fact.slug] == ("open", "open", False)

    def test_later_evidence_that_decides_is_named_with_its_date(
        self, desk: Client, editor: Any
    ) -> None:
        claim, source = make_claim(), published_source()
        row = make_followup(claim=claim, occurred_on="2014-03", verdict="qualified", source=source)
        row.publish(by=editor)
        publish_claim(claim, editor)
        form = typed(
            [claim], kind="source", source=source.pk, occurred_on="2013", verdict="disputed"
        )
        text = desk.post(PAGE, {**form, "_preview": "1"}).content.decode()
        assert "Unchanged, because later evidence of 2014-03 decides." in text
        text = desk.post(PAGE, {**form, "occurred_on": "2015", "_preview": "1"}).content.decode()
        assert "Changed by this evidence." in text

    def test_what_is_missing_is_named_with_its_claim_and_its_field(self, desk: Client) -> None:
        claim, other = make_claim(), make_claim()
        form = typed([claim, other], kind="nothing", relation="", summary="", basis="")
        form |= {of(other, "summary"): "Only here.", of(other, "relation"): "found_nothing"}
        text = desk.post(PAGE, {**form, "_save": "1"}).content.decode()
        for name in ("relation", "summary"):
            assert f"“{claim}”: give the {name} here, or for all claims above." in text
            assert f"“{other}”: give the {name}" not in text
        assert "Say when it was searched." in text
        assert "Only here." in text
        assert Followup.objects.count() == 0

    def test_a_claim_that_is_left_out_is_asked_nothing_and_gets_nothing(self, desk: Client) -> None:
        claim, other = make_claim(), make_claim()
        form = typed([claim, other], kind="source", source=make_source().pk)
        response = desk.post(PAGE, {**form, of(other, "leave_out"): "on", "_save": "1"})
        assert response.status_code == 302
        assert Followup.objects.get().claim == claim
        everything = {of(row, "leave_out"): "on" for row in (claim, other)}
        response = desk.post(PAGE, {**form, **everything, "_save": "1"})
        assert "Leave at least one claim in." in response.content.decode()

    def test_the_date_of_the_evidence_stands_where_none_is_typed(self, desk: Client) -> None:
        claim = make_claim()
        statement = make_statement(said_on="2014-01~")
        form = typed([claim], kind="statement", statement=statement.pk)
        desk.post(PAGE, {**form, "_save": "1"})
        assert Followup.objects.get().occurred_on == "2014-01~"
        undated = make_statement(said_on="")
        response = desk.post(PAGE, {**form, "statement": undated.pk, "_save": "1"})
        assert "Give the date" in response.content.decode()
        response = desk.post(PAGE, {**form, "occurred_on": "last summer", "_save": "1"})
        assert "2014-01~" in response.content.decode()
        response = desk.post(PAGE, {**form, "occurred_on": "2014/..", "_save": "1"})
        assert "a date with an end" in response.content.decode()
        assert Followup.objects.count() == 1

    def test_one_claim_leads_back_to_its_form_and_many_to_their_list(self, desk: Client) -> None:
        claims = [make_claim() for _ in range(3)]
        form = typed(claims, kind="source", source=make_source().pk, _save="1")
        response = desk.post(PAGE, form, follow=True)
        assert set(response.context["cl"].queryset) == set(claims)
        assert "Later evidence on 3 claims: saved as drafts" in response.content.decode()
        form = typed(claims[:1], kind="source", source=make_source().pk, _save="1")
        response = desk.post(PAGE, form, follow=True)
        assert response.context["original"] == claims[0]
        assert LogEntry.objects.count() == 4

    def test_the_form_sent_twice_makes_everything_once(self, desk: Client) -> None:
        form = typed(
            [make_claim(), make_claim()],
            kind="new_statement",
            words_speaker=make_speaker().pk,
            words_quote="Not begun.",
            words_kind="denial",
            words_said_on="2013-05-01",
            source_title="A report",
            source_publisher=make_publisher().pk,
            source_kind="official_report",
            source_date_basis="unknown",
        )
        assert desk.post(PAGE, {**form, "_save": "1"}).status_code == 302
        counts = (Source.objects.count(), Statement.objects.count(), Followup.objects.count())
        response = desk.post(PAGE, {**form, "_save": "1"})
        assert "is there: choose it" in response.content.decode()
        assert counts == (
            Source.objects.count(),
            Statement.objects.count(),
            Followup.objects.count(),
        )

    @pytest.mark.parametrize("count", [1, 50])
    def test_readers_see_it_only_when_it_is_published(self, client: Client, count: int) -> None:
        statement = make_statement()
        claims = [published_claim(statement=statement) for _ in range(count)]
        paths = [f"/claims/{claim.slug}.json" for claim in claims]
        before = [client.get(path).content for path in paths]
        form = typed(claims, kind="source", source=published_source().pk, verdict="contradicted")
        contributor = signed_in(make_editor(group="Contributor"))
        assert b'name="_publish"' not in contributor.get(f"{PAGE}?claim={claims[0].pk}").content
        assert contributor.post(PAGE, {**form, "_publish": "1"}).status_code == 403
        assert Followup.objects.count() == 0
        assert contributor.post(PAGE, {**form, "_save": "1"}).status_code == 302
        assert [client.get(path).content for path in paths] == before

        form["summary"] = "A second report."
        editor = signed_in(make_editor(group="Editor"))
        assert editor.post(PAGE, {**form, "_publish": "1"}).status_code == 302
        for path in paths:
            document = client.get(path).json()
            assert document["standing"]["verdict"] == "contradicted"
            assert [item["summary"] for item in document["followups"]] == ["A second report."]


class TestNewEvidence:
    def new_source(self) -> dict[str, Any]:
        return {
            "source_title": "A report",
            "source_publisher": make_publisher(slug="agency").pk,
            "source_kind": "official_report",
            "source_published_on": "2013-05",
            "source_date_basis": "stated",
        }

    def new_words(self, **fields: Any) -> dict[str, Any]:
        words = {"speaker": make_speaker(slug="inspector").pk, "quote": "Not begun."}
        words |= {"kind": "denial", "said_on": "2013-05-01", **fields}
        return {f"words_{name}": value for name, value in words.items()}

    def test_a_new_source_is_published_with_its_evidence(self, client: Client) -> None:
        claim = published_claim()
        form = typed([claim], kind="new_source", **self.new_source())
        desk = signed_in(make_editor(group="Publisher"))
        assert desk.post(PAGE, {**form, "_publish": "1"}).status_code == 302
        source = Source.objects.get(title="A report")
        assert source.is_published
        assert source.slug == "agency-2013-05-a-report"
        (found,) = client.get(f"/claims/{claim.slug}.json").json()["followups"]
        assert found["source"]["id"] == source.slug

    def test_who_may_not_publish_sources_is_told_and_can_save_drafts(self) -> None:
        claim = published_claim()
        form = typed([claim], kind="new_source", **self.new_source())
        desk = signed_in(make_editor(group="Editor"))
        before, sources = Edition.objects.count(), Source.objects.count()
        response = desk.post(PAGE, {**form, "_publish": "1"})
        assert "You may not publish sources" in response.content.decode()
        assert (Edition.objects.count(), Source.objects.count()) == (before, sources)
        assert desk.post(PAGE, {**form, "_save": "1"}).status_code == 302
        assert not Source.objects.get(title="A report").was_published

    def test_new_words_in_a_new_source_come_together(self, desk: Client) -> None:
        claim = published_claim()
        form = typed([claim], kind="new_statement", **self.new_words(), **self.new_source())
        assert desk.post(PAGE, {**form, "_publish": "1"}).status_code == 302
        row = Followup.objects.get()
        assert row.statement
        assert row.statement.source.title == "A report"
        assert row.source is None
        assert row.occurred_on == "2013-05-01"
        assert {str(entry.content_type) for entry in LogEntry.objects.all()} == {
            "Sources | source",
            "Sources | statement",
            "Claims | followup",
        }

    def test_new_words_in_a_held_text_take_their_place(self, desk: Client) -> None:
        source = make_source()
        HeldText.objects.create(source=source, text="He said 𝄞: Not begun. And left.")
        form = typed([make_claim()], kind="new_statement", **self.new_words(source=source.pk))
        assert desk.post(PAGE, {**form, "_save": "1"}).status_code == 302
        statement = Statement.objects.get(quote="Not begun.")
        assert (statement.start, statement.end, statement.anchor) == (11, 21, "exact")
        assert (statement.prefix, statement.suffix) == ("He said 𝄞: ", " And left.")

    @pytest.mark.parametrize("text", ["He said nothing.", "Not begun. Not begun."])
    def test_words_without_one_place_in_a_held_text_are_refused(
        self, desk: Client, text: str
    ) -> None:
        source = make_source()
        HeldText.objects.create(source=source, text=text)
        form = typed([make_claim()], kind="new_statement", **self.new_words(source=source.pk))
        response = desk.post(PAGE, {**form, "_save": "1"})
        assert response.context["page"].statement_form.errors["quote"]
        assert not Statement.objects.filter(quote="Not begun.").exists()

    def test_new_words_in_a_published_source_are_published_by_an_editor(
        self, client: Client
    ) -> None:
        claim, source = published_claim(), published_source()
        form = typed([claim], kind="new_statement", **self.new_words(source=source.pk))
        desk = signed_in(make_editor(group="Editor"))
        assert desk.post(PAGE, {**form, "_publish": "1"}).status_code == 302
        (found,) = client.get(f"/claims/{claim.slug}.json").json()["followups"]
        assert found["evidence"]["quote"] == "Not begun."

    def test_nothing_else_of_a_source_is_published_on_the_side(
        self, desk: Client, client: Client
    ) -> None:
        claim, source = published_claim(), published_source()
        source.title = "Another title"
        source.save()
        form = typed([claim], kind="new_statement", **self.new_words(source=source.pk))
        before = Edition.objects.count()
        response = desk.post(PAGE, {**form, "_publish": "1"})
        assert f"“{source.slug}” has other unpublished changes" in response.content.decode()
        assert Edition.objects.count() == before
        assert not Statement.objects.filter(quote="Not begun.").exists()

    def test_an_unpublished_source_is_named_and_not_published_on_the_side(
        self, desk: Client
    ) -> None:
        claim, source = published_claim(), make_source()
        statement = make_statement(source=source)
        for evidence in (
            {"kind": "source", "source": source.pk},
            {"kind": "statement", "statement": statement.pk},
            {"kind": "new_statement", **self.new_words(source=source.pk)},
        ):
            form = typed([claim], **evidence)
            response = desk.post(PAGE, {**form, "_publish": "1"})
            assert f"The source “{source.slug}” is not published" in response.content.decode()
            Statement.objects.filter(speaker__slug="inspector").delete()
        assert Followup.objects.count() == 0
        source.refresh_from_db()
        assert not source.was_published

    def test_what_cannot_be_a_row_is_refused_like_nothing_at_all(self, desk: Client) -> None:
        for kind, name in (("statement", "statement"), ("new_statement", "words_source")):
            for nonsense in ("x", "9" * 30, "-1"):
                form = typed([make_claim()], **{"kind": kind, name: nonsense})
                response = desk.post(PAGE, {**form, "_save": "1"})
                assert response.status_code == 200
        assert Followup.objects.count() == 0

    def test_what_is_typed_and_not_chosen_is_kept_and_asked_nothing(self, desk: Client) -> None:
        form = typed([make_claim()], kind="source", source="", source_title="Half a source")
        text = desk.post(PAGE, {**form, "_save": "1"}).content.decode()
        assert "Choose the source, or say that the evidence is another." in text
        assert 'value="Half a source"' in text
        assert text.count("This field is required.") == 0

    def test_a_source_that_breaks_its_own_rules_is_refused(self, desk: Client) -> None:
        wrong = {**self.new_source(), "source_date_basis": "unknown"}
        form = typed([make_claim()], kind="new_source", **wrong)
        response = desk.post(PAGE, {**form, "_save": "1"})
        assert "A date needs its basis" in response.content.decode()
        assert Followup.objects.count() == 0
