"""The words that search compares, the same on every database because they are made here.

A word is folded (NFKD, accents dropped, case folded) and stemmed (Snowball, English), in the index
and in the query alike.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

# A longer run of letters is no word that anyone searches for, and PostgreSQL has a limit.
LONGEST_WORD = 64
LONGEST_QUERY = 200

WORD = re.compile(r"[^\W_]+")
PHRASE = re.compile(r'"([^"]*)"')


def words(text: str) -> list[str]:
    """The folded and stemmed words of `text`, in order."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return [_stem(word[:LONGEST_WORD]) for word in WORD.findall(bare.casefold())]


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
