"""Answers that need nothing made: what the reader has, and pages that the cache has.

They are given before Django begins with a request, whose signals, middleware and look for a view
would take three times as long as such an answer.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import Error
from django.http import HttpRequest, HttpResponse

from claimtracker.middleware import is_page, language_of
from publication.pages import ready_page


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
    """Whether it is worth looking: for a page, and for what somebody has already."""
    path = environ.get("PATH_INFO", "")
    return path.endswith("/") or "HTTP_IF_NONE_MATCH" in environ


def early(request: HttpRequest) -> HttpResponse | None:
    """What all the middleware and the view would answer; None where they are to be asked.

    The second asking of a page or of a document gets here what the first one was sent.
    """
    if is_page(request):
        language = language_of(request)
    elif _asks_for_changes(request):
        language = settings.LANGUAGE_CODE
    else:
        return None
    if not _is_for_us(request):
        return None
    try:
        ready = ready_page(request, language)
    except Error:
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
