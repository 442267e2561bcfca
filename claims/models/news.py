"""What readers who follow a claim hear of: only editions that say something new."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.lookups import IsNull

from claims.models.claim import Claim
from claims.news import Document, is_news
from publication import tables
from publication.models import Edition, Facet


class NewsQuerySet(models.QuerySet["News"]):
    def newest_first(self) -> Self:
        """With all that a feed shows: the edition, the one before it, and the newest one."""
        return self.order_by("-edition_id").select_related("edition__previous", "claim__edition")

    def with_facet(self, name: str, value: str, *, is_rare: bool) -> Self:
        """News of the claims whose newest edition has this value; a withdrawn one has none. Where
        it `is_rare`, from the claims that have it; else tried on one after the other."""
        facets = Facet.objects.filter(name=name, value=value)
        if is_rare:
            claims = Claim.objects.filter(edition__in=facets.values("edition"))
            return self.filter(pk__in=News.objects.filter(claim__in=claims).values("pk"))
        own = facets.filter(edition=OuterRef("claim__edition")).values("edition")
        return self.filter(IsNull(Subquery(own[:1]), False))

    def note(self, pairs: Iterable[tuple[Claim, Edition]]) -> None:
        """Write down which of these new editions are news."""
        new = [
            (edition.pk, claim.pk)
            for claim, edition in pairs
            if is_news(edition.previous.content if edition.previous else None, edition.content)
        ]
        tables.insert(self.model, ("edition", "claim"), new)

    def rebuild(self, claims: Sequence[Claim]) -> None:
        """Write the news of these claims anew. The caller holds the chain lock."""
        editions = Edition.objects.filter(kind="claim", object_id__in=[row.pk for row in claims])
        self.filter(models.Q(claim__in=claims) | models.Q(edition__in=editions)).delete()
        self.bulk_create(
            self.model(edition_id=number, claim_id=key) for key, number in newsworthy(claims)
        )


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


def newsworthy(claims: Collection[Claim]) -> Iterator[tuple[int, int]]:
    """Claim and number of each edition of these claims that is news, read one by one."""
    editions = Edition.objects.filter(kind="claim", object_id__in=[row.pk for row in claims])
    claim, before = 0, None
    for edition in editions.order_by("object_id", "number").iterator(chunk_size=50):
        content: Document = edition.content
        if is_news(before if edition.object_id == claim else None, content):
            yield edition.object_id, edition.number
        claim, before = edition.object_id, content
