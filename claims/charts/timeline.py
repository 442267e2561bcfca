"""The timeline of a claim as a drawing: when it was said, what was found, how it stood.

Three lanes over one axis of time. A mark of the first two is one statement or one followup, at the
day by which it had surely happened; where that day is uncertain, a bar leads to it from the first
day that is possible, and runs to the edge where there is no such day. Marks that would touch stand
below each other, and where there are too many of them, a number stands for the rest. The third
lane has one row for every standing, from its first day to its last.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from claims.charts.axis import WIDTH, Tick, TimeAxis
from claims.standing import DateObject, moment, spans, surely_by, surely_from
from claims.timeline import Document, entries

# Units: the height of a line of words in the letters of a telephone, of a row of marks, of a row
# of bars, and half of what a mark takes of its row.
LINE, ROW, BAR_ROW, REACH = 30.0, 24.0, 34.0, 11.0
LEFT, RIGHT = 12.0, WIDTH - 12.0
# Rows of marks in a lane; what finds no place in them is counted.
MOST_ROWS = 6
# Two numbers closer than this become one; so long is the longest word for a standing, and so far
# from its bar.
APART, WORD, GAP = 64.0, 260.0, 8.0


@dataclass(frozen=True)
class Mark:
    """One statement or followup. `shape` is its role or its relation; the bar of an uncertain date
    goes from `start` to `end`, which are both `x` where the date is one day."""

    item: Document
    when: DateObject
    shape: str
    x: float
    y: float
    start: float
    end: float

    @property
    def bar(self) -> float:
        """The length of the bar; 0 where there is none."""
        return round(self.end - self.start, 1)

    @property
    def room(self) -> tuple[float, float]:
        """Where the mark and its bar begin, and how wide they are together."""
        start, end = min(self.start, self.x - REACH), max(self.end, self.x + REACH)
        return round(start, 1), round(end - start, 1)


@dataclass(frozen=True)
class More:
    """So many marks have no place of their own at `x`; the first of them is `item`."""

    item: Document
    count: int
    x: float
    y: float


@dataclass(frozen=True)
class Lane:
    """`y` is the baseline of its name."""

    y: float
    marks: tuple[Mark, ...]
    more: tuple[More, ...]

    @property
    def shapes(self) -> list[str]:
        """Those that a legend has to explain, in the order in which they appear."""
        return list(dict.fromkeys(mark.shape for mark in self.marks))


@dataclass(frozen=True)
class Bar:
    """One standing from `x` on, so `width` wide, its word at `text_x`."""

    verdict: str
    x: float
    y: float
    width: float
    text_x: float
    anchor: str


@dataclass(frozen=True)
class Timeline:
    """`undated` counts the statements for which there is no day at all."""

    said: Lane
    found: Lane
    standing_y: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    bottom: float
    height: float
    undated: int


def timeline(document: Document, today: date) -> Timeline | None:
    """The drawing of a claim at the end of `today`; None where nothing was said on a known day."""
    listed = [entry for entry in entries(document) if entry.when and _days(entry.when)]
    if not any(entry.said for entry in listed):
        return None
    days = [day for entry in listed for day in _days(entry.when)]
    axis = TimeAxis.around([*days, today], start=LEFT, end=RIGHT)
    said, below = _lane(
        [(entry.said, entry.said["role"], entry.when) for entry in listed if entry.said], axis, 0.0
    )
    found, below = _lane(
        [(entry.found, entry.found["relation"], entry.when) for entry in listed if entry.found],
        axis,
        below,
    )
    bars = tuple(_bars(document, axis, today, top=below + LINE))
    bottom = below + LINE + BAR_ROW * len(bars)
    return Timeline(
        said=said,
        found=found,
        standing_y=below + LINE - 8,
        bars=bars,
        ticks=tuple(axis.ticks()),
        bottom=bottom,
        height=bottom + LINE,
        undated=len(document["statements"]) - sum(bool(entry.said) for entry in listed),
    )


def _days(when: DateObject | None) -> list[date]:
    """The bounds that a date has; none, one or two."""
    known = when or {}
    return [date.fromisoformat(known[side]) for side in ("from", "to") if known.get(side)]


def _lane(
    items: Iterable[tuple[Document, str, Any]], axis: TimeAxis, top: float
) -> tuple[Lane, float]:
    """The lane whose name stands below `top`, and where the next one begins; an empty one takes
    no room."""
    placed = [_mark(item, shape, when, axis) for item, shape, when in items]
    if not placed:
        return Lane(top, (), ()), top
    placed.sort(key=lambda mark: (mark.room[0], *moment(mark.when, mark.item["id"])))
    rows: list[list[Mark]] = []
    # Marks come by where they start, so only the end of each row can be in the way.
    ends: list[float] = []
    rest: list[Mark] = []
    for mark in placed:
        start, width = mark.room
        row = next((row for row, end in enumerate(ends) if end < start), len(rows))
        if row == MOST_ROWS:
            rest.append(mark)
            continue
        if row == len(rows):
            rows.append([])
            ends.append(0.0)
        rows[row].append(mark)
        ends[row] = start + width
    first = top + LINE + (LINE if rest else 0)
    marks = [
        replace(mark, y=first + ROW * (number + 0.5))
        for number, row in enumerate(rows)
        for mark in row
    ]
    more = tuple(_more(rest, y=top + 2 * LINE - 6))
    return Lane(top + LINE - 8, tuple(marks), more), first + ROW * len(rows)


def _mark(item: Document, shape: str, when: DateObject, axis: TimeAxis) -> Mark:
    """Not yet in a row. A date that has no end is marked where it begins."""
    start, end = axis.at(surely_from(when)), axis.at(surely_by(when))
    return Mark(item, when, shape, x=end if when["to"] else start, y=0.0, start=start, end=end)


def _more(rest: list[Mark], *, y: float) -> Iterator[More]:
    """Numbers for the marks without a row, so far apart that none stands on another."""
    groups: list[list[Mark]] = []
    for mark in sorted(rest, key=lambda mark: mark.x):
        if not groups or mark.x - groups[-1][0].x >= APART:
            groups.append([])
        groups[-1].append(mark)
    for group in groups:
        x = min(max(group[0].x, LEFT + APART / 2), RIGHT - APART / 2)
        yield More(group[0].item, len(group), x, y)


def _bars(document: Document, axis: TimeAxis, today: date, *, top: float) -> Iterator[Bar]:
    begun = surely_by(document["first_said_on"])
    row = 0
    for verdict, since, until in spans(document["followups"]):
        first = max(since, min(begun, today))
        last = max(min(until, today), first) if until == date.max else until
        if last < first:
            continue
        x = axis.at(first)
        width = round(max(axis.at(last) - x, 4.0), 1)
        text_x, anchor = _beside(x, width)
        yield Bar(verdict, x, top + BAR_ROW * row, width, text_x, anchor)
        row += 1


def _beside(x: float, width: float) -> tuple[float, str]:
    """Where its word has room: in the bar, else to the right, else to the left. A bar that leaves
    no room on either side is at most a little shorter than the word that begins in it."""
    if width < WORD and x + width + GAP + WORD <= WIDTH:
        return round(x + width + GAP, 1), "start"
    if width < WORD <= x - GAP:
        return round(x - GAP, 1), "end"
    return round(x + GAP, 1), "start"
