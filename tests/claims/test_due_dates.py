import datetime as dt
from typing import Any

import pytest
from icalendar import Calendar

from claims.due_dates import calendar, is_due
from claims.feed import Publisher
from sources.dates import date_object
from tests.claim_editions import Document, claim, edition, finding

PUBLISHER = Publisher("A Tracker", "https://claims.example", "claims.example")


def promise(due_on: str, **keys: Any) -> Document:
    return claim(**{"kind": "promise", "due_on": date_object(due_on), **keys})


def events(*documents: Document) -> list[Any]:
    editions = [edition(document, number) for number, document in enumerate(documents, start=1)]
    return list(Calendar.from_ical(calendar(editions, PUBLISHER, "/due.ics")).walk("VEVENT"))


def test_an_event_has_the_day_the_claim_and_where_it_stands() -> None:
    document = promise("2013-06-30", text="Deliveries; all, begin.", followups=[finding()])
    (event,) = events(document)
    assert {name: event.decoded(name) for name in ("dtstart", "dtend", "dtstamp", "sequence")} == {
        "dtstart": dt.date(2013, 6, 30),
        "dtend": dt.date(2013, 7, 1),
        "dtstamp": dt.datetime(2026, 11, 25, 13, 0, tzinfo=dt.UTC),
        "sequence": 1,
    }
    assert {name: str(event[name]) for name in ("uid", "summary", "url", "status", "transp")} == {
        "uid": "claim-7@claims.example",
        "summary": "Deliveries; all, begin.",
        "url": "https://claims.example/claims/a-claim/",
        "status": "CONFIRMED",
        "transp": "TRANSPARENT",
    }
    assert str(event["description"]) == (
        "Due: 30 June 2013.\nStanding: open, since 9 December 2011.\n"
        "As published on 25 November 2026.\nhttps://claims.example/claims/a-claim/"
    )


@pytest.mark.parametrize(
    ("due_on", "last_day", "status"),
    [
        ("2013", dt.date(2013, 12, 31), "TENTATIVE"),
        ("2013-06", dt.date(2013, 6, 30), "TENTATIVE"),
        ("2013-06-30~", dt.date(2013, 6, 30), "TENTATIVE"),
        ("2013-06-30?", dt.date(2013, 6, 30), "TENTATIVE"),
        ("2012/2013-06-30", dt.date(2013, 6, 30), "TENTATIVE"),
        ("../2013-06-30", dt.date(2013, 6, 30), "TENTATIVE"),
        ("2013-06-30", dt.date(2013, 6, 30), "CONFIRMED"),
    ],
)
def test_it_stands_on_the_last_day(due_on: str, last_day: dt.date, status: str) -> None:
    (event,) = events(promise(due_on))
    assert event.decoded("dtstart") == last_day
    assert event.decoded("dtend") == last_day + dt.timedelta(days=1)
    assert str(event["status"]) == status


def test_what_falls_due_on_no_day_has_no_event() -> None:
    for document in (
        promise("2012-12~/.."),
        promise("2012-12/"),
        promise(""),
        promise("2013", kind="fact"),
    ):
        assert not is_due(document)
        assert events(document) == []


def test_the_end_of_time_breaks_nothing() -> None:
    (event,) = events(promise("9999-12-31", kind="goal"))
    assert event.decoded("dtstart") == dt.date.max
    assert "dtend" not in event


def test_what_a_calendar_cannot_hold_is_replaced() -> None:
    document = promise("2013", text="Deliveries\x0b begin.\r\nEND:VCALENDAR", statements=[])
    (event,) = events(document)
    assert str(event["summary"]).startswith("Deliveries� begin.")
    assert "Standing: open." in str(event["description"])


def test_the_calendar_names_itself_and_equal_records_give_equal_bytes() -> None:
    editions = [edition(promise("2013"), 1), edition(promise("2014"), 2)]
    written = calendar(editions, PUBLISHER, "/due.ics")
    assert written == calendar(editions, PUBLISHER, "/due.ics")
    lines = written.decode().split("\r\n")
    assert "PRODID:-//A Tracker//Due dates//EN" in lines
    assert "SOURCE:https://claims.example/due.ics" in lines
    assert max(len(line.encode()) for line in lines) <= 75
    assert [event["summary"] for event in Calendar.from_ical(written).walk("VEVENT")]
