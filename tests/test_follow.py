"""Feeds, the calendar, cards and oEmbed: what readers and other sites keep asking for."""

import json
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import time_machine
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from icalendar import Calendar

from claims.models import Claim, News
from tests.factories import make_editor, make_followup, make_source
from tests.test_record import PublishedRecord

ATOM = "{http://www.w3.org/2005/Atom}"
MAIN = "/claims/production-begun-usa/"
FEEDS = (
    "/feed",
    f"{MAIN}feed",
    "/tags/production-begun/feed",
    "/speakers/andrea-rossi/feed",
)


class TestFeeds(PublishedRecord):
    def items(self, path: str) -> list[Any]:
        return list(self.json(f"{path}.json")["items"])

    def test_both_formats_tell_the_same(self) -> None:
        for path in FEEDS:
            with self.subTest(path):
                response = self.get(f"{path}.atom")
                root = ElementTree.fromstring(response.content)
                data = self.get(f"{path}.json")
                assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
                assert data.headers["Content-Type"] == "application/feed+json; charset=utf-8"
                ids = [item.findtext(f"{ATOM}id") for item in root.findall(f"{ATOM}entry")]
                assert ids == [item["id"] for item in json.loads(data.content)["items"]]
                assert len(ids) == len(set(ids)) > 0
                link = root.find(f"{ATOM}link[@rel='self']")
                assert link is not None
                assert link.get("href") == f"{settings.SITE_URL}{path}.atom"
                page = root.find(f"{ATOM}link[@rel='alternate']")
                assert page is not None
                self.get(str(page.get("href")).removeprefix(settings.SITE_URL))

    def test_a_feed_ends_after_fifty_entries(self) -> None:
        items = self.items("/feed")
        assert len(items) == 50 < News.objects.count()
        dates = [item["date_published"] for item in items]
        assert dates == sorted(dates, reverse=True)

    def test_each_feed_has_the_news_of_its_subject(self) -> None:
        tagged = self.json("/claims.json?tag=production-begun&per_page=200")["results"]
        origin = settings.SITE_URL
        assert {item["url"] for item in self.items("/tags/production-begun/feed")} == {
            f"{origin}{claim['path']}" for claim in tagged
        }
        assert {item["url"] for item in self.items(f"{MAIN}feed")} == {f"{origin}{MAIN}"}
        spoken = self.json("/claims.json?speaker=hydro-fusion&per_page=200")["results"]
        assert {item["url"] for item in self.items("/speakers/hydro-fusion/feed")} == {
            f"{origin}{claim['path']}" for claim in spoken
        }

    def test_a_correction_is_no_news_and_evidence_is(self) -> None:
        editor = make_editor()
        claim = Claim.objects.get(slug="production-begun-usa")
        before = self.items(f"{MAIN}feed")
        claim.note = "In other words."
        claim.save()
        claim.publish(by=editor, reason="Clearer.")
        source = make_source()
        source.publish(by=editor)
        assert self.items(f"{MAIN}feed") == before
        make_followup(claim=claim, source=source).publish(by=editor)
        after = self.items(f"{MAIN}feed")
        assert after[1:] == before
        assert after[0]["title"] == (
            "New evidence that contradicts the claim (official): "
            "E-Cat production has begun in the United States."
        )

    def test_a_withdrawn_claim_is_told_of_as_withdrawn_only(self) -> None:
        claim = Claim.objects.get(slug="production-begun-usa")
        claim.withdraw(by=make_editor(), reason="It was entered twice.")
        texts = [
            self.get(f"{path}.{form}").content.decode()
            for path in ("/feed", f"{MAIN}feed")
            for form in ("atom", "json")
        ]
        for text in texts:
            assert "It was entered twice." in text
            assert claim.text not in text
        newest, old = self.items(f"{MAIN}feed")
        assert newest["title"] == "Withdrawn: It was entered twice."
        assert old["title"] == "A claim that was withdrawn since"
        assert claim.slug not in json.dumps(self.items("/tags/production-begun/feed"))

    def test_what_does_not_exist_is_answered_in_the_form_asked_for(self) -> None:
        for path, sentence in (
            ("/claims/none/feed", "No claim is published at this address."),
            ("/tags/none/feed", "No published claim carries this tag."),
            ("/speakers/none/feed", "No speaker is published at this address."),
        ):
            data = self.get(f"{path}.json", 404)
            assert json.loads(data.content) == {"errors": {"id": [sentence]}}
            plain = self.get(f"{path}.atom", 404)
            assert plain.content.decode() == f"id: {sentence}\n"
            assert plain.headers["Content-Type"] == "text/plain; charset=utf-8"

    def test_it_takes_no_parameters(self) -> None:
        for form in ("json", "atom"):
            assert b"since" in self.get(f"/feed.{form}?since=2026", 400).content

    def test_the_feed_of_an_old_address_leads_to_the_new_one(self) -> None:
        claim = Claim.objects.get(slug="production-begun-usa")
        claim.slug = "production-begun-in-the-usa"
        claim.save()
        claim.publish(by=make_editor(), reason="A clearer address.")
        for form in ("atom", "json"):
            moved = self.get(f"{MAIN}feed.{form}", 301)
            assert moved.headers["Location"] == f"/claims/{claim.slug}/feed.{form}"

    def test_feeds_are_in_english_whoever_asks(self) -> None:
        for path in ("/feed.json", "/feed.atom", "/due.ics"):
            english = self.get(path).content
            with translation.override("de"):
                german = self.client.get(path, headers={"Accept-Language": "de"})
            assert german.content == english

    def test_pages_name_their_feeds(self) -> None:
        for page, feed in (
            ("/", "/feed"),
            (MAIN, f"{MAIN}feed"),
            ("/tags/production-begun/", "/tags/production-begun/feed"),
            ("/speakers/andrea-rossi/", "/speakers/andrea-rossi/feed"),
            ("/changes/", "/feed"),
            ("/follow/", "/feed"),
        ):
            text = self.get(page).content.decode()
            for form, media_type in (("atom", "atom+xml"), ("json", "feed+json")):
                start = f'<link rel="alternate" type="application/{media_type}"'
                (line,) = [line for line in text.splitlines() if line.startswith(start)]
                assert f'href="{feed}.{form}"' in line, page


