"""The facets of a claim as one text, from which those of many claims are counted.

    kind promise
    speaker andrea-rossi
    standing contradicted
    tag e-cat

    overdue true 2012-07-01 2013-01-05
    speaker andrea-rossi 2011-11-01
    standing contradicted 2013-01-05
    standing open 0001-01-01 2013-01-05

What is so today comes first; behind an empty line, what is not so on every day, with the first day
and the day after the last one, where there is one. The lines are in order. Reading a row for each
facet of each claim, a database takes several times as long as this takes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from claims.facets import COUNTED
from claims.standing import SETTLED, surely_by
from publication.models import Held

Document = dict[str, Any]
# Facet, value, in how many of the claims.
Number = tuple[str, str, int]

DATED = frozenset({"standing", "speaker", "basis"})
GAP = "\n\n"


def facet_text(document: Document, held: Iterable[Held]) -> str:
    """Of a claim with these facets; empty for one that has none, as it is withdrawn."""
    today, dated = list[str](), list[str]()
    due = surely_by(document["due_on"])
    for name, value, _, _, since, until in held:
        if name in COUNTED and until == date.max:
            today.append(f"{name} {value}")
        if name in DATED:
            dated += _span(f"{name} {value}", since, until)
        if name == "standing" and value not in SETTLED and due < until:
            dated += _span("overdue true", max(since, due + timedelta(days=1)), until)
    return "\n".join([*sorted(today), "", *sorted(dated)]) if today else ""


def _span(line: str, since: date, until: date) -> Iterator[str]:
    if since < until:
        end = "" if until == date.max else f" {until.isoformat()}"
        yield f"{line} {since.isoformat()}{end}"


def numbers_today(texts: Iterable[str], today: date) -> Iterator[Number]:
    """In how many of these claims each value is. What was due is counted as overdue."""
    lines = "\n".join([text.partition(GAP)[0] for text in texts])
    for line, number in Counter(lines.split("\n")).items() if lines else ():
        name, _, value = line.partition(" ")
        if name != "unsettled_due":
            yield name, value, number
        elif value < today.isoformat():
            yield "overdue", "true", number


def numbers_on(texts: Iterable[str], day: date) -> Iterator[Number]:
    """The same at the end of that day."""
    at, found = day.isoformat(), Counter[tuple[str, str]]()
    for text in texts:
        today, _, dated = text.partition(GAP)
        for line in today.split("\n"):
            name, _, value = line.partition(" ")
            if name not in DATED and name != "unsettled_due":
                found[name, value] += 1
        for line in dated.split("\n"):
            name, value, since, *until = line.split(" ")
            if since <= at and (not until or at < until[0]):
                found[name, value] += 1
    return ((name, value, number) for (name, value), number in found.items())
