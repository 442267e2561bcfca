"""The lines and paragraphs of a text, as places in it.

A place is a pair of positions in Unicode code points, the end not included. A line break inside a
paragraph is either one that a program wrapped the text at, or one that its writer meant.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_LINE = re.compile(r"([^\r\n\v\f\x85\u2028\u2029]*)(\r\n|[\r\n\v\f\x85\u2028\u2029]|\Z)")
_ITEM = re.compile(r"(?:[•◦▪‣·*+–—-]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)])\s+|>")
_OPTION = re.compile(r"\(?[A-H](?:[.):]|\s(?=\S))\s*(?=\S)")
_ENDED = re.compile(r"[.!?…:;][\"'”’»)\]*_]*$")

# Nobody wraps a text at more than this, and lines that are shorter than half of it are verse,
# headings, addresses or lists.
WIDEST = 120
NARROWEST = 36


class Line(NamedTuple):
    """The words of a line, without the white space at its ends; start and end meet where blank."""

    start: int
    end: int
    words: str

    def __bool__(self) -> bool:
        return self.start < self.end


def lines(text: str, start: int, end: int) -> Iterator[Line]:
    """Every line of the range, blank ones too."""
    place = start
    while place < end:
        found = _LINE.match(text, place, end)
        if found is None:  # It matches the empty text, too.
            return
        words = found[1]
        first = place + len(words) - len(words.lstrip())
        words = words.strip()
        yield Line(first, first + len(words), words)
        place = found.end()


def is_item(words: str) -> bool:
    """Whether a line begins an item of a list."""
    return bool(_ITEM.match(words))


def is_option(words: str) -> bool:
    """Whether a line is one of several answers to choose from: “A from 1 to 5”, “b) none”."""
    return bool(_OPTION.match(words))


def paragraphs(every: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines that are not blank, in groups that blank lines part."""
    group: list[Line] = []
    for line in every:
        if line:
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def unwrapped(group: list[Line]) -> Iterator[list[Line]]:
    """The lines of a paragraph in runs: within a run, lines were only wrapped."""
    width = max((len(line.words) for line in group), default=0)
    run: list[Line] = []
    for line in group:
        if run and not _is_wrapped(run[-1].words, line.words, width):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _is_wrapped(before: str, after: str, width: int) -> bool:
    """Whether the first word of the line after would not have fitted into the line before.

    Words that go on in lower case are the same sentence whatever the widths are.
    """
    if is_item(after):
        return False
    if _ENDED.search(before):
        return False
    if after[0].islower():
        return True
    fitting = len(before) + 1 + len(after.split(maxsplit=1)[0]) <= width
    return NARROWEST <= len(before) <= WIDEST and width <= WIDEST and not fitting
