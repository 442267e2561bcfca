"""The history of a claim as pages: its editions, what changed between two, and how to cite one."""

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from claims.models import Claim
from publication.models import Edition
from tests.factories import make_editor, make_followup, make_source
from tests.test_record import PublishedRecord

MAIN = "/claims/production-begun-usa/"
TEXT = "E-Cat production has begun in the United States."


def words_of(page: Any) -> str:
    """The text of a page, white space folded."""
    text = re.sub(r"</?(?:a|code|del|ins|span|strong|time)\b[^>]*>", "", page.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


class EditedRecord(PublishedRecord):
    """The main claim with four editions: new, reworded, new evidence, its source corrected."""

    claim: Claim
    numbers: list[int]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.editor = make_editor()
        claim = cls.claim = Claim.objects.get(slug="production-begun-usa")
        claim.text = TEXT.replace("has begun", "had begun")
        claim.save()
        claim.publish(by=cls.editor, reason="A clearer wording.")
        source = make_source(title="A later report")
        source.publish(by=cls.editor)
        followup = make_followup(claim=claim, source=source, verdict="qualified")
        followup.occurred_on = "2024-05"
        followup.save()
        followup.publish(by=cls.editor)
        own = claim.links.first().statement.source  # type: ignore[union-attr]
        own.title = "A corrected title"
        own.save()
        own.publish(by=cls.editor, reason="The title was wrong.")
        editions = Edition.objects.filter(kind="claim", object_id=claim.pk).order_by("number")
        cls.numbers = list(editions.values_list("number", flat=True))

    def changes(self, number: int, query: str = "", status: int = 200) -> Any:
        return self.get(f"{MAIN}editions/{number}/changes/{query}", status)


class TestClaimEditions(EditedRecord):
    def test_each_edition_says_what_it_changed(self) -> None:
        text = words_of(self.get(f"{MAIN}editions/"))
        parts = [
            f"Edition {self.numbers[3]} Citation of a source changed Reason: ",
            f"Edition {self.numbers[2]} Now qualified, was disputed "
            "New evidence that contradicts the claim (official), May 2024: "
            "An agency reports otherwise.",
            f"Edition {self.numbers[1]} Wording of the claim corrected Reason: A clearer wording.",
            f"Edition {self.numbers[0]} New in this record, disputed",
        ]
        places = [text.find(part) for part in parts]
        assert -1 not in places, (text, places)
        assert places == sorted(places)

    def test_it_is_a_list_of_pages(self) -> None:
        first = self.get(f"{MAIN}editions/?per_page=3")
        (following,) = re.findall(r'rel="next" href="([^"]+)"', first.content.decode())
        second = self.get(following.replace("&amp;", "&"))
        assert f"Edition {self.numbers[0]}" in words_of(second)
        assert f"Edition {self.numbers[3]} " not in words_of(second)
        assert b"per_page" in self.get(f"{MAIN}editions/?per_page=0", 400).content
        self.get("/claims/none/editions/", 404)

    def test_it_takes_as_many_queries_for_one_edition_as_for_four(self) -> None:
        for address in (f"{MAIN}editions/", "/claims/production-soon-sweden/editions/"):
            with CaptureQueriesContext(connection) as captured:
                self.get(address)
            assert len(captured) == 2


class TestClaimEditionChanges(EditedRecord):
    def test_words_are_marked(self) -> None:
        page = self.changes(self.numbers[1])
        self.assertContains(page, "E-Cat production <del>has</del><ins>had</ins> begun in the", 1)
        self.assertContains(page, "A clearer wording.")

    def test_what_is_added_is_shown_in_full(self) -> None:
        text = words_of(self.changes(self.numbers[2]))
        assert "Evidence added" in text
        assert "An agency reports otherwise." in text
        assert "Source: Title A later report" in text
        assert "Standing disputed → qualified" in text

    def test_any_two_editions_can_be_compared(self) -> None:
        first, last = self.numbers[0], self.numbers[3]
        forth = words_of(self.changes(last, f"?from={first}"))
        back = words_of(self.changes(first, f"?from={last}"))
        for text, operation, standing in (
            (forth, "Evidence added", "disputed → qualified"),
            (back, "Evidence removed", "qualified → disputed"),
        ):
            assert operation in text
            assert standing in text
            assert "Citation of a source" in text

    def test_an_edition_does_not_differ_from_itself(self) -> None:
        number = self.numbers[1]
        assert "Nothing differs" in words_of(self.changes(number, f"?from={number}"))

    def test_a_first_edition_has_none_before_it(self) -> None:
        first = self.numbers[0]
        assert f"Edition {first} is the first of this claim" in words_of(self.changes(first))

    def test_wrong_editions_are_refused(self) -> None:
        number = self.numbers[1]
        for value in ("0", "-1", "one", "1e3", "٣", "9" * 40):
            page = self.changes(number, f"?from={value}", 400)
            self.assertContains(page, "from", status_code=400)
        self.changes(number, "?from=1", 404)
        self.changes(number, f"?from={2**62}", 404)
        self.changes(1, "", 404)
        self.get("/claims/none/editions/1/changes/", 404)

    def test_it_takes_three_queries(self) -> None:
        for query in ("", f"?from={self.numbers[0]}"):
            with CaptureQueriesContext(connection) as captured:
                self.changes(self.numbers[3], query)
            assert len(captured) == 3


class TestClaimCitation(EditedRecord):
    def test_each_edition_is_cited_with_its_number_and_digest(self) -> None:
        for number in self.numbers[:2]:
            edition = Edition.objects.get(number=number)
            address = f"{settings.SITE_URL}{MAIN}editions/{number}/"
            for form, media_type in (
                ("txt", "text/plain; charset=utf-8"),
                ("bib", "application/x-bibtex; charset=utf-8"),
                ("json", "application/vnd.citationstyles.csl+json; charset=utf-8"),
            ):
                response = self.get(f"{MAIN}editions/{number}/cite.{form}")
                text = response.content.decode()
                assert response.headers["Content-Type"] == media_type
                assert edition.digest in text
                assert address in text
                assert edition.content["text"] in text

    def test_what_cannot_be_cited_is_not_found(self) -> None:
        self.get(f"{MAIN}editions/{self.numbers[0]}/cite.ris", 404)
        self.get(f"{MAIN}editions/1/cite.bib", 404)
        errors = self.get(f"{MAIN}editions/1/cite.json", 404).content
        assert list(json.loads(errors)["errors"]) == ["number"]


class TestRecordOfAPage(EditedRecord):
    """The end and the head of the page of a claim."""

    def test_it_names_the_edition_the_digest_and_how_to_cite(self) -> None:
        first, last = self.numbers[0], self.numbers[3]
        for address, number in (
            (MAIN, last),
            (f"{MAIN}?as_of=2014", last),
            (f"{MAIN}editions/{first}/", first),
        ):
            page = self.get(address)
            digest = Edition.objects.get(number=number).digest
            cited = self.get(f"{MAIN}editions/{number}/cite.txt").content.decode().strip()
            self.assertContains(page, f'<span class="digest">{digest}</span>', 1)
            self.assertContains(page, escape(cited))
            self.assertContains(page, f'href="{MAIN}editions/{number}/cite.bib"', 1)

    def test_the_head_names_the_page_for_machines(self) -> None:
        address = f"{settings.SITE_URL}{MAIN}"
        page = self.get(MAIN)
        text = TEXT.replace("has begun", "had begun")
        for line in (
            f'<link rel="canonical" href="{address}">',
            f'<meta property="og:url" content="{address}">',
            '<meta property="og:type" content="article">',
            '<meta property="og:site_name" content="Claims tracker">',
            f'<meta property="og:title" content="{text}">',
            '<meta property="article:modified_time" content="20',
        ):
            self.assertContains(page, line, 1)
        found = re.findall(r'<meta name="description" content="([^"]+)">', page.content.decode())
        assert found[0].startswith("Standing: qualified. ")

    def data(self, address: str) -> list[Any]:
        text = self.get(address).content.decode()
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
        return [json.loads(script) for script in scripts]

    def test_only_todays_page_says_in_data_what_is_claimed(self) -> None:
        (found,) = self.data(MAIN)
        assert (found["@context"], found["@type"]) == ("https://schema.org", "Claim")
        assert found["url"] == f"{settings.SITE_URL}{MAIN}"
        assert self.data(f"{MAIN}?as_of=2014") == []
        assert self.data(f"{MAIN}editions/{self.numbers[0]}/") == []
        (newest,) = self.data(f"{MAIN}editions/{self.numbers[3]}/")
        assert newest == found

    def test_a_quotation_cannot_end_the_data(self) -> None:
        statement = self.claim.links.first().statement  # type: ignore[union-attr]
        source = statement.source
        source.title = "</script><script>alert(1)</script>"
        source.save()
        source.publish(by=self.editor, reason="A title with markup.")
        assert "</script><script>" not in self.get(MAIN).content.decode()
        assert source.title in json.dumps(self.data(MAIN))

    def test_without_a_place_for_corrections_there_is_no_link(self) -> None:
        with override_settings(CORRECTIONS=""):
            self.assertNotContains(self.get(MAIN), "Report an error")

    def link(self, place: str, address: str = MAIN) -> str:
        with override_settings(CORRECTIONS=place):
            text = self.get(address).content.decode()
        (link,) = re.findall(r'<a href="([^"]+)"[^>]*>Report an error', text)
        return str(link).replace("&amp;", "&")

    def test_a_mail_is_filled_in(self) -> None:
        parts = urlsplit(self.link("first+claims@claims.example"))
        assert (parts.scheme, parts.path) == ("mailto", "first+claims@claims.example")
        assert "+" not in parts.query
        filled = dict(part.split("=", 1) for part in parts.query.split("&"))
        number = self.numbers[3]
        assert unquote(filled["subject"]) == (
            f"An error in the record: production-begun-usa, edition {number}"
        )
        assert unquote(filled["body"]).split("\r\n")[:3] == [
            f"Claim: {TEXT.replace('has begun', 'had begun')}",
            f"Address: {settings.SITE_URL}{MAIN}",
            f"Edition: {number}",
        ]

    def test_a_form_is_filled_in(self) -> None:
        first = self.numbers[0]
        for place in ("https://claims.example/report", "https://claims.example/report?site=1"):
            link = self.link(place, f"{MAIN}editions/{first}/")
            assert link.startswith(place)
            query = parse_qs(urlsplit(link).query)
            assert query["claim"] == ["production-begun-usa"]
            assert query["edition"] == [str(first)]

    def test_a_withdrawn_claim_is_described_as_such(self) -> None:
        self.claim.refresh_from_db()
        self.claim.withdraw(by=self.editor, reason="It was entered twice.")
        page = self.get(MAIN)
        assert self.data(MAIN) == []
        self.assertContains(page, '<meta property="og:title" content="A withdrawn claim">', 1)
        self.assertContains(page, '<meta name="description" content="This page was withdrawn.')


class TestChangeList(EditedRecord):
    def test_it_says_in_words_what_each_edition_changed(self) -> None:
        text = words_of(self.get("/changes/"))
        for words in (
            "A corrected title Changed: Title",
            "Citation of a source changed",
            "Now qualified, was disputed",
            "A later report New in this record",
            "Wording of the claim corrected",
            "New in this record, open",
        ):
            assert words in text, words

    def test_evidence_of_a_withdrawn_claim_is_not_told_again(self) -> None:
        assert "An agency reports otherwise." in words_of(self.get("/changes/"))
        self.claim.refresh_from_db()
        self.claim.withdraw(by=self.editor, reason="It was entered twice.")
        text = words_of(self.get("/changes/"))
        assert "An agency reports otherwise." not in text
        assert "Withdrawn: It was entered twice." in text

    def test_it_marks_what_is_new_since_a_day(self) -> None:
        mark = '<strong class="new">'
        self.assertNotContains(self.get("/changes/"), mark)
        assert self.get("/changes/?since=2000").content.decode().count(mark) == 50
        self.assertNotContains(self.get("/changes/?since=2999-01-01"), mark)

    def test_what_was_published_on_that_day_is_known_to_who_asks(self) -> None:
        mark = '<strong class="new">'
        newest = Edition.objects.latest("number").published_at.date()
        self.assertNotContains(self.get(f"/changes/?since={newest}"), mark)
        before = newest - timedelta(days=1)
        self.assertContains(self.get(f"/changes/?since={before}"), mark)

    def test_the_next_page_keeps_the_day(self) -> None:
        text = self.get("/changes/?since=2000").content.decode()
        (following,) = re.findall(r'rel="next" href="([^"]+)"', text)
        assert "since=2000" in following
        self.assertContains(self.get(following.replace("&amp;", "&")), '<strong class="new">')

    def test_a_wrong_day_is_named(self) -> None:
        for value in ("soon", "2011-02-30", "x" * 500):
            page = self.get(f"/changes/?since={value}", 400)
            self.assertContains(page, "<code>since</code>", status_code=400)
            self.assertNotContains(page, "New in this record", status_code=400)

    def test_it_takes_two_queries(self) -> None:
        with CaptureQueriesContext(connection) as captured:
            self.get("/changes/?since=2000")
        assert len(captured) == 2
