"""The published sources: what each is, and every statement taken from it, in document order."""

from typing import Any

from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from publication.keyset import Order
from publication.models import Edition, FacetCount
from publication.pages import (
    json_errors,
    list_response,
    moved,
    next_path,
    plain_page,
    public_document,
    public_page,
    stored_json,
)
from publication.queries import unknown_parameters
from publication.stored import stored_at
from sources.models import Source

BY_DATE = Order("public_published")
NO_SOURCE = "No source is published at this address."


def listed() -> Any:
    return Source.objects.published().values("pk", "public_published", "edition__document")


def total() -> Subquery:
    """How many there are, which publishing keeps."""
    all_sources = FacetCount.objects.filter(kind="source", of_name="", of_value="", name="")
    return Subquery(all_sources.values("number"))


@public_page
def source_list(request: HttpRequest) -> HttpResponse:
    found, errors = plain_page(request, listed(), BY_DATE, total=total())
    rows = found.rows if found else []
    context = {
        "sources": [Edition(document=row["edition__document"]).content for row in rows],
        "page": found,
        "errors": errors,
        "next": next_path(request, found),
    }
    return render(request, "sources/source_list.html", context, status=400 if errors else 200)


@public_page
def source_list_json(request: HttpRequest) -> HttpResponse:
    found, errors = plain_page(request, listed(), BY_DATE, total=total())
    if found is None:
        return json_errors(errors, status=400)
    documents = (row["edition__document"] for row in found.rows)
    return list_response(found, next_path(request, found), documents)


@public_page
def source_detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    edition = Edition.objects.at_address("source", slug)
    if edition is None:
        raise Http404(NO_SOURCE)
    if edition.newest_key != slug:
        return moved(request, "source_detail", edition.newest_key)
    context = {"source": edition.content, "edition": edition}
    return render(request, "sources/source_detail.html", context)


@public_document
def source_detail_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    stored = stored_at("source", slug)
    if stored is None:
        return json_errors({"id": [NO_SOURCE]}, status=404)
    if stored.newest_key != slug:
        return moved(request, "source_detail_json", stored.newest_key)
    errors = unknown_parameters(request, [])
    if errors:
        return json_errors(errors, status=400)
    return stored_json(request, stored.document, stored.digest)
