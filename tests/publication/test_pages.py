from collections.abc import Callable
from typing import Any
from zlib import crc32

import pytest
import time_machine
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from publication.models import Edition
from publication.pages import (
    moved,
    public_address,
    public_page,
    stored_json,
)
from sources.models import Source
from tests.factories import make_claim, make_source, make_statement, publish_claim

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DOCUMENT = '{"id":"é😀"}'
DIGEST = "d" * 64
RELEASE = settings.RELEASE
PUBLIC = {
    "Cache-Control": "public, no-cache",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
}


def etag(
    newest: int,
    *,
    day: str = "20261122",
    release: str = RELEASE,
    language: str = "en-gb",
    address: str = "/page",
) -> str:
    return f'"{newest}-{day}-{release}-{language}-{crc32(address.encode()):08x}"'


def ask(
    view: Callable[..., HttpResponseBase], *, method: str = "GET", **headers: str
) -> HttpResponseBase:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return view(RequestFactory().generic(method, "/page", headers=names))


@public_page
def page(request: Any) -> HttpResponse:
    return HttpResponse(f"newest: {request.newest_edition}")


@public_page
def wrong(request: HttpRequest) -> HttpResponse:
    return HttpResponse("wrong", status=400)


@public_page
def missing(request: HttpRequest) -> HttpResponse:
    raise Http404("Nothing is published at this address.")


@public_page
def forward(request: HttpRequest) -> HttpResponseBase:
    return moved(request, "source_detail", "new")


@public_address
def stored(request: HttpRequest) -> HttpResponseBase:
    return stored_json(request, DOCUMENT.encode(), DIGEST)


@pytest.fixture
def source(editor: Any) -> Source:
    source = make_source(slug="interview")
    source.publish(by=editor)
    return source


class TestPublicAddress:
    """Pages made of editions and stored documents alike."""

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "NONSENSE"])
    @pytest.mark.parametrize("view", [page, stored])
    def test_it_can_only_be_read(self, view: Any, method: str) -> None:
        response = ask(view, method=method)

        assert response.status_code == 405
        assert {**PUBLIC, "Allow": "GET, HEAD"}.items() <= dict(response.headers).items()
        assert "ETag" not in response.headers

    @pytest.mark.parametrize("view", [page, stored])
    def test_its_head_can_be_read(self, view: Any) -> None:
        head, whole = ask(view, method="HEAD"), ask(view)

        assert (head.status_code, dict(head.headers)) == (200, dict(whole.headers))
        known = whole.headers["ETag"]
        assert ask(view, method="HEAD", if_none_match=known).status_code == 304

    def test_it_may_say_how_long_it_is_kept(self) -> None:
        @public_address
        def for_ever(request: HttpRequest) -> HttpResponse:
            return HttpResponse(headers={"Cache-Control": "public, immutable"})

        assert ask(for_ever).headers["Cache-Control"] == "public, immutable"

    def test_what_writes_needs_no_token_to_be_refused(self, source: Source) -> None:
        client = Client(enforce_csrf_checks=True)

        assert client.post("/claims/").status_code == 405
        assert client.post("/admin/login/").status_code == 403


class TestPublicPage:
    def test_it_says_what_it_was_made_of_and_who_may_keep_it(self, source: Source) -> None:
        response = ask(page)

        assert (response.status_code, response.content) == (200, b"newest: 1")
        assert dict(response.headers) == {
            "Content-Type": "text/html; charset=utf-8",
            "ETag": etag(1),
            "Vary": "Accept-Encoding",
            **PUBLIC,
        }

    def test_before_anything_was_published_the_number_is_0(self) -> None:
        assert ask(page).headers["ETag"] == etag(0)

    def test_asked_again_it_is_not_sent_again(self, source: Source) -> None:
        again = ask(page, if_none_match=ask(page).headers["ETag"])

        assert (again.status_code, again.content) == (304, b"")
        assert PUBLIC.items() <= dict(again.headers).items()

    # RFC 9110, 15.4.5. Django has the ETag of a 304 only from a response that it is given.
    def test_not_sending_it_again_names_the_etag(self, source: Source) -> None:
        assert ask(page, if_none_match=etag(1)).headers.get("ETag") == etag(1)

    @pytest.mark.parametrize(
        "known", [etag(0), etag(2), etag(1, address="/"), etag(1).strip('"'), '"x"', "*", ""]
    )
    def test_what_another_has_is_sent(self, source: Source, known: str) -> None:
        assert ask(page, if_none_match=known).status_code == 200

    def test_a_new_edition_makes_a_new_page(self, source: Source, editor: Any) -> None:
        known = ask(page).headers["ETag"]
        make_source().publish(by=editor)

        response = ask(page, if_none_match=known)

        assert (response.status_code, response.content) == (200, b"newest: 2")
        assert response.headers["ETag"] == etag(2)

    def test_a_row_that_is_only_saved_does_not(self, source: Source) -> None:
        known = ask(page).headers["ETag"]
        make_source()
        source.save()

        assert ask(page, if_none_match=known).status_code == 304

    def test_another_day_makes_a_new_page(
        self, source: Source, clock: time_machine.Traveller
    ) -> None:
        known = ask(page).headers["ETag"]
        clock.move_to("2026-11-22T23:59:59Z")
        assert ask(page, if_none_match=known).status_code == 304

        clock.move_to("2026-11-23T00:00:00Z")
        response = ask(page, if_none_match=known)

        assert response.status_code == 200
        assert response.headers["ETag"] == etag(1, day="20261123")

    def test_another_release_makes_a_new_page(self, source: Source) -> None:
        known = ask(page).headers["ETag"]

        with override_settings(RELEASE="99"):
            response = ask(page, if_none_match=known)

        assert (response.status_code, response.headers["ETag"]) == (200, etag(1, release="99"))

    def test_another_language_makes_a_new_page(self, source: Source) -> None:
        known = ask(page).headers["ETag"]

        with translation.override("de"):
            response = ask(page, if_none_match=known)
            again = ask(page, if_none_match=response.headers["ETag"])

        assert (response.status_code, response.headers["ETag"]) == (200, etag(1, language="de"))
        assert again.status_code == 304

    def test_an_error_has_no_etag(self) -> None:
        response = ask(wrong)

        assert response.status_code == 400
        assert PUBLIC.items() <= dict(response.headers).items()
        assert "ETag" not in response.headers

    def test_nor_has_what_moved(self) -> None:
        response = ask(forward)

        assert (response.status_code, response.headers["Location"]) == (301, "/sources/new/")
        assert "ETag" not in response.headers

    def test_what_is_missing_is_raised(self) -> None:
        with pytest.raises(Http404):
            ask(missing)

    # RFC 9110, 13.2.1: a precondition counts only where the answer without it were a success.
    @pytest.mark.parametrize("known", ["*", "the newest"])
    def test_an_error_stays_one_whatever_the_client_has(
        self, client: Client, source: Source, known: str
    ) -> None:
        if known == "the newest":
            known = client.get("/claims.json").headers["ETag"]

        answers = [
            client.get(address, headers={"if-none-match": known}).status_code
            for address in ("/sources/no-such-source/", "/claims.json?standing=nonsense")
        ]

        assert answers == [404, 400]


