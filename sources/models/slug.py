"""The identifier of every public thing: part of its address, and its natural key in fixtures."""

import re
import unicodedata
from itertools import count
from typing import Any

from django.core.validators import RegexValidator
from django.db import models

SLUG_HELP = (
    "Use small letters, digits and single hyphens. It is part of the public address, so it stays."
)
LONGEST = 80
slug_shape = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "Use small letters, digits and single hyphens."
)


def slug_field() -> Any:
    return models.CharField(
        max_length=LONGEST, unique=True, validators=[slug_shape], help_text=SLUG_HELP
    )


def free_slug(model: type[models.Model], base: str) -> str:
    """A slug made of any text that no row of the model has: with “-2”, “-3”… where it is taken."""
    letters = "".join(
        char for char in unicodedata.normalize("NFKD", base) if not unicodedata.combining(char)
    )
    stem = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-") or str(model._meta.model_name)
    rows = model._default_manager
    # Room for a number, so that one query finds every slug that could be in the way.
    taken = set(rows.filter(slug__startswith=stem[: LONGEST - 10]).values_list("slug", flat=True))
    for number in count(1):
        suffix = "" if number == 1 else f"-{number}"
        slug = stem[: LONGEST - len(suffix)].rstrip("-") + suffix
        if slug not in taken:
            return slug
    raise AssertionError("Numbers never end.")


class SlugManager(models.Manager[Any]):
    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)
