"""What was added to an article later, as its first words say: "UPDATE (Aug 4, 2016): …"."""

import re

from sources.printed_dates import printed_date, printed_dates

# What an update says about itself is not longer than this.
_LONGEST = 80

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
    # The date may stand before the sign that ends the heading or right after it.
    for end in _END.finditer(rest):
        if printed_date(rest[: end.end()]):
            return printed_date(rest[: end.end()])
        if rest[: end.start()].strip(" #0123456789[](){}*_"):
            break
        after = rest[end.end() :].lstrip()
        dates = printed_dates(after)
        if dates and dates[0].start == 0:
            whole = dates[0].end == len(after) or _END.match(after, dates[0].end)
            return dates[0].edtf if whole else ""
    else:
        return printed_date(rest) if len(line) <= _LONGEST else ""
    return ""
