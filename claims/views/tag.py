"""What claims are about: the list of tags, and the page of each."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from claims.charts.bars import bars
from claims.models import Claim
from claims.views.promise import contents, slips_of
from claims.views.speaker import BY_ID, counted, speaker_summary
from publication.canonical import canonical
from publication.models import Edition
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
    found, errors = plain_page(request, counted("tag"), BY_ID)
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
    found, errors = plain_page(request, counted("tag"), BY_ID)
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


def found_tag(slug: str) -> dict[str, Any]:
    """The document of a tag, from the facets of the published claims that have it.

    Raises Http404 where there is none: nobody published it, or all its claims were withdrawn.
    """
    row = counted("tag").filter(value=slug).order_by("value").first()
    if row is None:
        raise Http404(NO_TAG)
    tagged = Claim.objects.published().with_facet("tag", slug)
    latest = tagged.order_by("-public_last_evidence", "-public_last_said", "pk")
    carrying = Edition.objects.filter(facets__name="tag", facets__value=slug)
    quoted = counted("speaker").filter(edition__in=carrying).order_by("label", "value")
    standings = tagged.standing_counts()
    return {
        **tag_summary(row),
        "standings": [
            {"verdict": verdict, "claims": number} for verdict, number in standings.items()
        ],
        "latest": contents(latest[:MOST_CLAIMS]),
        "speakers": [speaker_summary(speaker) for speaker in quoted[:MOST_SPEAKERS]],
        "all_claims": f"/claims.json?tag={slug}",
    }


@public_page
def tag_detail(request: HttpRequest, slug: str) -> HttpResponse:
    tag = found_tag(slug)
    tagged = Claim.objects.all().with_facet("tag", slug)
    slips, more = slips_of(tagged.promised_for_a_date(), tagged)
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
        tag = found_tag(slug)
    except Http404 as error:
        return json_errors({"id": [str(error)]}, status=404)
    latest = [
        {key: claim[key] for key in ("id", "path", "text", "kind", "standing")}
        for claim in tag["latest"]
    ]
    return json_response({**tag, "latest": latest})
