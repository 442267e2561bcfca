"""The record in bulk: documents as they were published, tables made from them, and what checks
them."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render

from claims import export_files
from claims.csv_tables import TABLES
from claims.datapackage import datapackage
from claims.recipes import RECIPES
from publication import verify
from publication.exporting import change_lines, documents_in_force
from publication.making import not_modified
from publication.pages import (
    NDJSON,
    json_errors,
    json_response,
    public_address,
    public_page,
)
from publication.queries import Errors, unknown_parameters, whole_number

MOST_CHANGES = 10_000
BY_NAME = {table.name: table for table in TABLES}


def streamed(request: HttpRequest, blocks: Iterable[bytes], media_type: str) -> HttpResponseBase:
    """Nothing is read for HEAD, whose answer has no body."""
    errors = unknown_parameters(request, [])
    if errors:
        return json_errors(errors, status=400)
    return stream(request, blocks, media_type)


def stream(request: HttpRequest, blocks: Iterable[bytes], media_type: str) -> HttpResponseBase:
    body: Iterable[bytes] = () if request.method == "HEAD" else blocks
    return StreamingHttpResponse(body, content_type=media_type)


def ended(blocks: Iterable[list[bytes]]) -> Iterator[bytes]:
    """One line for each of them. What was joined is let go before the next ones are read."""
    for lines in blocks:
        lines.append(b"")
        joined = [b"\n".join(lines)]
        lines.clear()
        yield joined.pop()


@public_page
def export_claims(request: HttpRequest) -> HttpResponseBase:
    newest: int = request.newest_edition  # type: ignore[attr-defined]
    return streamed(request, ended(documents_in_force("claim", newest)), NDJSON)


@public_page
def export_sources(request: HttpRequest) -> HttpResponseBase:
    newest: int = request.newest_edition  # type: ignore[attr-defined]
    return streamed(request, ended(documents_in_force("source", newest)), NDJSON)


@public_page
def export_changes(request: HttpRequest) -> HttpResponseBase:
    errors: Errors = unknown_parameters(request, ["after", "limit"])
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
    newest: int = request.newest_edition  # type: ignore[attr-defined]
    last = min(numbers["after"] + numbers["limit"], newest)
    return stream(request, ended(change_lines(numbers["after"], last)), NDJSON)


@public_page
def export_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    if name not in BY_NAME:
        raise Http404
    newest: int = request.newest_edition  # type: ignore[attr-defined]
    return streamed(request, BY_NAME[name].content(newest), export_files.CSV)


@public_page
def export_datapackage(request: HttpRequest) -> HttpResponseBase:
    errors = unknown_parameters(request, [])
    if errors:
        return json_errors(errors, status=400)
    newest: int = request.newest_edition  # type: ignore[attr-defined]
    return json_response(datapackage(export_files.newest_edition(newest)))


@public_page
def export_index_json(request: HttpRequest) -> HttpResponseBase:
    errors = unknown_parameters(request, [])
    if errors:
        return json_errors(errors, status=400)
    return json_response(export_files.index(request.newest_edition))  # type: ignore[attr-defined]


@public_address
def export_verify(request: HttpRequest) -> HttpResponseBase:
    program, etag = verify_program()
    response: HttpResponse | None = not_modified(request, [etag])
    if response is None:
        response = HttpResponse(program, content_type="text/x-python; charset=utf-8")
    response.headers["ETag"] = etag
    return response


@cache
def verify_program() -> tuple[bytes, str]:
    """The program as it stands in its file, and its ETag."""
    program = Path(verify.__file__).read_bytes()
    return program, f'"{hashlib.sha256(program).hexdigest()}"'


@public_page
def export(request: HttpRequest) -> HttpResponse:
    newest: int = request.newest_edition  # type: ignore[attr-defined]
    files = export_files.files(newest)
    sizes = export_files.sizes(newest, files)
    context = {
        "edition": export_files.newest_edition(newest),
        "files": [(file, sizes[file.path]) for file in files],
        "tables": TABLES,
        "recipes": [(recipe, recipe.command(settings.SITE_URL)) for recipe in RECIPES],
    }
    return render(request, "claims/export.html", context)
