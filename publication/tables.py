"""Writing many rows of a table with one statement, on either database.

A row is a tuple of plain values in the order of the names: text, numbers, dates, moments, None.
Django's `bulk_create` makes an object of each row first, and that takes most of its time.
PostgreSQL gets them by COPY or each column as one array; SQLite, in the same process, gets row
after row.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models

Model = type[models.Model]
Names = Sequence[str]
Row = tuple[Any, ...]
Rows = Sequence[Row]


def insert(
    model: Model,
    names: Names,
    rows: Iterable[Row],
    *,
    on_conflict: str = "",
    order: Callable[[Row], Any] | None = None,
) -> None:
    """Insert the rows; `on_conflict` is SQL that says what becomes of those that are there, and
    `order` the key of the largest index, in whose order SQLite writes them faster.

    The rows may be computed while they are asked for: PostgreSQL works on the first ones then. No
    other statement can be sent before the last one was given.
    """
    fields = _fields(model, names)
    table = model._meta.db_table
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            values = f"VALUES ({', '.join(['%s'] * len(fields))})"
            sql = " ".join(["INSERT INTO", table, f"({columns})", values, on_conflict])
            cursor.executemany(sql, _adapted(fields, sorted(rows, key=order) if order else [*rows]))
            return
        into = table
        if on_conflict:
            into = "given"
            shape = " ".join(["SELECT", columns, "FROM", table, "WITH NO DATA"])
            cursor.execute(f"CREATE TEMPORARY TABLE {into} ON COMMIT DROP AS {shape}")
        copy(cursor, f"{into} ({columns})", rows)
        if on_conflict:
            given = " ".join(["SELECT", columns, "FROM", into])
            cursor.execute(f"INSERT INTO {table} ({columns}) {given} {on_conflict}")
            cursor.execute(f"DROP TABLE {into}")


def copy(cursor: Any, into: str, rows: Iterable[Row]) -> None:
    """PostgreSQL's COPY, with the errors of Django, whose cursor leaves those of a COPY as the
    driver has them: nobody would catch them as a conflict or a lock that was waited for."""
    with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copying:
        for row in rows:
            copying.write_row(row)


def update(model: Model, keys: Names, names: Names, rows: Rows, *, add: Names = ()) -> None:
    """Set the columns `names` and raise the columns `add` of the rows with these keys. Each row has
    the values of `names`, then those of `add`, then those of `keys`."""
    table, fields = model._meta.db_table, _fields(model, [*names, *add, *keys])
    columns = [field.column for field in fields]
    values = [_value(column) for column in columns]
    raised = range(len(names), len(names) + len(add))
    changes = ", ".join(
        f"{column} = {f'{table}.{column} + ' if at in raised else ''}{value}"
        for at, (column, value) in enumerate(zip(columns, values, strict=True))
        if at < raised.stop
    )
    joined = f" FROM {_named(fields)}" if connection.vendor == "postgresql" else ""
    where = _match(table, columns[raised.stop :])
    _run(" ".join(["UPDATE", table, "SET", changes, joined, "WHERE", where]), fields, rows)


def delete(model: Model, keys: Names, rows: Rows, *, where: str) -> None:
    """Delete those of the rows with these keys for which the SQL of `where` holds."""
    table, fields = model._meta.db_table, _fields(model, keys)
    joined = f" USING {_named(fields)}" if connection.vendor == "postgresql" else ""
    match = _match(table, [field.column for field in fields])
    _run(" ".join(["DELETE FROM", table, joined, "WHERE", match, "AND", where]), fields, rows)


def _run(sql: str, fields: Sequence[Any], rows: Rows) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(sql, [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(sql, _adapted(fields, rows))


def _fields(model: Model, names: Names) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _unnested(fields: Sequence[Any]) -> str:
    return f"unnest({', '.join(f'%s::{field.db_type(connection)}[]' for field in fields)})"


def _named(fields: Sequence[Any]) -> str:
    return f"{_unnested(fields)} AS given ({', '.join(field.column for field in fields)})"


def _value(column: str) -> str:
    return f"given.{column}" if connection.vendor == "postgresql" else "%s"


def _match(table: str, columns: Iterable[str]) -> str:
    return " AND ".join(f"{table}.{column} = {_value(column)}" for column in columns)


def _adapted(fields: Sequence[Any], rows: Rows) -> Rows:
    """SQLite has no dates: they are text, in the spelling that Django reads."""
    if not any(isinstance(field, models.DateField) for field in fields):
        return rows
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for at, field in enumerate(fields if rows else ()):
        if isinstance(field, models.DateField):
            # Most dates are those of many rows.
            values = set(columns[at])
            spelled = {value: field.get_db_prep_value(value, connection) for value in values}
            columns[at] = map(spelled.__getitem__, columns[at])
    return list(zip(*columns, strict=True))
