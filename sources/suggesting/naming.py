"""Names as they are printed: who is named in a sentence, and whom of the record that is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sources.provenance import IN_BRACKETS

# Words that begin sentences with a capital and are no part of a name after them.
_BEGINNERS = (
    "a an the this that these those here there it he she they we i you as in on at by for from "
    "to of and but or so if when while since after before with without yesterday today recently "
    "now then once again also another yes no mr mrs ms dr prof sir herr frau update updates edit "
    "note question answer q monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december der die das "
    "ein eine hier gestern heute auch als im am il lo la un una ieri oggi ecco dear hi hello"
)
_OF_NAMES = "de di da del della von van der den la le du bin al ten ter zu"
NO_NAMES = frozenset(_BEGINNERS.split())
_PARTICLES = frozenset(_OF_NAMES.split())
_TITLE = re.compile(r"(?i)^(?:(?:dr|prof|mr|mrs|ms|sir|ing|dott|herr|frau|dipl)\b\.?[ -]*)+")
_LEGAL_FORM = re.compile(
    r"(?i)[,\s]+(?:llc|inc|ltd|plc|corp|corporation|company|co"
    r"|gmbh|ag|kg|srl|s\.r\.l|spa|s\.p\.a|sa|ab|as)"
    r"\.?$"
)
_TOKEN = re.compile(r"[^\W\d_](?:[\w&-]|[.’'](?=\w))*\.?")
_POSSESSIVE = re.compile(r"[’']s?$")
_LONGEST_RUN = 5


@dataclass(frozen=True)
class Named:
    """A name in a sentence: its place there, and the words without titles."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Person:
    """Somebody of the record. `kind` is that of a Speaker."""

    key: Any
    name: str
    kind: str = "person"


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name for comparing: without capitals, titles, legal forms and brackets at its end."""
    plain = IN_BRACKETS.sub("", name) or name
    plain = _LEGAL_FORM.sub("", _TITLE.sub("", plain.strip()))
    return " ".join(plain.casefold().split()).strip(" .,:;")


def squashed(name: str) -> str:
    """The letters and digits of a name alone, as names of accounts are written."""
    return "".join(filter(str.isalnum, folded(name)))


def find_person(line: str, people: Sequence[Person]) -> Person | None:
    """Who of the record has this very name, or this surname alone where only one person has it."""
    wanted = folded(line)
    exact = [one for one in people if one.kind != "reader" and folded(one.name) == wanted]
    if wanted and exact:
        return exact[0]
    by_surname = [one for one in people if one.kind == "person" and _surname(one.name) == wanted]
    return by_surname[0] if wanted and len(by_surname) == 1 else None


def is_same_person(one: str, other: str) -> bool:
    """Whether one of two printed names is the other, or its first name or surname."""
    first, second = folded(one).split(), folded(other).split()
    if not first or not second:
        return False
    if len(first) > len(second):
        first, second = second, first
    return first == second or (len(first) == 1 and first[0] in (second[0], second[-1]))


def names_in(words: str, people: Sequence[Person] = ()) -> Iterator[Named]:
    """Runs of capitalised words that may be names; a name of the record is cut out of its run."""
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(words):
        if run and not _goes_on(words, run[-1], token):
            yield from _named(words, run, people)
            run = []
        if token[0][0].isupper() or (run and token[0] in _PARTICLES):
            run.append(token)
        elif run:
            yield from _named(words, run, people)
            run = []
    if run:
        yield from _named(words, run, people)


def _goes_on(words: str, before: re.Match[str], token: re.Match[str]) -> bool:
    between = words[before.end() : token.start()]
    if before[0].endswith(".") and len(before[0]) > 5:
        return False
    return between == " " and not _POSSESSIVE.search(before[0])


def _named(words: str, run: list[re.Match[str]], people: Sequence[Person]) -> Iterator[Named]:
    while run and _POSSESSIVE.sub("", run[0][0]).rstrip(".").casefold() in NO_NAMES:
        run = run[1:]
    while run and run[-1][0] in _PARTICLES:
        run = run[:-1]
    if not run or len(run) > _LONGEST_RUN:
        return
    end = run[-1].start() + len(_POSSESSIVE.sub("", run[-1][0]).rstrip("."))
    # “Yesterday Doe” and “Inventor John Doe” end in a name of the record.
    for first in run:
        if find_person(words[first.start() : end], people):
            yield Named(first.start(), end, words[first.start() : end])
            return
    yield Named(run[0].start(), end, words[run[0].start() : end])


def _surname(name: str) -> str:
    parts = folded(name).split()
    return parts[-1] if len(parts) > 1 else ""
