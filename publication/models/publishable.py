"""What a row needs to become a public document, and what publishing does with it."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, NoReturn, Self, TypeVar, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from publication.canonical import canonical, digest, timestamp
from publication.changes import adds_only
from publication.constraints import all_or_none
from publication.models.appending import Chain, append
from publication.models.counting import Counted
from publication.models.edition import Edition, Facet, Held, Operation, lock_chain
from publication.models.versioned import Versioned, clean_as_saved
from publication.reading import listed
from publication.rights import PERMISSIONS, require_right, require_second_editor, right
from publication.signals import editions_issued

Row = TypeVar("Row", bound="Publishable")


class PublishableQuerySet(models.QuerySet[Row]):
    def published(self) -> Self:
        """Those with a page that is not withdrawn."""
        return self.filter(edition__isnull=False, withdrawn_at__isnull=True)

    def drafts(self) -> Self:
        """Those that never were public."""
        return self.filter(edition__isnull=True)

    def with_unpublished_changes(self) -> Self:
        return self.published().filter(unpublished_changes=True)

    def with_facet(self, name: str, *values: str, **held: Any) -> Self:
        """Those whose published document has one of these values, or any; `held` says when."""
        facets = Facet.objects.filter(edition=OuterRef("edition"), name=name, **held)
        if values:
            facets = facets.filter(value__in=values)
        return self.filter(Exists(facets))

    def with_content(self) -> Self:
        """All that `document()` reads, prefetched, so that a list does no query per row."""
        return self

    def in_bulk_with_content(self, keys: Collection[int]) -> dict[int, Row]:
        """`with_content` for thousands of rows, by their keys."""
        raise NotImplementedError

    def get_by_natural_key(self, slug: str) -> Row:
        return self.get(slug=slug)

    def delete(self) -> tuple[int, dict[str, int]]:
        for row in self.filter(edition__isnull=False)[:1]:
            row.refuse_deletion()
        return super().delete()


class Withdrawable(Versioned):
    """A row with columns that only publishing and withdrawing write."""

    # Kept at every save, so that lists and counts need not compare documents.
    unpublished_changes = models.BooleanField(default=False, editable=False)

    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawal_reason = models.TextField(blank=True, editable=False)

    PUBLIC_COLUMNS: tuple[str, ...] = (
        "unpublished_changes",
        "withdrawn_at",
        "withdrawn_by",
        "withdrawal_reason",
    )

    class Meta:
        abstract = True
        default_permissions = PERMISSIONS
        constraints: ClassVar[tuple[Any, ...]] = (
            all_or_none(
                "withdrawal_complete",
                "withdrawn_at",
                "withdrawn_by",
                text="withdrawal_reason",
                message="A withdrawal needs its time, its person and its reason.",
            ),
        )

    def save(self, **kwargs: Any) -> None:
        """Leave the public columns out, so that an editor who saves a form opened before a
        publication cannot put an older state back."""
        is_new = self._state.adding
        if not is_new and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name not in self.PUBLIC_COLUMNS
            ]
        super().save(**kwargs)
        if not is_new:
            self.note_changes()

    def has_unpublished_changes(self) -> bool:
        """Whether publishing now would change the public page (or fail)."""
        raise NotImplementedError

    def note_changes(self) -> None:
        """Keep `unpublished_changes` right after the row, or a part of its document, was saved."""
        # This instance may have been read before somebody else published or withdrew the row.
        for row in self.note_changes_of([self.pk]):
            self.unpublished_changes = row.unpublished_changes

    @classmethod
    def note_changes_of(cls, keys: Collection[int]) -> list[Self]:
        """`note_changes` for many rows; those of them that are published, with their marks."""
        published = cls._default_manager.published()  # type: ignore[attr-defined]
        rows: list[Self] = list(published.in_bulk_with_content(keys).values())
        wrong: dict[bool, list[int]] = {True: [], False: []}
        for row in rows:
            changed = row.has_unpublished_changes()
            if row.unpublished_changes != changed:
                row.unpublished_changes = changed
                wrong[changed].append(row.pk)
        for changed, marked in wrong.items():
            if marked:
                cls._base_manager.filter(pk__in=marked).update(unpublished_changes=changed)
        return rows

    def write_public(self, **columns: Any) -> None:
        """Write columns that `save` leaves alone."""
        type(self)._base_manager.filter(pk=self.pk).update(**columns)
        for name, value in columns.items():
            setattr(self, name, value)

    def withdrawal_columns(
        self, *, at: dt.datetime | None = None, by: Any = None, reason: str = ""
    ) -> dict[str, Any]:
        return {"withdrawn_at": at, "withdrawn_by": by, "withdrawal_reason": reason}


def now() -> dt.datetime:
    """The time as editions have it: to the second."""
    return timezone.now().replace(microsecond=0)


def require_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": f"{sentence}: say why; readers will see it."})


def fingerprint(row: Any) -> str:
    """What publishing this row would make public, as one digest; "" where it could not be."""
    try:
        return digest(canonical(row.document()))
    except ValidationError:
        return ""


def require_seen(row: Any, seen: str | None) -> None:
    """That nobody saved anything of this between a look at it and its publication."""
    if seen is not None and fingerprint(row) != seen:
        raise ValidationError("Somebody saved this since you looked at it: look once more.")


class Publishable(Withdrawable):
    """A row that the public sees only as the document of its newest edition.

    A concrete class has a `slug` and says what its document is (`document`), what a filter can
    ask of it (`facets`), in which numbers it counts (`counted`) and which columns are refreshed
    from it (`public_columns`).
    """

    edition = models.ForeignKey(
        Edition, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    PUBLIC_COLUMNS = (*Withdrawable.PUBLIC_COLUMNS, "edition")

    slug: Any

    class Meta(Withdrawable.Meta):
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        # This row may have been read before somebody else published it.
        if type(self)._base_manager.filter(pk=self.pk, edition__isnull=False).exists():
            self.refuse_deletion()
        return super().delete(*args, **kwargs)

    def refuse_deletion(self) -> NoReturn:
        raise ValidationError(f"“{self}” was published and can only be withdrawn, not deleted.")

    def document(self) -> dict[str, Any]:
        """The document as the rows have it now, without `edition`; raises ValidationError."""
        raise NotImplementedError

    def facets(self, document: dict[str, Any]) -> Iterator[Held]:
        """Its facets; a withdrawn document has none that a list would find."""
        raise NotImplementedError

    @classmethod
    def past_facets(cls, rows: Sequence[Self]) -> list[tuple[Any, ...]]:
        """What their newest editions keep of those before, each with the number of the edition."""
        return []

    def counted(self, document: dict[str, Any], held: Iterable[Held]) -> Iterator[Counted]:
        """The values in which a document with these facets counts; a withdrawn one has none."""
        raise NotImplementedError

    def counted_in(self, document: dict[str, Any]) -> list[Counted]:
        return list(self.counted(document, self.facets(document)))

    def public_columns(self, document: dict[str, Any], held: Sequence[Held]) -> dict[str, Any]:
        """What lists sort by and count, of a document with these facets."""
        return {}

    @property
    def document_kind(self) -> str:
        """`kind` of its editions and `type` of its document: the name of the model."""
        return str(self._meta.model_name)

    @property
    def published_document(self) -> dict[str, Any] | None:
        """The newest edition's document without `edition`, or None before the first."""
        if self.edition is None:
            return None
        return {key: value for key, value in self.edition.content.items() if key != "edition"}

    @property
    def was_published(self) -> bool:
        """Whether there is a page, be it one that says that it was withdrawn."""
        return self.edition_id is not None

    @property
    def is_published(self) -> bool:
        return self.edition_id is not None and self.withdrawn_at is None

    def has_unpublished_changes(self) -> bool:
        try:
            return self.document() != self.published_document
        except ValidationError:
            return True

    def publish(self, *, by: Any, reason: str = "", seen: str | None = None) -> Edition:
        """Issue an edition of the row as saved; the newest edition is returned where nothing
        changed. Raises PermissionDenied, or ValidationError: the row is invalid, a correction has
        no reason, a second editor is needed, or the row is not what was `seen` (see `fingerprint`).
        """
        with transaction.atomic():
            row = self._locked()
            if not row.may_publish(by):
                require_right(by, row, "publish")
            require_seen(row, seen)
            clean_as_saved(row)
            document = row.document()
            if document != row.published_document:
                require_second_editor(by, row.changed_rows(document))
                row.issue(document, by=by, reason=reason)
            row.note_all_is_public([row.pk])
        return self._now_at(row.edition)

    @classmethod
    def note_all_is_public(cls, keys: Collection[int]) -> None:
        """After publishing these rows: nothing that was saved is left unpublished."""
        marked = cls._base_manager.filter(pk__in=listed(keys), unpublished_changes=True)
        marked.update(unpublished_changes=False)

    def may_publish(self, user: Any) -> bool:
        """Whether this user has the right to publish the row as it is now."""
        return bool(user.has_perm(right(self, "publish")))

    def changed_rows(self, document: dict[str, Any]) -> Iterator[Versioned]:
        """The rows whose saved changes publishing this document would make public."""
        yield self

    def withdraw(self, *, by: Any, reason: str) -> Edition:
        """Issue an edition that says that the page is withdrawn, and why. The page stays."""
        with transaction.atomic():
            require_right(by, self, "withdraw")
            row = self._locked()
            if not row.is_published:
                raise ValidationError(f"“{row}” is not published, so it cannot be withdrawn.")
            require_reason(reason, "This withdraws a published page")
            at = now()
            notice = {"at": timestamp(at), "reason": reason}
            document = {**(row.published_document or {}), "withdrawn": notice}
            row.issue(document, by=by, reason=reason, at=at)
            row.write_public(unpublished_changes=False)
        return self._now_at(row.edition)

    def _now_at(self, edition: Any) -> Edition:
        self.refresh_from_db()
        return cast(Edition, edition)

    def issue_if_changed(self, document: dict[str, Any], *, by: Any, reason: str) -> Edition:
        """`issue`, unless this is the published document already."""
        if self.edition is not None and document == self.published_document:
            return self.edition
        return self.issue(document, by=by, reason=reason)

    def issue(
        self, document: dict[str, Any], *, by: Any, reason: str, at: dt.datetime | None = None
    ) -> Edition:
        """Append `document` as the newest edition of this row and refresh what is derived from it.

        The caller holds the chain lock and has the row as it stands in the database.
        """
        operation = self.operation(document, reason)
        if self.pk in self.with_taken_address({self.pk: document["id"]}):
            raise taken(document["id"])
        edition = Chain().link(
            self, document, operation=operation, by=by, reason=reason, at=at or now()
        )
        append([(self, edition)])
        editions_issued.send(sender=type(self), pairs=[(self, edition)])
        return edition

    def operation(self, document: dict[str, Any], reason: str) -> Operation:
        """What issuing this document does; raises ValidationError where it needs a reason."""
        if document["withdrawn"]:
            return Operation.WITHDRAW
        if self.edition is None or self.withdrawn_at or adds_only(self.edition.content, document):
            return Operation.PUBLISH
        require_reason(reason, "This changes what is published")
        return Operation.CORRECT

    def columns_of(self, edition: Edition, held: Sequence[Held]) -> dict[str, Any]:
        """All columns that are derived from an edition of this row, which has these facets."""
        gone = edition.is_withdrawal
        return {
            "edition_id": edition.pk,
            "withdrawn_at": edition.published_at if gone else None,
            "withdrawn_by_id": edition.published_by_id if gone else None,
            "withdrawal_reason": edition.reason if gone else "",
            **self.public_columns(edition.content, held),
        }

    @classmethod
    def note_editions(cls, pairs: Sequence[tuple[Self, Edition]]) -> None:
        """Write what else is derived from new editions of rows, which are up to date otherwise."""

    @classmethod
    def rebuild_notes(cls, rows: Sequence[Self]) -> None:
        """Write all that `note_editions` ever wrote about these rows anew."""

    @classmethod
    def all_facets(cls, keys: Collection[int]) -> models.QuerySet[Facet]:
        """Those of every edition of these rows; only the newest of each should have any."""
        kind = str(cls._meta.model_name)
        return Facet.objects.filter(edition__kind=kind, edition__object_id__in=keys)

    def stored_facets(self) -> models.QuerySet[Facet]:
        return self.all_facets([self.pk])

    def _locked(self) -> Self:
        """The row as the database has it, with the chain to ourselves."""
        lock_chain()
        rows = type(self)._default_manager.with_content()  # type: ignore[attr-defined]
        row: Self = rows.select_for_update(of=("self",)).get(pk=self.pk)
        return row

    @classmethod
    def with_taken_address(cls, addresses: Mapping[int, str]) -> set[int]:
        """The keys of the rows that may not have their address: it was published by another row,
        and a published address answers for ever."""
        kind = str(cls._meta.model_name)
        issued = Edition.objects.filter(kind=kind, key__in=addresses.values())
        owners: dict[str, set[int]] = {}
        for key, owner in issued.values_list("key", "object_id"):
            owners.setdefault(key, set()).add(owner)
        return {pk for pk, key in addresses.items() if owners.get(key, set()) - {pk}}


def taken(key: str) -> ValidationError:
    return ValidationError(
        {"slug": f"The address “{key}” once belonged to another page: choose a new one."}
    )
