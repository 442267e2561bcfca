from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publication.constraints import bounds_in_order, one_of
from publication.models import (
    Counted,
    Edition,
    Held,
    Operation,
    Publishable,
    PublishableQuerySet,
    Versioned,
)
from publication.reading import attach
from publication.rights import right
from sources.documents import source_document
from sources.facets import former_statements, source_counted, source_facets
from sources.fields import DATE_HELP, EDTFField, bound_column
from sources.models.publisher import NOT_KNOWN, Publisher
from sources.models.slug import slug_field
from sources.models.speaker import Speaker

NAMES_IN_TEXT = (
    "A section of this text has an author line: publishing the text would publish the names of "
    "those who commented."
)


class SourceQuerySet(PublishableQuerySet["Source"]):
    def with_content(self) -> Self:
        return self.select_related("publisher", "author", "edition").prefetch_related(
            "statements__speaker", "statements__venue"
        )

    def in_bulk_with_content(self, keys: Collection[int]) -> dict[int, "Source"]:
        own = self.select_related("publisher", "author", "edition").prefetch_related("statements")
        sources = own.in_bulk(keys)
        statements = [row for source in sources.values() for row in source.statements.all()]
        attach(statements, "speaker", Speaker.objects.all())
        attach(statements, "venue", Publisher.objects.all())
        return sources

    def without_text(self) -> Self:
        return self.filter(held__isnull=True)

    def with_suggestions(self) -> Self:
        """Those with passages that no editor has decided on yet."""
        waiting = Q(candidates__decision="open", candidates__statement=None)
        # In a query of its own: a join would count the statements of each row once a passage.
        keys = self.model._default_manager.filter(waiting & Q(candidates__isnull=False))
        return self.filter(pk__in=keys.values("pk"))

    def note_change_in(self, part: Q) -> None:
        """Published sources with such a part have unpublished changes from now on."""
        pages = self.published().filter(pk__in=self.filter(part).values("pk"))
        pages.update(unpublished_changes=True)


class SourceKind(models.TextChoices):
    BLOG_POST = "blog_post", pgettext_lazy("kind of source", "blog post")
    NEWS_ARTICLE = "news_article", pgettext_lazy("kind of source", "news article")
    PRESS_RELEASE = "press_release", pgettext_lazy("kind of source", "press release")
    COURT_FILING = "court_filing", pgettext_lazy("kind of source", "court filing")
    PATENT = "patent", pgettext_lazy("kind of source", "patent")
    OFFICIAL_REPORT = "official_report", pgettext_lazy("kind of source", "official report")
    INTERVIEW = "interview", pgettext_lazy("kind of source", "interview")
    WEB_PAGE = "web_page", pgettext_lazy("kind of source", "web page")


class DateBasis(models.TextChoices):
    STATED = "stated", pgettext_lazy("basis of a date", "stated in the document")
    ADDRESS = "address", pgettext_lazy("basis of a date", "read off its address")
    INFERRED = "inferred", pgettext_lazy("basis of a date", "inferred")
    UNKNOWN = "unknown", pgettext_lazy("basis of a date", "not known")


