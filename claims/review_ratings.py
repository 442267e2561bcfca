"""What the ratings of fact checkers say of a claim, in the words of this record.

Everybody rates in words of their own. Only words that leave no doubt become a verdict by
themselves, and a number never does: scales run both ways. An editor who knows the checker gives a
table of their own.
"""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from publication.spreadsheet_files import UnusableFile as UnusableTable
from publication.spreadsheet_files import read_csv, write_csv

RELATIONS = ("supports", "contradicts", "qualifies", "updates")
VERDICTS = ("", "supported", "contradicted", "qualified", "disputed", "unverifiable")
MOST_BYTES = 5 * 1024 * 1024


class Rating(NamedTuple):
    """As the file has it; all of it text, and empty where it gives nothing."""

    checker: str
    words: str
    value: str
    worst: str
    best: str

    def __str__(self) -> str:
        """`“False”, 1 on a scale from 1 (worst) to 5 (best)`"""
        scale = self.value
        if self.value and self.worst and self.best:
            scale += f" on a scale from {self.worst} (worst) to {self.best} (best)"
        return ", ".join(part for part in (self.words and f"“{self.words}”", scale) if part)


class Meaning(NamedTuple):
    """A relation, and a verdict or an empty text."""

    relation: str
    verdict: str


class UnusableRatings(ValueError):
    """A sentence that names the row and the column."""


TRUE = "true correct accurate vrai wahr richtig verdadero verdadeiro vero"
FALSE = "false incorrect untrue faux falsch falso"
IN_PART = (
    "half true, partly true, partly false, partially true, partially false, mostly true, "
    "mostly false, mixture, mixed, misleading, missing context, out of context"
)
MEANINGS = {
    **dict.fromkeys(TRUE.split(), Meaning("supports", "supported")),
    **dict.fromkeys(FALSE.split(), Meaning("contradicts", "contradicted")),
    **dict.fromkeys(IN_PART.split(", "), Meaning("qualifies", "")),
    "unverifiable": Meaning("updates", "unverifiable"),
}
UNDECIDED = Meaning("updates", "")

COLUMNS = (
    "reviews",
    "author",
    "alternateName",
    "ratingValue",
    "worstRating",
    "bestRating",
    "relation",
    "verdict",
)

Meanings = dict[Rating, Meaning]


def default_meaning(rating: Rating) -> Meaning:
    """Nothing is decided where the number says the opposite of the words."""
    words = rating.words.casefold().replace("-", " ").strip(" .!“”\"'")
    meaning = MEANINGS.get(words, UNDECIDED)
    opposite = {"supports": rating.worst, "contradicts": rating.best}.get(meaning.relation)
    return UNDECIDED if rating.value and rating.value == opposite else meaning


def table(counts: Mapping[Rating, int], own: Meanings) -> list[tuple[int, Rating, Meaning]]:
    """Every rating, the most frequent first, with what it is taken to mean."""
    order = sorted(counts, key=lambda rating: (-counts[rating], rating))
    return [(counts[one], one, own.get(one) or default_meaning(one)) for one in order]


def write_ratings(rows: Iterable[tuple[int, Rating, Meaning]], *, as_json: bool) -> bytes:
    cells = [[str(number), *rating, *meaning] for number, rating, meaning in rows]
    if as_json:
        objects = [dict(zip(COLUMNS, row, strict=True)) for row in cells]
        return json.dumps(objects, ensure_ascii=False, indent=1).encode() + b"\n"
    return write_csv([list(COLUMNS), *cells])


def read_ratings(data: bytes, *, as_json: bool) -> Meanings:
    """What `write_ratings` wrote, after an editor changed relations and verdicts in it."""
    if len(data) > MOST_BYTES:
        raise UnusableRatings(f"It is larger than {MOST_BYTES} bytes.")
    rows = _objects(data) if as_json else _cells(data)
    found: Meanings = {}
    for number, row in enumerate(rows, 1):
        missing = [name for name in COLUMNS[1:] if not isinstance(row.get(name), str)]
        if missing:
            raise UnusableRatings(f"Row {number}, {missing[0]}: it is missing, or no text.")
        for name, allowed in (("relation", RELATIONS), ("verdict", VERDICTS)):
            if row[name] not in allowed:
                choices = ", ".join(one or "nothing" for one in allowed)
                raise UnusableRatings(f"Row {number}, {name}: it may be {choices}.")
        rating = Rating(*(row[name] for name in COLUMNS[1:6]))
        if rating in found:
            raise UnusableRatings(f"Row {number}, alternateName: this rating was there before.")
        found[rating] = Meaning(row["relation"], row["verdict"])
    return found


def _objects(data: bytes) -> list[dict[str, str]]:
    try:
        rows = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnusableRatings(f"It is not JSON that can be read: {error}.") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnusableRatings("It is no list of objects.")
    return rows


def _cells(data: bytes) -> list[dict[str, str]]:
    try:
        header, *rows = read_csv(data)
    except UnusableTable as error:
        raise UnusableRatings(str(error)) from None
    return [dict(zip(header, row, strict=True)) for row in rows]
