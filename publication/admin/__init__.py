"""The editors' desk: forms that overwrite nobody, publishing with a reason, history in words."""

from publication.admin.desk import DeskAdmin, DeskForm, VersionedForm
from publication.admin.edition import EditionAdmin
from publication.admin.publishing import PublicState, PublishingAdmin

__all__ = [
    "DeskAdmin",
    "DeskForm",
    "EditionAdmin",
    "PublicState",
    "PublishingAdmin",
    "VersionedForm",
]
