"""Nothing that is not published can be found anywhere: every public address is read."""

import html
import re
from collections import Counter, deque
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client, TestCase
from django.urls import URLPattern, get_resolver, resolve
from django.utils import timezone

from claims.models import Claim, Followup, Lead, Tag
from sources.models import Candidate, Publisher, Section, Source, Speaker, Statement
from tests.factories import make_claim, make_followup, make_source, make_statement
from tests.published import publish_record

MARKER = "quetzalcoatlus"
LINK = re.compile(r'(?:href|action)="([^"]+)"|"(?:path|next)":"([^"]+)"')

# What the test changes without publishing it: every address that names one of these is read.
TOUCHED = (
    "production-begun-usa",
    "e003-s02",
    "e003-s00",
    "ecw-2011-12-10-production-in-the-us-has-begun",
    "ny-teknik-2011-02-23-18-hour-test",
    "a-draft",
)
# Of all others a few of each view stand for the rest, which are made in the same way.
A_FEW = 8

# Addresses that no page links to, so that the walk starts from them as well.
STARTS = (
    "/",
    "/healthz",
    "/claims.json?per_page=200",
    "/sources.json?per_page=200",
    "/speakers.json",
    "/tags.json",
    "/export/changes.ndjson",
    f"/claims/?q={MARKER}",
    f"/claims.json?q={MARKER}",
    "/claims/production-begun-usa/?as_of=2018",
    "/claims/production-begun-usa.json?as_of=2018",
    "/claims/production-begun-usa/editions.json",
    "/claims/production-begun-usa/editions/48/changes/",
    f"/oembed.json?url={settings.SITE_URL}/claims/production-begun-usa/",
    "/sitemap.xml",
    "/sitemap/claims/1.xml",
    "/sitemap/statements/1.xml",
    "/robots.txt",
    "/claims/a-draft/",
    "/claims/a-draft/card/",
    "/claims/a-draft/feed.json",
    "/claims/a-draft.json",
    "/sources/a-draft-source/",
    "/statements/a-draft-statement/",
    "/statements/a-draft-statement.json",
)


# Every address that the public site has, by the name of its view.
ADDRESSES = {
    pattern.name
    for resolver in get_resolver().url_patterns
    for pattern in getattr(resolver, "url_patterns", [])
    if isinstance(pattern, URLPattern) and getattr(resolver, "namespace", None) is None
}


def text_at(client: Client, address: str) -> str:
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def names_of(addresses: Iterable[str]) -> set[str | None]:
    return {resolve(urlsplit(address).path).url_name for address in addresses}


def walk(client: Client) -> dict[str, str]:
    """The text of the public addresses that can be reached, by address: see `A_FEW`."""
    found: dict[str, str] = {}
    waiting = deque(STARTS)
    kinds: Counter[str | None] = Counter()
    seen = set(STARTS)
    while waiting:
        address = waiting.popleft()
        found[address] = text_at(client, address)
        for groups in LINK.findall(found[address]):
            target = urlsplit(urljoin(address, html.unescape(groups[0] or groups[1])))
            if target.netloc or target.path.startswith(("/static/", "/admin/")):
                continue
            link = target._replace(fragment="").geturl()
            if link in seen:
                continue
            seen.add(link)
            name = resolve(target.path).url_name
            kinds[name] += 1
            if kinds[name] <= A_FEW or any(word in target.path for word in TOUCHED):
                waiting.append(link)
    return found


class TestNoLeak(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        publish_record()
        cls.editor = get_user_model().objects.get()

    def make_changes_that_nobody_published(self) -> None:
        claim = Claim.objects.get(slug="production-begun-usa")
        Statement.objects.filter(slug="e003-s02").update(quote=f"{MARKER} quote")
        statement = Statement.objects.get(slug="e003-s00")
        for name in ("quote", "question", "note", "said_on_note"):
            setattr(statement, name, f"{MARKER} {name}")
        statement.relayed_through = [MARKER]
        statement.save(why=MARKER)
        Section.objects.create(
            source=statement.source, kind="comment", start=0, end=9, author_line=MARKER
        )
        suggestion = {
            "decision": "accepted",
            "decided_at": timezone.now(),
            "decided_by": self.editor,
        }
        for source_or_statement in ({"statement": statement}, {"source": statement.source}):
            Lead.objects.create(
                kind="bears_on",
                claim=claim,
                score=900,
                words=[MARKER],
                reason=MARKER,
                **source_or_statement,
                **suggestion,
            )
        Candidate.objects.create(
            source=statement.source,
            start=0,
            end=9,
            rank=1,
            speaker_line=MARKER,
            marks=[MARKER],
            reasons=[MARKER],
            statement=statement,
            **suggestion,
        )
        Source.objects.filter(slug="ny-teknik-2011-02-23-18-hour-test").update(title=MARKER)
        for name in ("text", "note", "settles"):
            setattr(claim, name, f"{MARKER} {name}.")
        claim.save()
        claim.tags.add(Tag.objects.create(slug="new", name=MARKER, group="topic", description="x"))
        claim.links.create(
            statement=make_statement(slug="a-draft-statement", quote=MARKER), role="makes"
        )
        Followup.objects.filter(slug="xf07").update(summary=f"{MARKER} summary", verdict="open")
        make_followup(claim=claim, summary=f"{MARKER} draft", verdict="disputed")
        make_claim(slug="a-draft", text=f"The {MARKER} is a draft.")
        make_source(slug="a-draft-source", title=MARKER)
        for model in (Publisher, Speaker, Tag):
            for row in model.objects.all():
                row.name = f"{row.name} {MARKER}"
                row.save()
        Speaker.objects.update(role=MARKER, note=MARKER)
        Publisher.objects.update(note=MARKER)
        Tag.objects.update(description=MARKER)

    def test_every_public_address_is_free_of_what_nobody_published(self) -> None:
        before = walk(self.client)
        assert ADDRESSES - names_of(before) == set()
        self.make_changes_that_nobody_published()
        for address, text in before.items():
            with self.subTest(address):
                assert text_at(self.client, address) == text
                assert MARKER in address or MARKER not in text

    def test_what_is_published_is_found_at_these_addresses(self) -> None:
        """The control: published, the same words are read on every kind of page."""
        statement = Statement.objects.get(slug="e003-s02")
        statement.quote = f"{MARKER} quote"
        statement.save()
        statement.source.publish(by=self.editor, reason="A correction for a test.")
        for address in (
            "/claims/production-begun-usa/",
            "/claims/production-begun-usa.json",
            "/claims.json",
            "/statements/e003-s02/",
            "/statements/e003-s02.json",
            "/sources/ecw-2011-12-10-production-in-the-us-has-begun/",
            "/speakers/andrea-rossi/",
            "/speakers/andrea-rossi.json",
            "/claims/production-begun-usa/editions/111/changes/",
            "/export/claims.ndjson",
            "/export/sources.ndjson",
            "/export/changes.ndjson",
        ):
            with self.subTest(address):
                assert MARKER in text_at(self.client, address)
