"""Where a claim stands, as pure functions over the followups of its document.

The standing is the verdict of the latest followup that has one; `open` before any (docs/
data-model.md). Dates are the date objects of docs/json.md, `{"edtf", "from", "to"}`, or None.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

DateObject = dict[str, Any]

# A promise with one of these has had its answer, so it can no longer be overdue.
SETTLED = frozenset(
    {
        "supported",
        "contradicted",
        "superseded",
        "retracted",
        "fulfilled",
        "not_fulfilled",
        "unverifiable",
    }
)


def surely_by(when: DateObject | None) -> date:
    """The first day by which it had surely happened: the upper bound, `date.max` where none."""
    return date.fromisoformat(when["to"]) if when and when["to"] else date.max


def surely_from(when: DateObject | None) -> date:
    """The first day on which it may have happened; `date.min` where the date is open or unknown."""
    return date.fromisoformat(when["from"]) if when and when["from"] else date.min


def moment(when: DateObject | None, identifier: str) -> tuple[date, date, str]:
    """The order of everything on a timeline: by upper bound, then lower bound, then id."""
    return (surely_by(when), surely_from(when), identifier)


def in_order(followups: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(followups, key=lambda item: moment(item["occurred_on"], item["id"]))


def verdicts(followups: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The followups that changed the standing, in order: the first change is the first item."""
    return [item for item in in_order(followups) if item["verdict"]]


def standing(
    followups: Iterable[dict[str, Any]], first_said_on: DateObject | None
) -> dict[str, Any]:
    """`{"verdict", "since": date, "followup": id | None}` by all the followups given."""
    decisive = verdicts(followups)
    if not decisive:
        return {"verdict": "open", "since": first_said_on, "followup": None}
    latest = decisive[-1]
    return {
        "verdict": latest["verdict"],
        "since": latest["occurred_on"],
        "followup": latest["id"],
    }


def spans(followups: Iterable[dict[str, Any]]) -> list[tuple[str, date, date]]:
    """Every standing with its first day and the day after its last (`date.max`: until now).

    A standing that another one replaced on the same day held on no day and is left out.
    """
    changes = [("open", date.min)]
    changes += [(item["verdict"], surely_by(item["occurred_on"])) for item in verdicts(followups)]
    ends = [day for _, day in changes[1:]] + [date.max]
    return [
        (verdict, since, until)
        for (verdict, since), until in zip(changes, ends, strict=True)
        if since < until
    ]


def overdue_since(due_on: DateObject | None, verdict: str, today: date) -> date | None:
    """The first day after the due date, once the date has passed without an answer."""
    due = surely_by(due_on)
    if due >= today or verdict in SETTLED:
        return None
    return due + timedelta(days=1)
