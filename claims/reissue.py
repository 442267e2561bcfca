"""Claims follow their sources: a published correction re-issues every claim that embeds it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from claims.documents import with_source
from claims.models import Claim
from publication.models import Edition, Facet
from publication.signals import editions_issued
from sources.models import Source


def listen() -> None:
    editions_issued.connect(follow_sources, sender=Source, dispatch_uid="claims.follow_sources")


def follow_sources(*, pairs: Sequence[tuple[Source, Edition]], **kwargs: Any) -> None:
    """Re-issue the published claims that embed one of these sources, in the same transaction."""
    cited = {_previous_id(edition) for _, edition in pairs}
    embedded = Facet.objects.filter(name="source", value__in=cited, edition__kind="claim")
    rests_on = set(embedded.values_list("value", flat=True).distinct())
    for _, edition in pairs:
        if _previous_id(edition) in rests_on:
            follow_source(edition)


def follow_source(edition: Edition) -> None:
    """Only quotations and citations change: unpublished edits of the claims stay unpublished."""
    previous_id = _previous_id(edition)
    claims = Claim.objects.published().with_facet("source", previous_id).select_related("edition")
    if edition.is_withdrawal:
        _refuse_to_strand(claims.values_list("slug", flat=True))
        return
    for claim in claims.order_by("pk"):
        document = with_source(claim.published_document or {}, previous_id, edition.content)
        reason = f"Its source “{edition.key}” was published again. {edition.reason}".strip()
        claim.issue_if_changed(document, by=edition.published_by, reason=reason)


def _previous_id(edition: Edition) -> str:
    """The id under which claims cite the source so far."""
    return edition.previous.key if edition.previous else edition.key


def _refuse_to_strand(slugs: Any) -> None:
    if slugs:
        raise ValidationError(
            "Published claims rest on this source. Withdraw them first, or publish them "
            f"without it: {', '.join(sorted(slugs))}."
        )
