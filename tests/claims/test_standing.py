from datetime import date, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.standing import (
    SETTLED,
    in_order,
    overdue_since,
    spans,
    standing,
    surely_by,
    surely_from,
    verdicts,
)
from sources.dates import date_object

Document = dict[str, Any]

SAID = date_object("2011-12-09")
VERDICTS = [
    "open",
    "supported",
    "contradicted",
    "qualified",
    "disputed",
    "superseded",
    "retracted",
    "fulfilled",
    "not_fulfilled",
    "unverifiable",
]


def found(identifier: str, occurred_on: str, verdict: str | None = None) -> Document:
    """As much of a followup as decides a standing."""
    return {"id": identifier, "occurred_on": date_object(occurred_on), "verdict": verdict}


def standing_on(followups: list[Document], day: date) -> str:
    """The standing at the end of a day, by looking at every followup: slow, independent."""
    verdict, best = "open", ("", "", "")
    for item in followups:
        when = item["occurred_on"]
        key = (when["to"], when["from"] or "", item["id"])
        if item["verdict"] and when["to"] <= day.isoformat() and key > best:
            verdict, best = item["verdict"], key
    return verdict


def span_on(found_spans: list[tuple[str, date, date]], day: date) -> list[str]:
    return [verdict for verdict, since, until in found_spans if since <= day < until]


# Days, months, intervals and open beginnings, close enough together to meet on the same day.
DAYS = st.dates(date(2012, 1, 20), date(2012, 2, 10)).map(date.isoformat)
INTERVALS = st.tuples(DAYS, DAYS).map(lambda pair: "/".join(sorted(pair)))
DATES = st.one_of(DAYS, INTERVALS, st.sampled_from(["2012-01", "2012-02~", "../2012-02-01"]))
FOLLOWUPS = st.lists(
    st.builds(found, st.sampled_from("abcdef"), DATES, st.sampled_from([None, None, *VERDICTS])),
    max_size=6,
    unique_by=lambda item: item["id"],
)
WINDOW = [date(2012, 1, 15) + timedelta(days=number) for number in range(60)]


class TestBounds:
    def test_it_had_surely_happened_by_the_upper_bound(self) -> None:
        assert surely_by(date_object("2014-01~")) == date(2014, 1, 31)

    @pytest.mark.parametrize("when", [None, date_object("2014/.."), date_object("2014/")])
    def test_nothing_open_has_surely_happened(self, when: Document | None) -> None:
        assert surely_by(when) == date.max

    def test_it_may_have_happened_from_the_lower_bound(self) -> None:
        assert surely_from(date_object("2014-01~")) == date(2014, 1, 1)

    @pytest.mark.parametrize("when", [None, date_object("../2014"), date_object("/2014")])
    def test_what_has_no_beginning_may_have_happened_at_any_time(
        self, when: Document | None
    ) -> None:
        assert surely_from(when) == date.min


class TestOrder:
    # Each pair in its order: by upper bound, then by lower bound, then by id.
    PAIRS = [
        (found("z", "2014-01-30"), found("a", "2014-01-31")),
        (found("z", "2014-01"), found("a", "2014-01-15/2014-02-01")),
        (found("z", "2014-01"), found("a", "2014-01-31")),
        (found("z", "../2014-01-31"), found("a", "2014-01")),
        (found("a", "2014-01-31"), found("b", "2014-01-31")),
        (found("a-10", "2014"), found("a-9", "2014")),
        (found("z", "9998"), found("a", "2014/..")),
    ]

    @pytest.mark.parametrize(("first", "second"), PAIRS)
    def test_it_is_the_same_whichever_way_they_come(
        self, first: Document, second: Document
    ) -> None:
        assert in_order([first, second]) == in_order([second, first]) == [first, second]

    def test_followups_without_a_verdict_change_nothing(self) -> None:
        deciding = found("b", "2013", "qualified")

        assert verdicts([found("c", "2014"), deciding, found("a", "2012", "")]) == [deciding]


