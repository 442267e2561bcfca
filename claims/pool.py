"""The claims that are worth comparing with some words, and what each of them is known by.

Comparing with every claim of a large record would take minutes, so the search index chooses a few
hundred first. Drafts are not in that index; the newest of them are looked through as they are.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from claims.likeness import OWN as OWN_WORDS
from claims.likeness import Match, Part, Portrait, asked_about, ranked, telling_words, terms
from claims.models import Claim, ClaimStatement, Followup
from claims.search import sharing
from claims.search_words import words

# So many of the newest claims are looked at for each word, and of those never published.
CANDIDATES = 400
# So many of these are compared.
COMPARED = 300
# Of these, so many of the best are compared by meaning too, where that can be done: a sentence that
# was never asked about before takes some hundredths of a second.
BY_MEANING = 50

WORDS_OF = ("statement_id", "statement__quote", "statement__question")


def candidates(text: str) -> list[int]:
    """The ids of the claims that share the rarest words with `text`, the same on every database."""
    wanted = telling_words(text)
    if not wanted:
        return []
    shared = sharing(wanted, CANDIDATES) | _drafts_sharing(set(wanted))
    spread = Counter(word for own in shared.values() for word in own)
    weights = {word: math.log(1 + len(shared) / number) for word, number in spread.items()}
    # Sums of the same numbers in another order can differ in their last digit.
    scores = {key: math.fsum(weights[word] for word in own) for key, own in shared.items() if own}
    best = sorted(scores, key=lambda key: (-round(scores[key], 9), -key))
    return best[:COMPARED]


def _drafts_sharing(wanted: set[str]) -> dict[int, set[str]]:
    drafts = Claim.objects.drafts().order_by("-pk").values_list("pk", "text")[:CANDIDATES]
    found = {pk: words(text) for pk, text in drafts}
    links = ClaimStatement.objects.filter(claim__in=found)
    for claim, *said in links.values_list("claim", "statement__quote", "statement__question"):
        found[claim] += words("\n".join(said))
    return {pk: wanted.intersection(own) for pk, own in found.items()}


class Portraits:
    """What claims are known by, read once for all that is compared with them."""

    def __init__(self) -> None:
        self._known: dict[int, Portrait] = {}

    def of(self, keys: Iterable[int]) -> list[Portrait]:
        keys = list(keys)
        missing = [key for key in keys if key not in self._known]
        if missing:
            self._known |= _read(missing)
        return [self._known[key] for key in keys if key in self._known]


def _read(keys: list[int]) -> dict[int, Portrait]:
    parts: defaultdict[int, list[Part]] = defaultdict(list)
    claims = Claim.objects.filter(pk__in=keys).order_by("pk")
    for pk, text, settles in claims.values_list("pk", "text", "settles"):
        parts[pk] += [Part(terms(text, OWN_WORDS)), Part(terms(settles))]
    tags = claims.exclude(tags=None).order_by("pk", "tags__name")
    for pk, name in tags.values_list("pk", "tags__name"):
        parts[pk].append(Part(terms(name)))
    links = ClaimStatement.objects.filter(claim__in=keys).order_by("pk")
    for pk, statement, *said in links.values_list("claim", *WORDS_OF):
        parts[pk].append(Part(terms("\n".join(said)), statement))
    followups = Followup.objects.filter(claim__in=keys, withdrawn_at=None).order_by("pk")
    for pk, summary, statement, *said in followups.values_list("claim", "summary", *WORDS_OF):
        found = "\n".join([summary, *filter(None, said)])
        parts[pk].append(Part(terms(found), statement))
    return {pk: Portrait(pk, own) for pk, own in parts.items()}


def alike(
    quote: str,
    question: str = "",
    *,
    portraits: Portraits | None = None,
    without: int | None = None,
    near: Callable[[list[int]], Mapping[int, float]] | None = None,
) -> list[Match]:
    """Claims by how much they resemble the words with the question that they answer.

    `near` gives the cosines of meaning for the ids of claims, and nothing where it cannot tell.
    """
    known = (portraits or Portraits()).of(candidates(f"{quote}\n{question}"))
    query = asked_about(quote, question)
    by_words = ranked(query, known, without=without)
    cosines = near([match.key for match in by_words[:BY_MEANING]]) if near else None
    return ranked(query, known, without=without, near=cosines) if cosines else by_words


def resembling(text: str, limit: int = 25) -> list[Any]:
    """Claims that resemble a text, best first, whether or not they were ever published."""
    best = [match.key for match in alike(text)[:limit]]
    claims = Claim.objects.in_bulk(best)
    return [claims[key] for key in best]
