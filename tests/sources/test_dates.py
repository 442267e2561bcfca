import re
from collections.abc import Callable
from datetime import date

import pytest
from edtf import EDTFParseException, parse_edtf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sources.dates import _SHAPE, LONGEST, NotEDTF, bounds, date_object, in_words

EXAMPLES = ("2011-12-09", "2014-01~", "2014-21", "2016-07-28~/2016-08-04", "2012-12~/..")

# EDTF text, first day, last day, words.
TABLE = [
    # Days, months and years.
    ("2011-12-09", "2011-12-09", "2011-12-09", "9 December 2011"),
    ("2012-02-29", "2012-02-29", "2012-02-29", "29 February 2012"),
    ("2000-02-29", "2000-02-29", "2000-02-29", "29 February 2000"),
    ("2016-12-31", "2016-12-31", "2016-12-31", "31 December 2016"),
    ("2014-01", "2014-01-01", "2014-01-31", "January 2014"),
    ("2014-02", "2014-02-01", "2014-02-28", "February 2014"),
    ("2016-02", "2016-02-01", "2016-02-29", "February 2016"),
    ("1900-02", "1900-02-01", "1900-02-28", "February 1900"),
    ("2000-02", "2000-02-01", "2000-02-29", "February 2000"),
    ("2014-04", "2014-04-01", "2014-04-30", "April 2014"),
    ("2014", "2014-01-01", "2014-12-31", "2014"),
    ("0001", "0001-01-01", "0001-12-31", "0001"),
    ("0001-01-01", "0001-01-01", "0001-01-01", "1 January 0001"),
    ("9999-12-31", "9999-12-31", "9999-12-31", "31 December 9999"),
    # A qualifier changes the words and never the bounds.
    ("2014-01~", "2014-01-01", "2014-01-31", "January 2014, approximately"),
    ("2014-01?", "2014-01-01", "2014-01-31", "January 2014, uncertain"),
    ("2014-01%", "2014-01-01", "2014-01-31", "January 2014, approximately, uncertain"),
    ("2012~", "2012-01-01", "2012-12-31", "2012, approximately"),
    ("2011-12-10?", "2011-12-10", "2011-12-10", "10 December 2011, uncertain"),
    # Seasons.
    ("2014-21", "2014-03-01", "2014-05-31", "spring 2014"),
    ("2014-22", "2014-06-01", "2014-08-31", "summer 2014"),
    ("2014-23", "2014-09-01", "2014-11-30", "autumn 2014"),
    ("2014-24", "2014-12-01", "2015-02-28", "winter 2014–2015"),
    ("2015-24", "2015-12-01", "2016-02-29", "winter 2015–2016"),
    ("9998-24", "9998-12-01", "9999-02-28", "winter 9998–9999"),
    # Unspecified digits.
    ("201X", "2010-01-01", "2019-12-31", "the 2010s"),
    ("200X", "2000-01-01", "2009-12-31", "the 2000s"),
    ("20XX", "2000-01-01", "2099-12-31", "the years 2000 to 2099"),
    ("01XX", "0100-01-01", "0199-12-31", "the years 0100 to 0199"),
    ("001X", "0010-01-01", "0019-12-31", "the 0010s"),
    ("2004-XX", "2004-01-01", "2004-12-31", "some month of 2004"),
    ("2004-06-XX", "2004-06-01", "2004-06-30", "some day of June 2004"),
    ("2004-02-XX", "2004-02-01", "2004-02-29", "some day of February 2004"),
    ("2004-XX-XX", "2004-01-01", "2004-12-31", "some day of 2004"),
    ("201X~", "2010-01-01", "2019-12-31", "the 2010s, approximately"),
    ("2004-06-XX?", "2004-06-01", "2004-06-30", "some day of June 2004, uncertain"),
    # Intervals.
    (
        "2016-07-28~/2016-08-04",
        "2016-07-28",
        "2016-08-04",
        "between 28 July 2016, approximately, and 4 August 2016",
    ),
    (
        "2018-09-08/2018-09-10",
        "2018-09-08",
        "2018-09-10",
        "between 8 September 2018 and 10 September 2018",
    ),
    ("2019-02/2019-12", "2019-02-01", "2019-12-31", "between February 2019 and December 2019"),
    ("2014-21/2014-24", "2014-03-01", "2015-02-28", "between spring 2014 and winter 2014–2015"),
    ("2014/2014", "2014-01-01", "2014-12-31", "between 2014 and 2014"),
    ("2014-05-10/2014", "2014-05-10", "2014-12-31", "between 10 May 2014 and 2014"),
    ("2012?/2014%", "2012-01-01", "2014-12-31", None),
    # Open and unknown sides.
    ("2012-12~/..", "2012-12-01", None, "December 2012, approximately, or later"),
    ("2012-12-05/..", "2012-12-05", None, "5 December 2012 or later"),
    ("2014-24/..", "2014-12-01", None, "winter 2014–2015 or later"),
    ("../2012", None, "2012-12-31", "2012 or earlier"),
    ("../2012-02?", None, "2012-02-29", "February 2012, uncertain, or earlier"),
    ("/2012", None, "2012-12-31", "from an unknown date to 2012"),
    ("/2012~", None, "2012-12-31", "from an unknown date to 2012, approximately"),
    ("2012/", "2012-01-01", None, "from 2012 to an unknown date"),
    ("2012-12~/", "2012-12-01", None, "from December 2012, approximately, to an unknown date"),
]

