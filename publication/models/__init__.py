"""Rows belong to editors, editions to the public; publishing turns one into the other."""

from publication.models.edition import (
    AppendOnlyError,
    Edition,
    Facet,
    Operation,
    lock_chain,
    refuse_changed_address,
)
from publication.models.publishable import (
    Publishable,
    PublishableQuerySet,
    Withdrawable,
    now,
    require_reason,
)
from publication.models.versioned import Conflict, Versioned

__all__ = [
    "AppendOnlyError",
    "Conflict",
    "Edition",
    "Facet",
    "Operation",
    "Publishable",
    "PublishableQuerySet",
    "Versioned",
    "Withdrawable",
    "lock_chain",
    "now",
    "refuse_changed_address",
    "require_reason",
]
