"""Pages by their address: what is asked, what is refused, and what is cut short."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine

from sources.importing import connecting, decoding, fetching
from sources.importing.document import Unreadable
from sources.importing.fetching import Fetched, fetch

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    answers: dict[str, Answer] = {}
    seen: list[tuple[str, dict[str, str]]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, dict(self.headers)))
        self.answers[self.path](self)

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content_Type": "text/html"} | headers).items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


class Site:
    """A server on this machine, and the guard's leave to ask it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.allowed = frozenset({("127.0.0.1", port)})

    def fetch(self, path: str, seconds: float = 5) -> Fetched:
        return fetch(self.url + path, allowed=self.allowed, seconds=seconds)

    def refusal(self, path: str, seconds: float = 5) -> str:
        return refusal(self.url + path, self.allowed, seconds)


def refusal(url: str, allowed: connecting.Endpoints = frozenset(), seconds: float = 5) -> str:
    with pytest.raises(Unreadable) as refused:
        fetch(url, allowed=allowed, seconds=seconds)
    (sentence,) = refused.value.messages
    return str(sentence)


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Site(server.server_address[1])
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(running: Site, settings: Any) -> Site:
    settings.IMPORT_BY_URL = True
    Handler.answers = {}
    Handler.seen = []
    return running


def on(path: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
    Handler.answers[path] = lambda handler: handler.answer(body, status, **headers)


NOT_PUBLIC = "This address leads to no place on the public Internet. Only public pages are fetched."
NO_ADDRESS = (
    "Give the address of a page: “http://” or “https://”, a host, and a path; without a user, a "
    "password or a port, in at most 2,000 characters."
)


def test_it_is_off_by_default(settings: Any) -> None:
    assert settings.IMPORT_BY_URL is False
    assert refusal("https://pumps.example/") == (
        "Importing by address is switched off on this site. Save the page and import the file."
    )


def test_a_page_is_fetched(site: Site) -> None:
    on("/a/pump%20run?x=1", b"<p>Words.", Content_Type='text/html; charset="ISO-8859-2"')
    with time_machine.travel("2026-01-11T08:40:00.5Z", tick=False):
        fetched = site.fetch("/a/pump%20run?x=1#top")

    assert fetched == Fetched(
        b"<p>Words.",
        f"{site.url}/a/pump%20run?x=1#top",
        "pump run",
        "text/html",
        "iso-8859-2",
        "2026-01-11T08:40:00+00:00",
    )
    assert Handler.seen == [
        (
            "/a/pump%20run?x=1",
            {
                "Host": f"127.0.0.1:{site.port}",
                "User-Agent": "claimtracker",
                "Accept": ", ".join(fetching.MEDIA_TYPES),
                "Accept-Encoding": "gzip, deflate",
                "Connection": "close",
            },
        )
    ]


def test_addresses_in_other_scripts(site: Site) -> None:
    on("/Gr%C3%B6%C3%9Fe?q=%C3%A9", b"x")

    assert site.fetch("/Größe?q=é").content == b"x"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"Words.", mtime=0)),
        ("x-gzip", gzip.compress(b"Words.", mtime=0)),
        ("deflate", zlib.compress(b"Words.")),
        ("deflate", zlib.compress(b"Words.")[2:-4]),
        ("identity", b"Words."),
    ],
)
def test_the_compression_of_the_transfer_is_taken_off(
    site: Site, encoding: str, body: bytes
) -> None:
    on("/", body, Content_Encoding=encoding)

    assert site.fetch("/").content == b"Words."


def test_redirects_are_followed(site: Site) -> None:
    for number in range(5):
        on(f"/{number}", status=301 + number % 2, Location=f"/{number + 1}")
    on("/5", b"There.")

    fetched = site.fetch("/0")
    assert (fetched.content, fetched.url) == (b"There.", f"{site.url}/5")


def test_and_not_for_ever(site: Site) -> None:
    on("/", status=302, Location="/")

    assert site.refusal("/") == "The page redirects more than 5 times."
    assert len(Handler.seen) == 6


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("http://127.0.0.2/", NOT_PUBLIC),
        ("http://localhost/", NOT_PUBLIC),
        ("http://169.254.169.254/latest/meta-data/", NOT_PUBLIC),
        ("http://[::ffff:127.0.0.1]/", NOT_PUBLIC),
        ("//10.0.0.1", NOT_PUBLIC),
        ("file:///etc/passwd", NO_ADDRESS),
        ("ftp://pumps.example/", NO_ADDRESS),
        ("", "The page redirects, and does not say where to."),
    ],
)
def test_each_hop_is_checked(site: Site, location: str, sentence: str) -> None:
    on("/", status=302, Location=location)

    assert site.refusal("/") == sentence


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "0.0.0.0", "0x7f.1", "2130706433", "[::1]", "[::ffff:10.0.0.1]"],
)
def test_this_machine_is_not_asked(site: Site, host: str) -> None:
    """Whatever way the host is written in: what it leads to is looked at."""
    assert refusal(f"http://{host}/") == NOT_PUBLIC
    assert refusal(f"https://{host}/") == NOT_PUBLIC


