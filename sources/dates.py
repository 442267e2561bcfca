"""Dates as the sources give them: EDTF text, its bounds, and its words.

EDTF is the Extended Date/Time Format of ISO 8601-2:2019; the Library of Congress publishes its
specification. Levels 0 and 1 are used here: `2011-12-09`, `2011-12`, `2011`; a season `2014-21`;
unspecified digits `201X`, `20XX`, `2004-XX`, `2004-06-XX`, `2004-XX-XX`; a qualifier at the end,
`~` approximate, `?` uncertain, `%` both; and intervals `2016-07-28~/2016-08-04`, where `..` is an
open side and nothing at all is an unknown one.
"""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from edtf import EDTFParseException, parse_edtf

LONGEST = 64

_EXAMPLES = "2011-12-09, 2014-01~, 2014-21, 2016-07-28~/2016-08-04, 2012-12~/.."

_MONTH = "(?:0[1-9]|1[0-2])"
_DAY = "(?:0[1-9]|[12][0-9]|3[01])"
_SEASON = "[0-9]{4}-2[1-4]"
_DATE = f"[0-9]{{4}}(?:-{_MONTH}(?:-{_DAY})?)?[?~%]?"
_UNSPECIFIED = f"(?:[0-9]{{3}}X|[0-9]{{2}}XX|[0-9]{{4}}-(?:XX|{_MONTH}-XX|XX-XX))[?~%]?"
_SIDE = f"(?:{_DATE}|{_SEASON})"

# The package alone is not strict enough: it strips white space, takes level 2 and times of day,
# and prints and raises AttributeError on "2004-XX/2005". It gets to see only what this lets pass.
_SHAPE = re.compile(rf"{_SIDE}|{_UNSPECIFIED}|{_SIDE}/(?:{_SIDE}|\.\.)?|(?:\.\.)?/{_SIDE}")

_NO_SUCH_DAY = "there is no such day, or the year is not one of 0001 to 9999"

# The most likely mistakes, each with what to say about it; the first that is found is reported.
_MISTAKES = (
    (r"^\s|\s$", "there is white space before or after it"),
    (r"[^\x20-\x7e]", "only the digits 0 to 9 and plain ASCII signs are allowed"),
    (r"^$", "it is empty"),
    (r"[0-9]T[0-9]|:", "a time of day cannot be recorded, only a date"),
    (r"(^|/)(-|Y-?[0-9])", "the year must be 0001 to 9999, in four digits"),
    (r"^(\.\.)?/(\.\.)?$", "an interval needs a date on at least one side"),
    (r"-2[1-4][?~%]", "a season takes no qualifier in level 1"),
    (r"X.*/|/.*X", "an interval takes no unspecified digits in level 1"),
)

_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
# Meteorological seasons of the northern hemisphere: EDTF names seasons and gives them no months.
_SEASON_MONTHS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 2)}

# English whatever the locale of the server.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_QUALIFIERS = {
    "": "",
    "~": ", approximately",
    "?": ", uncertain",
    "%": ", approximately, uncertain",
}


