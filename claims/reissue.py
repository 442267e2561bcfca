"""Claims follow their sources: a published correction re-issues every claim that embeds it."""

from typing import Any

from django.core.exceptions import ValidationError

from claims.documents import with_source
from claims.models import Claim
from publication.models import Edition
from publication.signals import edition_issued
from sources.models import Source


def listen() -> None:
    edition_issued.connect(follow_source, sender=Source, dispatch_uid="claims.follow_source")


def follow_source(*, instance: Source, edition: Edition, **kwargs: Any) -> None:
    """Re-issue the published claims that embed this source, in the same transaction.

    Only the quotations and citations change: unpublished edits of the claims stay unpublished.
    """
    previous_id = edition.previous.key if edition.previous else edition.key
    claims = Claim.objects.published().with_facet("source", previous_id).select_related("edition")
    if edition.is_withdrawal:
        _refuse_to_strand(claims.values_list("slug", flat=True))
        return
    for claim in claims.order_by("pk"):
        document = with_source(claim.published_document or {}, previous_id, edition.content)
        reason = f"Its source “{edition.key}” was published again. {edition.reason}".strip()
        claim.issue_if_changed(document, by=edition.published_by, reason=reason)


def _refuse_to_strand(slugs: Any) -> None:
    if slugs:
        raise ValidationError(
            "Published claims rest on this source. Withdraw them first, or publish them "
            f"without it: {', '.join(sorted(slugs))}."
        )