# Every distinct date of the first record (statements, sources, followups and due dates).
RECORD = """
    2011-02-23 2011-10-28 2011-12-09 2011-12-10 2011-12-10~ 2011-12~ 2012-02-25 2012-03-01
    2012-03-11 2012-03-19 2012-03-21 2012-03-24 2012-12~/.. 2012~ 2013-02-02 2013-02-26 2014-01-05
    2014-01-27 2014-01-30 2014-01~ 2014-04-29 2014-10 2014-10-08 2014-21 2015-01-17 2015-01-17~
    2015-01~ 2015-04-13 2015-04-14 2015-08-25 2015-09-27 2016-01-05 2016-01-06 2016-03-10
    2016-03-11 2016-03~ 2016-04-05 2016-04-07 2016-05-16 2016-06-02 2016-06-17 2016-07-23
    2016-07-24 2016-07-28~/2016-08-04 2016-08-03 2016-08-04 2016-08-05/2016-08-06 2016-08-06
    2016-09-30 2017-07-05 2017-07-06 2017-07-18 2017-11-24 2017-11-30 2018-03 2018-03-16
    2018-09-08/2018-09-10 2018-09-10 2019-01 2019-01-16 2019-01-31 2019-02/2019-12 2019-06-09
    2019-06-17 2020-01-13 2022-03-22 2026-11-22
"""

