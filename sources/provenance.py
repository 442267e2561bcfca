"""The way that words took from their speaker to the document that holds them.

Pure functions over a statement as docs/json.md has it.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Statement = dict[str, Any]

# “Journal of Nuclear Physics (website)” and “Journal of Nuclear Physics” are one place.
IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")

# From the first to the fifth, with what is said where the beginning of the way is not recorded.
HANDS = (
    (gettext_lazy("First hand"), gettext_lazy("At least first hand")),
    (gettext_lazy("Second hand"), gettext_lazy("At least second hand")),
    (gettext_lazy("Third hand"), gettext_lazy("At least third hand")),
    (gettext_lazy("Fourth hand"), gettext_lazy("At least fourth hand")),
    (gettext_lazy("Fifth hand"), gettext_lazy("At least fifth hand")),
)


@dataclass(frozen=True)
class Chain:
    """`relays` passed the words on between the place where they were first said and the source.

    `hand` is 1 for first hand, 2 for second hand, and so on; None where it is not known.
    `at_least`: the beginning of the way is not recorded, so that it may be longer.
    """

    hand: int | None
    at_least: bool
    relays: tuple[str, ...]


def chain(statement: Statement) -> Chain:
    """How many hands the words went through.

    - Words in a document of the speaker’s own, as its author or as its publisher, are first hand,
      and so are words that the venue where they were first said prints itself.
    - Each place that passed them on after the venue adds a hand, and the document that holds them
      is the last of these places: said at a venue and printed elsewhere is second hand.
    - The record often lists the venue as the first relay, or the source’s publisher as the last.
      A place that follows itself counts once. What a name has in brackets at its end is left out
      of the comparison, and so are capitals.
    - Without a venue the first relay that is known counts as the place where it was said, and the
      result is the least that it can be. Without any relay nothing can be told.
    """
    source, venue = statement["source"], statement["venue"]
    between = [name for name in statement["relayed_through"] if name.strip()]
    publisher = source["publisher"]["name"]
    places = _once_each([*([venue["name"]] if venue else []), *between, publisher])
    relays = tuple(places[1 if venue else 0 : -1])
    if _is_the_speakers_own(statement):
        return Chain(1, at_least=False, relays=relays)
    if venue is None and len(places) == 1:
        return Chain(None, at_least=False, relays=relays)
    return Chain(len(places), at_least=venue is None, relays=relays)


def hand_in_words(way: Chain) -> str:
    if way.hand is None:
        return _("Through how many hands is not recorded")
    if way.hand > len(HANDS):
        return _("More than fifth hand")
    return str(HANDS[way.hand - 1][way.at_least])


def _is_the_speakers_own(statement: Statement) -> bool:
    """All anonymous readers share one entry, and no document is that entry’s own."""
    speaker, source = statement["speaker"], statement["source"]
    if speaker["kind"] == "reader":
        return False
    if source["author"] and source["author"]["id"] == speaker["id"]:
        return True
    organisation = speaker["kind"] == "organisation"
    return organisation and _folded(speaker["name"]) == _folded(source["publisher"]["name"])


def _once_each(names: list[str]) -> list[str]:
    """Without places that follow themselves; the first spelling stays."""
    places: list[str] = []
    for name in names:
        if not places or _folded(places[-1]) != _folded(name):
            places.append(name)
    return places


def _folded(name: str) -> str:
    return " ".join((IN_BRACKETS.sub("", name) or name).casefold().split())
