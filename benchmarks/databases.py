"""Databases with an invented record, made once for each size and kept in var/bench.

SQLite files there; on PostgreSQL, databases beside the one of DATABASE_URL or BENCH_POSTGRES_URL. A
JSON file beside them says that one is complete, and how many seconds its parts took.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from benchmarks import invented

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "var" / "bench"


@dataclass(frozen=True)
class Database:
    """`made` has the seconds of each part and the day."""

    vendor: str
    claims: int
    url: str
    made: dict[str, Any]

    @property
    def file(self) -> str:
        """Of SQLite alone."""
        return self.url.removeprefix("sqlite:///")


def has_server() -> bool:
    return any(_servers())


def server() -> str:
    """The address of a database on a PostgreSQL server that may get others beside it."""
    found = next(_servers(), None)
    if found is None:
        raise LookupError("No PostgreSQL server: set BENCH_POSTGRES_URL.")
    return found


def _servers() -> Iterator[str]:
    urls = (os.environ.get(name, "") for name in ("BENCH_POSTGRES_URL", "DATABASE_URL"))
    return (url for url in urls if url.startswith("postgres"))


def prepared(vendor: str, claims: int) -> Database:
    """The database of this size: the one that was kept, if it is of this release, or a new one."""
    KEPT.mkdir(parents=True, exist_ok=True)
    name = named(claims)
    note, url = kept(vendor, claims)
    if note.exists():
        made = json.loads(note.read_text())
        if made["version"] == invented.VERSION and _is_migrated(url):
            return Database(vendor, claims, url, made)
    note.unlink(missing_ok=True)
    _empty(vendor, url, name)
    print(f"Making {claims:,} claims on {vendor}.", file=sys.stderr)
    command = [sys.executable, "-m", "benchmarks.generate", str(claims)]
    done = subprocess.run(command, env=_with(url), cwd=ROOT, stdout=subprocess.PIPE, check=True)
    made = json.loads(done.stdout) | {
        "version": invented.VERSION,
        "on": f"{datetime.now(UTC):%Y-%m-%d}",
    }
    note.write_text(json.dumps(made))
    return Database(vendor, claims, url, made)


def named(claims: int) -> str:
    return f"claimtracker-bench-{claims}"


def kept(vendor: str, claims: int) -> tuple[Path, str]:
    """The note on a database of this size, and its address."""
    name = named(claims)
    url = f"sqlite:///{KEPT / name}.sqlite3" if vendor == "SQLite" else _beside(name)
    return KEPT / f"{name}-{vendor}.json", url


def _with(url: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url}


def _beside(name: str) -> str:
    return urlsplit(server())._replace(path=f"/{name}", query="").geturl()


def _is_migrated(url: str) -> bool:
    """Whether it has the tables of this release."""
    command = [sys.executable, "manage.py", "migrate", "--check"]
    asked = subprocess.run(command, env=_with(url), cwd=ROOT, capture_output=True, check=False)
    return asked.returncode == 0


def _empty(vendor: str, url: str, name: str) -> None:
    if vendor == "SQLite":
        Path(url.removeprefix("sqlite:///")).unlink(missing_ok=True)
        return
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')


if __name__ == "__main__":
    # One database of a size, for measurements by hand.
    print(prepared(sys.argv[2], int(sys.argv[1])))
