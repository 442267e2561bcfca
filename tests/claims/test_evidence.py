"""Later evidence on one claim and on fifty: the transition, and the page that leads to it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.evidence import Bearing, Evidence, outcomes, record, standing_followups
from claims.models import Claim, Followup
from publication.models import Edition
from sources.models import HeldText, Source, Statement
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
PAGE = "/admin/claims/claim/later-evidence/"
SUMMARY = "An agency reports otherwise."


@pytest.fixture
def editor() -> Any:
    return make_editor()


@pytest.fixture
def desk(editor: Any) -> Client:
    return signed_in(editor)


def signed_in(editor: Any) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def published_source(**fields: Any) -> Source:
    source = make_source(**fields)
    source.publish(by=make_editor())
    return source


def published_claim(**fields: Any) -> Claim:
    return publish_claim(make_claim(**fields), make_editor())


def bearing(claim: Claim, **fields: Any) -> Bearing:
    return Bearing(**{"claim": claim, "relation": "contradicts", "summary": SUMMARY, **fields})


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


def shown(response: Any) -> dict[str, tuple[str, str, bool]]:
    """By claim: before, after, and whether it is refused."""
    return {
        outcome.bearing.claim.slug: (
            outcome.shift.before,
            outcome.shift.after,
            bool(outcome.refusals),
        )
        for outcome in response.context["preview"].outcomes
    }


class TestRecording:
    def test_every_claim_gets_a_draft_that_changes_nothing_public(self, editor: Any) -> None:
        claims = [published_claim() for _ in range(3)]
        before = [claim.published_document for claim in claims]
        evidence = Evidence("2013-05", "official", source=make_source())
        rows = record(evidence, map(bearing, claims), by=editor, why="A report came out.")
        assert {row.claim for row in rows} == set(claims)
        for row in rows:
            assert row.is_draft
            assert (row.changed_by, row.history.get().history_change_reason) == (
                editor,
                "A report came out.",
            )
        assert [Claim.objects.get(pk=claim.pk).published_document for claim in claims] == before

    def test_publishing_shows_it_on_every_page(self, editor: Any) -> None:
        claims = [published_claim() for _ in range(3)]
        evidence = Evidence("2013-05", "official", source=published_source())
        bearings = [bearing(claim, verdict="contradicted") for claim in claims]
        record(evidence, bearings, by=editor, publish=True)
        for claim in claims:
            claim.refresh_from_db()
            assert claim.public_standing == "contradicted"

    def test_one_refusal_refuses_all_and_names_the_claim(self, editor: Any) -> None:
        promise, fact = make_claim(kind="promise"), make_claim(kind="fact")
        evidence = Evidence("2013-05", "official", source=make_source())
        bearings = [bearing(claim, verdict="not_fulfilled") for claim in (promise, fact)]
        with pytest.raises(ValidationError) as refused:
            record(evidence, bearings, by=editor)
        assert refused.value.messages == [
            f"“{fact}”: Verdict: Only a promise or a goal can be fulfilled or not."
        ]
        assert Followup.objects.count() == 0
        assert len(record(evidence, bearings[:1], by=editor)) == 1

    def test_what_is_refused_while_publishing_leaves_no_draft(self, editor: Any) -> None:
        shown_claim, other = published_claim(), published_claim()
        unpublished = make_source()
        evidence = Evidence("2013-05", "official", source=unpublished)
        with pytest.raises(ValidationError, match=unpublished.slug):
            record(evidence, map(bearing, (shown_claim, other)), by=editor, publish=True)
        assert Followup.objects.count() == 0

    @pytest.mark.parametrize(
        ("fields", "basis"),
        [
            ({"relation": "supports"}, "self"),
            ({"relation": "found_nothing", "verdict": "contradicted"}, "official"),
            ({"verdict": "supported"}, "affiliated"),
            ({"verdict": "retracted"}, "official"),
        ],
    )
    def test_the_rules_of_evidence_hold_and_the_preview_knows_them(
        self, editor: Any, fields: dict[str, str], basis: str
    ) -> None:
        evidence = Evidence("2013-05", basis, source=make_source())
        bearings = [bearing(make_claim(), **fields)]
        (outcome,) = outcomes(evidence, bearings)
        assert outcome.refusals
        with pytest.raises(ValidationError) as refused:
            record(evidence, bearings, by=editor)
        assert [message.split("”: ")[1] for message in refused.value.messages] == outcome.refusals

    def test_the_words_of_a_speaker_of_the_claim_are_refused_there_alone(self, editor: Any) -> None:
        speaker = make_speaker()
        own = make_claim(statement=make_statement(speaker=speaker))
        reported = make_claim(statement=make_statement(speaker=speaker), role="reports")
        other = make_claim()
        evidence = Evidence("2013-05", "independent", statement=make_statement(speaker=speaker))
        found = outcomes(evidence, [bearing(claim) for claim in (own, reported, other)])
        assert [bool(outcome.refusals) for outcome in found] == [True, False, False]

    def test_without_evidence_a_search_found_nothing(self, editor: Any) -> None:
        evidence = Evidence("2013-05", "independent")
        claim = make_claim()
        assert outcomes(evidence, [bearing(claim)])[0].refusals
        rows = record(evidence, [bearing(claim, relation="found_nothing")], by=editor)
        assert rows[0].relation == "found_nothing"

    def test_the_same_evidence_twice_is_refused(self, editor: Any) -> None:
        evidence = Evidence("2013-05", "official", source=make_source())
        claim = make_claim()
        record(evidence, [bearing(claim)], by=editor)
        assert (
            "recorded on this claim already" in outcomes(evidence, [bearing(claim)])[0].refusals[0]
        )
        with pytest.raises(ValidationError, match="recorded on this claim already"):
            record(evidence, [bearing(claim)], by=editor)
        record(evidence, [bearing(claim, summary="Another passage.")], by=editor)
        assert Followup.objects.count() == 2

    @pytest.mark.django_db(transaction=True)
    def test_of_two_sendings_at_once_one_is_refused(self) -> None:
        editor, publisher, claim = make_editor(), make_publisher(), make_claim()
        start = Barrier(2, timeout=30)

        def send(_: int) -> str:
            fields = {"title": "A report", "kind": "official_report", "date_basis": "unknown"}
            evidence = Evidence("2013-05", "official", source=Source(publisher=publisher, **fields))
            try:
                start.wait()
                return record(evidence, [bearing(claim)], by=editor)[0].slug
            except ValidationError as error:
                return error.messages[0]
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as threads:
            answers = sorted(threads.map(send, range(2)))
        assert answers == [
            "A source “A report” of this publisher and date is there: choose it.",
            f"{claim.slug}-2013-05",
        ]
        assert Followup.objects.count() == 1

    def test_who_may_not_add_or_publish_writes_nothing(self) -> None:
        evidence = Evidence("2013-05", "official", source=published_source())
        bearings = [bearing(published_claim())]
        with pytest.raises(PermissionDenied):
            record(evidence, bearings, by=make_editor(group="Auditor"))
        with pytest.raises(PermissionDenied):
            record(evidence, bearings, by=make_editor(group="Contributor"), publish=True)
        assert Followup.objects.count() == 0
        record(evidence, bearings, by=make_editor(group="Editor"), publish=True)
        assert Followup.objects.published().count() == 1

    def test_addresses_are_made_of_the_claim_and_the_date(self, editor: Any) -> None:
        claim = make_claim(slug="a-claim")
        source = make_source()
        slugs = [
            record(Evidence(day, "official", source=source), [bearing(claim)], by=editor)[0].slug
            for day in ("2013-05~", "2013-05", "2016-07-28~/2016-08-04")
        ]
        assert slugs == ["a-claim-2013-05", "a-claim-2013-05-2", "a-claim-2016-07-28-to-2016-08-04"]

    def test_two_claims_with_one_long_beginning_get_two_addresses(self, editor: Any) -> None:
        claims = [make_claim(slug=f"{'long-' * 14}{end}") for end in ("one", "two")]
        evidence = Evidence("2013-05", "official", source=make_source())
        rows = record(evidence, map(bearing, claims), by=editor)
        assert len({row.slug for row in rows}) == 2

    def test_where_two_editors_are_asked_for_it_is_saved_as_drafts(
        self, editor: Any, settings: Any
    ) -> None:
        settings.REQUIRE_SECOND_EDITOR = True
        evidence = Evidence("2013-05", "official", source=make_source())
        with pytest.raises(ValidationError, match="somebody else publishes"):
            record(evidence, [bearing(published_claim())], by=editor, publish=True)
        assert len(record(evidence, [bearing(make_claim())], by=editor)) == 1


class TestPreview:
    def test_it_is_what_publishing_then_gives(self, editor: Any) -> None:
        source = published_source()
        claims = []
        for day, verdict in (("2012", "qualified"), ("2014", "qualified"), ("2013-05", "disputed")):
            claim = make_claim()
            row = make_followup(claim=claim, occurred_on=day, verdict=verdict, source=source)
            row.publish(by=editor)
            claims.append(publish_claim(claim, editor))
        claims.append(published_claim())
        evidence = Evidence("2013-05", "official", source=source)
        bearings = [
            bearing(claim, verdict="contradicted", summary="Another report.") for claim in claims
        ]
        found = outcomes(evidence, bearings)
        assert {outcome.shift.after for outcome in found} == {
            "qualified",
            "contradicted",
            "disputed",
        }
        assert [outcome.shift.before for outcome in found] == [
            claim.public_standing for claim in claims
        ]
        record(evidence, bearings, by=editor, publish=True)
        for outcome in found:
            claim = Claim.objects.get(pk=outcome.bearing.claim.pk)
            assert claim.public_standing == outcome.shift.after

    def test_a_draft_beside_it_counts_for_nothing(self) -> None:
        claim = published_claim()
        make_followup(claim=claim, occurred_on="2020", verdict="qualified")
        evidence = Evidence("2013-05", "official", source=make_source())
        (outcome,) = outcomes(evidence, [bearing(claim, verdict="contradicted")])
        assert (outcome.shift.before, outcome.shift.after) == ("open", "contradicted")

    def test_a_claim_without_a_page_goes_by_its_published_rows(self, editor: Any) -> None:
        claim = make_claim()
        make_followup(claim=claim, slug="shown", verdict="qualified").publish(by=editor)
        make_followup(claim=claim, slug="draft", verdict="disputed")
        assert [item["id"] for item in standing_followups(claim)] == ["shown"]

    def test_an_unpublished_edit_of_published_evidence_counts_for_nothing(
        self, editor: Any
    ) -> None:
        claim = make_claim()
        row = make_followup(claim=claim, verdict="qualified", source=published_source())
        row.publish(by=editor)
        publish_claim(claim, editor)
        row.verdict = "disputed"
        row.save()
        assert [item["verdict"] for item in standing_followups(claim)] == ["qualified"]


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
