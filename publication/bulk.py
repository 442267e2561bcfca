"""Publishing many rows at once: the rules of `Publishable.publish`, in batches."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet

from publication.models import Publishable, clean_as_saved, lock_chain, now
from publication.models.appending import Chain, append
from publication.models.publishable import taken
from publication.rights import require_right, require_second_editor
from publication.signals import editions_issued
from publication.sqlite_cache import cached

__all__ = ["Refusal", "Refused", "append", "publish_all"]

# So many rows are published in one transaction: others wait for two to three seconds, and longer
# where other programs use the cores as well; a command that is killed loses no more than that.
BATCH = 2_000

# Kilobytes of the database that SQLite keeps in memory meanwhile. With two megabytes it would read
# and write the pages of its indexes many times over.
SQLITE_CACHE = 65_536


class Refusal(NamedTuple):
    """A row that could not be published, and why, in a sentence."""

    key: int
    slug: str
    message: str


class Refused(Exception):
    """Some rows were refused; all the others are published. `editions` were issued."""

    def __init__(self, refusals: list[Refusal], editions: int) -> None:
        super().__init__(f"Not published: {len({one.key for one in refusals})}.")
        self.refusals = refusals
        self.editions = editions


def publish_all(
    rows: QuerySet[Any],
    *,
    by: Any,
    reason: str = "",
    progress: Callable[[int], object] | None = None,
) -> int:
    """Publish these rows as saved, in their order, and return how many editions that made.

    One chain and one transaction a batch, after each of which `progress` is told how many rows it
    had. Raises Refused at the end where rows were refused, with the reasons.
    """
    keys = list(rows.values_list("pk", flat=True))
    editions, refusals = 0, list[Refusal]()
    with cached(connection, SQLITE_CACHE):
        for first in range(0, len(keys), BATCH):
            batch = keys[first : first + BATCH]
            issued, refused = _publish(rows.model, batch, by=by, reason=reason)
            editions += issued
            refusals += refused
            if progress is not None:
                progress(len(batch))
    if refusals:
        raise Refused(refusals, editions)
    return editions


def _publish(model: Any, keys: Sequence[int], *, by: Any, reason: str) -> tuple[int, list[Refusal]]:
    refusals: list[Refusal] = []
    try:
        with uncollected(), transaction.atomic():
            issued = _together(model, keys, refusals, by=by, reason=reason)
    except ValidationError:
        # Pages that follow one of these rows refuse it: find out which, row by row.
        return _one_by_one(model, keys, by=by, reason=reason)
    return issued, refusals


def _one_by_one(
    model: Any, keys: Sequence[int], *, by: Any, reason: str
) -> tuple[int, list[Refusal]]:
    issued, refusals = 0, list[Refusal]()
    for key in keys:
        row = model._default_manager.filter(pk=key).first()
        if row is None:
            continue
        before = row.edition_id
        try:
            issued += row.publish(by=by, reason=reason).pk != before
        except (PermissionDenied, ValidationError) as error:
            refusals += _refusals(row, error)
    return issued, refusals


def _together(
    model: Any, keys: Sequence[int], refusals: list[Refusal], *, by: Any, reason: str
) -> int:
    """Publish these in the transaction of the caller; returns how many editions that made."""
    lock_chain()
    held = model._default_manager.select_for_update(of=("self",)).in_bulk_with_content(keys)
    rows = [held[key] for key in keys if key in held]
    wrong = model.with_taken_address({row.pk: row.slug for row in rows})
    changed: list[tuple[Any, dict[str, Any], str]] = []
    public: list[int] = []
    for row in rows:
        try:
            document = _document(row, by)
            if document != row.published_document:
                require_second_editor(by, row.changed_rows(document))
                operation = row.operation(document, reason)
                if row.pk in wrong:
                    raise taken(row.slug)
                changed.append((row, document, operation))
            public.append(row.pk)
        except (PermissionDenied, ValidationError) as error:
            refusals += _refusals(row, error)
    chain, how = Chain(), {"by": by, "reason": reason, "at": now()}
    pairs = append(
        (row, chain.link(row, document, operation=operation, **how))
        for row, document, operation in changed
    )
    if pairs:
        editions_issued.send(sender=model, pairs=pairs)
    model.note_all_is_public(public)
    return len(pairs)


@contextmanager
def uncollected() -> Iterator[None]:
    """The garbage collector goes through all documents of a batch again and again, which takes a
    quarter of the time and finds nothing to free before the batch is done."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _document(row: Publishable, by: Any) -> dict[str, Any]:
    if not row.may_publish(by):
        require_right(by, row, "publish")
    clean_as_saved(row)
    return row.document()


def _refusals(row: Any, error: Exception) -> Iterator[Refusal]:
    for message in getattr(error, "messages", [str(error)]):
        yield Refusal(row.pk, row.slug, message)
