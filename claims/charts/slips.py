"""The slip chart: when a promise was made, and for when.

To the right is when it was said, upwards is when it was promised for; both axes have the same days,
so what is promised for today lies on the diagonal. A promise is one line at the height of its due
date, from the first to the last time somebody made, repeated or hedged it. Where a date is
uncertain, the drawing has the whole range from its first to its last day, and runs to the edge
where it has no such day; the mark stands at the last day, as everything in this record goes by it.

What was announced as done lies on the diagonal, on the day it was first said: claims of fact with
a tag of the group `stage` that one of these promises has, too. A tag page gives only the facts of
its tag, so that there both conditions hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from claims.charts.axis import WIDTH, Tick, TimeAxis
from claims.charts.marks import MARKS, Mark
from claims.standing import SETTLED, DateObject, moment, overdue_since, surely_by
from claims.timeline import said

Document = dict[str, Any]

PROMISED = frozenset({"promise", "goal"})
HEIGHT = 470.0
# The plot; beside it is room for the years, in the letters of a telephone.
LEFT, RIGHT, TOP, BOTTOM = 84.0, 640.0, 44.0, 424.0
# More promises than this are drawn small and thin, and without numbers.
MOST_LARGE = 60
# So many promises get their number in the drawing, where it has a free place.
MOST_LABELS = 40
# Half the size of a mark, and the size of a digit in the letters of a telephone.
REACH, DIGIT, LINE = 10.0, 14.0, 26.0


@dataclass(frozen=True)
class Range:
    """From the first to the last day that a date may mean, and whether a side has no day. `at` is
    the place that counts: the last day, or the first where there is no last."""

    at: float
    start: float
    end: float
    open_start: bool
    open_end: bool

    @property
    def is_wide(self) -> bool:
        return self.start != self.end


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Line:
    """A promise in the drawing: `times` are those at which it was said, in order, by x; `due` is
    by y."""

    times: tuple[Range, ...]
    due: Range
    mark: Mark
    label: Label | None = None

    @property
    def first(self) -> float:
        return self.times[0].at

    @property
    def last(self) -> float:
        return self.times[-1].at


@dataclass(frozen=True)
class Slip:
    """A promise or goal with a date: a row of the table and, where it is known when it was made, a
    line of the drawing.

    `statements` is how often it was made, repeated or hedged. `days` are those from the first time
    it was said to the due date, by their upper bounds; None where one of the two has none.
    """

    claim: Document
    number: int
    first_said: DateObject | None
    last_said: DateObject | None
    statements: int
    overdue_since: date | None
    days: int | None
    line: Line | None = None

    @property
    def verdict(self) -> str:
        return str(self.claim["standing"]["verdict"])

    @property
    def state(self) -> str:
        """`overdue`, `ahead` or `answered`; an answer counts before the due date, too."""
        if self.verdict in SETTLED:
            return "answered"
        return "overdue" if self.overdue_since else "ahead"


@dataclass(frozen=True)
class Done:
    """What was announced as a fact, on the day it was first said; None where nobody knows it."""

    claim: Document
    first_said: DateObject | None
    at: tuple[float, float] | None = None


@dataclass(frozen=True)
class SlipChart:
    """`slips` are in the order of the table. Without a single line there is no drawing."""

    slips: tuple[Slip, ...]
    done: tuple[Done, ...]
    days: tuple[Tick, ...]
    heights: tuple[Tick, ...]
    today: float | None

    width, height = WIDTH, HEIGHT
    left, right, top, bottom = LEFT, RIGHT, TOP, BOTTOM

    @property
    def drawn(self) -> list[Slip]:
        return [slip for slip in self.slips if slip.line]

    @property
    def only_in_the_table(self) -> int:
        return len(self.slips) - len(self.drawn)

    @property
    def numbered(self) -> int:
        return sum(1 for slip in self.drawn if slip.line and slip.line.label)

    @property
    def drawn_done(self) -> list[Done]:
        return [item for item in self.done if item.at]

    @property
    def verdicts(self) -> list[str]:
        """Those that the legend explains, in the order of the shapes."""
        shown = {slip.verdict for slip in self.drawn}
        return [verdict for verdict in MARKS if verdict in shown]

    @property
    def is_dense(self) -> bool:
        return len(self.drawn) > MOST_LARGE

    def in_state(self, state: str) -> list[Slip]:
        return [slip for slip in self.slips if slip.state == state]

    @property
    def overdue(self) -> list[Slip]:
        return self.in_state("overdue")

    @property
    def ahead(self) -> list[Slip]:
        return self.in_state("ahead")

    @property
    def answered(self) -> list[Slip]:
        return self.in_state("answered")


def has_due_date(claim: Document) -> bool:
    return claim["kind"] in PROMISED and claim["due_on"] is not None


def stages(claims: Iterable[Document]) -> set[str]:
    """The ids of the tags that say which stage these promises are about."""
    return {
        tag["id"]
        for claim in claims
        if has_due_date(claim)
        for tag in claim["tags"]
        if tag["group"] == "stage"
    }


def slip_chart(
    claims: Iterable[Document], today: date, *, facts: Iterable[Document] = ()
) -> SlipChart | None:
    """The chart of the promises and goals with a date among these claims, as of the end of `today`;
    None where there is none. Of the `facts` it takes those about the same stages."""
    promised = [claim for claim in claims if has_due_date(claim)]
    if not promised:
        return None
    slips = _in_table_order([_slip(claim, today) for claim in promised])
    same = stages(promised)
    done = [Done(fact, fact["first_said_on"]) for fact in facts if _is_about(fact, same)]
    done.sort(key=lambda item: moment(item.first_said, item.claim["id"]))
    days = _days(slips, done)
    if not days:
        return SlipChart(slips, tuple(done), (), (), None)
    across = TimeAxis.around(days, start=LEFT, end=RIGHT)
    up = replace(across, start=BOTTOM, end=TOP)
    drawn = [replace(slip, line=_line(slip, across, up)) for slip in slips]
    in_view = up.first <= today <= up.last
    return SlipChart(
        slips=tuple(_labelled(drawn) if 1 < len(drawn) <= MOST_LARGE else drawn),
        done=tuple(replace(item, at=_on_diagonal(item, across, up)) for item in done),
        days=tuple(across.ticks()),
        heights=tuple(up.ticks()),
        today=up.at(today) if in_view else None,
    )


def own_statements(claim: Document) -> list[Document]:
    """The statements that make, repeat or hedge the claim, in order. Where the record has only
    reports of it, these stand in for them."""
    own = [item for item in claim["statements"] if item["role"] != "reports"]
    return own or claim["statements"]


def _slip(claim: Document, today: date) -> Slip:
    statements = own_statements(claim)
    dated = [said(item) for item in statements if said(item)]
    first = dated[0] if dated else None
    made, due = surely_by(first), surely_by(claim["due_on"])
    return Slip(
        claim=claim,
        number=0,
        first_said=first,
        last_said=dated[-1] if dated else None,
        statements=len(statements),
        overdue_since=overdue_since(claim["due_on"], claim["standing"]["verdict"], today),
        days=(due - made).days if date.max not in (made, due) else None,
    )


def _in_table_order(slips: list[Slip]) -> tuple[Slip, ...]:
    """Those longest overdue first, then those still ahead and those answered, by due date."""
    order = ("overdue", "ahead", "answered")
    ordered = sorted(
        slips,
        key=lambda slip: (
            order.index(slip.state),
            *moment(slip.claim["due_on"], slip.claim["id"]),
        ),
    )
    return tuple(replace(slip, number=number) for number, slip in enumerate(ordered, start=1))


def _is_about(fact: Document, wanted: set[str]) -> bool:
    return fact["kind"] == "fact" and any(tag["id"] in wanted for tag in fact["tags"])


def _bounds(when: DateObject | None) -> list[date]:
    """The days that a date names, of which an axis must have room for each."""
    named = (when["from"], when["to"]) if when else ()
    return [date.fromisoformat(day) for day in named if day]


def _days(slips: Iterable[Slip], done: Iterable[Done]) -> list[date]:
    """Every day of the drawing; none where no promise can be placed."""
    days: list[date] = []
    for slip in slips:
        told = [day for item in own_statements(slip.claim) for day in _bounds(said(item))]
        if told:
            days += told + _bounds(slip.claim["due_on"])
    if not days:
        return []
    days += [day for item in done for day in _bounds(item.first_said)]
    # Whole years, so that a chart of a few months has years on its axes, too.
    first, last = min(days), max(days)
    return [date(first.year, 1, 1), date(min(last.year + 1, date.max.year), 1, 1)]


def _line(slip: Slip, across: TimeAxis, up: TimeAxis) -> Line | None:
    """The promise in the drawing; None where nobody knows when it was made."""
    told = [said(item) for item in own_statements(slip.claim)]
    times = tuple(_range(when, across) for when in told if when and _bounds(when))
    if not times:
        return None
    return Line(times, _range(slip.claim["due_on"], up), MARKS[slip.verdict])


def _range(when: DateObject, axis: TimeAxis) -> Range:
    first, last = when["from"], when["to"]
    start = axis.at(date.fromisoformat(first)) if first else axis.start
    end = axis.at(date.fromisoformat(last)) if last else axis.end
    return Range(end if last else start, start, end, not first, not last)


def _on_diagonal(done: Done, across: TimeAxis, up: TimeAxis) -> tuple[float, float] | None:
    days = _bounds(done.first_said)
    return (across.at(days[-1]), up.at(days[-1])) if days else None


Box = tuple[float, float, float, float]


def _labelled(slips: list[Slip]) -> list[Slip]:
    """Numbers beside the marks where they touch neither a mark nor another number."""
    taken = [_box(slip.line.last, slip.line.due.at) for slip in slips if slip.line]
    labelled = []
    for slip in slips:
        label = _label(slip, taken) if slip.number <= MOST_LABELS else None
        line = replace(slip.line, label=label) if slip.line else None
        labelled.append(replace(slip, line=line))
    return labelled


def _label(slip: Slip, taken: list[Box]) -> Label | None:
    """A free place beside the mark, which is then taken; None where there is none."""
    if slip.line is None:
        return None
    wide = DIGIT * len(str(slip.number))
    x, y = slip.line.last, slip.line.due.at
    for anchor, left, middle in (
        ("start", x + REACH + 3, y),
        ("middle", x - wide / 2, y - LINE / 2 - REACH),
        ("middle", x - wide / 2, y + LINE / 2 + REACH),
        ("end", x - REACH - 3 - wide, y),
    ):
        box = (left, middle - LINE / 2, left + wide, middle + LINE / 2)
        if _is_free(box, taken):
            taken.append(box)
            place = {"start": left, "middle": x, "end": left + wide}[anchor]
            return Label(round(place, 1), round(middle + 5, 1), anchor)
    return None


def _box(x: float, y: float) -> Box:
    return (x - REACH, y - REACH, x + REACH, y + REACH)


def _is_free(box: Box, taken: list[Box]) -> bool:
    left, top, right, bottom = box
    return all(
        right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
        for other in taken
    )
