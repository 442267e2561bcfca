"""The page of a speaker: what the record holds, counted, and no score."""

from collections import Counter
from unittest import mock

import pytest
import time_machine
from django.test import Client

from claims.timeline import Entry
from claims.views import speaker
from claims.views.speaker import UNDATED, in_year, years
from sources.dates import date_object
from tests.factories import (
    make_claim,
    make_editor,
    make_source,
    make_speaker,
    make_statement,
    publish_claim,
)
from tests.test_record import PublishedRecord

ROSSI = "/speakers/andrea-rossi/"


@time_machine.travel("2026-11-25 12:00:00Z", tick=False)
class TestSpeakerDetail(PublishedRecord):
    def test_it_counts_the_claims_that_the_speaker_makes_repeats_or_hedges(self) -> None:
        document = self.json("/speakers/andrea-rossi.json")
        own = [claim for claim in document["claims"] if claim["roles"] != ["reports"]]
        page = self.get(ROSSI).content.decode()

        bars = page.split('<ul class="bars">')[1].split("</ul>")[0]
        for verdict, number in Counter(item["standing"]["verdict"] for item in own).items():
            bar = bars.split(f'class="standing {verdict}"')[1]
            assert f'<span class="bar-count">{number}</span>' in bar
        assert "they are no score of anybody" in page

    def test_refusals_to_answer_are_counted_as_such(self) -> None:
        document = self.json("/speakers/andrea-rossi.json")
        refusals = sum(item["kind"] == "refusal" for item in document["statements"])
        page = self.get(ROSSI).content.decode()

        assert f"{refusals} statements refuse to answer a question." in page
        assert "2 claims are about refusals" in page
        assert "refuse" not in self.get("/speakers/hydro-fusion/").content.decode()

    def test_promises_overdue_have_the_day_since_when(self) -> None:
        page = self.get(ROSSI).content.decode()
        overdue = page.split("<h2>Promises overdue</h2>")[1].split("<h2>")[0]

        assert overdue.count("<h3>") == 2
        assert overdue.index("sk-production") < overdue.index("sk-deliveries")
        assert 'overdue since <time datetime="2020-01-01">1 January 2020</time>' in overdue
        with time_machine.travel("2019-01-31", tick=False):
            assert "Promises overdue" not in self.get(ROSSI).content.decode()

    def test_the_anonymous_commenters_do_not_look_like_a_person(self) -> None:
        page = self.get("/speakers/reader/").content.decode()
        listed = self.get("/speakers/").content.decode()

        assert "This is no person." in page
        assert "all anonymous commenters together, no person" in listed
        assert "This is no person." not in self.get(ROSSI).content.decode()
        assert listed.count("no person") == 1

    def test_the_statements_of_a_year_can_be_read_alone(self) -> None:
        page = self.get(f"{ROSSI}?year=2015").content.decode()
        said = [
            item["id"]
            for item in self.json("/speakers/andrea-rossi.json")["statements"]
            if (item["said_on"] or item["source"]["published_on"])["to"][:4] == "2015"
        ]

        assert f"{len(said)} statements of 2015." in page
        assert [f'id="{slug}"' in page for slug in said] == [True] * len(said)
        assert page.count('<li class="said"') == len(said) > 1
        assert "0 statements of 1999." in self.get(f"{ROSSI}?year=1999").content.decode()

    def test_a_year_that_is_none_is_refused(self) -> None:
        for year in ("nonsense", "0", "10000", "-1", "1e3", "٣"):
            page = self.get(f"{ROSSI}?year={year}", 400).content.decode()
            assert "A whole number from 1 to 9999 is allowed." in page

    def test_only_the_latest_statements_of_many_are_quoted_at_once(self) -> None:
        with mock.patch.object(speaker, "MOST_STATEMENTS", 3):
            page = self.get(ROSSI).content.decode()
        document = self.json("/speakers/andrea-rossi.json")
        last = [item["id"] for item in document["statements"]][-3:]

        assert f"The latest 3 of {len(document['statements'])} statements follow" in page
        assert page.count('<li class="said"') == 3
        assert all(f'id="{slug}"' in page for slug in last)

    def test_only_the_first_claims_of_many_are_listed_at_once(self) -> None:
        with mock.patch.object(speaker, "MOST_CLAIMS", 2):
            page = self.get(ROSSI).content.decode()
        listed = page.split("<h2>Claims made, repeated or hedged</h2>")[1].split("<h2")[0]

        assert "The first 2 of 27 claims" in listed
        assert listed.count("<h3") == 2
        assert "/claims/production-begun-usa/" in listed
        assert "The first" not in self.get(ROSSI).content.decode()


@pytest.mark.django_db
class TestWordsWithoutADate:
    def test_they_have_a_line_of_their_own(self, client: Client) -> None:
        source = make_source(published_on="", date_basis="unknown")
        who = make_speaker(slug="somebody")
        statement = make_statement(source=source, said_on="", speaker=who)
        publish_claim(make_claim(statement=statement), make_editor())

        page = client.get(f"/speakers/somebody/?year={UNDATED}").content.decode()

        assert "1 statement without a date." in page
        assert f">{UNDATED}<" not in page
        assert page.count("date not known") >= 2


class TestYears:
    def entry(self, when: str, kind: str = "assertion") -> Entry:
        return Entry(date_object(when), said={"kind": kind})

    def test_words_are_of_the_year_by_which_they_had_surely_been_said(self) -> None:
        told = [
            self.entry("2011-12-31"),
            self.entry("2011-12/2012-01"),
            self.entry("2012", "refusal"),
            self.entry("2012/.."),
        ]

        assert [(bar.value, bar.count, refused) for bar, refused in years(told)] == [
            (2011, 1, 0),
            (2012, 2, 1),
            (UNDATED, 1, 0),
        ]
        assert in_year(told, 2012) == told[1:3]
        assert years([]) == []
