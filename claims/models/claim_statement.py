"""The statements that make, repeat, hedge or report a claim."""

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from claims.models.claim import Claim
from publication.constraints import one_of
from sources.models import Statement


class Role(models.TextChoices):
    MAKES = "makes", pgettext_lazy("role of a statement", "makes the claim")
    REPEATS = "repeats", pgettext_lazy("role of a statement", "repeats the claim")
    HEDGES = "hedges", pgettext_lazy("role of a statement", "hedges the claim")
    REPORTS = "reports", pgettext_lazy("role of a statement", "reports the claim")


class ClaimStatement(models.Model):
    """That a statement makes, repeats, hedges or reports a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="links")
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        related_name="links",
        help_text="Choose the words in which the claim was put.",
    )
    role = models.CharField(
        max_length=8, choices=Role, help_text="Choose what these words do with the claim."
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "statement of the claim"
        verbose_name_plural = "statements of the claim"
        ordering = ("statement__said_on_from", "statement__slug")
        constraints = (
            one_of("role", Role),
            models.UniqueConstraint(
                fields=["claim", "statement"],
                name="claimstatement_once",
                violation_error_message="This statement is linked to the claim already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.statement.slug} {self.get_role_display()}"

    def save(self, **kwargs: Any) -> None:
        super().save(**kwargs)
        self.claim.note_changes()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        self.claim.note_changes()
        return deleted
