"""What the lists can filter and sort claims by, from their published documents alone."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from claims.standing import SETTLED, spans, surely_by
from claims.timeline import BEYOND_THE_SPEAKER, is_search, said
from publication.models import Counted, Held

Document = dict[str, Any]

# The facets of which the table of counts keeps the numbers, as they hold now. A list can ask for
# several tags of a claim at once, for one of several values of the others, and for no day alone.
COUNTED = frozenset({"standing", "kind", "basis", "tag", "speaker", "unsettled_due"})
ALL_OF = frozenset({"tag"})
# Facets of which two are together what others are counted beside.
TOGETHER = frozenset({"standing", "kind"})


def claim_facets(document: Document) -> Iterator[Held]:
    """Every filter value of a claim, with the days on which it held."""
    if document["withdrawn"]:
        return
    for verdict, since, until in spans(document["followups"]):
        yield Held("standing", verdict, since=since, until=until)
    yield Held("kind", document["kind"])
    if document["due_on"]:
        yield Held(name="due", value=document["due_on"]["edtf"])
        due = surely_by(document["due_on"])
        if due < date.max and document["standing"]["verdict"] not in SETTLED:
            yield Held(name="unsettled_due", value=due.isoformat())
    for tag in document["tags"]:
        yield Held("tag", tag["id"], tag["name"], tag["group"])
    if _is_on_word_alone(document):
        yield Held(name="alone", value=_first_said(document).isoformat())
    earliest: dict[tuple[str, str], tuple[date, str, str]] = {}
    for name, value, label, detail, since in _dated(document):
        known = earliest.get((name, value))
        if known is None or since < known[0]:
            earliest[name, value] = (since, label, detail)
    for (name, value), (since, label, detail) in earliest.items():
        yield Held(name, value, label, detail, since)


def _dated(document: Document) -> Iterator[tuple[str, str, str, str, date]]:
    """(name, value, label, detail, first day) of what statements and followups bring along."""
    for item in document["statements"]:
        day = surely_by(said(item))
        speaker, source = item["speaker"], item["source"]
        yield "speaker", speaker["id"], speaker["name"], speaker["kind"], day
        yield "said", item["id"], "", "", day
        yield from _evidence(item, source, day)
        if item["venue"]:
            yield "publisher", item["venue"]["id"], item["venue"]["name"], "", day
    for item in document["followups"]:
        day = surely_by(item["occurred_on"])
        yield "basis", item["basis"], "", "", day
        if item["basis"] in BEYOND_THE_SPEAKER and not is_search(item):
            yield "evidence", "beyond_the_speaker", "", "", day
        yield from _evidence(item["evidence"], item["source"], day)


def _first_said(document: Document) -> date:
    """`date.max` where nobody knows when."""
    return min((surely_by(said(item)) for item in document["statements"]), default=date.max)


def _is_on_word_alone(document: Document) -> bool:
    """Whether it was said and has no answer, and nothing independent or official was found so far.
    A refusal to answer asserts nothing that evidence could bear out."""
    found = (
        item["basis"] in BEYOND_THE_SPEAKER and not is_search(item)
        for item in document["followups"]
    )
    waits = document["kind"] != "non_answer" and document["standing"]["verdict"] not in SETTLED
    return waits and _first_said(document) < date.max and not any(found)


def _evidence(
    statement: Document | None, source: Document | None, day: date
) -> Iterator[tuple[str, str, str, str, date]]:
    if statement:
        yield "statement", statement["id"], "", "", day
        quoted = statement["source"]
        yield "source", quoted["id"], "", "", day
        yield "publisher", quoted["publisher"]["id"], quoted["publisher"]["name"], "", day
    if source:
        yield "source", source["id"], "", "", day
        yield "publisher", source["publisher"]["id"], source["publisher"]["name"], "", day


def claim_counted(document: Document, held: Iterable[Held]) -> Iterator[Counted]:
    """In which numbers a claim counts today: its values, and on which days it came to stand how."""
    for facet in held:
        if facet.name in COUNTED and facet.until == date.max:
            name, value, label, detail, *_ = facet
            yield Counted(
                name,
                value,
                label,
                detail,
                is_choice=name != "unsettled_due",
                is_one_of_several=name in ALL_OF,
                is_together=name in TOGETHER,
            )
            if name == "unsettled_due":
                # What fell due in all the months before this one is a sum of few numbers.
                yield Counted("unsettled_month", value[:7], is_choice=False)
    yield from _turns(document)


def _turns(document: Document) -> Iterator[Counted]:
    """On which day a claim that had been said began to stand how, and on which it ended. For any
    day, those that began by then less those that ended by then stood so at its end."""
    if document["withdrawn"]:
        return
    first = _first_said(document)
    if first == date.max:
        return
    for verdict, since, until in spans(document["followups"]):
        if until <= first:
            continue
        yield Counted("began", f"{verdict} {max(since, first).isoformat()}", is_paired=False)
        if until < date.max:
            yield Counted("ended", f"{verdict} {until.isoformat()}", is_paired=False)


def sort_columns(document: Document) -> Document:
    """The sortable columns of a claim. Unknown dates sort last, whichever way the list runs."""
    standing = document["standing"]
    is_open = standing["verdict"] == "open"
    evidence = [item for item in document["followups"] if not is_search(item)]
    dated = [
        day for day in (surely_by(said(item)) for item in document["statements"]) if day < date.max
    ]
    return {
        "public_standing": document["standing"]["verdict"],
        "public_kind": document["kind"],
        "public_first_said": min(dated, default=date.max),
        "public_last_said": max(dated, default=date.min),
        "public_last_evidence": max(
            (surely_by(item["occurred_on"]) for item in evidence), default=date.min
        ),
        "public_due": surely_by(document["due_on"]),
        "public_open_since": surely_by(standing["since"]) if is_open else date.max,
        "public_statements": len(document["statements"]),
    }
