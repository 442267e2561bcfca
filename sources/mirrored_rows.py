"""Writing rows that are made from documents of another site.

They are written in bulk, past forms and history: nobody edited them here. What no document says,
such as notes for editors, they do not have.
"""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from sources.dates import bounds
from sources.fields import EDTFField

Values = dict[str, Any]
# A row, stored or not, with the values that it is to have.
Wanted = tuple[Any, Values]


def write(wanted: Sequence[Wanted]) -> None:
    """Give rows of one class their values, and store those that are new or were changed. Raises
    ValidationError where a form would refuse the value of a field."""
    new: list[Any] = []
    for row, given in wanted:
        values = _with_bounds(row, given)
        changed = {key: value for key, value in values.items() if getattr(row, key) != value}
        if not changed and row.pk:
            continue
        for key, value in changed.items():
            setattr(row, key, value)
        row.clean_fields(exclude=[one.name for one in row._meta.fields if one.is_relation])
        row.changed_at, row.changed_by = timezone.now(), None
        if row.pk:
            turn = {"version": F("version") + 1, "changed_at": row.changed_at, "changed_by": None}
            type(row)._base_manager.filter(pk=row.pk).update(**changed, **turn)
        else:
            new.append(row)
    if new:
        type(new[0])._base_manager.bulk_create(new)


def _with_bounds(row: Any, values: Values) -> Values:
    found = dict(values)
    for name, value in values.items():
        if isinstance(row._meta.get_field(name), EDTFField):
            first, last = bounds(value) if value else (None, None)
            found |= {f"{name}_from": first, f"{name}_to": last}
    return found


def keep_apart(wanted: Sequence[Wanted], name: str) -> list[Any]:
    """See that the unique column `name` can be written; `wanted` are in the order of editions.

    Two documents may have the same value, where only the later one was published since a change of
    the earlier one. The earlier one’s row makes way. Returns the other rows that did.
    """
    if not wanted:
        return []
    taken: set[str] = set()
    for _, values in reversed(wanted):
        if values[name] in taken:
            values[name] = aside(values[name], values["slug"])
        taken.add(values[name])
    rows = type(wanted[0][0])._base_manager
    own = [row.pk for row, _ in wanted if row.pk]
    moving = [row.pk for row, values in wanted if row.pk and getattr(row, name) != values[name]]
    # Two of them may change their values for each other's.
    between = Concat(Value("#"), Cast("pk", models.CharField()))
    rows.filter(pk__in=moving).update(**{name: between})
    others = list(rows.filter(**{f"{name}__in": taken}).exclude(pk__in=own))
    for other in others:
        rows.filter(pk=other.pk).update(**{name: aside(getattr(other, name), other.slug)})
    return others


def aside(value: str, slug: str) -> str:
    """Another value, to be seen as such by editors; of no more than the 80 characters of a tag
    where the value has no more."""
    end = "." if value.endswith(".") else ""
    mark = f" ({slug[:40]}){end}"
    return value.removesuffix(end)[: 80 - len(mark) if len(value) <= 80 else None] + mark


def write_names(
    model: Any, wanted: dict[str, Values]
) -> tuple[dict[str, Any], list[tuple[Any, set[str]]]]:
    """The rows with these slugs, up to date, and those of the stored ones that changed, with the
    names of what did. `wanted` are in the order of the editions that name them."""
    stored = {row.slug: row for row in model._default_manager.filter(slug__in=wanted)}
    rows: list[Wanted] = []
    changes: list[tuple[Any, set[str]]] = []
    for slug, values in wanted.items():
        row = stored.get(slug) or model()
        rows.append((row, {"name": row.name, **values, "slug": slug}))
        changed = {key for key, value in values.items() if getattr(row, key) != value}
        if row.pk and changed:
            changes.append((row, changed))
    changes += [(row, {"name"}) for row in keep_apart(rows, "name")]
    write(rows)
    return {values["slug"]: row for row, values in rows}, changes


def note(wanted: dict[str, Values], slug: str, values: Values) -> None:
    """Put what the latest edition says of a name last."""
    wanted[slug] = {**wanted.pop(slug, {}), **values}


def edtf(when: dict[str, Any] | None) -> str:
    """The text of a date of a document."""
    return when["edtf"] if when else ""
