"""Whole pages from the cache: which are, what they are, and that it can be done without."""

import gzip
import os
import socket
from collections.abc import Iterator
from typing import Any
from unittest import mock

import brotli
import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.test import override_settings

from claimtracker import environment
from publication import outage, page_cache
from tests.factories import make_claim, make_editor, publish_claim
from tests.serving import ServedClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

REDIS = "redis://127.0.0.1:6379/9"
PAGE = "/claims/begun/"
ACCESS = ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers")


def settings_of(url: str) -> dict[str, Any]:
    return {"default": environment.cache({"CACHE_URL": url}, "CACHE_URL", default="")}


def redis_answers() -> bool:
    try:
        socket.create_connection(("127.0.0.1", 6379), timeout=1).close()
    except OSError:
        return False
    return True


needs_redis = pytest.mark.skipif(
    not os.environ.get("CI") and not redis_answers(), reason="no Redis answers"
)


@pytest.fixture(
    params=["locmem", pytest.param(REDIS, marks=[needs_redis, pytest.mark.once])],
    ids=["locmem", "redis"],
)
def kept(request: pytest.FixtureRequest) -> Iterator[None]:
    """Both are made by the settings that a site would have."""
    with override_settings(CACHES=settings_of(request.param)):
        cache.clear()
        yield
        cache.clear()
        cache.close()


@pytest.fixture(autouse=True)
def claim() -> Any:
    return publish_claim(make_claim(slug="begun", text="It has begun."), make_editor())


