from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publication.constraints import bounds_in_order, one_of
from publication.models import Facet, Versioned, refuse_changed_address
from sources import anchors, reading
from sources.fields import DATE_HELP, EDTFField, bound_column
from sources.models.publisher import Publisher
from sources.models.slug import slug_field
from sources.models.source import HeldText, Source
from sources.models.speaker import Speaker


class StatementQuerySet(models.QuerySet["Statement"]):
    def in_document_order(self) -> Self:
        return self.order_by(F("start").asc(nulls_last=True), "slug")

    def not_exact(self) -> Self:
        """Those whose words are not where they should be in the text that is held."""
        return self.exclude(anchor__in=[AnchorState.EXACT, AnchorState.UNCHECKED])

    def undated(self) -> Self:
        return self.filter(said_on="")

    def get_by_natural_key(self, slug: str) -> "Statement":
        return self.get(slug=slug)


class StatementKind(models.TextChoices):
    ASSERTION = "assertion", pgettext_lazy("kind of statement", "assertion")
    FORECAST = "forecast", pgettext_lazy("kind of statement", "forecast")
    CONDITION = "condition", pgettext_lazy("kind of statement", "condition")
    DENIAL = "denial", pgettext_lazy("kind of statement", "denial")
    REFUSAL = "refusal", pgettext_lazy("kind of statement", "refusal to answer")
    REPORT = "report", pgettext_lazy("kind of statement", "report of another’s words")


class AnchorState(models.TextChoices):
    EXACT = "exact", pgettext_lazy("state of an anchor", "exact")
    NORMALISED = "normalised", pgettext_lazy("state of an anchor", "equal after normalisation")
    MOVED = "moved", pgettext_lazy("state of an anchor", "found elsewhere")
    NOT_FOUND = "not_found", pgettext_lazy("state of an anchor", "not found")
    AMBIGUOUS = "ambiguous", pgettext_lazy("state of an anchor", "found more than once")
    UNCHECKED = "unchecked", pgettext_lazy("state of an anchor", "no text held")


# Where the positions of each kind of words stand.
PLACES = {"quote": ("start", "end"), "question": ("question_start", "question_end")}


