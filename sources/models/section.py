"""The parts of a held text: what is the article, what was added later, who wrote which comment."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from publication.constraints import bounds_in_order, one_of
from sources.fields import DATE_HELP, EDTFField, bound_column
from sources.models.source import HeldText, Source

NAME_IN_PUBLIC_TEXT = (
    "The text of this source may be published, and this name with it: untick that on the source "
    "first."
)


class SectionQuerySet(models.QuerySet["Section"]):
    def overlapping(self, start: int, end: int) -> Self:
        return self.filter(start__lt=end, end__gt=start)


class SectionKind(models.TextChoices):
    HEADLINE = "headline", "headline"
    ARTICLE = "article", "article"
    UPDATE = "update", "update"
    COMMENT = "comment", "comment"


class Section(models.Model):
    """A range of a source's text, for editors only: an author line may be a private name.

    It has no version of its own: the version of its source guards it, as it does the form.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(
        max_length=8, choices=SectionKind, help_text="Choose what this part of the text is."
    )
    start = models.PositiveIntegerField(
        help_text="Give the position of the first character, in Unicode code points."
    )
    end = models.PositiveIntegerField(help_text="Give the position after the last character.")
    author_line = models.CharField(
        max_length=200,
        blank=True,
        help_text="Copy who wrote it, as printed. It is never published.",
    )
    depth = models.PositiveSmallIntegerField(
        default=0, help_text="Say how deep a comment is indented: 0 answers the article."
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="answers",
        help_text="Choose the comment that this one answers.",
    )
    dated = EDTFField(blank=True, help_text=DATE_HELP)
    dated_from = bound_column()
    dated_to = bound_column()

    objects = SectionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "section of the text"
        verbose_name_plural = "sections of the text"
        ordering = ("source", "start")
        constraints = (
            one_of("kind", SectionKind),
            bounds_in_order("dated"),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")),
                name="section_position_in_order",
                violation_error_message="The start comes before the end.",
            ),
            models.UniqueConstraint(
                fields=["source", "start"],
                name="section_once_per_place",
                violation_error_message="Another section begins at this very place.",
            ),
        )

    def __str__(self) -> str:
        said = [self.author_line, self.dated, f"{self.start}–{self.end}"]
        return ", ".join([self.get_kind_display(), *filter(None, said)])

    def clean(self) -> None:
        if self.author_line and Source.objects.filter(pk=self.source_id, text_is_public=True):
            raise ValidationError({"author_line": NAME_IN_PUBLIC_TEXT})
        if None in (self.start, self.end):
            return
        held = HeldText.objects.filter(source_id=self.source_id).first()
        if held is not None and self.end > len(held.text):
            raise ValidationError({"end": f"The text ends at {len(held.text)}."})
        others = Section.objects.filter(source_id=self.source_id).exclude(pk=self.pk)
        for other in others.overlapping(self.start, self.end)[:1]:
            raise ValidationError({"start": f"This overlaps with another section: {other}."})
