"""Claims: what each says, and what follows from its newest edition."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from claims import search
from claims.documents import claim_document
from claims.facet_text import facet_text
from claims.facets import claim_counted, claim_facets, sort_columns
from claims.models.quoted import Parts, attach_parts, attach_quoted
from claims.models.tag import Tag
from claims.standing import SETTLED
from claims.timeline import BEYOND_THE_SPEAKER
from publication.constraints import bounds_in_order, one_of
from publication.models import (
    Counted,
    Edition,
    Facet,
    Held,
    Publishable,
    PublishableQuerySet,
    Versioned,
    having,
)
from publication.reading import attach, listed
from sources.fields import DATE_HELP, EDTFField, bound_column
from sources.models import Statement
from sources.models.slug import slug_field

if TYPE_CHECKING:
    from claims.models.claim_statement import ClaimStatement


class Verdict(models.TextChoices):
    OPEN = "open", pgettext_lazy("standing", "open")
    SUPPORTED = "supported", pgettext_lazy("standing", "supported")
    CONTRADICTED = "contradicted", pgettext_lazy("standing", "contradicted")
    QUALIFIED = "qualified", pgettext_lazy("standing", "qualified")
    DISPUTED = "disputed", pgettext_lazy("standing", "disputed")
    SUPERSEDED = "superseded", pgettext_lazy("standing", "superseded")
    RETRACTED = "retracted", pgettext_lazy("standing", "retracted")
    FULFILLED = "fulfilled", pgettext_lazy("standing", "fulfilled")
    NOT_FULFILLED = "not_fulfilled", pgettext_lazy("standing", "not fulfilled")
    UNVERIFIABLE = "unverifiable", pgettext_lazy("standing", "unverifiable")


# So many claims with a tag are looked at for facts about the same stage as a promise.
MOST_TRIED = 2_000

# Verdicts that only a promise or a goal can have.
KEPT_OR_NOT = (Verdict.FULFILLED, Verdict.NOT_FULFILLED)


class ClaimQuerySet(PublishableQuerySet["Claim"]):
    def with_content(self) -> Self:
        return self.select_related("edition").prefetch_related(
            "tags",
            "links__statement__source__edition",
            "followups__statement__source__edition",
            "followups__source__edition",
        )

    def in_bulk_with_content(self, keys: Collection[int]) -> dict[int, "Claim"]:
        claims: dict[int, Claim] = {row.pk: row for row in self.filter(pk__in=listed(keys))}
        attach(claims.values(), "edition", Edition.objects.all())
        links, followups = attach_parts(claims)
        attach_quoted([*links, *followups], followups)
        return claims

    def without_statements(self) -> Self:
        return self.filter(links__isnull=True)

    def overdue_unanswered(self, today: date) -> Self:
        """Published, overdue, and with no evidence dated after the day on which they fell due."""
        later = self._evidence().filter(occurred_on_to__gt=OuterRef("public_due"))
        return self.overdue(today).exclude(Exists(later))

    def on_word_alone_since(self, day: date) -> Self:
        """Published, said before that day, and nothing independent or official found so far."""
        beyond = self._evidence().filter(published_at__isnull=False, basis__in=BEYOND_THE_SPEAKER)
        found = beyond.exclude(relation="found_nothing")
        return self.published().filter(public_first_said__lt=day).exclude(Exists(found))

    def promised_for_a_date(self) -> Self:
        """Published promises and goals whose document has a due date, be it open on one side."""
        promised = self.published().filter(having("kind", ClaimKind.PROMISE, ClaimKind.GOAL))
        return promised.filter(having("due"))

    def due_by_a_day(self) -> Self:
        """Those of which the due date has an end, the latest first."""
        return self.filter(public_due__lt=date.max).order_by("-public_due", "-pk")

    def due_without_end(self) -> Self:
        """Those of which the due date has a beginning only. In EDTF such a date ends so."""
        open_ended = Q(value__endswith="/..") | Q(value__endswith="/")
        facets = Facet.objects.filter(open_ended, name="due").values("edition")
        return self.filter(public_due=date.max, edition__in=facets).order_by("pk")

    def facts_about(self, tags: Iterable[str]) -> Self:
        """Published claims of fact with one of these tags, of the MOST_TRIED claims with them that
        were published last."""
        wanted = list(tags)
        if not wanted:
            return self.none()
        tagged = Facet.objects.filter(name="tag", value__in=wanted).order_by("-edition_id")
        facts = self.published().filter(having("kind", ClaimKind.FACT))
        return facts.filter(edition__in=tagged.values("edition")[:MOST_TRIED])

    def unsettled(self) -> Self:
        """Published, and still without an answer."""
        return self.published().exclude(public_standing__in=SETTLED)

    def overdue(self, today: date) -> Self:
        """By their editions, the longest overdue first."""
        return self.unsettled().filter(public_due__lt=today).order_by("public_due", "pk")

    def _evidence(self) -> models.QuerySet[Any]:
        """The followups of each claim that nobody withdrew."""
        followups = self.model._related("followups")
        return followups.filter(claim=OuterRef("pk"), withdrawn_at__isnull=True)


class ClaimKind(models.TextChoices):
    FACT = "fact", pgettext_lazy("kind of claim", "claim of fact")
    PROMISE = "promise", pgettext_lazy("kind of claim", "promise")
    GOAL = "goal", pgettext_lazy("kind of claim", "goal")
    NON_ANSWER = "non_answer", pgettext_lazy("kind of claim", "refusal to answer")


class Claim(Publishable):
    """One checkable proposition in the editors' neutral words."""

    slug = slug_field()
    text = models.CharField(
        max_length=300,
        unique=True,
        help_text="Write one sentence that can be checked, in neutral words, with a full stop.",
    )
    kind = models.CharField(
        max_length=12,
        choices=ClaimKind,
        help_text="Choose what is claimed; only a promise or a goal can be fulfilled.",
    )
    due_on = EDTFField(
        blank=True, help_text=f"Say when it falls due, in the speaker’s own terms. {DATE_HELP}"
    )
    due_on_from = bound_column()
    due_on_to = bound_column()
    settles = models.CharField(
        max_length=300, blank=True, help_text="Say in one sentence what would settle this."
    )
    note = models.TextField(
        blank=True, help_text="Say what a reader needs to know to judge this fairly."
    )
    tags = models.ManyToManyField(
        Tag,
        blank=True,
        related_name="claims",
        help_text="Choose what the claim is about; readers find it by its tags.",
    )
    statements = models.ManyToManyField(Statement, through="ClaimStatement", related_name="claims")

    public_standing = models.CharField(
        "standing", max_length=16, choices=Verdict, default=Verdict.OPEN, editable=False
    )
    public_kind = models.CharField(
        "published kind", max_length=12, blank=True, default="", editable=False
    )
    public_first_said = models.DateField("first said", null=True, editable=False)
    public_last_said = models.DateField("last said", null=True, editable=False)
    public_last_evidence = models.DateField("last evidence", null=True, editable=False)
    public_due = models.DateField("due", null=True, editable=False)
    public_open_since = models.DateField("open since", null=True, editable=False)
    public_statements = models.PositiveIntegerField("statements", null=True, editable=False)
    public_facets = models.TextField("published facets", blank=True, default="", editable=False)

    PUBLIC_COLUMNS = (
        *Publishable.PUBLIC_COLUMNS,
        "public_standing",
        "public_kind",
        "public_first_said",
        "public_last_said",
        "public_last_evidence",
        "public_due",
        "public_open_since",
        "public_statements",
        "public_facets",
    )

    objects = ClaimQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=PUBLIC_COLUMNS, m2m_fields=[tags])

    # Set by `in_bulk_with_content` only.
    read_parts: Parts | None = None

    class Meta(Publishable.Meta):
        ordering = ("slug",)
        constraints = (
            *Publishable.Meta.constraints,
            one_of("kind", ClaimKind),
            one_of("public_standing", Verdict),
            bounds_in_order("due_on"),
        )
        indexes = (
            models.Index(
                fields=["public_standing", "public_kind", "edition"],
                condition=models.Q(edition__isnull=False, withdrawn_at__isnull=True),
                name="claim_by_standing_and_kind",
            ),
            models.Index(fields=["public_first_said", "id"], name="claim_by_first_said"),
            models.Index(fields=["public_last_said", "id"], name="claim_by_last_said"),
            models.Index(fields=["public_last_evidence", "id"], name="claim_by_last_evidence"),
            models.Index(fields=["public_due", "id"], name="claim_by_due"),
            # Claims of fact come behind all that are due, and would be looked for among these.
            models.Index(fields=["public_kind", "public_due", "id"], name="claim_by_kind_and_due"),
            models.Index(fields=["public_open_since", "id"], name="claim_by_open_since"),
            models.Index(fields=["public_statements", "id"], name="claim_by_statements"),
        )

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("claim_detail", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    natural_key.dependencies = ["claims.tag"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.pk:
            self._refuse_what_its_evidence_forbids()
        if not self.text.endswith("."):
            raise ValidationError({"text": "A claim is one sentence and ends with a full stop."})

    def _refuse_what_its_evidence_forbids(self) -> None:
        """Published evidence was right for the claim as it was; a new kind of claim, or a statement
        that is linked later, may make it wrong."""
        published = [row for row in self.part("followups") if row.is_published]
        if not self.is_promised and any(row.verdict in KEPT_OR_NOT for row in published):
            raise ValidationError(
                {"kind": "Evidence says whether this was fulfilled, so it is a promise or a goal."}
            )
        for followup in published:
            if followup.basis != "self" and followup.repeats_its_speaker(self):
                raise ValidationError(
                    f"The evidence “{followup.slug}” is in the words of a speaker of this claim: "
                    "its basis must be “self”."
                )

    @property
    def is_promised(self) -> bool:
        return self.kind in (ClaimKind.PROMISE, ClaimKind.GOAL)

    def part(self, name: str) -> Iterable[Any]:
        """Its `tags`, `links` or `followups`, as they were read with many claims or are now."""
        if self.read_parts is not None:
            return self.read_parts[name]
        rows: Iterable[Any] = getattr(self, name).all()
        return rows

    def document(self) -> dict[str, Any]:
        return claim_document(self)

    def changed_rows(self, document: dict[str, Any]) -> Iterator[Versioned]:
        """The claim itself where it differs, its evidence that was edited after it was published,
        and tags that have another name or group now."""
        old = self.published_document or {}
        if _own(document) != _own(old):
            yield self
        yield from (row for row in self.part("followups") if row.unpublished_changes)
        before = {tag["id"]: tag for tag in old.get("tags", [])}
        after = {tag["id"]: tag for tag in document["tags"]}
        for tag in self.part("tags"):
            if tag.slug in before and before[tag.slug] != after[tag.slug]:
                yield tag

    @classmethod
    def note_all_is_public(cls, keys: Collection[int]) -> None:
        super().note_all_is_public(keys)
        followups = cls._related("followups").published()
        marked = followups.filter(claim__in=keys, unpublished_changes=True)
        marked.update(unpublished_changes=False)

    @classmethod
    def note_editions(cls, pairs: Sequence[tuple[Self, Edition]]) -> None:
        search.put({claim.pk: claim.searchable_document for claim, _ in pairs})
        cls._related("news").note(pairs)

    @classmethod
    def rebuild_notes(cls, rows: Sequence[Self]) -> None:
        search.put({claim.pk: claim.searchable_document for claim in rows})
        cls._related("news").rebuild(rows)

    @classmethod
    def _related(cls, name: str) -> Any:
        """The manager of a model that points to claims and so is defined after them."""
        model: Any = cls._meta.get_field(name).related_model
        return model._default_manager

    def link(self, statement: Statement, role: str, *, by: Any) -> "ClaimStatement":
        """Add a statement to the claim; raises ValidationError where it is linked already."""
        with transaction.atomic():
            self.save(by=by, why=f"Linked the statement “{statement.slug}”.")
            link: ClaimStatement = self._related("links").model(
                claim=self, statement=statement, role=role
            )
            link.full_clean()
            link._history_user = by  # type: ignore[attr-defined]
            link.save()
        return link

    def retag(
        self, *, add: Iterable[Tag] = (), remove: Iterable[Tag] = (), by: Any, why: str = ""
    ) -> bool:
        """Whether this changed anything; a claim that has the tags already is left alone."""
        tags = set(self.tags.all())
        wanted = (tags | set(add)) - set(remove)
        if wanted == tags:
            return False
        with transaction.atomic():
            self.save(by=by, why=why)
            self.tags.set(wanted)
            self.note_changes()
        return True

    def facets(self, document: dict[str, Any]) -> Iterator[Held]:
        return claim_facets(document)

    def counted(self, document: dict[str, Any], held: Iterable[Held]) -> Iterator[Counted]:
        return claim_counted(document, held)

    def public_columns(self, document: dict[str, Any], held: Sequence[Held]) -> dict[str, Any]:
        return {**sort_columns(document), "public_facets": facet_text(document, held)}

    @property
    def searchable_document(self) -> dict[str, Any] | None:
        """What search may find of this claim: nothing before publication or after withdrawal."""
        return self.edition.content if self.edition and self.is_published else None


def _own(document: dict[str, Any]) -> dict[str, Any]:
    """What of a claim’s document comes from its own row, its links and its choice of tags."""
    if not document:
        return {}
    derived = ("followups", "standing", "first_said_on", "last_said_on")
    return {
        **{key: value for key, value in document.items() if key not in derived},
        "statements": [(item["role"], item["id"]) for item in document["statements"]],
        "tags": [tag["id"] for tag in document["tags"]],
    }
