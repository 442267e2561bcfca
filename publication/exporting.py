"""The record in bulk: stored documents, by number, in queries of a moment each.

A cursor that stays open while a slow reader reads would hold a lock on SQLite and a connection of
the pool on PostgreSQL. So every query reads about `BLOCK` bytes and ends, before any of it is sent.
The snapshot is in the condition on the numbers, because editions never change.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F

from publication.canonical import timestamp
from publication.models import Edition
from publication.models.edition import IN_FORCE
from publication.quick import rows
from publication.replicas import reading_from
from publication.sqlite_cache import cached

# Bytes of documents a query: few enough that the first are sent at once and that many readers need
# little memory, many enough that the query around them and a part of an answer cost little. One
# document may be larger.
BLOCK = 2 * 1024 * 1024
# Numbers a query: most of them may be of another kind, or replaced.
SPAN = 2_000
# Kilobytes of the database that SQLite keeps meanwhile: nothing of it is read twice, and so little
# stays where the processor has it at hand.
SQLITE_CACHE = 64
# Rows a query on PostgreSQL, which makes all of an answer before it gives the first row.
ROWS = 512

# Both are given a statement, and ask it for what comes after a number. SQLite gives row after row,
# so the reader stops where it has enough; and text as it is stored, in UTF-8, where it is asked for
# bytes. PostgreSQL knows the length of a text without unpacking it.
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
DOCUMENTS = "SELECT number, document FROM publication_edition WHERE kind = %s AND" + IN_FORCE
# What the line of an edition in the change feed says besides; see `Edition.feed_line`.
FEED = ("key", "kind", "operation", "published_at", "reason", "digest", "chain", "previous_digest")

Block = list[bytes]


def documents_in_force(kind: str, newest: int) -> Iterator[Block]:
    """What the public record held when `newest` was the newest edition, some documents at a time,
    in the order of their editions."""

    def given(after: int, upper: int) -> list[Any]:
        return [kind, after, upper, newest]

    return _blocks(DOCUMENTS, given, after=0, last=newest)


def change_lines(after: int, last: int) -> Iterator[Block]:
    """The lines of the change feed with the numbers after `after` up to `last`, some at a time."""
    editions = Edition.objects.order_by().annotate(previous_digest=F("previous__digest"))
    asked, given = editions.values("number", "document", *FEED).query.sql_with_params()
    return _blocks(asked, lambda *_: [*given], after=after, last=last, feed=FEED)


def _blocks(
    asked: str,
    given: Callable[[int, int], list[Any]],
    *,
    after: int,
    last: int,
    feed: Sequence[str] = (),
) -> Iterator[Block]:
    """Documents in UTF-8 or, where `feed` names other columns, lines of the feed, of what the
    statement `asked` finds. `given` are its parameters for the numbers after one up to another.

    A list belongs to who takes it. Who empties it lets the memory be used again for the next one,
    while the processor has it at hand; so nothing of it is held here.
    """
    vendor = connections[reading_from()].vendor
    columns = "".join(f", {name}" for name in feed)
    statement = AFTER[vendor].format(rows=asked, others=columns, most=ROWS, enough=BLOCK)
    while after < last:
        upper = min(after + SPAN, last)
        number, block = _block(statement, [*given(after, upper), after, upper], bool(feed))
        after = number or upper
        if block:
            yield block


def _block(statement: str, parameters: list[Any], is_feed: bool) -> tuple[int, Block]:
    """The number of the last one, or 0, and documents or lines."""
    connection = connections[reading_from()]
    block, size, last = Block(), 0, 0
    reading = _lines if is_feed else rows
    with cached(connection, SQLITE_CACHE), reading(connection, statement, parameters) as found:
        for number, line in found:
            block.append(line)
            size += len(line)
            last = number
            if size >= BLOCK:
                break
    # Back to the pool while the reader takes what was read: a few slow readers would otherwise
    # hold every connection. One to SQLite belongs to its thread.
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        connection.close()
    return int(last), block


@contextmanager
def _lines(
    connection: BaseDatabaseWrapper, statement: str, parameters: list[Any]
) -> Iterator[Iterable[tuple[int, bytes]]]:
    """Number and line of each edition."""
    if connection.vendor == "sqlite":
        with rows(connection, statement, parameters) as found:
            yield ((row[0], _change_line(*row)) for row in found)
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        yield (
            (number, _change_line(number, document.encode(), *others))
            for number, document, *others in cursor.fetchall()
        )


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
