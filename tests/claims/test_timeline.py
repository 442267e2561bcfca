from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.timeline import (
    Clocks,
    Entry,
    NotYetSaid,
    as_of,
    clocks,
    derive,
    entries,
    said,
    said_in_order,
    speakers,
)
from sources.dates import date_object

Document = dict[str, Any]


def words(
    identifier: str,
    said_on: str,
    *,
    source_on: str = "2011-12-10",
    role: str = "makes",
    speaker: str = "a-maker",
) -> Document:
    """As much of a statement as a timeline needs."""
    return {
        "id": identifier,
        "role": role,
        "speaker": {"id": speaker, "name": speaker.title()},
        "said_on": date_object(said_on),
        "source": {"id": "a-post", "published_on": date_object(source_on)},
    }


def found(
    identifier: str,
    occurred_on: str,
    *,
    basis: str = "self",
    relation: str = "updates",
    verdict: str | None = None,
    statement: str | None = None,
) -> Document:
    """As much of a followup as a timeline needs."""
    return {
        "id": identifier,
        "occurred_on": date_object(occurred_on),
        "basis": basis,
        "relation": relation,
        "verdict": verdict,
        "statement": statement,
    }


def claim(statements: list[Document], *followups: Document, due_on: str = "") -> Document:
    return derive(
        {
            "id": "a-claim",
            "text": "It has begun.",
            "due_on": date_object(due_on),
            "statements": statements,
            "followups": list(followups),
        }
    )


def known_by(when: Document | None, day: date) -> bool:
    return bool(when and when["to"] and when["to"] <= day.isoformat())


def key(when: Document | None, identifier: str) -> tuple[str, str, str]:
    """The order of a timeline by comparing text, which is how ISO 8601 was made."""
    lower, upper = ((when or {}).get(side) for side in ("from", "to"))
    return (upper or "9999-12-31", lower or "0001-01-01", identifier)


