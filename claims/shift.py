"""What one more followup does to where a claim stands: pure functions over items of its document.

Of a followup only its `id`, `occurred_on` and `verdict` are read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from claims.standing import standing, verdicts

Item = dict[str, Any]


@dataclass(frozen=True)
class Shift:
    """The verdicts of a claim in date order, `new` among them, and the standing on either side.

    `decided_by` is the later evidence that decides although the new one brings a verdict.
    """

    before: str
    after: str
    new: str
    order: tuple[Item, ...]
    decided_by: Item | None

    @property
    def changes(self) -> bool:
        return self.before != self.after


def shift(published: Iterable[Item], new: Item) -> Shift:
    """What publishing `new` beside the published followups does."""
    others = [item for item in published if item["id"] != new["id"]]
    order = verdicts([*others, new])
    last = order[-1] if order else None
    return Shift(
        before=standing(others, None)["verdict"],
        after=last["verdict"] if last else "open",
        new=new["id"],
        order=tuple(order),
        decided_by=last if new["verdict"] and last and last["id"] != new["id"] else None,
    )
