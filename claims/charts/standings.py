"""How many claims stood how at the end of each year, and how they stand today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.charts.axis import WIDTH
from claims.charts.marks import MARKS, Mark

# More columns than this have no room for the shapes in them.
MOST_COLUMNS = 20
# The plot; the numbers stand to its left and the years below it, in the letters of a telephone.
LEFT, RIGHT, TOP, BOTTOM = 64.0, 712.0, 16.0, 288.0
HEIGHT = 330.0
# What a year needs in the letters of a telephone, and a shape to stand inside of its part.
YEAR, ROOM = 70.0, 21.0
# The part of a column’s room that the column takes.
FILLED = 0.72
MOST_LINES = 4


@dataclass(frozen=True)
class Part:
    """The claims of one standing in one column; `mark` is None where its shape has no room."""

    verdict: str
    count: int
    top: float
    height: float
    mark: Mark | None

    @property
    def middle(self) -> float:
        return round(self.top + self.height / 2, 1)


@dataclass(frozen=True)
class Column:
    """One day: the last of a year, or today. `counts` has a number for each verdict of the chart.
    On a narrow screen only `major` columns have their year below them."""

    day: date
    is_today: bool
    left: float
    middle: float
    major: bool
    counts: tuple[int, ...]
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Line:
    count: int
    y: float


@dataclass(frozen=True)
class StandingsChart:
    """`verdicts` are those that any claim had on any of the days, from the foot of a column up."""

    verdicts: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    breadth: float

    width, height = WIDTH, HEIGHT
    left, right, top, bottom = LEFT, RIGHT, TOP, BOTTOM

    @property
    def marks(self) -> list[tuple[str, Mark]]:
        return [(verdict, MARKS[verdict]) for verdict in self.verdicts]


def days_shown(first: date, today: date) -> list[date]:
    """The last day of every year from the first on, of every second, third … where there are too
    many, and today. Years are counted back from the last one that is over."""
    years = range(first.year, today.year)
    step = max(1, -(-len(years) // (MOST_COLUMNS - 1)))
    shown = sorted(years[::-1][::step])
    return [*(date(year, 12, 31) for year in shown), today]


def standings_chart(days: list[date], rows: Iterable[tuple[Any, ...]]) -> StandingsChart | None:
    """The chart of `rows`, each a verdict with its number on each of the `days`, of which the last
    is today; None where nothing stood on any of them."""
    found = {row[0]: row[1:] for row in rows}
    verdicts = tuple(verdict for verdict in MARKS if any(found.get(verdict, ())))
    if not verdicts:
        return None
    counts = [tuple(found[verdict][place] for verdict in verdicts) for place in range(len(days))]
    most = max(map(sum, counts))
    room = (RIGHT - LEFT) / len(days)
    breadth = round(min(room * FILLED, 60.0), 1)
    every = -(-YEAR // room)
    columns = []
    for place, (day, numbers) in enumerate(zip(days, counts, strict=True)):
        middle = round(LEFT + (place + 0.5) * room, 1)
        columns.append(
            Column(
                day=day,
                is_today=place == len(days) - 1,
                left=round(middle - breadth / 2, 1),
                middle=middle,
                major=(len(days) - 1 - place) % every == 0,
                counts=numbers,
                parts=tuple(_parts(verdicts, numbers, most)),
            )
        )
    return StandingsChart(verdicts, tuple(columns), tuple(_lines(most)), breadth)


def _height(count: int, most: int) -> float:
    return (BOTTOM - TOP) * count / most


def _parts(verdicts: tuple[str, ...], counts: tuple[int, ...], most: int) -> Iterable[Part]:
    foot = BOTTOM
    for verdict, count in zip(verdicts, counts, strict=True):
        if not count:
            continue
        height = _height(count, most)
        foot -= height
        mark = MARKS[verdict] if height >= ROOM else None
        yield Part(verdict, count, round(foot, 1), round(height, 1), mark)


def _lines(most: int) -> Iterable[Line]:
    """Round numbers up to the largest, few enough to be read."""
    steps = (size * 10**power for power in range(12) for size in (1, 2, 5))
    step = next(size for size in steps if most / size <= MOST_LINES)
    for count in range(step, most + 1, step):
        yield Line(count, round(BOTTOM - _height(count, most), 1))
