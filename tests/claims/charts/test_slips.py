"""The slip chart as numbers, from documents alone."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.charts.slips import (
    BOTTOM,
    LEFT,
    MOST_LABELS,
    MOST_LARGE,
    RIGHT,
    TOP,
    Done,
    Line,
    Range,
    Slip,
    SlipChart,
    slip_chart,
    stages,
)
from claims.timeline import derive
from sources.dates import date_object

Document = dict[str, Any]

TODAY = date(2016, 7, 1)
STAGE = {"id": "production", "name": "production", "group": "stage"}
PLACE = {"id": "sweden", "name": "Sweden", "group": "place"}


def when(day: str | date) -> Document | None:
    """A date object; one of a plain day costs no parsing."""
    if isinstance(day, str):
        return date_object(day)
    return {"edtf": day.isoformat(), "from": day.isoformat(), "to": day.isoformat()}


def words(
    identifier: str, said_on: str | date, role: str = "makes", source_on: str = ""
) -> Document:
    return {
        "id": identifier,
        "role": role,
        "said_on": when(said_on),
        "source": {"id": "post", "published_on": date_object(source_on)},
    }


def claim(
    identifier: str,
    *statements: Document,
    due_on: str | date = "2014",
    kind: str = "promise",
    verdict: str | None = None,
    tags: tuple[Document, ...] = (),
) -> Document:
    found = {"id": "f", "occurred_on": date_object("2016"), "verdict": verdict}
    return derive(
        {
            "id": identifier,
            "kind": kind,
            "due_on": when(due_on),
            "tags": list(tags),
            "statements": list(statements),
            "followups": [found] if verdict else [],
        }
    )


def chart(*claims: Document, today: date = TODAY, facts: tuple[Document, ...] = ()) -> SlipChart:
    made = slip_chart(claims, today, facts=facts)
    assert made is not None
    return made


def only(*claims: Document, today: date = TODAY) -> Slip:
    (slip,) = chart(*claims, today=today).slips
    return slip


def line(document: Document) -> Line:
    drawn = only(document).line
    assert drawn is not None
    return drawn


class TestWhatIsInTheChart:
    def test_there_is_none_without_a_promise_that_has_a_date(self) -> None:
        said = words("s", "2011")
        assert slip_chart([], TODAY) is None
        assert slip_chart([claim("a", said, due_on="")], TODAY) is None
        assert slip_chart([claim("a", said, kind="fact")], TODAY) is None

    @pytest.mark.parametrize("kind", ["promise", "goal"])
    def test_promises_and_goals_are(self, kind: str) -> None:
        dated = claim("dated", words("s", "2011"), kind=kind)
        others = claim("undated", words("s", "2011"), due_on="", kind=kind)

        assert [slip.claim for slip in chart(dated, others).slips] == [dated]

    def test_the_table_has_all_that_a_promise_says(self) -> None:
        document = claim(
            "a",
            words("s-1", "2011-12-09"),
            words("s-2", "2012-02", "repeats"),
            words("s-3", "2013", "reports"),
            due_on="2014-21",
        )

        slip = only(document)

        assert (slip.number, slip.statements, slip.verdict) == (1, 2, "open")
        assert (slip.first_said, slip.last_said) == (
            date_object("2011-12-09"),
            date_object("2012-02"),
        )
        assert slip.days == (date(2014, 5, 31) - date(2011, 12, 9)).days
        assert slip.overdue_since == date(2014, 6, 1)

    def test_words_without_a_date_go_by_that_of_their_source(self) -> None:
        slip = only(claim("a", words("s", "", source_on="2011-12-10")))

        assert slip.first_said == date_object("2011-12-10")
        assert slip.line is not None

    def test_reports_stand_in_where_nobody_is_quoted_with_it(self) -> None:
        slip = only(claim("a", words("s", "2012", "reports")))

        assert (slip.statements, slip.first_said) == (1, date_object("2012"))

    def test_open_dates_are_no_number_of_days(self) -> None:
        assert only(claim("a", words("s", "2011"), due_on="2012-12~/..")).days is None
        assert only(claim("a", words("s", "2011/.."))).days is None

    @pytest.mark.parametrize(
        ("due_on", "verdict", "state"),
        [
            ("2014", None, "overdue"),
            ("2014", "qualified", "overdue"),
            ("2014", "not_fulfilled", "answered"),
            ("2030", "fulfilled", "answered"),
            ("2030", None, "ahead"),
            ("2012/..", None, "ahead"),
            ("2016-07-01", None, "ahead"),
            ("2016-06-30", None, "overdue"),
        ],
    )
    def test_how_it_stands(self, due_on: str, verdict: str | None, state: str) -> None:
        document = claim("a", words("s", "2011"), due_on=due_on, verdict=verdict)
        made = chart(document)

        assert made.slips[0].state == state
        assert (len(made.overdue), len(made.ahead), len(made.answered)) == tuple(
            int(state == name) for name in ("overdue", "ahead", "answered")
        )

    def test_the_longest_overdue_comes_first(self) -> None:
        said = words("s", "2011")
        made = chart(
            claim("answered", said, due_on="2012", verdict="fulfilled"),
            claim("ahead", said, due_on="2020"),
            claim("late", said, due_on="2015"),
            claim("very-late", said, due_on="2013"),
        )

        listed = [(slip.number, slip.claim["id"]) for slip in made.slips]
        assert listed == [(1, "very-late"), (2, "late"), (3, "ahead"), (4, "answered")]


class TestTheDrawing:
    def test_a_line_runs_from_the_first_to_the_last_time_at_the_height_of_the_due_date(
        self,
    ) -> None:
        """The axes run from January 2011 to January 2015, with a twentieth of that on each side."""
        drawn = line(
            claim("a", words("s-1", "2011-01-01"), words("s-2", "2013-01-01"), due_on="2014-01-01")
        )

        share = 1 / 22
        across, up = RIGHT - LEFT, BOTTOM - TOP
        assert drawn.first == pytest.approx(LEFT + share * across, abs=0.5)
        assert drawn.last == pytest.approx(LEFT + share * 11 * across, abs=0.5)
        assert drawn.due.at == pytest.approx(BOTTOM - share * 16 * up, abs=0.5)
        assert not drawn.due.is_wide
        assert not any(time.is_wide for time in drawn.times)

    def test_what_is_said_and_due_on_one_day_lies_on_the_diagonal(self) -> None:
        drawn = line(claim("a", words("s", "2012-05-06"), due_on="2012-05-06"))

        across = (drawn.first - LEFT) / (RIGHT - LEFT)
        up = (BOTTOM - drawn.due.at) / (BOTTOM - TOP)
        assert across == pytest.approx(up, abs=0.001)

    def test_an_uncertain_date_has_its_range_and_counts_from_its_last_day(self) -> None:
        drawn = line(claim("a", words("s", "2012"), due_on="2014-05/2014-08"))

        (told,) = drawn.times
        assert told.start < told.end == told.at
        assert drawn.due.end == drawn.due.at < drawn.due.start
        for drawn_range in (told, drawn.due):
            assert (drawn_range.open_start, drawn_range.open_end) == (False, False)

    def test_a_date_without_an_end_runs_to_the_edge(self) -> None:
        drawn = line(claim("a", words("s", "../2012"), due_on="2014/.."))
        closed = line(claim("a", words("s", "2012"), due_on="2014"))

        assert drawn.times == (Range(drawn.first, LEFT, drawn.first, True, False),)
        assert drawn.due == Range(drawn.due.start, drawn.due.start, TOP, False, True)
        assert not closed.times[0].open_start
        assert not closed.due.open_end

    def test_a_date_without_a_beginning_runs_to_the_other_edge(self) -> None:
        drawn = line(claim("a", words("s", "2012/.."), due_on="../2014"))

        assert drawn.times == (Range(drawn.first, drawn.first, RIGHT, False, True),)
        assert drawn.due == Range(drawn.due.end, BOTTOM, drawn.due.end, True, False)

    def test_a_promise_that_nobody_can_date_stands_in_the_table_alone(self) -> None:
        undated = claim("undated", words("s", ""))
        made = chart(claim("dated", words("s", "2011")), undated)
        alone = chart(undated)

        assert [slip.claim["id"] for slip in made.drawn] == ["dated"]
        assert made.only_in_the_table == 1
        assert (alone.drawn, alone.days, len(alone.slips)) == ([], (), 1)
        assert alone.slips[0].first_said is None

    def test_today_is_shown_where_it_is_in_view(self) -> None:
        document = claim("a", words("s", "2011"), due_on="2014")

        assert chart(document, today=date(2026, 1, 1)).today is None
        seen = chart(document, today=date(2013, 1, 1)).today
        assert seen is not None
        assert TOP < seen < BOTTOM

    def test_a_chart_of_a_few_days_has_years_on_its_axes(self) -> None:
        made = chart(claim("a", words("s", "2012-05-06"), due_on="2012-05-08"))

        assert [tick.year for tick in made.days] == [2012, 2013]
        assert [tick.year for tick in made.heights] == [2012, 2013]

    @pytest.mark.parametrize("due_on", ["0001-01-01", "9999-12-31", "9999"])
    def test_the_first_and_last_days_of_all_can_be_drawn(self, due_on: str) -> None:
        assert line(claim("a", words("s", "2012"), due_on=due_on))

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.dates(), st.dates()), min_size=1, max_size=8))
    def test_everything_lies_within_the_frame(self, days: list[tuple[date, date]]) -> None:
        made = chart(
            *(
                claim(f"c-{number}", words("s", said), due_on=due)
                for number, (said, due) in enumerate(days)
            )
        )
        for slip in made.drawn:
            assert slip.line is not None
            assert LEFT <= slip.line.first <= RIGHT
            assert TOP <= slip.line.due.at <= BOTTOM
        assert len(made.drawn) == len(days)


class TestLabels:
    def test_one_promise_alone_needs_no_number(self) -> None:
        assert chart(claim("a", words("s", "2011"))).numbered == 0

    def test_promises_that_lie_apart_have_their_numbers(self) -> None:
        made = chart(
            claim("a", words("s", "2011"), due_on="2012"),
            claim("b", words("s", "2013"), due_on="2014"),
        )

        assert made.numbered == 2

    def test_those_on_one_spot_are_all_drawn_and_some_are_numbered(self) -> None:
        made = chart(*(claim(f"c-{n}", words("s", "2011"), due_on="2012") for n in range(20)))

        assert len(made.drawn) == 20
        assert 0 < made.numbered < 5

    def test_hundreds_are_all_drawn_without_numbers(self) -> None:
        made = chart(*(claim(f"c-{n:03}", words("s", "2011"), due_on="2012") for n in range(300)))

        assert len(made.drawn) == 300
        assert (made.numbered, made.is_dense) == (0, True)

    def test_no_more_than_so_many_are_numbered(self) -> None:
        spread = [
            claim(f"c-{n:03}", words("s", f"{1000 + 100 * n}"), due_on=f"{1100 + 100 * n}")
            for n in range(MOST_LARGE)
        ]

        made = chart(*spread, today=date(9000, 1, 1))

        numbered = {slip.number for slip in made.drawn if slip.line and slip.line.label}
        assert not made.is_dense
        assert len(numbered) > 0
        assert max(numbered) <= MOST_LABELS


class TestDone:
    def fact(self, identifier: str, *tags: Document, kind: str = "fact") -> Document:
        return claim(identifier, words("s", "2012-05-06"), due_on="", kind=kind, tags=tags)

    def test_facts_about_the_same_stage_lie_on_the_diagonal(self) -> None:
        promise = claim("a", words("s", "2011"), due_on="2014", tags=(STAGE, PLACE))
        done = self.fact("done", STAGE)

        made = chart(promise, facts=(done,))

        (item,) = made.done
        assert item == Done(done, date_object("2012-05-06"), item.at)
        assert item.at is not None
        across = (item.at[0] - LEFT) / (RIGHT - LEFT)
        assert across == pytest.approx((BOTTOM - item.at[1]) / (BOTTOM - TOP), abs=0.001)

    def test_a_shared_place_is_no_shared_stage(self) -> None:
        promise = claim("a", words("s", "2011"), tags=(STAGE, PLACE))

        assert stages([promise]) == {"production"}
        assert stages([self.fact("no-promise", STAGE)]) == set()
        assert chart(promise, facts=(self.fact("elsewhere", PLACE),)).done == ()
        assert chart(promise, facts=(self.fact("silent", STAGE, kind="non_answer"),)).done == ()

    def test_a_fact_that_nobody_can_date_stands_in_the_table_alone(self) -> None:
        undated = claim("done", words("s", ""), due_on="", kind="fact", tags=(STAGE,))
        made = chart(claim("a", words("s", "2011"), tags=(STAGE,)), facts=(undated,))

        assert made.done == (Done(undated, None),)
        assert made.drawn_done == []
