"""The axis of time that every chart shares."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH = 720.0
# More labelled ticks than this run into each other on a telephone.
MOST_MAJOR_TICKS = 4
MOST_TICKS = 14
# Half of a year as it is written below the axis, on a desktop and in the letters of a telephone:
# one that is nearer to an edge would be cut off.
HALF_A_YEAR, HALF_A_LARGE_YEAR = 16, 29


@dataclass(frozen=True)
class Tick:
    """A year on the axis. On a narrow screen only the `major` ones are shown."""

    position: float
    year: int
    major: bool


@dataclass(frozen=True)
class TimeAxis:
    """Days from `first` to `last` on positions from `start` to `end` (which may be the smaller)."""

    first: date
    last: date
    start: float
    end: float

    @classmethod
    def around(cls, days: Iterable[date], *, start: float, end: float) -> "TimeAxis":
        """An axis with room on both sides of all these days, of which there is at least one."""
        known = sorted(days)
        span = max((known[-1] - known[0]).days, 365)
        room = timedelta(days=span // 20)
        first = known[0] - min(room, known[0] - date.min)
        last = known[-1] + min(room, date.max - known[-1])
        return cls(first, last, start, end)

    def at(self, day: date) -> float:
        """The position of a day, to a tenth; days beyond either end lie on it."""
        within = min(max(day, self.first), self.last)
        part = (within - self.first).days / (self.last - self.first).days
        return round(self.start + part * (self.end - self.start), 1)

    def ticks(self) -> list[Tick]:
        """The first of January of every year, or of every second, fifth, tenth … where there are
        too many; without those that have no room for their year."""
        years = range(self.first.year + 1, self.last.year + 1)
        step = _step(len(years), MOST_TICKS)
        shown = [year for year in years if year % step == 0]
        several = _step(len(years) / step, MOST_MAJOR_TICKS)
        major = step * several
        placed = ((year, self.at(date(year, 1, 1))) for year in shown)
        return [
            Tick(position, year, year % major == 0 and room >= HALF_A_LARGE_YEAR)
            for year, position in placed
            if (room := min(position, WIDTH - position)) >= HALF_A_YEAR
        ]


def _steps() -> list[int]:
    return [size * 10**power for power in range(4) for size in (1, 2, 5)]


def _step(years: float, most: int) -> int:
    return next(size for size in _steps() if years / size <= most)
