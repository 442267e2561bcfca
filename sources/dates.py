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
from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy, pgettext, pgettext_lazy
from edtf import EDTFParseException, parse_edtf

LONGEST = 64

_EXAMPLES = "2011-12-09, 2014-01~, 2014-21, 2016-07-28~/2016-08-04, 2012-12~/.."

_MONTH = "(?:0[1-9]|1[0-2])"
_DAY = "(?:0[1-9]|[12][0-9]|3[01])"
_SEASON = "[0-9]{4}-2[1-4]"
_DATE = f"[0-9]{{4}}(?:-{_MONTH}(?:-{_DAY})?)?[?~%]?"
_UNSPECIFIED = f"(?:[0-9]{{3}}X|[0-9]{{2}}XX|[0-9]{{4}}-(?:XX|{_MONTH}-XX|XX-XX))[?~%]?"
_SIDE = f"(?:{_DATE}|{_SEASON})"

_PLAIN = re.compile(_DATE)

# The package alone is not strict enough: it strips white space, takes level 2 and times of day,
# and prints and raises AttributeError on "2004-XX/2005". It gets to see only what this lets pass.
_SHAPE = re.compile(rf"{_SIDE}|{_UNSPECIFIED}|{_SIDE}/(?:{_SIDE}|\.\.)?|(?:\.\.)?/{_SIDE}")

_NO_SUCH_DAY = gettext_lazy("there is no such day, or the year is not one of 0001 to 9999")

# The most likely mistakes, each with what to say about it; the first that is found is reported.
_MISTAKES = (
    (r"^\s|\s$", gettext_lazy("there is white space before or after it")),
    (r"[^\x20-\x7e]", gettext_lazy("only the digits 0 to 9 and plain ASCII signs are allowed")),
    (r"^$", gettext_lazy("it is empty")),
    (r"[0-9]T[0-9]|:", gettext_lazy("a time of day cannot be recorded, only a date")),
    (r"(^|/)(-|Y-?[0-9])", gettext_lazy("the year must be 0001 to 9999, in four digits")),
    (r"^(\.\.)?/(\.\.)?$", gettext_lazy("an interval needs a date on at least one side")),
    (r"-2[1-4][?~%]", gettext_lazy("a season takes no qualifier in level 1")),
    (r"X.*/|/.*X", gettext_lazy("an interval takes no unspecified digits in level 1")),
)

# Meteorological seasons of the northern hemisphere: EDTF names seasons and gives them no months.
_SEASON_MONTHS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 2)}

# The words are those of the language in force, English unless somebody says otherwise: whole
# patterns are translated, because languages put day, month and year in orders of their own. They
# are looked up when a date is put into words, not when this module is loaded.
_MONTHS = (
    pgettext_lazy("month", "January"),
    pgettext_lazy("month", "February"),
    pgettext_lazy("month", "March"),
    pgettext_lazy("month", "April"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "June"),
    pgettext_lazy("month", "July"),
    pgettext_lazy("month", "August"),
    pgettext_lazy("month", "September"),
    pgettext_lazy("month", "October"),
    pgettext_lazy("month", "November"),
    pgettext_lazy("month", "December"),
)
_SEASONS = {
    "21": pgettext_lazy("date", "spring %(year)s"),
    "22": pgettext_lazy("date", "summer %(year)s"),
    "23": pgettext_lazy("date", "autumn %(year)s"),
    # "Winter 2014" alone would leave open which of two winters is meant.
    "24": pgettext_lazy("date", "winter %(year)s–%(next_year)s"),
}
_QUALIFIED = {
    "~": pgettext_lazy("date", "%(date)s, approximately"),
    "?": pgettext_lazy("date", "%(date)s, uncertain"),
    "%": pgettext_lazy("date", "%(date)s, approximately, uncertain"),
}


class NotEDTF(ValueError):
    """The text is no date that this record takes. The message is for the editor who wrote it."""

    def __init__(self, reason: Any) -> None:
        message = gettext("This is not a date in EDTF: {reason}. Examples: {examples}")
        super().__init__(message.format(reason=reason, examples=_EXAMPLES))


def bounds(text: str) -> tuple[date | None, date | None]:
    """The first and the last day that `text` covers; None where a side is open or unknown.

    A qualifier never moves a bound: how wide "approximately" is, the source does not say.
    Raises NotEDTF for anything but level 0 and 1 between the years 0001 and 9999.
    """
    # Only after this check may the cache below keep the text.
    if len(text) > LONGEST:
        raise NotEDTF(gettext("it is longer than {longest} characters").format(longest=LONGEST))
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
    """The date in words of the language in force, no more and no less precise than it is.

    >>> in_words("2016-07-28~/2016-08-04")
    'between 28 July 2016, approximately, and 4 August 2016'
    """
    return _in_language(text, get_language())


