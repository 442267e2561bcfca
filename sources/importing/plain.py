"""Plain text: an optional headline, the article, its updates, and then the comments."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from sources.importing.comment_lists import comment_list
from sources.importing.comment_trees import Comment, Thread, trees
from sources.importing.document import Part
from sources.importing.lines import MOST_LINES, Line, lines_of, too_many_lines
from sources.importing.updates import update_date
from sources.models import SectionKind

LONGEST_HEADLINE = 200

# An item of a list and a quotation are no headline.
_ITEM = re.compile(r"[•·◦*+>–-]\s|\d{1,3}[.)]\s|>")

TOO_LONG = (
    f"The text has more than {MOST_LINES:,} lines, so that its parts were not looked for: all of "
    "it is held as the article."
)


@dataclass(frozen=True)
class _Mark:
    """Where a part begins; a part goes on to where the next one begins."""

    start: int
    kind: SectionKind
    dated: str = ""
    comment: Comment | None = None
    first: int = 0  # The place of the thread's first comment among all comments.


def parts_of(text: str, *, headline_end: int = 0) -> list[Part]:
    """The parts of a text, which cover it: none for a text without a character.

    `headline_end` is where the headline ends, for a form that marks it; 0 has it told by its form.
    """
    if too_many_lines(text):
        return [Part(SectionKind.ARTICLE, 0, len(text))]
    lines = lines_of(text)
    prose = [line for line in lines if line.start >= headline_end]
    marks: list[_Mark] = []
    if headline_end:
        marks.append(_Mark(0, SectionKind.HEADLINE))
    threads = trees(prose)
    listed = None if threads else comment_list(prose, int(not headline_end and is_headline(prose)))
    threads += [listed] if listed else []
    marks += _article_marks(_outside(prose, threads), headed=bool(headline_end))
    number = 0
    for thread in threads:
        marks += [
            _Mark(one.start, SectionKind.COMMENT, one.dated, one, number) for one in thread.comments
        ]
        number += len(thread.comments)
    return _parts(text, sorted(marks, key=lambda mark: mark.start))


def remarks_of(text: str) -> list[str]:
    """Sentences for the editor about parts that were not looked for."""
    return [TOO_LONG] if too_many_lines(text) else []


def is_headline(lines: list[Line]) -> bool:
    """Whether the first line is one: a short paragraph, no sentence, and more comes after it."""
    if len(lines) < 2 or not lines[1].blank or lines[0].indent:
        return False
    words = lines[0].content
    if _ITEM.match(words):
        return False
    ended = words.rstrip("”’\"'»)").endswith((".", ":", ",", ";"))
    return len(words) <= LONGEST_HEADLINE and not ended


def _outside(lines: list[Line], threads: list[Thread]) -> list[list[Line]]:
    """The lines before, between and after the threads, a list for each run of them."""
    starts = [line.start for line in lines]
    found = []
    reached = 0
    for thread in threads:
        found.append(lines[reached : bisect_left(starts, thread.comments[0].start)])
        reached = len(lines) if thread.end is None else bisect_left(starts, thread.end)
    return [*found, lines[reached:]]


def _article_marks(runs: list[list[Line]], *, headed: bool) -> list[_Mark]:
    marks: list[_Mark] = []
    if not headed and is_headline(runs[0]) and update_date(runs[0][0].content) is None:
        marks.append(_Mark(runs[0][0].start, SectionKind.HEADLINE))
        runs = [runs[0][1:], *runs[1:]]
    in_article = False
    for run in runs:
        in_update = False
        for place, line in enumerate(run):
            dated = update_date(line.content) if line.blank or not place else None
            if dated is not None:
                marks.append(_Mark(line.start, SectionKind.UPDATE, dated))
                # One that stands before the article is a paragraph of its own.
                in_update = in_article
                continue
            ended = not in_update and bool(marks) and marks[-1].kind == SectionKind.UPDATE
            if not place or (ended and line.blank):
                marks.append(_Mark(line.start, SectionKind.ARTICLE))
                in_article = True
    return marks


def _parts(text: str, marks: list[_Mark]) -> list[Part]:
    if not marks:
        return [Part(SectionKind.ARTICLE, 0, len(text))] if text else []
    starts = [0, *(mark.start for mark in marks[1:]), len(text)]
    comments = [place for place, mark in enumerate(marks) if mark.kind == SectionKind.COMMENT]
    found = []
    for place, mark in enumerate(marks):
        one = mark.comment
        parent = one.parent if one else None
        found.append(
            Part(
                mark.kind,
                starts[place],
                starts[place + 1],
                author_line=one.author if one else "",
                depth=one.depth if one else 0,
                parent=None if parent is None else comments[mark.first + parent],
                dated=mark.dated,
            )
        )
    return found
