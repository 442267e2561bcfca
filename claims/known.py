"""What is known of the values that a list is asked for, before any claim is looked at.

For every value, whether it is published, its name, and how many claims have it: the table of counts
says so for the values that it counts; of others a number is counted up to a limit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from claims.facets import COUNTED as NAMES_COUNTED
from publication.models import FacetCount
from publication.replicas import reading_connection

# Filters whose values are counted by the table under their own name.
COUNTED = NAMES_COUNTED - {"unsettled_due"}
# Filters that ask for ids which the table does not count.
LOOKED_UP = ("source", "statement", "publisher")

# A way into the claims that leads to more than this is no short one, so it is counted no further.
MANY = 10_000

TABLE = FacetCount._meta.db_table

NAMES = f"""
SELECT name, value, label FROM {TABLE}
WHERE kind = 'claim' AND of_name = '' AND of_value = '' AND name = %s AND value IN ({{places}})"""


class Asked(NamedTuple):
    """One value of one filter."""

    name: str
    value: str


class Bound(NamedTuple):
    """A column of claims, indexed, that is compared with a value: `public_due <= day`."""

    name: str
    column: str
    operator: str
    day: date


@dataclass(frozen=True)
class Known:
    """`numbers` says how many published claims have each of the values asked for; `both` how many
    have two values, where exactly two are asked for; `sizes` at most how many come by another way,
    up to MANY + 1. A value that is not in `names` is in no published document."""

    total: int = 0
    numbers: dict[Asked, int] = field(default_factory=dict)
    names: dict[Asked, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    both: int | None = None


def known(asked: list[Asked], bounds: Iterable[Bound], *, late_on: date | None = None) -> Known:
    """In one query. `late_on` is the day for which the ways into what is overdue are counted."""
    counted = [one for one in asked if one.name in COUNTED]
    parts = [_kept(counted), *map(_looked_up, (one for one in asked if one.name in LOOKED_UP))]
    parts += map(_within, bounds)
    if late_on:
        parts.append(_late(late_on))
    with reading_connection().cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _ in parts), [one for _, more in parts for one in more]
        )
        return _read(cursor.fetchall(), both=0 if len(counted) == 2 else None)


def _read(rows: Iterable[tuple[Any, ...]], both: int | None) -> Known:
    total = 0
    numbers: dict[Asked, int] = {}
    names: dict[Asked, str] = {}
    sizes: dict[str, int] = {}
    for kind, of_name, name, value, label, number in rows:
        one = Asked(name, value)
        if kind == "size":
            sizes[name] = number
        elif of_name:
            both = number
        elif not name:
            total = number
        elif number:
            names[one] = names.get(one) or label or value
            if kind != "source":
                numbers[one] = number
    return Known(total, numbers, names, sizes, both)


def _kept(asked: list[Asked]) -> tuple[str, list[Any]]:
    """The rows of the table. Somebody may speak in sources only, and is published all the same."""
    keys: list[tuple[str, ...]] = [("claim", "", "", "", "")]
    for one in asked:
        keys.append(("claim", "", "", *one))
        if one.name == "speaker":
            keys.append(("source", "", "", *one))
    if len(asked) == 2:
        keys.append(("claim", *asked[0], *asked[1]))
    places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(keys))
    sql = (
        f"WITH wanted (kind, of_name, of_value, name, value) AS (VALUES {places}) "
        "SELECT kind, of_name, name, value, label, number "
        f"FROM wanted JOIN {TABLE} USING (kind, of_name, of_value, name, value)"
    )
    return sql, [part for key in keys for part in key]


def labels(of: Iterable[Asked]) -> dict[Asked, str]:
    """The names of values that claims have. A database is given no choice of another way than to
    look each of them up, as it could take long to read all values."""
    wanted: dict[str, list[str]] = {}
    for name, value in of:
        wanted.setdefault(name, []).append(value)
    if not wanted:
        return {}
    parts = [NAMES.format(places=", ".join(["%s"] * len(found))) for found in wanted.values()]
    with reading_connection().cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(parts),
            [one for name, found in wanted.items() for one in (name, *found)],
        )
        return {Asked(name, value): label for name, value, label in cursor.fetchall() if label}


def _looked_up(one: Asked) -> tuple[str, list[Any]]:
    having = "FROM publication_facet WHERE name = %s AND value = %s"
    sql = (
        f"SELECT 'facet', '', %s, %s, COALESCE((SELECT label {having} LIMIT 1), ''), "
        f"(SELECT COUNT(*) FROM (SELECT 1 {having} LIMIT {MANY + 1}) AS counted)"
    )
    return sql, [*one, *one, *one]


def _within(bound: Bound) -> tuple[str, list[Any]]:
    sql = (
        "SELECT 'size', '', %s, '', '', (SELECT COUNT(*) FROM (SELECT 1 FROM claims_claim "
        f"WHERE {bound.column} {bound.operator} %s LIMIT {MANY + 1}) AS counted)"
    )
    return sql, [bound.name, bound.day.isoformat()]


def _late(day: date) -> tuple[str, list[Any]]:
    sql = (
        "SELECT 'size', '', 'overdue', '', '', (SELECT COUNT(*) FROM (SELECT 1 FROM "
        "publication_facet WHERE name = 'unsettled_due' AND value < %s "
        f"LIMIT {MANY + 1}) AS counted)"
    )
    return sql, [day.isoformat()]


def values(asked: dict[str, Any]) -> Iterator[Asked]:
    """Every value of the facets in the cleaned data of a form, once."""
    for name in (*sorted(COUNTED), *LOOKED_UP):
        found = asked.get(name) or []
        for value in dict.fromkeys([found] if isinstance(found, str) else found):
            yield Asked(name, value)
