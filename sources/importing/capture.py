"""The one page of a WARC file. Nothing of Django is needed here: it runs `confined`."""

import io
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import brotli  # type: ignore[import-untyped]
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed

from sources.importing.confined import Refused

MOST_UNPACKED = 100_000_000
MOST_NAMED = 20
PAGES = ("text/html", "application/xhtml+xml")

DAMAGED = "The archive is damaged, or it is not whole."

# Members are small, and what is left of a block after one is looked at again for the next.
_BLOCK = 16 * 1024


class _Brotli:
    """The library's own sets an attribute that newer versions of Brotli do not have."""

    unused_data = b""

    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    def decompress(self, packed: bytes) -> bytes:
        return self._decompressor.process(packed)

    def flush(self) -> bytes:
        return b""


BufferedReader.DECOMPRESSORS["br"] = _Brotli


class Unpacked(io.RawIOBase):
    """A file as it is, or what its members of gzip hold, as far as `most` bytes.

    Raises Refused where it holds more, or is no gzip.
    """

    def __init__(self, content: bytes, most: int = MOST_UNPACKED) -> None:
        self._content = content
        self._at = 0
        self._left = most
        self._is_gzip = content.startswith(b"\x1f\x8b")
        self._member = zlib.decompressobj(31)
        self._is_begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        most = min(len(buffer), _BLOCK)
        piece = self._unpacked(most) if self._is_gzip else self._taken(most)
        self._left -= len(piece)
        if self._left < 0:
            raise Refused(
                f"The archive unpacks to more than {MOST_UNPACKED // 1_000_000} MB. Give the WARC "
                "file of a single page."
            )
        buffer[: len(piece)] = piece
        return len(piece)

    def _taken(self, most: int) -> bytes:
        piece = self._content[self._at : self._at + most]
        self._at += len(piece)
        return piece

    def _unpacked(self, most: int) -> bytes:
        while True:
            if self._member.eof:
                self._at -= len(self._member.unused_data)
                self._member = zlib.decompressobj(31)
                self._is_begun = False
            packed = self._member.unconsumed_tail or self._taken(_BLOCK)
            try:
                piece = self._member.decompress(packed, most)
            except zlib.error:
                raise Refused(DAMAGED) from None
            self._is_begun |= bool(packed)
            if piece:
                return piece
            if not packed and not self._member.eof:
                if self._is_begun:
                    raise Refused(DAMAGED)
                return b""


def find_page(content: bytes, url: str, most: str) -> tuple[dict[str, Any], bytes]:
    """The page that the archive holds, or its page at `url`, of at most `most` bytes.

    Gives `url`, `declared` (the label of the encoding that the server gave), `retrieved_at`
    (ISO 8601, "" where the archive does not say it) and `captures`, how many there are of it.
    """
    found: dict[str, tuple[Any, bytes, int]] = {}
    addresses: list[str] = []
    # The library would look for its lines in a bomb, and leave out what is damaged.
    for _ in _pieces(Unpacked(content)):
        pass
    try:
        for record in ArchiveIterator(io.BufferedReader(Unpacked(content), _BLOCK)):
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            if not _is_page(record):
                continue
            if address not in addresses:
                addresses.append(address)
            if _is_same(address, url) if url else addresses == [address]:
                body = _body(record, int(most))
                found[""] = (record, body, found[""][2] + 1 if found else 1)
    except (ArchiveLoadFailed, brotli.error, zlib.error, EOFError, UnicodeError) as error:
        raise Refused(DAMAGED) from error
    _require_one(addresses, url, bool(found))
    record, body, captures = found[""]
    about = {
        "url": record.rec_headers.get_header("WARC-Target-URI") or "",
        "declared": _charset(_type(record)),
        "retrieved_at": _instant(record.rec_headers.get_header("WARC-Date") or ""),
        "captures": captures,
    }
    return about, body


def _require_one(addresses: list[str], url: str, is_found: bool) -> None:
    if not addresses:
        raise Refused("The archive holds no HTML page that was answered with success.")
    if is_found and (url or len(addresses) == 1):
        return
    named = ", ".join(address[:200] for address in addresses[:MOST_NAMED])
    more = f" and {len(addresses) - MOST_NAMED} more" if len(addresses) > MOST_NAMED else ""
    what = "does not hold the page at this address" if url else "holds several pages"
    raise Refused(f"The archive {what}. Give the address of one of these: {named}{more}.")


def _is_page(record: Any) -> bool:
    if record.rec_type == "response":
        status = record.http_headers.get_statuscode() if record.http_headers else ""
        return status.startswith("2") and _essence(_type(record)) in PAGES
    return record.rec_type == "resource" and _essence(_type(record)) in PAGES


def _type(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return headers.get_header("Content-Type") or ""


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _charset(media_type: str) -> str:
    for parameter in media_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")[:40]
    return ""


def _body(record: Any, most: int) -> bytes:
    """What was sent, without its chunks and unpacked."""
    body = bytearray()
    for piece in _pieces(record.content_stream()):
        body += piece
        if len(body) > most:
            raise Refused(f"The page has more than {most:,} bytes. Save it without its pictures.")
    return bytes(body)


def _pieces(stream: Any) -> Iterator[bytes]:
    while piece := stream.read(_BLOCK):
        yield piece


def _is_same(address: str, url: str) -> bool:
    return address.partition("#")[0].rstrip("/") == url.partition("#")[0].rstrip("/")


def _instant(written: str) -> str:
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        return ""
    return instant.isoformat() if instant.tzinfo else ""
