"""Errors in the form that was asked for: JSON below a JSON address, a page everywhere else."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views import defaults

from publication.pages import json_errors


def wants_json(request: HttpRequest) -> bool:
    return request.path.endswith((".json", ".ndjson"))


def json_error(status: int, subject: str, sentence: str) -> HttpResponse:
    response = json_errors({subject: [sentence]}, status=status)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if wants_json(request):
        return json_error(400, "request", "This request cannot be understood.")
    return defaults.bad_request(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if wants_json(request):
        return json_error(404, "path", "Nothing is published at this address.")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        return json_error(500, "server", "The server failed to answer; its log says why.")
    return defaults.server_error(request)
