"""Pages that a browser saved as MHTML (RFC 2557): a mail with the page as one of its parts."""

import quopri
import re
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import replace
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesHeaderParser

from sources.importing.decoding import check_size
from sources.importing.document import Document, Unreadable
from sources.importing.page import read_page

MEDIA_TYPE = "multipart/related"
# The headers of a part are some hundred bytes.
MOST_HEADERS = 16_000
MOST_PARTS = 10_000

_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_KIND = re.compile(r"(?im)^content-type:\s*multipart/related")


def is_mhtml(head: str) -> bool:
    """Whether a file that begins like this is a page in MHTML."""
    return _KIND.search(re.split(r"\r?\n\r?\n", head, maxsplit=1)[0]) is not None


def read_mhtml(content: bytes, *, url: str = "") -> Document:
    """The first HTML part, as browsers show it. `url` is where the page was had from; without it,
    the file says so.

    The parts are looked for here and not by the email package, which would make an object of each
    line and go down into parts of parts.
    """
    check_size(len(content))
    headers, at = _headers(content, 0)
    boundary = headers.get_boundary("")
    if not boundary:
        raise Unreadable("This page saved as MHTML is damaged: it does not say where parts begin.")
    mark = b"--" + boundary.encode("latin-1", "replace")
    address = url or str(headers.get("Snapshot-Content-Location", "")).strip()
    for _ in range(MOST_PARTS):
        begin = content.find(mark, at)
        if begin < 0:
            break
        headers, at = _headers(content, content.find(b"\n", begin) + 1 or len(content))
        if headers.get_content_type() == "text/html":
            end = content.find(b"\n" + mark, at)
            body = _decoded(content[at : len(content) if end < 0 else end], headers)
            where = address or str(headers.get("Content-Location", "")).strip()
            page = read_page(body, declared=headers.get_content_charset("") or "", url=where)
            return replace(page, media_type=MEDIA_TYPE)
    raise Unreadable("This page saved as MHTML has no HTML part.")


def _headers(content: bytes, start: int) -> tuple[EmailMessage, int]:
    """The headers that begin at `start`, and where what they are of begins."""
    found = _END_OF_HEADERS.search(content, start, start + MOST_HEADERS)
    if found is None:
        raise Unreadable("This page saved as MHTML is damaged: the headers of a part have no end.")
    parser = BytesHeaderParser(policy=policy.default.clone(max_line_length=None))
    try:
        return parser.parsebytes(content[start : found.end()]), found.end()
    except (MessageError, ValueError, IndexError):
        raise Unreadable("This page saved as MHTML is damaged: the headers of a part.") from None


def _decoded(body: bytes, headers: EmailMessage) -> bytes:
    encoding = str(headers.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding == "base64":
        try:
            return b64decode(body)
        except NotBase64:
            raise Unreadable("This page saved as MHTML is damaged: it is no base64.") from None
    return body
