"""The goals of speed, measured beside their yardsticks, as a table: `make bench CLAIMS=100000`.

On SQLite always, on PostgreSQL too where BENCH_POSTGRES_URL or DATABASE_URL is the address of a
database on a server that may get others beside it.
"""

import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import monotonic

import psycopg

from benchmarks import exports, lists, pages, publishing, searches
from benchmarks.databases import Database, has_server, prepared, server
from benchmarks.results import Result, table
from benchmarks.rounds import ROUNDS

CLAIMS = 100_000
SMALL = 10_000


def conditions(claims: int) -> Iterator[str]:
    """What the figures depend on, a line each."""
    yield f"{datetime.now(UTC):%Y-%m-%d}, {claims:,} claims, medians of {ROUNDS}"
    cpu = Path("/proc/cpuinfo").read_text()
    name = next(
        (line.partition(":")[2].strip() for line in cpu.splitlines() if "model name" in line), "?"
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield f"{name}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.platform()}"
    program = subprocess.run(["sqlite3", "--version"], capture_output=True, text=True, check=True)
    yield (
        f"Python {platform.python_version()}, Django {version('django')}, granian "
        f"{version('granian')}, SQLite {sqlite3.sqlite_version} (its program "
        f"{program.stdout.split()[0]}), Datasette {version('datasette')}"
    )
    if has_server():
        with psycopg.connect(server()) as connection:
            (found,) = connection.execute("SHOW server_version").fetchone() or ("?",)
        yield f"PostgreSQL {found}"


def measured(databases: Iterable[Database], sqlite: Database) -> Iterator[Result]:
    for database in databases:
        small = prepared(database.vendor, min(SMALL, database.claims))
        parts = {
            "exports": lambda database=database: exports.results(database),
            "pages": lambda database=database: pages.results(database, sqlite),
            "lists": lambda database=database, small=small: lists.results(database, small),
            "search": lambda database=database: searches.results(database),
            "publishing": lambda database=database: publishing.results(database),
        }
        for name, part in parts.items():
            began = monotonic()
            yield from part()
            print(f"{database.vendor}, {name}: {monotonic() - began:.0f} s", file=sys.stderr)


def main() -> str | None:
    given = sys.argv[1] if len(sys.argv) > 1 else str(CLAIMS)
    if not given.isdecimal() or int(given) < 1_000:
        return f"CLAIMS is “{given}”: it may be a whole number from 1000."
    claims = int(given)
    vendors = ["SQLite", *(["PostgreSQL"] if has_server() else [])]
    databases = [prepared(vendor, claims) for vendor in vendors]
    results = sorted(measured(databases, databases[0]), key=lambda result: result.goal)
    print("\n\n".join(conditions(claims)), table(results), sep="\n\n")
    return None


if __name__ == "__main__":
    sys.exit(main())
