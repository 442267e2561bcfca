from collections.abc import Iterator
from unittest import mock

import pytest

from publication import feed_reader
from publication.feed_reader import FeedError, FeedReader, Interrupted, checked_address
from tests.first_site import Server, serving

pytestmark = pytest.mark.once

NDJSON = {"Content-Type": "application/x-ndjson"}
JSON = {"Content-Type": "application/json; charset=utf-8"}
INDEX = "/export/index.json"
CHANGES = "/export/changes.ndjson"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    stored = {
        CHANGES: (200, "", b"one\ntwo\nthree\n"),
        INDEX: (200, "", b'{"version":"1.0","editions":3}'),
    }
    with serving(stored) as site:
        yield site


@pytest.fixture
def site(server: Server) -> Server:
    server.asked.clear()
    server.instead = {}
    return server


def lines(site: Server, after: int = 0, limit: int = 10) -> list[bytes]:
    return list(FeedReader(site.address).lines(after, limit))


class TestAddress:
    @pytest.mark.parametrize(
        ("text", "address"),
        [
            ("https://claims.example", "https://claims.example"),
            ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
            ("https://example.org/claims/", "https://example.org/claims"),
        ],
    )
    def test_it_is_that_of_a_site(self, text: str, address: str) -> None:
        assert checked_address(text) == address

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "claims.example",
            "file:///etc/passwd",
            "ftp://claims.example",
            "https://",
            "https://claims.example:port",
            "https://claims.example:99999",
            "https://[::1",
            "https://claims.example/a b",
            "https://claims.example/\n",
            "https://clāims.example",
        ],
    )
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="give the address of a site, such as https://claims"):
            checked_address(text)

    @pytest.mark.parametrize("text", ["https://a@claims.example", "https://a.example/?a=b"])
    def test_so_is_more_than_that(self, text: str) -> None:
        with pytest.raises(ValueError, match="without a name, a query or a fragment"):
            checked_address(text)


class TestReading:
    def test_it_reads_lines(self, site: Server) -> None:
        assert lines(site, after=1, limit=1) == [b"two"]
        assert site.asked == [f"{CHANGES}?after=1&limit=1"]

    def test_it_reads_the_newest_number(self, site: Server) -> None:
        assert FeedReader(site.address).newest_number() == 3

    def test_it_follows_a_redirect_on_the_same_host(self, site: Server) -> None:
        site.instead[INDEX] = (301, {"Location": "/elsewhere"}, b"")
        site.instead["/elsewhere"] = (200, JSON, b'{"version":"1.1","editions":7}')

        assert FeedReader(site.address).newest_number() == 7

    @pytest.mark.parametrize("to", ["http://localhost:1/", "file:///etc/passwd"])
    def test_it_follows_no_other(self, site: Server, to: str) -> None:
        site.instead[INDEX] = (302, {"Location": to}, b"")

        with pytest.raises(FeedError, match=r"sends us on to|answers with status 302"):
            FeedReader(site.address).newest_number()

    def test_long_answers_are_read_in_parts(self, site: Server) -> None:
        with mock.patch.object(feed_reader, "AT_ONCE", 5):
            assert lines(site) == [b"one", b"two", b"three"]
            with mock.patch.object(feed_reader, "LONGEST_BATCH", 4):
                assert lines(site) == [b"one"]


class TestFaults:
    @pytest.mark.parametrize(
        ("answer", "said", "kind"),
        [
            (
                (200, {"Content-Type": "text/html"}, b"<p>"),
                "answers with text/html, and",
                FeedError,
            ),
            ((404, NDJSON, b""), "answers with status 404", FeedError),
            ((500, NDJSON, b""), "answers with status 500", Interrupted),
            ((429, NDJSON, b""), "answers with status 429", Interrupted),
            ((200, NDJSON, b"one\ntw"), "broke off in the middle of a line", Interrupted),
            ((200, NDJSON | {"Content-Length": "9"}, b"one\n"), "broke off 5 bytes", Interrupted),
        ],
    )
    def test_the_sentence_says_what_came(
        self,
        site: Server,
        answer: tuple[int, dict[str, str], bytes],
        said: str,
        kind: type[FeedError],
    ) -> None:
        site.instead[CHANGES] = answer

        with pytest.raises(FeedError, match=said) as error:
            lines(site)

        assert type(error.value) is kind
        assert str(error.value).startswith(f"{site.address}{CHANGES}?after=0&limit=10 ")

    def test_whole_lines_come_before_the_fault(self, site: Server) -> None:
        site.instead[CHANGES] = (200, NDJSON, b"one\ntw")
        found = FeedReader(site.address).lines(0, 10)

        assert next(found) == b"one"
        with pytest.raises(Interrupted):
            next(found)

    def test_a_line_without_an_end(self, site: Server) -> None:
        site.instead[CHANGES] = (200, NDJSON, b"12345")

        with (
            mock.patch.object(feed_reader, "LONGEST_LINE", 4),
            pytest.raises(FeedError, match="has a line of more than 4 bytes"),
        ):
            lines(site)

    def test_an_answer_that_takes_too_long(self, site: Server) -> None:
        with (
            mock.patch.object(feed_reader, "LONGEST_ANSWER", -1),
            pytest.raises(Interrupted, match="took more than -1 seconds"),
        ):
            lines(site)

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"<html>", "is no JSON document"),
            (b"[" * 100_000, "is no JSON document"),
            (b"[]", "has no version 1 of the public JSON, but None"),
            (b'{"version":"2.0","editions":3}', "has no version 1 of the public JSON, but '2.0'"),
            (b'{"version":"1.0"}', "does not say how many editions there are"),
            (b'{"version":"1.0","editions":-1}', "does not say how many editions there are"),
            (b'{"version":"1.0","editions":true}', "does not say how many editions there are"),
        ],
    )
    def test_an_index_that_is_none(self, site: Server, body: bytes, said: str) -> None:
        site.instead[INDEX] = (200, JSON, body)

        with pytest.raises(FeedError, match=said):
            FeedReader(site.address).newest_number()

    def test_an_index_without_an_end(self, site: Server) -> None:
        with (
            mock.patch.object(feed_reader, "LONGEST_LINE", 4),
            pytest.raises(FeedError, match="answers with more than 4 bytes"),
        ):
            FeedReader(site.address).newest_number()

    def test_a_site_that_is_not_there(self) -> None:
        with pytest.raises(
            Interrupted, match=r"^http://127\.0\.0\.1:9/export/index\.json cannot be"
        ):
            FeedReader("http://127.0.0.1:9").newest_number()
