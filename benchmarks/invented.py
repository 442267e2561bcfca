"""An invented record of any size: what its sources, claims and people are, by their numbers alone.

The claim with the number 7 is the same in a record of 20 claims as in one of a million, but for
the sources at the end of a record. Nothing here is about anybody: words are made of syllables.

A claim has two statements and two followups, in sources whose numbers are near to each other; so a
source has about 20 statements. Words, speakers and tags are as uneven as in life (Zipf): one tag is
on a fifth of all claims, and each of three others on one in ten thousand.
"""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

# Raise it when the record of a size becomes another one: databases kept from before are then made
# anew.
VERSION = 1

PUBLISHERS, SPEAKERS, TAGS, RARE_TAGS, WORDS = 50, 1_000, 50, 3, 4_000
CLAIMS_A_SOURCE = 10
FIRST_SAID, DAYS_SAID = date(2005, 1, 1), 7_300
FIRST_DUE, DAYS_DUE = date(2020, 1, 1), 3_000
LAST_FOUND = date(2025, 12, 31)

# In about one claim of five, and in one of a hundred; the vocabulary has neither.
COMMON_WORD, UNCOMMON_WORD = "quavonde", "zyxumbra"
COMMON_TAG, RARE_TAG = "tag-0", f"tag-{TAGS - 1}"

KINDS = ("fact", "promise", "goal", "non_answer")
PROMISED = ("promise", "goal")
SOURCE_KINDS = ("blog_post", "news_article", "press_release", "interview", "web_page", "patent")
# Standing, how many of 100 claims have it, and the evidence for it: relation and basis.
STANDINGS: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "open": (40, "updates", ("self", "affiliated", "independent", "official")),
    "supported": (12, "supports", ("independent", "official")),
    "contradicted": (14, "contradicts", ("affiliated", "independent", "official")),
    "qualified": (8, "qualifies", ("self", "affiliated", "independent")),
    "disputed": (6, "contradicts", ("affiliated", "independent")),
    "superseded": (5, "updates", ("self", "affiliated")),
    "retracted": (3, "retracts", ("self",)),
    "fulfilled": (4, "supports", ("independent", "official")),
    "not_fulfilled": (5, "contradicts", ("independent", "official")),
    "unverifiable": (3, "found_nothing", ("independent",)),
}
# What a claim of fact has instead: only a promise is kept or not.
OF_A_FACT = {"fulfilled": "supported", "not_fulfilled": "contradicted"}


@dataclass(frozen=True)
class Claim:
    """Fields of the rows of one claim; people, sources and tags are named by their numbers."""

    fields: dict[str, Any]
    tags: list[int]
    roles: tuple[str, str]
    statements: list[dict[str, Any]]
    followups: list[dict[str, Any]]


