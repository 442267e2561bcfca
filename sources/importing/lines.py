"""The lines of a text with their places, without a character being changed."""

import re
from typing import NamedTuple

# The comments of the longest threads fill a quarter of this. Hostile lines take 0.1 ms each.
MOST_LINES = 50_000

_LINE = re.compile(r"(?P<indent>[^\S\r\n]*)(?P<content>[^\r\n]*)(?:\r\n|\r|\n|\Z)")


class Line(NamedTuple):
    """A line that is not blank: its place in the text, how far it is indented, and what it says.

    `start` is where the line begins and `end` where the next one does, in code points; `indent` is
    in columns, a tab reaching the next fourth; `content` has no white space at its ends; `blank` is
    the number of blank lines before it.
    """

    start: int
    end: int
    indent: int
    content: str
    blank: int


def lines_of(text: str) -> list[Line]:
    """The lines that are not blank. Carriage returns end lines, alone or before a line feed."""
    found = []
    blank = 0
    for match in _LINE.finditer(text):
        # A byte order mark is no part of what the first line says.
        content = match["content"].strip().removeprefix("\ufeff")
        if not content:
            blank += 1
            continue
        indent = len(match["indent"].expandtabs(4))
        found.append(Line(match.start(), match.end(), indent, content, blank))
        blank = 0
    return found


def too_many_lines(text: str) -> bool:
    return text.count("\n") + text.count("\r") > MOST_LINES
