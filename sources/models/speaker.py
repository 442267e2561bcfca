from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publication.constraints import one_of
from publication.models import Versioned, refuse_changed_address
from sources.documents import speaker_reference
from sources.models.publisher import STAFF_NOTE_HELP
from sources.models.slug import SlugManager, slug_field


class SpeakerKind(models.TextChoices):
    PERSON = "person", pgettext_lazy("kind of speaker", "person")
    ORGANISATION = "organisation", pgettext_lazy("kind of speaker", "organisation")
    READER = "reader", pgettext_lazy("kind of speaker", "reader")


class Speaker(Versioned):
    """A person, an organisation, or the one shared entry for anonymous commenters."""

    slug = slug_field()
    name = models.CharField(
        max_length=200,
        unique=True,
        help_text="Write the full name; readers see it with every quotation.",
    )
    kind = models.CharField(
        max_length=12,
        choices=SpeakerKind,
        help_text="“Reader” is the one entry that all anonymous commenters share.",
    )
    role = models.CharField(
        max_length=300,
        help_text="Say in neutral words who this is; readers see it beside the name.",
    )
    note = models.TextField(blank=True, help_text=STAFF_NOTE_HELP)

    objects = SlugManager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)
        constraints = (
            one_of("kind", SpeakerKind),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind="reader"),
                name="speaker_one_reader",
                violation_error_message="All anonymous commenters share the one reader entry.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        """The sources that name the speaker have something to publish when name or role change."""
        before = None if self._state.adding else Speaker.objects.filter(pk=self.pk).first()
        super().save(**kwargs)
        if before and speaker_reference(before) != speaker_reference(self):
            naming = Q(author=self) | Q(statements__speaker=self)
            self.sources.model._default_manager.note_change_in(naming)

    def get_absolute_url(self) -> str:
        return reverse("speaker_detail", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        refuse_changed_address(self, "speaker")
