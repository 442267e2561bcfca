"""What cannot be measured from outside, in a process of its own on one database.

    DATABASE_URL=… .venv/bin/python -m benchmarks.inside WHAT [ARGUMENT]

prints one number; `ask` starts it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.databases import ROOT, Database
from benchmarks.rounds import ROUNDS
from benchmarks.servers import MALLOC


def ask(database: Database, what: str, argument: str = "") -> Any:
    command = [sys.executable, "-m", "benchmarks.inside", what, argument]
    environ = {**os.environ, "DATABASE_URL": database.url, "LOG_LEVEL": "ERROR", **MALLOC}
    done = subprocess.run(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def export(path: str) -> float:
    """Seconds to make a whole export, thrown away block by block, by a process that has made one
    before, as a server has."""
    from django.test import RequestFactory
    from django.urls import resolve

    def all_of(path: str) -> None:
        match = resolve(path)
        answer = match.func(RequestFactory().get(path), *match.args, **match.kwargs)
        with Path(os.devnull).open("wb") as nowhere:
            for block in answer:
                nowhere.write(block)

    all_of("/export/index.json")
    all_of("/export/sources.ndjson")
    return timed(lambda: all_of(path))


# What a list is asked for where the table of counts has all numbers, and where claims are read.
FILTERS = {
    "table": (
        "",
        "standing=open",
        "tag=tag-0",
        "kind=fact",
        "speaker=speaker-0",
        "basis=official",
        "standing=open&kind=promise",
    ),
    "claims": (
        "standing=open&standing=disputed",
        "standing=open&basis=official",
        "standing=open&tag=tag-0",
        "kind=fact&speaker=speaker-0",
        "tag=tag-0&tag=tag-1",
        "tag=tag-0&speaker=speaker-0",
        "overdue=true",
    ),
}


def _filters(query: str) -> Any:
    from django.http import QueryDict

    from claims.filters import ClaimFilter
    from claims.models import Claim

    filters = ClaimFilter(QueryDict(query), queryset=Claim.objects.published())
    if not filters.is_valid():
        raise ValueError(f"{query}: {filters.errors}")
    return filters


def facets(argument: str) -> float:
    """Seconds for the counts of all facets, for the slowest of these filters."""
    from claims.facet_counts import facet_counts

    found = []
    for query in FILTERS[argument]:
        filters = _filters(query)
        facet_counts(filters)
        found.append(median(timed(lambda: facet_counts(filters)) for _ in range(21)))
    return max(found)


# By hand, what a search for one word comes to: the first 50 of the newest 1,000 claims with it.
FOUND = {
    "sqlite": "SELECT rowid FROM claims_search WHERE words MATCH '\"{word}\"' ORDER BY rowid DESC",
    "postgresql": "SELECT claim_id FROM claims_search WHERE vector @@ '''{word}'''::tsquery "
    "ORDER BY claim_id DESC",
}
RAW = """
SELECT few.id, few.public_first_said, e.document FROM (
    SELECT id, public_first_said, edition_id FROM claims_claim
    WHERE id IN (SELECT * FROM ({found} LIMIT 1000) AS found)
        AND edition_id IS NOT NULL AND withdrawn_at IS NULL
    ORDER BY public_first_said, id LIMIT 51
) AS few JOIN publication_edition e ON e.number = few.edition_id
ORDER BY few.public_first_said, few.id
"""
WORDS_SEARCHED = 200


def search(argument: str) -> dict[str, float]:
    """Seconds: the 95th percentile over words of the vocabulary, frequent and rare ones, ours and
    that of SQL by hand; and of the word in a fifth of the claims and the one in a hundredth.

    Ours is what a list does with valid filters; reading them is no part of a search.
    """
    from django.db import connection

    from benchmarks.invented import COMMON_WORD, UNCOMMON_WORD, vocabulary
    from claims.listed import listed
    from claims.search_words import words

    def ours(word: str) -> float:
        filters = _filters(f"q={word}")
        return timed(lambda: listed(filters, size=50, cursor=None))

    def by_hand(word: str) -> float:
        found = FOUND[connection.vendor].format(word=words(word)[0])
        with connection.cursor() as cursor:
            # The driver's own cursor: no part of the framework.
            asked = cursor.cursor
            return timed(lambda: asked.execute(RAW.format(found=found)).fetchall())

    chosen = vocabulary()[:: len(vocabulary()) // WORDS_SEARCHED]

    def once() -> dict[str, float]:
        pairs = [(ours(word), by_hand(word)) for word in chosen]
        marked = [(ours(COMMON_WORD), ours(UNCOMMON_WORD)) for _ in range(21)]
        times, others = zip(*pairs, strict=True), zip(*marked, strict=True)
        return {
            **dict(zip(("ours", "by hand"), map(percentile, times), strict=True)),
            **dict(zip(("common", "uncommon"), map(median, others), strict=True)),
        }

    once()
    rounds = [once() for _ in range(ROUNDS)]
    return {name: median(one[name] for one in rounds) for name in rounds[0]}


def percentile(times: Iterable[float]) -> float:
    """The 95th."""
    ordered = sorted(times)
    return ordered[len(ordered) * 95 // 100]


WHAT: dict[str, Callable[[str], Any]] = {"export": export, "facets": facets, "search": search}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtracker.settings")
    import django

    django.setup()
    print(json.dumps(WHAT[sys.argv[1]](sys.argv[2])))


if __name__ == "__main__":
    main()
