"""What anchors promise for any text and any words, and for hostile ones."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sources.anchors import Anchor, State, _segments, context, locate, normalise
from tests.sources.test_anchors import (
    ACUTE,
    AMBIGUOUS,
    DIAERESIS,
    EM_DASH,
    EXACT,
    MOVED,
    NO_BREAK,
    NORMALISED,
    NOT_FOUND,
    UNCHECKED,
)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


# Characters that break careless code: of every plane, combining, reordering, composing with what
# is before them, decomposing, from right to left, of no width, and all that is folded.
AWKWARD = st.sampled_from(
    "abe '\"-\n😀𝔹א\u0000\ud800’“—\u2011\u00a0\u2000\u3000\u0301\u0308\u0316\u0323\u0344\u0345"
    "éǟ\u212b\u0958\u09c7\u09be\u09d7\u0dd9\u0dcf\u0dca\u0f73\u0f81\u1100\u1161\u11a8가각\u2adc"
    "\ufb1d\ufe0f\u200d\u200f\U0001d160\U00011131\U00011127\U0002f800"
)


TEXTS = st.text(alphabet=AWKWARD, max_size=30) | st.text(max_size=20)


WORDS = st.text(alphabet=AWKWARD, min_size=1, max_size=8) | st.text(min_size=1, max_size=5)


POSITIONS = st.none() | st.integers(-3, 35)


# What a re-typed or re-saved document does to words, and words to which it does something.
REWRITTEN: list[tuple[str, Callable[[str], str]]] = [
    ("é", nfd),
    (f"e{ACUTE}", lambda words: unicodedata.normalize("NFC", words)),
    ('"it\'s"', lambda words: words.replace("'", "’").replace('"', "”")),
    ("-", lambda words: words.replace("-", EM_DASH)),
    (" ", lambda words: words.replace(" ", NO_BREAK)),
    (" ", lambda words: words.replace(" ", " \r\n ")),
]


Locate = Callable[..., Anchor]


@st.composite
def slices(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text with one of its non-empty slices."""
    text = draw(st.text(alphabet=AWKWARD, min_size=1, max_size=30) | st.text(min_size=1))
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


def places(text: str, quote: str) -> list[int]:
    """Every occurrence, overlapping ones too, the slow way."""
    return [n for n in range(len(text) - len(quote) + 1) if text[n : n + len(quote)] == quote]


def normalised_places(text: str, quote: str) -> list[tuple[int, int]]:
    """Every slice of whole segments that normalises to the quote, the slow way."""
    edges = [0]
    for segment in _segments(text):
        edges.append(edges[-1] + len(segment))
    return [
        (start, end)
        for n, start in enumerate(edges)
        for end in edges[n + 1 :]
        if normalise(text[start:end]) == normalise(quote)
    ]


def problem(
    locate: Locate,
    text: str,
    quote: str,
    start: int | None = None,
    end: int | None = None,
    prefix: str | None = None,
    suffix: str | None = None,
) -> str:
    """The anchor that `locate` gives where it breaks what its state promises, or nothing."""
    found = locate(text, quote, start, end, prefix, suffix)
    place = (found.start, found.end)
    words = text[found.start : found.end] if found.start is not None else ""
    is_place = start is not None and end is not None and 0 <= start < end <= len(text)
    held = text[start:end] if is_place else ""
    here = held != "" and held == quote
    nearly_here = held != "" and normalise(held) == normalise(quote)
    exact = places(text, quote) if quote else []
    nearly = normalised_places(text, quote) if quote else []
    in_context = None not in (prefix, suffix) and len(places(text, f"{prefix}{quote}{suffix}")) == 1
    promises = {
        EXACT: here and place == (start, end),
        MOVED: not here and words == quote and (len(exact) == 1 or in_context),
        AMBIGUOUS: place == (None, None)
        and not here
        and (len(exact) > 1 and not in_context if exact else len(nearly) > 1 and not nearly_here),
        NORMALISED: not exact
        and normalise(words) == normalise(quote)
        and (place == (start, end) if nearly_here else nearly == [place]),
        NOT_FOUND: place == (None, None) and not exact and not nearly and not nearly_here,
        UNCHECKED: False,
    }
    return "" if promises[found.state] else str(found)


