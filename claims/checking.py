"""Whether the whole record holds: every row, every anchor, every stored column recomputed.

Each fault is a sentence that names the row.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Any, TypeVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from simple_history.models import HistoricalChanges
from tqdm import tqdm

from claims import search
from claims.models import Claim, Followup, News
from claims.models.news import newsworthy
from publication.canonical import timestamp
from publication.chain import first_fault
from publication.models import Edition, Facet, Held, Publishable, clean_as_saved, counting
from sources.dates import NotEDTF, bounds
from sources.fields import EDTFField
from sources.models import HeldText, Source, Statement

RECORD_APPS = ("sources", "claims")

Part = TypeVar("Part")

# So many rows are looked at together, with what is derived from them.
BATCH = 500


def faults() -> Iterator[str]:
    """All faults, causes before what follows from them: a row that was written past its rules is
    counted and marked wrongly too, so these are only looked at in a record that holds otherwise."""
    sound = True
    for fault in _causes():
        sound = False
        yield fault
    if sound:
        yield from counting.faults(Source)
        yield from counting.faults(Claim)
        yield from _marking_faults()


def _causes() -> Iterator[str]:
    for label in RECORD_APPS:
        for model in apps.get_app_config(label).get_models():
            if issubclass(model, HistoricalChanges):
                continue
            for row in _every(model):
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
        for keys in _batches(model.objects.all(), "editions"):
            yield from _publication_faults(model, keys)
    editions_of_facets = Edition.objects.filter(pk=OuterRef("edition"))
    for facet in Facet.objects.filter(~Exists(editions_of_facets)).iterator():
        yield f"facet {facet}: there is no such edition."


def _every(model: type[models.Model]) -> Iterator[models.Model]:
    """The rows by their keys; claims and sources with all that their rules look at."""
    rows = model._default_manager.order_by("pk")
    if issubclass(model, Publishable):
        for keys in _batches(rows, "rules"):
            yield from model._default_manager.in_bulk_with_content(keys).values()  # type: ignore[attr-defined]
    else:
        yield from _shown(rows.iterator(chunk_size=BATCH), f"{_words(model)}, rules", rows.count())


def _batches(rows: Any, what: str) -> Iterator[list[int]]:
    """The keys of the rows, in batches, with a bar that shows how far they were looked at."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    batches = [keys[first : first + BATCH] for first in range(0, len(keys), BATCH)]
    yield from _shown(batches, f"{_words(rows.model)}, {what}", len(batches))


def _shown(parts: Iterable[Part], what: str, total: int) -> Iterator[Part]:
    """The same parts, with a bar on a terminal."""
    yield from tqdm(parts, what, total, leave=False, disable=None)


def _words(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name_plural).capitalize()


def _marking_faults() -> Iterator[str]:
    for model in (Source, Claim, Followup):
        unmarked = model.objects.published().filter(unpublished_changes=False)
        for keys in _batches(unmarked, "marks"):
            for row in model.objects.in_bulk_with_content(keys).values():
                if row.has_unpublished_changes():
                    yield f"{_name(row)}: it has unpublished changes, and is marked as having none."


def _name(row: models.Model) -> str:
    return f"{row._meta.verbose_name} {getattr(row, 'slug', row.pk)}"


def _row_faults(row: models.Model) -> Iterator[str]:
    try:
        clean_as_saved(row)
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
    """Source by source, so that one text is in memory at a time."""
    rows = Statement.objects.order_by("source", "pk").iterator(chunk_size=BATCH)
    for source, statements in groupby(rows, key=lambda row: row.source_id):
        held = HeldText.objects.filter(source=source).values_list("text", flat=True).first()
        for statement in statements:
            yield from _places(statement, held)


def _places(statement: Statement, text: str | None) -> Iterator[str]:
    anchor = statement.locate(text).state
    if text is None and statement.anchor != anchor and _is_as_published(statement):
        # A mirror has no text to look in, and keeps what the other site found.
        return
    if anchor != statement.anchor:
        yield f"{_name(statement)}: the stored anchor is {statement.anchor}, not {anchor}."
    elif text is not None and anchor != "exact":
        yield f"{_name(statement)}: the quote is not at its place in the held text ({anchor})."
    if text is not None and not statement.question_stands_in(text):
        yield f"{_name(statement)}: the question is not at its place in the held text."


