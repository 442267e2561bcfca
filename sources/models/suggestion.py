"""What a program suggests to editors, and what they decided on it."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Decision(models.TextChoices):
    OPEN = "open", "not decided"
    ACCEPTED = "accepted", "accepted"
    DISMISSED = "dismissed", "dismissed"


class SuggestionQuerySet(models.QuerySet[Any]):
    def undecided(self) -> Self:
        return self.filter(decision=Decision.OPEN)


class Suggestion(models.Model):
    """Never a fact and never public, whatever becomes of it: accepting one makes a draft at most.

    What was decided is kept when suggestions are made anew.
    """

    decision = models.CharField(max_length=9, choices=Decision, default=Decision.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        abstract = True
        # Who may make what is suggested may decide on it.
        default_permissions = ()
        constraints: ClassVar[tuple[Any, ...]] = (
            models.CheckConstraint(
                condition=Q(decision="open", decided_at=None, decided_by=None)
                | Q(
                    decision__in=("accepted", "dismissed"),
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="%(class)s_decision_complete",
            ),
        )

    def decide(self, decision: Decision, *, by: Any) -> None:
        """Remember what an editor decided; deciding anew replaces it, and `open` takes it back."""
        is_open = decision == Decision.OPEN
        self.decision = decision
        self.decided_at, self.decided_by = (None, None) if is_open else (timezone.now(), by)
        self.save()
