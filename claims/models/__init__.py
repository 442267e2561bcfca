"""The rows of claims: one module a subject."""

from claims.models.claim import Claim, Verdict
from claims.models.claim_statement import ClaimStatement
from claims.models.followup import Followup
from claims.models.lead import ClaimMeaning, Lead, LeadKind, LeadSearch
from claims.models.news import News
from claims.models.tag import Tag

__all__ = [
    "Claim",
    "ClaimMeaning",
    "ClaimStatement",
    "Followup",
    "Lead",
    "LeadKind",
    "LeadSearch",
    "News",
    "Tag",
    "Verdict",
]
