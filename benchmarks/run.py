"""The goals of speed, measured beside their yardsticks, as a table: `make bench CLAIMS=100000`.

On SQLite always, on PostgreSQL too where BENCH_POSTGRES_URL or DATABASE_URL is the address of a
database on a server that may get others beside it. Parts alone: `.venv/bin/python -m benchmarks.run
100000 lists searches`.
"""

import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
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
# Of fewer claims, lists under two filters have no full page.
LEAST = 1_000


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


def parts(database: Database, sqlite: Database) -> dict[str, Callable[[], Iterator[Result]]]:
    small = prepared(database.vendor, min(SMALL, database.claims))
    return {
        "memory": lambda: exports.memory(database),
        "exports": lambda: exports.results(database),
        "pages": lambda: pages.results(database, sqlite),
        "lists": lambda: lists.results(database, small),
        "searches": lambda: searches.results(database),
        "publishing": lambda: publishing.results(database),
    }


def measured(databases: list[Database], wanted: list[str], failed: list[str]) -> Iterator[Result]:
    """What a part that fails had found is kept, and the others are measured all the same."""
    for database in databases:
        for name, part in parts(database, databases[0]).items():
            if wanted and name not in wanted:
                continue
            began = monotonic()
            try:
                yield from part()
            except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
                failed.append(f"{database.vendor}, {name}: {error}")
            print(f"{database.vendor}, {name}: {monotonic() - began:.0f} s", file=sys.stderr)


def main() -> str | None:
    given, *wanted = sys.argv[1:] or [str(CLAIMS)]
    if not given.isdecimal() or int(given) < LEAST:
        return f"CLAIMS is “{given}”: it may be a whole number from {LEAST}."
    vendors = ["SQLite", *(["PostgreSQL"] if has_server() else [])]
    databases = [prepared(vendor, int(given)) for vendor in vendors]
    failed: list[str] = []
    results = sorted(measured(databases, wanted, failed), key=lambda result: result.goal)
    print("\n\n".join(conditions(int(given))), table(results), sep="\n\n")
    return "\n".join(failed) or None


if __name__ == "__main__":
    sys.exit(main())
