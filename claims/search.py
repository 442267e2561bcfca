"""Full-text search over published claims: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

Kept by the publishing code. Both hold the words of search_words.py, so both find the same claims.
"""

from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BigIntegerField, QuerySet
from django.db.models.expressions import RawSQL

from claims.search_words import phrases, words
from publication import tables
from publication.reading import listed
from publication.replicas import reading_connection

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


def put(documents: dict[int, dict[str, Any] | None]) -> None:
    """Replace the search entries of claims, by their ids; None takes one out of the search."""
    with connection.cursor() as cursor:
        keys = listed(documents)
        cursor.execute(f"DELETE FROM {TABLE} WHERE {_key()} IN ({keys.sql})", keys.params)
        # In the order of their ids: where one goes back, FTS5 writes out all that it holds.
        entries = (
            (claim_id, words(searchable(document)))
            for claim_id, document in sorted(documents.items())
            if document is not None
        )
        if connection.vendor == "sqlite":
            cursor.executemany(
                f"INSERT INTO {TABLE} (rowid, words) VALUES (%s, %s)",
                [(claim_id, _text(found)) for claim_id, found in entries],
            )
            return
        rows = ((claim_id, _text(found), _vector(found)) for claim_id, found in entries)
        tables.copy(cursor, f"{TABLE} (claim_id, words, vector)", rows)


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
    condition = _condition(query)
    if condition is None:
        return None
    where, parameters = condition
    return RawSQL(
        f"SELECT {_key()} FROM {TABLE} WHERE {where}", parameters, output_field=BigIntegerField()
    )


def newest(query: str, limit: int, *, among: QuerySet[Any] | None = None) -> RawSQL | None:
    """`matching`, of these claims, but only the ids of so many that came last.

    It is tried on one match after the other, the newest first, whether it is `among` the claims, so
    that what most claims have is found soon.
    """
    condition = _condition(query)
    if condition is None:
        return None
    where, parameters = condition
    if among is not None:
        same = among.filter(pk=RawSQL(f"{TABLE}.{_key()}", ()))
        sql, more = same.order_by().values_list("pk").query.sql_with_params()
        where, parameters = f"{where} AND ({sql}) IS NOT NULL", [*parameters, *more]
    found = f"SELECT {_key()} FROM {TABLE} WHERE {where} ORDER BY {_key()} DESC LIMIT {int(limit)}"
    return RawSQL(found, parameters, output_field=BigIntegerField())


def _condition(query: str) -> tuple[str, list[Any]] | None:
    """That the entry of a claim holds every phrase; None where the query has no word."""
    wanted = phrases(query)
    if not wanted:
        return None
    if connection.vendor == "sqlite":
        return "words MATCH %s", [" AND ".join(f'"{" ".join(phrase)}"' for phrase in wanted)]
    patterns = [f"%{_text(phrase)}%" for phrase in wanted if len(phrase) > 1]
    query = _literal(list(dict.fromkeys(word for phrase in wanted for word in phrase)))
    return f"vector @@ {query}" + " AND words LIKE %s" * len(patterns), patterns


def _literal(wanted: list[str]) -> str:
    """A tsquery as a constant of SQL: only of a constant does PostgreSQL know how frequent it is
    when it plans the query. Raises ValueError for anything but letters and digits, of which all
    our words are made: neither quotes nor backslashes nor signs of a query language come through.
    """
    if not all(word.isalnum() for word in wanted):
        raise ValueError("A word of a search is letters and digits.")
    quoted = " & ".join(f"''{word}''" for word in wanted)
    return f"'{quoted}'::tsquery"


def in_use(wanted: list[str]) -> set[str]:
    """Which of these words, folded and stemmed, any claim has."""
    if not wanted:
        return set()
    match = "words MATCH %s" if connection.vendor == "sqlite" else "vector @@ {literal}"
    # Where one row is enough, PostgreSQL looks for a word that it does not know through all rows.
    some = f"SELECT 1 FROM {TABLE} WHERE {match} LIMIT 1000"
    parts = [
        f"SELECT %s WHERE (SELECT COUNT(*) FROM ({some}) AS sample) > 0".format(
            literal=_literal([word])
        )
        for word in wanted
    ]
    each = [[word, f'"{word}"'] if connection.vendor == "sqlite" else [word] for word in wanted]
    with reading_connection().cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [value for values in each for value in values])
        return {word for (word,) in cursor.fetchall()}


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
