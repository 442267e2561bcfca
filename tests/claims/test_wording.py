from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.wording import Step, in_common, ladder
from sources.dates import date_object

Document = dict[str, Any]


def words(
    identifier: str,
    said_on: str,
    quote: str,
    *,
    role: str = "repeats",
    language: str | None = "en",
) -> Document:
    """As much of a statement as the ladder needs."""
    source: Document = {"published_on": None}
    if language:
        source["language"] = language
    return {
        "id": identifier,
        "role": role,
        "quote": quote,
        "said_on": date_object(said_on),
        "source": source,
    }


def steps(*statements: Document) -> list[Step]:
    return ladder({"statements": list(statements)})


class TestLadder:
    def test_each_wording_stands_beside_the_one_before(self) -> None:
        last = words("c", "2013", "Production of it has begun here.", role="hedges")
        first = words("b", "2011", "Production has begun.", role="makes")
        again = words("a", "2012", "Production  has\nbegun.")

        assert steps(last, first, again) == [
            Step(first, date_object("2011"), "first"),
            Step(again, date_object("2012"), "same", first),
            Step(
                last,
                date_object("2013"),
                "changed",
                again,
                (
                    ("same", "Production"),
                    ("new", " of it"),
                    ("same", " has begun"),
                    ("new", " here"),
                    ("same", "."),
                ),
            ),
        ]

    def test_words_with_little_in_common_are_another_wording(self) -> None:
        first, other = words("a", "2011", "Begun."), words("b", "2012", "We make them now.")

        assert steps(first, other)[1] == Step(other, date_object("2012"), "other", first)

    @pytest.mark.parametrize(
        ("after", "how"),
        [("one two five six", "changed"), ("one five six seven", "other"), ("One two", "changed")],
    )
    def test_half_of_the_words_is_enough(self, after: str, how: str) -> None:
        before = words("a", "2011", "one two three four")

        assert steps(before, words("b", "2012", after))[1].how == how

    def test_a_report_is_no_wording_of_the_claim(self) -> None:
        first, last = words("a", "2011", "Begun."), words("c", "2013", "Begun.")
        report = words("b", "2012", "He says that it has begun.", role="reports")

        assert [(step.statement["id"], step.how) for step in steps(first, report, last)] == [
            ("a", "first"),
            ("c", "same"),
        ]

    def test_languages_are_never_compared(self) -> None:
        found = steps(
            words("a", "2011", "Production has begun.", language="en"),
            words("b", "2012", "Production has begun.", language="de"),
            words("c", "2013", "Production has begun.", language="en-GB"),
            words("d", "2014", "Production has begun.", language=None),
            words("e", "2015", "Production has begun.", language=None),
        )

        assert [(step.how, step.earlier and step.earlier["id"]) for step in found] == [
            ("first", None),
            ("first", None),
            ("same", "a"),
            ("first", None),
            ("same", "d"),
        ]

    def test_a_claim_that_is_only_reported_has_none(self) -> None:
        assert steps(words("a", "2011", "He says so.", role="reports")) == []


class TestInCommon:
    @pytest.mark.parametrize(
        ("before", "after", "share"),
        [
            ("it has begun", "It has BEGUN!", 1.0),
            ("begun", "yes", 0.0),
            ("a b c d", "a b", 2 / 3),
            ("a a a", "a", 0.5),
            ("", "", 0.0),
            ("…", "…", 0.0),
        ],
    )
    def test_it_is_the_share_of_words_that_both_have(
        self, before: str, after: str, share: float
    ) -> None:
        assert in_common(before, after) == pytest.approx(share)

    @given(st.text(max_size=30), st.text(max_size=30))
    def test_it_is_a_share_and_the_same_both_ways(self, one: str, other: str) -> None:
        assert 0 <= in_common(one, other) == in_common(other, one) <= 1
