"""Dates on the pages: in words, with a machine's form beside them where HTML has one."""

import pytest

from sources.dates import date_object
from sources.templatetags.record import day, moment, since, when


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("2011-12-09", '<time datetime="2011-12-09">9 December 2011</time>'),
        ("2014-01~", '<time datetime="2014-01">January 2014, approximately</time>'),
        ("2014", '<time datetime="2014">2014</time>'),
        ("2014-21", "spring 2014"),
        ("2018-09-08/2018-09-10", "between 8 September 2018 and 10 September 2018"),
    ],
)
def test_a_date_is_as_precise_as_its_source(edtf: str, shown: str) -> None:
    assert when(date_object(edtf)) == shown


def test_a_date_that_is_not_known_says_so() -> None:
    assert when(None) == "date not known"


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("2012-03-01", 'since <time datetime="2012-03-01">1 March 2012</time>'),
        ("2018-09-08/2018-09-10", "since some time between 8 September 2018 and 10 September 2018"),
    ],
)
def test_since_reads_well_for_a_period(edtf: str, shown: str) -> None:
    known = date_object(edtf)
    assert known
    assert since(known) == shown


def test_a_day_and_a_moment_are_in_words() -> None:
    assert day("2012-03-01") == '<time datetime="2012-03-01">1 March 2012</time>'
    assert moment("2026-11-22T09:30:00Z") == (
        '<time datetime="2026-11-22T09:30:00Z">22 November 2026, 09:30 UTC</time>'
    )