# Of a date the same words are on many lines of a page, and each takes four look-ups in catalogues.
@lru_cache(maxsize=4096)
def _in_language(text: str, language: str | None) -> str:
    if not text:
        return pgettext("date", "date not known")
    bounds(text)
    start, slash, end = text.partition("/")
    return _interval_in_words(start, end) if slash else _in_words(start)


def since_in_words(text: str) -> str:
    """How long something has held, from a date with words of its own: “{date}” stands for these.

    >>> since_in_words("2012-03-01"), since_in_words("2018-09-08/2018-09-10")
    ('since {date}', 'since some time {date}')
    """
    start, slash, end = text.partition("/")
    if slash and start not in ("", "..") and end not in ("", ".."):
        # Translators: {date} is “between 8 September 2018 and 10 September 2018”.
        return pgettext("date", "since some time {date}")
    if slash or "X" in start:
        # Translators: {date} is “some day of June 2004”, “the 2010s”, “2012 or earlier”.
        return pgettext("date without a day", "since {date}")
    # Translators: {date} is “1 March 2012”, “January 2014, approximately”, “spring 2014”.
    return pgettext("date", "since {date}")


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
        raise NotEDTF(gettext("the interval ends before it begins"))
    return first, last


def _check(text: str) -> None:
    """Raises NotEDTF unless both the expression above and the package take the text."""
    if not _SHAPE.fullmatch(text):
        reasons = (reason for mistake, reason in _MISTAKES if re.search(mistake, text))
        raise NotEDTF(next(reasons, gettext("it is written in another form")))
    if _PLAIN.fullmatch(text):
        # The calendar refuses every day that the package refuses, and a page of promises has a
        # thousand days, of which the package would take seconds.
        return
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
    """A qualifier in mid-sentence stands between two commas."""
    first, last = (_in_words(side) if side not in ("", "..") else "" for side in (start, end))
    comma = (start if first else end)[-1] in _QUALIFIED
    if start == "..":
        pattern = pgettext("date", "%(last)s or earlier")
        with_comma = pgettext("date with a qualifier", "%(last)s, or earlier")
    elif end == "..":
        pattern = pgettext("date", "%(first)s or later")
        with_comma = pgettext("date with a qualifier", "%(first)s, or later")
    elif not start:
        pattern = with_comma = pgettext("date", "from an unknown date to %(last)s")
    elif not end:
        pattern = pgettext("date", "from %(first)s to an unknown date")
        with_comma = pgettext("date with a qualifier", "from %(first)s, to an unknown date")
    else:
        pattern = pgettext("date", "between %(first)s and %(last)s")
        with_comma = pgettext("date with a qualifier", "between %(first)s, and %(last)s")
    return (with_comma if comma else pattern) % {"first": first, "last": last}


def _in_words(side: str) -> str:
    date_only = side.rstrip("?~%")
    words = _unqualified(*_parts(side))
    qualifier = side[len(date_only) :]
    return _QUALIFIED[qualifier] % {"date": words} if qualifier else words


def _unqualified(year: str, month: str, day: str) -> str:
    if "X" in year:
        return _years_in_words(year)
    if month in _SEASONS:
        return _SEASONS[month] % {"year": year, "next_year": f"{int(year) + 1:04}"}
    if month == "XX":
        return _some_in_words(year, day)
    if not month:
        return year
    named = {"month": _MONTHS[int(month) - 1], "year": year}
    if not day:
        return pgettext("date", "%(month)s %(year)s") % named
    if day == "XX":
        return pgettext("date", "some day of %(month)s %(year)s") % named
    return pgettext("date", "%(day)s %(month)s %(year)s") % {"day": int(day), **named}


def _some_in_words(year: str, day: str) -> str:
    """A month of a year, or a day of it."""
    pattern = (
        pgettext("date", "some day of %(year)s")
        if day
        else pgettext("date", "some month of %(year)s")
    )
    return pattern % {"year": year}


def _years_in_words(year: str) -> str:
    """A decade, or a hundred years: "the 2000s" could be either."""
    if year.endswith("XX"):
        century = {"first": f"{year[:2]}00", "last": f"{year[:2]}99"}
        return pgettext("date", "the years %(first)s to %(last)s") % century
    return pgettext("date", "the %(decade)ss") % {"decade": f"{year[:3]}0"}
