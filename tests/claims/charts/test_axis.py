"""Days on the axis, and the years that are written below it."""

from datetime import date, timedelta

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

    def test_a_year_that_would_be_cut_off_is_left_out_or_kept_from_telephones(self) -> None:
        """720 days on 720 places: a year is as far from the edge as it has days."""
        for days, told in ((10, []), (16, [(16.0, False)]), (28, [(28.0, False)])):
            axis = TimeAxis(
                date(2016, 1, 1) - timedelta(days), date(2017, 12, 21) - timedelta(days), 0, 720
            )
            ticks = [(tick.position, tick.major) for tick in axis.ticks()]
            assert ticks == [*told, (366.0 + days, True)]
        axis = TimeAxis(date(2015, 12, 3), date(2017, 11, 22), 0, 720)
        assert [(tick.position, tick.major) for tick in axis.ticks()] == [
            (29.0, True),
            (395.0, True),
        ]
