"""Pages in web archives, and archives that hold none, several, or a bomb."""

import gzip
import zlib
from collections.abc import Sequence

import brotli
import pytest

from sources.importing.document import Document, Part, Unreadable
from sources.importing.warc import read_warc
from sources.models import Certainty, SectionKind

URL = "https://pumps.example/run"
HTML = "<title>Pumps</title><p>Größe.</p>"
DOCUMENT = Document(
    "Größe.\n\n",
    [Part(SectionKind.ARTICLE, 0, 8)],
    media_type="application/warc",
    encoding="utf-8",
    certainty=Certainty.VALID,
    title="Pumps",
    url=URL,
    retrieved_at="2015-01-11T08:40:00+00:00",
)
Headers = Sequence[tuple[str, str]]


def archive(
    *pages: tuple[str, bytes, Headers],
    packed: bool = True,
    status: str = "200 OK",
    kind: str = "response",
    captured: str = "2015-01-11T08:40:00Z",
) -> bytes:
    """Written by hand: the library's writer leaves files open."""
    records = [b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 2\r\n\r\na\n\r\n\r\n"]
    for url, body, headers in pages:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        sent = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body
        about = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {captured}\r\n"
            f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(sent)}\r\n\r\n"
        )
        records.append(about.encode() + sent + b"\r\n\r\n")
    return b"".join(gzip.compress(record) if packed else record for record in records)


def page(html: str = HTML, url: str = URL, kind: str = "text/html") -> tuple[str, bytes, Headers]:
    return url, html.encode(), [("Content-Type", kind)]


@pytest.mark.parametrize("packed", [True, False])
def test_the_page_of_an_archive_is_a_document(packed: bool) -> None:
    styles = page("p {}", URL + ".css", "text/css")

    assert read_warc(archive(styles, page(), packed=packed)) == DOCUMENT


def test_one_member_of_gzip_for_the_whole_archive() -> None:
    assert read_warc(gzip.compress(archive(page(), packed=False))) == DOCUMENT


def chunked(body: bytes) -> bytes:
    return b"5\r\n" + body[:5] + b"\r\n%x\r\n" % (len(body) - 5) + body[5:] + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(HTML.encode()), [("Transfer-Encoding", "chunked")]),
        (gzip.compress(HTML.encode(), mtime=0), [("Content-Encoding", "gzip")]),
        (zlib.compress(HTML.encode()), [("Content-Encoding", "deflate")]),
        (brotli.compress(HTML.encode()), [("Content-Encoding", "br")]),
        (
            chunked(gzip.compress(HTML.encode(), mtime=0)),
            [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")],
        ),
    ],
)
def test_bodies_as_they_were_sent(body: bytes, headers: list[tuple[str, str]]) -> None:
    sent = [("Content-Type", "text/html; charset=utf-8"), *headers]

    assert read_warc(archive((URL, body, sent))) == DOCUMENT


def test_the_server_declares_the_encoding() -> None:
    sent = [("Content-Type", 'text/html; a=b; Charset="ISO-8859-2"')]
    read = read_warc(archive((URL, "<p>Łódź".encode("iso-8859-2"), sent)))

    assert (read.text, read.encoding) == ("Łódź\n\n", "iso-8859-2")


def test_a_time_of_capture_that_is_none() -> None:
    assert read_warc(archive(page(), captured="yesterday")).retrieved_at == ""


def test_several_pages_and_one_is_asked_for() -> None:
    content = archive(page(), page("<p>Other.", f"{URL}/other"))

    assert read_warc(content, url=f"{URL}/#top") == DOCUMENT
    assert read_warc(content, url=f"{URL}/other").text == "Other.\n\n"


def test_the_last_of_several_captures_is_read() -> None:
    read = read_warc(archive(page("<p>Old."), page("<p>New.")))

    assert read.text == "New.\n\n"
    assert read.remarks == ["The archive holds this page 2 times: what is read is the last."]


def refusal(content: bytes, url: str = "") -> str:
    with pytest.raises(Unreadable) as refused:
        read_warc(content, url=url)
    (sentence,) = refused.value.messages
    return str(sentence)


def test_several_pages_are_named() -> None:
    pages = [page("<p>x", f"https://pumps.example/{number}") for number in range(22)]
    named = ", ".join(url for url, _, _ in pages[:20])

    assert refusal(archive(*pages)) == (
        f"The archive holds several pages. Give the address of one of these: {named} and 2 more."
    )


def test_a_page_that_is_not_held() -> None:
    assert refusal(archive(page()), "https://pumps.example/") == (
        "The archive does not hold the page at this address. Give the address of one of these: "
        "https://pumps.example/run."
    )


NONE = "The archive holds no HTML page that was answered with success."
DAMAGED = "The archive is damaged, or it is not whole."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(archive(), NONE, id="empty"),
        (archive(page(kind="image/png")), NONE),
        (archive(page(), status="404 Not Found"), NONE),
        (archive(page(), kind="request"), NONE),
        (b"WARC/1.0\r\nnonsense", NONE),
        (archive(page(), packed=False) + b"nonsense\r\n\r\n", DAMAGED),
        (archive(page())[:-1], DAMAGED),
        (archive(page())[:-8] + bytes(8), DAMAGED),
        (archive(page()) + b"x", DAMAGED),
        (
            gzip.compress(archive(page(), packed=False) + bytes(101_000_000), 1),
            "The archive unpacks to more than 100 MB. Give the WARC file of a single page.",
        ),
        (
            archive((URL, gzip.compress(b"x" * 30_000_000), [
                ("Content-Type", "text/html"), ("Content-Encoding", "gzip")])),
            "The page has more than 20,000,000 bytes. Save it without its pictures.",
        ),
        (archive(page("<p>a\0b")), "The text holds a NUL character at 4, which none has."),
    ],
)  # fmt: skip
def test_what_is_no_archive_of_a_page_is_refused(content: bytes, sentence: str) -> None:
    assert refusal(content) == sentence


def test_a_bomb_of_brotli_is_refused() -> None:
    bomb = brotli.compress(bytes(400_000_000), quality=1)
    sent = [("Content-Type", "text/html"), ("Content-Encoding", "br")]

    assert refusal(archive((URL, bomb, sent))).startswith(("Reading this file takes", "The page"))
