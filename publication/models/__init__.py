"""Rows belong to editors, editions to the public; publishing turns one into the other."""

from publication.models.edition import (
    AppendOnlyError,
    Edition,
    Facet,
    Operation,
    lock_chain,
    refuse_changed_address,
)
from publication.models.facet_count import FacetCount
from publication.models.publishable import (
    Publishable,
    PublishableQuerySet,
    Withdrawable,
    fingerprint,
    now,
    require_reason,
    require_seen,
)
from publication.models.versioned import Conflict, Versioned

__all__ = [
    "AppendOnlyError",
    "Conflict",
    "Edition",
    "Facet",
    "FacetCount",
    "Operation",
    "Publishable",
    "PublishableQuerySet",
    "Versioned",
    "Withdrawable",
    "fingerprint",
    "lock_chain",
    "now",
    "refuse_changed_address",
    "require_reason",
    "require_seen",
]
