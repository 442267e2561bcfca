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

__all__ = [
    "AppendOnlyError",
    "Edition",
    "Facet",
    "Operation",
    "Publishable",
    "PublishableQuerySet",
    "Withdrawable",
    "lock_chain",
    "now",
    "refuse_changed_address",
    "require_reason",
]
