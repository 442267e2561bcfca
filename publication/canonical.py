"""The canonical bytes of a document, its digest, and the hash chain over all editions.

The rules are those of docs/json.md: keys sorted, separators `,` and `:`, no ASCII escaping, no
floats, one line, UTF-8. Equal records therefore give equal bytes on every site.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson

GENESIS = "0" * 64

TEXT = frozenset({str})
PLAIN = frozenset({str, int, bool, type(None)})


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)

# All digits look alike, and so does what a number can follow.
_ALIKE = bytes.maketrans(b"123456789,[-", b"000000000:::")


def canonical(value: Any) -> bytes:
    """The one spelling of `value`; raises TypeError where it holds a float or a key not text.

    The quick encoder spells what is JSON as the other one does, and also takes what is not. So its
    text counts only where it is read back as what was given, and can hold no float; else the slow
    way says what is wrong, or that nothing is.
    """
    try:
        body = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        # Not JSON, or a whole number of more than 64 bits.
        return _slowly(value)
    alike = body.translate(_ALIKE)
    may_hold_a_float = isinstance(value, float) or b"0.0" in alike or b":0e" in alike
    if may_hold_a_float or orjson.loads(body) != value:
        return _slowly(value)
    return body


def _slowly(value: Any) -> bytes:
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
