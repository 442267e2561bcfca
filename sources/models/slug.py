"""The identifier of every public thing: part of its address, and its natural key in fixtures."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models

SLUG_HELP = "Small letters, digits and hyphens. Part of the public address; it stays for ever."
slug_shape = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "Use small letters, digits and single hyphens."
)


def slug_field() -> Any:
    return models.CharField(
        max_length=80, unique=True, validators=[slug_shape], help_text=SLUG_HELP
    )


class SlugManager(models.Manager[Any]):
    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)
