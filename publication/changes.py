"""Whether a new document only adds to the one before, or alters what was published."""

from typing import Any

# What follows from the rest of a document, or says how it was checked: a new value of these is no
# correction of anything that was published.
DERIVED = frozenset({"edition", "standing", "first_said_on", "last_said_on", "anchor", "withdrawn"})


def adds_only(old: Any, new: Any) -> bool:
    """Whether everything in `old` still stands in `new`, word for word.

    Objects in a list are matched by their `id`; other lists must begin as they did.
    """
    if isinstance(old, dict):
        return isinstance(new, dict) and all(
            key in DERIVED or (key in new and adds_only(value, new[key]))
            for key, value in old.items()
        )
    if isinstance(old, list) and isinstance(new, list):
        by_id = {item["id"]: item for item in new if isinstance(item, dict) and "id" in item}
        return all(
            adds_only(item, by_id.get(item["id"]))
            if isinstance(item, dict) and "id" in item
            else index < len(new) and adds_only(item, new[index])
            for index, item in enumerate(old)
        )
    return bool(old == new and type(old) is type(new))
