"""Goal 7: how many claims a second were published when the database was made, in one chain."""

from collections.abc import Iterator

from benchmarks.databases import Database
from benchmarks.results import Result


def results(database: Database) -> Iterator[Result]:
    seconds = database.made["claims"]
    what = f"publishing in bulk, once, on {database.made['on']}"
    rate = database.claims / seconds
    yield Result(
        "7",
        what,
        database.claims,
        database.vendor,
        rate,
        "a second",
        at_least=1_000,
        ours=f"{seconds:.0f} s",
    )
