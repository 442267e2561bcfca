"""Texts cut where quoted passages begin and end: nothing of the text is lost, none is added."""

from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.highlights import MarkedText, Passage, Segment, marked_text, passages, segments

TEXT = "abcdefghij"


def passage(start: int, end: int, number: int = 1) -> Passage:
    return Passage(start, end, f"s{number}", number)


def cut(*ranges: tuple[int, int]) -> list[tuple[str, list[int], list[int]]]:
    """Each segment with the numbers of its passages and of those that begin with it."""
    found = segments(TEXT, [passage(*ends, number) for number, ends in enumerate(ranges, 1)])
    return [
        (item.text, [one.number for one in item.passages], [one.number for one in item.begins])
        for item in found
    ]


class TestSegments:
    @pytest.mark.parametrize(
        ("ranges", "expected"),
        [
            ([], [("abcdefghij", [], [])]),
            ([(0, 10)], [("abcdefghij", [1], [1])]),
            ([(2, 4)], [("ab", [], []), ("cd", [1], [1]), ("efghij", [], [])]),
            # Touching.
            (
                [(2, 4), (4, 6)],
                [("ab", [], []), ("cd", [1], [1]), ("ef", [2], [2]), ("ghij", [], [])],
            ),
            # Overlapping.
            (
                [(0, 4), (2, 6)],
                [("ab", [1], [1]), ("cd", [1, 2], [2]), ("ef", [2], []), ("ghij", [], [])],
            ),
            # Nested, the outer one first wherever it is listed.
            (
                [(4, 6), (2, 8)],
                [
                    ("ab", [], []),
                    ("cd", [2], [2]),
                    ("ef", [2, 1], [1]),
                    ("gh", [2], []),
                    ("ij", [], []),
                ],
            ),
            # From one place, and at the same place.
            ([(0, 2), (0, 4)], [("ab", [2, 1], [2, 1]), ("cd", [2], []), ("efghij", [], [])]),
            ([(0, 4), (0, 4)], [("abcd", [1, 2], [1, 2]), ("efghij", [], [])]),
            # Out of the text.
            ([(8, 12)], [("abcdefgh", [], []), ("ij", [1], [1])]),
            ([(-3, 2)], [("ab", [1], [1]), ("cdefghij", [], [])]),
            ([(10, 12), (-4, 0), (5, 5), (6, 4)], [("abcdefghij", [], [])]),
        ],
    )
    def test_a_text_is_cut_at_both_ends_of_every_passage(
        self, ranges: list[tuple[int, int]], expected: list[Any]
    ) -> None:
        assert cut(*ranges) == expected

    def test_positions_are_code_points(self) -> None:
        text = "👩‍🔬 𝔘𝔫𝔦 é!"
        found = segments(text, [passage(text.index("𝔘"), text.index("𝔘") + 3)])

        assert [item.text for item in found] == ["👩‍🔬 ", "𝔘𝔫𝔦", " é!"]

    def test_an_empty_text_has_no_segments(self) -> None:
        assert segments("", [passage(0, 1)]) == []

    @given(
        st.text(max_size=40),
        st.lists(st.tuples(st.integers(-3, 43), st.integers(-3, 43)), max_size=12),
    )
    def test_together_they_are_the_text_and_each_knows_its_passages(
        self, text: str, ranges: list[tuple[int, int]]
    ) -> None:
        given_ones = [passage(*ends, number) for number, ends in enumerate(ranges)]

        found = segments(text, given_ones)

        assert "".join(item.text for item in found) == text
        assert all(item.text for item in found)
        place = 0
        for item in found:
            for offset in range(len(item.text)):
                at = place + offset
                holding = {one.number for one in given_ones if one.start <= at < one.end}
                assert {one.number for one in item.passages} == holding
            place += len(item.text)
        begun = [one.number for item in found for one in item.begins]
        within = [one.number for one in given_ones if held(one, text)]
        assert sorted(begun) == within

    def test_a_long_text_with_many_passages_takes_no_time(self) -> None:
        text = "It has begun. " * 75_000
        many = [passage(at, at + 900, number) for number, at in enumerate(range(0, 10**6, 2000))]
        nested = [passage(number, 10**6 - number, number) for number in range(500)]

        started = process_time()
        found = [*segments(text, many), *segments(text, nested)]

        assert process_time() - started < 0.5
        assert len(found) > 1900


def held(one: Passage, text: str) -> bool:
    return any(one.start <= at < one.end for at in range(len(text)))


def statement(name: str, anchor: str = "exact", place: tuple[int, int] | None = (0, 2)) -> Any:
    selector: list[dict[str, Any]] = [{"type": "TextQuoteSelector", "exact": "ab"}]
    if place:
        selector.append({"type": "TextPositionSelector", "start": place[0], "end": place[1]})
    return {"id": name, "anchor": anchor, "selector": selector}


class TestPassages:
    def test_they_are_numbered_as_the_statements_are(self) -> None:
        listed = [statement("one"), statement("two", place=None), statement("three", place=(4, 6))]

        assert passages(listed) == [Passage(0, 2, "one", 1), Passage(4, 6, "three", 3)]

    @pytest.mark.parametrize(
        ("anchor", "marked"),
        [
            ("exact", True),
            ("normalised", True),
            ("moved", False),
            ("not_found", False),
            ("ambiguous", False),
            ("unchecked", False),
        ],
    )
    def test_only_words_at_their_place_are_marked(self, anchor: str, marked: bool) -> None:
        assert bool(passages([statement("one", anchor)])) is marked


class TestMarkedText:
    def test_it_is_made_of_the_document_of_a_source(self) -> None:
        document = {"text": "abc", "statements": [statement("one"), statement("two", "moved")]}

        one = Passage(0, 2, "one", 1)
        expected = [Segment("ab", (one,), (one,)), Segment("c")]
        assert marked_text(document) == MarkedText(expected, frozenset({"one"}))

    @pytest.mark.parametrize("document", [{}, {"text": None}, {"text": ""}])
    def test_there_is_none_without_a_text(self, document: dict[str, Any]) -> None:
        assert marked_text({**document, "statements": [statement("one")]}) is None