class Statement(Versioned):
    """Exact words of a speaker in a source, with their place and the question they answer."""

    slug = slug_field()
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="statements",
        help_text="Choose the document in which the words stand.",
    )
    speaker = models.ForeignKey(
        Speaker,
        on_delete=models.PROTECT,
        related_name="statements",
        help_text="Choose whose words these are, whoever passed them on.",
    )
    quote = models.TextField(
        help_text="Copy the exact words, unaltered, as few as will do to show what was said."
    )
    start = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Give the position of the first character, in Unicode code points.",
    )
    end = models.PositiveIntegerField(
        null=True, blank=True, help_text="Give the position after the last character."
    )
    prefix = models.CharField(
        max_length=64,
        null=True,
        blank=True,
        help_text="Copy up to 32 characters that stand before the words.",
    )
    suffix = models.CharField(
        max_length=64,
        null=True,
        blank=True,
        help_text="Copy up to 32 characters that stand after the words.",
    )
    question = models.TextField(
        blank=True, help_text="Copy the exact question that these words answer, if there is one."
    )
    question_start = models.PositiveIntegerField(
        null=True, blank=True, help_text="Give the position of the question’s first character."
    )
    question_end = models.PositiveIntegerField(
        null=True, blank=True, help_text="Give the position after the question’s last character."
    )
    said_on = EDTFField(blank=True, help_text=DATE_HELP)
    said_on_from = bound_column()
    said_on_to = bound_column()
    said_on_note = models.TextField(
        blank=True, help_text="Say how the date is known. Readers see it."
    )
    venue = models.ForeignKey(
        Publisher,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
        help_text="Choose where the words were first said, if it was not in this source.",
    )
    relayed_through = models.JSONField(
        default=list,
        blank=True,
        help_text='Name who passed the words on, in order: ["Journal of Nuclear Physics"].',
    )
    kind = models.CharField(
        max_length=10,
        choices=StatementKind,
        help_text="Choose what the speaker does with these words.",
    )
    note = models.TextField(
        blank=True, help_text="Say what a reader needs to know to read the words fairly."
    )
    anchor = models.CharField(
        max_length=10, choices=AnchorState, default=AnchorState.UNCHECKED, editable=False
    )

    objects = StatementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        # Statements are published with their source, and never withdrawn one by one.
        default_permissions = ("add", "change", "delete", "view", "publish")
        ordering = ("said_on_from", "slug")
        constraints = (
            one_of("kind", StatementKind),
            one_of("anchor", AnchorState),
            bounds_in_order("said_on"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__isnull=False, end__isnull=False, start__lt=F("end")),
                name="statement_position_in_order",
                violation_error_message="Give both positions, the start before the end.",
            ),
            models.CheckConstraint(
                condition=Q(question_start__isnull=True, question_end__isnull=True)
                | (
                    Q(question_start__isnull=False, question_end__isnull=False)
                    & Q(question_start__lt=F("question_end"))
                    & ~Q(question="")
                ),
                name="statement_question_in_order",
                violation_error_message="A question’s positions need the question, start first.",
            ),
            models.UniqueConstraint(
                fields=["source", "start", "end"],
                name="statement_once_per_passage",
                violation_error_message="This passage of the source already is a statement.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.speaker.name}, {self.said_on or 'undated'}: “{self.first_words}”"

    @property
    def first_words(self) -> str:
        return self.quote if len(self.quote) <= 60 else f"{self.quote[:57].rstrip()}…"

    def save(self, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            self.anchor = self.locate(self.source.text).state
        with transaction.atomic(savepoint=not self._state.adding):
            sources = {self.source}
            if not self._state.adding:
                # One that it is moved away from loses its words.
                sources |= set(Source.objects.filter(statements=self.pk))
            super().save(**kwargs)
            for source in sources:
                source.note_changes()

    def delete(self, *args: Any, by: Any = None, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """`by` becomes the last editor of the source, whose page is shorter without these words."""
        with transaction.atomic():
            deleted = super().delete(*args, by=by, **kwargs)
            # As it is now: this row may have been read before somebody saved its source.
            source = Source.objects.get(pk=self.source_id)
            source.save(by=by, why=f"Deleted the statement “{self.slug}”.")
        return deleted

    def get_absolute_url(self) -> str:
        return reverse("statement_detail", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    natural_key.dependencies = ["sources.source", "sources.speaker"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        refuse_changed_address(self, "statement")
        stored = Statement.objects.filter(pk=self.pk).first()
        errors = self._misplaced(stored)
        if stored and stored.source_id != self.source_id and stored.is_public:
            errors["source"] = "These words are published in their source, so they stay there."
        if self._takes_an_address(stored):
            errors["slug"] = "This address once belonged to other words: choose a new one."
        for name in ("quote", "question"):
            if getattr(self, name) != getattr(self, name).strip():
                errors[name] = "Leave out the white space before and after the words."
        relays = self.relayed_through
        if not isinstance(relays, list) or not all(
            isinstance(name, str) and name and name.isprintable() for name in relays
        ):
            errors["relayed_through"] = 'A list of names is allowed here: ["One", "Two"].'
        if errors:
            raise ValidationError(errors)

    def _misplaced(self, stored: "Statement | None") -> dict[str, str]:
        """What is not exactly where it is said to be in the text that the source holds.

        Only what is new or changed is asked: a text that is attached later may show that an old
        row is wrong, and its other fields must still be open to change.
        """
        changed = {
            words
            for words in ("quote", "question")
            for name in ("source_id", words, *PLACES[words])
            if stored is None or getattr(self, name) != getattr(stored, name)
        }
        held = HeldText.objects.filter(source_id=self.source_id).first() if changed else None
        if held is None:
            return {}
        found: dict[str, anchors.Anchor] = {}
        if "quote" in changed and self.quote:
            found["quote"] = self.locate(held.text)
        if "question" in changed and self.question_start is not None:
            at = (self.question_start, self.question_end)
            found["question"] = anchors.locate(held.text, self.question, *at)
        return {
            name: reading.explain(place)
            for name, place in found.items()
            if place.state != anchors.State.EXACT
        }

    def _takes_an_address(self, stored: "Statement | None") -> bool:
        """Whether this id is new to this row but not to readers. Their address must go on leading
        to the words that they quoted it for."""
        if stored is not None and stored.slug == self.slug:
            return False
        names = ("statement", "former_statement")
        return Facet.objects.filter(name__in=names, value=self.slug).exists()

    @property
    def is_public(self) -> bool:
        """Whether a published document has these words under this id."""
        return Facet.objects.filter(name="statement", value=self.slug).exists()

    def reattach(self, *, by: Any) -> None:
        """Move the positions to the one place where these very words stand.

        Raises ValidationError where there is none, and Conflict as every save does.
        """
        text = self.source.text
        place = self.locate(text)
        start, end = place.start, place.end
        if text is None or place.state != anchors.State.MOVED or start is None or end is None:
            raise ValidationError({"quote": reading.explain(place)})
        self.start, self.end = start, end
        self.prefix, self.suffix = anchors.context(text, start, end)
        self.full_clean()
        self.save(by=by, why=f"Re-attached: the words stand at {reading.where(start, end)}.")

    def locate(self, text: str | None) -> anchors.Anchor:
        """Where these words stand in `text`, as anchors.py has it."""
        return anchors.locate(text, self.quote, self.start, self.end, self.prefix, self.suffix)

    def question_stands_in(self, text: str) -> bool:
        """Whether the question, where its place is recorded, stands there in `text`."""
        if self.question_start is None:
            return True
        return text[self.question_start : self.question_end] == self.question
