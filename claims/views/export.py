"""The record in bulk: stored documents as they were published, one a line."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from publication.canonical import GENESIS, canonical
from publication.models import Edition
from publication.pages import NDJSON, json_errors, json_response, ndjson, public_page
from publication.queries import unknown_parameters, whole_number

LICENCE = {
    "editorial": "CC-BY-4.0",
    "quotations": "They belong to their authors and are cited for the record.",
}
FILES = (
    ("/export/claims.ndjson", "claim", "Every published claim, one document a line."),
    ("/export/sources.ndjson", "source", "Every published source, one document a line."),
    ("/export/changes.ndjson", None, "Every edition ever published, in order, with the chain."),
)
# Few enough that a query is over at once, many enough that a million rows need few queries.
CHUNK = 500
MOST_CHANGES = 10_000


def in_chunks(rows: Any, columns: list[str], last: int = 0) -> Iterator[tuple[Any, ...]]:
    """Rows by number in short queries; the snapshot is in the filter, not in a long cursor."""
    while True:
        chunk = list(rows.filter(number__gt=last).order_by("number").values_list(*columns)[:CHUNK])
        release_connection()
        yield from chunk
        if len(chunk) < CHUNK:
            return
        last = chunk[-1][0]


def current(kind: str, newest: int) -> HttpResponseBase:
    rows = Edition.objects.in_force(newest).filter(kind=kind)
    return ndjson(document.encode() for _, document in in_chunks(rows, ["number", "document"]))


@public_page
def export_claims(request: HttpRequest) -> HttpResponseBase:
    return current("claim", request.newest_edition)  # type: ignore[attr-defined]


@public_page
def export_sources(request: HttpRequest) -> HttpResponseBase:
    return current("source", request.newest_edition)  # type: ignore[attr-defined]


@public_page
def export_changes(request: HttpRequest) -> HttpResponseBase:
    errors = unknown_parameters(request, ["after", "limit"])
    numbers = {}
    for name, default, least, most in (
        ("after", 0, 0, 10**18),
        ("limit", MOST_CHANGES, 1, MOST_CHANGES),
    ):
        try:
            numbers[name] = whole_number(request.GET, name, default=default, least=least, most=most)
        except ValueError as error:
            errors[name] = [str(error)]
    if errors:
        return json_errors(errors, status=400)
    return ndjson(change_lines(numbers["after"], numbers["limit"], request.newest_edition))  # type: ignore[attr-defined]


def change_lines(after: int, limit: int, newest: int) -> Iterator[bytes]:
    """Lines of the change feed: what the chain hashes, then the chain hash and the document."""
    last = min(after + limit, newest)
    while after < last:
        upper = min(after + CHUNK, last)
        rows = Edition.objects.filter(number__gt=after, number__lte=upper).order_by("number")
        editions = list(rows.select_related("previous").defer("previous__document"))
        release_connection()
        yield from map(change_line, editions)
        after = upper


def release_connection() -> None:
    """Give the connection back while the reader takes what was read: a few slow readers of an
    export would otherwise hold every connection that the pool has."""
    if not connection.in_atomic_block:
        connection.close()


def change_line(edition: Edition) -> bytes:
    """Put together around the stored document, which is canonical already."""
    line = edition.feed_line()
    before = canonical({"chain": edition.chain, "digest": line.pop("digest")})
    return before[:-1] + b',"document":' + edition.document.encode() + b"," + canonical(line)[1:]


@public_page
def export_index_json(request: HttpRequest) -> HttpResponse:
    return json_response(index(request.newest_edition))  # type: ignore[attr-defined]


def index(newest: int) -> dict[str, Any]:
    chain = Edition.objects.filter(number=newest).values_list("chain", flat=True).first()
    kinds = Edition.objects.in_force(newest).values_list("kind", flat=True)
    counts = {"claim": 0, "source": 0}
    for kind in kinds:
        counts[kind] += 1
    return {
        "version": "1.0",
        "editions": newest,
        "chain": chain or GENESIS,
        "counts": {"claims": counts["claim"], "sources": counts["source"]},
        "files": [
            {
                "path": path,
                "media_type": NDJSON,
                "description": description,
                "lines": counts[kind] if kind else newest,
            }
            for path, kind, description in FILES
        ],
        "licence": LICENCE,
    }


@public_page
def export(request: HttpRequest) -> HttpResponse:
    context = {"index": index(request.newest_edition)}  # type: ignore[attr-defined]
    return render(request, "claims/export.html", context)
