"""Who speaks in the published record, and what each of them is quoted with."""

from collections import Counter
from datetime import MAXYEAR, date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.charts.bars import Bar, bars
from claims.charts.marks import MARKS
from claims.standing import moment, overdue_since, surely_by
from claims.timeline import Entry, said, said_in_order
from claims.totals import frequencies
from publication.canonical import canonical
from publication.keyset import Order
from publication.models import Facet
from publication.pages import (
    json_errors,
    json_response,
    list_response,
    next_path,
    plain_page,
    public_page,
)
from publication.queries import whole_number

BY_ID = Order("value", id_column="value")
NOBODY = "No speaker is published at this address."
# A page that quotes somebody in more documents than this shows the first ones and says so.
MOST_DOCUMENTS = 150
# So many statements are quoted in full at once, the latest; the others are reached by their year.
MOST_STATEMENTS = 60
MOST_CLAIMS = 50
# The year of `date.max`, by which words without a date were surely said.
UNDATED = MAXYEAR


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
    found, errors = plain_page(request, frequencies("speaker"), BY_ID)
    context = {
        "speakers": [speaker_summary(row) for row in found.rows] if found else [],
        "page": found,
        "errors": errors,
        "next": next_path(request, found),
    }
    return render(request, "claims/speaker_list.html", context, status=400 if errors else 200)


@public_page
def speaker_list_json(request: HttpRequest) -> HttpResponse:
    found, errors = plain_page(request, frequencies("speaker"), BY_ID)
    if found is None:
        return json_errors(errors, status=400)
    documents = (canonical(speaker_summary(row)).decode() for row in found.rows)
    return list_response(found, next_path(request, found), documents)


def found_speaker(slug: str) -> dict[str, Any]:
    """The document of a speaker, from the editions in force that quote or name them."""
    held = Facet.objects.filter(name="speaker", value=slug).order_by("edition_id")
    first = held.select_related("edition")[: MOST_DOCUMENTS + 1]
    editions = [facet.edition for facet in first]
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
    said_first = sorted(
        speaker["claims"], key=lambda claim: moment(claim["first_said_on"], claim["id"])
    )
    own = [claim for claim in said_first if claim["roles"] != ["reports"]]
    standings = Counter(claim["standing"]["verdict"] for claim in own)
    statements = entries_of(speaker["statements"])
    errors = {}
    try:
        year = whole_number(request.GET, "year", default=0, least=1, most=MAXYEAR)
    except ValueError as error:
        year, errors = 0, {"year": [str(error)]}
    context = {
        "speaker": speaker,
        "errors": errors,
        "own": own,
        "reported": [claim for claim in said_first if claim["roles"] == ["reports"]],
        "most_claims": MOST_CLAIMS,
        "bars": bars({verdict: standings[verdict] for verdict in MARKS if standings[verdict]}),
        "overdue": longest_overdue(own, timezone.localdate()),
        "refusals": sum(item["kind"] == "refusal" for item in speaker["statements"]),
        "non_answers": sum(claim["kind"] == "non_answer" for claim in own),
        "years": years(statements),
        "year": year,
        "undated": UNDATED,
        "entries": in_year(statements, year) if year else statements[-MOST_STATEMENTS:],
    }
    return render(request, "claims/speaker_detail.html", context, status=400 if errors else 200)


def entries_of(statements: list[dict[str, Any]]) -> list[Entry]:
    return [
        Entry(said(item), said=item, date_is_the_sources=item["said_on"] is None)
        for item in statements
    ]


def in_year(statements: list[Entry], year: int) -> list[Entry]:
    """Those that had surely been said in this year, and in no earlier one."""
    return [entry for entry in statements if surely_by(entry.when).year == year]


def years(statements: list[Entry]) -> list[tuple[Bar, int]]:
    """How many statements there are of each year, with how many of them refuse to answer. Words
    that nobody can date are those of the last year of all, UNDATED."""
    counts: Counter[int] = Counter()
    refused: Counter[int] = Counter()
    for entry in statements:
        year = surely_by(entry.when).year
        counts[year] += 1
        refused[year] += entry.said is not None and entry.said["kind"] == "refusal"
    return [(bar, refused[bar.value]) for bar in bars(dict(sorted(counts.items())))]


def longest_overdue(claims: list[dict[str, Any]], today: date) -> list[tuple[dict[str, Any], date]]:
    """Those that are overdue, with the day since which they are."""
    late = [
        (claim, since)
        for claim in claims
        if (since := overdue_since(claim["due_on"], claim["standing"]["verdict"], today))
    ]
    return sorted(late, key=lambda pair: (pair[1], pair[0]["id"]))


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
