"""The editors' desk: forms that overwrite nobody, publishing with a reason, history in words."""

from publication.admin.desk import DeskAdmin, DeskForm, LabelledFormSet, Lines, VersionedForm
from publication.admin.edition import EditionAdmin
from publication.admin.publishing import PublicState, PublishingAdmin, obstacles
from publication.inbox import InboxFilter, Line, drafts, mine, unpublished

__all__ = [
    "DeskAdmin",
    "DeskForm",
    "EditionAdmin",
    "InboxFilter",
    "LabelledFormSet",
    "Line",
    "Lines",
    "PublicState",
    "PublishingAdmin",
    "VersionedForm",
    "drafts",
    "mine",
    "obstacles",
    "unpublished",
]
