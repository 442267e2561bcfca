"""The same words at another place, after the one normalisation of anchors.py: no second statement,
but worth knowing, since it shows how the words went round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sources.anchors import normalise
from sources.suggesting.answer import Place

# Shorter words may be anybody’s: “I prefer to reserve the answer”.
FEWEST_CHARACTERS = 24
FEWEST_WORDS = 5
# How many first words of a passage are looked for before the whole of it is compared.
_FIRST_WORDS = 5
# How many of the earlier places are told.
MOST_TOLD = 3


@dataclass(frozen=True)
class Elsewhere:
    """Another text with its key and its title."""

    key: Any
    title: str
    text: str


def comparable(words: str) -> str:
    """What two places must share to be the same words; "" for words that are too few."""
    plain = normalise(words).strip()
    long_enough = len(plain) >= FEWEST_CHARACTERS and len(plain.split()) >= FEWEST_WORDS
    return plain if long_enough else ""


def repeated_in_text(
    text: str, places: Sequence[tuple[Place, Place | None]]
) -> dict[Place, list[Place]]:
    """The places whose very words stand at an earlier place of the sequence, with those.

    Each comes with the place of the question that it answers: the same answer to another question
    says something else.
    """
    seen: dict[tuple[str, str], list[Place]] = {}
    found: dict[Place, list[Place]] = {}
    for place, question in places:
        words = comparable(text[place[0] : place[1]])
        if not words:
            continue
        asked = normalise(text[question[0] : question[1]]).strip() if question else ""
        if (words, asked) in seen:
            found[place] = list(seen[words, asked])
        earlier = seen.setdefault((words, asked), [])
        if len(earlier) < MOST_TOLD:
            earlier.append(place)
    return found


def repeated_elsewhere(
    text: str, places: Sequence[Place], others: Iterable[Elsewhere]
) -> Mapping[Place, list[Elsewhere]]:
    """In which of the other texts the words of each place stand."""
    wanted: dict[tuple[str, ...], list[tuple[str, Place]]] = {}
    for start, end in places:
        words = comparable(text[start:end])
        if words:
            first = tuple(words.split(" ")[:_FIRST_WORDS])
            wanted.setdefault(first[1:-1], []).append((words, (start, end)))
    found: dict[Place, list[Elsewhere]] = {}
    for other in others:
        for place in _shared(wanted, other.text):
            found.setdefault(place, []).append(other)
    return found


def _shared(wanted: Mapping[tuple[str, ...], list[tuple[str, Place]]], text: str) -> set[Place]:
    """The first and the last of the first words may touch quotation marks, so those between them
    are what is looked up."""
    plain = normalise(text)
    words = plain.split(" ")
    length = _FIRST_WORDS - 2
    runs = set(zip(*(words[n:] for n in range(length)), strict=False))
    hits = wanted.keys() & runs
    return {place for hit in hits for whole, place in wanted[hit] if whole in plain}
