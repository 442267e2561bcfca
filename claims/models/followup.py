"""Later evidence on a claim."""

from collections.abc import Collection
from typing import Any, NoReturn, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from claims.documents import followup_document, with_followup, without_followup
from claims.models.claim import KEPT_OR_NOT, Claim, Verdict
from claims.models.claim_statement import Role
from claims.models.quoted import attach_quoted
from publication.constraints import bounds_in_order, one_of
from publication.models import (
    Edition,
    Withdrawable,
    clean_as_saved,
    lock_chain,
    now,
    require_reason,
    require_seen,
)
from publication.rights import require_right, require_second_editor, right
from sources.dates import NotEDTF, bounds
from sources.fields import DATE_HELP, EDTFField, bound_column
from sources.models import Source, Statement
from sources.models.slug import slug_field


class FollowupQuerySet(models.QuerySet["Followup"]):
    def with_content(self) -> Self:
        """All that `followup_document` and a comparison with the claim read, prefetched."""
        claims = self.select_related("claim__edition")
        return claims.prefetch_related("statement__source__edition", "source__edition")

    def in_bulk_with_content(self, keys: Collection[int]) -> dict[int, "Followup"]:
        found = dict(self.select_related("claim__edition").in_bulk(keys))
        attach_quoted(list(found.values()), list(found.values()))
        return found

    def published(self) -> Self:
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)

    def drafts(self) -> Self:
        """Those that never were public."""
        return self.filter(published_at__isnull=True)

    def with_unpublished_changes(self) -> Self:
        return self.published().filter(unpublished_changes=True)

    def get_by_natural_key(self, slug: str) -> "Followup":
        return self.get(slug=slug)

    def delete(self) -> tuple[int, dict[str, int]]:
        for row in self.filter(published_at__isnull=False)[:1]:
            row.refuse_deletion()
        return super().delete()


NOT_OVER = "Evidence has a date with an end: it has been found."


class Relation(models.TextChoices):
    SUPPORTS = "supports", pgettext_lazy("relation of evidence", "supports")
    CONTRADICTS = "contradicts", pgettext_lazy("relation of evidence", "contradicts")
    QUALIFIES = "qualifies", pgettext_lazy("relation of evidence", "qualifies")
    UPDATES = "updates", pgettext_lazy("relation of evidence", "updates")
    RETRACTS = "retracts", pgettext_lazy("relation of evidence", "retracts")
    FOUND_NOTHING = (
        "found_nothing",
        pgettext_lazy("relation of evidence", "searched, found nothing"),
    )


class Basis(models.TextChoices):
    SELF = "self", pgettext_lazy("basis of evidence", "the same speaker’s words")
    AFFILIATED = "affiliated", pgettext_lazy("basis of evidence", "affiliated")
    INDEPENDENT = "independent", pgettext_lazy("basis of evidence", "independent")
    OFFICIAL = "official", pgettext_lazy("basis of evidence", "official")


