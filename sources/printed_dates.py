"""Dates as people and programs print them beside a text, read into EDTF.

A part that is not printed is never added, and a form that two countries read differently gives
nothing: a wrong day beside a named person's words is harm, a missing one is only work. What is
read is the day as printed; a time of day and its zone stay outside.
"""

import re
from datetime import date
from typing import NamedTuple

_NAMES = (
    "january januar jänner jan",
    "february februar feber feb",
    "march märz maerz mar mär mrz",
    "april apr",
    "may mai",
    "june juni jun",
    "july juli jul",
    "august aug",
    "september sept sep",
    "october oktober oct okt",
    "november nov",
    "december dezember dec dez",
)
_MONTHS = {name: n for n, names in enumerate(_NAMES, start=1) for name in names.split()}

# The longest names first, so that "Mar" is not found in "March".
_MONTH = f"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
# No other years are expected in print, and "March 3, 1000 units" is not one.
_YEAR = "(?:1[6-9]|2[01])[0-9]{2}"
_ANY_YEAR = re.compile(_YEAR)
_DAY = "[0-9]{1,2}(?:st|nd|rd|th|\\.)?"
# A line may be broken within a date, as mail programs do.
_GAP = r"(?:[^\S\r\n]{1,4}|[^\S\r\n]?\r?\n[^\S\r\n]{0,8})"
_TIME = rf"(?:{_GAP}[0-9]{{1,2}}:[0-9]{{2}}:[0-9]{{2}}(?:{_GAP}[A-Z]{{3,4}})?)"

_FORMS = re.compile(
    rf"""(?ix)(?<![\w\#])(?=[0-9jfmasond])(?:
    (?P<m1>{_MONTH})\b\.?{_GAP}(?:the{_GAP})?(?P<d1>{_DAY})
        (?:,?{_TIME}?{_GAP}(?:of{_GAP})?|,)(?P<y1>{_YEAR})
    | (?P<d2>{_DAY})(?:{_GAP}(?:of{_GAP})?|(?<=\.)|-)(?P<m2>{_MONTH})\b\.?
        (?:,?{_GAP}(?:of{_GAP})?|-)(?P<y2>{_YEAR})
    | (?P<m3>{_MONTH})\b\.?,?{_GAP}(?:of{_GAP})?(?P<y3>{_YEAR})
    | (?P<y4>{_YEAR})(?P<s4>[-/])(?P<m4>[0-9]{{1,2}})(?:(?P=s4)(?P<d4>[0-9]{{1,2}}))?
    | (?P<a5>[0-9]{{1,2}})(?P<s5>[-/.])(?P<b5>[0-9]{{1,2}})(?P=s5)(?P<y5>{_YEAR})
    )"""
)
# What goes on is a number, an address, a span of years, or "3 March 2014–16".
_GOES_ON = re.compile(r"[-/.–][0-9]|(?!T[0-9])[\w/]")
# The end of "3–5 March 2014", "March/April 2014" and "/2014/03/03" is no date by itself.
_SPAN = re.compile(
    rf"(?i)(?:(?:\b{_MONTH}|(?<![0-9])[0-9]{{1,2}}(?:st|nd|rd|th)?)\.?\s?[-–—/]\s?|[-/.])$"
)
_NUMBER = re.compile(r"[0-9][.,]?\s{1,4}$")
_ONLY_A_YEAR = re.compile(rf"[\s()\[\]:,.–—-]*(?P<y>{_YEAR})[\s()\[\]:,.–—-]*")


class PrintedDate(NamedTuple):
    """The place of a date in code points, the end not included, and the date in EDTF."""

    start: int
    end: int
    edtf: str


def printed_date(text: str) -> str:
    """The one date that a short text such as a byline prints, in EDTF; "" where it prints none,
    several different ones, or one that can be read in two ways.

    >>> printed_date("January 11th, 2015 at 8:40 AM"), printed_date("03/04/2014")
    ('2015-01-11', '')
    """
    year = _ONLY_A_YEAR.fullmatch(text)
    if year:
        return year["y"]
    found = {one.edtf for one in printed_dates(text)}
    return found.pop() if len(found) == 1 else ""


def printed_dates(text: str) -> list[PrintedDate]:
    """Every date with at least a month that is printed in a text, in its order.

    A year alone is left out: among other words it may be any number.
    """
    found: list[PrintedDate] = []
    # Most lines hold no year, and looking for one is much quicker than looking for a date.
    if not _ANY_YEAR.search(text):
        return found
    for match in _FORMS.finditer(text):
        start, end = match.span()
        if _GOES_ON.match(text, end) or _SPAN.search(text[max(0, start - 16) : start]):
            continue
        edtf = _edtf(match, text)
        if edtf:
            found.append(PrintedDate(start, end, edtf))
    return found


def _edtf(match: re.Match[str], text: str) -> str:
    if match["y1"]:
        return _day(match["y1"], _MONTHS[match["m1"].lower()], match["d1"])
    if match["y2"]:
        return _day(match["y2"], _MONTHS[match["m2"].lower()], match["d2"])
    if match["y3"]:
        # "We may 2014 …" is no month, and the "March 2014" of "123 March 2014" is no date.
        before = text[max(0, match.start() - 8) : match.start()]
        if match["m3"][0].islower() or _NUMBER.search(before):
            return ""
        return f"{match['y3']}-{_MONTHS[match['m3'].lower()]:02}"
    if match["y4"]:
        return _year_first(match)
    return _year_last(match["y5"], match["s5"], int(match["a5"]), int(match["b5"]))


def _year_first(match: re.Match[str]) -> str:
    year, month = match["y4"], int(match["m4"])
    if match["d4"]:
        return _day(year, month, match["d4"])
    # "2011-12" may be two years as well as a December; "2014-03" can only be a month.
    if match["s4"] == "-" and len(match["m4"]) == 2 and 1 <= month <= min(12, int(year[2:])):
        return f"{year}-{month:02}"
    return ""


def _year_last(year: str, sign: str, first: int, second: int) -> str:
    """With full stops the day is first wherever they are used; otherwise both orders are."""
    readings = {_day(year, second, str(first))}
    if sign != ".":
        readings.add(_day(year, first, str(second)))
    readings.discard("")
    return readings.pop() if len(readings) == 1 else ""


def _day(year: str, month: int, day: str) -> str:
    """ "" where the calendar has no such day: then something else was meant, or a slip."""
    number = int(re.match("[0-9]+", day)[0])  # type: ignore[index]
    try:
        return date(int(year), month, number).isoformat()
    except ValueError:
        return ""
