"""Goal 6: search beside SQL by hand, and frequent words beside rare ones; see inside.py."""

from collections.abc import Iterator

from benchmarks.databases import Database
from benchmarks.inside import ask
from benchmarks.results import Result, milliseconds

ALLOWED = 0.001


def results(database: Database) -> Iterator[Result]:
    found = ask(database, "search")
    size, vendor = database.claims, database.vendor
    figures = [(milliseconds(found[a]), milliseconds(found[b])) for a, b in PAIRS]
    yield Result(
        "6",
        "search, 95th percentile less 1 ms, to SQL by hand",
        size,
        vendor,
        (found["ours"] - ALLOWED) / found["by hand"],
        "×",
        1.3,
        None,
        *figures[0],
    )
    ratio = found["common"] / found["uncommon"]
    what = "a word in 20 % of claims to one in 1 %"
    yield Result("6", what, size, vendor, ratio, "×", 1.5, None, *figures[1])


PAIRS = (("ours", "by hand"), ("common", "uncommon"))
