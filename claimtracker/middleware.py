import codecs
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.handlers.wsgi import get_bytes_from_wsgi
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from claimtracker.errors import json_error, wants_json
from publication.making import Making

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
# A card of a claim is made to stand in other pages. It has no script and no form, so a page around
# it can neither read it nor have anything clicked in it but links.
FOR_OTHER_PAGES = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
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
    """Around Django's own it also sees what these answer without a view, such as a bad host.

    Django's SecurityMiddleware sets some of these too, but not on what it refuses itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        # Django's own mark; only views with its decorator `xframe_options_exempt` set it.
        if getattr(response, "xframe_options_exempt", False):
            response.headers["Content-Security-Policy"] = FOR_OTHER_PAGES
            del response.headers["X-Frame-Options"]
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


def keep_pages(get_response: GetResponse) -> GetResponse:
    """Around all others, so that a page is kept as it is sent: `early` sends it again as it is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        making = Making.begun(request)
        if making is not None:
            making.keep(response)
        return response

    return middleware


def readers_language(get_response: GetResponse) -> GetResponse:
    """Answer pages in the language that the reader's browser asks for, where there is such a one.

    A page is what is read at an address that ends in a slash. All others are for machines or for
    the desk, and stay in English whoever asks. No cookie remembers a language: a page depends on
    its request alone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_page(request):
            return get_response(request)
        language = language_of(request)
        with translation.override(language):
            response = get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers["Content-Language"] = language
        return response

    return middleware


def language_of(request: HttpRequest) -> str:
    """The language of a page for this request."""
    return accepted_language(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))


def accepted_language(accepted: str) -> str:
    """The first of the site's languages in an Accept-Language header, else its own language.

    >>> accepted_language("fr, de-AT;q=0.8, en;q=0.5")
    'de'
    """
    for language, quality in parse_accept_lang_header(accepted):
        if quality and language != "*":
            try:
                return translation.get_supported_language_variant(language)
            except LookupError:
                continue
    return settings.LANGUAGE_CODE


def is_page(request: HttpRequest) -> bool:
    path = request.path_info
    return (
        request.method in ("GET", "HEAD") and path.endswith("/") and not path.startswith("/admin/")
    )


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