# A part of what the editor is told, and what is refused so.
EMPTY = "it is empty"
SPACE = "white space before or after"
ASCII = "plain ASCII"
TIME = "a time of day"
YEAR = "0001 to 9999, in four digits"
SIDES = "on at least one side"
SEASON = "a season takes no qualifier"
UNSPECIFIED = "no unspecified digits"
NO_DAY = "there is no such day"
REVERSED = "ends before it begins"
LONG = "longer than 64 characters"
FORM = "in another form"
NONSENSE = {
    EMPTY: [""],
    SPACE: [" ", " 2014", "2014 ", "2014\n", "\t2014", "2014\u00a0", "\u20282014"],
    ASCII: [
        *("２０１４", "٢٠١٤", "2014–01", "2014−01", "2014-01-0１", "2014\x00", "20\u200b14"),
        *("20\n14", "\ud800", "😀"),
    ],
    TIME: ["2014-01-01T10:00:00", "2014-01-01T10:00:00Z", "2014-01-01T10:00:00+01:00", "10:00"],
    YEAR: ["-0001", "-2014-01", "-201X", "Y20000", "Y-20000", "2014/-2015", "-0005/2014"],
    SIDES: ["/", "../..", "../", "/.."],
    SEASON: ["2014-21~", "2014-24?", "2014-21%/2015", "2014/2015-22~"],
    UNSPECIFIED: ["201X/2020", "2004-XX/2005", "2004-06-XX/2004-07-03", "/20XX", "201X/.."],
    NO_DAY: [
        *("2011-02-30", "2011-02-29", "1900-02-29", "2011-04-31", "2011-02-29~"),
        *("2011-02-29/2012", "2010/2011-06-31", "../2011-02-29"),
        *("0000", "0000-01-01", "000X", "00XX", "9999-24", "2014/9999-24"),
    ],
    REVERSED: [
        *("2014/2012", "2014-02/2014-01", "2014-01-02/2014-01-01", "2014-22/2014-05", "2014~/2013?")
    ],
    FORM: [
        # Level 2.
        *("[2014,2015]", "{2014,2015}", "2014-25", "2014-41", "2014S2", "1XXX", "XXXX", "X014"),
        *("2X14", "201X-12", "2004-1X", "2004-XX-01", "156X-12-25", "2004~-06-11", "~2004"),
        *("2004-06~-11", "?2004-06-~11", "2014..2015", "..2014", "2014..", "2014-21^x"),
        # Other forms of ISO 8601.
        *("20140101", "2014-001", "2014-W05", "14", "P1Y"),
        # Slips.
        *("2014-1", "2014-1-1", "02014", "2014-13", "2014-00", "2014-20", "2014-01-00"),
        *("2014-01-32", "2014-21-01", "2014~~", "2014?~", "2014~ /2015", "2014-", "2014-01-"),
        *("2014/2015/2016", "2014//2015", "...", "2014/open"),
        # Words, and notations of other places.
        *("09/12/2011", "12.9.2011", "9 December 2011", "yesterday", "unknown", "Tuesday", "TBD"),
    ],
}


def expected_span(text: str) -> tuple[date | None, date | None]:
    """The bounds, by trying every day of the years that the text can touch: slow, independent."""
    start, slash, end = text.partition("/")
    side = end if slash else start
    first = (day for day in map(date.fromordinal, days_near(start)) if covers(start, day))
    last = (day for day in map(date.fromordinal, reversed(days_near(side))) if covers(side, day))
    return next(first, None), next(last, None)


def days_near(side: str) -> range:
    """The days of the years named and of the one after them, in which a winter ends."""
    if side in ("", ".."):
        return range(0)
    first_year, last_year = (int(side[:4].replace("X", digit)) for digit in "09")
    january, december = date(first_year, 1, 1), date(min(last_year + 1, 9999), 12, 31)
    return range(january.toordinal(), december.toordinal() + 1)


