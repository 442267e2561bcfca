"""Who speaks in the published record, and what each of them is quoted with."""

from collections import Counter
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from claims.timeline import said_in_order
from publication.canonical import canonical
from publication.keyset import Order
from publication.models import Edition, Facet
from publication.pages import (
    json_errors,
    json_response,
    list_response,
    next_path,
    plain_page,
    public_page,
)

BY_ID = Order("value", id_column="value")
NOBODY = "No speaker is published at this address."
# A page that quotes somebody in more documents than this shows the first ones and says so.
MOST_DOCUMENTS = 400


def counted(name: str) -> QuerySet[Any]:
    """The values of a facet with their label and in how many claims they are."""
    return (
        Facet.objects.filter(name=name)
        .values("value")
        .annotate(
            label=Max("label"),
            detail=Max("detail"),
            claims=Count("edition", filter=Q(edition__kind="claim"), distinct=True),
        )
    )


def speaker_summary(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["value"],
        "type": "speaker",
        "path": f"/speakers/{row['value']}/",
        "name": row["label"],
        "kind": row["detail"] or None,
        "claims": row["claims"],
    }


@public_page
def speaker_list(request: HttpRequest) -> HttpResponse:
    found, errors = plain_page(request, counted("speaker"), BY_ID)
    context = {
        "speakers": [speaker_summary(row) for row in found.rows] if found else [],
        "page": found,
        "errors": errors,
        "next": next_path(request, found),
    }
    return render(request, "claims/speaker_list.html", context, status=400 if errors else 200)


@public_page
def speaker_list_json(request: HttpRequest) -> HttpResponse:
    found, errors = plain_page(request, counted("speaker"), BY_ID)
    if found is None:
        return json_errors(errors, status=400)
    documents = (canonical(speaker_summary(row)).decode() for row in found.rows)
    return list_response(found, next_path(request, found), documents)


def found_speaker(slug: str) -> dict[str, Any]:
    """The document of a speaker, from the editions in force that quote or name them."""
    editions = list(
        Edition.objects.filter(facets__name="speaker", facets__value=slug).order_by("number")[
            : MOST_DOCUMENTS + 1
        ]
    )
    if not editions:
        raise Http404(NOBODY)
    documents = [edition.content for edition in editions[:MOST_DOCUMENTS]]
    sources = [document for document in documents if document["type"] == "source"]
    claims = [document for document in documents if document["type"] == "claim"]
    statements = [
        statement
        for source in sources
        for statement in source["statements"]
        if statement["speaker"]["id"] == slug
    ]
    named = [item["speaker"] for document in documents for item in document["statements"]]
    named += [source["author"] for source in sources if source["author"]]
    speaker = next(item for item in named if item["id"] == slug)
    return {
        "id": slug,
        "type": "speaker",
        "path": f"/speakers/{slug}/",
        "name": speaker["name"],
        "kind": speaker.get("kind"),
        "role": speaker.get("role"),
        "complete": len(editions) <= MOST_DOCUMENTS,
        "claims": [{**claim, "roles": roles(claim, slug)} for claim in claims],
        "statements": said_in_order(statements),
    }


def roles(claim: dict[str, Any], speaker: str) -> list[str]:
    """What this speaker's statements do with the claim. Who only reports it does not say so."""
    return sorted(
        {item["role"] for item in claim["statements"] if item["speaker"]["id"] == speaker}
    )


@public_page
def speaker_detail(request: HttpRequest, slug: str) -> HttpResponse:
    speaker = found_speaker(slug)
    own = [claim for claim in speaker["claims"] if claim["roles"] != ["reports"]]
    standings = Counter(claim["standing"]["verdict"] for claim in own)
    context = {
        "speaker": speaker,
        "own": own,
        "reported": [claim for claim in speaker["claims"] if claim["roles"] == ["reports"]],
        "standings": sorted(standings.items()),
    }
    return render(request, "claims/speaker_detail.html", context)


@public_page
def speaker_detail_json(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        speaker = found_speaker(slug)
    except Http404 as error:
        return json_errors({"id": [str(error)]}, status=404)
    claims = [
        {key: claim[key] for key in ("id", "path", "text", "kind", "standing", "roles")}
        for claim in speaker["claims"]
    ]
    return json_response({**speaker, "claims": claims})


@public_page
def tag_list(request: HttpRequest) -> HttpResponse:
    found, errors = plain_page(request, counted("tag"), BY_ID)
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in found.rows if found else []:
        groups.setdefault(row["detail"], []).append(row)
    context = {
        "groups": sorted(groups.items()),
        "errors": errors,
        "next": next_path(request, found),
    }
    return render(request, "claims/tag_list.html", context, status=400 if errors else 200)


@public_page
def tag_list_json(request: HttpRequest) -> HttpResponse:
    found, errors = plain_page(request, counted("tag"), BY_ID)
    if found is None:
        return json_errors(errors, status=400)
    documents = (canonical(tag_summary(row)).decode() for row in found.rows)
    return list_response(found, next_path(request, found), documents)


def tag_summary(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["value"],
        "type": "tag",
        "path": f"/claims/?tag={row['value']}",
        "name": row["label"],
        "group": row["detail"],
        "claims": row["claims"],
    }
