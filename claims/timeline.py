"""The timeline of a claim, its past states and its clocks: pure functions over its document."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.standing import (
    DateObject,
    in_order,
    moment,
    overdue_since,
    standing,
    surely_by,
)

Document = dict[str, Any]

# Evidence of this basis does not come from the speaker or from those close to him.
BEYOND_THE_SPEAKER = frozenset({"independent", "official"})

# A reader chooses among so many days at a glance.
MOST_TURNING_DAYS = 10


class NotYetSaid(Exception):
    """Nothing of the claim had surely been said by the day asked for."""


def said(statement: Document) -> DateObject | None:
    """When it was said; an undated statement goes by its source's date."""
    when: DateObject | None = statement["said_on"] or statement["source"]["published_on"]
    return when


def said_in_order(statements: list[Document]) -> list[Document]:
    return sorted(statements, key=lambda item: moment(said(item), item["id"]))


def derive(document: Document) -> Document:
    """The document with its lists in order and its standing and first and last dates computed."""
    statements = said_in_order(document["statements"])
    followups = in_order(document["followups"])
    dated = [said(item) for item in statements if said(item)]
    first = dated[0] if dated else None
    return {
        **document,
        "statements": statements,
        "followups": followups,
        "standing": standing(followups, first),
        "first_said_on": first,
        "last_said_on": dated[-1] if dated else None,
    }


def as_of(document: Document, day: date) -> Document:
    """What had surely been said and found by `day`, with the standing of that day.

    Raises NotYetSaid before the first statement.
    """
    statements = [item for item in document["statements"] if surely_by(said(item)) <= day]
    if not statements:
        raise NotYetSaid
    followups = [item for item in document["followups"] if surely_by(item["occurred_on"]) <= day]
    past = derive({**document, "statements": statements, "followups": followups})
    return {**past, "as_of": day.isoformat()}


def turning_days(document: Document, *, most: int = MOST_TURNING_DAYS) -> list[date]:
    """The days from which the page of a past day shows more than before: that of the first
    statement and each on which something was found, once each and in order.

    Of more than `most`, those on which the standing changed are kept, then the latest.
    """
    first = surely_by(document["first_said_on"])
    changes = {surely_by(item["occurred_on"]) for item in document["followups"] if item["verdict"]}
    found = {surely_by(item["occurred_on"]) for item in document["followups"]}
    days = [day for day in {first} | found if first <= day < date.max]
    ranked = sorted(days, key=lambda day: (day in changes or day == first, day), reverse=True)
    return sorted(ranked[:most])


@dataclass(frozen=True)
class Newer:
    """Which statements and followups of a document, by id, an earlier one of the same claim does
    not have. `is_all`: there was no earlier one."""

    statements: frozenset[str]
    followups: frozenset[str]
    is_all: bool = False

    @property
    def count(self) -> int:
        return len(self.statements) + len(self.followups)


def newer(before: Document | None, after: Document) -> Newer:
    """What is new in the record; when it was said or found is another question."""

    def ids(document: Document | None, name: str) -> frozenset[str]:
        return frozenset(item["id"] for item in (document or {}).get(name, []))

    return Newer(
        ids(after, "statements") - ids(before, "statements"),
        ids(after, "followups") - ids(before, "followups"),
        is_all=before is None,
    )


@dataclass(frozen=True)
class Entry:
    """One line of the timeline: something said, or something found and the verdict it brought.

    `date_is_the_sources`: nobody noted when it was said. `said_above`: the words that the evidence
    rests on are a statement of this claim and have a line of their own.
    """

    when: DateObject | None
    said: Document | None = None
    found: Document | None = None
    date_is_the_sources: bool = False
    said_above: bool = False


def entries(document: Document) -> list[Entry]:
    """Everything said and found in one chronological list; what was said comes first on a day."""
    own = {item["id"] for item in document["statements"]}
    marked = []
    for item in document["statements"]:
        when = said(item)
        entry = Entry(when, said=item, date_is_the_sources=item["said_on"] is None)
        marked.append(((*moment(when, ""), 0, item["id"]), entry))
    for item in document["followups"]:
        when = item["occurred_on"]
        entry = Entry(when, found=item, said_above=item["statement"] in own)
        marked.append(((*moment(when, ""), 1, item["id"]), entry))
    return [entry for _, entry in sorted(marked, key=lambda pair: pair[0])]


def speakers(document: Document) -> tuple[list[Document], list[Document]]:
    """Who makes, repeats or hedges the claim, and who only reports it; in order and once each.

    Somebody who reports what another said does not say so himself.
    """
    own: dict[str, Document] = {}
    reporting: dict[str, Document] = {}
    for item in document["statements"]:
        group = reporting if item["role"] == "reports" else own
        group.setdefault(item["speaker"]["id"], item["speaker"])
    return list(own.values()), [
        speaker for identifier, speaker in reporting.items() if identifier not in own
    ]


@dataclass(frozen=True)
class Clocks:
    """What depends on today's date. Days are whole days from an upper bound; None: not running."""

    first_said_on: DateObject | None
    last_said_on: DateObject | None
    days_on_word_alone: int | None
    word_alone_ended_on: DateObject | None
    overdue_since: date | None
    days_since_evidence: int | None
    last_evidence_on: DateObject | None
    last_searched_on: DateObject | None


def is_search(followup: Document) -> bool:
    """A search that found nothing is no evidence: it neither ends a clock nor starts one."""
    return bool(followup["relation"] == "found_nothing")


def clocks(document: Document, today: date) -> Clocks:
    """The clocks of a claim at the end of `today`, from its document as it was on that day."""
    evidence = [item for item in document["followups"] if not is_search(item)]
    searches = [item for item in document["followups"] if is_search(item)]
    beyond = [item for item in evidence if item["basis"] in BEYOND_THE_SPEAKER]
    first = document["first_said_on"]
    ended = beyond[0]["occurred_on"] if beyond else None
    last = evidence[-1]["occurred_on"] if evidence else None
    return Clocks(
        first_said_on=first,
        last_said_on=document["last_said_on"],
        days_on_word_alone=_days(first, min(surely_by(ended), today)) if first else None,
        word_alone_ended_on=ended,
        overdue_since=overdue_since(document["due_on"], document["standing"]["verdict"], today),
        days_since_evidence=_days(last, today) if last else None,
        last_evidence_on=last,
        last_searched_on=searches[-1]["occurred_on"] if searches else None,
    )


def _days(since: DateObject, until: date) -> int:
    """Never negative: evidence may be dated to the very month in which the claim was made."""
    return max(0, (until - surely_by(since)).days)
