"""Whether the whole record holds: every row, every anchor, every stored column recomputed.

Each fault is a sentence that names the row.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalChanges

from claims import search
from claims.models import Claim, Followup, News
from claims.models.news import newsworthy
from publication.canonical import timestamp
from publication.chain import first_fault
from publication.models import Edition
from sources.dates import NotEDTF, bounds
from sources.fields import EDTFField
from sources.models import HeldText, Source, Statement

RECORD_APPS = ("sources", "claims")


def faults() -> Iterator[str]:
    """All faults, causes before what follows from them: a row that was written past its rules is
    marked wrongly too, so marks are only looked at in a record that holds otherwise."""
    sound = True
    for fault in _causes():
        sound = False
        yield fault
    if sound:
        yield from _marking_faults()


def _causes() -> Iterator[str]:
    for label in RECORD_APPS:
        for model in apps.get_app_config(label).get_models():
            if issubclass(model, HistoricalChanges):
                continue
            for row in model._default_manager.order_by("pk").iterator(chunk_size=500):
                yield from _row_faults(row)
    yield from _text_faults()
    yield from _anchor_faults()
    editions = Edition.objects.order_by("number").select_related("previous")
    broken = first_fault(editions.defer("previous__document").iterator(chunk_size=200))
    if broken:
        # What follows from an edition that was tampered with proves nothing.
        yield broken
        return
    for model in (Source, Claim):
        for row in model.objects.select_related("edition").order_by("pk").iterator(chunk_size=500):
            yield from _publication_faults(row)


def _marking_faults() -> Iterator[str]:
    for model in (Source, Claim, Followup):
        rows = model.objects.published().filter(unpublished_changes=False)
        for row in rows.with_content().order_by("pk").iterator(chunk_size=500):
            if row.has_unpublished_changes():
                yield f"{_name(row)}: it has unpublished changes, and is marked as having none."


def _name(row: models.Model) -> str:
    return f"{row._meta.verbose_name} {getattr(row, 'slug', row.pk)}"


def _row_faults(row: models.Model) -> Iterator[str]:
    try:
        row.full_clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            yield from (f"{_name(row)}: {name}: {message}" for message in messages)
    for field in row._meta.concrete_fields:
        if isinstance(field, EDTFField):
            yield from _bounds_faults(row, field.attname)


def _bounds_faults(row: models.Model, name: str) -> Iterator[str]:
    text = getattr(row, name)
    stored = (getattr(row, f"{name}_from"), getattr(row, f"{name}_to"))
    try:
        computed = bounds(text) if text else (None, None)
    except NotEDTF:
        return
    if stored != computed:
        yield f"{_name(row)}: {name}: the stored bounds are not those of “{text}”."


def _text_faults() -> Iterator[str]:
    for held in HeldText.objects.select_related("source").order_by("pk").iterator(chunk_size=10):
        if hashlib.sha256(held.text.encode()).hexdigest() != held.source.sha256:
            yield f"{_name(held.source)}: the text held is not that of its file."


def _anchor_faults() -> Iterator[str]:
    held = dict(HeldText.objects.values_list("source_id", "text"))
    for statement in Statement.objects.order_by("pk").iterator(chunk_size=500):
        text = held.get(statement.source_id)
        anchor = statement.locate(text).state
        if anchor != statement.anchor:
            yield f"{_name(statement)}: the stored anchor is {statement.anchor}, not {anchor}."
        elif text is not None and anchor != "exact":
            yield f"{_name(statement)}: the quote is not at its place in the held text ({anchor})."
        if text is not None and not statement.question_stands_in(text):
            yield f"{_name(statement)}: the question is not at its place in the held text."


def _publication_faults(row: Any) -> Iterator[str]:
    newest = (
        Edition.objects.filter(kind=row.document_kind, object_id=row.pk).order_by("-number").first()
    )
    if newest != row.edition:
        yield f"{_name(row)}: it does not point to its newest edition."
        return
    if newest is None:
        return
    if newest.is_withdrawal != (row.withdrawn_at is not None):
        yield f"{_name(row)}: its withdrawal is not that of its newest edition."
    for column, value in row.public_columns(newest.content).items():
        if getattr(row, column) != value:
            yield f"{_name(row)}: {column} is {getattr(row, column)}, and should be {value}."
    if _facet_keys(row.stored_facets()) != _facet_keys(row.facets(newest.content)):
        yield f"{_name(row)}: its facets are not those of its newest edition."
    if isinstance(row, Claim):
        yield from _evidence_faults(row)
        yield from _news_faults(row)
    if isinstance(row, Claim) and not search.is_current(row.pk, row.searchable_document):
        yield f"{_name(row)}: its search entry is not that of its newest edition."


def _evidence_faults(claim: Claim) -> Iterator[str]:
    """What the rows say is published is what the document of the claim shows."""
    document = claim.published_document if claim.is_published else None
    if document is None:
        return
    shown = {item["id"]: item["recorded_at"] for item in document["followups"]}
    marked = {
        row.slug: timestamp(row.published_at)
        for row in claim.followups.published()
        if row.published_at
    }
    for slug in sorted(shown.keys() | marked.keys()):
        if shown.get(slug) != marked.get(slug):
            yield f"followup {slug}: its publication is not that of its claim’s newest edition."


def _news_faults(claim: Claim) -> Iterator[str]:
    """What followers of the claim hear of is what its editions say anew."""
    stored = set(News.objects.filter(claim=claim).values_list("edition_id", flat=True))
    for number in sorted(stored ^ set(newsworthy(claim))):
        said = "is no news" if number in stored else "is news"
        noted = "and is" if number in stored else "and is not"
        yield f"{_name(claim)}: edition {number} {said}, {noted} among the news."


def _facet_keys(facets: Any) -> list[tuple[Any, ...]]:
    return sorted(
        (facet.name, facet.value, facet.label, facet.detail, facet.since, facet.until)
        for facet in facets
    )
