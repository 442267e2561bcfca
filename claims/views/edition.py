"""Past editions: every state in which the public record has been."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from claims.views.claim import render_claim
from publication.canonical import canonical
from publication.keyset import Order, Page
from publication.models import Edition
from publication.pages import (
    json_errors,
    list_response,
    next_path,
    plain_page,
    public_address,
    public_page,
    stored_json,
)

NEWEST_FIRST = Order("number", descending=True)
NO_CLAIM = "No claim is published at this address."
NO_EDITION = "The claim at this address has no edition of this number."


def editions_of(slug: str) -> QuerySet[Edition]:
    """All editions of the claim that was published under this address, newest first."""
    holder = Edition.objects.of("claim", slug).values("object_id")[:1]
    editions = Edition.objects.filter(kind="claim", object_id=holder).select_related("previous")
    return editions.defer("previous__document").order_by("-number")


@public_page
def claim_editions(request: HttpRequest, slug: str) -> HttpResponse:
    editions = list(editions_of(slug))
    if not editions:
        raise Http404(NO_CLAIM)
    context = {"claim": editions[0].content, "editions": editions}
    return render(request, "claims/claim_editions.html", context)


@public_page
def claim_editions_json(request: HttpRequest, slug: str) -> HttpResponse:
    lines = [{**edition.feed_line(), "chain": edition.chain} for edition in editions_of(slug)]
    if not lines:
        return json_errors({"id": [NO_CLAIM]}, status=404)
    found = Page(lines, len(lines), None)
    return list_response(found, None, (canonical(line).decode() for line in lines))


@public_page
def claim_edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    later = Edition.objects.filter(object_id=OuterRef("object_id"), kind="claim")
    newest = later.order_by("-number").values("number")[:1]
    edition = editions_of(slug).filter(number=number).annotate(newest=Subquery(newest)).first()
    if edition is None:
        raise Http404(NO_EDITION)
    return render_claim(request, edition.content, edition=edition, newest=edition.newest)


@public_address
def claim_edition_json(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    edition = editions_of(slug).filter(number=number).first()
    if edition is None:
        return json_errors({"number": [NO_EDITION]}, status=404)
    return stored_json(request, edition.document, edition.digest)


@public_page
def change_list(request: HttpRequest) -> HttpResponse:
    found, errors = plain_page(request, Edition.objects.all(), NEWEST_FIRST)
    context = {"page": found, "errors": errors, "next": next_path(request, found)}
    return render(request, "claims/change_list.html", context, status=400 if errors else 200)
