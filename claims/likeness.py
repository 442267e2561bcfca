"""How alike some words and a claim are: Okapi BM25 over words and pairs of words.

Words are folded and stemmed as those of search are. Nothing here knows what words mean; the same
words always give the same numbers.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from claims.search_words import located, words

MOST_WORDS = 40

# Words that say nothing about what a sentence is about; folded and stemmed as the index has them.
EMPTY = frozenset(
    words(
        "a about all also am an and any are as at be been being but by can did do does for from "
        "had has have he her him his how i if in into is it its just me more my no not now of on "
        "one or our out s she so some t than that the their them then there these they this those "
        "to up was we were what when which who will with would you your"
    )
)

# The usual constants of BM25. A claim that many statements are linked to is long because it is well
# evidenced, so its length counts for little.
SATURATION = 1.2
LENGTH = 0.3
# A pair of words is no second proof of the words in it; the neutral words of the editors say best
# what a claim is about; and a question names a subject that its answer may leave.
PAIR = 0.5
OWN = 3.0
ASKED = 0.5
# A word that is said over and over is not more telling for it.
MOST_COUNTED = 2.0
# Where the meaning of the words was compared too, it counts as much as the words do.
MEANING = 0.5


@dataclass(frozen=True)
class Part:
    """Some words that a claim is known by; `of` is the id of the statement that they hang on."""

    terms: Mapping[str, float]
    of: int | None = None


@dataclass(frozen=True)
class Portrait:
    """A claim as it is compared: its id, and all the words that it is known by."""

    key: int
    parts: Sequence[Part]

    def terms(self, without: int | None) -> Counter[str]:
        total: Counter[str] = Counter()
        for part in self.parts:
            if without is None or part.of != without:
                total.update(part.terms)
        return total


@dataclass(frozen=True)
class Match:
    """`score` from 0 to 1, `words` as they are written in what was asked about."""

    key: int
    score: float
    words: list[str] = field(default_factory=list)


def telling_words(text: str) -> list[str]:
    """The words that claims are looked for by, in their order and once each."""
    return list(dict.fromkeys(word for word in words(text) if word not in EMPTY))[:MOST_WORDS]


def terms(text: str, weight: float = 1.0) -> Counter[str]:
    """The telling words of a text and the pairs of those that follow each other, weighed."""
    telling = [word for word in words(text) if word not in EMPTY]
    found: Counter[str] = Counter()
    for word in telling:
        found[word] += weight  # type: ignore[assignment]
    for pair in pairwise(telling):
        found[" ".join(pair)] += weight * PAIR  # type: ignore[assignment]
    return found


def asked_about(quote: str, question: str = "") -> Counter[str]:
    """The terms of some words with the question that they answer: “Yes.” says nothing without it.

    An answer without a telling word of its own lends its weight to the question.
    """
    own = terms(quote)
    own.update(terms(question, ASKED if own else 1.0))
    return own


def ranked(
    query: Mapping[str, float],
    portraits: Iterable[Portrait],
    *,
    without: int | None = None,
    near: Mapping[int, float] | None = None,
) -> list[Match]:
    """The claims that share a term with `query`, the most alike first, then the newest.

    What hangs on the statement `without` does not count: its own words are no evidence of what it
    resembles. `near` has the cosine of meanings by claim, for those where they were compared.
    """
    known = {portrait.key: portrait.terms(without) for portrait in portraits}
    weights = {
        term: min(weight, MOST_COUNTED)
        * _rarity(sum(term in own for own in known.values()), len(known))
        for term, weight in query.items()
    }
    most = sum(weights.values()) * (SATURATION + 1)
    lengths = {key: own.total() for key, own in known.items()}
    mean = sum(lengths.values()) / max(len(known), 1) or 1.0
    scores = {}
    for key, own in known.items():
        slowed = SATURATION * (1 - LENGTH + LENGTH * lengths[key] / mean)
        shared = [(weight, own[term]) for term, weight in weights.items() if term in own]
        if shared:
            total = sum(weight * count / (count + slowed) for weight, count in shared)
            scores[key] = total * (SATURATION + 1) / most
    if near:
        scores = _with_meaning(scores, {key: near[key] for key in known if key in near})
    order = sorted(scores, key=lambda key: (-round(scores[key], 9), -key))
    return [Match(key, scores[key], _shared(weights, known[key])) for key in order]


def _with_meaning(scores: Mapping[int, float], near: Mapping[int, float]) -> dict[int, float]:
    """A cosine of 1 counts as much as the most words that any of the claims has in common."""
    top = max(scores.values(), default=0.0) or 1.0
    return {
        key: (1 - MEANING) * scores.get(key, 0.0) + MEANING * top * max(near.get(key, 0.0), 0.0)
        for key in scores.keys() | near.keys()
    }


def as_written(stems: Iterable[str], text: str) -> list[str]:
    """These words as `text` first writes them, in the order of `text`."""
    wanted = set(stems)
    found: dict[str, str] = {}
    for one in located(text):
        if one.word in wanted:
            found.setdefault(one.word, text[one.start : one.end])
    return list(found.values())


def _rarity(claims: int, total: int) -> float:
    """Never near nothing: the claims were chosen for the words that they share, so that a word may
    be in all of those at hand and yet be rare in the record."""
    return math.log(1 + (total + 0.5) / (claims + 0.5))


def _shared(weights: Mapping[str, float], own: Mapping[str, float]) -> list[str]:
    """The single words in common, the most telling first."""
    single = [term for term in weights if " " not in term and term in own]
    return sorted(single, key=lambda term: (-weights[term], term))
