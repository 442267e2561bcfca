"""A page by its address, for editors where the setting IMPORT_BY_URL allows it.

The server asks for an address that somebody wrote, so the address must not lead into its own
network. The standard library's connection is used with a socket of our own, because the address
that was checked has to be the one that is connected to: libraries that take a URL resolve the name
a second time, when it may say something else.
"""

import http.client
import re
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import PurePosixPath
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from django.conf import settings

from sources.importing.connecting import Connection, Deadline, Endpoints, NotPublic
from sources.importing.decoding import MOST_BYTES
from sources.importing.document import Unreadable

MOST_REDIRECTS = 5
SECONDS = 20
MOST_URL = 2000
MEDIA_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
    "application/warc",
    "application/warc+gzip",
)

NOT_WHOLE = "The page is not whole: it ends too early."

_BLOCK = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = {
    "User-Agent": "claimtracker",
    "Accept": ", ".join(MEDIA_TYPES),
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Fetched:
    """What an address answered: the bytes, unpacked from how they were sent, the address at the end
    of all redirects, a name for the file, the media type, the label of the encoding that the server
    declares ("" for none), and when it was had (ISO 8601 in UTC)."""

    content: bytes
    url: str
    name: str
    media_type: str
    declared: str
    retrieved_at: str


def fetch(url: str, *, allowed: Endpoints = frozenset(), seconds: float = SECONDS) -> Fetched:
    """The page at `url`. `allowed` is for tests, as `Connection` has it.

    Raises Unreadable with a sentence where it is switched off, where the address or one that it
    redirects to may not be asked, and where the answer is no page or takes too long.
    """
    if not settings.IMPORT_BY_URL:
        raise Unreadable(
            "Importing by address is switched off on this site. Save the page and import the file."
        )
    deadline = Deadline(seconds)
    try:
        return _followed(url.strip(), deadline, allowed)
    except NotPublic:
        raise Unreadable(
            "This address leads to no place on the public Internet. Only public pages are fetched."
        ) from None
    except TimeoutError:
        raise Unreadable(
            f"The page was not there after {seconds:g} seconds. Save it and import the file."
        ) from None
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        reason = str(error).strip()[:200] or type(error).__name__
        raise Unreadable(f"The page could not be fetched: {reason}.") from None


def _followed(url: str, deadline: Deadline, allowed: Endpoints) -> Fetched:
    for _ in range(MOST_REDIRECTS + 1):
        parts = _checked(url, allowed)
        is_tls = parts.scheme == "https"
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port or _PORTS[parts.scheme]
        connection = Connection(host, port, deadline, is_tls=is_tls, allowed=allowed)
        with closing(connection):
            connection.request("GET", _target(parts), headers=_HEADERS)
            with connection.getresponse() as answer:
                if answer.status not in _REDIRECTS:
                    return _read(answer, url)
                location = answer.getheader("Location")
        if not location:
            raise Unreadable("The page redirects, and does not say where to.")
        # Headers come as Latin-1, and addresses in them are UTF-8 where they are not ASCII.
        url = urljoin(url, location.encode("latin-1").decode("utf-8", "replace"))
    raise Unreadable(f"The page redirects more than {MOST_REDIRECTS} times.")


def _checked(url: str, allowed: Endpoints) -> SplitResult:
    """Raises Unreadable unless it is the address of a page on the web, without a user."""
    refusal = Unreadable(
        "Give the address of a page: “http://” or “https://”, a host, and a path; without a "
        f"user, a password or a port, in at most {MOST_URL:,} characters."
    )
    # The parser would leave out line breaks, and take a backslash for a part of the host.
    if len(url) > MOST_URL or re.search(r"[\s\\\x00-\x1f\x7f]", url):
        raise refusal
    try:
        parts = urlsplit(url)
        port = parts.port
        (parts.hostname or "").encode("idna")
    except (ValueError, UnicodeError):
        raise refusal from None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise refusal
    if port not in (None, _PORTS[parts.scheme], *(port for _, port in allowed)):
        raise refusal
    return parts


def _target(parts: SplitResult) -> str:
    """What is asked for, with everything that is not ASCII written as percents."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~?[]|")
    return f"{path}?{query}" if query else path


def _read(answer: http.client.HTTPResponse, url: str) -> Fetched:
    if answer.status != 200:
        raise Unreadable(f"The server answered {answer.status} {answer.reason[:100]}.")
    media_type = answer.headers.get_content_type() if "Content-Type" in answer.headers else ""
    if media_type not in MEDIA_TYPES:
        raise Unreadable(
            f"The address holds {media_type[:100] or 'something of no type that it names'}. Only "
            "HTML, plain text, Markdown and WARC are fetched."
        )
    content = bytearray()
    for piece in _unpacked(answer):
        content += piece
        if len(content) > MOST_BYTES:
            raise Unreadable(f"The page has more than {MOST_BYTES:,} bytes, and is not read.")
    name = PurePosixPath(unquote(urlsplit(url).path)).name or urlsplit(url).hostname or ""
    return Fetched(
        bytes(content),
        url,
        name[:200],
        media_type,
        answer.headers.get_content_charset("")[:40],
        datetime.now(UTC).replace(microsecond=0).isoformat(),
    )


def _unpacked(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    """The body in pieces of a bounded size, without the compression of its transfer."""
    encoding = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding == "identity":
        yield from _sent(answer)
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise Unreadable(
            f"The page is sent in an encoding that was not asked for: {encoding[:40]}."
        )
    yield from _inflated(_sent(answer), encoding)


def _inflated(sent: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    first = next(sent, b"")
    # What is called "deflate" is meant to have the header of zlib, and often has none.
    is_raw = encoding == "deflate" and first[:1] and first[0] & 0x0F != 8
    inflater = zlib.decompressobj(-15 if is_raw else 47)
    try:
        for piece in chain([first], sent):
            yield inflater.decompress(piece, _BLOCK)
            while inflater.unconsumed_tail:
                yield inflater.decompress(inflater.unconsumed_tail, _BLOCK)
    except zlib.error:
        raise Unreadable("The page is damaged: it cannot be unpacked.") from None
    if first and (not inflater.eof or inflater.unused_data):
        raise Unreadable(NOT_WHOLE)


def _sent(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := answer.read(_BLOCK):
        yield piece
    # The library is content with less than the header of the length promised.
    if answer.length:
        raise Unreadable(NOT_WHOLE)