class Source(Publishable):
    """One document: known by its citation, or with its text held, unaltered, and hashed."""

    slug = slug_field()
    title = models.CharField(
        max_length=300,
        help_text="Give the title as printed or, where there is none, say plainly what this is.",
    )
    title_in_text = models.BooleanField(
        "title is printed in the document",
        default=True,
        help_text="Untick this where the editors made the title.",
    )
    publisher = models.ForeignKey(
        Publisher,
        on_delete=models.PROTECT,
        related_name="sources",
        help_text="Choose who issued the document.",
    )
    author = models.ForeignKey(
        Speaker,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sources",
        help_text="Choose who wrote it, where the document says so.",
    )
    kind = models.CharField(
        max_length=20, choices=SourceKind, help_text="Choose what sort of document this is."
    )
    url = models.URLField(
        "address",
        max_length=500,
        blank=True,
        help_text="Give the address at which the document was published.",
    )
    archived_url = models.URLField(
        "address of an archived copy",
        max_length=500,
        blank=True,
        help_text="Give the address of a copy in a public archive, where there is one.",
    )
    published_on = EDTFField(blank=True, help_text=DATE_HELP)
    published_on_from = bound_column()
    published_on_to = bound_column()
    date_basis = models.CharField(
        max_length=10,
        choices=DateBasis,
        help_text="Choose how the date is known; without a date it is “not known”.",
    )
    date_note = models.TextField(
        blank=True,
        help_text="Say how the date is known, and how the document was seen. Readers see it.",
    )
    language = models.CharField(
        max_length=12,
        default="en",
        validators=[RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]+)*\Z", "A BCP 47 tag, such as en.")],
        help_text="Give the BCP 47 tag of the document’s language, such as en or it.",
    )
    retrieved_at = models.DateTimeField(
        null=True, blank=True, help_text="Say when our copy was taken, in UTC. Readers see it."
    )
    file = models.CharField(
        "file name",
        max_length=200,
        blank=True,
        help_text="Give the name of our copy. It is not published.",
    )
    sha256 = models.CharField(
        "SHA-256",
        max_length=64,
        blank=True,
        validators=[RegexValidator(r"^[0-9a-f]{64}\Z", "64 hexadecimal digits.")],
        help_text="Give the hash of the file’s bytes: only that file can be attached as the text.",
    )
    characters = models.PositiveIntegerField(
        null=True, blank=True, help_text="Give the length of the text in Unicode code points."
    )

    text_is_public = models.BooleanField(
        "the text may be published",
        default=False,
        help_text="Tick this only where its licence or its age allows it: readers then get all of "
        "the text that is held.",
    )

    public_published = models.DateField("published", null=True, editable=False)

    PUBLIC_COLUMNS = (*Publishable.PUBLIC_COLUMNS, "public_published")

    objects = SourceQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=PUBLIC_COLUMNS)

    class Meta(Publishable.Meta):
        ordering = ("published_on_from", "slug")
        constraints = (
            *Publishable.Meta.constraints,
            one_of("kind", SourceKind),
            one_of("date_basis", DateBasis),
            bounds_in_order("published_on"),
            models.CheckConstraint(
                condition=Q(published_on="", date_basis="unknown")
                | (~Q(published_on="") & ~Q(date_basis="unknown")),
                name="source_date_has_basis",
                violation_error_message="A date needs its basis; no date has the basis “unknown”.",
            ),
            models.CheckConstraint(
                condition=Q(sha256="", characters__isnull=True)
                | (~Q(sha256="") & Q(characters__isnull=False)),
                name="source_hash_and_length",
                violation_error_message="Give both the SHA-256 and the length, or neither.",
            ),
            models.UniqueConstraint(
                fields=["sha256"],
                condition=~Q(sha256=""),
                name="source_one_per_file",
                violation_error_message="Another source is already made of this very file.",
            ),
        )
        indexes = (models.Index(fields=["public_published", "id"], name="source_by_published"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("source_detail", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def text(self) -> str | None:
        """The text as held, or None where only the citation is known."""
        held = HeldText.objects.filter(source_id=self.pk).first()
        return held.text if held else None

    def clean(self) -> None:
        if self.pk and self.text_is_public and self.sections.exclude(author_line="").exists():
            raise ValidationError({"text_is_public": NAMES_IN_TEXT})

    def document(self) -> dict[str, Any]:
        return source_document(self)

    def operation(self, document: dict[str, Any], reason: str) -> Operation:
        if document["publisher"]["id"] == NOT_KNOWN:
            raise ValidationError({"publisher": "Find out who issued the document first."})
        return super().operation(document, reason)

    def may_publish(self, user: Any) -> bool:
        """Statements alone are published with a right of their own, in a source that is public."""
        if super().may_publish(user):
            return True
        published = self.published_document
        if (
            published is None
            or self.withdrawn_at
            or not user.has_perm(right(self.statements.model, "publish"))
        ):
            return False
        return {**self.document(), "statements": []} == {**published, "statements": []}

    def changed_rows(self, document: dict[str, Any]) -> Iterator[Versioned]:
        """The source itself where it differs, statements that do, and rows whose names do."""
        old = self.published_document or {}
        known = {item["id"]: item for item in old.get("statements", [])}
        new = {item["id"]: item for item in document["statements"]}
        # Who deletes a statement becomes the last editor of its source.
        if _own(document) != _own(old) or known.keys() - new.keys():
            yield self
        printed: list[tuple[Versioned | None, Any, Any]] = [
            (self.publisher, document["publisher"], old.get("publisher")),
            (self.author, document["author"], old.get("author")),
        ]
        for statement in self.statements.all():
            now, then = new[statement.slug], known.get(statement.slug, {})
            if _own_words(now) != _own_words(then):
                yield statement
            printed.append((statement.speaker, now["speaker"], then.get("speaker")))
            printed.append((statement.venue, now["venue"], then.get("venue")))
        for row, reference, before in printed:
            if row and before and reference["id"] == before["id"] and reference != before:
                yield row

    def facets(self, document: dict[str, Any]) -> Iterator[Held]:
        return source_facets(document)

    @classmethod
    def past_facets(cls, rows: Sequence[Self]) -> list[tuple[Any, ...]]:
        """Statements that a source once had."""
        again = {row.pk: row.edition for row in rows if row.edition and row.edition.previous_id}
        editions = Edition.objects.filter(kind="source", object_id__in=again).order_by("object_id")
        return [
            (newest.pk, *facet)
            for key, own in groupby(editions.iterator(), key=lambda edition: edition.object_id)
            if (newest := again[key])
            for facet in former_statements((edition.content for edition in own), newest.content)
        ]

    def counted(self, document: dict[str, Any], held: Iterable[Held]) -> Iterator[Counted]:
        return source_counted(held)

    def public_columns(self, document: dict[str, Any], held: Sequence[Held]) -> dict[str, Any]:
        published_on = document["published_on"]
        upper = published_on["to"] if published_on else None
        return {"public_published": date.fromisoformat(upper) if upper else date.max}

    def anchor_statements(self) -> None:
        """Compute every statement's anchor anew from the text as held; positions stay."""
        text = self.text
        statements = list(self.statements.all())
        for statement in statements:
            statement.anchor = statement.locate(text).state
        self.statements.bulk_update(statements, ["anchor"])
        self.note_changes()


def _own(document: dict[str, Any]) -> dict[str, Any]:
    """What of a source’s document comes from its own row."""
    if not document:
        return {}
    return {
        **document,
        "publisher": document["publisher"]["id"],
        "author": document["author"] and document["author"]["id"],
        "statements": [],
    }


def _own_words(statement: dict[str, Any]) -> dict[str, Any]:
    """What of a statement comes from its own row."""
    if not statement:
        return {}
    return {
        **{key: value for key, value in statement.items() if key not in ("source", "anchor")},
        "speaker": statement["speaker"]["id"],
        "venue": statement["venue"] and statement["venue"]["id"],
    }


class HeldText(models.Model):
    """The unaltered text of a source; its own table, so that lists never load it."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="held")
    text = models.TextField(editable=False)
    attached_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Text of {self.source_id}"
