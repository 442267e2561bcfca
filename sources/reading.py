"""Reading the held text of a source: which statements cover which part of it.

Places are pairs of positions in Unicode code points, the end not included, as in anchors.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from sources.anchors import Anchor, State

T = TypeVar("T")

MEANINGS = {
    State.EXACT: "The words stand exactly at their positions.",
    State.MOVED: "The words stand in the text as they are, but not at the positions given.",
    State.NORMALISED: "The text has these words with other spaces, quotation marks or dashes, or "
    "with letters that are composed otherwise.",
    State.NOT_FOUND: "These words do not stand in the text.",
    State.AMBIGUOUS: "These words stand more than once in the text, and neither the positions nor "
    "the words around them tell which place is meant.",
    State.UNCHECKED: "No text is held to compare the words with.",
}


@dataclass(frozen=True)
class Segment(Generic[T]):
    """A part of a text that is covered by the same things from its first to its last character."""

    text: str
    start: int
    covering: tuple[T, ...]

    @property
    def lines(self) -> list[tuple[str, bool]]:
        """The text cut at its carriage returns, which HTML can only hold as references; and
        whether the line ends there, since a browser breaks it at a line feed alone."""
        parts = self.text.split("\r")
        return [
            (part, not following.startswith("\n"))
            for part, following in zip(parts, [*parts[1:], "\n"], strict=True)
        ]


def segments(text: str, places: Iterable[tuple[int, int, T]]) -> list[Segment[T]]:
    """The text in parts, cut wherever a place (start, end, thing) begins or ends.

    The parts joined are the text; none is empty. A thing covers exactly the parts from its start
    to its end, and of several things the one that began last comes last.
    """
    beginning: dict[int, list[tuple[int, T]]] = {}
    cuts = {0, len(text)}
    for start, end, thing in places:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"No place from {start} to {end} in {len(text)} code points.")
        beginning.setdefault(start, []).append((end, thing))
        cuts |= {start, end}
    found: list[Segment[T]] = []
    covering: list[tuple[int, T]] = []
    borders = sorted(cuts)
    for start, end in pairwise(borders):
        covering = [(last, thing) for last, thing in covering if last > start]
        # Of those that begin together, the longer one holds the shorter.
        covering += sorted(beginning.get(start, []), key=lambda pair: -pair[0])
        found.append(Segment(text[start:end], start, tuple(thing for _, thing in covering)))
    return found


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The place without the white space at its ends; start and end are equal where it is all."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def where(start: int | None, end: int | None) -> str:
    """A place as it is written for people: “10–24”."""
    return f"{start}–{end}"


def explain(place: Anchor) -> str:
    """What was found, and what to do about it, in sentences."""
    if place.state == State.MOVED:
        at = where(place.start, place.end)
        return f"{MEANINGS[State.MOVED]} These words stand at {at}: give these positions."
    if place.state == State.NORMALISED:
        at = where(place.start, place.end)
        return f"{MEANINGS[State.NORMALISED]} Take them as they stand at {at}."
    return MEANINGS[place.state]
