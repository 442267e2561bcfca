"""What changed between two texts, and that no letter of either is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.word_diff import MOST_WORDS, pieces

TEXTS = st.text(alphabet="ab ,.é“\n", max_size=60)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("One.", "One.", [("same", "One.")]),
        ("", "New.", [("new", "New.")]),
        ("Old.", "", [("gone", "Old.")]),
        (
            "The plant has begun.",
            "The plant had begun.",
            [("same", "The plant "), ("gone", "has"), ("new", "had"), ("same", " begun.")],
        ),
        ("one two", "one  two", [("same", "one"), ("gone", " "), ("new", "  "), ("same", "two")]),
    ],
)
def test_it_goes_word_by_word(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert list(pieces(before, after)) == expected


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_it(before: str, after: str) -> None:
    found = list(pieces(before, after))
    assert "".join(text for kind, text in found if kind != "new") == before
    assert "".join(text for kind, text in found if kind != "gone") == after


def test_very_long_texts_are_set_side_by_side() -> None:
    long = "a " * MOST_WORDS
    assert list(pieces(long, "b")) == [("gone", long), ("new", "b")]
