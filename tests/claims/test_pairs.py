from typing import Any

import pytest

from claims.pairs import Pair, pairs
from sources.dates import date_object

Document = dict[str, Any]


def words(
    identifier: str,
    said_on: str,
    *,
    role: str | None = "makes",
    speaker: str = "a-maker",
    kind: str = "person",
    source_on: str = "",
) -> Document:
    """As much of a statement as a pair needs; evidence has no role."""
    return {
        "id": identifier,
        "role": role,
        "speaker": {"id": speaker, "kind": kind},
        "said_on": date_object(said_on),
        "source": {"published_on": date_object(source_on)},
    }


def found(relation: str, evidence: Document | None) -> Document:
    return {"id": f"{relation}-it", "relation": relation, "evidence": evidence}


def paired(statements: list[Document], *followups: Document) -> list[tuple[str, str]]:
    found = pairs({"statements": statements, "followups": list(followups)})
    return [(pair.before["id"], pair.after["id"]) for pair in found]


class TestPairs:
    def test_it_sets_later_words_beside_the_latest_statement_before_them(self) -> None:
        early, late = words("early", "2011-12-09"), words("late", "2012-01-05", role="repeats")
        after_it = words("after", "2012-03", role="repeats")
        evidence = words("evidence", "", role=None, source_on="2012-02-01")
        followup = found("qualifies", evidence)

        document = {"statements": [after_it, late, early], "followups": [followup]}

        assert pairs(document) == [
            Pair(
                followup=followup,
                before=late,
                before_on=date_object("2012-01-05"),
                after=evidence,
                after_on=date_object("2012-02-01"),
            )
        ]

    @pytest.mark.parametrize(
        ("relation", "count"),
        [
            ("contradicts", 1),
            ("qualifies", 1),
            ("retracts", 1),
            ("supports", 0),
            ("updates", 0),
            ("found_nothing", 0),
        ],
    )
    def test_only_what_pulls_against_the_claim_makes_one(self, relation: str, count: int) -> None:
        evidence = words("e", "2013", role=None)

        assert len(paired([words("s", "2012")], found(relation, evidence))) == count

    @pytest.mark.parametrize(
        ("role", "count"), [("makes", 1), ("repeats", 1), ("hedges", 1), ("reports", 0)]
    )
    def test_only_who_says_so_himself_is_held_to_it(self, role: str, count: int) -> None:
        evidence = words("e", "2013", role=None)

        statements = [words("s", "2012", role=role)]
        assert len(paired(statements, found("contradicts", evidence))) == count

    def test_words_of_somebody_else_make_none(self) -> None:
        evidence = words("e", "2013", role=None, speaker="a-critic")

        assert paired([words("s", "2012")], found("contradicts", evidence)) == []

    def test_two_readers_need_not_be_the_same_person(self) -> None:
        statement = words("s", "2012", speaker="reader", kind="reader")
        evidence = words("e", "2013", role=None, speaker="reader", kind="reader")

        assert paired([statement], found("contradicts", evidence)) == []

    @pytest.mark.parametrize(
        ("before", "after", "count"),
        [
            ("2012-01-31", "2012-02-01", 1),
            ("2012-01", "2012-02", 1),
            ("2012-01-31", "2012-01-31", 0),
            ("2012-02-01", "2012-01-31", 0),
            ("2012", "2012-12-31", 0),
            ("", "2013", 0),
            ("2012", "", 0),
            ("2012/..", "2013", 0),
            ("2012", "../2013", 0),
        ],
    )
    def test_the_statement_was_surely_made_before(
        self, before: str, after: str, count: int
    ) -> None:
        evidence = words("e", after, role=None)

        assert len(paired([words("s", before)], found("qualifies", evidence))) == count

    def test_evidence_without_words_makes_none(self) -> None:
        assert paired([words("s", "2012")], found("contradicts", None)) == []

    def test_they_come_in_the_order_of_the_followups(self) -> None:
        first, second = words("e", "2013", role=None), words("f", "2014", role=None)

        statements = [words("s", "2012"), words("t", "2013-06", role="hedges")]
        followups = [found("qualifies", first), found("contradicts", second)]
        assert paired(statements, *followups) == [("s", "e"), ("t", "f")]
