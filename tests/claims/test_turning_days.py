"""The days that a claim’s page leads to, and what is new in its record since another day."""

from datetime import date
from typing import Any

from claims.timeline import Newer, newer, turning_days
from tests.claims.test_timeline import claim, found, words

Document = dict[str, Any]


class TestTurningDays:
    def test_they_are_the_first_and_each_on_which_something_was_found(self) -> None:
        document = claim(
            [words("a", "2012-01-05"), words("b", "2012-05")],
            found("c", "2012-02"),
            found("d", "2012-03-01", verdict="disputed"),
            found("e", "2012-03-01"),
        )

        assert turning_days(document) == [
            date(2012, 1, 5),
            date(2012, 2, 29),
            date(2012, 3, 1),
        ]

    def test_days_before_the_first_statement_and_without_an_end_lead_nowhere(self) -> None:
        document = claim([words("a", "2012-01-05")], found("b", "2011"), found("c", "2013/.."))

        assert turning_days(document) == [date(2012, 1, 5)]
        assert turning_days(claim([words("a", "", source_on="")])) == []

    def test_of_many_the_changes_of_standing_are_kept_then_the_latest(self) -> None:
        document = claim(
            [words("a", "2011")],
            found("b", "2012", verdict="disputed"),
            *(found(f"c{year}", str(year)) for year in range(2013, 2023)),
            found("d", "2023", verdict="superseded"),
        )

        assert turning_days(document, most=4) == [
            date(2011, 12, 31),
            date(2012, 12, 31),
            date(2022, 12, 31),
            date(2023, 12, 31),
        ]
        assert len(turning_days(document)) == 10


class TestNewer:
    BEFORE = claim([words("a", "2012")], found("x", "2013"))

    def test_it_is_what_the_document_before_does_not_have(self) -> None:
        after = claim(
            [words("a", "2012"), words("b", "2011")], found("x", "2013"), found("y", "2010")
        )

        found_newer = newer(self.BEFORE, after)

        assert found_newer == Newer(frozenset({"b"}), frozenset({"y"}))
        assert found_newer.count == 2

    def test_other_words_for_the_same_are_nothing_new(self) -> None:
        corrected = claim([words("a", "2012-01", role="hedges")], found("x", "2014"))

        assert newer(self.BEFORE, corrected) == Newer(frozenset(), frozenset())
        assert newer(corrected, self.BEFORE).count == 0

    def test_all_of_it_is_new_where_there_was_nothing(self) -> None:
        assert newer(None, self.BEFORE) == Newer(frozenset({"a"}), frozenset({"x"}), is_all=True)
