"""Appending editions to the chain, and all that is derived from them.

Every edition comes this way: one that an editor publishes, thousands that a command publishes, and
those of another site.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import transaction

from publication import tables
from publication.canonical import GENESIS, canonical, chain_hash, digest, timestamp
from publication.models.counting import Change
from publication.models.edition import Edition, Facet, Held
from publication.newest import forget

if TYPE_CHECKING:
    from publication.models.publishable import Publishable

Pair = tuple["Publishable", Edition]

EDITION = tuple(field.attname for field in Edition._meta.concrete_fields)
FACET = ("edition", *Held._fields)


class Chain:
    """The end of the chain, to which editions are linked. The caller holds `lock_chain`."""

    def __init__(self) -> None:
        last = Edition.objects.order_by("-number").only("number", "chain").first()
        self.number = last.number if last else 0
        self.hash = last.chain if last else GENESIS

    def link(
        self,
        row: "Publishable",
        document: dict[str, Any],
        *,
        operation: str,
        by: Any,
        reason: str,
        at: dt.datetime,
    ) -> Edition:
        """The next edition, of this row, not stored yet."""
        self.number += 1
        stamp = {
            "number": self.number,
            "published_at": timestamp(at),
            "previous": row.edition_id,
        }
        content = {**document, "edition": stamp}
        body = canonical(content)
        edition = Edition(
            number=self.number,
            kind=row.document_kind,
            key=document["id"],
            object_id=row.pk,
            operation=operation,
            document=body.decode("utf-8"),
            digest=digest(body),
            previous=row.edition,
            published_at=at,
            published_by=by,
            reason=reason,
        )
        # What it would be parsed to.
        edition.content = content
        edition.chain = self.hash = chain_hash(self.hash, edition.feed_line())
        return edition


def append(pairs: Iterable[Pair]) -> list[Pair]:
    """Store editions that are chained already, and derive from them the columns of their rows,
    facets, counts and whatever else the class of the row keeps. What was given is returned.

    Each row comes with its edition, in the order of the editions, and is as the database has it; it
    may come again with a later one. The caller is in a transaction and holds `lock_chain`.
    The pairs may be computed while they are asked for, without a query.
    No other page is issued: that is for the one who announces the editions.
    """
    stored = list[Pair]()
    transaction.on_commit(forget)
    tables.insert(Edition, EDITION, _values(pairs, stored))
    for model in dict.fromkeys(type(row) for row, _ in stored):
        own = [(row, edition) for row, edition in stored if type(row) is model]
        before = {row.pk: row.edition for row, _ in reversed(own)}
        newest = list({row.pk: (row, edition) for row, edition in own}.values())
        change = Change(str(model._meta.model_name))
        replaced = [edition for edition in before.values() if edition is not None]
        for row, _ in newest:
            old = before[row.pk]
            if old is not None:
                change.take_off(row.counted_in(old.content))
        if replaced:
            Facet.objects.filter(edition__in=replaced).delete()
        for row, edition in own:
            row.edition = edition
        derive(model, newest, change)
        change.write()
        model.note_editions(own)
    return stored


def _values(pairs: Iterable[Pair], stored: list[Pair]) -> Iterator[tuple[Any, ...]]:
    """The columns of each edition; afterwards, `stored` has the pairs."""
    for row, edition in pairs:
        yield tuple([getattr(edition, name) for name in EDITION])
        edition._state.adding = False
        stored.append((row, edition))


def rebuild(rows: Sequence["Publishable"]) -> None:
    """Write anew what follows from the newest editions of these rows of one class, but the counts.
    The caller is in a transaction and holds `lock_chain`."""
    pairs = [(row, row.edition) for row in rows if row.edition is not None]
    if pairs:
        model = type(rows[0])
        model.all_facets([row.pk for row in rows]).delete()
        derive(model, pairs, Change(""))
        model.rebuild_notes(rows)


def derive(model: type["Publishable"], newest: Sequence[Pair], change: Change) -> None:
    """Write the columns and the facets that follow from the newest edition of each of these rows,
    which has no facets yet, and note in `change` in which numbers it counts."""
    columns: list[dict[str, Any]] = []
    past = model.past_facets([row for row, _ in newest])

    def facets() -> Iterator[tuple[Any, ...]]:
        for row, edition in newest:
            held = list(row.facets(edition.content))
            found = row.columns_of(edition, held)
            columns.append({**found, "id": row.pk})
            for name, value in found.items():
                setattr(row, name, value)
            change.add(list(row.counted(edition.content, held)))
            yield from [(edition.pk, *one) for one in held]
        yield from past

    tables.insert(Facet, FACET, facets(), order=itemgetter(1, 2))
    *names, key = columns[0]
    tables.update(model, [key], names, [tuple(one.values()) for one in columns])
