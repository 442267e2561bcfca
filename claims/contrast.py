"""Whether later words of a speaker may pull against earlier ones: a guess for an editor to judge.

Nothing is understood here. Both have to share much, and then one has to be of another kind: what
was said to be done is said to be still to come, one of them has a negation, or a number before the
same word differs.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.likeness import MOST_COUNTED, asked_about

# The cosine from which two statements are about the same thing, and the words that they share.
CLOSE = 0.12
FEWEST_SHARED = 2

DONE = r"began|begun|started|completed|finished|ready|got|delivered|sold|installed|built"
IS_DONE = re.compile(rf"\b({DONE})\b", re.IGNORECASE)
WAS_DONE = re.compile(rf"\b(already|{DONE})\b", re.IGNORECASE)
PENDING = re.compile(
    r"\b(will|would|shall|soon|not yet|going to|working (?:on|for|towards?|very)|"
    r"are working|preparing|planned|plan to|progress towards?|expect|hope)\b",
    re.IGNORECASE,
)
NEGATION = re.compile(r"\b(not|no|never|none|nothing|cannot|without)\b|n[’']t\b", re.IGNORECASE)
QUANTITY = re.compile(r"(?<![\w.,])(\d[\d.,]*\d|\d)\s*([^\W\d_]{2,})")

TO_COME = "Earlier it was said to be done, and later to be still to come."
DENIED = "One of the two has a negation."
OTHER_NUMBER = "The number before “{unit}” differs: {before}, then {after}."


@dataclass(frozen=True)
class Said:
    """Words of a statement with the question that they answer, and its id."""

    key: int
    quote: str
    question: str = ""


@dataclass(frozen=True)
class Pull:
    """An earlier statement, how much the two share (cosine, 0 to 1), in which words, and why."""

    key: int
    score: float
    words: list[str]
    reason: str


def pulls(later: Said, earlier: Sequence[Said]) -> list[Pull]:
    """Those of the earlier statements that the later one may pull against, the closest first."""
    known = {said.key: asked_about(said.quote, said.question) for said in earlier}
    own = asked_about(later.quote, later.question)
    spread = Counter(term for terms in [*known.values(), own] for term in terms)
    total = len(known) + 1
    rarity = {term: math.log(1 + total / number) for term, number in spread.items()}
    mine = _weighed(own, rarity)
    found = []
    for said in earlier:
        other = _weighed(known[said.key], rarity)
        shared = [term for term in mine if term in other]
        single = [term for term in shared if " " not in term]
        close = math.fsum(mine[term] * other[term] for term in shared)
        if len(single) < FEWEST_SHARED or close < CLOSE:
            continue
        reason = contrast(said.quote, later.quote)
        if reason:
            single.sort(key=lambda term: (-mine[term], term))
            found.append(Pull(said.key, min(close, 1.0), single, reason))
    return sorted(found, key=lambda pull: (-round(pull.score, 9), -pull.key))


def contrast(before: str, after: str) -> str:
    """In what the later words differ from the earlier ones; empty where nothing shows it."""
    was_done = WAS_DONE.search(before) and not (PENDING.search(before) or NEGATION.search(before))
    if was_done and PENDING.search(after) and not IS_DONE.search(after):
        return TO_COME
    if bool(NEGATION.search(before)) != bool(NEGATION.search(after)):
        return DENIED
    numbers = _quantities(after)
    for unit, number in _quantities(before).items():
        if unit in numbers and numbers[unit] != number:
            return OTHER_NUMBER.format(unit=unit, before=number, after=numbers[unit])
    return ""


def _quantities(text: str) -> dict[str, str]:
    """Numbers by the word after them, where that word stands after one number only."""
    found: dict[str, set[str]] = {}
    for number, unit in QUANTITY.findall(text):
        found.setdefault(unit.casefold(), set()).add(number)
    return {unit: numbers.pop() for unit, numbers in found.items() if len(numbers) == 1}


def _weighed(terms: Counter[str], rarity: dict[str, float]) -> dict[str, float]:
    """A vector of length 1."""
    weights = {term: min(count, MOST_COUNTED) * rarity[term] for term, count in terms.items()}
    length = math.sqrt(_squares(weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def _squares(values: Iterable[float]) -> float:
    return math.fsum(value * value for value in values)
