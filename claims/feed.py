"""What changed, for feed readers: Atom 1.0 and JSON Feed 1.1, from the news of claims.

An entry is one edition that is news. It speaks of the claim and of its evidence in today's words:
an earlier wording that was corrected, or evidence and claims that were withdrawn, must not go on
being told here. Which standing replaced which stays as it was.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join

from claims.change_words import Line, evidence_line, news_lines
from claims.news import Change, change
from claims.vocabulary import label
from publication.canonical import timestamp
from publication.models import Edition
from sources.dates import NotEDTF, in_words

ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json; charset=utf-8"
LANGUAGE = "en-GB"
# A site that has no news yet; any fixed moment will do, and the clock would be none.
NO_NEWS = datetime(1970, 1, 1, tzinfo=UTC)
GONE = "Evidence that was withdrawn since"
# What XML 1.0 cannot hold, however it is written.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One piece of news. `path` is the claim's page, `published` when the edition came out."""

    number: int
    path: str
    title: str
    paragraphs: tuple[str, ...]
    tags: tuple[str, ...]
    published: datetime
    updated: datetime


@dataclass(frozen=True)
class Feed:
    """`path` is the page that it accompanies, `own_path` the feed's."""

    title: str
    description: str
    path: str
    own_path: str
    entries: list[Entry]


@dataclass(frozen=True)
class Publisher:
    """Whose feed it is: the name and the address of the site, and its host for tag: URIs."""

    name: str
    origin: str
    host: str

    def tag(self, entry: Entry) -> str:
        """The name of an entry for ever, as RFC 4151 has it: whatever becomes of the claim's slug,
        the edition keeps its number and its day."""
        return f"tag:{self.host},{entry.published:%Y-%m-%d}:edition-{entry.number}"


def entry(edition: Edition, newest: Edition) -> Entry:
    """The entry of an edition that is news; `newest` is the newest edition of the same claim.

    Where the claim is withdrawn, only the edition that says so tells anything.
    """
    before = edition.previous.content if edition.previous else None
    found = change(before, edition.content)
    today = newest.content
    if newest.is_withdrawal and newest.number != edition.number:
        day = in_words(timestamp(newest.published_at)[:10])
        sentence = f"The claim of this entry was withdrawn on {day}. Its page says why."
        return _entry(edition, newest, "A claim that was withdrawn since", (sentence,), ())
    if found.withdrawn:
        sentence = f"This claim was withdrawn. Reason: {found.reason}"
        return _entry(edition, newest, f"Withdrawn: {found.reason}", (sentence,), ())
    known = {item.get("id"): item for item in today.get("followups") or []}
    evidence = [
        evidence_line(known[item.get("id")], is_new=not found.is_first)
        for item in found.evidence
        if item.get("id") in known
    ]
    told = [line for line in news_lines(found) if not line.is_evidence] or evidence
    headline = told[0].words if told else GONE
    text = str(today.get("text", ""))
    paragraphs = [text, _standing(found)]
    paragraphs += [_sentence(line) for line in evidence]
    paragraphs += [f"{GONE}."] * (len(found.evidence) - len(evidence))
    paragraphs.append(f"Edition {edition.number} of this record.")
    tags = tuple(str(tag.get("name")) for tag in today.get("tags") or [])
    return _entry(edition, newest, f"{headline}: {text}", tuple(paragraphs), tags)


def _entry(
    edition: Edition,
    newest: Edition,
    title: str,
    paragraphs: tuple[str, ...],
    tags: tuple[str, ...],
) -> Entry:
    # A reader keeps an entry until it says that it was updated, so a withdrawal updates it.
    updated = newest if newest.is_withdrawal else edition
    return Entry(
        number=edition.number,
        path=str(newest.content.get("path") or f"/claims/{newest.key}/"),
        title=writable(title),
        paragraphs=tuple(map(writable, paragraphs)),
        tags=tuple(map(writable, tags)),
        published=edition.published_at,
        updated=updated.published_at,
    )


def _standing(found: Change) -> str:
    """Where the claim stood before and after."""
    standing = label(found.standing_after, "verdict")
    if found.standing_before is None:
        return f"New in this record. Standing: {standing}."
    again = "Public again. " if found.restored else ""
    if not found.standing_changed:
        return f"{again}Standing: {standing}, as before."
    before = label(found.standing_before, "verdict")
    return f"{again}Standing: {standing}. Standing before: {before}."


def _sentence(line: Line) -> str:
    return f"{line.words}, {_date(line.when)}: {line.summary}"


def _date(when: dict[str, Any] | None) -> str:
    try:
        return in_words(str((when or {}).get("edtf") or ""))
    except NotEDTF:
        return "date not known"


def writable(text: str) -> str:
    """The text with U+FFFD for what XML cannot hold; a control character pasted into a summary
    must not break a feed or a calendar."""
    return UNWRITABLE.sub("�", text)


class Atom(Atom1Feed):
    """Atom whose date comes from its entries alone, never from the clock."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NO_NEWS)


def atom(feed: Feed, publisher: Publisher) -> bytes:
    own = publisher.origin + feed.own_path
    written = Atom(
        title=writable(feed.title),
        link=publisher.origin + feed.path,
        description="",
        subtitle=writable(feed.description),
        language=LANGUAGE,
        author_name=publisher.name,
        author_link=publisher.origin + "/",
        feed_url=own,
        feed_guid=own,
    )
    for item in feed.entries:
        written.add_item(
            title=item.title,
            link=publisher.origin + item.path,
            description=format_html_join("\n", "<p>{}</p>", ((text,) for text in item.paragraphs)),
            unique_id=publisher.tag(item),
            pubdate=item.published,
            updateddate=item.updated,
            categories=item.tags,
        )
    return bytes(written.writeString("utf-8").encode())


def json_feed(feed: Feed, publisher: Publisher) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": publisher.origin + feed.path,
        "feed_url": publisher.origin + feed.own_path,
        "language": LANGUAGE,
        "authors": [{"name": publisher.name, "url": publisher.origin + "/"}],
        "items": [
            {
                "id": publisher.tag(item),
                "url": publisher.origin + item.path,
                "title": item.title,
                "content_text": "\n\n".join(item.paragraphs),
                "date_published": timestamp(item.published),
                "date_modified": timestamp(item.updated),
                "tags": list(item.tags),
            }
            for item in feed.entries
        ],
    }