class NotEDTF(ValueError):
    """The text is no date that this record takes. The message is for the editor who wrote it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This is not a date in EDTF: {reason}. Examples: {_EXAMPLES}")


def bounds(text: str) -> tuple[date | None, date | None]:
    """The first and the last day that `text` covers; None where a side is open or unknown.

    A qualifier never moves a bound: how wide "approximately" is, the source does not say.
    Raises NotEDTF for anything but level 0 and 1 between the years 0001 and 9999.
    """
    # Only after this check may the cache below keep the text.
    if len(text) > LONGEST:
        raise NotEDTF(f"it is longer than {LONGEST} characters")
    return _bounds(text)


def date_object(text: str) -> dict[str, str | None] | None:
    """The date for JSON, its bounds in ISO 8601; None for "", a date that is not known.

    >>> date_object("2014-01~")
    {'edtf': '2014-01~', 'from': '2014-01-01', 'to': '2014-01-31'}
    """
    if not text:
        return None
    first, last = bounds(text)
    return {
        "edtf": text,
        "from": first.isoformat() if first else None,
        "to": last.isoformat() if last else None,
    }


def in_words(text: str) -> str:
    """The date in English, no more and no less precise than it is.

    >>> in_words("2016-07-28~/2016-08-04")
    'between 28 July 2016, approximately, and 4 August 2016'
    """
    if not text:
        return "date not known"
    bounds(text)
    start, slash, end = text.partition("/")
    return _interval_in_words(start, end) if slash else _in_words(start)


# The package takes some 5 ms for a date, and a page shows a hundred of them.
@lru_cache(maxsize=4096)
def _bounds(text: str) -> tuple[date | None, date | None]:
    _check(text)
    start, slash, end = text.partition("/")
    try:
        first, last = _first_day(start), _last_day(end if slash else start)
    except ValueError:
        raise NotEDTF(_NO_SUCH_DAY) from None
    if first and last and first > last:
        raise NotEDTF("the interval ends before it begins")
    return first, last


def _check(text: str) -> None:
    """Raises NotEDTF unless both the expression above and the package take the text."""
    if not _SHAPE.fullmatch(text):
        reasons = (reason for mistake, reason in _MISTAKES if re.search(mistake, text))
        raise NotEDTF(next(reasons, "it is written in another form"))
    try:
        parse_edtf(text)
    except EDTFParseException:
        raise NotEDTF(_NO_SUCH_DAY) from None


# The bounds of the package are not used. In it a winter is one month of December, the 29th of
# February is in every year, an open side is an infinite number, an unknown side is ten years from
# the other, and a Django setting may change all that.


def _first_day(side: str) -> date | None:
    """ValueError where the calendar has no such day; None for an open or unknown side."""
    if side in ("", ".."):
        return None
    year, month, day = _parts(side)
    first_month = _SEASON_MONTHS[month][0] if month in _SEASONS else _number(month, 1)
    return date(int(year.replace("X", "0")), first_month, _number(day, 1))


def _last_day(side: str) -> date | None:
    """ValueError where the calendar has no such day; None for an open or unknown side."""
    if side in ("", ".."):
        return None
    year, month, day = _parts(side)
    last_month = _SEASON_MONTHS[month][1] if month in _SEASONS else _number(month, 12)
    # A winter ends in the February of the next year.
    last_year = int(year.replace("X", "9")) + (month == "24")
    return date(last_year, last_month, _number(day, monthrange(last_year, last_month)[1]))


def _parts(side: str) -> tuple[str, str, str]:
    """Year, month or season, and day, as digits or X; "" for what is not given."""
    year, month, day, *_ = [*side.rstrip("?~%").split("-"), "", ""]
    return year, month, day


def _number(digits: str, unspecified: int) -> int:
    return unspecified if digits in ("", "XX") else int(digits)


def _interval_in_words(start: str, end: str) -> str:
    if start == "..":
        return f"{_in_words(end)}{_closing_comma(end)} or earlier"
    if end == "..":
        return f"{_in_words(start)}{_closing_comma(start)} or later"
    if not start:
        return f"from an unknown date to {_in_words(end)}"
    if not end:
        return f"from {_in_words(start)}{_closing_comma(start)} to an unknown date"
    return f"between {_in_words(start)}{_closing_comma(start)} and {_in_words(end)}"


def _closing_comma(side: str) -> str:
    """A qualifier in mid-sentence stands between two commas."""
    return "," if side[-1] in _QUALIFIERS else ""


def _in_words(side: str) -> str:
    date_only = side.rstrip("?~%")
    year, month, day = _parts(side)
    return _unqualified(year, month, day) + _QUALIFIERS[side[len(date_only) :]]


def _unqualified(year: str, month: str, day: str) -> str:
    if "X" in year:
        return _years_in_words(year)
    if "XX" in (month, day):
        unit = "day" if day else "month"
        return f"some {unit} of {_month_in_words(year, month)}"
    return f"{int(day)} {_month_in_words(year, month)}" if day else _month_in_words(year, month)


def _month_in_words(year: str, month: str) -> str:
    """A month, a season or, where there is none, the year alone."""
    if month == "24":
        # "Winter 2014" alone would leave open which of two winters is meant.
        return f"winter {year}–{int(year) + 1:04}"
    if month in _SEASONS:
        return f"{_SEASONS[month]} {year}"
    return f"{_MONTHS[int(month) - 1]} {year}" if month not in ("", "XX") else year


def _years_in_words(year: str) -> str:
    """A decade, or a hundred years: "the 2000s" could be either."""
    if year.endswith("XX"):
        return f"the years {year[:2]}00 to {year[:2]}99"
    return f"the {year[:3]}0s"
