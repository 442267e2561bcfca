"""The page of one claim: what it says, and what it leads to."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from claims.models import Claim
from claims.views.claim import render_claim
from publication.models import Edition
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_speaker,
    make_statement,
    publish_claim,
)
from tests.test_record import RECORD, PublishedRecord

MAIN = "/claims/production-begun-usa/"
INLINE = re.compile(r"</?(?:a|code|del|ins|mark|span|strong|time)\b[^>]*>")


def text(page: str) -> str:
    """What a reader reads, on one line."""
    flowing = INLINE.sub("", page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", flowing)).split())


def section(page: str, heading: str) -> str:
    """What stands below a heading of the second level, up to the next one."""
    return page.split(f"<h2>{heading}</h2>")[1].split("<h2", maxsplit=1)[0]


@time_machine.travel("2026-11-25 12:00:00Z", tick=False)
class TestClaimDetail(PublishedRecord):
    def page(self, path: str = MAIN, status: int = 200) -> str:
        return str(self.get(path, status).content.decode())

    def test_it_begins_with_what_was_said_by_whom_and_where_it_stands(self) -> None:
        page = self.page()

        head = text(page.split('<div class="glance">')[1].split("<dl")[0])
        assert head == (
            "Claim of fact · E-Cat, model not named · industrial plant · production begun"
            " · United States E-Cat production has begun in the United States."
            " First said: 9 December 2011. Andrea Rossi makes the claim:"
            " Asked: “Has production begun yet in your US facilities? Or are they still starting"
            " up?” Begun."
            " ◧ disputed since 1 March 2012 Evidence that contradicts the claim (basis: official)"
            " A Florida state agency’s incident report, as quoted on blogs, says that the owner"
            " told the investigator that all production was overseas and that approval for"
            " manufacture in the US would be sought when the time came. It conflicts with the"
            " December 2011 answer about the place; it records an account and is not an inspection"
            " of a factory, so the claim is disputed and not refuted."
            " Florida Bureau of Radiation Control. In An Inspector Calls on Andrea Rossi (UPDATE:"
            " Rossi Comments), E-Cat World, 11 March 2012 (original). The evidence"
        )

    def test_the_facts_are_those_of_the_record(self) -> None:
        facts = text(self.page().split('<dl class="facts">')[1].split("</dl>")[0])

        assert facts == (
            "Independence 8 statements (3 of them only report it), 1 speaker, 1 independent or"
            " official finding Last said 4 August 2016 Said by Andrea Rossi"
            " Reported by E-Cat World (author not named), Frank Acland"
            " On the speaker’s word alone 83 days, until independent or official evidence of"
            " 1 March 2012 Last evidence 10 September 2018, 2,998 days ago"
            " Last search 22 November 2026; it found nothing"
        )

    def test_the_drawing_and_its_table_lead_to_every_entry_of_the_list(self) -> None:
        page = self.page()
        ids = re.findall(r'<li class="(?:said|found)" id="([^"]+)"', page)
        drawing, table = (
            re.findall(r'href="#([^"]+)"', page.split(f"<{part}")[1].split(f"</{part}>")[0])
            for part in ("svg", "table")
        )

        assert len(ids) == 8 + 16
        assert table == ids
        assert set(ids) <= set(drawing)
        assert "9 December 2011: Andrea Rossi makes the claim" in page
        assert "1 March 2012: contradicts (official)" in page

    def test_no_link_within_the_page_leads_nowhere(self) -> None:
        for slug in (
            "production-begun-usa",
            "production-soon-sweden",
            "sk-deliveries-in-2019",
            "industrial-production-started-2016",
            "orders-and-dates-undisclosed",
        ):
            with self.subTest(slug):
                page = self.page(f"/claims/{slug}/")
                ids = re.findall(r'\bid="([^"]+)"', page)
                assert len(ids) == len(set(ids))
                assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)

    def test_wordings_stand_below_each_other_with_what_changed(self) -> None:
        ladder = section(self.page(), "How the wording changed")

        steps = [text(item) for item in ladder.split("<li>")[1:]]
        assert len(steps) == 5
        assert steps[1] == (
            "2 February 2013, Andrea Rossi: in other words"
            " Asked: “Are you currently building hot cat plants in the USA factories?” yes"
        )
        assert "<del>Now</del><ins>I confirm the production</ins> is started<del>" in ladder

    def test_words_said_again_are_called_the_same(self) -> None:
        ladder = section(
            self.page("/claims/orders-and-dates-undisclosed/"), "How the wording changed"
        )

        assert "Andrea Rossi: the same words" in text(ladder)
        assert "<ins>" not in ladder

    def test_a_claim_said_once_has_no_ladder_and_no_pairs(self) -> None:
        page = self.page("/claims/sk-deliveries-in-2019/")

        assert "How the wording changed" not in page
        assert "side by side" not in page

    def test_words_of_one_speaker_stand_side_by_side(self) -> None:
        pairs = section(self.page(), "Words of the same speaker, side by side")

        found = [text(item) for item in pairs.split('<li class="pair">')[1:]]
        assert len(found) == 4
        assert found[3].startswith(
            "2 February 2013, Andrea Rossi"
            " Asked: “Are you currently building hot cat plants in the USA factories?” yes"
            " January 2014, approximately, Andrea Rossi"
            " Asked: “what happened to the factory? Were any E-cats ever produced there?”"
            " as I said many times, we cannot begin a mass production until the R&D and validation"
            " work will be completed."
            " Two years after “Begun.” Rossi says that mass production cannot begin"
        )

    def test_the_way_of_the_words_is_told_with_its_hands(self) -> None:
        page = self.page()

        begun = page.split('id="e003-s02"')[1].split("</li>\n<li class=")[0]
        assert "Second hand: how these words reached us" in text(begun)
        assert (
            "Said by Andrea Rossi, first at Journal of Nuclear Physics (website). Printed in"
            " Rossi Says Production in the US Has Begun, E-Cat World. Recorded at characters"
            " 344–350 of the document whose SHA-256 is 0a1fdf3d" in text(begun)
        )
        relayed = text(page.split('id="e002-s14"')[1])
        assert "Third hand: how these words reached us" in relayed[:1200]
        assert "Passed on by a reader’s comment under the post." in relayed[:1200]

    def test_it_says_what_would_settle_it(self) -> None:
        settles = section(self.page(), "What would settle this")

        assert text(settles) == (
            "An identified production site in the United States, or a purchase, delivery or"
            " inspection record of E-Cats made there."
        )

    def test_a_promise_with_a_date_has_its_slip_chart(self) -> None:
        assert 'class="chart slips' in self.page("/claims/sk-deliveries-in-2019/")
        assert 'class="chart slips' not in self.page("/claims/production-soon-sweden/")


@time_machine.travel("2026-11-25 12:00:00Z", tick=False)
class TestPastDays(PublishedRecord):
    def test_the_days_on_which_something_changed_are_links(self) -> None:
        page = self.get(MAIN).content.decode()
        days = re.findall(rf'href="{MAIN}\?as_of=([\d-]+)"', page)

        assert len(days) == 10
        assert {"2011-12-09", "2012-02-25", "2012-03-01", "2026-11-22"} <= set(days)
        assert days == sorted(days)
        assert f'href="{MAIN}" aria-current="page"' in page
        assert page.count("aria-current") == 1

    def test_the_day_that_is_shown_is_marked(self) -> None:
        page = self.get(f"{MAIN}?as_of=2012-02-25").content.decode()

        assert f'href="{MAIN}?as_of=2012-02-25" rel="nofollow" aria-current="page"' in page
        assert page.count("aria-current") == 1
        assert "since <time" in page.split('aria-label="Standing"')[1]
        assert 'id="xf06"' in page
        assert 'id="xf07"' not in page
        assert "Words of the same speaker" not in page

    def test_the_first_of_them_can_be_seen(self) -> None:
        page = self.get(MAIN).content.decode()
        self.get(min(re.findall(rf'href="({MAIN}\?as_of=[\d-]+)"', page)))


class TestOpenClaims(PublishedRecord):
    def standing(self, slug: str) -> str:
        page = self.get(f"/claims/{slug}/").content.decode()
        return text(page.split('aria-label="Standing">')[1].split("</section>")[0])

    def test_they_say_why_they_are_open(self) -> None:
        assert self.standing("sk-deliveries-in-2019") == (
            "○ open since some time between 8 September 2018 and 10 September 2018"
            " 2 later findings are recorded. None of them decides the claim, so it stands open."
        )

    def test_one_finding_is_one(self) -> None:
        claims = [row["slug"] for row in RECORD.rows["claim"]]
        one = next(
            slug
            for slug in claims
            if len(RECORD.followups(slug)) == 1 and not RECORD.followups(slug)[0]["verdict"]
        )

        assert self.standing(one).endswith(
            "1 later finding is recorded. It does not decide the claim, so it stands open."
        )


@pytest.fixture(scope="class")
def claim(rolled_back: Any) -> Iterator[Claim]:
    with rolled_back():
        yield growing_claim()


def growing_claim() -> Claim:
    """A claim that was published on 10 May 2020 and got evidence and a statement a week later."""
    editor = make_editor()
    source = make_source(language="de", archived_url="https://archive.example.org/post")
    claim = make_claim(slug="a-claim", statement=make_statement(slug="before", source=source))
    with time_machine.travel("2020-05-10 12:00:00Z", tick=False):
        publish_claim(claim, editor)
    with time_machine.travel("2020-05-17 12:00:00Z", tick=False):
        claim.links.create(statement=make_statement(slug="after"), role="repeats")
        make_followup(claim=claim, slug="evidence", occurred_on="2013")
        for followup in claim.followups.all():
            followup.source.publish(by=editor)
            followup.publish(by=editor)
        publish_claim(claim, editor)
    return claim


def marked(page: str) -> set[str]:
    """The entries that are called new."""
    entries = page.split('<li class="')
    return {
        entry.split('id="')[1].split('"')[0]
        for entry in entries
        if entry.startswith(("said", "found")) and '<span class="new">new</span>' in entry
    }


@pytest.mark.django_db
class TestSince:
    def get(self, query: str, status: int = 200) -> str:
        response = Client().get(f"/claims/a-claim/?{query}")
        assert response.status_code == status
        return str(response.content.decode())

    def test_what_the_record_did_not_have_that_day_is_marked(self, claim: Claim) -> None:
        page = self.get("since=2020-05-10")

        assert marked(page) == {"after", "evidence"}
        assert (
            "2 entries below are new in the record since the end of 10 May 2020; they are marked."
            in text(page)
        )
        assert 'name="since" type="date" value="2020-05-10"' in page

    def test_the_last_day_of_a_longer_time_counts(self, claim: Claim) -> None:
        assert marked(self.get("since=2020-05-10/2020-05-16")) == {"after", "evidence"}
        assert marked(self.get("since=2020-05")) == set()

    def test_where_nothing_is_new_it_says_so(self, claim: Claim) -> None:
        page = self.get("since=2020-05-17")

        assert marked(page) == set()
        assert "Nothing on this page is new in the record since the end of 17 May" in text(page)

    @pytest.mark.parametrize("day", ["2020-05-09", "0001-01-01"])
    def test_where_it_was_not_public_yet_all_of_it_is_new(self, claim: Claim, day: str) -> None:
        page = self.get(f"since={day}")

        assert marked(page) == {"before", "after", "evidence"}
        assert "This claim was not yet in the record at the end of" in text(page)

    def test_one_entry_is_one(self, claim: Claim) -> None:
        with time_machine.travel("2020-06-01 12:00:00Z", tick=False):
            make_followup(claim=claim, slug="later", source=claim.followups.get().source).publish(
                by=make_editor()
            )

        assert "1 entry below is new in the record since the end of 17 May 2020; it is marked." in (
            text(self.get("since=2020-05-17"))
        )

    def test_without_it_nothing_is_marked(self, claim: Claim) -> None:
        assert marked(self.get("")) == marked(self.get("since=")) == set()
        assert "new in the record since the end" not in self.get("")

    @pytest.mark.parametrize(
        ("query", "hint"),
        [
            ("since=soon", "2011-12-09"),
            ("since=2020/..", "2014-06-30"),
            ("since=2020-05-10&as_of=2021", "“as_of” or for “since”, not for both"),
        ],
    )
    def test_what_it_does_not_take_is_named(self, claim: Claim, query: str, hint: str) -> None:
        page = self.get(query, 400)

        assert "since: " in text(page)
        assert hint in page
        assert marked(page) == set()

    def test_the_far_future_and_a_wrong_day_beside_it_are_no_fault_of_the_site(
        self, claim: Claim
    ) -> None:
        assert marked(self.get("since=9999-12-30")) == set()
        assert "as_of: " in text(self.get("since=2020&as_of=x", 400))

    def test_the_json_does_not_take_it(self, claim: Claim) -> None:
        response = Client().get("/claims/a-claim.json?since=2020")

        assert response.status_code == 400
        assert list(json.loads(response.content)["errors"]) == ["since"]

    def test_it_takes_one_query_more(self, claim: Claim) -> None:
        with CaptureQueriesContext(connection) as captured:
            self.get("since=2020-05-10")
        assert len(captured) == 3


@pytest.mark.django_db
class TestRenderClaim:
    def rendered(self, document: dict[str, Any]) -> str:
        request = RequestFactory().get("/claims/a-claim/")
        return str(render_claim(request, document).content.decode())

    def test_quotations_have_their_language(self, claim: Claim) -> None:
        page = self.rendered(Edition.objects.of("claim", "a-claim")[0].content)

        assert '<blockquote lang="de" cite="https://example.org/post">' in page
        assert '<a href="https://archive.example.org/post" rel="noopener nofollow">' in page

    def test_an_edition_from_before_there_were_languages_has_its_page(self, claim: Claim) -> None:
        document = json.loads(Edition.objects.of("claim", "a-claim")[0].document)
        for item in (*document["statements"], *document["followups"]):
            del item["source"]["language"]

        page = self.rendered(document)

        main = page.split("<main")[1].split("</main>")[0]
        assert re.findall(r' lang="([^"]+)"', main) == []
        assert '<blockquote cite="https://example.org/post">' in page

    def test_words_of_no_known_day_are_in_the_list_alone(self) -> None:
        source = make_source(published_on="", date_basis="unknown")
        claim = make_claim(statement=make_statement(source=source, said_on=""))
        claim.links.create(statement=make_statement(), role="repeats")
        publish_claim(claim, make_editor())

        page = self.rendered(Edition.objects.of("claim", claim.slug)[0].content)

        assert "1 statement without a date is in the list alone." in page

    def test_a_claim_that_is_only_reported_begins_with_the_report(self) -> None:
        statement = make_statement(speaker=make_speaker(name="A Writer"))
        claim = make_claim(statement=statement, role="reports")
        publish_claim(claim, make_editor())

        page = text(self.rendered(Edition.objects.of("claim", claim.slug)[0].content))

        assert "A Writer reports the claim: Begun." in page
        assert "No later evidence on this claim is recorded, so it stands open." in page
        assert "1 statement (1 of them only reports it), 0 speakers, 0 independent" in page
