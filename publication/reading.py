"""Reading what thousands of rows point to."""

import json
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL


def listed(keys: Collection[int]) -> RawSQL:
    """Keys for a condition with `in`, as one parameter: thousands of them are each looked at by
    Django and by the driver, which takes longer than the database needs to find the rows."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])


def attach(rows: Collection[Any], name: str, related: QuerySet[Any]) -> list[Any]:
    """Give each of the rows, of one class or several, what its foreign key `name` points to, and
    return that. Rows with the same key share an object, and so what it has computed once.

    `prefetch_related` (Django 5.2) compares every key in an expression of its own, of which SQLite
    takes a thousand at most.
    """
    wanted = {key for row in rows if (key := getattr(row, f"{name}_id"))}
    found = {one.pk: one for one in related.filter(pk__in=listed(wanted))}
    for row in rows:
        key = getattr(row, f"{name}_id")
        row._meta.get_field(name).set_cached_value(row, found.get(key))
    return list(found.values())
