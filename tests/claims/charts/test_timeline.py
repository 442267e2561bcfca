"""The drawing of a claim’s timeline as numbers, from documents alone."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.charts.axis import TimeAxis
from claims.charts.timeline import (
    APART,
    BAR_ROW,
    LEFT,
    LINE,
    MOST_ROWS,
    RIGHT,
    ROW,
    WORD,
    Bar,
    Lane,
    Mark,
    More,
    Timeline,
    timeline,
)
from claims.timeline import derive
from sources.dates import date_object

Document = dict[str, Any]

TODAY = date(2014, 1, 1)


def words(identifier: str, said_on: str, role: str = "makes") -> Document:
    """As much of a statement as the drawing needs; its source has no date."""
    return {
        "id": identifier,
        "role": role,
        "said_on": date_object(said_on),
        "source": {"published_on": None},
    }


def found(
    identifier: str, occurred_on: str, verdict: str | None = None, relation: str = "qualifies"
) -> Document:
    return {
        "id": identifier,
        "relation": relation,
        "occurred_on": date_object(occurred_on),
        "verdict": verdict,
        "statement": None,
    }


def claim(statements: list[Document], *followups: Document) -> Document:
    return derive({"statements": statements, "followups": list(followups)})


def drawn(statements: list[Document], *followups: Document, today: date = TODAY) -> Timeline:
    chart = timeline(claim(statements, *followups), today)
    assert chart is not None
    return chart


class TestTimeline:
    def test_a_claim_with_all_of_it(self) -> None:
        said, again = words("a", "2010-01-01"), words("b", "2012-01", "repeats")
        evidence = found("c", "2012-07-01", "disputed", "contradicts")
        axis = TimeAxis.around([date(2010, 1, 1), TODAY], start=LEFT, end=RIGHT)
        first, start, end, turn, now = (
            axis.at(day)
            for day in (
                date(2010, 1, 1),
                date(2012, 1, 1),
                date(2012, 1, 31),
                date(2012, 7, 1),
                TODAY,
            )
        )
        lane = LINE + ROW

        assert drawn([said, again], evidence) == Timeline(
            said=Lane(
                LINE - 8,
                (
                    Mark(said, said["said_on"], "makes", first, LINE + ROW / 2, first, first),
                    Mark(again, again["said_on"], "repeats", end, LINE + ROW / 2, start, end),
                ),
                (),
            ),
            found=Lane(
                lane + LINE - 8,
                (
                    Mark(
                        evidence,
                        evidence["occurred_on"],
                        "contradicts",
                        turn,
                        lane + LINE + ROW / 2,
                        turn,
                        turn,
                    ),
                ),
                (),
            ),
            standing_y=2 * lane + LINE - 8,
            bars=(
                Bar("open", first, 2 * lane + LINE, round(turn - first, 1), first + 8, "start"),
                Bar(
                    "disputed",
                    turn,
                    2 * lane + LINE + BAR_ROW,
                    round(now - turn, 1),
                    turn - 8,
                    "end",
                ),
            ),
            ticks=tuple(axis.ticks()),
            bottom=2 * lane + LINE + 2 * BAR_ROW,
            height=2 * lane + 2 * LINE + 2 * BAR_ROW,
            undated=0,
        )

    def test_without_evidence_there_is_no_lane_for_it(self) -> None:
        chart = drawn([words("a", "2010")])

        assert chart.found.marks == ()
        assert [(bar.verdict, bar.anchor) for bar in chart.bars] == [("open", "start")]

    def test_where_no_statement_has_a_day_there_is_nothing_to_draw(self) -> None:
        assert timeline(claim([words("a", "")], found("b", "2012")), TODAY) is None

    def test_undated_words_are_counted(self) -> None:
        chart = drawn([words("a", ""), words("b", "2012"), words("c", "")])

        assert [mark.item["id"] for mark in chart.said.marks] == ["b"]
        assert chart.undated == 2

    def test_words_that_nobody_dated_go_by_the_date_of_their_source(self) -> None:
        undated = words("a", "")
        undated["source"]["published_on"] = date_object("2012-05-01")

        mark = drawn([undated]).said.marks[0]
        assert (mark.when, mark.bar) == (date_object("2012-05-01"), 0)

    @pytest.mark.parametrize(
        ("said_on", "at", "start", "end"),
        [
            ("2012-01-01/2012-12-31", date(2012, 12, 31), date(2012, 1, 1), date(2012, 12, 31)),
            ("2012-01-01/..", date(2012, 1, 1), date(2012, 1, 1), date.max),
            ("../2012-12-31", date(2012, 12, 31), date.min, date(2012, 12, 31)),
            ("2012-02-01", date(2012, 2, 1), date(2012, 2, 1), date(2012, 2, 1)),
        ],
    )
    def test_a_bar_leads_from_the_first_possible_day(
        self, said_on: str, at: date, start: date, end: date
    ) -> None:
        chart = drawn([words("a", said_on), words("b", "2010")])
        axis = TimeAxis.around([date(2010, 1, 1), TODAY], start=LEFT, end=RIGHT)

        mark = next(mark for mark in chart.said.marks if mark.item["id"] == "a")
        assert (mark.x, mark.start, mark.end) == (axis.at(at), axis.at(start), axis.at(end))
        assert mark.bar == round(mark.end - mark.start, 1)

    def test_what_would_touch_stands_in_another_row(self) -> None:
        marks = drawn([words("a", "2010-01-01"), words("b", "2010-01-02"), words("c", "2012")])

        rows = {mark.item["id"]: mark.y for mark in marks.said.marks}
        assert rows == {"a": LINE + ROW / 2, "b": LINE + ROW * 1.5, "c": LINE + ROW / 2}

    def test_sixty_statements_at_once_are_a_few_marks_and_a_number(self) -> None:
        chart = drawn([words(f"s{number:02}", "2012-01-01") for number in range(60)])

        assert len(chart.said.marks) == MOST_ROWS
        assert [mark.item["id"] for mark in chart.said.marks] == [f"s0{n}" for n in range(6)]
        (more,) = chart.said.more
        assert (more.item["id"], more.count) == ("s06", 54)
        assert chart.said.y < more.y < min(mark.y for mark in chart.said.marks)
        assert chart.height < 320

    def test_numbers_keep_away_from_each_other_and_from_the_edge(self) -> None:
        days = [date(2010, 1, 1) + timedelta(days=45 * number) for number in range(30)]
        chart = drawn([words(f"{day}-{n}", day.isoformat()) for day in days for n in range(8)])

        places = [more.x for more in chart.said.more]
        assert len(places) > 5
        assert all(right - left >= APART - 0.1 for left, right in pairwise(places))
        assert min(places) >= LEFT + APART / 2
        assert max(places) <= RIGHT - APART / 2
        assert len(chart.said.marks) + sum(more.count for more in chart.said.more) == 240

    def test_shapes_are_explained_once_each_in_their_order(self) -> None:
        roles = ("makes", "repeats", "makes", "reports")
        chart = drawn([words(f"s{n}", f"201{n}", role) for n, role in enumerate(roles)])

        assert chart.said.shapes == ["makes", "repeats", "reports"]


class TestBars:
    def test_there_is_one_for_every_standing_that_held(self) -> None:
        chart = drawn(
            [words("a", "2010-01-01")],
            found("b", "2010-07-01", "qualified"),
            found("c", "2011-07-01"),
            found("d", "2012-01-01", "disputed"),
            found("e", "2012-01-01", "contradicted"),
        )

        bars = [(bar.verdict, bar.y) for bar in chart.bars]
        top = chart.standing_y + 8
        assert bars == [
            ("open", top),
            ("qualified", top + BAR_ROW),
            ("contradicted", top + 2 * BAR_ROW),
        ]

    def test_a_standing_of_a_day_is_seen(self) -> None:
        chart = drawn(
            [words("a", "2000-01-01")],
            found("b", "2005-01-01", "qualified"),
            found("c", "2005-01-02", "disputed"),
        )

        assert chart.bars[1].width == 4.0

    def test_a_verdict_from_before_it_was_said_stands_from_then_on(self) -> None:
        chart = drawn([words("a", "2012-01-01")], found("b", "2010-01-01", "disputed"))

        (bar,) = chart.bars
        axis = TimeAxis.around([date(2010, 1, 1), TODAY], start=LEFT, end=RIGHT)
        assert (bar.verdict, bar.x) == ("disputed", axis.at(date(2012, 1, 1)))

    def test_evidence_of_a_later_day_is_no_standing_of_no_length(self) -> None:
        chart = drawn([words("a", "2012-01-01")], found("b", "2015-01-01", "disputed"))

        assert [bar.verdict for bar in chart.bars] == ["open", "disputed"]
        assert chart.bars[1].width == 4.0


DAYS = st.dates(date(2012, 1, 1), date(2013, 12, 31)).map(date.isoformat)
DATES = st.one_of(DAYS, st.sampled_from(["2012", "2012-05~", "../2013", "2012-03/..", "2011-24"]))
STATEMENTS = st.lists(DATES, min_size=1, max_size=30)
FOLLOWUPS = st.lists(
    st.tuples(DATES, st.sampled_from([None, "disputed", "not_fulfilled", "open"])), max_size=20
)


class TestAnyClaim:
    @given(STATEMENTS, FOLLOWUPS, st.dates(date(2011, 1, 1), date(2040, 1, 1)))
    @settings(deadline=None, max_examples=30)
    def test_nothing_touches_or_leaves_the_picture(
        self, said_on: list[str], followups: list[tuple[str, str | None]], today: date
    ) -> None:
        statements = [words(f"s{n}", day) for n, day in enumerate(said_on)]
        evidence = [found(f"f{n}", *item) for n, item in enumerate(followups)]

        chart = drawn(statements, *evidence, today=today)

        assert shown(chart.said) == len(statements)
        assert shown(chart.found) == len(evidence)
        for lane in (chart.said, chart.found):
            for mark in lane.marks:
                assert mark.room[0] >= 0
                assert sum(mark.room) <= 720
                assert mark.start <= mark.x <= mark.end
            for row in {mark.y for mark in lane.marks}:
                places = sorted(mark.room for mark in lane.marks if mark.y == row)
                for left, right in pairwise(places):
                    assert sum(left) < right[0]
        for bar in chart.bars:
            end = bar.text_x + (WORD if bar.anchor == "start" else -WORD)
            assert 0 <= min(bar.text_x, end) <= max(bar.text_x, end) <= 720
            assert bar.anchor == "start" or bar.text_x < bar.x
            assert bar.x + bar.width <= 720


def shown(lane: Lane) -> int:
    assert all(isinstance(more, More) for more in lane.more)
    return len(lane.marks) + sum(more.count for more in lane.more)
