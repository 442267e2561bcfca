"""Rows belong to editors, editions to the public; publishing turns one into the other."""

from publication.models.counting import Counted, beside
from publication.models.edition import (
    AppendOnlyError,
    Edition,
    Facet,
    Held,
    Operation,
    having,
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
from publication.models.versioned import Conflict, Versioned, clean_as_saved

__all__ = [
    "AppendOnlyError",
    "Conflict",
    "Counted",
    "Edition",
    "Facet",
    "FacetCount",
    "Held",
    "Operation",
    "Publishable",
    "PublishableQuerySet",
    "Versioned",
    "Withdrawable",
    "beside",
    "clean_as_saved",
    "fingerprint",
    "having",
    "lock_chain",
    "now",
    "refuse_changed_address",
    "require_reason",
    "require_seen",
]
