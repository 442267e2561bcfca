"""What a statement or a source may have to do with the record: suggestions, never facts."""

from typing import Any, Self

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from claims.models.claim import Claim
from claims.models.claim_statement import ClaimStatement
from claims.models.followup import Followup
from publication.constraints import one_of
from sources.models import Source, Statement, Suggestion
from sources.models.suggestion import Decision, SuggestionQuerySet


class LeadKind(models.TextChoices):
    REPEATS = "repeats", "may make or repeat the claim"
    BEARS_ON = "bears_on", "may be evidence on the claim"
    PULLS_AGAINST = "pulls_against", "may pull against an earlier statement"


class LeadQuerySet(SuggestionQuerySet):
    def waiting(self) -> Self:
        """Undecided, and not done in another way: a link or evidence that is there is no lead."""
        links = ClaimStatement.objects.filter(claim=OuterRef("claim"))
        evidence = Followup.objects.filter(claim=OuterRef("claim"))
        return self.undecided().exclude(
            Exists(links.filter(statement=OuterRef("statement")))
            | Exists(evidence.filter(statement=OuterRef("statement")))
            | Exists(evidence.filter(source=OuterRef("source")))
        )


class Lead(Suggestion):
    """That a statement may make, repeat or bear on a claim, or pull against earlier words of the
    same speaker; or that a whole source may be evidence on an open claim.

    `score` is in thousandths, `words` are those that both have, as the statement or the source
    writes them. `reason` is a sentence for the editor, where there is more to say than these.
    """

    kind = models.CharField(max_length=13, choices=LeadKind)
    statement = models.ForeignKey(
        Statement, null=True, blank=True, on_delete=models.CASCADE, related_name="leads"
    )
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.CASCADE, related_name="leads"
    )
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.CASCADE, related_name="leads"
    )
    earlier = models.ForeignKey(
        Statement, null=True, blank=True, on_delete=models.CASCADE, related_name="later_leads"
    )
    score = models.PositiveIntegerField()
    words = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = LeadQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Suggestion.Meta):
        ordering = ("-score", "pk")
        constraints = (
            *Suggestion.Meta.constraints,
            one_of("kind", LeadKind),
            models.CheckConstraint(
                condition=Q(statement__isnull=False, source__isnull=True)
                | Q(statement__isnull=True, source__isnull=False, kind="bears_on"),
                name="lead_from_one",
            ),
            models.CheckConstraint(
                condition=Q(kind="pulls_against", claim__isnull=True, earlier__isnull=False)
                | (~Q(kind="pulls_against") & Q(claim__isnull=False, earlier__isnull=True)),
                name="lead_to_one",
            ),
            models.UniqueConstraint(
                fields=["kind", "statement", "claim"],
                condition=Q(statement__isnull=False, claim__isnull=False),
                name="lead_to_claim_once",
            ),
            models.UniqueConstraint(
                fields=["statement", "earlier"],
                condition=Q(earlier__isnull=False),
                name="lead_to_statement_once",
            ),
            models.UniqueConstraint(
                fields=["source", "claim"],
                condition=Q(source__isnull=False),
                name="lead_of_source_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.statement_id or self.source_id}"

    @property
    def why(self) -> str:
        """A sentence for the editor, beside the words in common."""
        if self.reason:
            return self.reason
        if self.source_id:
            return "A passage of this source shares much with the claim, which has no answer yet."
        if self.kind == LeadKind.BEARS_ON:
            return "Somebody else said this after the claim was made."
        return "These words share much with the claim and with what it rests on."

    def link(self, role: str, *, by: Any) -> None:
        """Accept the lead by linking the statement; raises what `Claim.link` raises."""
        if self.statement is None or self.claim is None:
            raise ValueError("Only a statement is linked, and only to a claim.")
        with transaction.atomic():
            self.claim.link(self.statement, role, by=by)
            self.decide(Decision.ACCEPTED, by=by)

    def claims_to_judge(self) -> list[int]:
        """The ids of the claims on which this would be evidence: those that the earlier words make,
        or the one that was found."""
        if self.kind != LeadKind.PULLS_AGAINST:
            return [self.claim_id] if self.claim_id else []
        links = ClaimStatement.objects.filter(statement=self.earlier_id)
        return list(links.order_by("claim").values_list("claim", flat=True))


class LeadSearch(models.Model):
    """When leads were last looked for from a statement or from a source, found or not.

    What was saved after that, or was never looked at, is new to `find_evidence`.
    """

    statement = models.OneToOneField(
        Statement, null=True, blank=True, on_delete=models.CASCADE, related_name="lead_search"
    )
    source = models.OneToOneField(
        Source, null=True, blank=True, on_delete=models.CASCADE, related_name="lead_search"
    )
    searched_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(statement__isnull=False, source__isnull=True)
                | Q(statement__isnull=True, source__isnull=False),
                name="leadsearch_from_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.statement_id or self.source_id}, {self.searched_at}"


class ClaimMeaning(models.Model):
    """The vector of a claim's own sentence, kept because it takes a moment to compute.

    `digest` is the SHA-256 of the sentence and the name of the model; where it is another one, the
    vector is of an older sentence. `vector` is little-endian 32-bit floats.
    """

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="meaning")
    digest = models.CharField(max_length=64)
    vector = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Meaning of {self.claim_id}"
