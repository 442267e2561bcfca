"""What claims are about."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publication.constraints import one_of
from publication.models import Versioned, refuse_changed_address
from sources.models.slug import SlugManager, slug_field


class TagGroup(models.TextChoices):
    STAGE = "stage", pgettext_lazy("group of tags", "stage")
    PRODUCT = "product", pgettext_lazy("group of tags", "product")
    PLACE = "place", pgettext_lazy("group of tags", "place")
    TOPIC = "topic", pgettext_lazy("group of tags", "topic")


class Tag(Versioned):
    """What a claim is about, in one of a few groups."""

    slug = slug_field()
    name = models.CharField(
        max_length=80, unique=True, help_text="Write one to three words, as readers will see them."
    )
    group = models.CharField(
        max_length=10, choices=TagGroup, help_text="Choose what sort of tag this is."
    )
    description = models.TextField(
        help_text="Tell other editors in one sentence which claims carry this tag."
    )

    objects = SlugManager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("group", "name")
        constraints = (one_of("group", TagGroup),)

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def save(self, **kwargs: Any) -> None:
        """The claims that carry the tag have something to publish when its name changes."""
        before = None if self._state.adding else Tag.objects.filter(pk=self.pk).first()
        super().save(**kwargs)
        if before and (before.name, before.group) != (self.name, self.group):
            self.claims.published().update(unpublished_changes=True)

    def delete(self, *args: Any, by: Any = None, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Taking a tag off its claims is a change of each of them, with its editor."""
        with transaction.atomic():
            for claim in self.claims.all():
                claim.retag(remove=[self], by=by, why=f"The tag “{self}” was deleted.")
            return super().delete(*args, by=by, **kwargs)

    def clean(self) -> None:
        refuse_changed_address(self, "tag")
