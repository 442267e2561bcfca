"""What differs between two documents: a complete list of places, with what stood and stands there.

Nothing is weighed or left out here; who shows the list decides on words and order.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


class Absent:
    """What stands at a place that a document does not have, which is not the same as null."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()

# The keys that tell the items of a list apart, the better one first.
IDENTITIES = ("id", "type")


@dataclass(frozen=True)
class Difference:
    """One place where two documents differ. `path` names keys, and items of lists by their id."""

    path: tuple[str, ...]
    before: Any
    after: Any

    @property
    def is_added(self) -> bool:
        return self.before is ABSENT

    @property
    def is_removed(self) -> bool:
        return self.after is ABSENT


def _never(value: Any) -> bool:
    return False


def differences(
    before: Any,
    after: Any,
    *,
    whole: Callable[[Any], bool] = _never,
    path: tuple[str, ...] = (),
) -> Iterator[Difference]:
    """Every place where `after` differs from `before`, keys in order of the alphabet.

    Objects are compared key by key, unless `whole` says that one is a single value (as a date with
    its bounds is). Items of a list are matched by their `id` or `type` where each has one of its
    own: another order of the same items is no difference. Any other list is a single value.
    """
    if _same(before, after):
        return
    if whole(before) or whole(after):
        yield Difference(path, before, after)
        return
    old, new = _parts(before), _parts(after)
    # Without the types, an empty list and an empty object would both have no parts that differ.
    if old is None or new is None or type(before) is not type(after):
        yield Difference(path, before, after)
        return
    names = list(old) + [name for name in new if name not in old]
    for name in sorted(names) if isinstance(before, dict) else names:
        yield from differences(
            old.get(name, ABSENT), new.get(name, ABSENT), whole=whole, path=(*path, name)
        )


def _same(before: Any, after: Any) -> bool:
    """Equal and of one type all the way down: to Python, 1 equals true."""
    if type(before) is not type(after):
        return False
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_same(before[k], after[k]) for k in before)
    if isinstance(before, list):
        pairs = zip(before, after, strict=False)
        return len(before) == len(after) and all(_same(*pair) for pair in pairs)
    return bool(before == after)


def _parts(value: Any) -> dict[str, Any] | None:
    """The named parts of an object or of a list of objects; None for a single value."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return None
    for identity in IDENTITIES:
        names = [item.get(identity) for item in value]
        if all(isinstance(name, str) for name in names) and len(set(names)) == len(names):
            return dict(zip(names, value, strict=True))
    return None
