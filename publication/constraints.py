"""Check constraints that several models need, each with a sentence for the form that breaks it."""

from typing import Any

from django.db import models
from django.db.models import F, Q


def one_of(field: str, choices: type[models.TextChoices], *, blank: bool = False) -> Any:
    """`field` holds one of the choices, also when a row is written past every form."""
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}),
        name=f"%(class)s_{field}_is_known",
        violation_error_message=f"{field} must be one of: {', '.join(choices.values)}.",
    )


def bounds_in_order(field: str) -> Any:
    """The stored bounds of an EDTF date do not run backwards."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}_from__isnull": True})
        | Q(**{f"{field}_to__isnull": True})
        | Q(**{f"{field}_from__lte": F(f"{field}_to")}),
        name=f"%(class)s_{field}_in_order",
        violation_error_message=f"{field} ends before it begins.",
    )


def all_or_none(label: str, *fields: str, text: str, message: str) -> Any:
    """Moment, person and reason are set together or not at all: `fields` null, `text` empty."""
    unset = Q(**{f"{field}__isnull": True for field in fields}) & Q(**{text: ""})
    is_set = Q(**{f"{field}__isnull": False for field in fields}) & ~Q(**{text: ""})
    return models.CheckConstraint(
        condition=unset | is_set, name=f"%(class)s_{label}", violation_error_message=message
    )
