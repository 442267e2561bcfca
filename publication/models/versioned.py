"""Rows that several editors work on: who changed one last, and no overwriting unseen."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone


class Conflict(Exception):
    """Somebody else saved or deleted the row since it was read; nothing was written."""


def clean_as_saved(row: models.Model) -> None:
    """`full_clean` for a row that was just read. Its foreign keys, unique values and constraints
    hold: the database refuses a row that breaks one, however it is written. To ask for them once
    more took a query for each. What no editor can edit is left out, too."""
    row.full_clean(exclude=_settled(type(row)), validate_unique=False, validate_constraints=False)


@cache
def _settled(model: type[models.Model]) -> frozenset[str]:
    fields = model._meta.concrete_fields
    return frozenset(field.name for field in fields if field.is_relation or not field.editable)


class Versioned(models.Model):
    """A row with a number that every save raises, and that a save must know.

    `save(by=user, why="…")` writes the row only where its `version` is still the stored one; the
    database compares and writes in one statement, so of two savers one is refused (`Conflict`).
    `changed_by` is None where a program saved the row.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    TURN = ("version", "changed_at", "changed_by")

    class Meta:
        abstract = True

    def save(self, *, by: Any = None, why: str = "", **kwargs: Any) -> None:
        """`by` and `why` also stand in the history of the row."""
        # As long as the column of the history: PostgreSQL refuses a longer text.
        self._history_user, self._change_reason = by, why[:100] or None
        self.changed_at, self.changed_by = timezone.now(), by
        is_new = self._state.adding
        # A new row needs no savepoint of its own, as Django's save has none.
        with transaction.atomic(savepoint=not is_new):
            if not is_new:
                self._take_turn()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], *self.TURN}
            super().save(**kwargs)

    def delete(self, *args: Any, by: Any = None, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """`by` stands in the history, which outlives the row. Raises Conflict as `save` does."""
        self._history_user, self._change_reason = by, None
        with transaction.atomic():
            self._take_turn()
            return super().delete(*args, **kwargs)

    def _take_turn(self) -> None:
        """Hold the row until the transaction ends, if it still is the one that was read."""
        same = type(self)._base_manager.filter(pk=self.pk, version=self.version)
        if not same.update(version=F("version") + 1):
            raise Conflict(f"“{self}” was saved or deleted by somebody else in the meantime.")
        self.version += 1