def sources(claims: int) -> int:
    """How many sources a record with as many claims has."""
    return -(-claims // CLAIMS_A_SOURCE)


def _chance(part: int, number: int) -> Random:
    return Random(number * 8 + part)


@cache
def _weights(size: int, exponent: float) -> list[float]:
    return list(accumulate(1 / rank**exponent for rank in range(1, size + 1)))


def _ranked(chance: Random, size: int, exponent: float = 1.0) -> int:
    """A number below `size`, small ones more often."""
    weights = _weights(size, exponent)
    return bisect(weights, chance.random() * weights[-1], 0, size - 1)


@cache
def vocabulary() -> list[str]:
    chance = Random(0)
    syllables = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
    words: dict[str, None] = {}
    while len(words) < WORDS:
        words["".join(chance.choices(syllables, k=chance.choice((2, 3, 3, 4))))] = None
    return list(words)


def _words(chance: Random, least: int, most: int) -> str:
    count = chance.randint(least, most)
    return " ".join(chance.choices(vocabulary(), cum_weights=_weights(WORDS, 1.0), k=count))


def _sentence(chance: Random, least: int, most: int) -> str:
    return f"{_words(chance, least, most).capitalize()}."


def _dated(chance: Random, day: date) -> str:
    """The day in EDTF, as precisely as sources give it."""
    way = chance.random()
    if way < 0.7:
        return day.isoformat()
    if way < 0.8:
        return f"{day.isoformat()}~"
    return day.isoformat()[:7] if way < 0.95 else day.isoformat()[:4]


def _name(number: int) -> str:
    """Two capitalised words, different for each number below the square of 100."""
    words = vocabulary()
    return f"{words[-1 - number // 100]} {words[number % 100 + 1_000]}".title()


def publisher(number: int) -> dict[str, Any]:
    return {"slug": f"publisher-{number}", "name": f"{_name(number + 5_000)} Journal"}


def speaker(number: int) -> dict[str, Any]:
    return {
        "slug": f"speaker-{number}",
        "name": _name(number),
        "kind": "organisation" if number % 10 == 3 else "person",
        "role": _sentence(_chance(1, number), 2, 4),
    }


def tag(number: int) -> dict[str, Any]:
    return {
        "slug": f"tag-{number}",
        "name": f"{vocabulary()[number + 2_000]}",
        "group": ("topic", "stage", "product", "place")[number % 4],
        "description": "An invented tag.",
    }


def source(number: int) -> tuple[dict[str, Any], int, int | None]:
    """Its fields, its publisher and its author, if any."""
    chance = _chance(2, number)
    day = FIRST_SAID + timedelta(days=chance.randrange(DAYS_SAID))
    fields = {
        "slug": f"source-{number}",
        "title": _words(chance, 4, 9).capitalize(),
        "kind": SOURCE_KINDS[_ranked(chance, len(SOURCE_KINDS))],
        "url": f"https://source.example/{number}",
        "published_on": day.isoformat(),
        "date_basis": "stated",
    }
    author = _ranked(chance, SPEAKERS) if chance.random() < 0.5 else None
    return fields, _ranked(chance, PUBLISHERS, 0.7), author


def speakers_of(number: int) -> tuple[int, int]:
    """Who makes the claim with this number, and whose words its second statement is."""
    chance = _chance(3, number)
    first = _ranked(chance, SPEAKERS)
    return first, first if chance.random() < 0.6 else _ranked(chance, SPEAKERS)


def claim(number: int, claims: int) -> Claim:
    """`claims` is the size of the record, beyond which there are no sources."""
    chance = _chance(4, number)
    kind = chance.choices(KINDS, (55, 25, 15, 5))[0]
    due, last = "", FIRST_SAID + timedelta(days=DAYS_SAID)
    if kind in PROMISED and chance.random() < 0.75:
        day = FIRST_DUE + timedelta(days=chance.randrange(DAYS_DUE))
        due, last = _dated(chance, day), min(last, day - timedelta(days=30))
    said = FIRST_SAID + timedelta(days=chance.randrange((last - FIRST_SAID).days))
    fields = {
        "slug": f"claim-{number}",
        "text": _sentence(chance, 8, 14),
        "kind": kind,
        "due_on": due,
        "settles": _sentence(chance, 5, 10) if chance.random() < 0.5 else "",
        "note": _sentence(chance, 15, 30) if chance.random() < 0.2 else "",
    }
    same_speaker = len(set(speakers_of(number))) == 1
    return Claim(
        fields=fields,
        tags=_tags(chance),
        roles=("makes", "repeats" if same_speaker else "reports"),
        statements=list(_statements(chance, number, claims, said)),
        followups=list(_followups(chance, number, claims, kind, said)),
    )


def _near(number: int, step: int, claims: int) -> int:
    return (number // CLAIMS_A_SOURCE + step) % sources(claims)


def _tags(chance: Random) -> list[int]:
    usual = TAGS - RARE_TAGS
    count = chance.choices((1, 2, 3, 4), (50, 35, 10, 5))[0]
    tags = {_ranked(chance, usual, 0.7) for _ in range(count)}
    if chance.random() < RARE_TAGS / 10_000:
        tags.add(usual + chance.randrange(RARE_TAGS))
    return sorted(tags)


def _statements(chance: Random, number: int, claims: int, said: date) -> Iterator[dict[str, Any]]:
    marked = chance.random(), chance.random()
    places = (0, 1 + number % CLAIMS_A_SOURCE)
    for which, (speaker, place) in enumerate(zip(speakers_of(number), places, strict=True)):
        quote = _sentence(chance, 10, 25)
        if which == 0:
            quote += f" {COMMON_WORD.capitalize()}!" * (marked[0] < 0.2)
            quote += f" {UNCOMMON_WORD.capitalize()}!" * (marked[1] < 0.01)
        yield {
            "slug": f"statement-{2 * number + which}",
            "source": _near(number, place, claims),
            "speaker": speaker,
            "quote": quote,
            "kind": chance.choice(("assertion", "forecast")) if which == 0 else "report",
            "said_on": _dated(chance, said),
            "question": _sentence(chance, 5, 10) if chance.random() < 0.15 else "",
            "venue": _ranked(chance, PUBLISHERS, 0.7) if chance.random() < 0.1 else None,
        }
        said += timedelta(days=chance.randrange(400))


def _followups(
    chance: Random, number: int, claims: int, kind: str, said: date
) -> Iterator[dict[str, Any]]:
    verdict = chance.choices(list(STANDINGS), [part for part, _, _ in STANDINGS.values()])[0]
    if kind not in PROMISED:
        verdict = OF_A_FACT.get(verdict, verdict)
    day = said + timedelta(days=30 + chance.randrange(400))
    early = "qualified" if chance.random() < 0.1 else "open"
    for which, standing in enumerate((early, verdict)):
        _, relation, bases = STANDINGS[standing]
        fields = {
            "slug": f"followup-{2 * number + which}",
            "relation": relation,
            "basis": chance.choice(bases),
            "occurred_on": min(day, LAST_FOUND).isoformat(),
            "summary": _sentence(chance, 8, 18),
            "verdict": "" if standing == "open" else standing,
            "source": _near(number, 2 + which, claims),
            "statement": None,
        }
        neighbour = number ^ 1
        # Somebody else's words are evidence now and then: those of the claim beside this one.
        if which == 0 and chance.random() < 0.3 and neighbour < claims:
            own = speakers_of(number)
            others = speakers_of(neighbour)[0] not in own
            if others and fields["basis"] != "self":
                fields |= {"statement": 2 * neighbour, "source": None}
        yield fields
        day += timedelta(days=1 + chance.randrange(700))
