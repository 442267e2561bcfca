import codecs
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.handlers.wsgi import get_bytes_from_wsgi
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

from claimtracker.errors import json_error, wants_json

GetResponse = Callable[[HttpRequest], HttpResponse]

# Every script, style and picture is a file of this site. Nothing inline runs, no nonce is needed,
# and a quotation that carries markup stays a quotation even if an escape were forgotten somewhere.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def security_headers(get_response: GetResponse) -> GetResponse:
    """As the first middleware it also sees what Django answers without a view, such as a bad host.

    Django's SecurityMiddleware sets some of these too, but not on what it refuses itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        for_everyone = "Access-Control-Allow-Origin" in response.headers
        response.headers["Cross-Origin-Resource-Policy"] = (
            "cross-origin" if for_everyone else "same-origin"
        )
        return response

    return middleware


def reject_undecodable(get_response: GetResponse) -> GetResponse:
    """Answer 400 where a query is not UTF-8 text, or where it or the path contains NUL.

    Django would put U+FFFD for broken bytes of a query, and pass NUL on to the database, where
    PostgreSQL raises. Broken bytes of a path it keeps percent-encoded: no address matches those.
    It reads a query in whatever encoding the request names, so that is to be UTF-8 as well.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        query = get_bytes_from_wsgi(request.META, "QUERY_STRING", "")
        if "\0" in request.path_info:
            return refuse(request, "path", "The path of this address contains a NUL character.")
        if not _is_text(unquote_to_bytes(query)):
            return refuse(request, "query", "The query of this address is not text in UTF-8.")
        if not _is_utf_8(request.content_params):
            sentence = "The charset of this request’s Content-Type is not UTF-8."
            return refuse(request, "charset", sentence)
        return get_response(request)

    def refuse(request: HttpRequest, part: str, sentence: str) -> HttpResponse:
        if wants_json(request):
            return json_error(400, part, sentence)
        return HttpResponseBadRequest(sentence, content_type="text/plain; charset=utf-8")

    return middleware


def _is_utf_8(content_params: dict[str, str] | None) -> bool:
    try:
        return codecs.lookup((content_params or {}).get("charset", "utf-8")).name == "utf-8"
    except LookupError:
        return False


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False
