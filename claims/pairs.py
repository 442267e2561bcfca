"""Words of one speaker that pull against each other: pure functions over a claim’s document."""

from dataclasses import dataclass

from claims.standing import DateObject, surely_by, surely_from
from claims.timeline import Document, said, said_in_order

# What a followup in the speaker’s own words can do to the claim that is worth setting beside it.
PULLING = frozenset({"contradicts", "qualifies", "retracts"})


@dataclass(frozen=True)
class Pair:
    """`before`, a statement of the claim, and the words of the same speaker that `followup` cites
    as its evidence, with the date of each."""

    followup: Document
    before: Document
    before_on: DateObject | None
    after: Document
    after_on: DateObject | None


def pairs(document: Document) -> list[Pair]:
    """For each followup that limits or contradicts the claim in words of somebody who makes,
    repeats or hedges it: those words beside the latest statement that this speaker had surely made
    before, in the order of the followups.

    Readers share one entry, so two statements under it need not be the same person’s; they make
    no pair. Neither do words that may be older than the statement.
    """
    own = said_in_order([item for item in document["statements"] if item["role"] != "reports"])
    found = []
    for followup in document["followups"]:
        words = followup["evidence"]
        if words is None or followup["relation"] not in PULLING:
            continue
        before = [item for item in own if _is_before(item, words)]
        if before:
            latest = before[-1]
            found.append(Pair(followup, latest, said(latest), words, said(words)))
    return found


def _is_before(statement: Document, words: Document) -> bool:
    same = statement["speaker"]["id"] == words["speaker"]["id"]
    by_somebody = statement["speaker"].get("kind") != "reader"
    return bool(same and by_somebody and surely_by(said(statement)) < surely_from(said(words)))
