"""What was measured beside what was asked for, as lines of a table in Markdown."""

from collections.abc import Iterable
from dataclasses import dataclass

COLUMNS = ("goal", "what", "record", "database", "ours", "anchor", "measured", "asked for", "")


@dataclass(frozen=True)
class Result:
    """`measured` in `unit`, "×" for a ratio of ours to the anchor. `at_most` and `at_least` are
    what the goal asks for; a line with neither is for information. `ours` and `anchor` are the
    figures that a ratio was made of, in words."""

    goal: str
    what: str
    claims: int
    vendor: str
    measured: float
    unit: str = "×"
    at_most: float | None = None
    at_least: float | None = None
    ours: str = ""
    anchor: str = ""

    @property
    def is_met(self) -> bool | None:
        """None where the goal asks for nothing."""
        if self.at_most is not None:
            return self.measured <= self.at_most
        return None if self.at_least is None else self.measured >= self.at_least

    def cells(self) -> tuple[str, ...]:
        asked = ""
        if self.at_most is not None:
            asked = f"at most {_figure(self.at_most, self.unit)}"
        elif self.at_least is not None:
            asked = f"at least {_figure(self.at_least, self.unit)}"
        verdict = {True: "met", False: "**not met**", None: ""}[self.is_met]
        measured = _figure(self.measured, self.unit)
        size = f"{self.claims:,}"
        given = (self.goal, self.what, size, self.vendor, self.ours, self.anchor, measured)
        return (*given, asked, verdict)


def _figure(value: float, unit: str) -> str:
    digits = 2 if abs(value) < 100 else 0
    return f"{value:,.{digits}f}{'' if unit == '×' else ' '}{unit}"


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms"


def table(results: Iterable[Result]) -> str:
    rows = [COLUMNS, tuple("---" for _ in COLUMNS), *(result.cells() for result in results)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