class TestStoredJson:
    def test_it_is_the_document_byte_for_byte_under_its_digest(self) -> None:
        response = ask(stored)

        assert response.content == DOCUMENT.encode()
        assert dict(response.headers) == {
            "Content-Type": "application/json; charset=utf-8",
            "ETag": f'"{DIGEST}"',
            **PUBLIC,
        }

    @pytest.mark.parametrize("known", [f'"{DIGEST}"', f'W/"{DIGEST}"', f'"x", "{DIGEST}"', "*"])
    def test_what_is_known_is_not_sent_again(self, known: str) -> None:
        response = ask(stored, if_none_match=known)

        assert (response.status_code, response.content) == (304, b"")
        assert PUBLIC.items() <= dict(response.headers).items()

    def test_not_sending_it_again_names_the_etag(self) -> None:
        response = ask(stored, if_none_match=f'"{DIGEST}"')

        assert response.headers.get("ETag") == f'"{DIGEST}"'

    @pytest.mark.parametrize("known", ['"x"', DIGEST, f'"{DIGEST[1:]}"', ""])
    def test_what_is_not_known_is_sent(self, known: str) -> None:
        assert ask(stored, if_none_match=known).status_code == 200


class TestAddresses:
    """The same on addresses of the site."""

    @pytest.fixture(autouse=True)
    def pages(self, source: Source, editor: Any) -> None:
        claim = make_claim(slug="begun", statement=make_statement(source=source))
        publish_claim(claim, editor)

    @pytest.mark.parametrize(
        ("address", "kind", "key"),
        [
            ("/claims/begun.json", "claim", "begun"),
            ("/sources/interview.json", "source", "interview"),
        ],
    )
    def test_the_json_of_a_page_is_its_newest_edition(
        self, client: Client, address: str, kind: str, key: str
    ) -> None:
        edition = Edition.objects.at_address(kind, key)
        assert edition

        response = client.get(address)
        again = client.get(address, headers={"if-none-match": response.headers["ETag"]})

        assert response.content == edition.document.encode()
        assert response.headers["ETag"] == f'"{edition.digest}"'
        assert again.status_code == 304

    @pytest.mark.parametrize(
        "address", ["/", "/claims/", "/claims.json", "/claims/begun/", "/sources/", "/sources.json"]
    )
    def test_pages_have_the_etag_of_the_newest_edition(self, client: Client, address: str) -> None:
        response = client.get(address)
        again = client.get(address, headers={"if-none-match": response.headers["ETag"]})

        newest = Edition.objects.newest_number()
        assert response.headers["ETag"] == etag(newest, address=address)
        assert again.status_code == 304

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    @pytest.mark.parametrize("address", ["/claims/", "/claims/begun/", "/claims/begun.json"])
    def test_they_can_only_be_read(self, client: Client, address: str, method: str) -> None:
        response = getattr(client, method)(address)

        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")

    @pytest.mark.parametrize("address", ["/claims/begun/", "/claims/begun.json"])
    def test_their_heads_can_be_read(self, client: Client, address: str) -> None:
        head, whole = client.head(address), client.get(address)

        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["ETag"] == whole.headers["ETag"]

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("/claims/nothing/", 404),
            ("/claims/nothing.json", 404),
            ("/claims.json?standing=nonsense", 400),
            ("/claims.json?nonsense=1", 400),
            ("/claims/begun.json?nonsense=1", 400),
            ("/sources/nothing.json", 404),
        ],
    )
    def test_errors_have_no_etag(self, client: Client, address: str, status: int) -> None:
        response = client.get(address)

        assert response.status_code == status
        assert "ETag" not in response.headers
