"""The days on which promises and goals fall due, as an iCalendar (RFC 5545) to subscribe to.

One all-day event for each, on the last day of its due date: a promise “in 2013” is due on
31 December 2013, and overdue on the day after. Showing the whole year instead would fill a calendar
and say less. Such an event is TENTATIVE, and so is one of an approximate or uncertain day;
its description has the date in the words of the record. A date whose later side is open falls due
on no day and has no event. Equal records give equal bytes.
"""

from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vDuration, vUri

from claims.comparison import Document
from claims.feed import Publisher, writable
from claims.vocabulary import label
from publication.models import Edition
from sources.dates import in_words, since_in_words

CALENDAR = "text/calendar; charset=utf-8"
TITLE = "Due dates of promises"


def is_due(claim: Document) -> bool:
    return claim["kind"] in ("promise", "goal") and bool((claim["due_on"] or {}).get("to"))


def calendar(editions: list[Edition], publisher: Publisher, path: str) -> bytes:
    """The events of the claims whose newest editions these are; `path` is the calendar's own."""
    written = Calendar()
    written.add("prodid", f"-//{publisher.name}//Due dates//EN")
    written.add("version", "2.0")
    written.add("method", "PUBLISH")
    written.add("name", f"{TITLE} – {publisher.name}")
    written.add("x-wr-calname", f"{TITLE} – {publisher.name}")
    written.add("source", vUri(publisher.origin + path))
    written.add("refresh-interval", vDuration(timedelta(days=1)), {"VALUE": "DURATION"})
    for edition in editions:
        if is_due(edition.content):
            written.add_component(_event(edition, publisher))
    return bytes(written.to_ical())


def _event(edition: Edition, publisher: Publisher) -> Event:
    claim = edition.content
    day = date.fromisoformat(claim["due_on"]["to"])
    address = publisher.origin + claim["path"]
    event = Event()
    # The claim's own number: its address may change, and the event would then be there twice.
    event.add("uid", f"claim-{edition.object_id}@{publisher.host}")
    event.add("dtstamp", edition.published_at)
    event.add("last-modified", edition.published_at)
    event.add("sequence", edition.number)
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", writable(claim["text"]))
    event.add("description", writable(_description(claim, edition.published_at, address)))
    event.add("url", vUri(address))
    event.add("status", "CONFIRMED" if claim["due_on"]["edtf"] == day.isoformat() else "TENTATIVE")
    # It takes nobody's time.
    event.add("transp", "TRANSPARENT")
    return event


def _description(claim: Document, published_at: datetime, address: str) -> str:
    standing: dict[str, Any] = claim["standing"]
    lines = [f"Due: {in_words(claim['due_on']['edtf'])}."]
    if standing["since"]:
        edtf = standing["since"]["edtf"]
        since = since_in_words(edtf).format(date=in_words(edtf))
        lines.append(f"Standing: {label(standing['verdict'], 'verdict')}, {since}.")
    else:
        lines.append(f"Standing: {label(standing['verdict'], 'verdict')}.")
    lines.append(f"As published on {in_words(published_at.date().isoformat())}.")
    return "\n".join([*lines, address])
