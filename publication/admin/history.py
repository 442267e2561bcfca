"""The history of a row in words: who changed what of it, when and why, and what was published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from publication.models import Edition, Versioned
from publication.word_diff import Piece, pieces

# What every save writes, and the bounds that follow from the text of a date.
COMPUTED = ("version", "changed_at", "changed_by", "anchor")
BOUNDS = ("_from", "_to")
WHAT = {"+": "created", "~": "changed", "-": "deleted"}


@dataclass(frozen=True)
class Change:
    """One field: its label, and the pieces of its old and new text (see word_diff)."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did; `by` is None where a program did it."""

    at: datetime
    by: Any
    what: str
    why: str
    changes: list[Change]


def entries(row: Any) -> list[Entry]:
    """Everything that happened to the row and its parts, newest first."""
    found = [*_saves(row), *_parts(row), *_publications(row)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def entries_since(row: Any, version: int) -> list[Entry]:
    """What was saved after this version of the row, newest first."""
    opened = row.history.filter(version=version).order_by("history_id").last()
    if opened is None:
        return []
    return [entry for entry in entries(row) if entry.at > opened.history_date]


def _saves(row: Any) -> Iterator[Entry]:
    fields = row._meta.concrete_fields
    left_out = [*COMPUTED, *(field.name for field in fields if field.name.endswith(BOUNDS))]
    previous: Any = None
    for record in row.history.select_related("history_user").order_by("history_id"):
        changes: list[Change] = []
        if previous is not None:
            changes = _changes(row, record, previous, left_out)
        # Setting several tags writes several records; those that differ in nothing say nothing.
        if changes or previous is None or record.history_type != "~":
            yield _entry(record, WHAT[record.history_type], changes)
        previous = record


def _changes(row: Any, record: Any, previous: Any, left_out: list[str]) -> list[Change]:
    delta = record.diff_against(previous, excluded_fields=left_out, foreign_keys_are_objs=True)
    return [
        Change(
            row._meta.get_field(change.field).verbose_name,
            list(pieces(_words(change.old), _words(change.new))),
        )
        for change in delta.changes
    ]


def _words(value: Any) -> str:
    if isinstance(value, list):
        # Tags come as one dictionary a row of the table between, the tag itself last.
        last = [list(item.values())[-1] if isinstance(item, dict) else item for item in value]
        return ", ".join(sorted(str(item) for item in last))
    return "" if value is None else str(value)


def _parts(row: Any) -> Iterator[Entry]:
    """What was added to and taken from the row: rows that have no version of their own."""
    for relation in row._meta.related_objects:
        model = relation.related_model
        if not hasattr(model, "history") or issubclass(model, Versioned):
            continue
        records = model.history.filter(**{f"{relation.field.name}_id": row.pk})
        for record in records.select_related("history_user"):
            what = f"{WHAT[record.history_type]} {model._meta.verbose_name}: "
            yield _entry(record, what + _rest(record, model, relation.field), [])


def _rest(record: Any, model: Any, known: models.Field) -> str:
    """What a part says beside the row that it is a part of."""
    words = []
    for field in model._meta.concrete_fields:
        if field.primary_key or field == known:
            continue
        try:
            value = getattr(record, field.name)
        except models.ObjectDoesNotExist:
            value = f"a {field.verbose_name} that was deleted later"
        words.append(str(dict(field.flatchoices).get(value, value)))
    return ", ".join(words)


def _entry(record: Any, what: str, changes: list[Change]) -> Entry:
    why = record.history_change_reason or ""
    return Entry(record.history_date, record.history_user, what, why, changes)


def _publications(row: Any) -> Iterator[Entry]:
    if hasattr(row, "document_kind"):
        editions = Edition.objects.filter(kind=row.document_kind, object_id=row.pk)
        for edition in editions.defer("document").select_related("published_by"):
            what = f"{edition.get_operation_display()} as edition {edition.number}"
            yield Entry(edition.published_at, edition.published_by, what, edition.reason, [])
    elif getattr(row, "published_at", None):
        yield Entry(row.published_at, row.published_by, "published with its claim", "", [])
        if row.withdrawn_at:
            reason = row.withdrawal_reason
            yield Entry(row.withdrawn_at, row.withdrawn_by, "withdrawn", reason, [])
