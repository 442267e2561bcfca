"""The permanent address of one quotation, and the claims that rest on it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from claims.uses import uses
from publication.models import Edition
from publication.pages import json_errors, json_response, public_page

GONE = "These words are no longer part of the published record; its editions say why."


def found_statement(slug: str) -> dict[str, Any] | None:
    """The statement and the claims that quote it, from one query over the editions in force.

    Raises Http404 where it was never published; None where it is no longer.
    """
    quoting = Edition.objects.filter(
        facets__name__in=("statement", "former_statement"), facets__value=slug
    )
    editions = {edition.number: edition for edition in quoting}.values()
    if not editions:
        raise Http404("No statement is published at this address.")
    for edition in editions:
        for statement in edition.content["statements"]:
            if edition.kind == "source" and not edition.is_withdrawal and statement["id"] == slug:
                claims = [item.content for item in editions if item.kind == "claim"]
                return {"statement": statement, "claims": claims}
    return None


@public_page
def statement_detail(request: HttpRequest, slug: str) -> HttpResponse:
    found = found_statement(slug)
    if found is None:
        return render(request, "claims/statement_gone.html", status=410)
    statement, claims = found["statement"], found["claims"]
    context = {
        "statement": statement,
        "uses": uses(claims, statement["id"]),
        "address": settings.SITE_URL + statement["path"],
        "site_name": settings.SITE_NAME,
    }
    return render(request, "claims/statement_detail.html", context)


@public_page
def statement_detail_json(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        found = found_statement(slug)
    except Http404 as error:
        return json_errors({"id": [str(error)]}, status=404)
    if found is None:
        return json_errors({"id": [GONE]}, status=410)
    claims = [{"id": claim["id"], "path": claim["path"]} for claim in found["claims"]]
    return json_response({**found["statement"], "type": "statement", "claims": claims})
