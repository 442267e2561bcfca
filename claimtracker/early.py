"""Answers that need nothing made: what the reader has, pages that the cache has, and documents as
they are stored.

They are given before Django begins with a request, whose signals, middleware and look for a view
would take as long again as such an answer, or longer.
"""

import re
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

from claimtracker.middleware import is_page, language_of, security_headers
from publication.pages import for_everybody, ready_page, stored_json
from publication.replicas import from_replica
from publication.stored import stored_at

# Where a document is sent byte for byte, unless a query asks for something else.
STORED = re.compile(r"/(claim|source)s/([-a-zA-Z0-9_]+)\.json")


class Request(WSGIRequest):
    """Text is UTF-8 here, whatever charset a request names.

    Django would take over the name before any middleware could refuse it, and fail on one such as
    base64. The middleware `reject_undecodable` refuses all but UTF-8 afterwards.
    """

    encoding = property(lambda self: None, lambda self, value: None)


class Handler(WSGIHandler):
    request_class = Request

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        ready = early(Request(environ)) if may_be_ready(environ) else None
        if ready is None:
            return super().__call__(environ, start_response)
        start_response(f"{ready.status_code} {ready.reason_phrase}", [*ready.items()])
        return [ready.content]


def may_be_ready(environ: dict[str, Any]) -> bool:
    """Whether it is worth looking: for a page, a document, or what somebody has already."""
    path = environ.get("PATH_INFO", "")
    return (
        path.endswith("/") or "HTTP_IF_NONE_MATCH" in environ or STORED.fullmatch(path) is not None
    )


def early(request: HttpRequest) -> HttpResponse | None:
    """What all the middleware and the view would answer; None where they are to be asked.

    The second asking of a page gets here what the first one was sent, and so does who asks whether
    a document has changed. Who has none of it gets the document that the database has.
    """
    give: Callable[[HttpRequest], HttpResponse | None]
    language = language_of(request) if is_page(request) else settings.LANGUAGE_CODE
    if is_page(request) or _asks_for_changes(request):
        give = partial(ready_page, language=language)
    elif _asks_for_stored(request):
        give = _protected
    else:
        return None
    if not _is_for_us(request):
        return None
    try:
        ready = give(request)
    except (Error, LookupError):
        # Who is asked next meets it as well, and says so as is proper.
        return None
    if ready is not None and ready.status_code == HTTPStatus.NOT_MODIFIED and is_page(request):
        ready.headers["Vary"] = "Accept-Encoding, Accept-Language"
        ready.headers["Content-Language"] = language
    return ready


def _asks_for_changes(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and request.path_info.endswith(".json")
        and "HTTP_IF_NONE_MATCH" in request.META
    )


def _asks_for_stored(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and STORED.fullmatch(request.path_info) is not None
        and not request.META.get("QUERY_STRING")
    )


@from_replica
def _document(request: HttpRequest) -> HttpResponse:
    """What the view of a stored document answers without a query. Raises LookupError where nothing
    is published at this address, or elsewhere today."""
    address = STORED.fullmatch(request.path_info)
    stored = stored_at(*address.groups()) if address else None
    if address is None or stored is None or stored.newest_key != address[2]:
        raise LookupError(f"No document has the address {request.path_info} today.")
    response = stored_json(request, stored.document, stored.digest)
    response.headers["Content-Length"] = str(len(stored.document))
    return for_everybody(response)


# The headers of all answers, from who gives them to all others.
_protected = security_headers(SecurityMiddleware(_document))  # type: ignore[arg-type]


def _is_for_us(request: HttpRequest) -> bool:
    """What is for another host is refused later, by who refuses all of that, and what is to be
    asked for over TLS is sent there."""
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return False
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True
