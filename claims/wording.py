"""How the words of a claim changed from one time to the next: pure functions over its document."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from claims.timeline import Document, said, said_in_order
from publication.word_diff import Piece, pieces

WORD = re.compile(r"\w+")

# Below this share of words in common, marking every word that differs only makes noise.
ENOUGH_IN_COMMON = 0.5


@dataclass(frozen=True)
class Step:
    """One wording, compared with the `earlier` statement that comes before it.

    `how` is `first` (nothing to compare with), `same` (word for word), `changed` (then `pieces`
    are the words with their differences) or `other` (another wording altogether).
    """

    statement: Document
    when: dict[str, Any] | None
    how: str
    earlier: Document | None = None
    pieces: tuple[Piece, ...] = ()


def ladder(document: Document) -> list[Step]:
    """The statements of a claim in order, each beside the one before it in the same language.

    Reports are left out: the words of somebody who tells what another said are no wording of the
    claim’s own. Languages are never compared with each other, so the first statement in each is
    a `first`. Documents of long ago may not say the language; those count as one.
    """
    latest: dict[str, Document] = {}
    steps = []
    for item in said_in_order([one for one in document["statements"] if one["role"] != "reports"]):
        language = primary(item["source"].get("language"))
        steps.append(step(item, latest.get(language)))
        latest[language] = item
    return steps


def step(item: Document, earlier: Document | None) -> Step:
    if earlier is None:
        return Step(item, said(item), "first")
    before, after = plain(earlier["quote"]), plain(item["quote"])
    if before == after:
        return Step(item, said(item), "same", earlier)
    if in_common(before, after) < ENOUGH_IN_COMMON:
        return Step(item, said(item), "other", earlier)
    return Step(item, said(item), "changed", earlier, tuple(pieces(before, after)))


def in_common(before: str, after: str) -> float:
    """The share of the words of both that both have, from 0 to 1: Dice’s coefficient.

    A word counts as often as it is there; capitals do not matter. Without any word it is 0.
    """
    old, new = (Counter(WORD.findall(text.casefold())) for text in (before, after))
    words = old.total() + new.total()
    return 2 * (old & new).total() / words if words else 0.0


def plain(text: str) -> str:
    """How white space falls is no wording."""
    return " ".join(text.split())


def primary(language: str | None) -> str:
    """`en` of `en-GB`; "" where it is not known."""
    return (language or "").partition("-")[0].casefold()