def covers(side: str, day: date) -> bool:
    pattern = side.rstrip("?~%").replace("X", ".")
    if re.search("-2[1-4]$", pattern) and len(pattern) == 7:
        december_year = day.year - (day.month < 3)
        season = {0: "24", 1: "21", 2: "22", 3: "23"}[day.month % 12 // 3]
        return f"{december_year:04}-{season}" == pattern
    return re.match(pattern, day.isoformat()) is not None


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def problem(text: str, find: Callable[[str], tuple[date | None, date | None]]) -> str:
    """What is wrong with the bounds that `find` gives, or nothing."""
    found = find(text)
    return "" if found == expected_span(text) else f"{text}: {found}"


def bounds_of_the_package(text: str) -> tuple[date | None, date | None]:
    parsed = parse_edtf(text)
    # An open side is an infinite float.
    sides = (parsed.lower_strict(), parsed.upper_strict())
    first, last = (None if isinstance(side, float) else date(*side[:3]) for side in sides)
    return first, last


def refuses(parse: Callable[[str], object], text: str, error: type[Exception]) -> bool:
    try:
        parse(text)
    except error:
        return True
    return False


YEARS = st.integers(1, 9998).map("{:04}".format)
MONTHS = st.integers(1, 12).map("-{:02}".format)
DAYS = st.integers(1, 31).map("-{:02}".format)
QUALIFIERS = st.sampled_from(["", "~", "?", "%"])
DATES = st.one_of(
    st.tuples(YEARS, QUALIFIERS),
    st.tuples(YEARS, MONTHS, QUALIFIERS),
    st.tuples(YEARS, MONTHS, DAYS, QUALIFIERS),
    st.tuples(YEARS, st.sampled_from(["-21", "-22", "-23", "-24"])),
).map("".join)
UNSPECIFIED_DATES = st.one_of(
    st.tuples(YEARS.map(lambda year: year[:3] + "X"), QUALIFIERS),
    st.tuples(YEARS, st.sampled_from(["-XX", "-XX-XX"]), QUALIFIERS),
    st.tuples(YEARS, MONTHS, st.just("-XX"), QUALIFIERS),
).map("".join)
INTERVALS = st.tuples(DATES, DATES | st.sampled_from(["", ".."])).map("/".join)
BACKWARD_OPEN = st.tuples(st.sampled_from(["", ".."]), DATES).map("/".join)
SHAPED = DATES | UNSPECIFIED_DATES | INTERVALS | BACKWARD_OPEN
NEARLY_SHAPED = st.text(alphabet="0129X-/.~?%T: Y", max_size=LONGEST + 2)


class TestBounds:
    @pytest.mark.parametrize(("text", "first", "last", "words"), TABLE)
    def test_the_first_and_the_last_day(
        self, text: str, first: str | None, last: str | None, words: str | None
    ) -> None:
        assert (*map(iso, bounds(text)),) == (first, last)

    @pytest.mark.parametrize("text", [row[0] for row in TABLE] + RECORD.split())
    def test_the_same_as_trying_every_day(self, text: str) -> None:
        assert problem(text, bounds) == ""

    @pytest.mark.parametrize("text", ["2014-24", "2014/2014-24", "2012/", "/2012", "/2012-02"])
    def test_the_bounds_of_the_package_do_not_pass_that_test(self, text: str) -> None:
        assert problem(text, bounds_of_the_package)

    @pytest.mark.parametrize("text", ["2016-02", "2012-02~/..", "201X", "2004-06-XX", "../2014-22"])
    def test_elsewhere_the_bounds_of_the_package_do(self, text: str) -> None:
        assert problem(text, bounds_of_the_package) == ""

    @pytest.mark.parametrize("qualifier", ["~", "?", "%"])
    @pytest.mark.parametrize("text", ["2014", "2014-02", "2014-02-03", "201X", "2004-06-XX"])
    def test_a_qualifier_never_widens(self, text: str, qualifier: str) -> None:
        assert bounds(text + qualifier) == bounds(text)

    def test_every_day_of_a_leap_year(self) -> None:
        for ordinal in range(date(2012, 1, 1).toordinal(), date(2013, 1, 1).toordinal()):
            day = date.fromordinal(ordinal)
            assert bounds(day.isoformat()) == (day, day)

    @given(SHAPED)
    @settings(deadline=None)
    @example("2011-02-29")
    @example("0001-21/9998-24")
    def test_what_has_the_shape_has_its_bounds_or_a_reason(self, text: str) -> None:
        try:
            first, last = bounds(text)
        except NotEDTF as error:
            reason = str(error)
        else:
            reason = NO_DAY
            assert first or last
            assert first is None or last is None or first <= last
            assert problem(text, bounds) == ""
        assert NO_DAY in reason or REVERSED in reason

    @given(st.text() | NEARLY_SHAPED | SHAPED)
    @settings(deadline=None)
    @example("2014" * 10**5)
    def test_any_text_is_a_date_or_is_refused(self, text: str) -> None:
        try:
            first, last = bounds(text)
        except NotEDTF:
            with pytest.raises(NotEDTF):
                date_object(text or " ")
            with pytest.raises(NotEDTF):
                in_words(text or " ")
            return
        assert text == text.strip()
        assert text.isascii()
        assert date_object(text) == {"edtf": text, "from": iso(first), "to": iso(last)}
        for day in filter(None, (first, last)):
            assert bounds(day.isoformat()) == (day, day)


class TestNotEDTF:
    @pytest.mark.parametrize(
        ("text", "reason"), [(text, reason) for reason in NONSENSE for text in NONSENSE[reason]]
    )
    def test_it_says_what_is_wrong(self, text: str, reason: str) -> None:
        with pytest.raises(NotEDTF, match=re.escape(reason)):
            bounds(text)

    @pytest.mark.parametrize("example", EXAMPLES)
    def test_it_gives_examples_that_are_right(self, example: str) -> None:
        with pytest.raises(NotEDTF, match=f"Examples: .*{re.escape(example)}(,|$)"):
            bounds("soon")
        assert bounds(example)

    def test_the_whole_message(self) -> None:
        with pytest.raises(NotEDTF) as refused:
            bounds("2014/2012")
        assert str(refused.value) == (
            "This is not a date in EDTF: the interval ends before it begins. Examples: "
            "2011-12-09, 2014-01~, 2014-21, 2016-07-28~/2016-08-04, 2012-12~/.."
        )

    def test_it_does_not_repeat_what_was_written(self) -> None:
        with pytest.raises(NotEDTF) as refused:
            bounds("<script>")
        assert "script" not in str(refused.value)

    def test_a_form_takes_it_for_a_value_error(self) -> None:
        assert issubclass(NotEDTF, ValueError)

    @pytest.mark.parametrize("sign", ["9", "2014/", "[", " ", "\ud800"])
    def test_it_names_the_limit_whatever_the_text(self, sign: str) -> None:
        with pytest.raises(NotEDTF, match=LONG):
            bounds(sign * 10**6)

    def test_the_limit_is_64_characters(self) -> None:
        with pytest.raises(NotEDTF, match=FORM):
            bounds("9" * 64)
        with pytest.raises(NotEDTF, match=LONG):
            bounds("9" * 65)


class TestThePackage:
    """What the package adds to the expression in front of it, and what it would do without."""

    @pytest.mark.parametrize("month", range(1, 13))
    @pytest.mark.parametrize("year", [1900, 2000, 2011, 2012])
    def test_it_refuses_impossible_days_but_for_one(self, year: int, month: int) -> None:
        for day in (1, 28, 29, 30, 31):
            text = f"{year}-{month:02}-{day:02}"
            assert _SHAPE.fullmatch(text)
            taken = refuses(parse_edtf, text, EDTFParseException)
            ours = refuses(bounds, text, NotEDTF)
            assert taken == ours or (month, day) == (2, 29)

    @given(SHAPED)
    @settings(deadline=None)
    def test_it_raises_nothing_unforeseen_on_what_reaches_it(self, text: str) -> None:
        assert _SHAPE.fullmatch(text)
        refuses(parse_edtf, text, EDTFParseException)

    def test_it_would_without_the_expression(self) -> None:
        with pytest.raises(AttributeError):
            parse_edtf("2004-XX/2005")
        with pytest.raises(NotEDTF):
            bounds("2004-XX/2005")

    def test_what_it_refuses_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sources.dates.parse_edtf", lambda text: parse_edtf("soon"))
        with pytest.raises(NotEDTF, match=NO_DAY):
            bounds("1987-21")

    def test_it_is_not_asked_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bounds("2003-21")
        monkeypatch.setattr("sources.dates.parse_edtf", None)
        assert bounds("2003-21") == (date(2003, 3, 1), date(2003, 5, 31))

    def test_it_is_not_asked_about_plain_dates(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sources.dates.parse_edtf", None)
        assert bounds("1703-03-03~") == (date(1703, 3, 3), date(1703, 3, 3))
        with pytest.raises(NotEDTF, match=NO_DAY):
            bounds("1703-02-29")

    def test_it_never_sees_nonsense(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sources.dates.parse_edtf", None)
        for text in ["[" * 64, "2014/" * 12, "~" * 64, "X" * 64, "/" * 10**6, "2014-" * 10**6]:
            with pytest.raises(NotEDTF):
                bounds(text)
