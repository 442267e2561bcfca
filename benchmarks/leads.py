"""How good the suggestions for the record are, in words only and with the extra `meaning`.

    DATABASE_URL=sqlite:///record.sqlite3 .venv/bin/python -m benchmarks.leads

asks the database that the settings name, which has to hold a record whose statements are linked.
Nothing is written but vectors of claims. Each statement is left out in turn: its words, and the
evidence that hangs on it, count nowhere, and the claims that it is linked to have to be found
again.
"""

import os
from collections import Counter
from collections.abc import Sequence
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtracker.settings")

import django

django.setup()

from claims.leads import LeadFinder
from claims.models import ClaimStatement, Followup
from claims.nearness import has_meaning
from sources.models import Statement

PLACES = (1, 3, 5)
ASKED_FOR = 0.8


def right_claims() -> dict[int, set[int]]:
    """For each statement, the claims that it is linked to in any role, or is evidence on."""
    links = ClaimStatement.objects.values_list("statement", "claim")
    evidence = Followup.objects.exclude(statement=None).values_list("statement", "claim")
    found: dict[int, set[int]] = {}
    for statement, claim in [*links, *evidence]:
        if statement is not None:
            found.setdefault(statement, set()).add(claim)
    return found


def places_of(right: dict[int, set[int]], *, words_only: bool) -> list[int]:
    """For each statement the place of the first right claim, from 1; 0 where it is not found."""
    finder = LeadFinder(words_only=words_only)
    places = []
    for statement in Statement.objects.filter(pk__in=right).order_by("pk"):
        keys = [match.key for match in finder.matches(statement)]
        ranks = [rank for rank, key in enumerate(keys, 1) if key in right[statement.pk]]
        places.append(min(ranks, default=0))
    return places


def shares(places: Sequence[int]) -> dict[int, float]:
    """The share of the statements with a right claim among the first so many."""
    counts = Counter(limit for place in places for limit in PLACES if 0 < place <= limit)
    return {limit: counts[limit] / len(places) for limit in PLACES}


def leads() -> None:
    right = right_claims()
    if not right:
        print("No statement of this record is linked to a claim, so there is nothing to measure.")
        return
    ways = {"words only": True} | ({"words and meaning": False} if has_meaning() else {})
    print(f"Leads, each of {len(right)} linked statements left out in turn:")
    for name, words_only in ways.items():
        began = perf_counter()
        places = places_of(right, words_only=words_only)
        took = perf_counter() - began
        found = shares(places)
        figures = ", ".join(f"{share:.1%} in the first {limit}" for limit, share in found.items())
        met = "met" if found[3] >= ASKED_FOR else "not met"
        print(f"  {name}: {figures} (first 3 asked for: {ASKED_FOR:.0%}, {met}); {took:.1f} s")
    if not has_meaning():
        print("  words and meaning: the extra “meaning” is not installed.")


if __name__ == "__main__":
    leads()
