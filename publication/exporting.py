"""The record in bulk: stored documents, by number, in queries of a moment each.

A cursor that stays open while a slow reader reads would hold a lock on SQLite and a connection of
the pool on PostgreSQL. So every query reads about `BLOCK` bytes and ends, before any of it is sent.
The snapshot is in the condition on the numbers, because editions never change.
"""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from datetime import UTC
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, QuerySet

from publication.canonical import timestamp
from publication.models import Edition
from publication.quick import rows
from publication.replicas import reading_from

# Bytes of documents a query: few enough that the first are sent at once and that many readers need
# little memory, many enough that the query around them costs little. One document may be larger.
BLOCK = 1024 * 1024
# Numbers a query: most of them may be of another kind, or replaced.
SPAN = 2_000
# Rows a query on PostgreSQL, which makes all of an answer before it gives the first row.
ROWS = 256

# Both are given the statement of a queryset, and ask it for what comes after a number. SQLite gives
# row after row, so the reader stops where it has enough; and text as it is stored, in UTF-8, where
# it is asked for bytes. PostgreSQL knows the length of a text without unpacking it.
AFTER = {
    "sqlite": """
        SELECT number, CAST(document AS BLOB){others} FROM ({rows}) AS found
        WHERE number > %s AND number <= %s ORDER BY number
    """,
    "postgresql": """
        SELECT number, document{others} FROM (
            SELECT few.*, sum(octet_length(document)) OVER (ORDER BY number)
                - octet_length(document) AS before
            FROM (
                SELECT * FROM ({rows}) AS found
                WHERE number > %s AND number <= %s ORDER BY number LIMIT {most}
            ) AS few
        ) AS sized WHERE before < {enough} ORDER BY number
    """,
}
# What the line of an edition in the change feed says besides; see `Edition.feed_line`.
FEED = ("key", "kind", "operation", "published_at", "reason", "digest", "chain", "previous_digest")

Row = tuple[Any, ...]


def documents_in_force(kind: str, newest: int) -> Iterator[list[bytes]]:
    """What the public record held when `newest` was the newest edition, some documents at a time,
    in the order of their editions."""
    held = Edition.objects.in_force(newest).filter(kind=kind)
    for block in _blocks(held, (), after=0, last=newest):
        yield [row[1] for row in block]


def change_lines(after: int, last: int) -> Iterator[list[bytes]]:
    """The lines of the change feed with the numbers after `after` up to `last`, some at a time."""
    editions = Edition.objects.annotate(previous_digest=F("previous__digest"))
    for block in _blocks(editions, FEED, after=after, last=last):
        yield [_change_line(*row) for row in block]


def _blocks(
    editions: QuerySet[Edition], others: Sequence[str], *, after: int, last: int
) -> Iterator[list[Row]]:
    """Rows of number, document in UTF-8, and the other columns."""
    asked, given = editions.order_by().values("number", "document", *others).query.sql_with_params()
    vendor = connections[reading_from()].vendor
    columns = "".join(f", {name}" for name in others)
    statement = AFTER[vendor].format(rows=asked, others=columns, most=ROWS, enough=BLOCK)
    while after < last:
        upper = min(after + SPAN, last)
        block = _block(statement, [*given, after, upper], as_stored=not others)
        after = int(block[-1][0]) if block else upper
        if block:
            yield block


def _block(statement: str, parameters: list[Any], *, as_stored: bool) -> list[Row]:
    """`as_stored` is for rows of which nothing but the bytes of documents is looked at. Django’s
    cursor takes longer for a row of them than SQLite, and than PostgreSQL’s driver to send it."""
    connection = connections[reading_from()]
    block, size = [], 0
    if as_stored or connection.vendor == "sqlite":
        found = rows(connection, statement, parameters)
    else:
        found = _decoded(connection, statement, parameters)
    with closing(found):
        for row in found:
            block.append(row)
            size += len(row[1])
            if size >= BLOCK:
                break
    # Back to the pool while the reader takes what was read: a few slow readers would otherwise
    # hold every connection. One to SQLite belongs to its thread.
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        connection.close()
    return block


def _decoded(
    connection: BaseDatabaseWrapper, statement: str, parameters: list[Any]
) -> Generator[Row, None, None]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for number, document, *others in cursor.fetchall():
            yield (number, document.encode(), *others)


def _change_line(number: int, document: bytes, *others: Any) -> bytes:
    """The canonical line of an edition, put together around the stored document, which is canonical
    already. Only a reason can hold what JSON escapes."""
    key, kind, operation, published_at, reason, digest, chain, previous_digest = others
    # SQLite has times in UTC, and does not say so.
    at = timestamp(published_at.replace(tzinfo=published_at.tzinfo or UTC))
    before = f'{{"chain":"{chain}","digest":"{digest}","document":'
    behind = (
        f',"id":"{key}","kind":"{kind}","number":{number},"operation":"{operation}",'
        f'"previous_digest":{json.dumps(previous_digest)},"published_at":"{at}",'
        f'"reason":{json.dumps(reason, ensure_ascii=False)}}}'
    )
    return b"".join((before.encode(), document, behind.encode()))
