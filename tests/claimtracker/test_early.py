"""What is answered before Django begins, by the handler that the server calls."""

import io
import sys
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.core.signals import request_started
from django.db import OperationalError, connection
from django.middleware.security import SecurityMiddleware
from django.test import Client, override_settings

from claimtracker import early, environment
from claimtracker.early import Handler
from claimtracker.middleware import security_headers
from tests.factories import make_claim, make_editor, publish_claim

pytestmark = pytest.mark.django_db

PAGE = "/claims/begun/"
DOCUMENT = "/claims/begun.json"


@pytest.fixture(autouse=True)
def claim(time_machine: Any) -> Iterator[Any]:
    """Published when no day ends, in a site that keeps pages."""
    time_machine.move_to("2026-11-22T09:30:00Z", tick=False)
    kept = environment.cache({"CACHE_URL": "locmem"}, "CACHE_URL", default="")
    with override_settings(CACHES={"default": kept}):
        yield publish_claim(make_claim(slug="begun", text="It has begun."), make_editor())
        cache.clear()


class Asked:
    """An answer of the handler, and whether Django had a part in it."""

    def __init__(
        self, path: str, *, query: str = "", method: str = "GET", scheme: str = "http", **known: str
    ):
        begun: list[object] = []

        def begin(**_: object) -> None:
            begun.append(None)

        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": scheme,
            **{f"HTTP_{name.upper()}": value for name, value in known.items()},
        }
        request_started.connect(begin)
        with mock.patch.object(connection, "close_if_unusable_or_obsolete"):
            body = Handler()(environ, self._start)
            self.content = b"".join(body)
            if hasattr(body, "close"):
                body.close()
        request_started.disconnect(begin)
        self.by_django = bool(begun)

    def _start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)


def test_the_second_answer_is_the_first_one_without_django() -> None:
    first, second = Asked(PAGE), Asked(PAGE)

    assert (first.by_django, second.by_django) == (True, False)
    assert (first.status, second.status) == ("200 OK", "200 OK")
    assert b"It has begun." in first.content
    assert second.content == first.content
    assert second.headers == first.headers
    assert "Content-Security-Policy" in second.headers


def test_who_has_the_page_is_told_so_in_the_language_asked_for() -> None:
    etag = Asked(PAGE, accept_language="de").headers["ETag"]
    known = Asked(PAGE, accept_language="de", if_none_match=etag)

    assert (known.status, known.by_django, known.content) == ("304 Not Modified", False, b"")
    assert known.headers == {
        "ETag": etag,
        "Vary": "Accept-Encoding, Accept-Language",
        "Content-Language": "de",
        "Cache-Control": "public, no-cache",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag",
    }
    assert Asked(PAGE, if_none_match=etag).status == "200 OK"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_stored_document_is_sent_as_django_sends_it(method: str, claim: Any) -> None:
    source = claim.statements.get().source
    for path in (DOCUMENT, f"/sources/{source.slug}.json"):
        sent = Asked(path, method=method)
        by_django = Client().get(path)
        assert (sent.status, sent.by_django) == ("200 OK", False)
        assert sent.content == by_django.content
        assert sent.headers == dict(by_django.headers)


def test_a_document_over_tls_says_that_it_is_to_be_asked_for_so() -> None:
    with override_settings(SECURE_HSTS_SECONDS=60, SECURE_HSTS_INCLUDE_SUBDOMAINS=True):
        protected = security_headers(SecurityMiddleware(early._document))
        by_django = Client().get(DOCUMENT, secure=True)
    with mock.patch.object(early, "_protected", protected):
        secure, plain = Asked(DOCUMENT, scheme="https"), Asked(DOCUMENT)

    assert secure.headers == dict(by_django.headers)
    assert secure.headers["Strict-Transport-Security"] == "max-age=60; includeSubDomains"
    assert "Strict-Transport-Security" not in plain.headers
    assert not secure.by_django