def asked(address: str = PAGE, *, method: str = "get", **headers: str) -> tuple[Any, bool]:
    """The answer, and whether a view was asked for it."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    view = "django.core.handlers.base.BaseHandler.make_view_atomic"
    with mock.patch(view, made := mock.Mock()):
        made.side_effect = lambda view: view
        response = getattr(ServedClient(), method)(address, headers=names)
    return response, made.called


@pytest.mark.usefixtures("kept")
class TestKeptPages:
    def test_the_second_reader_gets_the_same_answer_without_its_view(self) -> None:
        first, by_view = asked()
        second, again = asked()

        assert (by_view, again) == (True, False)
        assert second.content == first.content
        assert dict(second.headers) == dict(first.headers)
        assert second.status_code == 200

    def test_a_head_is_answered_from_the_page_and_the_other_way_round(self) -> None:
        head, _ = asked(method="head")
        whole, by_view = asked()

        assert not by_view
        assert head.headers["ETag"] == whole.headers["ETag"]
        assert b"It has begun." in whole.content

    def test_machines_get_kept_pages_as_well(self) -> None:
        with mock.patch("claims.views.claim_list.list_response", return_value=HttpResponse("[]")):
            first, _ = asked("/claims.json")
        second, _ = asked("/claims.json")

        assert second.content == first.content == b"[]"

    def test_every_language_address_and_query_has_its_own(self) -> None:
        asked()
        others = [
            asked(accept_language="de"),
            asked("/claims/"),
            asked(PAGE + "?as_of=2026"),
            asked(PAGE + "?since=2026"),
        ]

        assert all(by_view for _, by_view in others)
        assert len({response.headers["ETag"] for response, _ in others}) == len(others)

    def test_two_addresses_with_one_checksum_are_two_pages(self) -> None:
        with mock.patch("publication.making.crc32", return_value=1):
            first, _ = asked("/claims/")
            second, by_view = asked("/method/")

        assert by_view
        assert second.content != first.content

    def test_a_publication_makes_all_of_them_new(self) -> None:
        asked("/method/")
        publish_claim(make_claim(slug="later"), make_editor())

        assert asked("/method/")[1]

    def test_so_does_another_day_and_another_release(self, clock: time_machine.Traveller) -> None:
        asked()
        with override_settings(RELEASE="99"):
            assert asked()[1]
        clock.move_to("2026-11-23T00:00:00Z")
        assert asked()[1]

    @pytest.mark.parametrize(
        ("address", "status"),
        [("/claims/none/", 404), ("/claims/?standing=x", 400), ("/claims.json?x=1", 400)],
    )
    def test_errors_are_not_kept(self, address: str, status: int) -> None:
        with mock.patch.object(page_cache, "keep") as keep:
            assert asked(address)[0].status_code == status

        keep.assert_not_called()

    def test_nor_is_what_is_streamed(self) -> None:
        with mock.patch.object(page_cache, "keep") as keep:
            response, _ = asked("/export/claims.ndjson", accept_encoding="br, gzip")

        keep.assert_not_called()
        assert "Content-Encoding" not in response.headers
        assert b"It has begun." in response.getvalue()

    def test_a_card_from_the_cache_may_still_stand_in_other_pages(self) -> None:
        first, _ = asked("/claims/begun/card/")
        second, _ = asked("/claims/begun/card/")

        assert dict(second.headers) == dict(first.headers)
        assert "X-Frame-Options" not in second.headers

    def test_a_host_that_is_not_ours_gets_nothing_from_it(self) -> None:
        asked()

        assert asked(host="elsewhere.example")[0].status_code == 400

    def test_what_is_very_long_is_not_kept(self) -> None:
        with mock.patch.object(page_cache, "MOST_BYTES", 1_000):
            asked()

        assert asked()[1]


@pytest.mark.usefixtures("kept")
class TestCompressedPages:
    @pytest.mark.parametrize(
        ("accepted", "encoding", "read"),
        [
            ("gzip, deflate, br", "br", brotli.decompress),
            ("gzip", "gzip", gzip.decompress),
            ("identity", None, bytes),
        ],
    )
    def test_they_are_the_same_page_in_the_encoding_that_is_accepted(
        self, accepted: str, encoding: str | None, read: Any
    ) -> None:
        plain, _ = asked()
        for _ in range(2):
            response, _ = asked(accept_encoding=accepted)
            assert response.headers.get("Content-Encoding") == encoding
            assert read(response.content) == plain.content
            assert "Accept-Encoding" in response.headers["Vary"]

    def test_each_encoding_has_a_strong_validator_of_its_own(self) -> None:
        etags = {
            encoding: asked(accept_encoding=encoding)[0].headers["ETag"]
            for encoding in ("br", "gzip", "")
        }
        assert etags["br"] == etags[""][:-1] + '-br"'
        assert etags["gzip"] == etags[""][:-1] + '-gzip"'
        for encoding, etag in etags.items():
            response, _ = asked(accept_encoding=encoding, if_none_match=etag)
            assert (response.status_code, response.headers["ETag"]) == (304, etag)
            assert "Accept-Encoding" in response.headers["Vary"]
        # Who cannot read the compressed page is sent the other one.
        assert asked(if_none_match=etags["br"])[0].status_code == 200
        assert asked(accept_encoding="gzip", if_none_match=etags["br"])[0].status_code == 200

    def test_what_is_short_is_sent_as_it_is(self) -> None:
        response, _ = asked("/robots.txt", accept_encoding="gzip")

        assert "Content-Encoding" not in response.headers
        assert b"Sitemap" in response.content
        known = response.headers["ETag"]
        assert (
            asked("/robots.txt", accept_encoding="gzip", if_none_match=known)[0].status_code == 304
        )

    def test_a_document_stays_the_bytes_that_its_digest_is_of(self) -> None:
        response, _ = asked("/claims/begun.json", accept_encoding="gzip, br")

        assert "Content-Encoding" not in response.headers
        assert b'"text":"It has begun."' in response.content


@pytest.mark.usefixtures("kept")
class TestKnownDocuments:
    DOCUMENT = "/claims/begun.json"

    def known(self, **headers: str) -> tuple[Any, bool]:
        etag = asked(self.DOCUMENT)[0].headers["ETag"]
        return asked(self.DOCUMENT, if_none_match=etag, **headers)

    def test_who_has_one_is_told_so_without_its_view_from_the_second_time_on(self) -> None:
        first, by_view = self.known()
        second, again = self.known()

        assert (by_view, again) == (True, False)
        assert (first.status_code, second.status_code) == (304, 304)
        # What a 304 repeats is what the reader may do with the document that it has.
        assert dict(second.headers) == {
            name: first.headers[name] for name in ("ETag", "Cache-Control", *ACCESS)
        }
        assert second.content == b""

    def test_who_has_another_one_gets_it(self) -> None:
        self.known()
        response, by_view = asked(self.DOCUMENT, if_none_match='"another"')

        assert (response.status_code, by_view) == (200, True)
        assert b'"text":"It has begun."' in response.content

    def test_nobody_is_told_so_after_a_correction(self, claim: Any) -> None:
        before, _ = self.known()
        claim.note = "Corrected."
        claim.save(by=make_editor("author"), why="a correction")
        publish_claim(claim, make_editor("publisher"))
        response, by_view = asked(self.DOCUMENT, if_none_match=before.headers["ETag"])

        assert (response.status_code, by_view) == (200, True)
        assert b"Corrected." in response.content

    def test_each_address_has_its_own(self) -> None:
        known, _ = self.known()
        etag = known.headers["ETag"]

        assert asked("/claims/none.json", if_none_match=etag)[0].status_code == 404
        assert asked(f"{self.DOCUMENT}?x=1", if_none_match=etag)[0].status_code == 400

    def test_only_who_reads_is_told_so(self) -> None:
        known, _ = self.known()
        etag = known.headers["ETag"]

        assert asked(self.DOCUMENT, method="head", if_none_match=etag)[0].status_code == 304
        assert asked(self.DOCUMENT, method="post", if_none_match=etag)[0].status_code == 405
        assert self.known(host="elsewhere.example")[0].status_code == 400


@pytest.mark.once
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("gzip, deflate, br, zstd", "br"),
        ("BR;q=0.5,GZIP", "br"),
        ("gzip, br;q=0", "gzip"),
        ("gzip;q=0.0", None),
        ("br; q=0.000, gzip; q=1.0", "gzip"),
        ("deflate, identity;q=0.5", None),
        ("*", None),
        (";q=1,,=, br q", None),
    ],
)
def test_the_best_encoding_is_one_that_is_accepted(accepted: str, encoding: str | None) -> None:
    assert page_cache.best_encoding(accepted) == encoding


class TestWithoutACache:
    @pytest.mark.once
    def test_it_can_be_off(self) -> None:
        with override_settings(CACHES=settings_of("off")):
            asked()
            assert asked()[1]

    @pytest.mark.once
    def test_a_cache_that_is_down_is_left_alone(self, caplog: pytest.LogCaptureFixture) -> None:
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            url = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
            with (
                override_settings(CACHES=settings_of(url)),
                mock.patch.object(page_cache, "outage", outage.Outage("The cache of pages")),
            ):
                answers = [asked()[0] for _ in range(3)]
                cache.close()

        assert [answer.status_code for answer in answers] == [200, 200, 200]
        said = [record.getMessage() for record in caplog.records if record.name == outage.__name__]
        assert len(said) == 1
        assert said[0].startswith("The cache of pages is left alone until it answers: ")


@needs_redis
@pytest.mark.once
def test_in_redis_a_page_is_no_pickle() -> None:
    """Who can write to Redis could run programs here if it were."""
    import redis

    with override_settings(CACHES=settings_of(REDIS)):
        cache.clear()
        page_cache.keep("key", HttpResponse("page", headers={"ETag": '"1"', "Content-Type": "x"}))
        stored = redis.Redis.from_url(REDIS).get(":1:key")
        found = page_cache.kept("key")
        cache.clear()
        cache.close()

    assert stored == b'{"ETag": "\\"1\\"", "Content-Type": "x"}\npage'
    assert found is not None
    assert (found.content, found.headers["ETag"]) == (b"page", '"1"')
