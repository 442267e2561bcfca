"""E-mail and forum text: what the writer says himself, and what is quoted, level by level.

The writer's own lines are the article. Each run of lines under the same number of quotation marks
is a comment, its depth one less than the number of marks. In mail the quoted words are the older
ones: a run answers the one before it where that has one mark more. Where a mail answers above its
quotations, what it answers comes later in the text and is not named.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sources.importing.bylines import LONGEST_BYLINE, LONGEST_NAME, Byline, byline
from sources.importing.comment_trees import trees
from sources.importing.decoding import Decoded
from sources.importing.document import Document, Part, Unreadable
from sources.importing.lines import Line, lines_of, too_many_lines
from sources.importing.plain import TOO_LONG, is_headline
from sources.models import SectionKind
from sources.printed_dates import printed_date

DEEPEST = 50

_HEADER = re.compile(r"(?P<name>[A-Za-z][A-Za-z-]{1,30}):\s*(?P<value>.*)")
_FROM = ("from", "von")
_WHEN = ("date", "datum", "sent", "gesendet")
_ABOUT = ("subject", "betreff")
_MARKS = re.compile(r"(?:>[^\S\r\n]?){1,100}")
_ADDRESS = re.compile(
    r"\s*(?:<[^<>]{0,200}>|\[mailto:[^\[\]]{0,200}\]|\([^()\s]{0,200}@[^()\s]{0,200}\))"
)
_QUOTE_FROM = re.compile(r"(?i)^(?:quote from|originally posted by|zitat von):?\s+")
_FORWARDED = re.compile(
    r"(?i)[-_]{2,}\s?(?:(?:original|forwarded) message|(?:urspr\w+|weitergeleitete) nachricht)"
    r"\s?[-_]{2,}"
)
_ENCODED = re.compile(
    r"(?im)^content-(?:transfer-encoding:\s*(?:base64|quoted-printable)|type:\s*multipart/)"
)


class _Headers(NamedTuple):
    """Lines such as "From: …": the place after the last one, and the values by small name."""

    end: int
    values: dict[str, str]

    def first(self, names: tuple[str, ...]) -> str:
        return next((self.values[name] for name in names if name in self.values), "")

    @property
    def author(self) -> str:
        name = _ADDRESS.sub("", self.first(_FROM)).strip(" \"'")
        return (name or self.first(_FROM))[:LONGEST_NAME]


class _Run(NamedTuple):
    """Lines of one writer: where they begin, their level, and who wrote them, and when."""

    start: int
    level: int
    author: str
    dated: str


def is_quoted(text: str) -> bool:
    """Whether the text begins as a mail does, or quotes lines after ">" under "Name wrote:" and is
    no thread of another form."""
    if too_many_lines(text):
        return False
    lines = lines_of(text)
    if _headers(lines, 0):
        return True
    levels = [_level(line) for line in lines]
    attributed = any(
        levels[place + 1] > levels[place] and _attribution(lines, levels, place)
        for place in range(len(lines) - 1)
    )
    return attributed and not trees(lines)


def read_quoted(decoded: Decoded) -> Document:
    """The document of a mail or a post with quotations. Raises Unreadable for a mail whose text is
    still encoded for its journey."""
    text = decoded.text
    lines = lines_of(text)
    headers = _headers(lines, 0)
    if headers and _ENCODED.search(text[: lines[headers.end - 1].end]):
        raise Unreadable(
            "This is a mail as it travels, with its text encoded. Save the message as text from "
            "the mail program."
        )
    return Document(
        text=text,
        parts=_parts(text, lines, headers),
        media_type="message/rfc822" if headers else "text/plain",
        encoding=decoded.encoding,
        certainty=decoded.certainty,
        title=headers.first(_ABOUT)[:200] if headers else "",
        published_on=printed_date(headers.first(_WHEN)) if headers else "",
        remarks=[TOO_LONG] if too_many_lines(text) else [],
    )


def _parts(text: str, lines: list[Line], headers: _Headers | None) -> list[Part]:
    begin = headers.end if headers else int(is_headline(lines))
    runs = list(_runs(lines, headers, begin))
    if not runs:
        return [Part(SectionKind.ARTICLE, 0, len(text))]
    found: list[Part] = []
    if begin:
        found.append(Part(SectionKind.HEADLINE, 0, runs[0].start))
    for run, after in zip(runs, [*(run.start for run in runs[1:]), len(text)], strict=True):
        # What was quoted right above, with one mark more, is what these lines answer.
        before = found[-1] if found else None
        answers = before is not None and before.kind == SectionKind.COMMENT
        deeper = answers and before is not None and before.depth == run.level
        found.append(
            Part(
                SectionKind.COMMENT if run.level else SectionKind.ARTICLE,
                run.start if found else 0,
                after,
                author_line=run.author,
                depth=max(0, run.level - 1),
                parent=len(found) - 1 if deeper else None,
                dated=run.dated,
            )
        )
    return found


def _runs(lines: list[Line], headers: _Headers | None, place: int) -> Iterator[_Run]:
    """The runs from a line on. A line that says who wrote what follows begins one."""
    levels = [_level(line) for line in lines]
    authors = {0: (headers.author, printed_date(headers.first(_WHEN))) if headers else ("", "")}
    base = 0
    last: int | None = None
    while place < len(lines):
        start = place
        inner = _inner_headers(lines, place)
        said = _attribution(lines, levels, place)
        if inner:
            base = base + 1 if _nests(lines, place, inner) else 1
            level = min(base, DEEPEST)
            authors[level] = inner.author, printed_date(inner.first(_WHEN))
            place = inner.end
        elif said:
            place += said[1]
            level = min(base + levels[place], DEEPEST)
            authors[level] = said[0].author, said[0].dated
        else:
            level = min(base + levels[place], DEEPEST)
            place += 1
        if level != last or inner or said:
            yield _Run(lines[start].start, level, *authors.get(level, ("", "")))
        last = level


def _level(line: Line) -> int:
    marks = _MARKS.match(line.content)
    return marks[0].count(">") if marks else 0


def _unmarked(line: Line) -> str:
    marks = _MARKS.match(line.content)
    return line.content[marks.end() :] if marks else line.content


def _headers(lines: list[Line], place: int) -> _Headers | None:
    """The headers that begin at this line and tell an author and a date or a subject."""
    values: dict[str, str] = {}
    begin = place
    # The first line of a mail in a mailbox file.
    if place < len(lines) and re.match(r"From \S+ ", lines[place].content):
        place += 1
    while place < len(lines) and (place == begin or not lines[place].blank):
        header = _HEADER.fullmatch(lines[place].content)
        if header:
            values.setdefault(header["name"].lower(), header["value"])
        elif not lines[place].indent or not values:
            break
        place += 1
    told = any(name in values for name in (*_WHEN, *_ABOUT))
    return _Headers(place, values) if told and any(name in values for name in _FROM) else None


def _inner_headers(lines: list[Line], place: int) -> _Headers | None:
    """The headers of a message within this one, with the line before them that announces it."""
    if _FORWARDED.fullmatch(lines[place].content):
        return _headers(lines, place + 1)
    begins = lines[place].content[:5].lower().startswith(("from:", "von:"))
    return _headers(lines, place) if begins and lines[place].blank else None


def _nests(lines: list[Line], place: int, headers: _Headers) -> bool:
    """Whether the message is quoted by the one above rather than the next one of a digest."""
    sent = any(name in headers.values for name in ("sent", "gesendet"))
    return sent or bool(_FORWARDED.fullmatch(lines[place].content))


def _attribution(lines: list[Line], levels: list[int], place: int) -> tuple[Byline, int] | None:
    """Who is quoted after this line or this and the next one, and the number of these lines."""
    words = ""
    for number in (1, 2):
        after = place + number
        if after >= len(lines) or len(words) > LONGEST_BYLINE:
            return None
        words = f"{words} {_unmarked(lines[after - 1])}".strip()
        if levels[after] > levels[place]:
            said = byline(_QUOTE_FROM.sub("by ", _ADDRESS.sub("", words[: 3 * LONGEST_BYLINE])))
            return (said, number) if said and said.author else None
        if levels[after] < levels[place] or lines[after].blank:
            return None
    return None
