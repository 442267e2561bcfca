"""Days on the axis, and the years that are written below it."""

from datetime import date

from claims.charts.axis import MOST_MAJOR_TICKS, MOST_TICKS, TimeAxis


class TestTimeAxis:
    def test_days_lie_between_the_ends_in_proportion(self) -> None:
        axis = TimeAxis(date(2011, 1, 1), date(2011, 1, 11), 100, 200)

        assert [axis.at(date(2011, 1, day)) for day in (1, 6, 11)] == [100, 150, 200]

    def test_it_may_run_the_other_way(self) -> None:
        axis = TimeAxis(date(2011, 1, 1), date(2011, 1, 11), 200, 100)

        assert axis.at(date(2011, 1, 3)) == 180

    def test_days_beyond_lie_on_the_end(self) -> None:
        axis = TimeAxis(date(2011, 1, 1), date(2011, 1, 11), 100, 200)

        assert [axis.at(date.min), axis.at(date.max)] == [100, 200]

    def test_one_day_alone_is_not_at_an_end(self) -> None:
        axis = TimeAxis.around([date(2011, 12, 9)], start=0, end=720)

        assert axis.at(date(2011, 12, 9)) == 360

    def test_the_calendar_has_ends(self) -> None:
        axis = TimeAxis.around([date.min, date.max], start=0, end=720)

        assert (axis.first, axis.last) == (date.min, date.max)

    def test_every_year_has_its_tick_where_there_are_few(self) -> None:
        axis = TimeAxis(date(2011, 6, 1), date(2014, 6, 1), 0, 720)

        assert [tick.year for tick in axis.ticks()] == [2012, 2013, 2014]
        assert all(tick.position == axis.at(date(tick.year, 1, 1)) for tick in axis.ticks())

    def test_never_more_than_there_is_room_for(self) -> None:
        for years in range(1, 3000, 7):
            ticks = TimeAxis(date(1001, 6, 1), date(1001 + years, 6, 1), 0, 720).ticks()

            assert 0 < len(ticks) <= MOST_TICKS
            assert sum(tick.major for tick in ticks) <= MOST_MAJOR_TICKS + 1
