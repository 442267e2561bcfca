"""The list of claims and the page of one, today's and on any past day."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from claims.filters import REPEATABLE, ClaimFilter
from claims.forms import AsOfForm
from claims.models import Claim
from claims.standing import overdue_since
from claims.timeline import NotYetSaid, as_of, clocks, entries, speakers
from publication.canonical import canonical, digest
from publication.keyset import Page, page
from publication.models import Edition
from publication.pages import (
    json_errors,
    list_response,
    moved,
    next_path,
    public_address,
    public_page,
    stored_json,
)
from publication.queries import Errors, page_size, unknown_parameters

LIST_PARAMETERS = {*ClaimFilter.base_filters, "cursor", "per_page"}


@dataclass(frozen=True)
class Listing:
    """A page of the list, or the errors for which there is none."""

    filters: ClaimFilter
    found: Page | None = None
    errors: Errors | None = None
    status: int = 200


def listing(request: HttpRequest) -> Listing:
    filters = ClaimFilter(request.GET, queryset=Claim.objects.published())
    errors = unknown_parameters(request, LIST_PARAMETERS, REPEATABLE)
    result = Listing(filters, errors=errors, status=400)
    if errors:
        return result
    if not filters.is_valid():
        faults = {name: [str(fault) for fault in faults] for name, faults in filters.errors.items()}
        return replace(result, errors=faults, status=filters.error_status)
    try:
        size = page_size(request.GET)
    except ValueError as error:
        return replace(result, errors={"per_page": [str(error)]})
    rows = filters.qs.values("pk", filters.order.column, "edition__document")
    try:
        found = page(rows, filters.order, size=size, cursor=request.GET.get("cursor"))
    except ValidationError as error:
        return replace(result, errors={"cursor": error.messages})
    return Listing(filters, found=found)


@public_page
def claim_list(request: HttpRequest) -> HttpResponse:
    result = listing(request)
    day = result.filters.day if result.found else None
    today = day or timezone.localdate()
    claims = [document_of(row, day) for row in result.found.rows] if result.found else []
    context = {
        "filter": result.filters,
        "errors": result.errors,
        "page": result.found,
        "claims": [
            (claim, overdue_since(claim["due_on"], claim["standing"]["verdict"], today))
            for claim in claims
        ],
        "day": day,
        "next": next_path(request, result.found),
    }
    return render(request, "claims/claim_list.html", context, status=result.status)


@public_page
def claim_list_json(request: HttpRequest) -> HttpResponse:
    result = listing(request)
    if result.found is None:
        return json_errors(result.errors or {}, status=result.status)
    day = result.filters.day
    documents = [
        canonical(document_of(row, day)).decode() if day else row["edition__document"]
        for row in result.found.rows
    ]
    return list_response(result.found, next_path(request, result.found), documents)


def document_of(row: dict[str, Any], day: date | None) -> dict[str, Any]:
    document = Edition(document=row["edition__document"]).content
    return as_of(document, day) if day else document


@public_page
def claim_detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    edition = Edition.objects.at_address("claim", slug)
    if edition is None:
        raise Http404("No claim is published at this address.")
    if edition.newest_key != slug:
        return moved(request, "claim_detail", edition.newest_key)
    form = AsOfForm(request.GET)
    if not form.is_valid():
        return render_claim(request, edition.content, form=form, status=400)
    period = form.cleaned_data["as_of"]
    if period is None:
        return render_claim(request, edition.content, form=form)
    try:
        past = as_of(edition.content, period.upper)
    except NotYetSaid:
        context = {"claim": edition.content, "form": form, "day": period.upper}
        return render(request, "claims/claim_not_yet_said.html", context, status=404)
    return render_claim(request, past, form=form, day=period.upper)


def render_claim(
    request: HttpRequest,
    claim: dict[str, Any],
    *,
    form: AsOfForm | None = None,
    day: date | None = None,
    edition: Edition | None = None,
    newest: int | None = None,
    preview: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a document: today's, that of a past `day`, that of one `edition` (then
    `newest` is the number of the newest one), or a `preview` of what is not published yet."""
    today = timezone.localdate()
    decisive = claim["standing"]["followup"]
    said_by, reported_by = speakers(claim)
    context = {
        "claim": claim,
        "form": form,
        "day": day,
        "edition": edition,
        "newest": newest,
        "preview": preview,
        "entries": entries(claim),
        "clocks": clocks(claim, min(day, today) if day else today),
        "because": next((item for item in claim["followups"] if item["id"] == decisive), None),
        "said_by": said_by,
        "reported_by": reported_by,
    }
    return render(request, "claims/claim_detail.html", context, status=status)


@public_address
def claim_detail_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    edition = Edition.objects.at_address("claim", slug)
    if edition is None:
        return json_errors({"id": ["No claim is published at this address."]}, status=404)
    if edition.newest_key != slug:
        return moved(request, "claim_detail_json", edition.newest_key)
    form = AsOfForm(request.GET)
    errors = unknown_parameters(request, ["as_of"])
    if errors or not form.is_valid():
        faults = errors or {name: list(map(str, faults)) for name, faults in form.errors.items()}
        return json_errors(faults, status=400)
    period = form.cleaned_data["as_of"]
    if period is None:
        return stored_json(request, edition.document, edition.digest)
    try:
        past = canonical(as_of(edition.content, period.upper))
    except NotYetSaid:
        sentence = f"Nothing of this claim had surely been said by {period.upper}."
        return json_errors({"as_of": [sentence]}, status=404)
    return stored_json(request, past.decode(), digest(past))
