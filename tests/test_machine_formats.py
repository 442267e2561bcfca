"""What is made for feed readers and search engines keeps the rules of its format."""

import json
import re
import warnings
from collections import Counter
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from claims.models import Claim
from tests.factories import make_editor
from tests.test_record import PublishedRecord

MAIN = "/claims/production-begun-usa/"
WITHDRAWN = "/claims/levi-18-hour-test/"
FEEDS = (
    "/feed",
    f"{MAIN}feed",
    f"{WITHDRAWN}feed",
    "/tags/production-begun/feed",
    "/speakers/andrea-rossi/feed",
)
ATOM = "{http://www.w3.org/2005/Atom}"
LINKED_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def faults_of_atom(feed: ElementTree.Element) -> list[str]:
    """Against what RFC 4287 demands of a feed and of each entry (its sections 4.1.1 and 4.1.2)."""
    faults = []
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        found = Counter(child.tag.removeprefix(ATOM) for child in element)
        for name in ("id", "title", "updated"):
            if found[name] != 1 or not element.findtext(f"{ATOM}{name}"):
                faults.append(f"{found[name]} {name}")
        links = [link.get("rel", "alternate") for link in element.findall(f"{ATOM}link")]
        if links.count("alternate") > 1 or ("alternate" not in links and not found["content"]):
            faults.append(f"links {links}")
        for name in ("updated", "published"):
            for moment in element.findall(f"{ATOM}{name}"):
                if datetime.fromisoformat(str(moment.text)).tzinfo is None:
                    faults.append(f"no zone in {moment.text}")
    if not feed.findall(f"{ATOM}author/{ATOM}name"):
        faults.append("no author")
    if len({entry.findtext(f"{ATOM}id") for entry in entries}) != len(entries):
        faults.append("two entries with one id")
    return faults


def faults_of_json_feed(feed: dict[str, Any]) -> list[str]:
    """Against what version 1.1 of JSON Feed demands."""
    faults = [] if feed.get("version") == "https://jsonfeed.org/version/1.1" else ["version"]
    faults += [name for name in ("title", "items", "feed_url") if not feed.get(name)]
    for item in feed.get("items", []):
        if not isinstance(item.get("id"), str) or not (
            item.keys() & {"content_text", "content_html"}
        ):
            faults.append(f"item {item.get('id')}")
        if datetime.fromisoformat(item["date_published"]).tzinfo is None:
            faults.append(f"no zone in {item['date_published']}")
    return faults


class TestFeedFormats(PublishedRecord):
    def test_every_feed_keeps_the_rules(self) -> None:
        Claim.objects.get(slug=WITHDRAWN.split("/")[2]).withdraw(
            by=make_editor(), reason="It was entered twice."
        )
        for path in FEEDS:
            with self.subTest(path):
                assert (
                    faults_of_atom(ElementTree.fromstring(self.get(f"{path}.atom").content)) == []
                )
                assert faults_of_json_feed(self.json(f"{path}.json")) == []

    def test_broken_feeds_are_seen(self) -> None:
        feed = ElementTree.fromstring(self.get("/feed.atom").content)
        entry = feed.find(f"{ATOM}entry")
        assert entry is not None
        feed.append(entry)
        for name in ("id", "link"):
            entry.remove(entry.find(f"{ATOM}{name}"))  # type: ignore[arg-type]
        feed.remove(feed.find(f"{ATOM}author"))  # type: ignore[arg-type]
        assert set(faults_of_atom(feed)) >= {"0 id", "no author", "two entries with one id"}
        assert faults_of_json_feed({"version": "1", "title": "A"}) == [
            "version",
            "items",
            "feed_url",
        ]


class TestLinkedData(PublishedRecord):
    def test_every_claim_page_has_data_that_is_rdf(self) -> None:
        """No context is fetched: all keys are words of schema.org, which an inline one says."""
        kinds: Counter[str] = Counter()
        for claim in Claim.objects.published():
            page = self.get(f"/claims/{claim.slug}/").text
            (script,) = LINKED_DATA.findall(page)
            data = {**json.loads(script), "@context": {"@vocab": "https://schema.org/"}}
            with warnings.catch_warnings():
                # The parser uses a class of its own library that the library calls deprecated.
                warnings.simplefilter("ignore", DeprecationWarning)
                graph = Graph().parse(data=json.dumps(data), format="json-ld")
            found = {str(kind).rpartition("/")[2] for kind in graph.objects(None, RDF.type)}
            assert "Claim" in found, claim
            assert not set(graph.predicates()) & {URIRef("https://schema.org/ratingValue")}, claim
            kinds.update(found)
        assert kinds["Claim"] == 62
        assert 0 < kinds["ClaimReview"] < 62