def _is_as_published(statement: Statement) -> bool:
    edition = statement.source.edition
    published = edition.content["statements"] if edition else []
    return (statement.slug, statement.anchor) in [(one["id"], one["anchor"]) for one in published]


def _publication_faults(model: Any, keys: Collection[int]) -> Iterator[str]:
    """What is derived wrongly from the newest editions of these rows."""
    rows = list(model.objects.select_related("edition").filter(pk__in=keys).order_by("pk"))
    issued = Edition.objects.filter(kind=model._meta.model_name, object_id__in=keys)
    newest = dict(issued.values_list("object_id").annotate(models.Max("number")))
    sound = []
    for row in rows:
        if newest.get(row.pk) != row.edition_id:
            yield f"{_name(row)}: it does not point to its newest edition."
        elif row.edition is not None:
            sound.append(row)
            yield from _column_faults(row)
    yield from _facet_faults(model, sound)
    if model is Claim:
        for claim in sound:
            if not search.is_current(claim.pk, claim.searchable_document):
                yield f"{_name(claim)}: its search entry is not that of its newest edition."
        yield from _evidence_faults(sound)
        yield from _news_faults(sound)


def _column_faults(row: Any) -> Iterator[str]:
    if row.edition.is_withdrawal != (row.withdrawn_at is not None):
        yield f"{_name(row)}: its withdrawal is not that of its newest edition."
    document = row.edition.content
    for column, value in row.public_columns(document, list(row.facets(document))).items():
        stored = getattr(row, column)
        if stored != value:
            # Texts of many lines say nothing beside each other.
            is_short = "\n" not in f"{stored}{value}"
            rest = (
                f"is {stored}, and should be {value}" if is_short else "is not that of its edition"
            )
            yield f"{_name(row)}: {column} {rest}."


def _facet_faults(model: Any, rows: Collection[Any]) -> Iterator[str]:
    stored = defaultdict(list)
    facets = model.all_facets([row.pk for row in rows])
    for key, *held in facets.values_list("edition__object_id", *Held._fields).iterator():
        stored[key].append(Held(*held))
    should = {row.pk: list(row.facets(row.edition.content)) for row in rows}
    owners = {row.edition_id: row.pk for row in rows}
    for edition, *held in model.past_facets(rows):
        should[owners[edition]].append(Held(*held))
    for row in rows:
        if sorted(stored[row.pk]) != sorted(should[row.pk]):
            yield f"{_name(row)}: its facets are not those of its newest edition."


def _evidence_faults(claims: Collection[Claim]) -> Iterator[str]:
    """What the rows say is published is what the documents of the claims show."""
    shown: dict[str, str] = {}
    for claim in claims:
        for item in (claim.searchable_document or {}).get("followups", ()):
            shown[item["id"]] = item["recorded_at"]
    rows = Followup.objects.published().filter(
        claim__in=[row for row in claims if row.is_published]
    )
    marked = {row.slug: timestamp(row.published_at) for row in rows if row.published_at}
    for slug in sorted(shown.keys() | marked.keys()):
        if shown.get(slug) != marked.get(slug):
            yield f"followup {slug}: its publication is not that of its claim’s newest edition."


def _news_faults(claims: Collection[Claim]) -> Iterator[str]:
    """What followers of the claims hear of is what their editions say anew."""
    names = {claim.pk: _name(claim) for claim in claims}
    stored = set(News.objects.filter(claim__in=names).values_list("claim", "edition"))
    should = set(newsworthy(claims))
    for key, number in sorted(stored ^ should):
        said = "is no news" if (key, number) in stored else "is news"
        noted = "and is" if (key, number) in stored else "and is not"
        yield f"{names[key]}: edition {number} {said}, {noted} among the news."
