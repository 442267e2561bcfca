"""What programs are told about the public addresses, and about the documents behind them."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from claims.openapi import openapi
from claims.schema import schema
from publication.models import Edition
from publication.pages import json_response, public_page


@public_page
def openapi_json(request: HttpRequest) -> HttpResponse:
    return json_response(openapi(examples(request.newest_edition)))  # type: ignore[attr-defined]


def examples(newest: int) -> dict[str, Any]:
    """Ids that the newest claim in force leads to; nothing in an empty record."""
    claims = Edition.objects.in_force(newest).filter(kind="claim")
    edition = claims.order_by("-number").first()
    if edition is None:
        return {}
    statement = edition.content["statements"][0]
    tags = [tag["id"] for tag in edition.content["tags"]]
    return {
        "claims": edition.key,
        "number": edition.number,
        "statements": statement["id"],
        "speakers": statement["speaker"]["id"],
        "sources": statement["source"]["id"],
        "tags": tags[0] if tags else None,
    }


@public_page
def schema_json(request: HttpRequest) -> HttpResponse:
    return json_response(schema())
