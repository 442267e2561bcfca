"""The words that search compares, the same on every database because they are made here.

A word is folded (NFKD, accents dropped, case folded, letters such as “ø” written plainly) and
stemmed (Snowball, English), in the index and in the query alike.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

# A longer run of letters is no word that anyone searches for, and PostgreSQL has a limit.
LONGEST_WORD = 64
LONGEST_QUERY = 200

WORD = re.compile(r"[^\W_]+")
# Keyboards of phones put curly quotation marks where straight ones were typed.
MARKS = '"“”„«»＂'
PHRASE = re.compile(f"[{MARKS}]([^{MARKS}]*)[{MARKS}]")

# Letters that Unicode does not take apart, though people without the key type them so.
PLAIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "th"}
)
# Soft hyphens and joiners stand inside of words and are not seen.
UNSEEN = frozenset("\u00ad\u200c\u200d\u2060\ufeff")
# All letters of a few scripts; a stranger who sends every character there is fills no memory.
MOST_FOLDED = 20_000


class Folding(dict[int, str]):
    """From the code point of a character to what is compared: none, one or several characters."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        parts = () if char in UNSEEN else unicodedata.normalize("NFKD", char)
        bare = "".join(part for part in parts if not unicodedata.combining(part))
        folded = bare.casefold().translate(PLAIN)
        if len(self) < MOST_FOLDED:
            self[point] = folded
        return folded


FOLDING = Folding()


class Found(NamedTuple):
    """A word of a text, and where it stands: `text[start:end]`, with its accents."""

    word: str
    start: int
    end: int


def words(text: str) -> list[str]:
    """The folded and stemmed words of `text`, in order."""
    return [_stem(word[:LONGEST_WORD]) for word in WORD.findall(text.translate(FOLDING))]


def located(text: str) -> Iterator[Found]:
    """The same words as `words`, each with its place in the text as it was written."""
    pieces = [FOLDING[ord(char)] for char in text]
    # For each folded character, which one of the text it came from.
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    for match in WORD.finditer("".join(pieces)):
        end = origin[match.end() - 1] + 1
        while end < len(pieces) and not pieces[end]:
            end += 1
        yield Found(_stem(match[0][:LONGEST_WORD]), origin[match.start()], end)


def phrases(query: str) -> list[list[str]]:
    """What must all be found: every quoted phrase as its words, every other word by itself."""
    query = query[:LONGEST_QUERY]
    quoted = [words(match) for match in PHRASE.findall(query)]
    single = [[word] for word in words(PHRASE.sub(" ", query))]
    return [phrase for phrase in [*quoted, *single] if phrase]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    # A stemmer keeps its state between calls, so threads must not share one.
    stem: str = snowballstemmer.stemmer("english").stemWord(word)
    return stem
