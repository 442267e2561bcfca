"""Errors in the form that was asked for: JSON below a JSON address, a page everywhere else.

Django's own error pages make a token against forgery for each; these have no form to send.
"""

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseNotFound,
    HttpResponseServerError,
)
from django.template.loader import render_to_string

from publication.pages import json_errors


def wants_json(request: HttpRequest) -> bool:
    return request.path.endswith((".json", ".ndjson"))


def json_error(status: int, subject: str, sentence: str) -> HttpResponse:
    response = json_errors({subject: [sentence]}, status=status)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if wants_json(request):
        return json_error(400, "request", "This request cannot be understood.")
    return HttpResponseBadRequest(render_to_string("400.html"))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if wants_json(request):
        return json_error(404, "path", "Nothing is published at this address.")
    return HttpResponseNotFound(render_to_string("404.html", request=request))


def server_error(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        return json_error(500, "server", "The server failed to answer; its log says why.")
    return HttpResponseServerError(render_to_string("500.html"))
