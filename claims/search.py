"""Full-text search over published claims: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

Kept by the publishing code. Both hold the words of search_words.py, so both find the same claims.
"""

from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from claims.search_words import phrases, words

TABLE = "claims_search"

CREATE = {
    # unicode61 splits at the blanks between our words and changes nothing else in them.
    "sqlite": [f"CREATE VIRTUAL TABLE {TABLE} USING fts5(words, tokenize='unicode61')"],
    # A tsvector keeps 256 places of a word at most, so phrases are looked for in the words.
    "postgresql": [
        f"CREATE TABLE {TABLE} "
        "(claim_id bigint PRIMARY KEY, words text NOT NULL, vector tsvector NOT NULL)",
        f"CREATE INDEX {TABLE}_vector ON {TABLE} USING gin (vector)",
    ],
}

# PostgreSQL refuses a tsvector of more than a megabyte; this many words of 64 letters fit.
MOST_WORDS = 12_000


def create_table(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For `migrations.RunPython`: Django has no model field for either kind of index."""
    for sql in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(sql)


def drop_table(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(f"DROP TABLE {TABLE}")


def searchable(document: dict[str, Any]) -> str:
    """All the text of a claim that a reader may look for."""
    parts = [document["text"], document["note"], document["settles"]]
    parts += [tag["name"] for tag in document["tags"]]
    quoted = [*document["statements"], *(item["evidence"] for item in document["followups"])]
    for item in filter(None, quoted):
        parts += [item["quote"], item["question"], item["speaker"]["name"], item["source"]["title"]]
    parts += [item["summary"] for item in document["followups"]]
    return "\n".join(filter(None, parts))


def put(claim_id: int, document: dict[str, Any] | None) -> None:
    """Replace the search entry of a claim; None takes it out of the search."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE {_key()} = %s", [claim_id])
        if document is None:
            return
        found = words(searchable(document))
        if connection.vendor == "sqlite":
            cursor.execute(
                f"INSERT INTO {TABLE} (rowid, words) VALUES (%s, %s)", [claim_id, _text(found)]
            )
        else:
            cursor.execute(
                f"INSERT INTO {TABLE} (claim_id, words, vector) VALUES (%s, %s, %s::tsvector)",
                [claim_id, _text(found), _vector(found)],
            )


def is_current(claim_id: int, document: dict[str, Any] | None) -> bool:
    """Whether the stored entry is the one that `put` would store."""
    found = words(searchable(document)) if document is not None else []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT words FROM {TABLE} WHERE {_key()} = %s", [claim_id])
        stored = cursor.fetchone()
        if document is None or stored != (_text(found),):
            return document is None and stored is None
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT 1 FROM {TABLE} WHERE claim_id = %s AND vector = %s::tsvector",
                [claim_id, _vector(found)],
            )
            return cursor.fetchone() is not None
    return True


def matching(query: str) -> RawSQL | None:
    """The ids of the claims that hold every phrase of `query`; None where it has no word."""
    wanted = phrases(query)
    if not wanted:
        return None
    if connection.vendor == "sqlite":
        expression = " AND ".join(f'"{" ".join(phrase)}"' for phrase in wanted)
        sql = f"SELECT rowid FROM {TABLE} WHERE words MATCH %s"
        return RawSQL(sql, [expression], output_field=BigIntegerField())
    expression = " & ".join(f"'{word}'" for phrase in wanted for word in phrase)
    patterns = [f"%{_text(phrase)}%" for phrase in wanted if len(phrase) > 1]
    sql = f"SELECT claim_id FROM {TABLE} WHERE vector @@ %s::tsquery"
    sql += " AND words LIKE %s" * len(patterns)
    return RawSQL(sql, [expression, *patterns], output_field=BigIntegerField())


def sharing(wanted: list[str], limit: int) -> dict[int, set[str]]:
    """Claims in the search that have any of these words, each with the words that it has.

    For each word the newest `limit` claims are looked at, so that a word which nearly all of them
    have costs no more than another.
    """
    if not wanted:
        return {}
    sqlite = connection.vendor == "sqlite"
    match = "words MATCH %s" if sqlite else "vector @@ %s::tsquery"
    one = f"SELECT {_key()} FROM {TABLE} WHERE {match} ORDER BY {_key()} DESC LIMIT {int(limit)}"
    sql = " UNION ".join([f"SELECT * FROM ({one}) AS found"] * len(wanted))
    quote = '"' if sqlite else "'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_key()}, words FROM {TABLE} WHERE {_key()} IN ({sql})",
            [f"{quote}{word}{quote}" for word in wanted],
        )
        return {key: set(wanted).intersection(text.split()) for key, text in cursor.fetchall()}


def _key() -> str:
    return "rowid" if connection.vendor == "sqlite" else "claim_id"


def _text(found: list[str]) -> str:
    """The words with a blank on each side, so that a phrase cannot begin or end within a word."""
    return f" {' '.join(found)} "


def _vector(found: list[str]) -> str:
    """A tsvector literal: our words are letters and digits, so quotes are all they need."""
    return " ".join(f"'{word}'" for word in list(dict.fromkeys(found))[:MOST_WORDS])
