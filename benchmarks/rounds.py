"""Several things measured in turn, A B A B …, so that a change of the machine meets all of them."""

import statistics
from collections.abc import Callable, Mapping

ROUNDS = 5

Measurement = Callable[[], float]


def medians(works: Mapping[str, Measurement], *, warm: bool = True) -> dict[str, float]:
    """The median of what each returned; each is done once before, uncounted, unless not `warm`."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for counted in (*[False] * warm, *[True] * ROUNDS):
        for name, work in works.items():
            value = work()
            if counted:
                found[name].append(value)
    return {name: statistics.median(values) for name, values in found.items()}
