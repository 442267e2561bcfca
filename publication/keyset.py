"""Pages of a list by key, not by offset: the last page costs what the first one does."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from publication.canonical import canonical

PER_PAGE = 50
MOST_PER_PAGE = 200
# A list of more rows is not counted to its end, unless its number is known already.
MOST_COUNTED = 10_000

# PostgreSQL stores no NUL, and a lone surrogate is no character that UTF-8 could spell.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Order:
    """A column that is never null on the rows listed, and which way; the id decides ties."""

    column: str
    descending: bool = False
    id_column: str = "pk"

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        sign = "-" if self.descending else ""
        return rows.order_by(f"{sign}{self.column}", f"{sign}{self.id_column}")

    def after(self, value: Any, identifier: Any) -> Q:
        """Rows behind this one, in the form that lets a database walk an index on the column."""
        beyond = "lt" if self.descending else "gt"
        return Q(**{f"{self.column}__{beyond}e": value}) & (
            Q(**{f"{self.column}__{beyond}": value})
            | Q(**{f"{self.id_column}__{beyond}": identifier})
        )


@dataclass(frozen=True)
class Page:
    """`count` is the number of all rows of the list, or, where it is not exact, a smaller one."""

    rows: list[Any]
    count: int
    next_cursor: str | None
    is_exact: bool = True


class Counted(Subquery):
    """How many rows a query finds. With a limit, no more are looked for."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = BigIntegerField()


def page(
    rows: QuerySet[Any],
    order: Order,
    *,
    size: int,
    cursor: str | None,
    total: Subquery | None = None,
) -> Page:
    """`size` rows after the cursor, and how many there are in all, in one query: at least
    MOST_COUNTED where there are more, unless `total` says the number.

    Raises ValidationError for a cursor that this list never gave.
    """
    found = rows.annotate(total=total or _total(rows))
    if cursor:
        value, identifier = decode(cursor, order)
        try:
            found = found.filter(order.after(value, identifier))
        except (TypeError, ValueError, ValidationError, OverflowError) as error:
            raise broken() from error
    listed = list(order.apply(found)[: size + 1])
    # An empty page brings no count along, and only behind a cursor can there be rows all the same.
    behind = rows[: MOST_COUNTED + 1].count() if cursor and not listed else 0
    count = _read(listed[0], "total") if listed else behind
    return page_of(listed, order, size=size, count=count or 0, is_exact=bool(total))


def page_of(
    listed: list[Any], order: Order, *, size: int, count: int, is_exact: bool = False
) -> Page:
    """The page of these rows, of which there is one more than fit where another page follows. A
    count that is not known to be exact went up to MOST_COUNTED + 1."""
    following = _encode(listed[size - 1], order) if len(listed) > size else None
    if not is_exact and count > MOST_COUNTED:
        return Page(listed[:size], MOST_COUNTED, following, is_exact=False)
    return Page(listed[:size], count, following)


def _total(rows: QuerySet[Any]) -> Any:
    """The number of all rows as a subquery; a list of groups is counted by a query of its own."""
    counted = rows.order_by()[: MOST_COUNTED + 1]
    if rows.query.group_by:
        return Value(counted.count(), output_field=BigIntegerField())
    return Counted(counted.values(everything=Value(1)))


def _encode(row: Any, order: Order) -> str:
    value = _read(row, order.column)
    spelled = value.isoformat() if isinstance(value, date) else value
    key = [order.column, order.descending, spelled, _read(row, order.id_column)]
    return base64.urlsafe_b64encode(canonical(key)).decode("ascii").rstrip("=")


def decode(cursor: str, order: Order) -> tuple[Any, Any]:
    """The last row before a page: its place in the order, as JSON has it, and its id."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        column, descending, value, identifier = json.loads(raw)
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise broken() from error
    if (column, descending) != (order.column, order.descending):
        raise broken()
    if not (_storable(value) and _storable(identifier)):
        raise broken()
    return value, identifier


def _storable(part: Any) -> bool:
    """Whether a row could hold this at all: both databases refuse to look for other values."""
    if isinstance(part, str):
        return not UNSTORABLE.search(part)
    return isinstance(part, int) and not isinstance(part, bool) and 0 <= part < 2**63


def _read(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, dict) else getattr(row, name)


def broken() -> ValidationError:
    return ValidationError(
        _("This cursor belongs to another list: follow “next” from the first page of this one.")
    )
