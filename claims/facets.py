"""What the lists can filter and sort claims by, from their published documents alone."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from claims.standing import spans, surely_by
from claims.timeline import BEYOND_THE_SPEAKER, is_search, said
from publication.models import Facet

Document = dict[str, Any]


def claim_facets(document: Document) -> Iterator[Facet]:
    """Every filter value of a claim, with the days on which it held."""
    if document["withdrawn"]:
        return
    for verdict, since, until in spans(document["followups"]):
        yield Facet(name="standing", value=verdict, since=since, until=until)
    yield Facet(name="kind", value=document["kind"])
    if document["due_on"]:
        yield Facet(name="due", value=document["due_on"]["edtf"])
    for tag in document["tags"]:
        yield Facet(name="tag", value=tag["id"], label=tag["name"], detail=tag["group"])
    earliest: dict[tuple[str, str], tuple[date, str, str]] = {}
    for name, value, label, detail, since in _dated(document):
        known = earliest.get((name, value))
        if known is None or since < known[0]:
            earliest[name, value] = (since, label, detail)
    for (name, value), (since, label, detail) in earliest.items():
        yield Facet(name=name, value=value, label=label, detail=detail, since=since)


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
        "public_first_said": min(dated, default=date.max),
        "public_last_said": max(dated, default=date.min),
        "public_last_evidence": max(
            (surely_by(item["occurred_on"]) for item in evidence), default=date.min
        ),
        "public_due": surely_by(document["due_on"]),
        "public_open_since": surely_by(standing["since"]) if is_open else date.max,
        "public_statements": len(document["statements"]),
    }