class TestPromises:
    @given(TEXTS, WORDS, POSITIONS, POSITIONS, st.none() | TEXTS, st.none() | TEXTS)
    @settings(max_examples=300, deadline=None)
    def test_for_any_text_and_any_words(
        self,
        text: str,
        quote: str,
        start: int | None,
        end: int | None,
        prefix: str | None,
        suffix: str | None,
    ) -> None:
        assert problem(locate, text, quote, start, end, prefix, suffix) == ""

    @given(slices(), POSITIONS, POSITIONS, st.sampled_from(REWRITTEN), st.integers(0, 3))
    @settings(max_examples=500, deadline=None)
    def test_for_words_of_the_text(
        self,
        cut: tuple[str, int, int],
        start: int | None,
        end: int | None,
        rewriting: tuple[str, Callable[[str], str]],
        length: int,
    ) -> None:
        text, first, last = cut
        rewritten = rewriting[1]
        words = text[first:last]
        around = context(text, first, last, length)
        for quote in (words, rewritten(words)):
            assert problem(locate, text, quote, first, last) == ""
            assert problem(locate, text, quote, start, end) == ""
            assert problem(locate, text, quote, start, end, *around) == ""
            assert problem(locate, rewritten(text), quote, start, end, *around) == ""

    @given(slices())
    @settings(deadline=None)
    def test_a_slice_is_exact_where_it_stands(self, cut: tuple[str, int, int]) -> None:
        text, start, end = cut
        assert locate(text, text[start:end], start, end) == Anchor(EXACT, start, end)

    @given(slices(), TEXTS)
    @settings(deadline=None)
    def test_unique_words_move_with_what_is_inserted_before_them(
        self, cut: tuple[str, int, int], inserted: str
    ) -> None:
        text, start, end = cut
        quote, longer = text[start:end], inserted + text
        assume(inserted and len(places(longer, quote)) == 1)
        assume(longer[start:end] != quote)
        moved = Anchor(MOVED, start + len(inserted), end + len(inserted))
        assert locate(longer, quote, start, end) == moved

    @given(slices(), TEXTS)
    @settings(deadline=None)
    def test_repeated_words_move_with_their_context(
        self, cut: tuple[str, int, int], inserted: str
    ) -> None:
        text, start, end = cut
        quote, longer = text[start:end], inserted + text
        prefix, suffix = context(text, start, end)
        assume(longer[start:end] != quote and len(places(longer, prefix + quote + suffix)) == 1)
        moved = Anchor(MOVED, start + len(inserted), end + len(inserted))
        assert locate(longer, quote, start, end, prefix, suffix) == moved

    @given(TEXTS, TEXTS, TEXTS, st.sampled_from(REWRITTEN))
    @settings(deadline=None)
    def test_rewritten_words_are_normalised_and_never_exact(
        self, before: str, after: str, words: str, rewriting: tuple[str, Callable[[str], str]]
    ) -> None:
        rewritable, rewritten = rewriting
        quote = words + rewritable + words
        held = rewritten(quote)
        text = before + held + after
        start, end = len(before), len(before) + len(held)
        assert held != quote
        assume(quote not in text)
        assert locate(text, quote, start, end) == Anchor(NORMALISED, start, end)

    @given(TEXTS, TEXTS, TEXTS)
    @settings(deadline=None)
    def test_decomposed_text_gives_places_in_itself(
        self, before: str, after: str, words: str
    ) -> None:
        # The letters keep the marks of one part from joining the part before it.
        quote = f"b{words}é"
        text = f"{nfd(before)}{nfd(quote)}b{nfd(after)}"
        start = len(nfd(before))
        assume(len(normalised_places(text, quote)) == 1)
        assert locate(text, quote) == Anchor(NORMALISED, start, start + len(nfd(quote)))

    @given(slices(), POSITIONS, POSITIONS)
    @settings(deadline=None)
    def test_words_that_were_taken_out_are_not_found(
        self, cut: tuple[str, int, int], start: int | None, end: int | None
    ) -> None:
        text, first, last = cut
        quote, rest = text[first:last], text[:first] + text[last:]
        assume(quote not in rest)
        assume(normalise(quote) not in normalise(rest))
        # Cutting a letter off its accents leaves other characters, so slices are asked apart.
        assume(all(normalise(quote) not in normalise(rest[n:]) for n in range(len(rest))))
        assume(start is None or end is None or normalise(rest[start:end]) != normalise(quote))
        assert locate(rest, quote, start, end) == Anchor(NOT_FOUND)

    @given(TEXTS)
    @settings(max_examples=500, deadline=None)
    @example("\u0dd9\u0dcf\u0dca\u1100\u1161\u11a8")
    def test_segments_may_be_normalised_apart(self, text: str) -> None:
        segments = _segments(text)
        assert "".join(segments) == text
        assert [normalise(segment) for segment in segments] == _segments(normalise(text))

    @given(TEXTS)
    @settings(max_examples=300, deadline=None)
    def test_normalising_is_done_once(self, text: str) -> None:
        assert normalise(normalise(text)) == normalise(text)
        for form in ("NFC", "NFD"):
            assert normalise(unicodedata.normalize(form, text)) == normalise(text)
        pile = "".join(mark for mark in text if unicodedata.combining(mark)) * 40
        assert normalise("e" + pile) == unicodedata.normalize("NFC", "e" + pile)

    def test_no_character_of_any_plane_joins_unseen(self) -> None:
        # The characters of the first two planes were looked at: here are all seventeen.
        for character in map(chr, range(0x110000)):
            form = unicodedata.normalize("NFD", character)
            joins = len(_segments("a" + character)) == 1
            assert joins or not unicodedata.combining(form[0])
            assert all(len(_segments("a" + later)) == 1 for later in form[1:])


