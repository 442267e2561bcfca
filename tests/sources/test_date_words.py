"""A date as an object and in words."""

import re
from calendar import month_name

import pytest
from hypothesis import given, settings

from sources.dates import NotEDTF, date_object, in_words
from tests.sources.test_dates import RECORD, SHAPED, TABLE


class TestDateObject:
    def test_a_month(self) -> None:
        assert date_object("2014-01~") == {
            "edtf": "2014-01~",
            "from": "2014-01-01",
            "to": "2014-01-31",
        }

    def test_an_open_interval(self) -> None:
        assert date_object("2012-12~/..") == {
            "edtf": "2012-12~/..",
            "from": "2012-12-01",
            "to": None,
        }

    def test_early_years_keep_four_digits(self) -> None:
        assert date_object("../0001") == {"edtf": "../0001", "from": None, "to": "0001-12-31"}

    def test_no_date(self) -> None:
        assert date_object("") is None

    def test_nonsense(self) -> None:
        with pytest.raises(NotEDTF):
            date_object("soon")


class TestInWords:
    @pytest.mark.parametrize(
        ("text", "words"), [(text, words) for text, _, _, words in TABLE if words]
    )
    def test_the_words(self, text: str, words: str) -> None:
        assert in_words(text) == words

    def test_both_qualifiers_on_both_sides(self) -> None:
        assert in_words("2012?/2014%") == (
            "between 2012, uncertain, and 2014, approximately, uncertain"
        )

    def test_no_date(self) -> None:
        assert in_words("") == "date not known"

    def test_nonsense(self) -> None:
        with pytest.raises(NotEDTF):
            in_words("soon")

    @pytest.mark.parametrize("text", RECORD.split())
    def test_the_first_record_names_each_year(self, text: str) -> None:
        assert set(re.findall(r"[0-9]{4}", text)) <= set(re.findall(r"[0-9]{4}", in_words(text)))

    def test_every_month_has_its_name(self) -> None:
        assert [in_words(f"2014-{month:02}") for month in range(1, 13)] == [
            f"{name} 2014" for name in month_name[1:]
        ]

    @given(SHAPED, SHAPED)
    @settings(deadline=None)
    def test_two_dates_have_different_words(self, one: str, other: str) -> None:
        try:
            words = in_words(one), in_words(other)
        except NotEDTF:
            return
        assert (one == other) == (words[0] == words[1])
