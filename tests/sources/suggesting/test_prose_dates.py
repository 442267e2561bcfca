"""Dates in prose: no part is added that is not there."""

import pytest

from sources.suggesting.prose_dates import ProseDate, prose_date

DAY = "2016-08-04"


@pytest.mark.parametrize(
    "words",
    ["It began last year.", "It began in March.", "It may be so.", "Over the last few days.", ""],
)
def test_what_is_no_date_gives_none(words: str) -> None:
    assert prose_date(words, DAY) is None


def test_a_printed_date_is_taken_as_it_is() -> None:
    said = ProseDate("2015-10", "The text says “October 2015”.")
    assert prose_date("In October 2015, Roe answered.", DAY) == said


@pytest.mark.parametrize(
    ("word", "edtf"), [("yesterday", "2016-08-03"), ("Today", DAY), ("gestern", "2016-08-03")]
)
def test_a_relative_day_is_counted_from_a_known_one(word: str, edtf: str) -> None:
    reason = f"The text says “{word}”, counted from its own date, {DAY}."
    assert prose_date(f"It was {word}.", DAY) == ProseDate(edtf, reason)
    for unknown in ("", "2016-08", "2016-08-04~", "2016-08-01/2016-08-04", "2016-02-30"):
        assert prose_date(f"It was {word}.", unknown) is None


def test_two_dates_are_none() -> None:
    assert prose_date("From May 2011 to June 2012.") is None
    assert prose_date("Yesterday, unlike in May 2011.", DAY) is None
    assert prose_date("Yesterday or today.", DAY) is None
    assert prose_date("The day before yesterday.", DAY) is None
    assert prose_date("yesterday’s news", DAY) is None
    assert prose_date("Yesterday", "0001-01-01") is None