class TestThePromisesBite:
    """The control: wrong ways of locating break promises, the right one on the same texts none."""

    @staticmethod
    def first_occurrence(text: str, quote: str, *stored: int | str | None) -> Anchor:
        place = text.find(quote)
        return Anchor(NOT_FOUND) if place < 0 else Anchor(MOVED, place, place + len(quote))

    @staticmethod
    def trusts_the_positions(
        text: str, quote: str, start: int, end: int, *around: str | None
    ) -> Anchor:
        return Anchor(EXACT, start, end)

    @staticmethod
    def ignores_case(text: str, quote: str, *stored: int | str | None) -> Anchor:
        return locate(text.lower(), quote.lower(), *stored)  # type: ignore[arg-type]

    @staticmethod
    def ignores_accents(text: str, quote: str, *stored: int | str | None) -> Anchor:
        place = nfd(text).find(nfd(quote))
        return Anchor(NORMALISED, place, place + len(nfd(quote)))

    @staticmethod
    def counts_utf_16(text: str, quote: str, *stored: int | str | None) -> Anchor:
        place = len(text[: text.find(quote)].encode("utf-16-le")) // 2
        return Anchor(MOVED, place, place + len(quote))

    @staticmethod
    def counts_in_the_normalised_text(text: str, quote: str, *stored: int | str | None) -> Anchor:
        place = normalise(text).find(normalise(quote))
        return Anchor(NORMALISED, place, place + len(normalise(quote)))

    @staticmethod
    def overlooks_overlaps(text: str, quote: str, *stored: int | str | None) -> Anchor:
        if text.count(quote) != 1:
            return Anchor(AMBIGUOUS)
        return Anchor(MOVED, text.find(quote), text.find(quote) + len(quote))

    @staticmethod
    def gives_up(text: str, quote: str, *stored: int | str | None) -> Anchor:
        return Anchor(NOT_FOUND)

    @pytest.mark.parametrize(
        ("wrong", "text", "quote", "start", "end"),
        [
            (first_occurrence, "yes no yes", "yes", 0, 2),
            (first_occurrence, "yes no yes", "yes", 7, 10),
            (first_occurrence, "It’s", "It's", 0, 4),
            (trusts_the_positions, "We have begun", "begun", 0, 5),
            (ignores_case, "BEGUN", "begun", 0, 5),
            (ignores_accents, f"cafe{ACUTE} “", "cafe", 0, 4),
            (ignores_accents, f"x cafe{ACUTE}s", "cafe", 0, 4),
            (counts_utf_16, "😀 begun", "begun", 0, 5),
            (counts_in_the_normalised_text, "x  ‘y’", "'y'", 0, 1),
            (overlooks_overlaps, "aaa", "aa", 0, 1),
            (gives_up, "begun", "begun", 1, 2),
            (gives_up, "x ‘y’", "'y'", 0, 1),
        ],
    )
    def test_a_wrong_way(self, wrong: Locate, text: str, quote: str, start: int, end: int) -> None:
        assert problem(wrong, text, quote, start, end)
        assert problem(locate, text, quote, start, end) == ""