def test_a_document_that_is_not_there_or_elsewhere_today_is_for_django(claim: Any) -> None:
    claim.slug = "begun-in-march"
    claim.save()
    claim.publish(by=make_editor("another"), reason="It began in March.")

    absent, before = Asked("/claims/absent.json"), Asked(DOCUMENT)
    assert (absent.status, absent.by_django) == ("404 Not Found", True)
    assert (before.status, before.by_django) == ("301 Moved Permanently", True)
    assert before.headers["Location"] == "/claims/begun-in-march.json"
    assert not Asked("/claims/begun-in-march.json").by_django


def test_a_document_under_a_query_is_for_django() -> None:
    past, unknown = Asked(DOCUMENT, query="as_of=1999"), Asked(DOCUMENT, query="x=1")

    assert (past.status, past.by_django) == ("404 Not Found", True)
    assert (unknown.status, unknown.by_django) == ("400 Bad Request", True)


def test_whether_a_document_has_changed_is_for_django_until_it_was_asked() -> None:
    etag = Asked(DOCUMENT).headers["ETag"]

    assert Asked(DOCUMENT, if_none_match=etag).by_django
    known = Asked(DOCUMENT, if_none_match=etag)
    assert (known.status, known.by_django) == ("304 Not Modified", False)


def test_a_list_in_json_has_the_headers_of_all_answers_when_it_is_answered_early() -> None:
    first = Asked("/claims.json")
    second = Asked("/claims.json", if_none_match='"another"')

    assert (second.status, second.by_django) == ("200 OK", False)
    assert second.headers == first.headers
    assert second.content == first.content


def test_the_desk_and_what_is_no_page_are_for_django() -> None:
    assert all(Asked(path).by_django for path in ("/admin/", "/export/claims.ndjson", "/claims"))


def test_nothing_but_reading_is_answered_early() -> None:
    Asked(PAGE)
    assert not Asked(PAGE, method="HEAD").by_django
    for path in (PAGE, DOCUMENT):
        posted = Asked(path, method="POST")
        assert (posted.status, posted.by_django) == ("405 Method Not Allowed", True)


def test_another_host_is_refused_by_django() -> None:
    for path in (PAGE, DOCUMENT):
        Asked(path)
        other = Asked(path, host="elsewhere.example")
        assert (other.status, other.by_django) == ("400 Bad Request", True)


def test_where_tls_is_required_nothing_is_answered_without() -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        Asked(PAGE, scheme="https")
        for path in (PAGE, DOCUMENT):
            plain, secure = Asked(path), Asked(path, scheme="https")
            # Django, whose middleware redirects it; that has read its settings before this test.
            assert (plain.by_django, secure.by_django) == (True, False)


def test_an_error_of_the_database_is_said_by_django() -> None:
    Asked(PAGE)
    error = OperationalError("The database is away.")
    with mock.patch("publication.making.newest_number", side_effect=error):
        broken = Asked(PAGE)
    assert (broken.status, broken.by_django) == ("500 Internal Server Error", True)

    with mock.patch("publication.stored.first_row", side_effect=error):
        broken = Asked(DOCUMENT)
    assert (broken.status, broken.by_django) == ("500 Internal Server Error", True)


NONSENSE = [
    "",
    " ",
    "*",
    ",",
    '"',
    'W/"',
    ";q=",
    "en;q=x, *;q=",
    "br;q=,gzip;q=9",
    "\xff\xfe",
    "x" * 9_000,
]


@pytest.mark.once
@pytest.mark.parametrize("name", ["accept_encoding", "accept_language", "if_none_match", "host"])
def test_nonsense_in_a_header_is_no_error(name: str) -> None:
    for path in (PAGE, DOCUMENT):
        Asked(path)
        statuses = {Asked(path, **{name: value}).status for value in NONSENSE}
        assert statuses <= {"200 OK", "304 Not Modified", "400 Bad Request"}


@pytest.mark.parametrize("path", ["//", "/\xff/", "/claims/\0/", "/claims/" + "x" * 9_000 + "/"])
def test_nor_is_a_path_that_leads_nowhere(path: str) -> None:
    assert Asked(path).status in ("400 Bad Request", "404 Not Found", "301 Moved Permanently")
    assert Asked(f"{path}.json", if_none_match="x").status in ("400 Bad Request", "404 Not Found")
