"""A record ten times as large in minutes: the claims of a kept one, copied nine times in SQL.

    .venv/bin/python -m benchmarks.tenfold 100000

makes 1,000,000 claims of 100,000 on SQLite and, where there is a server, on PostgreSQL, for goals 4
to 6 alone: what lists, counts and search read is copied, with keys and addresses of its own, under
which the statements, followups and sources of the first ones stay. Publishing so many takes hours.
"""

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable
from typing import Any

import psycopg

from benchmarks.databases import Database, has_server, kept, named, prepared, server

COPIES = range(1, 10)
SHAPES = {
    "SQLite": "SELECT name FROM pragma_table_info('{}')",
    "PostgreSQL": "SELECT column_name FROM information_schema.columns WHERE table_name = '{}' "
    "ORDER BY ordinal_position",
}
INDEXES = {
    "SQLite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
    "AND tbl_name = '{}'",
    "PostgreSQL": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = '{}' "
    "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
}
# Nothing of a copy need survive a failure: it is made anew.
QUICKLY = {
    "SQLite": (
        "PRAGMA foreign_keys = off",
        "PRAGMA synchronous = off",
        "PRAGMA journal_mode = off",
    ),
    "PostgreSQL": ("SET session_replication_role = replica", "SET synchronous_commit = off"),
}
AT_LAST = {"SQLite": "ANALYZE", "PostgreSQL": "VACUUM ANALYZE"}


def tenfold(small: Database) -> None:
    """Copies the database and multiplies the copy, which is noted as complete at the end."""
    name, template = named(small.claims * 10), named(small.claims)
    note, url = kept(small.vendor, small.claims * 10)
    note.unlink(missing_ok=True)
    run: Callable[[str], Any]
    if small.vendor == "SQLite":
        file = url.removeprefix("sqlite:///")
        shutil.copyfile(small.file, file)
        run = sqlite3.connect(file, isolation_level=None).execute
        run("DROP TRIGGER IF EXISTS edition_no_replace")
    else:
        with psycopg.connect(server(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        run = psycopg.connect(url, autocommit=True).execute
    for sql in QUICKLY[small.vendor]:
        run(sql)
    multiply(run, small)
    run(AT_LAST[small.vendor])
    note.write_text(json.dumps({**small.made, "copied": small.claims}))


def multiply(run: Callable[[str], Any], small: Database) -> None:
    first, last = run("SELECT MIN(edition_id), MAX(edition_id) FROM claims_claim").fetchone()
    claims, editions = small.claims, last - first + 1
    slug = f"'claim-' || (t.{{}} - 1 + {{copy}} * {claims})"
    edition = f"t.{{}} + {{copy}} * {editions}"
    key = f"t.{{}} + {{copy}} * {claims}"
    same = f"""replace(t.document, '"id":"' || t.key || '"', '"id":"' || {
        slug.format("object_id", copy="{copy}")
    } || '"')"""
    own = f"BETWEEN {first} AND {last}"
    if small.vendor == "SQLite":
        for copy in COPIES:
            run(
                "INSERT INTO claims_search (rowid, words) "
                f"SELECT rowid + {copy * claims}, words FROM claims_search "
                f"WHERE rowid <= {claims} ORDER BY rowid"
            )
    else:
        copied(run, small.vendor, "claims_search", {"claim_id": key}, f"t.claim_id <= {claims}")
    copied(
        run,
        small.vendor,
        "publication_edition",
        {
            "number": edition,
            "key": slug.replace("{}", "object_id"),
            "object_id": key,
            "document": same,
        },
        f"t.number {own}",
    )
    copied(
        run,
        small.vendor,
        "claims_claim",
        {
            "id": key,
            "slug": slug.replace("{}", "id"),
            "text": "t.text || ' {copy}'",
            "edition_id": edition,
        },
        f"t.id <= {claims}",
    )
    copied(run, small.vendor, "publication_facet", {"edition_id": edition}, f"t.edition_id {own}")
    run("UPDATE publication_facetcount SET number = number * 10 WHERE kind = 'claim'")


def copied(
    run: Callable[[str], Any], vendor: str, table: str, changed: dict[str, str], where: str
) -> None:
    """Copies the rows, with these columns changed; indexes are made once at the end."""
    columns = [name for (name, *_) in run(SHAPES[vendor].format(table)).fetchall()]
    indexes = run(INDEXES[vendor].format(table)).fetchall()
    for name, _ in indexes:
        run(f'DROP INDEX "{name}"')
    for copy in COPIES:
        values = (
            changed[name].format(name, copy=copy) if name in changed else f't."{name}"'
            for name in columns
        )
        run(
            f"INSERT INTO {table} ({quoted(columns)}) SELECT {', '.join(values)} FROM {table} t "
            f"WHERE {where}"
        )
    for _, sql in indexes:
        run(sql)
    print(f"{vendor}: {table}", file=sys.stderr)


def quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def main() -> None:
    claims = int(sys.argv[1])
    for vendor in ("SQLite", *(["PostgreSQL"] if has_server() else [])):
        tenfold(prepared(vendor, claims))


if __name__ == "__main__":
    main()
