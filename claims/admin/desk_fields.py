"""Fields of a model for forms that are not about one row of it."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, QueryDict


def desk_field(request: HttpRequest, model: type[models.Model], name: str, **changes: Any) -> Any:
    """The field with the widget that the model's own form at the desk has, autocomplete included.

    `changes` are arguments of the form field, such as `label`, `help_text` and `required`.
    """
    db_field: Any = model._meta.get_field(name)
    return admin.site.get_model_admin(model).formfield_for_dbfield(db_field, request, **changes)


def is_number(text: str) -> bool:
    """Whether this can be the number of a row; SQLite refuses to look for a longer one."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def with_numbers_only(data: QueryDict, *names: str) -> QueryDict:
    """What was sent, without what cannot be a related row: the widgets of such fields fail on it
    instead of showing an error."""
    sound = data.copy()
    for name in names:
        sound.setlist(name, [text for text in data.getlist(name) if is_number(text)])
    return sound
