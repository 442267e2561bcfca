"""Statements that are made very often, or have very many rows, by the shortest way to the database.

Django's cursors cost more than such a statement itself: what they do for parameters, types and logs
takes 50 µs on SQLite and 100 µs on PostgreSQL, for an answer of one row. There, taking a connection
from the pool and giving it back costs another 60 µs.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from itertools import count
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult


def first_row(
    connection: BaseDatabaseWrapper, statement: str, parameters: Sequence[str] = ()
) -> list[Any] | None:
    """The first row, or None. Its values are as the database has them: on PostgreSQL bytes."""
    _log(connection, statement)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with connection.wrap_database_errors:
            row = connection.connection.execute(_numbered(statement, "?"), parameters).fetchone()
        return None if row is None else list(row)
    values = [value.encode() for value in parameters]
    result = _result(connection, _numbered(statement, "$").encode(), values)
    if not result.ntuples:
        return None
    return [result.get_value(0, column) for column in range(result.nfields)]


@contextmanager
def rows(
    connection: BaseDatabaseWrapper, statement: str, parameters: Sequence[Any]
) -> Iterator[Iterable[tuple[Any, ...]]]:
    """Row after row, over the connection of this thread, of which no more are read than are taken
    within the block. Values are as the driver has them on SQLite, and bytes on PostgreSQL, numbers
    too, which has found all rows before it gives the first."""
    _log(connection, statement)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with connection.wrap_database_errors:
            # The driver's own rows: a generator around them would take a tenth of an export.
            found = connection.connection.execute(_numbered(statement, "?"), parameters)
            with closing(found):
                yield found
        return
    values = [str(value).encode() for value in parameters]
    result = _own_result(connection, _numbered(statement, "$").encode(), values)
    count, value = range(result.ntuples), result.get_value
    columns = [[value(row, column) for row in count] for column in range(result.nfields)]
    yield zip(*columns, strict=True)


def _result(connection: BaseDatabaseWrapper, statement: bytes, values: Sequence[bytes]) -> PGresult:
    """Of PostgreSQL. A thread that has a connection may be in a transaction, of which no other one
    knows; a thread that has none asks over the one that all of them share, or gives back the one
    that it had to take: before a request has begun, nobody else would."""
    pool = connection.pool if connection.connection is None else None  # type: ignore[attr-defined]
    if not pool:
        return _own_result(connection, statement, values)
    shared: PGresult | None = pool.ask(statement, values)
    if shared is not None:
        return shared
    try:
        return _own_result(connection, statement, values)
    finally:
        connection.close()


def _own_result(
    connection: BaseDatabaseWrapper, statement: bytes, values: Sequence[bytes]
) -> PGresult:
    connection.ensure_connection()
    with connection.wrap_database_errors:
        result: PGresult = connection.connection.pgconn.exec_params(statement, values)
        if result.status != ExecStatus.TUPLES_OK:
            raise errors.error_from_result(result)
    return result


def _log(connection: BaseDatabaseWrapper, statement: str) -> None:
    if connection.queries_logged:
        connection.queries_log.append({"sql": statement, "time": ""})


@cache
def _numbered(statement: str, sign: str) -> str:
    numbers = count(1)
    return re.sub("%s", lambda _: f"{sign}{next(numbers)}", statement)