@pytest.mark.parametrize(
    "url",
    [
        "", "pumps.example", "//pumps.example", "ftp://pumps.example/", "javascript:alert(1)",
        "http:///path", "http://user@pumps.example/", "http://a:b@pumps.example/",
        "http://@pumps.example/", "http://pumps.example:22/", "https://pumps.example:80/",
        "http://pumps.example:x/", "http://pumps.example\\@127.0.0.1/", "http://pumps .example/",
        "http://pumps.example/\r\nHost: other", "http://[::1/", f"http://{'a' * 64}.example/",
        f"http://pumps.example/{'a' * 2000}", "http://..example/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page(site: Site, url: str) -> None:
    assert refusal(url) == NO_ADDRESS


def test_the_address_that_was_checked_is_connected_to(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that says something else when it is asked again gains nothing: it is asked once."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        addresses = ["10.0.0.1", "127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    connected: list[Any] = []
    create = socket.create_connection

    def create_connection(address: Any, *arguments: Any) -> socket.socket:
        connected.append(address)
        monkeypatch.undo()
        return create(address, *arguments)

    on("/", b"x")
    monkeypatch.setattr(connecting.socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(connecting.socket, "create_connection", create_connection)
    fetched = fetch(f"http://pumps.example:{site.port}/", allowed=site.allowed)

    assert fetched.content == b"x"
    assert asked == ["pumps.example"]
    assert connected == [("127.0.0.1", site.port)]
    assert Handler.seen[0][1]["Host"] == f"pumps.example:{site.port}"


def test_a_resolver_that_takes_too_long_is_left_behind(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    monkeypatch.setattr(connecting.socket, "getaddrinfo", lambda *_, **__: ended.wait(5) and [])

    assert refusal("http://pumps.example/", seconds=0.2) == (
        "The page was not there after 0.2 seconds. Save it and import the file."
    )
    ended.set()


@pytest.mark.parametrize(
    ("media_type", "named"),
    [
        ("image/png", "image/png"),
        ("application/json", "application/json"),
        ("application/octet-stream", "application/octet-stream"),
        ("", "something of no type that it names"),
    ],
)
def test_other_kinds_are_not_fetched(site: Site, media_type: str, named: str) -> None:
    on("/", b"x", Content_Type=media_type)

    assert site.refusal("/") == (
        f"The address holds {named}. Only HTML, plain text, Markdown and WARC are fetched."
    )


def test_an_error_is_no_page(site: Site) -> None:
    on("/", b"<p>Sorry.", status=404)

    assert site.refusal("/") == "The server answered 404 Not Found."


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fetching.MOST_BYTES == decoding.MOST_BYTES == 20_000_000
    monkeypatch.setattr(fetching, "MOST_BYTES", 1_000_000)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (bytes(1_000_001), {}),
        (gzip.compress(bytes(100_000_000), 1), {"Content_Encoding": "gzip"}),
        (zlib.compress(bytes(100_000_000), 1), {"Content_Encoding": "deflate"}),
    ],
)
def test_what_is_too_large_is_not_read(site: Site, body: bytes, headers: dict[str, str]) -> None:
    on("/", body, **headers)

    assert site.refusal("/") == "The page has more than 1,000,000 bytes, and is not read."


@pytest.mark.parametrize(
    ("body", "encoding", "sentence"),
    [
        (
            gzip.compress(b"x" * 99, mtime=0)[:-1],
            "gzip",
            "The page is not whole: it ends too early.",
        ),
        (gzip.compress(b"x", mtime=0) * 2, "gzip", "The page is not whole: it ends too early."),
        (b"nonsense", "gzip", "The page is damaged: it cannot be unpacked."),
        (b"x", "br", "The page is sent in an encoding that was not asked for: br."),
    ],
)
def test_what_cannot_be_unpacked(site: Site, body: bytes, encoding: str, sentence: str) -> None:
    on("/", body, Content_Encoding=encoding)

    assert site.refusal("/") == sentence


def drip(handler: Handler, before: bytes = b"") -> None:
    """A byte at a time, each well within any limit for a single wait."""
    handler.wfile.write(before)
    for _ in range(100):
        try:
            handler.wfile.write(b"a")
        except OSError:
            return
        time.sleep(0.05)


@pytest.mark.parametrize(
    "before",
    [b"", b"HTTP/1.1 200 OK\r\nX-A: ", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"],
)
def test_a_slow_drip_is_cut(site: Site, before: bytes) -> None:
    Handler.answers["/"] = lambda handler: drip(handler, before)
    started = time.monotonic()

    assert site.refusal("/", seconds=0.4) == (
        "The page was not there after 0.4 seconds. Save it and import the file."
    )
    assert time.monotonic() - started < 2


def test_a_body_that_ends_before_its_length(site: Site) -> None:
    on("/", b"x", Content_Length="99")

    assert site.refusal("/") == "The page is not whole: it ends too early."


def test_an_answer_that_is_no_http(site: Site) -> None:
    Handler.answers["/"] = lambda handler: handler.wfile.write(b"nonsense\r\n") and None

    assert site.refusal("/").startswith("The page could not be fetched: ")


def test_nobody_answers(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    assert refusal(f"http://127.0.0.1:{port}/", frozenset({("127.0.0.1", port)})).startswith(
        "The page could not be fetched: "
    )
