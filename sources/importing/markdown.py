"""Markdown: the text is the file as it is written, with its headline and its front matter."""

import re

from sources.dates import NotEDTF, bounds
from sources.importing.decoding import Decoded
from sources.importing.document import Document
from sources.importing.plain import parts_of, remarks_of
from sources.printed_dates import printed_date

_FRONT = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?P<lines>.{0,10000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
# Values of one line alone: front matter is data of the page, not a program.
_FIELD = re.compile(
    r"^(?P<name>[A-Za-z_-]{1,30})[ \t]*:[ \t]*(?P<value>[^\r\n]{1,500}?)[ \t]*\r?$", re.MULTILINE
)
_HEADING = re.compile(
    r"\s*(?:#[ \t]+(?P<hashed>[^\r\n]{1,300}?)[ \t]*#*[ \t]*(?:\r?\n|\Z)"
    r"|(?P<underlined>[^\s#>*+|=-][^\r\n]{0,300})\r?\n=+[ \t]*(?:\r?\n|\Z))"
)


def read_markdown(decoded: Decoded) -> Document:
    """The document of a Markdown text. Front matter and the first heading are its headline: what
    stands there about date, address and publisher is taken over, and stays in the text."""
    text = decoded.text
    front = _FRONT.match(text)
    fields = _fields(front["lines"]) if front else {}
    end = front.end() if front else 0
    heading = _HEADING.match(text, end)
    end = heading.end() if heading else end
    printed = (heading["hashed"] or heading["underlined"]).strip() if heading else ""
    url = fields.get("url") or fields.get("canonical_url") or fields.get("link", "")
    return Document(
        text=text,
        parts=parts_of(text, headline_end=end),
        media_type="text/markdown",
        encoding=decoded.encoding,
        certainty=decoded.certainty,
        title=fields.get("title") or printed,
        url=url if re.match(r"https?://[^\s]+$", url) else "",
        publisher=fields.get("publisher") or fields.get("site", ""),
        language=fields.get("lang") or fields.get("language", ""),
        published_on=_date(fields.get("date") or fields.get("published", "")),
        remarks=remarks_of(text),
    )


def _fields(lines: str) -> dict[str, str]:
    return {field["name"].lower(): field["value"].strip("\"'") for field in _FIELD.finditer(lines)}


def _date(value: str) -> str:
    """A date in EDTF as it is given, or read as it is printed; "" for anything else."""
    try:
        bounds(value)
    except NotEDTF:
        return printed_date(value)
    return value