LONG = 10**5


PILE = "\u0301\u0316"


HOSTILE = {
    "one letter": ("a" * LONG, "a", AMBIGUOUS),
    "no such letter": ("a" * LONG, "b", NOT_FOUND),
    "half the text": ("a" * LONG, "a" * (LONG // 2) + "b", NOT_FOUND),
    "a period": ("ab" * (LONG // 2), "ab" * 1000 + "c", NOT_FOUND),
    "spaces": (" " * LONG, "\u00a0", NORMALISED),
    "spaces and words": (" " * LONG, " x", NOT_FOUND),
    "spaces of two kinds": (" \u00a0" * (LONG // 2), "x y", NOT_FOUND),
    "marks": ("e" + ACUTE * 10**4, "é", NOT_FOUND),
    "unordered marks": ("e" + PILE * 5_000, "é", NOT_FOUND),
    "many unordered marks": ("e" + PILE * 20_000, "é", NOT_FOUND),
    "marks that decompose": ("e" + "\u0f73\u0f39" * 10_000, "é", NOT_FOUND),
    "equal after ordering": ("“e" + PILE * 10**4, '"e' + PILE[::-1] * 10**4, NORMALISED),
    "piles of moderate height": (("e" + PILE * 15) * 3_200, "é", NOT_FOUND),
    "places inside characters": ("’" + f"q{DIAERESIS}" * 40_000, f"'{DIAERESIS}q", NOT_FOUND),
    "a period cut in a character": (
        ("’" + f"q{DIAERESIS}") * 30_000,
        f"'q{DIAERESIS}" * 1000 + "'q",
        NOT_FOUND,
    ),
    "many normalised places": ("“a” " * (LONG // 4), '"a"', AMBIGUOUS),
    "decomposed text": (f"e{ACUTE}" * (LONG // 2) + "‘x’", "'x'", NORMALISED),
}


class TestHostileTexts:
    """Their answers; how long they take is for benchmarks/anchors.py to measure."""

    @pytest.mark.parametrize(("text", "quote", "state"), HOSTILE.values(), ids=list(HOSTILE))
    def test_they_are_read_like_any_other(self, text: str, quote: str, state: State) -> None:
        assert locate(text, quote).state == state

    def test_equal_words_are_told_apart(self) -> None:
        text, around = "a" * LONG + "b", "a" * (LONG // 4)
        assert locate(text, "aa", 5, 6, around, around).state == AMBIGUOUS
        assert locate(text, "aa", 5, 6, around, "b") == Anchor(MOVED, LONG - 2, LONG)
