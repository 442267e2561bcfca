"""What readers who follow a claim hear of: only editions that say something new."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef

from claims.models.claim import Claim
from claims.news import Document, is_news
from publication.models import Edition, Facet
from publication.signals import edition_issued


class NewsQuerySet(models.QuerySet["News"]):
    def newest_first(self) -> Self:
        """With all that a feed shows: the edition, the one before it, and the newest one."""
        return self.order_by("-edition_id").select_related("edition__previous", "claim__edition")

    def with_facet(self, name: str, value: str) -> Self:
        """News of the claims whose newest edition has this value; a withdrawn one has none."""
        facets = Facet.objects.filter(edition=OuterRef("claim__edition"), name=name, value=value)
        return self.filter(Exists(facets))

    def rebuild(self, claim: Claim) -> None:
        """Write the news of a claim anew. The caller holds the chain lock."""
        self.filter(models.Q(claim=claim) | models.Q(edition__in=_editions(claim))).delete()
        self.bulk_create(self.model(edition_id=number, claim=claim) for number in newsworthy(claim))


class News(models.Model):
    """An edition with which a claim became public, changed its standing, got new evidence or was
    withdrawn. Derived from the editions alone, so it can be rebuilt from them."""

    edition = models.OneToOneField(
        Edition, primary_key=True, on_delete=models.PROTECT, related_name="news"
    )
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="news")

    objects = NewsQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["claim", "edition"], name="news_by_claim"),)

    def __str__(self) -> str:
        return f"News of edition {self.edition_id}"

    @property
    def newest_edition(self) -> Edition:
        """That of its claim, which has one: news comes with editions."""
        return self.claim.edition or self.edition


def _editions(claim: Claim) -> models.QuerySet[Edition]:
    return Edition.objects.filter(kind="claim", object_id=claim.pk)


def newsworthy(claim: Claim) -> list[int]:
    """The numbers of the claim's editions that are news, read from the editions one by one."""
    numbers, before = [], None
    for edition in _editions(claim).order_by("number").iterator(chunk_size=50):
        content: Document = edition.content
        if is_news(before, content):
            numbers.append(edition.number)
        before = content
    return numbers


def listen() -> None:
    edition_issued.connect(note_news, sender=Claim, dispatch_uid="claims.note_news")


def note_news(*, instance: Claim, edition: Edition, **kwargs: Any) -> None:
    """Write down whether this edition of the claim is news."""
    before: Document | None = edition.previous.content if edition.previous else None
    if is_news(before, edition.content):
        News.objects.create(edition=edition, claim=instance)