class TestCalendar(PublishedRecord):
    def events(self) -> list[Any]:
        response = self.get("/due.ics")
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        return list(Calendar.from_ical(response.content).walk("VEVENT"))

    def test_it_has_every_promise_and_goal_that_falls_due(self) -> None:
        listed = self.json("/claims.json?due_before=9998-12-31&per_page=200&sort=due")["results"]
        due = [claim for claim in listed if claim["kind"] in ("promise", "goal")]
        assert len(due) >= 3
        assert [str(event["summary"]) for event in self.events()] == [
            claim["text"] for claim in reversed(due)
        ]

    def test_what_was_withdrawn_or_is_only_saved_is_not_in_it(self) -> None:
        before = self.events()
        claim = Claim.objects.get(text=str(before[0]["summary"]))
        Claim.objects.filter(slug="production-begun-usa").update(kind="promise", due_on="2013")
        Claim.objects.filter(pk=claim.pk).update(kind="fact", text="Only saved.")
        assert [event.to_ical() for event in self.events()] == [event.to_ical() for event in before]
        claim.refresh_from_db()
        claim.withdraw(by=make_editor(), reason="Twice.")
        assert [event.to_ical() for event in self.events()] == [
            event.to_ical() for event in before[1:]
        ]


class TestCard(PublishedRecord):
    @time_machine.travel("2026-11-25 09:00 +0000", tick=False)
    def test_it_says_what_is_claimed_where_it_stands_and_as_of_when(self) -> None:
        text = self.get(f"{MAIN}card/").content.decode()
        assert "<h1>E-Cat production has begun in the United States.</h1>" in text
        assert '<span class="standing disputed">' in text
        assert "Andrea Rossi" in text
        assert 'As of <time datetime="2026-11-25">25 November 2026</time>.' in text
        assert f'href="{settings.SITE_URL}{MAIN}" target="_top"' in text
        assert "<script" not in text
        assert "<style" not in text

    def test_a_withdrawn_claim_says_so_and_is_not_repeated(self) -> None:
        claim = Claim.objects.get(slug="production-begun-usa")
        claim.withdraw(by=make_editor(), reason="It was entered twice.")
        text = self.get(f"{MAIN}card/").content.decode()
        assert "<h1>This claim was withdrawn</h1>" in text
        assert "It was entered twice." in text
        assert claim.text not in text

    def test_an_unknown_claim_has_none(self) -> None:
        self.get("/claims/none/card/", 404)


