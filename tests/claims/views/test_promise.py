"""The page of all promises with a date."""

from datetime import date
from unittest import mock

import pytest
import time_machine
from django.test import Client

from claims.models import Claim
from claims.standing import SETTLED
from claims.views import promise
from tests.factories import (
    make_claim,
    make_editor,
    make_source,
    make_statement,
    make_tag,
    publish_claim,
)
from tests.test_record import RECORD, PublishedRecord


@time_machine.travel("2026-11-25 12:00:00Z", tick=False)
class TestPromiseList(PublishedRecord):
    def test_it_has_every_promise_and_goal_with_a_date_in_its_section(self) -> None:
        page = self.get("/promises/").content.decode()
        sections = {
            name: page.split(f'<h2 id="{name}">')[1].split("<h2")[0]
            for name in ("overdue", "ahead", "answered")
        }
        expected = {"overdue": 0, "ahead": 0, "answered": 0}
        for row in RECORD.rows["claim"]:
            link = f'<a href="/claims/{row["slug"]}/"'
            if row["kind"] not in ("promise", "goal") or not row["due_on"]:
                continue
            document = RECORD.claim(row["slug"])
            past = row["due_on_to"] and row["due_on_to"] < "2026-11-25"
            settled = document["standing"]["verdict"] in SETTLED
            name = "answered" if settled else "overdue" if past else "ahead"
            expected[name] += 1
            assert link in sections[name], row["slug"]
        assert {name: text.count('<th scope="row">') for name, text in sections.items()} == expected
        assert min(expected.values()) >= 1

    def test_it_draws_each_of_them_and_says_since_when_it_is_overdue(self) -> None:
        page = self.get("/promises/").content.decode()

        assert page.count('<g class="shape ') == 5
        assert 'overdue since <time datetime="2019-02-01">1 February 2019</time>' in page

    def test_facts_about_the_same_stages_stand_below(self) -> None:
        page = self.get("/promises/").content.decode()

        done = page.split('<h2 id="done">')[1]
        assert '<a href="/claims/three-plants-on-order/"' in done
        assert '<a href="/claims/production-begun-usa/"' not in done

    def test_it_says_that_there_are_more_promises_than_the_page_has(self) -> None:
        whole = self.get("/promises/").content.decode()
        with mock.patch.object(promise, "MOST_PROMISES", 3):
            page = self.get("/promises/").content.decode()

        assert "More promises, due before these, are not on this page." in page
        assert "sk-deliveries-in-2019" in page
        assert "first-units-within-months-of-2011" not in page
        assert "are not on this page" not in whole


@pytest.mark.django_db
class TestAnEmptyRecord:
    def test_it_says_that_there_is_nothing_yet(self, client: Client) -> None:
        assert b"No promise with a date has been published yet." in client.get("/promises/").content

    def test_a_promise_that_nobody_can_date_is_in_the_table_without_a_drawing(
        self, client: Client
    ) -> None:
        source = make_source(published_on="", date_basis="unknown")
        claim = make_claim(
            slug="undated",
            kind="promise",
            due_on="2012",
            statement=make_statement(source=source, said_on=""),
        )
        publish_claim(claim, make_editor())

        page = client.get("/promises/").content.decode()

        assert "<svg" not in page
        assert '<a href="/claims/undated/"' in page


@pytest.mark.django_db
class TestPromisedForADate:
    def test_open_dates_count_and_drafts_facts_and_undated_promises_do_not(self) -> None:
        editor = make_editor()
        for slug, kind, due_on in (
            ("open", "promise", "2012/.."),
            ("goal", "goal", "2012"),
            ("fact", "fact", "2012"),
            ("undated", "promise", ""),
        ):
            publish_claim(make_claim(slug=slug, kind=kind, due_on=due_on), editor)
        make_claim(slug="draft", kind="promise", due_on="2012")
        withdrawn = publish_claim(make_claim(slug="gone", kind="goal", due_on="2012"), editor)
        withdrawn.withdraw(by=editor, reason="It was entered twice.")
        Claim.objects.filter(slug="undated").update(due_on="2012", due_on_to=date(2012, 12, 31))

        found = Claim.objects.promised_for_a_date()

        assert set(found.values_list("slug", flat=True)) == {"open", "goal"}

    def test_facts_about_no_stage_are_none(self) -> None:
        editor = make_editor()
        claim = make_claim(slug="fact")
        claim.tags.add(make_tag(slug="begun"))
        publish_claim(claim, editor)

        assert [row.slug for row in Claim.objects.facts_about({"begun", "other"})] == ["fact"]
        assert not Claim.objects.facts_about(set())
        assert not Claim.objects.facts_about({"other"})
