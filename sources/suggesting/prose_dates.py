"""Dates that a sentence says in prose, in EDTF, without a part that is not there.

“In March”, “last year” and “at the end of the week” give nothing. What is relative to a day
(“yesterday”) gives a date only where that day is known, and the reason says what it was counted
from.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from sources.printed_dates import printed_dates

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_RELATIVE = {
    "yesterday": -1,
    "last night": -1,
    "earlier today": 0,
    "today": 0,
    "this morning": 0,
    "gestern": -1,
    "heute": 0,
    "ieri": -1,
    "oggi": 0,
}
_RELATIVE_FORM = re.compile(rf"(?i)(?<!\w)(?:{'|'.join(_RELATIVE)})(?!\w)(?![’'])")
_BEFORE_THE_DAY = re.compile(r"(?i)(?:the day before|vor|avant|l['’]altro|\bnot|like)\s*$")


class ProseDate(NamedTuple):
    """The date in EDTF, and how it is known, in a sentence for editors."""

    edtf: str
    reason: str


def prose_date(words: str, counted_from: str = "") -> ProseDate | None:
    """The one date that the words say, or None where they say none or several.

    `counted_from` is the EDTF date of the text around them; only a single certain day counts.
    """
    printed = printed_dates(words)
    said = {one.edtf for one in printed}
    relative = [
        match
        for match in _RELATIVE_FORM.finditer(words)
        if not _BEFORE_THE_DAY.search(words, max(0, match.start() - 16), match.start())
    ]
    if len(said) == 1 and not relative:
        first = printed[0]
        return ProseDate(first.edtf, f"The text says “{words[first.start : first.end]}”.")
    expressions = {match[0].casefold() for match in relative}
    if said or len(expressions) != 1 or not _DAY.fullmatch(counted_from):
        return None
    return _counted(relative[0][0], counted_from)


def _counted(expression: str, day: str) -> ProseDate | None:
    try:
        found = date.fromisoformat(day) + timedelta(days=_RELATIVE[expression.casefold()])
    except (OverflowError, ValueError):
        return None
    return ProseDate(
        found.isoformat(), f"The text says “{expression}”, counted from its own date, {day}."
    )
