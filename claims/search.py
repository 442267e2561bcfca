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
    "postgresql": [
        f"CREATE TABLE {TABLE} (claim_id bigint PRIMARY KEY, words tsvector NOT NULL)",
        f"CREATE INDEX {TABLE}_words ON {TABLE} USING gin (words)",
    ],
}

# PostgreSQL counts no positions beyond this one in a tsvector.
LAST_POSITION = 16_383


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
        if document is not None:
            cursor.execute(
                f"INSERT INTO {TABLE} ({_key()}, words) VALUES (%s, {_cast()})",
                [claim_id, _entry(document)],
            )


def is_current(claim_id: int, document: dict[str, Any] | None) -> bool:
    """Whether the stored entry is the one that `put` would store."""
    with connection.cursor() as cursor:
        if document is None:
            cursor.execute(f"SELECT 1 FROM {TABLE} WHERE {_key()} = %s", [claim_id])
            return cursor.fetchone() is None
        cursor.execute(
            f"SELECT 1 FROM {TABLE} WHERE {_key()} = %s AND words = {_cast()}",
            [claim_id, _entry(document)],
        )
        return cursor.fetchone() is not None


def _key() -> str:
    return "rowid" if connection.vendor == "sqlite" else "claim_id"


def _cast() -> str:
    return "%s" if connection.vendor == "sqlite" else "%s::tsvector"


def _entry(document: dict[str, Any]) -> str:
    found = words(searchable(document))
    return " ".join(found) if connection.vendor == "sqlite" else _vector(found)


def matching(query: str) -> RawSQL | None:
    """The ids of the claims that hold every phrase of `query`; None where it has no word."""
    wanted = phrases(query)
    if not wanted:
        return None
    if connection.vendor == "sqlite":
        expression = " AND ".join(f'"{" ".join(phrase)}"' for phrase in wanted)
        sql = f"SELECT rowid FROM {TABLE} WHERE words MATCH %s"
    else:
        quoted = [[f"'{word}'" for word in phrase] for phrase in wanted]
        expression = " & ".join(f"({' <-> '.join(phrase)})" for phrase in quoted)
        sql = f"SELECT claim_id FROM {TABLE} WHERE words @@ %s::tsquery"
    return RawSQL(sql, [expression], output_field=BigIntegerField())


def _vector(found: list[str]) -> str:
    """A tsvector literal: our words are letters and digits, so quotes are all they need."""
    places: dict[str, list[str]] = {}
    for position, word in enumerate(found[:LAST_POSITION], start=1):
        places.setdefault(word, []).append(str(position))
    return " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())
