"""Sentences lose no character, and end where people say that they do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.suggesting.sentences import sentences

PIECES = st.sampled_from(
    [
        *(
            "Dr. ",
            "U.S. ",
            "e.g. ",
            "3.5 ",
            "1. ",
            "J. ",
            "It has begun. ",
            "has it? ",
            "No! ",
            "… ",
        ),
        *(
            "“",
            "”",
            "(",
            ")",
            '"',
            "\n",
            "\r\n",
            "\n\n",
            "\u00a0",
            "\u2028",
            "\t",
            "  • ",
            "a",
            "B ",
        ),
        *("。", "🙂", "e\u0301", ".", "?", "!", "\x85", "\x1c", "A. ", ": ", "— "),
    ]
)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@given(st.lists(PIECES | st.characters(exclude_categories=["Cs"]), max_size=60), st.data())
def test_nothing_but_white_space_lies_between_them(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text)))
    reached = first
    for start, end in sentences(text, first, last):
        assert reached <= start < end <= last
        assert not text[reached:start].strip()
        assert text[start:end].strip() == text[start:end]
        reached = end
    assert not text[reached:last].strip()


def test_a_range_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="No range from 0 to 3 in a text of 2 code points"):
        sentences("ab", 0, 3)


@pytest.mark.parametrize(
    "expected",
    [
        ["It has begun.", "Has it?", "Yes!", "So they say."],
        ["Dr. Doe met Prof. J. R. Roe at 3.5 metres, i.e. Too near."],
        ["It was sold in the U.S. Army bases.", "Nobody knew."],
        ["It was sold in the U.S.", "They knew it."],
        ["Doe Inc. Machines are sold.", "Doe works for Roe Ltd.", "He left."],
        ["“It has begun.”", "Nobody saw it.", "(Not even Roe.)", "Why?"],
        ["“Has it begun?” he asked."],
        ["I wonder…", "It may be.", "And … so on."],
        ["Has it begun?", "(you said that it would)"],
        ["Am 3. August begann es.", "Im Jahr 2011.", "Dann nicht."],
        ["Was it 12?", "No, 11.", "Or less."],
        ["もう始まった。", "本当？", "はい"],
        ["It has\u00a0begun.", "It\u00a0is so."],
    ],
)
def test_they_end_where_they_end(expected: list[str]) -> None:
    assert cut(("" if "。" in expected[0] else " ").join(expected)) == expected


def test_a_line_break_ends_a_line_of_a_list_and_no_wrapped_line() -> None:
    assert cut("Which of these\n  A one\n  B two\n1. First thing\n2. Second thing. And more") == [
        "Which of these",
        "A one",
        "B two",
        "1. First thing",
        "2. Second thing.",
        "And more",
    ]
    wrapped = (
        "The machine that was shown in the hall of\r\n"
        "Rome last year was sold, they say. It was\r\n"
        "big."
    )
    assert cut(wrapped) == [wrapped[: wrapped.index(" It was")], "It was\r\nbig."]


def test_headings_and_names_stand_alone() -> None:
    text = (
        "Production Begins\n"
        "The company says that it has begun to make machines in Rome.\n\n"
        "Jane Roe"
    )
    assert cut(text) == [
        "Production Begins",
        "The company says that it has begun to make machines in Rome.",
        "Jane Roe",
    ]
