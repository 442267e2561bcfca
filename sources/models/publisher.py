from typing import Any

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from publication.models import Versioned
from sources.documents import publisher_reference
from sources.models.slug import SlugManager, slug_field

# The one entry for imported files of which nobody has said yet who issued them.
NOT_KNOWN = "publisher-not-known"

STAFF_NOTE_HELP = "This is for editors only and is not published."


class Publisher(Versioned):
    """Who issued a document, or the venue where words were first said."""

    slug = slug_field()
    name = models.CharField(
        max_length=200,
        unique=True,
        help_text="Write the name as the publisher writes it; readers see it with every source.",
    )
    url = models.URLField(
        max_length=500,
        blank=True,
        help_text="Give the address of its front page. It is for editors and is not published.",
    )
    note = models.TextField(blank=True, help_text=STAFF_NOTE_HELP)

    objects = SlugManager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def save(self, **kwargs: Any) -> None:
        """The sources that print its name have something to publish when the name changes."""
        before = None if self._state.adding else Publisher.objects.filter(pk=self.pk).first()
        super().save(**kwargs)
        if before and publisher_reference(before) != publisher_reference(self):
            printing = Q(publisher=self) | Q(statements__venue=self)
            self.sources.model._default_manager.note_change_in(printing)
