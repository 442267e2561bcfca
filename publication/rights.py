"""Who may publish and withdraw. The transitions ask here, so no view can forget to.

The rights are Django permissions, `publish_…` and `withdraw_…` of each model; the groups that have
them are made by a migration (docs/editors.md says which).
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

# For the Meta of every model that has transitions: Django makes a permission of each.
PERMISSIONS = ("add", "change", "delete", "view", "publish", "withdraw")


def right(model: type[models.Model] | models.Model, verb: str) -> str:
    """The name of a permission: `claims.publish_claim`."""
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


def require_right(by: Any, model: type[models.Model] | models.Model, verb: str) -> None:
    if not by.has_perm(right(model, verb)):
        raise PermissionDenied(f"You may not {verb} {model._meta.verbose_name_plural}.")


def require_second_editor(by: Any, changed: Iterable[Any]) -> None:
    """Where the site asks for four eyes, somebody else wrote the last change of each of these."""
    if not settings.REQUIRE_SECOND_EDITOR:
        return
    own = [f"“{row}”" for row in changed if row.changed_by_id == by.pk]
    if own:
        raise ValidationError(
            f"You wrote the last change of {', '.join(own)}: somebody else publishes it."
        )
