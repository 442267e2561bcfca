"""What a statement or a source may have to do with the record: suggestions, never facts."""

from django.db import models
from django.db.models import Q

from claims.models.claim import Claim
from publication.constraints import one_of
from sources.models import Source, Statement, Suggestion


class LeadKind(models.TextChoices):
    REPEATS = "repeats", "may make or repeat the claim"
    BEARS_ON = "bears_on", "may be evidence on the claim"
    PULLS_AGAINST = "pulls_against", "may pull against an earlier statement"


class Lead(Suggestion):
    """That a statement may make, repeat or bear on a claim, or pull against earlier words of the
    same speaker; or that a whole source may be evidence on an open claim.

    `score` is in thousandths, `words` are those that both have.
    """

    kind = models.CharField(max_length=13, choices=LeadKind)
    statement = models.ForeignKey(
        Statement, null=True, on_delete=models.CASCADE, related_name="leads"
    )
    source = models.ForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="leads")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.CASCADE, related_name="leads")
    earlier = models.ForeignKey(
        Statement, null=True, on_delete=models.CASCADE, related_name="later_leads"
    )
    score = models.PositiveIntegerField()
    words = models.JSONField(default=list)

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
