"""Counts as bars: the number is printed beside each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The longest bar, in units of the drawing; the shortest can still be seen.
LONGEST = 100.0
SHORTEST = 1.0


@dataclass(frozen=True)
class Bar:
    """How often something is so; `length` is its part of the longest."""

    value: Any
    count: int
    length: float


def bars(counts: Mapping[Any, int]) -> list[Bar]:
    """In the order of the counts. The longest bar is the largest count, and zero has no length."""
    most = max(counts.values(), default=0)
    return [Bar(value, count, _length(count, most)) for value, count in counts.items()]


def _length(count: int, most: int) -> float:
    return max(SHORTEST, round(LONGEST * count / most, 1)) if count else 0.0
