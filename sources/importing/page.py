"""HTML pages as browsers and programs save them: what they show becomes the text."""

import re

from sources.importing import confined
from sources.importing.decoding import check_size, check_text, decode, remarks_on
from sources.importing.document import Document, Part, Unreadable, check_parts
from sources.models import SectionKind

MEDIA_TYPE = "text/html"
# Browsers nest 512 elements and put the others beside these.
MOST_NESTED = 5000

# Not those that end by themselves where the next one begins: pages rely on that.
_NESTING = re.compile(
    rb"(?i)<(/?)(?:article|b|blockquote|center|div|dl|em|font|i|ol|section|span|strong|table|ul)\b"
)
_CHARSET = re.compile(
    rb"""(?is)<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)|^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)"""
)


def read_page(content: bytes, *, declared: str = "", url: str = "") -> Document:
    """The page as a browser shows it, in parts. `declared` is the label of the encoding that the
    server gave; `url` is where the page was had from.

    Raises Unreadable where nothing is shown, or where it is built as no page is.
    """
    check_size(len(content))
    decoded = decode(content, declared or declared_encoding(content))
    check_text(decoded.text)
    page = decoded.text.removeprefix("\ufeff").encode()
    require_shallow(page)
    try:
        laid, body = confined.run("sources.importing.layout:lay_out", page, url)
    except confined.Refused as reason:
        raise Unreadable(str(reason)) from None
    text = body.decode()
    parts = [Part(**{**part, "kind": SectionKind(part["kind"])}) for part in laid.pop("parts")]
    if not parts:
        raise Unreadable(
            "The page shows no text: it may be drawn by a program that was not saved with it. Copy "
            "its text from the browser into a text file, and import that."
        )
    check_parts(text, parts)
    remarks = [*laid.pop("remarks"), *remarks_on(text)]
    return Document(
        text, parts, MEDIA_TYPE, decoded.encoding, decoded.certainty, remarks=remarks, **laid
    )


def declared_encoding(content: bytes) -> str:
    """The label by which a page names its encoding, in the first 1024 bytes; "" for none."""
    found = _CHARSET.search(content[:1024])
    return (found[1] or found[2]).decode("ascii", "replace") if found else ""


def require_shallow(page: bytes) -> None:
    """Raises Unreadable for a page that nests more elements than any browser shows: the parser
    would look through all of them for each new one."""
    depth = 0
    for tag in _NESTING.finditer(page):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MOST_NESTED:
            raise Unreadable(
                f"The page nests more than {MOST_NESTED:,} elements in one another, as no page "
                "does. Save what it shows as plain text, and import that."
            )
