"""The editors' desk for claims, tags and later evidence: one module a subject."""

from claims.admin.claim import ClaimAdmin
from claims.admin.followup import FollowupAdmin
from claims.admin.source import SourceAdmin
from claims.admin.statement import StatementAdmin
from claims.admin.tag import TagAdmin

__all__ = ["ClaimAdmin", "FollowupAdmin", "SourceAdmin", "StatementAdmin", "TagAdmin"]
