"""What was added to an article later, as its first words say: "UPDATE (Aug 4, 2016): …"."""

import re

from sources.printed_dates import printed_dates

# What an update says about itself is not longer than this.
_LONGEST = 80

_SIGNS_AND_DIGITS = " #0123456789[](){}*_:–—-"
_SIGNS = r"[\s\[(*_#]{0,6}"
# In capitals the word stands for itself; otherwise it is one of a sentence ("Updates are coming")
# unless a sign, a number or a date follows.
_CAPITALS = re.compile(rf"{_SIGNS}(?:UPDATED?|EDIT(?:ED)?|ADDENDUM|CORRECTION|NACHTRAG)\b")
_WORD = re.compile(
    rf"{_SIGNS}(?:Updated?|Edit(?:ed)?|Addendum|Correction|Aktualisierung|Ergänzung|Nachtrag)\b"
    r"(?=\s?(?:[:#(\[\]*–—-]|\d|$|on\b|at\b|vom\b|(?:[A-Z][a-z]{2,8}\.?\s\d)))"
)
_END = re.compile(r":(?=\s|$|\*)|[\])](?=\s|$|:)|\s[–—-]\s|[.!?](?=\s|$)")


def update_date(line: str) -> str | None:
    """The date in EDTF that the first line of an update prints, "" where it prints none; None for
    a line that begins no update.

    >>> update_date("UPDATE #2 (Aug 4, 2016): It has begun."), update_date("Updates follow.")
    ('2016-08-04', None)
    """
    begun = _CAPITALS.match(line) or _WORD.match(line)
    if begun is None:
        return None
    rest = line[begun.end() : begun.end() + _LONGEST]
    dates = printed_dates(rest)
    if not dates:
        return ""
    date = dates[0]
    # It belongs to the heading where nothing but a number and signs stands before it, or where the
    # heading goes on: "UPDATE on Aug 4, 2016: …", but not "UPDATE: on Aug 4, 2016 he said …".
    heading = _END.split(rest[: date.start], maxsplit=1)
    if len(heading) > 1 and "".join(heading).strip(_SIGNS_AND_DIGITS):
        return ""
    goes_on = date.end < len(rest) and not _END.match(rest, date.end)
    if goes_on and len(heading) > 1:
        return ""
    return date.edtf if _END.search(rest, date.end) or len(line) <= _LONGEST else ""