class TestStanding:
    @pytest.mark.parametrize("first_said_on", [SAID, None])
    @pytest.mark.parametrize("followups", [[], [found("a", "2012"), found("b", "2013")]])
    def test_it_is_open_before_any_verdict(
        self, followups: list[Document], first_said_on: Document | None
    ) -> None:
        assert standing(followups, first_said_on) == {
            "verdict": "open",
            "since": first_said_on,
            "followup": None,
        }

    def test_it_is_the_latest_verdict_and_says_since_when_and_why(self) -> None:
        followups = [
            found("z-first", "2012-03-01", "disputed"),
            found("m-second", "2014-01~", "contradicted"),
            found("a-third", "2015", None),
        ]

        for order in permutations(followups):
            assert standing(order, SAID) == {
                "verdict": "contradicted",
                "since": {"edtf": "2014-01~", "from": "2014-01-01", "to": "2014-01-31"},
                "followup": "m-second",
            }

    @pytest.mark.parametrize(
        ("latest", "other"),
        [
            (("a", "2014-02-01"), ("z", "2014-01-31")),
            (("a", "2012/2014"), ("z", "2014-12-30")),
            (("a", "2014-12-31"), ("z", "2014")),
            (("a", "2014"), ("z", "../2014")),
            (("b", "2014"), ("a", "2014")),
        ],
    )
    def test_a_tie_goes_by_upper_bound_then_lower_bound_then_id(
        self, latest: tuple[str, str], other: tuple[str, str]
    ) -> None:
        followups = [found(*latest, "retracted"), found(*other, "qualified")]

        assert standing(followups, SAID)["verdict"] == "retracted"
        assert standing(followups[::-1], SAID)["verdict"] == "retracted"

    def test_a_claim_can_become_open_again(self) -> None:
        followups = [found("a", "2012", "disputed"), found("b", "2013", "open")]

        assert standing(followups, SAID) == {
            "verdict": "open",
            "since": date_object("2013"),
            "followup": "b",
        }


class TestSpans:
    def test_a_claim_without_evidence_is_open_for_ever(self) -> None:
        assert spans([]) == [("open", date.min, date.max)]

    def test_each_verdict_holds_from_its_upper_bound_to_the_next(self) -> None:
        followups = [
            found("b", "2013-05-07", "contradicted"),
            found("c", "2014", None),
            found("a", "2012-02~", "qualified"),
        ]

        assert spans(followups) == [
            ("open", date.min, date(2012, 2, 29)),
            ("qualified", date(2012, 2, 29), date(2013, 5, 7)),
            ("contradicted", date(2013, 5, 7), date.max),
        ]

    def test_a_verdict_that_was_replaced_on_its_day_held_on_no_day(self) -> None:
        followups = [found("a", "2012", "qualified"), found("b", "2012-12-31", "retracted")]

        assert spans(followups) == [
            ("open", date.min, date(2012, 12, 31)),
            ("retracted", date(2012, 12, 31), date.max),
        ]

    @given(FOLLOWUPS)
    @settings(deadline=None)
    @example([found("a", "2012-01-31", "open"), found("b", "2012-01", "disputed")])
    def test_they_are_the_standing_of_every_day(self, followups: list[Document]) -> None:
        result = spans(followups)

        for day in WINDOW:
            assert span_on(result, day) == [standing_on(followups, day)], day

    @given(FOLLOWUPS)
    @settings(deadline=None)
    def test_they_cover_all_days_without_a_gap(self, followups: list[Document]) -> None:
        result = spans(followups)

        assert (result[0][1], result[-1][2]) == (date.min, date.max)
        assert all(before[2] == after[1] for before, after in pairwise(result))
        assert result[-1][0] == standing(followups, SAID)["verdict"]

    @given(FOLLOWUPS)
    @settings(deadline=None)
    def test_the_standing_is_that_of_the_last_day(self, followups: list[Document]) -> None:
        assert standing(followups, SAID)["verdict"] == standing_on(followups, WINDOW[-1])


class TestOverdueSince:
    @pytest.mark.parametrize(
        ("today", "since"),
        [
            (date(2014, 1, 15), None),
            (date(2014, 1, 31), None),
            (date(2014, 2, 1), date(2014, 2, 1)),
            (date(2026, 5, 1), date(2014, 2, 1)),
        ],
    )
    def test_it_begins_the_day_after_the_upper_bound(self, today: date, since: date | None) -> None:
        assert overdue_since(date_object("2014-01~"), "open", today) == since

    @pytest.mark.parametrize("due_on", [None, date_object("2014/.."), date_object("2014/")])
    def test_what_has_no_end_never_begins(self, due_on: Document | None) -> None:
        assert overdue_since(due_on, "open", date.max) is None

    def test_only_a_claim_that_is_not_settled_can_be_overdue(self) -> None:
        overdue = {
            verdict
            for verdict in VERDICTS
            if overdue_since(date_object("2014"), verdict, date(2026, 5, 1))
        }

        assert overdue == {"open", "qualified", "disputed"}
        assert set(VERDICTS) - overdue == SETTLED
