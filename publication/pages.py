"""What every public address has in common: safe methods, validators, and the JSON contract."""

from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet, Subquery
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from publication.canonical import canonical
from publication.keyset import Order, Page, page
from publication.making import Making, not_modified
from publication.queries import Errors, page_size, unknown_parameters
from publication.replicas import from_replica

JSON = "application/json; charset=utf-8"
NDJSON = "application/x-ndjson"

View = Callable[..., HttpResponseBase]
Response = TypeVar("Response", bound=HttpResponseBase)


def public_address(view: View) -> View:
    """For everybody: GET and HEAD only, readable from other sites, asked for again before use."""
    safe = require_safe(view)

    @wraps(view)
    def address(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return for_everybody(safe(request, *args, **kwargs))

    return address


def for_everybody(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "public, no-cache")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response


def public_document(view: View) -> View:
    """An address of one stored document, whose ETag is that of `stored_json`."""
    read = from_replica(view)

    @public_address
    @wraps(view)
    def document(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        making = Making.begun(request)
        response = read(request, *args, **kwargs)
        return response if making is None else making.finish(response)

    return document


def public_page(view: View) -> View:
    """A page made of editions: its ETag is the newest edition number, with what else can change
    the bytes: the day (clocks are computed when rendering), the release, the language, the
    address, and the compression.

    The view gets that number as `request.newest_edition`. It is only asked where neither the
    reader nor the cache has the page.
    """
    read = from_replica(view)

    @public_address
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        making = Making.begun(request)
        if making is None:
            making = Making(request, get_language())
            ready = making.ready()
            if ready is not None:
                return ready
        request.newest_edition = making.newest  # type: ignore[attr-defined]
        return making.finish(read(request, *args, **kwargs))

    return page


def ready_page(request: HttpRequest, language: str | None) -> HttpResponse | None:
    """What `public_page` or `public_document` would answer without asking its view, for who knows
    the language before the view is known; None where the view is to be asked."""
    ready = Making(request, language).ready()
    if ready is None or ready.status_code == HTTPStatus.OK:
        return ready
    return for_everybody(ready)


def moved(request: HttpRequest, name: str, key: str) -> HttpResponseBase:
    """A permanent redirect to where the thing is published today, with the same query."""
    query = request.GET.urlencode()
    return HttpResponsePermanentRedirect(reverse(name, args=[key]) + (f"?{query}" if query else ""))


def plain_page(
    request: HttpRequest,
    rows: QuerySet[Any],
    order: Order,
    *,
    also: Iterable[str] = (),
    total: Subquery | None = None,
) -> tuple[Page | None, Errors]:
    """A page of a list without filters, or the errors for which there is none. `also` are other
    parameters that the view itself reads; `total` is the number of all rows, where it is kept."""
    errors = unknown_parameters(request, ["cursor", "per_page", *also])
    if errors:
        return None, errors
    try:
        size = page_size(request.GET)
        cursor = request.GET.get("cursor")
        return page(rows, order, size=size, cursor=cursor, total=total), {}
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


def stored_json(request: HttpRequest, document: bytes, digest: str) -> HttpResponse:
    """A stored document, byte for byte, under its digest as ETag; 304 where it is known.

    Never compressed: the ETag is the digest of exactly the bytes that are sent.
    """
    etag = f'"{digest}"'
    response = not_modified(request, [etag, "*"])
    if response is None:
        response = HttpResponse(document, content_type=JSON)
    response.headers["ETag"] = etag
    return response


def json_response(value: Any, *, status: int = 200) -> HttpResponse:
    return HttpResponse(canonical(value), content_type=JSON, status=status)


def list_response(found: Page, following: str | None, documents: Iterable[str]) -> HttpResponse:
    """A page of a list. Written out by hand, in canonical order, so that stored documents need not
    be parsed to be sent."""
    exactness = "exact" if found.is_exact else "at least"
    body = (
        f'{{"count":{found.count},"count_is":"{exactness}","next":{canonical(following).decode()},'
        f'"results":[{",".join(documents)}],"version":"1.0"}}'
    )
    return HttpResponse(body, content_type=JSON)


def json_errors(errors: dict[str, list[str]], *, status: int) -> HttpResponse:
    """`{"errors": {field: [sentence…]}}`"""
    return json_response({"errors": errors}, status=status)
