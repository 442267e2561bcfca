"""The application as a server calls it."""

import io
from collections.abc import Iterator
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_started
from django.db import close_old_connections

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_connection_of_the_test_stays_open() -> Iterator[None]:
    """A real request begins by closing connections that are too old, and all of them are."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


def status(content_type: str, method: str = "GET") -> str:
    # Made here, where static files are served from where they are written.
    from claimtracker.wsgi import application

    environ: dict[str, Any] = {"CONTENT_TYPE": content_type, "REQUEST_METHOD": method}
    environ |= {"PATH_INFO": "/method/", "QUERY_STRING": "q=+AAA-", "wsgi.input": io.BytesIO(b"")}
    setup_testing_defaults(environ)
    answers: list[str] = []
    b"".join(application(environ, lambda line, headers, *rest: answers.append(line)))
    return answers[0]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("charset", ["base64", "hex", "rot13", "utf-7", "latin-1", "nonsense"])
def test_no_charset_but_utf_8_is_taken_and_none_fails(charset: str, method: str) -> None:
    assert status(f"text/plain; charset={charset}", method) == "400 Bad Request"


@pytest.mark.parametrize("content_type", ["", "text/plain", "text/plain; charset=UTF-8", "x"])
def test_utf_8_and_no_charset_at_all_are_answered(content_type: str) -> None:
    assert status(content_type) == "200 OK"
    assert status(content_type, "POST") == "405 Method Not Allowed"
