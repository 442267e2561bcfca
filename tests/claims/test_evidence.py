"""Later evidence on one claim and on fifty: the transition, and the page that leads to it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from claims.evidence import Bearing, Evidence, outcomes, record, standing_followups
from claims.models import Claim, Followup
from sources.models import Source
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
SUMMARY = "An agency reports otherwise."


@pytest.fixture
def editor() -> Any:
    return make_editor()


def published_source(**fields: Any) -> Source:
    source = make_source(**fields)
    source.publish(by=make_editor())
    return source


def published_claim(**fields: Any) -> Claim:
    return publish_claim(make_claim(**fields), make_editor())


def bearing(claim: Claim, **fields: Any) -> Bearing:
    return Bearing(**{"claim": claim, "relation": "contradicts", "summary": SUMMARY, **fields})


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
