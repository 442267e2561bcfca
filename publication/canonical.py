"""The canonical bytes of a document, its digest, and the hash chain over all editions.

The rules are those of docs/json.md: keys sorted, separators `,` and `:`, no ASCII escaping, no
floats, one line, UTF-8. Equal records therefore give equal bytes on every site.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64

TEXT = frozenset({str})
PLAIN = frozenset({str, int, bool, type(None)})


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: Any) -> bytes:
    """The one spelling of `value`; raises TypeError where it holds a float or a key not text."""
    _refuse_floats(value)
    return _ENCODER.encode(value).encode("utf-8")


def digest(document: bytes) -> str:
    """SHA-256 of exactly these bytes, in hexadecimal."""
    return hashlib.sha256(document).hexdigest()


def chain_hash(previous: str, line: dict[str, Any]) -> str:
    """SHA-256 of the previous chain hash (hexadecimal) and the canonical line that follows it."""
    return hashlib.sha256(previous.encode("ascii") + canonical(line)).hexdigest()


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second: `2026-11-22T09:30:00Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _refuse_floats(value: Any) -> None:
    """Looks at the types of all values of an object at once: most objects hold plain values only,
    and a call for each of those took longer than to write the document."""
    waiting = [value]
    for outer in waiting:
        if isinstance(outer, float):
            raise TypeError("A document holds no floats: their text differs between programs.")
        if isinstance(outer, dict):
            if not TEXT.issuperset(map(type, outer)):
                wrong = next(key for key in outer if type(key) is not str)
                raise TypeError(f"A document's keys are text, not {wrong!r}.")
            inner: Iterable[Any] = outer.values()
        elif isinstance(outer, list | tuple):
            inner = outer
        else:
            continue
        if not PLAIN.issuperset(map(type, inner)):
            waiting += [one for one in inner if type(one) not in PLAIN]
