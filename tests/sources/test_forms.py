from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.forms import DayField, Period, PeriodField

NO_END = "A date with an end is needed, such as 2014-06 or 2014-06-30."

# What is typed and what comes of it.
PERIODS = [
    ("2014", Period("2014", date(2014, 1, 1), date(2014, 12, 31))),
    ("2014-06", Period("2014-06", date(2014, 6, 1), date(2014, 6, 30))),
    (" 2014-06-30\n", Period("2014-06-30", date(2014, 6, 30), date(2014, 6, 30))),
    ("2014-01~", Period("2014-01~", date(2014, 1, 1), date(2014, 1, 31))),
    ("2014-21/2015", Period("2014-21/2015", date(2014, 3, 1), date(2015, 12, 31))),
    ("../2014", Period("../2014", date.min, date(2014, 12, 31))),
    ("/2014", Period("/2014", date.min, date(2014, 12, 31))),
]
OPEN_ENDED = [
    ("2014/..", Period("2014/..", date(2014, 1, 1), date.max)),
    ("2012-12~/", Period("2012-12~/", date(2012, 12, 1), date.max)),
]


class TestPeriodField:
    @pytest.mark.parametrize(("typed", "period"), [*PERIODS, *OPEN_ENDED])
    def test_it_cleans_to_a_period(self, typed: str, period: Period) -> None:
        assert PeriodField().clean(typed) == period

    @pytest.mark.parametrize("typed", ["", "  ", None])
    def test_nothing_is_none_where_nothing_is_needed(self, typed: str | None) -> None:
        assert PeriodField(required=False).clean(typed) is None
        with pytest.raises(ValidationError, match="This field is required"):
            PeriodField().clean(typed)

    @pytest.mark.parametrize("typed", ["soon", "2014-13", "2014/2012", "2014-06-30T10:00"])
    def test_nonsense_is_refused_with_examples(self, typed: str) -> None:
        with pytest.raises(ValidationError) as refused:
            PeriodField().clean(typed)

        (message,) = refused.value.messages
        assert message.startswith("This is not a date in EDTF: ")
        assert message.endswith(
            "Examples: 2011-12-09, 2014-01~, 2014-21, 2016-07-28~/2016-08-04, 2012-12~/.."
        )

    def test_a_long_text_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="at most 64 characters"):
            PeriodField().clean("9" * 65)

    @given(st.text())
    @settings(deadline=None)
    def test_any_text_is_a_period_or_is_refused(self, typed: str) -> None:
        with suppress(ValidationError):
            period = PeriodField(required=False).clean(typed)
            assert period is None or period.lower <= period.upper


class TestDayField:
    @pytest.mark.parametrize(("typed", "period"), PERIODS)
    def test_its_upper_bound_is_the_day_asked_for(self, typed: str, period: Period) -> None:
        assert DayField().clean(typed) == period

    @pytest.mark.parametrize(("typed", "period"), OPEN_ENDED)
    def test_a_date_without_an_end_is_refused(self, typed: str, period: Period) -> None:
        with pytest.raises(ValidationError) as refused:
            DayField().clean(typed)

        assert refused.value.messages == [NO_END]

    def test_the_end_of_all_days_is_no_end(self) -> None:
        with pytest.raises(ValidationError) as refused:
            DayField().clean("9999-12-31")

        assert refused.value.messages == [NO_END]
        assert DayField().clean("9999-12-30").upper == date(9999, 12, 30)

    def test_nothing_is_none_where_nothing_is_needed(self) -> None:
        assert DayField(required=False).clean("") is None
