import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.dates import bounds
from sources.printed_dates import printed_date, printed_dates


@pytest.mark.parametrize(
    ("printed", "edtf"),
    [
        ("Aug 4, 2016", "2016-08-04"),
        ("UPDATE (Aug 4, 2016):", "2016-08-04"),
        ("August 3, 2016 at 2:04 PM", "2016-08-03"),
        ("January 11th, 2015 at 8:40 AM", "2015-01-11"),
        ("3 March 2014", "2014-03-03"),
        ("on the 3rd of March, 2014", "2014-03-03"),
        ("Mon, 03 Mar 2014 10:22:11 +0100", "2014-03-03"),
        ("Mon Mar  3 10:22:11 2014", "2014-03-03"),
        ("Mar. 3 2014", "2014-03-03"),
        ("MARCH 3,2014", "2014-03-03"),
        ("3-Mar-2014", "2014-03-03"),
        ("Sept. 5, 2012", "2012-09-05"),
        ("February 29, 2016", "2016-02-29"),
        ("Posted on March 3rd,\n  2014", "2014-03-03"),
        ("2014-03-03", "2014-03-03"),
        ("2014-03-03T23:59:59-08:00", "2014-03-03"),
        ("2014/03/04", "2014-03-04"),
        ("March 2014", "2014-03"),
        ("in March of 2014", "2014-03"),
        ("2014-03", "2014-03"),
        ("(2014)", "2014"),
        ("3. März 2014", "2014-03-03"),
        ("3.Januar 2014", "2014-01-03"),
        ("3. Mrz. 2014 um 14:02 Uhr", "2014-03-03"),
        ("im Dezember 2013", "2013-12"),
        ("24. Okt. 2013", "2013-10-24"),
        ("Jänner 2013", "2013-01"),
        ("03.04.2014", "2014-04-03"),
        ("25/12/2014", "2014-12-25"),
        ("12/25/2014", "2014-12-25"),
        ("04/04/2014", "2014-04-04"),
        ("Name – 3 March 2014", "2014-03-03"),
        ("March 3, 2014, edited 2014-03-03", "2014-03-03"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_printed(printed, edtf):
    assert printed_date(printed) == edtf


@pytest.mark.parametrize(
    "printed",
    [
        "03/04/2014",  # April in one country and March in another.
        "03-04-2014",
        "3/4/14",
        "03/2014",  # Number 3 of a magazine, or March.
        "2011-12",  # December, or two years.
        "12 days ago",
        "yesterday",
        "Friday the 5th",
        "March 3",
        "February 30, 2014",
        "32 March 2014",
        "123 March 2014",
        "25.13.2014",
        "2014-13-01",
        "March 3-5, 2014",  # Two days, of which neither is the date.
        "3–5 March 2014",
        "March/April 2014",
        "3 March 2014 – 5 March 2014",
        "3 March 2014-16",
        "March 3, 1000 units",
        "you may 2014 times",
        "in 2014",
        "https://blog.example/2014/03/03/begun",
        "March 3, 20145",
        "#12 March 2014",
        "Marching 2014",
        "٣ March ٢٠١٤",
        "",
    ],
)
def test_what_leaves_a_doubt_gives_no_date(printed):
    assert printed_date(printed) == ""


def test_every_date_of_a_text_has_its_place():
    text = "On 3 March 2014 he said so, and in Aug. 2016 again (2016-08-04T10:00Z), not 03/04/2014."
    found = printed_dates(text)
    assert [(text[one.start : one.end], one.edtf) for one in found] == [
        ("3 March 2014", "2014-03-03"),
        ("Aug. 2016", "2016-08"),
        ("2016-08-04", "2016-08-04"),
    ]


@given(st.dates(min_value=date(1600, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_is_read_in_every_form(day):
    forms = [f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}", str(day)]
    assert [printed_date(form) for form in forms] == [str(day)] * 3
    assert printed_date(f"{day:%B %Y}") == f"{day:%Y-%m}"


@given(st.text(st.sampled_from("0123456789-/., thMarchy2014March 3Mai\n")) | st.text())
def test_nothing_is_given_that_is_not_printed(text):
    """Each number of the date stands in the text, and it is a date that the record takes."""
    for start, end, edtf in printed_dates(text):
        bounds(edtf)
        year, *rest = edtf.split("-")
        assert year in text[start:end]
        numbers = {int(number) for number in re.findall("[0-9]+", text[start:end])}
        assert not rest[1:] or int(rest[1]) in numbers


def test_a_long_text_of_half_dates_takes_no_time():
    assert printed_dates("March 3" * 20_000 + "March " * 20_000 + "20" * 20_000) == []
