"""The page of a claim as it would be if everything that is saved were published; for staff."""

from django.http import HttpRequest, HttpResponse

from claims.documents import claim_document
from claims.models import Claim
from claims.views.claim import render_claim
from publication.admin import obstacles


def preview_claim(request: HttpRequest, claim: Claim) -> HttpResponse:
    """With what still stands in the way of publishing it."""
    document = claim_document(claim, drafts=True)
    return render_claim(request, document, preview={"obstacles": obstacles(claim)})