class Followup(Withdrawable):
    """Later evidence on a claim; a draft until it is published, which re-issues its claim."""

    slug = slug_field()
    claim = models.ForeignKey(
        Claim,
        on_delete=models.CASCADE,
        related_name="followups",
        help_text="Choose the claim that the evidence bears on.",
    )
    relation = models.CharField(
        max_length=14, choices=Relation, help_text="Choose what the evidence does to the claim."
    )
    occurred_on = EDTFField(help_text=f"Say when it happened or was found. {DATE_HELP}")
    occurred_on_from = bound_column()
    occurred_on_to = bound_column()
    statement = models.ForeignKey(
        Statement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followups",
        help_text="Choose the words that are the evidence, where it is somebody’s words.",
    )
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followups",
        help_text="Choose the document that is the evidence, where it is a whole document.",
    )
    basis = models.CharField(
        max_length=12,
        choices=Basis,
        help_text="Choose how close the evidence is to the speaker.",
    )
    summary = models.TextField(
        help_text="Say in neutral words what was found, and no more than the evidence shows."
    )
    verdict = models.CharField(
        max_length=16,
        choices=Verdict,
        blank=True,
        help_text="Choose one only where this evidence changes the standing of the claim.",
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    PUBLIC_COLUMNS = (*Withdrawable.PUBLIC_COLUMNS, "published_at", "published_by")

    objects = FollowupQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=PUBLIC_COLUMNS)

    class Meta(Withdrawable.Meta):
        ordering = ("occurred_on_from", "slug")
        constraints = (
            *Withdrawable.Meta.constraints,
            one_of("relation", Relation),
            one_of("basis", Basis),
            one_of("verdict", Verdict, blank=True),
            bounds_in_order("occurred_on"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="followup_publication_complete",
                violation_error_message="A publication needs its time and its person.",
            ),
            models.CheckConstraint(
                condition=Q(occurred_on_to__isnull=False),
                name="followup_has_happened",
                violation_error_message=NOT_OVER,
            ),
            models.CheckConstraint(
                condition=Q(statement__isnull=False)
                | Q(source__isnull=False)
                | Q(relation="found_nothing"),
                name="followup_has_evidence",
                violation_error_message="Name the statement or the source that this rests on, "
                "unless the search found nothing.",
            ),
            models.CheckConstraint(
                condition=~Q(relation="found_nothing") | Q(verdict__in=["", "unverifiable"]),
                name="followup_silence_is_no_contradiction",
                violation_error_message="A search that found nothing decides nothing: leave the "
                "verdict empty, or choose “unverifiable”.",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=["supported", "fulfilled"])
                | Q(basis__in=["independent", "official"]),
                name="followup_support_is_independent",
                violation_error_message="“Supported” and “fulfilled” need independent or official "
                "evidence: saying it again is not evidence.",
            ),
            models.CheckConstraint(
                condition=~Q(relation="supports", basis="self"),
                name="followup_repetition_is_no_support",
                violation_error_message="A speaker’s own repetition is not support: choose "
                "“updates” or “qualifies”.",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="retracted") | Q(basis="self"),
                name="followup_only_the_speaker_retracts",
                violation_error_message="Only the speaker can retract: the basis must be “self”.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.occurred_on} {self.get_relation_display()}: {self.claim}"

    def get_absolute_url(self) -> str:
        return f"{reverse('claim_detail', args=[self.claim.slug])}#{self.slug}"

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def save(self, **kwargs: Any) -> None:
        if not self.was_published:
            super().save(**kwargs)
            return
        with transaction.atomic():
            super().save(**kwargs)
            self.claim.note_changes()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        # This row may have been read before somebody else published it.
        if Followup.objects.filter(pk=self.pk, published_at__isnull=False).exists():
            self.refuse_deletion()
        return super().delete(*args, **kwargs)

    def refuse_deletion(self) -> NoReturn:
        raise ValidationError(f"“{self}” was published: withdraw it instead of deleting it.")

    def clean(self) -> None:
        self._refuse_to_move()
        claim = Claim.objects.filter(pk=self.claim_id).first()
        if claim is None:
            return
        errors: dict[str, str] = {}
        if self._has_no_end():
            errors["occurred_on"] = NOT_OVER
        if self.verdict in KEPT_OR_NOT and not claim.is_promised:
            errors["verdict"] = "Only a promise or a goal can be fulfilled or not."
        if self.basis != Basis.SELF and self.repeats_its_speaker(claim):
            errors["basis"] = "These are the words of a speaker of the claim: choose “self”."
        if errors:
            raise ValidationError(errors)

    def _has_no_end(self) -> bool:
        """A form has no field for the bound, so the constraint about it is not asked there."""
        try:
            return bool(self.occurred_on) and bounds(self.occurred_on)[1] is None
        except NotEDTF:
            # That it is no date at all, its field says.
            return False

    def _refuse_to_move(self) -> None:
        """Published evidence keeps its id and its claim: both are part of its address."""
        old = Followup.objects.filter(pk=self.pk, published_at__isnull=False).first()
        if old and (old.slug, old.claim_id) != (self.slug, self.claim_id):
            raise ValidationError(
                "This was published: its id and its claim cannot change any more."
            )

    def repeats_its_speaker(self, claim: Claim) -> bool:
        """Whether the evidence is the words of one who makes, repeats or hedges the claim.

        Readers share one entry, so two of them need not be the same person.
        """
        if self.statement is None:
            return False
        speaker = self.statement.speaker_id
        own = (link for link in claim.part("links") if link.role != Role.REPORTS)
        repeats = any(link.statement.speaker_id == speaker for link in own)
        return repeats and self.statement.speaker.kind != "reader"

    @property
    def was_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None

    def has_unpublished_changes(self) -> bool:
        """Whether publishing now would change the page of its claim (or fail)."""
        published = self.claim.published_document or {"followups": []}
        known = {item["id"]: item for item in published["followups"]}
        try:
            return not self.is_published or followup_document(self) != known.get(self.slug)
        except ValidationError:
            return True

    def document(self) -> dict[str, Any]:
        """The followup as the document of its claim would have it; raises ValidationError."""
        return followup_document(self)

    def publish(self, *, by: Any, reason: str = "", seen: str | None = None) -> Edition | None:
        """Make this part of the public record: its claim is re-issued with it, and with nothing
        else that is still unpublished there.

        None where the claim itself is not published yet; the followup appears with it then.
        """
        with transaction.atomic():
            require_right(by, self, "publish")
            row, claim = self._locked()
            require_seen(row, seen)
            if row.withdrawn_at is not None:
                # To bring it back undoes a withdrawal, so it needs the right to withdraw.
                require_right(by, self, "withdraw")
                require_reason(reason, "This brings withdrawn evidence back")
            clean_as_saved(row)
            if not row.is_published or row.has_unpublished_changes():
                require_second_editor(by, [row])
            if not row.is_published:
                row.write_public(published_at=now(), published_by=by, **row.withdrawal_columns())
            edition = claim.edition
            if claim.is_published:
                document = with_followup(claim.published_document or {}, followup_document(row))
                edition = claim.issue_if_changed(document, by=by, reason=reason)
            row.write_public(unpublished_changes=False)
            claim.note_changes()
        self.refresh_from_db()
        return edition

    def may_publish(self, user: Any) -> bool:
        """Whether this user has the right to publish evidence."""
        return bool(user.has_perm(right(self, "publish")))

    def withdraw(self, *, by: Any, reason: str) -> Edition | None:
        """Take this out of the public record, with who and why; its claim is re-issued."""
        with transaction.atomic():
            require_right(by, self, "withdraw")
            row, claim = self._locked()
            if not row.is_published:
                raise ValidationError(f"“{row}” is not published, so it cannot be withdrawn.")
            require_reason(reason, "This withdraws published evidence")
            row.write_public(
                **row.withdrawal_columns(at=now(), by=by, reason=reason), unpublished_changes=False
            )
            edition = claim.edition
            if claim.is_published:
                document = without_followup(claim.published_document or {}, row.slug)
                edition = claim.issue_if_changed(document, by=by, reason=reason)
            claim.note_changes()
        self.refresh_from_db()
        return edition

    def _locked(self) -> tuple["Followup", Claim]:
        """The row and its claim as the database has them, with the chain to ourselves."""
        lock_chain()
        row = Followup.objects.select_for_update(of=("self",)).get(pk=self.pk)
        claims = Claim.objects.select_related("edition").select_for_update(of=("self",))
        return row, claims.get(pk=row.claim_id)