class TestOembed(PublishedRecord):
    def ask(self, status: int = 200, **query: Any) -> Any:
        words = "&".join(f"{name}={quote(str(value))}" for name, value in query.items())
        return json.loads(self.get(f"/oembed.json?{words}", status).content)

    def test_it_answers_with_a_frame(self) -> None:
        address = f"{settings.SITE_URL}{MAIN}"
        text = "E-Cat production has begun in the United States."
        assert self.ask(url=address) == {
            "type": "rich",
            "version": "1.0",
            "title": text,
            "provider_name": "Claims tracker",
            "provider_url": f"{settings.SITE_URL}/",
            "html": f'<iframe src="{address}card/" title="{text}" width="600" height="260" '
            'loading="lazy" style="border:1px solid #999;max-width:100%"></iframe>',
            "width": 600,
            "height": 260,
        }
        # A parameter of the one who asks, and an address with a query, as browsers have it.
        assert self.ask(url=f"{address}?as_of=2014#top", dnt=1)["title"] == text

    def test_it_keeps_to_the_size_asked_for(self) -> None:
        address = f"{settings.SITE_URL}{MAIN}"
        small = self.ask(url=address, maxwidth=300, maxheight=200)
        assert (small["width"], small["height"]) == (300, 200)
        assert 'width="300" height="200"' in small["html"]
        assert self.ask(url=address, maxwidth=5000)["width"] == 600

    def test_errors_name_the_parameter(self) -> None:
        address = f"{settings.SITE_URL}{MAIN}"
        assert list(self.ask(501, url=address, format="xml")["errors"]) == ["format"]
        assert list(self.ask(400)["errors"]) == ["url"]
        for size in ("0", "-1", "wide", "1e3", "9" * 30):
            assert list(self.ask(400, url=address, maxwidth=size)["errors"]) == ["maxwidth"]

    def test_an_address_that_is_no_claim_of_this_site_is_not_found(self) -> None:
        for address in (
            "nonsense",
            "http://[",
            MAIN,
            f"https://elsewhere.example{MAIN}",
            f"{settings.SITE_URL}/claims/none/",
            f"{settings.SITE_URL}/",
            f"{settings.SITE_URL}{MAIN}editions/",
            f"{settings.SITE_URL}/claims/%00/",
            f"{settings.SITE_URL.replace('://', '://user@')}{MAIN}",
        ):
            with self.subTest(address):
                assert list(self.ask(404, url=address)["errors"]) == ["url"]

    def test_the_page_of_a_claim_names_it(self) -> None:
        address = quote(f"{settings.SITE_URL}{MAIN}", safe="")
        self.assertContains(self.get(MAIN), f'href="/oembed.json?url={address}"')

    def test_a_withdrawn_claim_is_not_named(self) -> None:
        claim = Claim.objects.get(slug="production-begun-usa")
        claim.withdraw(by=make_editor(), reason="It was entered twice.")
        answer = self.ask(url=f"{settings.SITE_URL}{MAIN}")
        assert answer["title"] == "A withdrawn claim"
        assert claim.text not in json.dumps(answer)


class TestFollow(PublishedRecord):
    def test_it_names_every_way_with_its_full_address(self) -> None:
        page = self.get("/follow/")
        for path in ("/feed.atom", "/feed.json", "/due.ics", "/oembed.json", "/changes/"):
            self.assertContains(page, f"{settings.SITE_URL}{path}")
        self.assertContains(page, "&lt;iframe src=&quot;")

    def test_these_addresses_take_few_queries_however_much_there_is(self) -> None:
        for address, most in (
            *((f"{path}.{form}", 3) for path in FEEDS for form in ("atom", "json")),
            ("/due.ics", 2),
            (f"{MAIN}card/", 2),
            (f"/oembed.json?url={settings.SITE_URL}{MAIN}", 2),
            ("/follow/", 2),
        ):
            with self.subTest(address), CaptureQueriesContext(connection) as captured:
                self.get(address)
            assert len(captured) <= most, address

    @override_settings(SITE_URL="https://claims.example")
    def test_all_addresses_are_those_of_the_site(self) -> None:
        for address in ("/feed.atom", "/feed.json", "/due.ics", "/follow/", f"{MAIN}card/"):
            text = self.get(address).content.decode()
            assert "https://claims.example/" in text
            assert "testserver" not in text
            assert "127.0.0.1:8000" not in text
