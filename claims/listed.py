"""A page of the list of claims, with the number of all that match.

In plain SQL, as the rows of one page are chosen in ways that Django's queries do not spell; what is
asked of a claim comes from the filters. See matching.py for the ways.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models.expressions import RawSQL

from claims.filters import ClaimFilter
from claims.matching import (
    MOST_FOUND,
    TESTED,
    all_claims,
    asked,
    condition,
    is_cut,
    number,
    searched,
    shortest,
    some_of,
    words_alone,
)
from claims.models import Claim
from claims.models.claim import ClaimQuerySet
from publication.keyset import MOST_COUNTED, Order, Page, broken, decode, page_of
from publication.replicas import reading_connection

# So many claims are tried along the order of the list before the other way is taken: what is asked
# for may be frequent, and all of it at the other end.
MOST_TRIED = 10_000

Sql = tuple[str, list[Any]]

STRETCH = f"""
SELECT {", ".join(TESTED)}, {{column}} AS place FROM claims_claim
WHERE edition_id IS NOT NULL AND withdrawn_at IS NULL AND {{of}}{{after}}
ORDER BY {{column}} {{way}}, id {{way}} LIMIT {{tried}}
"""
# How long the stretch is, is counted only where it does not fill the page.
WALK = """
WITH shown AS (
    SELECT id, place, edition_id FROM ({walk}) AS claims_claim WHERE {test} LIMIT {rows}
)
SELECT shown.id, shown.place, edition.document, {total}, {tried}
FROM shown JOIN publication_edition edition ON edition.number = shown.edition_id
ORDER BY shown.place {way}, shown.id {way}
"""
TRIED = """
(SELECT CASE WHEN COUNT(*) < {rows} THEN (SELECT COUNT(*) FROM ({walk}) AS whole) END FROM shown)
"""

# All that are in the search are published.
IN_SEARCH = "SELECT id, {column}, edition_id FROM claims_claim WHERE id IN ({ids})"

# An order by the column of what was found, which has no index, cannot be taken for a way.
GATHER = """
WITH found (id, place, edition_id) AS (
    {found}
), shown AS (
    SELECT * FROM found WHERE {after} ORDER BY place {way}, id {way} LIMIT {rows}
)
SELECT shown.id, shown.place, edition.document, (SELECT COUNT(*) FROM found)
FROM shown JOIN publication_edition edition ON edition.number = shown.edition_id
ORDER BY shown.place {way}, shown.id {way}
"""


def listed(filters: ClaimFilter, *, size: int, cursor: str | None) -> Page:
    """`size` claims behind the cursor, in the order asked for: rows with `pk`, the column of the
    order and `edition__document`. Raises ValidationError for a cursor of another list."""
    order = filters.order
    last = place(cursor, order) if cursor else None
    if filters.form.cleaned_data["q"]:
        return gathered(filters, last, size=size, found=_searched(filters), most=MOST_FOUND)
    exact = number(filters)
    if exact == 0:
        return Page([], 0, None)
    way = shortest(filters)
    if way is not None and is_rare(filters, way.size, size + 1):
        return gathered(filters, last, size=size, found=all_claims(filters))
    is_filtered = bool(asked(filters))
    walk = stretch(filters, last, tried=MOST_TRIED if is_filtered else size + 1)
    rows, count, is_to_the_end = walked(filters, walk, size=size, is_filtered=is_filtered)
    if len(rows) > size or not is_filtered or is_to_the_end:
        found = exact if exact is not None else count
        page = page_of(rows, order, size=size, count=found, is_exact=exact is not None)
        if is_filtered and exact is None and is_cut(filters):
            return replace(page, count=max(page.count, len(page.rows)), is_exact=False)
        return page
    return gathered(filters, last, size=size, found=all_claims(filters))


def _searched(filters: ClaimFilter) -> ClaimQuerySet | RawSQL:
    ids = words_alone(filters, most=MOST_FOUND)
    if ids is None:
        return searched(filters, most=MOST_FOUND)
    return RawSQL(IN_SEARCH.format(column=filters.order.column, ids=ids.sql), ids.params)


def is_rare(filters: ClaimFilter, size: int, rows: int) -> bool:
    """Whether it is shorter to look at all `size` claims on a way than to find as many rows along
    the order of the list, in which those that match are spread about."""
    total, exact = filters.known.total, number(filters)
    found = size if exact is None else exact
    tried = rows * total // max(found, 1)
    return tried > min(size, MOST_TRIED)


def place(cursor: str, order: Order) -> tuple[Any, int]:
    """Where the page before this one ended."""
    value, identifier = decode(cursor, order)
    field: Any = Claim._meta.get_field(order.column)
    try:
        field.clean(value, None)
        if not isinstance(value, int):
            date.fromisoformat(value)
        if isinstance(identifier, int):
            return value, identifier
    except (TypeError, ValueError, ValidationError) as error:
        raise broken() from error
    raise broken()


def stretch(filters: ClaimFilter, last: tuple[Any, int] | None, *, tried: int) -> Sql:
    """The first claims behind the last one, in the order of an index."""
    order = _order(filters.order, last, filters.order.column, least=_least(filters))
    kind = filters.form.cleaned_data["kind"]
    # There is an index in this order for each kind of claims.
    of = [kind] if kind and filters.order.column == "public_due" else []
    order["of"] = "public_kind = %s AND " if of else ""
    if last is None or connection.vendor != "sqlite":
        return STRETCH.format(tried=tried, **order), [*of, *(last or ())]
    # SQLite takes no part of a comparison of rows but the first, and thousands may be equal in it.
    column, beyond = order["column"], "<" if filters.order.descending else ">"
    same = STRETCH.format(tried=tried, **{**order, "after": f"{column} = %s AND id {beyond} %s"})
    others = STRETCH.format(tried=tried, **{**order, "after": f"{column} {beyond} %s"})
    return (
        f"SELECT * FROM ({same}) AS same UNION ALL SELECT * FROM ({others}) AS others",
        [*of, *last, *of, last[0]],
    )


def walked(
    filters: ClaimFilter, walk: Sql, *, size: int, is_filtered: bool
) -> tuple[list[dict[str, Any]], int, bool]:
    """The rows of a stretch that match, in order; how many claims of the whole list match, counted
    no further than a list is; and whether some match and no claim of the list is behind them."""
    total, test, tried = "0", "1 = 1", "0"
    tests: Sequence[Any] = ()
    counted: list[Any] = []
    sql, parameters = walk
    if is_filtered:
        test, tests = condition(filters.without())
        tried = TRIED.format(walk=sql, rows=size + 1)
        if number(filters) is None:
            each = some_of(filters, "edition_id", most=MOST_COUNTED + 1)
            counted = list(each.params)
            total = f"(SELECT COUNT(*) FROM ({each.sql}) AS counted)"
        counted += parameters
    statement = WALK.format(
        total=total,
        tried=tried,
        walk=sql,
        test=test,
        rows=size + 1,
        way="DESC" if filters.order.descending else "ASC",
    )
    rows, (count, length) = _rows(
        statement, [*parameters, *tests, *counted], filters.order, (0, None)
    )
    return rows, count, length is not None and length < MOST_TRIED


def gathered(
    filters: ClaimFilter,
    last: tuple[Any, int] | None,
    *,
    size: int,
    found: ClaimQuerySet | RawSQL,
    most: int | None = None,
) -> Page:
    """A page of all these claims, which are `most` at most; `found` may be a statement for their
    ids, the column of the order and their editions. They are counted by the way."""
    parameters: Sequence[Any]
    if isinstance(found, RawSQL):
        sql, parameters = found.sql, found.params
    else:
        listed = found.values_list("pk", filters.order.column, "edition")
        try:
            sql, parameters = listed.query.sql_with_params()
        except EmptyResultSet:
            # The search has no words, so Django knows the answer.
            return Page([], 0, None)
    statement = GATHER.format(found=sql, rows=size + 1, **_order(filters.order, last, "place"))
    rows, (count,) = _rows(statement, [*parameters, *(last or ())], filters.order, (0,))
    if last and not rows:
        with reading_connection().cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS found", parameters)
            count = cursor.fetchone()[0]
    page = page_of(rows, filters.order, size=size, count=count, is_exact=True)
    if most is None or count < most:
        return page
    return Page(page.rows, count, page.next_cursor, is_exact=False)


def _least(filters: ClaimFilter) -> str:
    """The first place in the order that a claim which matches can have. What never was public has
    none, and what is not open comes behind all that is, where the order is that of the open."""
    if filters.order.column == "public_statements":
        return "0"
    standing = filters.form.cleaned_data["standing"]
    if filters.sorted_by == "open_since" and standing and "open" not in standing:
        return "'9999-12-31'"
    return "'0001-01-01'"


def _order(
    order: Order, last: tuple[Any, int] | None, column: str, *, least: str | None = None
) -> dict[str, str]:
    """How a statement spells the order. Rows are compared as rows, so that a database finds the
    place in an index even where thousands have the same value."""
    beyond = "<" if order.descending else ">"
    first = f"{column} >= {least}" if least else "1 = 1"
    return {
        "column": column,
        "after": f"({column}, id) {beyond} (%s, %s)" if last else first,
        "way": "DESC" if order.descending else "ASC",
    }


def _rows(
    statement: str, parameters: list[Any], order: Order, without: tuple[Any, ...]
) -> tuple[list[dict[str, Any]], tuple[Any, ...]]:
    """The rows, and what a statement says of all of them beside each; `without`, where there is
    none to say it."""
    with reading_connection().cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall()
    rows = [
        {"pk": key, order.column: value, "edition__document": document}
        for key, value, document, *_ in found
    ]
    return rows, found[0][3:] if found else without
