"""Fields of a model for forms that are not about one row of it."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest


def desk_field(request: HttpRequest, model: type[models.Model], name: str, **changes: Any) -> Any:
    """The field with the widget that the model's own form at the desk has, autocomplete included.

    `changes` are arguments of the form field, such as `label`, `help_text` and `required`.
    """
    db_field: Any = model._meta.get_field(name)
    return admin.site.get_model_admin(model).formfield_for_dbfield(db_field, request, **changes)
