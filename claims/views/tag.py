"""What claims are about: the list of tags, and the page of each."""

from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from claims.charts.bars import bars
from claims.models import Claim
from claims.models.claim import ClaimQuerySet
from claims.totals import frequencies, of, standing_counts
from claims.views.promise import contents, slips_of
from claims.views.speaker import BY_ID, speaker_summary
from publication.canonical import canonical
from publication.models import Facet, having
from publication.pages import (
    json_errors,
    json_response,
    list_response,
    next_path,
    plain_page,
    public_page,
)

NO_TAG = "No published claim has a tag with this address."
# The page lists so many claims and speakers; the list of claims has all of them.
MOST_CLAIMS = 50
MOST_SPEAKERS = 100


@public_page
def tag_list(request: HttpRequest) -> HttpResponse:
    found, errors = plain_page(request, frequencies("tag"), BY_ID)
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in found.rows if found else []:
        groups.setdefault(row["detail"], []).append(tag_summary(row))
    context = {
        "groups": sorted(groups.items()),
        "errors": errors,
        "next": next_path(request, found),
    }
    return render(request, "claims/tag_list.html", context, status=400 if errors else 200)


@public_page
def tag_list_json(request: HttpRequest) -> HttpResponse:
    found, errors = plain_page(request, frequencies("tag"), BY_ID)
    if found is None:
        return json_errors(errors, status=400)
    documents = (canonical(tag_summary(row)).decode() for row in found.rows)
    return list_response(found, next_path(request, found), documents)


def tag_summary(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["value"],
        "type": "tag",
        "path": f"/tags/{row['value']}/",
        "name": row["label"],
        "group": row["detail"],
        "claims": row["claims"],
    }


def row_of(slug: str) -> dict[str, Any]:
    """What the table of counts says of a tag, with the number of all claims.

    Raises Http404 where there is none: nobody published it, or all its claims were withdrawn.
    """
    row = frequencies("tag").filter(value=slug).first()
    if row is None:
        raise Http404(NO_TAG)
    return row


def document_of(slug: str, row: dict[str, Any]) -> dict[str, Any]:
    """The document of a tag, from the counts and facets of the published claims that have it."""
    latest = tagged(slug, row).order_by("-public_last_evidence", "-pk")
    standings = standing_counts("tag", slug)
    return {
        **tag_summary(row),
        "standings": [
            {"verdict": verdict, "claims": number} for verdict, number in standings.items()
        ],
        "latest": contents(latest[:MOST_CLAIMS]),
        "speakers": [speaker_summary(speaker) for speaker in speakers_beside(slug)],
        "all_claims": f"/claims.json?tag={slug}",
    }


def tagged(slug: str, row: dict[str, Any]) -> ClaimQuerySet:
    """The published claims with this tag: found among all claims, in whatever order is asked for,
    where so many have it that this is the shorter way."""
    claims = Claim.objects.published()
    if row["claims"] ** 2 > MOST_CLAIMS * row["all"]:
        return claims.filter(having("tag", slug))
    carrying = Facet.objects.filter(name="tag", value=slug)
    return claims.filter(edition__in=carrying.values("edition"))


def speakers_beside(slug: str) -> list[dict[str, Any]]:
    """Those quoted in the claims with this tag, in most of them, by their names."""
    named = of().filter(name="speaker", value=OuterRef("value"))
    beside = of("tag", slug).filter(name="speaker").order_by("-number", "value")
    found = beside.values(
        "value",
        claims=F("number"),
        called=Subquery(named.values("label")),
        described=Subquery(named.values("detail")),
    )
    rows = [
        {**row, "label": row["called"], "detail": row["described"]} for row in found[:MOST_SPEAKERS]
    ]
    return sorted(rows, key=lambda row: (row["label"], row["value"]))


@public_page
def tag_detail(request: HttpRequest, slug: str) -> HttpResponse:
    row = row_of(slug)
    tag = document_of(slug, row)
    slips, more = slips_of(tagged(slug, row))
    context = {
        "tag": tag,
        "bars": bars({row["verdict"]: row["claims"] for row in tag["standings"]}),
        "slips": slips,
        "more_promises": more,
        "filter": f"tag={slug}",
    }
    return render(request, "claims/tag_detail.html", context)


@public_page
def tag_detail_json(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        tag = document_of(slug, row_of(slug))
    except Http404 as error:
        return json_errors({"id": [str(error)]}, status=404)
    latest = [
        {key: claim[key] for key in ("id", "path", "text", "kind", "standing")}
        for claim in tag["latest"]
    ]
    return json_response({**tag, "latest": latest})
