"""The rows of claims: one module a subject."""

from claims.models.claim import Claim, ClaimStatement, Tag, Verdict
from claims.models.followup import Followup

__all__ = ["Claim", "ClaimStatement", "Followup", "Tag", "Verdict"]
