from django.db import models

from sources.models.slug import SlugManager, slug_field

STAFF_NOTE_HELP = "For editors only; it is not published."


class Publisher(models.Model):
    """Who issued a document, or the venue where words were first said."""

    slug = slug_field()
    name = models.CharField(max_length=200, unique=True)
    url = models.URLField(max_length=500, blank=True)
    note = models.TextField(blank=True, help_text=STAFF_NOTE_HELP)

    objects = SlugManager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
