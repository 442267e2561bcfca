"""The front page."""

from collections import Counter
from datetime import date
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.test import Client

from claims.charts.standings import days_shown
from claims.models import Claim
from claims.standing import SETTLED
from claims.timeline import NotYetSaid, as_of, clocks
from claims.totals import standings_by_year, standings_on
from claims.views.site import first_documents
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_statement,
    publish_claim,
)
from tests.test_record import PublishedRecord

TODAY = date(2026, 11, 25)


def part(page: str, heading: str) -> str:
    return page.split(f"<h2>{heading}</h2>")[1].split("</section>", maxsplit=1)[0]


@time_machine.travel("2026-11-25 12:00:00Z", tick=False)
class TestHome(PublishedRecord):
    def documents(self) -> list[dict[str, Any]]:
        return [claim.edition.content for claim in Claim.objects.select_related("edition")]

    def test_standings_of_the_past_are_those_of_every_document_on_its_day(self) -> None:
        days = days_shown(date(2011, 1, 1), TODAY)
        expected: dict[str, list[int]] = {}
        for place, day in enumerate(days):
            for document in self.documents():
                try:
                    verdict = as_of(document, day)["standing"]["verdict"]
                except NotYetSaid:
                    continue
                expected.setdefault(verdict, [0] * len(days))[place] += 1

        found = {row[0]: list(row[1:]) for row in standings_on(days, standings_by_year(TODAY)[1])}

        assert {verdict: row for verdict, row in found.items() if any(row)} == expected
        assert len(expected) > 4

    def test_what_is_overdue_is_what_the_clocks_say(self) -> None:
        late = {
            document["id"]: since
            for document in self.documents()
            if (since := clocks(document, TODAY).overdue_since)
        }
        found = [claim.slug for claim in Claim.objects.overdue(TODAY)]

        assert found == sorted(late, key=lambda slug: late[slug])
        shown = part(self.get("/").content.decode(), "Overdue")
        places = [shown.index(f'href="/claims/{slug}/"') for slug in found]
        assert places == sorted(places)
        assert len(places) == 3

    def test_the_longest_on_word_alone_is_what_the_clocks_say(self) -> None:
        alone = {
            document["id"]: clocks(document, TODAY).days_on_word_alone or 0
            for document in self.documents()
            if document["kind"] != "non_answer"
            and document["standing"]["verdict"] not in SETTLED
            and not clocks(document, TODAY).word_alone_ended_on
        }
        with mock.patch("claims.views.site.MOST_LISTED", 100):
            found = [claim["id"] for claim in first_documents("alone")]

        assert set(found) == set(alone)
        assert [alone[slug] for slug in found] == sorted(alone.values(), reverse=True)
        shown = part(self.get("/").content.decode(), "Longest on the speaker’s word alone")
        assert shown.count("<h3>") == 6
        assert "5,464 days since it was first said" in shown

    def test_each_standing_has_its_number_and_leads_to_the_list(self) -> None:
        page = self.get("/").content.decode()
        counts = Counter(document["standing"]["verdict"] for document in self.documents())

        for verdict, number in counts.items():
            bar = page.split(f'<a href="/claims/?standing={verdict}">')[1]
            assert bar.split('<span class="bar-count">')[1].startswith(f"{number}<")
            assert self.json(f"/claims.json?standing={verdict}")["count"] == number
        assert "Where 62 claims stand" in page

    def test_the_last_row_of_the_table_is_today(self) -> None:
        page = self.get("/").content.decode()
        table = page.split("Claims by standing at the end of each year</caption>")[1]

        assert (
            '<tr><th scope="row"><time datetime="2011-12-31">31 December 2011</time></th>' in table
        )
        last = table.split("<tr>")[-1]
        assert 'today, <time datetime="2026-11-25">25 November 2026</time>' in last
        assert '<td class="number">62</td></tr>' in last

    def test_what_is_newer_than_a_day_is_marked(self) -> None:
        mark = '<strong class="new">new</strong>'

        assert self.get("/?since=2020-01-01").content.decode().count(mark) == 7
        assert mark not in self.get("/").content.decode()
        assert mark not in self.get("/?since=2999").content.decode()
        assert "since" in self.get("/?since=nonsense", 400).content.decode()

    def test_a_claim_that_was_withdrawn_is_news_and_its_evidence_is_not_told_again(self) -> None:
        editor = make_editor("withdrawing")
        claim = Claim.objects.get(slug="production-begun-usa")
        followup = make_followup(claim=claim, slug="told", summary="An agency said so.")
        followup.source.publish(by=editor)
        followup.publish(by=editor)
        assert "An agency said so." in self.get("/").content.decode()
        claim.refresh_from_db()
        claim.withdraw(by=editor, reason="It was entered twice.")

        news = part(self.get("/").content.decode(), "What changed lately")

        assert "It was entered twice." in news
        assert "An agency said so." not in news


@pytest.mark.django_db
class TestAnEmptyOrSmallRecord:
    def test_an_empty_record_says_so(self, client: Client) -> None:
        page = client.get("/").content.decode()

        assert "Nothing has been published yet." in page
        assert "No promise is overdue." in page
        assert "No claim rests on the speaker’s word alone." in page
        assert "chart standings" not in page

    def test_claims_without_a_date_stand_in_no_column_and_are_counted(self, client: Client) -> None:
        editor = make_editor()
        source = make_source(published_on="", date_basis="unknown")
        undated = make_statement(source=source, said_on="")
        publish_claim(make_claim(slug="undated", statement=undated), editor)
        assert "chart standings" not in client.get("/").content.decode()

        publish_claim(make_claim(slug="dated"), editor)
        page = client.get("/").content.decode()

        assert "1 more claim has no date, so that it stands in no column." in page
        assert "Where 2 claims stand" in page

    def test_a_refusal_and_what_has_an_answer_do_not_wait_for_evidence(self) -> None:
        editor = make_editor()
        publish_claim(make_claim(slug="waits"), editor)
        publish_claim(make_claim(slug="refusal", kind="non_answer"), editor)
        for slug, fields in {
            "retracted": {"basis": "self", "relation": "contradicts", "verdict": "contradicted"},
            "tested": {"basis": "independent"},
            "searched": {"basis": "independent", "relation": "found_nothing"},
        }.items():
            claim = make_claim(slug=slug)
            publish_claim(claim, editor)
            followup = make_followup(claim=claim, **fields)
            followup.source.publish(by=editor)
            followup.publish(by=editor)
        draft = Claim.objects.get(slug="waits")
        make_followup(claim=draft, basis="independent")

        found = [claim["id"] for claim in first_documents("alone")]

        assert set(found) == {"waits", "searched"}
