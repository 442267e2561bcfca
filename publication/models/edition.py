"""Editions, the chain they form, and what a filter can ask of them."""

import datetime as dt
import json
from functools import cached_property
from typing import Any, NamedTuple, NoReturn, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Exists, Max, OuterRef, Subquery
from django.db.models.lookups import IsNull

from publication.canonical import timestamp
from publication.constraints import one_of

# Any number will do as long as nothing else in the database takes the same advisory lock.
CHAIN_LOCK = 7_061_401

# In plain SQL, because every detail page asks this: the ORM takes four times as long to put the
# statement together as a database to answer it.
AT_ADDRESS = """
    SELECT {columns}, (
        SELECT key FROM publication_edition
        WHERE kind = edition.kind AND object_id = edition.object_id ORDER BY number DESC LIMIT 1
    ) AS newest_key
    FROM publication_edition AS edition WHERE kind = %s AND key = %s ORDER BY number DESC LIMIT 1
"""


# `EditionQuerySet.in_force` among the numbers after %s up to %s, where %s is the newest one, for
# who goes through all of them: what was replaced is looked up once, in the order of an index.
IN_FORCE = """
    operation <> 'withdraw' AND number NOT IN (
        SELECT previous_id FROM publication_edition
        WHERE previous_id > %s AND previous_id <= %s AND number <= %s
    )
"""


class AppendOnlyError(Exception):
    """An edition was about to be changed or deleted."""


class EditionQuerySet(models.QuerySet["Edition"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Editions are append-only: publish a correction instead.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("Editions are append-only: withdraw the page instead.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Editions are append-only: publish a correction instead.")

    def of(self, kind: str, key: str) -> Self:
        """Every edition issued under this address, newest first."""
        return self.filter(kind=kind, key=key).order_by("-number")

    def at_address(self, kind: str, key: str) -> "Edition | None":
        """The newest edition issued under this address, in one query. `newest_key` is the address
        of the same source or claim today: another one where its slug has changed."""
        statement = AT_ADDRESS.format(columns="edition.*")
        return next(iter(self.raw(statement, [kind, key])), None)

    def in_force(self, at: int) -> Self:
        """What the public record held when `at` was the newest edition: the last edition of each
        source and claim, without those withdrawn. Editions never change, so neither does this."""
        replaced = Edition.objects.filter(previous=OuterRef("pk"), number__lte=at)
        return self.filter(~Exists(replaced), number__lte=at).exclude(operation=Operation.WITHDRAW)

    def newest_number(self) -> int:
        """0 before anything was published. Pages ask newest.py for it."""
        found: int | None = self.aggregate(newest=Max("number"))["newest"]
        return found or 0


class Operation(models.TextChoices):
    PUBLISH = "publish", "published"
    CORRECT = "correct", "corrected"
    WITHDRAW = "withdraw", "withdrawn"


class Edition(models.Model):
    """One immutable, numbered document of one source or claim, chained to all editions before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    object_id = models.PositiveBigIntegerField()
    operation = models.CharField(max_length=10, choices=Operation)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    previous = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="next"
    )
    chain = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)

    objects = EditionQuerySet.as_manager()

    # Set by `at_address` only.
    newest_key: str

    class Meta:
        ordering = ("number",)
        indexes = (
            models.Index(fields=["kind", "key", "number"], name="edition_by_key"),
            models.Index(fields=["kind", "object_id", "number"], name="edition_by_object"),
        )
        constraints = (one_of("operation", Operation),)

    def __str__(self) -> str:
        return f"Edition {self.number}: {self.kind} {self.key} {self.get_operation_display()}"

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("Editions are append-only: publish a correction instead.")
        super().save(**{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Editions are append-only: withdraw the page instead.")

    @cached_property
    def content(self) -> dict[str, Any]:
        """The document, parsed. It is shared by all who hold this edition: never change it."""
        parsed: dict[str, Any] = json.loads(self.document)
        return parsed

    @property
    def is_withdrawal(self) -> bool:
        return self.operation == Operation.WITHDRAW

    def feed_line(self) -> dict[str, Any]:
        """What the chain hashes: the line of the change feed without `chain` and `document`.
        `previous_digest` is that of the previous edition of the same source or claim."""
        return {
            "number": self.number,
            "kind": self.kind,
            "id": self.key,
            "operation": self.operation,
            "published_at": timestamp(self.published_at),
            "reason": self.reason,
            "digest": self.digest,
            "previous_digest": self.previous.digest if self.previous else None,
        }


def lock_chain() -> None:
    """Let one publication at a time append to the chain, until the transaction ends.

    On SQLite every transaction begins IMMEDIATE and so holds the only write lock already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


class Held(NamedTuple):
    """A facet of a document, before it is stored with its edition. A document has about twenty,
    and as many model instances would take longer than all else that publishing does."""

    name: str
    value: str
    label: str = ""
    detail: str = ""
    since: dt.date = dt.date.min
    until: dt.date = dt.date.max


class Facet(models.Model):
    """One thing that a filter can ask of a published document, and the days on which it held.

    Written with its edition from the document alone, so an unpublished change cannot be found.
    `since` is the first day, `until` the day after the last; `date.max` stands for never.
    Only the newest edition of a thing has facets.

    The database does not look for the edition of each, which is written in the same transaction
    and never deleted; a question for each of twenty facets took as long as to write them.
    """

    pk = models.CompositePrimaryKey("edition", "name", "value", "since")
    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        related_name="facets",
        db_constraint=False,
        db_index=False,
    )
    name = models.CharField(max_length=20)
    value = models.CharField(max_length=80)
    label = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=40, blank=True)
    since = models.DateField(default=dt.date.min)
    until = models.DateField(default=dt.date.max)

    class Meta:
        indexes = (models.Index(fields=["name", "value", "edition"], name="facet_by_value"),)

    def __str__(self) -> str:
        return f"{self.name}={self.value} of edition {self.edition_id}"


def having(name: str, *values: str, **held: Any) -> IsNull:
    """Whether the published document of a row has one of these values of a facet, or any; `held`
    says when.

    A subquery for one value and not EXISTS, which a planner may turn into a join and then begin
    with all documents that have the value.
    """
    facets = Facet.objects.filter(edition=OuterRef("edition"), name=name, **held)
    if values:
        one_of = {"value": values[0]} if len(values) == 1 else {"value__in": values}
        facets = facets.filter(**one_of)
    return IsNull(Subquery(facets.values("edition")[:1]), False)


def refuse_changed_address(row: models.Model, facet: str) -> None:
    """For `clean()`: the slug of a thing that published documents name cannot change any more."""
    if row.pk is None:
        return
    old = type(row)._base_manager.values_list("slug", flat=True).filter(pk=row.pk).first()
    changed = old and old != getattr(row, "slug", None)
    if changed and Facet.objects.filter(name=facet, value=old).exists():
        raise ValidationError(
            {"slug": f"“{old}” is published, and a published address answers for ever."}
        )
