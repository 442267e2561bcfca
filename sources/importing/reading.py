"""Which kind of file this is, told by what it holds rather than by its name, and its document."""

import re
import zlib
from dataclasses import replace

from sources.importing.decoding import (
    Decoded,
    check_kind,
    check_size,
    check_text,
    decode,
    remarks_on,
)
from sources.importing.document import Document, Unreadable
from sources.importing.markdown import read_markdown
from sources.importing.mhtml import is_mhtml, read_mhtml
from sources.importing.page import read_page
from sources.importing.plain import parts_of, remarks_of
from sources.importing.quoted import is_quoted, read_quoted
from sources.importing.warc import read_warc

# That much of a file tells what it is.
_HEAD = 2000

_PAGE_NAME = re.compile(r"(?i).*\.x?html?")
_MARKDOWN_NAME = re.compile(r"(?i).*\.(?:md|markdown|mdown|mkd)")
_PAGE = re.compile(
    r"(?i)\ufeff?\s*(?:<!--.{0,1000}?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|script|style|link"
    r"|div|article|section|main|header|table|p|h[1-6]|a|br|font|b|iframe|img|ul|ol|span)(?=[\s>/])",
    re.DOTALL,
)
_XML = re.compile(r"(?i)\ufeff?\s*(?:<\?xml|<!doctype|<!entity|<rss|<feed)")
_XHTML = re.compile(r"(?i)<html[\s>]|<!doctype\s+html")
_ENTITY = re.compile(r"(?i)<!entity")


def read(content: bytes, *, name: str = "", url: str = "", declared: str = "") -> Document:
    """The document of a file: plain text, Markdown, mail, a saved page, or the page of a WARC file.

    `name` is the file's name, which decides only between plain text and Markdown, or makes a page
    of what might be text; `url` is where it came from, and `declared` how whoever
    sent it names its encoding, if that is known. Raises Unreadable, with
    what is wrong and what would be taken.
    """
    check_size(len(content))
    if _is_warc(content):
        return read_warc(content, url=url)
    check_kind(content)
    head = _head(content)
    if is_mhtml(head):
        return read_mhtml(content, url=url)
    if _is_page(head, name):
        return read_page(content, declared=declared, url=url)
    decoded = decode(content, declared)
    check_text(decoded.text)
    document = text_document(decoded, name)
    remarks = [*document.remarks, *remarks_on(decoded.text)]
    return replace(document, url=document.url or url, remarks=remarks)


def text_document(decoded: Decoded, name: str = "") -> Document:
    """The document of a text, taken as it is: of a page, that is the text with its tags."""
    if _MARKDOWN_NAME.fullmatch(name):
        return read_markdown(decoded)
    if is_quoted(decoded.text):
        return read_quoted(decoded)
    return Document(
        text=decoded.text,
        parts=parts_of(decoded.text),
        media_type="text/plain",
        encoding=decoded.encoding,
        certainty=decoded.certainty,
        remarks=remarks_of(decoded.text),
    )


def _is_warc(content: bytes) -> bool:
    """Whether this is a WARC file, as it is or compressed: only its first bytes are unpacked."""
    if content.startswith(b"\x1f\x8b"):
        try:
            return zlib.decompressobj(31).decompress(content[:_HEAD], 5) == b"WARC/"
        except zlib.error:
            return False
    return content.startswith(b"WARC/")


def _head(content: bytes) -> str:
    """The beginning of a file for looking at what it is; what cannot be read is replaced."""
    encodings = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
    return content[:_HEAD].decode(encodings.get(content[:2], "utf-8"), "replace")


def _is_page(head: str, name: str) -> bool:
    """Whether this is HTML. Raises Unreadable for XML of another kind."""
    if _ENTITY.search(head) and _XML.match(head):
        raise Unreadable(
            "This file declares entities of its own, which are never expanded. Save the page as "
            "HTML or as text."
        )
    if _XML.match(head) and not _XHTML.search(head):
        raise Unreadable("This is XML, which is not read. Save the page as HTML or as text.")
    return bool(_PAGE.match(head) or _XML.match(head) or _PAGE_NAME.fullmatch(name))
