"""Where the exact words of a statement stand in the text of its source.

A place is a pair of positions in Unicode code points, the end not included, and it comes with the
words themselves and a few code points around them: the TextPositionSelector and the
TextQuoteSelector of the W3C Web Annotation Data Model (sections 4.2.5 and 4.2.4).

Nothing here is fuzzy. Words are found as they stand, or after the one normalisation below, or not
at all: a wrong place for a named person's words is harm, a missing one is only work.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby

# How many code points are kept on either side of the words, to tell equal words apart.
CONTEXT = 32


class State(StrEnum):
    EXACT = "exact"
    NORMALISED = "normalised"
    MOVED = "moved"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class Anchor:
    """What was found, and where in the text as held: None where no unique place is known."""

    state: State
    start: int | None = None
    end: int | None = None


def locate(
    text: str | None,
    quote: str,
    start: int | None = None,
    end: int | None = None,
    prefix: str | None = None,
    suffix: str | None = None,
) -> Anchor:
    """The place of `quote` in `text`, given where it once stood and what stood around it.

    The state is `exact` if and only if `text[start:end] == quote`. Positions that are reversed or
    outside the text count as none. Without a text nothing is checked and the positions come back.
    """
    if text is None:
        return Anchor(State.UNCHECKED, start, end)
    if not quote:
        return Anchor(State.NOT_FOUND)
    if _words_at(text, start, end) == quote:
        return Anchor(State.EXACT, start, end)
    return _moved(text, quote, prefix, suffix) or _normalised(text, quote, start, end)


def context(text: str, start: int, end: int, length: int = CONTEXT) -> tuple[str, str]:
    """The prefix and the suffix of a place: up to `length` code points each, as they stand.

    Raises ValueError for a place outside the text, which would otherwise give wrong words.
    """
    if not 0 <= start <= end <= len(text) or length < 0:
        raise ValueError(f"No place from {start} to {end} in a text of {len(text)} code points.")
    return text[max(0, start - length) : start], text[end : end + length]


def normalise(text: str) -> str:
    """`text` in NFC (UAX #15) with plain spaces, straight quotation marks and hyphen-minuses.

    A run of white space of any kind (no-break spaces, line ends) becomes one space. It is not
    stripped, and letters keep their case.
    """
    # CPython orders combining marks by insertion, which takes minutes for a long hostile pile of
    # them. Putting long piles in order beforehand leaves its result as it is.
    text = _long_pile().sub(lambda pile: _in_canonical_order(pile.group()), text)
    return _WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", text)).translate(_PLAIN)


_WHITE_SPACE = re.compile(r"\s+")
# Guillemets, primes and modifier letters are other characters, not curly forms of straight ones.
_PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛", "'")
    | dict.fromkeys("“”„‟", '"')
    # Hyphen, no-break hyphen, figure dash, en dash, em dash, horizontal bar, minus sign.
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)


def _words_at(text: str, start: int | None, end: int | None) -> str:
    """The words at a place, and none where the positions name no place."""
    if start is None or end is None or not 0 <= start < end <= len(text):
        return ""
    return text[start:end]


def _moved(text: str, quote: str, prefix: str | None, suffix: str | None) -> Anchor | None:
    """The one place of the exact words; None where they stand nowhere."""
    places = _first_two(text, quote)
    if not places:
        return None
    if len(places) > 1 and prefix is not None and suffix is not None:
        around = _first_two(text, prefix + quote + suffix)
        places = [place + len(prefix) for place in around]
    if len(places) != 1:
        return Anchor(State.AMBIGUOUS)
    return Anchor(State.MOVED, places[0], places[0] + len(quote))


def _normalised(text: str, quote: str, start: int | None, end: int | None) -> Anchor:
    """The stored place where it holds the words after normalisation, or else the one that does."""
    if normalise(_words_at(text, start, end)) == normalise(quote):
        return Anchor(State.NORMALISED, start, end)
    places = _normalised_places(text, quote)
    if not places:
        return Anchor(State.NOT_FOUND)
    if len(places) > 1:
        return Anchor(State.AMBIGUOUS)
    return Anchor(State.NORMALISED, *places[0])


def _first_two(text: str, words: str) -> list[int]:
    """Where `words` begin, at most twice: a third occurrence would change no answer.

    Occurrences may overlap.
    """
    first = text.find(words)
    second = text.find(words, first + 1) if first >= 0 else -1
    return [place for place in (first, second) if place >= 0]


def _normalised_places(text: str, quote: str) -> list[tuple[int, int]]:
    """The first two places in `text`, as held, of whole segments that normalise to the words."""
    plain_text, plain_quote = normalise(text), normalise(quote)
    if plain_quote not in plain_text:
        return []
    # Normalising maps segments one to one. With one code point for each segment of the quote, and
    # another for all others, a search for a string compares whole segments and counts them.
    wanted = _segments(plain_quote)
    symbols = {segment: chr(n) for n, segment in enumerate(dict.fromkeys(wanted), start=1)}
    haystack = "".join(symbols.get(segment, "\0") for segment in _segments(plain_text))
    needle = "".join(symbols[segment] for segment in wanted)
    held = _segments(text)
    places = []
    for first in _first_two(haystack, needle):
        start = len("".join(held[:first]))
        places.append((start, start + len("".join(held[first : first + len(wanted)]))))
    return places


def _segments(text: str) -> list[str]:
    """`text` cut wherever the parts may be normalised apart and joined again.

    A segment is one character or one run of white space, with the characters that may combine
    with it: combining marks, vowel signs and the later jamo of a Hangul syllable.
    """
    return _segment().findall(text)


@cache
def _segment() -> re.Pattern[str]:
    return re.compile(rf"(?s)(?:\s+|.){_joining()}*")


@cache
def _long_pile() -> re.Pattern[str]:
    return re.compile(rf"{_joining()}{{32,}}")


def _in_canonical_order(pile: str) -> str:
    """The marks decomposed and in canonical order (Unicode, definitions D108 and D109)."""
    marks = "".join(unicodedata.normalize("NFD", mark) for mark in pile)
    runs = groupby(marks, key=lambda mark: unicodedata.combining(mark) != 0)
    return "".join("".join(sorted(run, key=unicodedata.combining)) for _, run in runs)


@cache
def _joining() -> str:
    """A regular-expression class of the characters that may combine with one before them.

    They are the ones that NFC_Quick_Check (UAX #15, section 9) calls Maybe or that have a
    combining class, found in the data of this Python's own Unicode version: whatever stands after
    the first in a canonical decomposition, has a combining class, or decomposes to begin so.
    """
    # Nothing beyond the first two planes combines, as a test makes sure, and looking through all
    # seventeen would take half a second.
    forms = {char: unicodedata.normalize("NFD", char) for char in map(chr, range(0x20000))}
    later = {char for form in forms.values() for char in form[1:]}
    joining = [c for c, form in forms.items() if unicodedata.combining(form[0]) or form[0] in later]
    return f"[{''.join(_ranges(joining))}]"


def _ranges(characters: list[str]) -> Iterator[str]:
    """Neighbours as "a-z", because a class of single characters makes the search twice as slow."""
    neighbours = groupby(enumerate(characters), key=lambda pair: ord(pair[1]) - pair[0])
    for _, group in neighbours:
        run = [character for _, character in group]
        yield f"{run[0]}-{run[-1]}"
