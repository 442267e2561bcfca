"""What every public address has in common: safe methods, validators, and the JSON contract."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from zlib import crc32

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from publication.canonical import canonical
from publication.keyset import Order, Page, page
from publication.models import Edition
from publication.queries import Errors, page_size, unknown_parameters

JSON = "application/json; charset=utf-8"
NDJSON = "application/x-ndjson"

View = Callable[..., HttpResponseBase]


def public_address(view: View) -> View:
    """For everybody: GET and HEAD only, readable from other sites, asked for again before use.

    A safe method needs no token against forgery, so any other gets its 405 without one.
    """
    safe = require_safe(view)

    @csrf_exempt
    @wraps(view)
    def address(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = safe(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "public, no-cache")
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        return response

    return address


def public_page(view: View) -> View:
    """A page made of editions: its ETag is the newest edition number, with what else can change
    the bytes: the day (clocks are computed when rendering), the release, the language and the
    address.

    The view gets that number as `request.newest_edition`.
    """

    @public_address
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        newest = Edition.objects.newest_number()
        request.newest_edition = newest  # type: ignore[attr-defined]
        address = crc32(request.get_full_path().encode("utf-8", "surrogateescape"))
        day, language = f"{timezone.localdate():%Y%m%d}", get_language()
        etag = f'"{newest}-{day}-{settings.RELEASE}-{language}-{address:08x}"'
        # Only an answer with status 200 gave this ETag away, so who has it may be told "unchanged"
        # without rendering; an asterisk says nothing of the kind.
        known = request.headers.get("If-None-Match", "*").strip() != "*"
        unchanged = get_conditional_response(request, etag=etag) if known else None
        response = view(request, *args, **kwargs) if unchanged is None else unchanged
        if response.status_code in (200, 304):
            response.headers.setdefault("ETag", etag)
        return response

    return page


def moved(request: HttpRequest, name: str, key: str) -> HttpResponseBase:
    """A permanent redirect to where the thing is published today, with the same query."""
    query = request.GET.urlencode()
    return HttpResponsePermanentRedirect(reverse(name, args=[key]) + (f"?{query}" if query else ""))


def plain_page(
    request: HttpRequest, rows: QuerySet[Any], order: Order, *, also: Iterable[str] = ()
) -> tuple[Page | None, Errors]:
    """A page of a list without filters, or the errors for which there is none. `also` are other
    parameters that the view itself reads."""
    errors = unknown_parameters(request, ["cursor", "per_page", *also])
    if errors:
        return None, errors
    try:
        size = page_size(request.GET)
        return page(rows, order, size=size, cursor=request.GET.get("cursor")), {}
    except ValidationError as error:
        return None, {"cursor": error.messages}
    except ValueError as error:
        return None, {"per_page": [str(error)]}


def next_path(request: HttpRequest, found: Page | None) -> str | None:
    """The path of the next page with the filters of this one; None on the last page."""
    if found is None or found.next_cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = found.next_cursor
    return f"{request.path}?{query.urlencode()}"


def stored_json(request: HttpRequest, document: str, digest: str) -> HttpResponseBase:
    """A stored document, byte for byte, under its digest as ETag; 304 where it is known."""
    etag = f'"{digest}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(document.encode("utf-8"), content_type=JSON)
    response.headers["ETag"] = etag
    return response


def json_response(value: Any, *, status: int = 200) -> HttpResponse:
    return HttpResponse(canonical(value), content_type=JSON, status=status)


def list_response(found: Page, following: str | None, documents: Iterable[str]) -> HttpResponse:
    """A page of a list. Written out by hand, in canonical order, so that stored documents need not
    be parsed to be sent."""
    body = (
        f'{{"count":{found.count},"count_is":"exact","next":{canonical(following).decode()},'
        f'"results":[{",".join(documents)}],"version":"1.0"}}'
    )
    return HttpResponse(body, content_type=JSON)


def json_errors(errors: dict[str, list[str]], *, status: int) -> HttpResponse:
    """`{"errors": {field: [sentence…]}}`"""
    return json_response({"errors": errors}, status=status)


def ndjson(lines: Iterable[bytes]) -> StreamingHttpResponse:
    """One document a line. The lines are read in short queries, so that a slow reader never keeps
    a database lock while it reads."""
    return StreamingHttpResponse((line + b"\n" for line in lines), content_type=NDJSON)
