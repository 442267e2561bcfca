"""How alike words and claims are, in numbers that are the same every time."""

import pytest

from claims.likeness import (
    ASKED,
    PAIR,
    Part,
    Portrait,
    as_written,
    asked_about,
    ranked,
    telling_words,
    terms,
)

REACTORS = Portrait(1, [Part(terms("Reactors are built in Sweden.", 3))])
LICENCE = Portrait(2, [Part(terms("A licence was sold.", 3)), Part(terms("Sweden"), of=7)])
TURBINE = Portrait(3, [Part(terms("The turbine is ready.", 3))])
ALL = [REACTORS, LICENCE, TURBINE]


def keys(quote: str, question: str = "", **options: object) -> list[int]:
    return [match.key for match in ranked(asked_about(quote, question), ALL, **options)]  # type: ignore[arg-type]


class TestTerms:
    def test_pairs_count_half_and_empty_words_not_at_all(self) -> None:
        assert terms("The reactors of Sweden", 3) == {
            "reactor": 3,
            "sweden": 3,
            "reactor sweden": 3 * PAIR,
        }

    def test_a_question_counts_half_beside_an_answer_and_whole_without(self) -> None:
        assert asked_about("Reactors", "Sweden?") == {"reactor": 1, "sweden": ASKED}
        assert asked_about("It is.", "Sweden?") == {"sweden": 1}
        assert asked_about("It is.") == {}

    def test_empty_words_are_found_in_each_of_their_forms(self) -> None:
        assert telling_words("IT was what it is, being there: a mine") == ["mine"]


class TestRanking:
    def test_who_shares_more_comes_first_and_who_shares_nothing_not_at_all(self) -> None:
        assert keys("reactors in Sweden") == [1, 2]
        assert keys("a zebra") == []
        assert keys("") == []

    def test_an_answer_of_one_word_goes_by_its_question(self) -> None:
        assert keys("Yes.", "Is the turbine ready?") == [3]

    def test_what_hangs_on_the_statement_itself_is_left_out(self) -> None:
        assert keys("Sweden") == [1, 2]
        assert keys("Sweden", without=7) == [1]

    def test_the_newest_comes_first_where_two_share_the_same(self) -> None:
        twins = [Portrait(key, [Part(terms("Turbines."))]) for key in (4, 6, 5)]
        assert [match.key for match in ranked(terms("turbine"), twins)] == [6, 5, 4]

    def test_scores_lie_between_none_and_all_in_common(self) -> None:
        scores = [match.score for match in ranked(terms("Reactors built in Sweden, ready"), ALL)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score < 1 for score in scores)

    def test_words_in_common_are_named_the_rarest_first(self) -> None:
        [first, _] = ranked(terms("Sweden has reactors"), ALL)
        assert first.words == ["reactor", "sweden"]

    def test_a_claim_near_in_meaning_is_found_without_a_word_in_common(self) -> None:
        near = {1: 0.1, 2: 0.0, 3: 0.9}
        assert keys("reactors in Sweden", near=near) == [1, 3, 2]
        assert keys("reactors in Sweden", near={1: -1.0}) == [1, 2]


@pytest.mark.parametrize(
    ("stems", "text", "written"),
    [
        (["sweden", "reactor"], "Two REACTORS in Sweden, reactors!", ["REACTORS", "Sweden"]),
        (["cafe"], "In the cafés", ["cafés"]),
        (["zebra"], "In the cafés", []),
    ],
)
def test_words_are_shown_as_they_are_written(
    stems: list[str], text: str, written: list[str]
) -> None:
    assert as_written(stems, text) == written
