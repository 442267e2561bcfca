"""What can be asked of a published source, from its document alone."""

from collections.abc import Iterable, Iterator
from typing import Any

from publication.models import Counted, Held

# The facets of which the table of counts keeps the numbers.
COUNTED = frozenset({"kind", "speaker"})


def source_facets(document: dict[str, Any]) -> Iterator[Held]:
    """The source itself, its publisher and kind, its statements, and who speaks or wrote it."""
    if document["withdrawn"]:
        return
    publisher = document["publisher"]
    yield Held(name="source", value=document["id"])
    yield Held(name="publisher", value=publisher["id"], label=publisher["name"])
    yield Held(name="kind", value=document["kind"])
    for statement in document["statements"]:
        yield Held(name="statement", value=statement["id"])
    speakers = {item["speaker"]["id"]: item["speaker"] for item in document["statements"]}
    if document["author"]:
        speakers.setdefault(document["author"]["id"], document["author"])
    for identifier, speaker in speakers.items():
        yield Held(
            name="speaker",
            value=identifier,
            label=speaker["name"],
            detail=speaker.get("kind", ""),
        )


def source_counted(held: Iterable[Held]) -> Iterator[Counted]:
    """In which numbers a source counts."""
    for facet in held:
        if facet.name in COUNTED:
            yield Counted(*facet[:4])


def former_statements(documents: Iterable[dict[str, Any]], now: dict[str, Any]) -> Iterator[Held]:
    """Statements of earlier editions that the document no longer has: their addresses still answer,
    and say so."""
    held = set() if now["withdrawn"] else {item["id"] for item in now["statements"]}
    once = {item["id"] for document in documents for item in document["statements"]}
    for identifier in sorted(once - held):
        yield Held(name="former_statement", value=identifier)
