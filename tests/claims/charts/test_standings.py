"""Standings over time as columns, from counts alone."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.charts.marks import MARKS
from claims.charts.standings import (
    BOTTOM,
    LEFT,
    MOST_COLUMNS,
    RIGHT,
    TOP,
    days_shown,
    standings_chart,
)

TODAY = date(2016, 7, 1)
DAYS = [date(2014, 12, 31), date(2015, 12, 31), TODAY]


class TestDays:
    def test_they_are_the_ends_of_the_years_and_today(self) -> None:
        assert days_shown(date(2014, 2, 3), TODAY) == DAYS
        assert days_shown(TODAY, TODAY) == [TODAY]
        assert days_shown(date(2015, 12, 31), date(2016, 1, 1)) == [
            date(2015, 12, 31),
            date(2016, 1, 1),
        ]

    @settings(deadline=None)
    @given(st.dates(), st.dates())
    def test_there_are_never_too_many_and_the_last_year_is_always_there(
        self, one: date, other: date
    ) -> None:
        first, today = sorted((one, other))
        days = days_shown(first, today)

        assert len(days) <= MOST_COLUMNS
        assert days == sorted(days)
        assert days[-1] == today
        if first.year < today.year:
            assert days[-2] == date(today.year - 1, 12, 31)
            assert days[0].year >= first.year


class TestChart:
    def test_there_is_none_where_nothing_stood(self) -> None:
        assert standings_chart(DAYS, []) is None
        assert standings_chart(DAYS, [("open", 0, 0, 0)]) is None

    def test_a_column_is_piled_up_from_the_foot_in_the_order_of_the_standings(self) -> None:
        chart = standings_chart(DAYS, [("disputed", 0, 1, 2), ("open", 4, 3, 6)])
        assert chart is not None

        assert chart.verdicts == ("open", "disputed")
        assert [column.counts for column in chart.columns] == [(4, 0), (3, 1), (6, 2)]
        assert [column.total for column in chart.columns] == [4, 4, 8]
        last = chart.columns[-1].parts
        assert [(part.verdict, part.count) for part in last] == [("open", 6), ("disputed", 2)]
        assert last[0].top + last[0].height == BOTTOM
        assert last[1].top + last[1].height == last[0].top
        assert last[1].top == TOP
        assert [part.verdict for part in chart.columns[0].parts] == ["open"]

    def test_only_a_part_with_room_has_its_shape(self) -> None:
        chart = standings_chart([TODAY], [("open", 99), ("disputed", 1)])
        assert chart is not None

        large, small = chart.columns[0].parts
        assert (large.mark, small.mark) == (MARKS["open"], None)

    def test_today_is_the_last_column_and_has_its_name_on_a_telephone_too(self) -> None:
        days = days_shown(date(2000, 1, 1), TODAY)
        chart = standings_chart(days, [("open", *range(1, len(days) + 1))])
        assert chart is not None

        assert [column.is_today for column in chart.columns] == [False] * (len(days) - 1) + [True]
        assert chart.columns[-1].major
        named = [column.middle for column in chart.columns if column.major]
        assert all(right - left >= 70 for left, right in pairwise(named))
        assert 2 < len(named) < len(days)

    @pytest.mark.parametrize(
        ("most", "counts"),
        [
            (1, [1]),
            (4, [1, 2, 3, 4]),
            (5, [2, 4]),
            (62, [20, 40, 60]),
            (20_000, [5000, 10_000, 15_000, 20_000]),
        ],
    )
    def test_the_lines_are_at_round_numbers(self, most: int, counts: list[int]) -> None:
        chart = standings_chart([TODAY], [("open", most)])
        assert chart is not None

        assert [line.count for line in chart.lines] == counts
        assert all(TOP <= line.y < BOTTOM for line in chart.lines)

    @settings(deadline=None)
    @given(st.lists(st.integers(0, 10**6), min_size=3, max_size=3))
    def test_everything_lies_within_the_frame(self, counts: list[int]) -> None:
        chart = standings_chart(DAYS, [("open", *counts), ("disputed", 1, 1, 1)])
        assert chart is not None

        for column in chart.columns:
            assert LEFT <= column.left <= column.left + chart.breadth <= RIGHT
            assert all(part.top >= TOP - 0.1 for part in column.parts)