DAYS = st.dates(date(2012, 1, 20), date(2012, 2, 10)).map(date.isoformat)
CLOSED = st.one_of(DAYS, st.sampled_from(["2012-01", "2012-02~", "../2012-02-01", "2012-24"]))
ANY_DATE = st.one_of(CLOSED, st.sampled_from(["", "2012-01/..", "2011/"]))
STATEMENTS = st.lists(
    st.builds(
        words,
        st.sampled_from("abcdef"),
        ANY_DATE,
        source_on=ANY_DATE,
        role=st.sampled_from(["makes", "repeats", "hedges", "reports"]),
        speaker=st.sampled_from(["a-maker", "a-writer", "reader"]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda item: item["id"],
)
FOLLOWUPS = st.lists(
    st.builds(
        found,
        st.sampled_from("uvwxyz"),
        CLOSED,
        basis=st.sampled_from(["self", "affiliated", "independent", "official"]),
        relation=st.sampled_from(["updates", "contradicts", "found_nothing"]),
        verdict=st.sampled_from([None, "disputed", "contradicted", "open"]),
        statement=st.sampled_from([None, "a", "elsewhere"]),
    ),
    max_size=5,
    unique_by=lambda item: item["id"],
)
WINDOW = [date(2012, 1, 10) + timedelta(days=number) for number in range(70)]


class TestSaid:
    def test_it_is_the_date_of_the_words(self) -> None:
        assert said(words("s", "2011-12-09")) == date_object("2011-12-09")

    def test_undated_words_go_by_the_date_of_their_source(self) -> None:
        assert said(words("s", "", source_on="2014")) == date_object("2014")

    def test_neither_may_be_known(self) -> None:
        assert said(words("s", "", source_on="")) is None

    def test_words_come_in_the_order_of_their_dates(self) -> None:
        expected = [
            words("z", "2011-12-09"),
            words("m", "2011-12"),
            words("a", "2011-12-31"),
            words("b", "", source_on="2011-12-31"),
            words("c", ""),
        ]
        expected[-1]["source"]["published_on"] = None

        assert said_in_order(expected[::-1]) == expected


class TestDerive:
    def test_lists_are_put_in_order_and_dates_and_standing_computed(self) -> None:
        early, late = words("z", "2011-12-09"), words("a", "2012-02~")
        undated = words("b", "", source_on="")
        first, second = found("z", "2012", verdict="disputed"), found("a", "2013")

        document = claim([undated, late, early], second, first, due_on="2014")

        assert document == {
            "id": "a-claim",
            "text": "It has begun.",
            "due_on": date_object("2014"),
            "statements": [early, late, undated],
            "followups": [first, second],
            "standing": {"verdict": "disputed", "since": date_object("2012"), "followup": "z"},
            "first_said_on": date_object("2011-12-09"),
            "last_said_on": date_object("2012-02~"),
        }

    def test_a_claim_of_undated_words_has_no_dates(self) -> None:
        document = claim([words("a", "", source_on="")])

        assert (document["first_said_on"], document["last_said_on"]) == (None, None)
        assert document["standing"] == {"verdict": "open", "since": None, "followup": None}


class TestAsOf:
    def test_it_holds_what_had_surely_been_said_and_found(self) -> None:
        document = claim(
            [words("a", "2012-01-05"), words("b", "2012-01"), words("c", "2012-02-02")],
            found("d", "2012-01-31", verdict="disputed"),
            found("e", "2012-02", verdict="contradicted"),
        )

        assert as_of(document, date(2012, 1, 31)) == {
            **claim(
                [words("a", "2012-01-05"), words("b", "2012-01")],
                found("d", "2012-01-31", verdict="disputed"),
            ),
            "as_of": "2012-01-31",
        }

    def test_nothing_was_said_before_the_first_statement(self) -> None:
        document = claim([words("a", "2012-01")], found("b", "2011", verdict="disputed"))

        with pytest.raises(NotYetSaid):
            as_of(document, date(2012, 1, 30))
        assert as_of(document, date(2012, 1, 31))["as_of"] == "2012-01-31"

    @given(STATEMENTS, FOLLOWUPS)
    @settings(deadline=None, max_examples=60)
    def test_on_every_day_it_is_what_looking_at_every_date_gives(
        self, statements: list[Document], followups: list[Document]
    ) -> None:
        document = claim(statements, *followups)
        before = deepcopy(document)

        for day in WINDOW:
            by_then = [item for item in statements if known_by(said(item), day)]
            known = [item for item in followups if known_by(item["occurred_on"], day)]
            if not by_then:
                with pytest.raises(NotYetSaid):
                    as_of(document, day)
                continue
            past = as_of(document, day)
            assert past == {**claim(by_then, *known), "as_of": day.isoformat()}
            decisive = [item for item in known if item["verdict"]]
            latest = max(decisive, default=None, key=lambda i: key(i["occurred_on"], i["id"]))
            assert past["standing"]["followup"] == (latest["id"] if latest else None)
            assert past["standing"]["verdict"] == (latest["verdict"] if latest else "open")
        assert document == before


class TestEntries:
    def test_what_was_said_comes_before_what_was_found_on_the_same_day(self) -> None:
        one, two = words("z", "2012-01-31"), words("a", "2012-03")
        undated = words("m", "", source_on="2012-01-31")
        early, same = found("b", "2012-01"), found("a", "2012-01-31", statement="z")
        last = found("c", "2013", statement="elsewhere")

        assert entries(claim([two, one, undated], last, same, early)) == [
            Entry(date_object("2012-01"), found=early),
            Entry(date_object("2012-01-31"), said=undated, date_is_the_sources=True),
            Entry(date_object("2012-01-31"), said=one),
            Entry(date_object("2012-01-31"), found=same, said_above=True),
            Entry(date_object("2012-03"), said=two),
            Entry(date_object("2013"), found=last),
        ]

    def test_words_of_no_known_date_come_last(self) -> None:
        undated = words("a", "", source_on="")

        listed = entries(claim([undated, words("b", "2012")], found("c", "2014")))

        assert listed[-1] == Entry(None, said=undated, date_is_the_sources=True)

    @given(STATEMENTS, FOLLOWUPS)
    @settings(deadline=None)
    def test_everything_is_there_once_and_in_order(
        self, statements: list[Document], followups: list[Document]
    ) -> None:
        listed = entries(claim(statements, *followups))

        shown = [(entry.said or entry.found or {})["id"] for entry in listed]
        assert sorted(shown) == sorted(item["id"] for item in statements + followups)
        keys = [
            (*key(entry.when, "")[:2], entry.found is not None, identifier)
            for entry, identifier in zip(listed, shown, strict=True)
        ]
        assert keys == sorted(keys)


class TestSpeakers:
    STATEMENTS = [
        words("a", "2011", role="makes", speaker="a-maker"),
        words("b", "2012", role="reports", speaker="a-writer"),
        words("c", "2013", role="hedges", speaker="a-partner"),
        words("d", "2014", role="reports", speaker="a-writer"),
        words("e", "2015", role="repeats", speaker="a-maker"),
        words("f", "2016", role="repeats", speaker="a-writer"),
        words("g", "2017", role="reports", speaker="another-writer"),
    ]

    def test_who_makes_repeats_or_hedges_the_claim_says_so(self) -> None:
        said_by, _ = speakers(claim(self.STATEMENTS))

        assert [item["id"] for item in said_by] == ["a-maker", "a-partner", "a-writer"]

    def test_who_reports_it_does_not(self) -> None:
        _, reported_by = speakers(claim(self.STATEMENTS))

        assert reported_by == [{"id": "another-writer", "name": "Another-Writer"}]

    def test_there_may_be_nobody(self) -> None:
        maker, writer = self.STATEMENTS[0]["speaker"], self.STATEMENTS[1]["speaker"]

        assert speakers(claim(self.STATEMENTS[:1])) == ([maker], [])
        assert speakers(claim(self.STATEMENTS[1:2])) == ([], [writer])


class TestClocks:
    TODAY = date(2014, 1, 11)

    def at(self, *followups: Document, due_on: str = "", today: date = TODAY) -> Clocks:
        """The clocks of a claim made on 1 January 2014 and repeated on the fifth."""
        statements = [words("a", "2014-01-01"), words("b", "2014-01-05")]
        return clocks(claim(statements, *followups, due_on=due_on), today)

    def test_a_claim_with_evidence_from_all_sides(self) -> None:
        followups = [
            found("a", "2014-01-02", basis="self"),
            found("b", "2014-01-04", basis="independent"),
            found("c", "2014-01-06", basis="official", verdict="disputed"),
            found("d", "2014-01-07", basis="official", relation="found_nothing"),
        ]

        assert self.at(*followups, due_on="2013") == Clocks(
            first_said_on=date_object("2014-01-01"),
            last_said_on=date_object("2014-01-05"),
            days_on_word_alone=3,
            word_alone_ended_on=date_object("2014-01-04"),
            overdue_since=date(2014, 1, 1),
            days_since_evidence=5,
            last_evidence_on=date_object("2014-01-06"),
            last_searched_on=date_object("2014-01-07"),
        )

    def test_a_claim_that_nobody_followed_up(self) -> None:
        assert self.at() == Clocks(
            first_said_on=date_object("2014-01-01"),
            last_said_on=date_object("2014-01-05"),
            days_on_word_alone=10,
            word_alone_ended_on=None,
            overdue_since=None,
            days_since_evidence=None,
            last_evidence_on=None,
            last_searched_on=None,
        )

    def test_a_claim_that_nobody_dated(self) -> None:
        result = clocks(claim([words("a", "", source_on="")]), self.TODAY)

        assert (result.first_said_on, result.last_said_on) == (None, None)
        assert result.days_on_word_alone is None

    @pytest.mark.parametrize(
        ("basis", "days", "ended_on"),
        [
            ("self", 10, None),
            ("affiliated", 10, None),
            ("independent", 5, date_object("2014-01-06")),
            ("official", 5, date_object("2014-01-06")),
        ],
    )
    def test_only_evidence_from_others_ends_the_word_alone(
        self, basis: str, days: int, ended_on: Document | None
    ) -> None:
        result = self.at(found("a", "2014-01-06", basis=basis))

        assert (result.days_on_word_alone, result.word_alone_ended_on) == (days, ended_on)
        assert result.days_since_evidence == 5

    @pytest.mark.parametrize("basis", ["self", "affiliated", "independent", "official"])
    def test_a_search_that_found_nothing_is_no_evidence(self, basis: str) -> None:
        result = self.at(found("a", "2014-01-06", basis=basis, relation="found_nothing"))

        assert (result.days_on_word_alone, result.word_alone_ended_on) == (10, None)
        assert (result.days_since_evidence, result.last_evidence_on) == (None, None)
        assert result.last_searched_on == date_object("2014-01-06")

    def test_the_first_evidence_ends_and_the_last_is_remembered(self) -> None:
        result = self.at(
            found("a", "2014-01-08", basis="official"), found("b", "2014-01-03", basis="official")
        )

        assert result.word_alone_ended_on == date_object("2014-01-03")
        assert result.last_evidence_on == date_object("2014-01-08")
        assert (result.days_on_word_alone, result.days_since_evidence) == (2, 3)

    def test_days_are_counted_between_upper_bounds_and_are_never_negative(self) -> None:
        statements = [words("a", "2014-01")]

        same_month = clocks(claim(statements, found("b", "2014-01-06", basis="official")), date.max)
        open_ended = clocks(claim([words("a", "2014-01/..")]), self.TODAY)
        this_month = clocks(claim(statements, found("b", "2014-01")), self.TODAY)

        assert same_month.days_on_word_alone == 0
        assert open_ended.days_on_word_alone == 0
        assert (this_month.days_on_word_alone, this_month.days_since_evidence) == (0, 0)

    def test_no_clock_counts_days_beyond_today(self) -> None:
        result = self.at(found("a", "2014", basis="official"))

        assert result.days_on_word_alone == 10

    @pytest.mark.parametrize(
        ("due_on", "verdict", "since"),
        [
            ("2014-01-10", None, date(2014, 1, 11)),
            ("2014-01-10", "qualified", date(2014, 1, 11)),
            ("2014-01-10", "disputed", date(2014, 1, 11)),
            ("2014-01-10", "fulfilled", None),
            ("2014-01-10", "not_fulfilled", None),
            ("2014-01-10", "contradicted", None),
            ("2014-01-10", "unverifiable", None),
            ("2014-01-11", None, None),
            ("2014-01", None, None),
            ("2013/..", None, None),
            ("", None, None),
        ],
    )
    def test_overdue_is_what_fell_due_and_is_not_settled(
        self, due_on: str, verdict: str | None, since: date | None
    ) -> None:
        result = self.at(found("a", "2014-01-06", verdict=verdict), due_on=due_on)

        assert result.overdue_since == since
