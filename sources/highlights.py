"""A text with the passages that statements quote from it, cut into segments for a page to mark."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

# Only of these is it known that the words stand where their positions say.
IN_PLACE = frozenset({"exact", "normalised"})


@dataclass(frozen=True)
class Passage:
    """Where a statement stands: a range of a text, in Unicode code points.

    `statement` is its id, `number` its place among the statements of its source, from 1.
    """

    start: int
    end: int
    statement: str
    number: int


@dataclass(frozen=True)
class Segment:
    """A piece of a text: all of it lies in the same passages, or in none.

    `begins` are those of its passages that begin with this piece.
    """

    text: str
    passages: tuple[Passage, ...] = ()
    begins: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class MarkedText:
    """All segments of a text in order, and the ids of the statements that are marked in it."""

    segments: list[Segment]
    statements: frozenset[str]


def marked_text(source: dict[str, Any]) -> MarkedText | None:
    """The text of a source's document with its statements; None where it is not published."""
    text = source.get("text")
    if not text:
        return None
    found = segments(text, passages(source["statements"]))
    marked = (passage.statement for segment in found for passage in segment.begins)
    return MarkedText(found, frozenset(marked))


def passages(statements: Iterable[dict[str, Any]]) -> list[Passage]:
    """Where the words of the statements of a document stand in its text.

    Statements without a position, or whose words are not at it, have no passage.
    """
    return [
        Passage(selector["start"], selector["end"], statement["id"], number)
        for number, statement in enumerate(statements, start=1)
        if statement["anchor"] in IN_PLACE
        for selector in statement["selector"]
        if selector["type"] == "TextPositionSelector"
    ]


def segments(text: str, passages: Iterable[Passage]) -> list[Segment]:
    """The text as segments, in order; put together they are exactly the text.

    Passages may overlap, nest and touch. A segment has them by where they begin, the longer first.
    A passage that leaves the text counts as far as the text goes.
    """
    ahead = sorted(
        (passage for passage in passages if max(passage.start, 0) < min(passage.end, len(text))),
        key=lambda passage: (passage.start, -passage.end, passage.number),
        reverse=True,
    )
    edges = {edge for passage in ahead for edge in (passage.start, passage.end)}
    cuts = sorted({0, len(text), *(edge for edge in edges if 0 < edge < len(text))})
    found: list[Segment] = []
    current: list[Passage] = []
    for start, end in pairwise(cuts):
        begins: list[Passage] = []
        while ahead and ahead[-1].start <= start:
            begins.append(ahead.pop())
        current = [passage for passage in current if passage.end > start] + begins
        found.append(Segment(text[start:end], tuple(current), tuple(begins)))
    return found
