"""Comment threads in plain text, told by their form alone: bullets, indentation and bylines.

Three forms occur: a tree of bullets whose depth is their indentation and whose author stands on the
bullet's line; the same without bullets; and a list of comments under lines that name an author and
a day. A thread that is not seen leaves its text in the article, where an editor finds it; so where
a list of an article looks like a thread, the article has it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from statistics import mode
from typing import NamedTuple

from sources.importing.bylines import begins_as_sentence, byline, date_line, looks_like_name
from sources.importing.lines import Line

_BULLET = re.compile(r"(?P<sign>[•·◦▪‣∙●○*+-])(?:\s+|$)")
# Bullets that programs make of a tree of comments and hardly anybody types in a list.
_TREE_SIGNS = frozenset("•·◦▪‣∙●○")
_LIST_ITEM = re.compile(r"(?:\d{1,3}|[A-Za-z])[.):]\s")


@dataclass
class Comment:
    """Where a comment begins, who wrote it as printed, how deep it stands, the place in its thread
    of the comment that it answers, and its date in EDTF."""

    start: int
    author: str
    indent: int
    depth: int = 0
    parent: int | None = None
    dated: str = ""


class Thread(NamedTuple):
    """Comments in their order, and where the text after the thread goes on (None: nowhere)."""

    comments: list[Comment]
    end: int | None


class _Item(NamedTuple):
    """A line, its bullet ("" for none), the words after the bullet, and whether it is where a
    comment with an author and a text begins."""

    line: Line
    sign: str
    words: str
    opens: bool


def trees(lines: list[Line]) -> list[Thread]:
    """The threads whose depth is their indentation, with bullets or else without any."""
    return _trees(_items(lines, bullets=True)) or _trees(_items(lines, bullets=False))


def _items(lines: list[Line], *, bullets: bool) -> list[_Item]:
    found = []
    for line, after in zip_longest(lines, lines[1:]):
        bullet = _BULLET.match(line.content) if bullets else None
        sign, words = (bullet["sign"], line.content[bullet.end() :]) if bullet else ("", "")
        if not bullets:
            words = line.content
        begins = bool(sign) if bullets else line.blank > 0 or line.start == 0
        opens = (
            begins
            and after is not None
            and after.indent > line.indent
            and not (bullets and _BULLET.match(after.content))
            and _names(words, blank=after.blank > 0)
        )
        found.append(_Item(line, sign, words, opens))
    return found


def _names(words: str, *, blank: bool) -> bool:
    """Whether the words name an author; where no blank line follows, only with a date."""
    found = byline(words)
    return bool(found and found.author) or (blank and looks_like_name(words))


def _trees(items: list[_Item]) -> list[Thread]:
    found = []
    reached = 0
    for begin, end in _runs(items):
        opens = [place for place in range(begin, end) if items[place].opens]
        if not opens:
            continue
        form = _form(items, opens)
        for opening in opens:
            if opening >= reached:
                tree = _Tree(items, form, max(begin, reached), opening)
                reached = tree.after
                if tree.is_thread():
                    found.append(tree.thread())
    return found


def _runs(items: list[_Item]) -> Iterator[tuple[int, int]]:
    """The lines that are indented or have a bullet and stand together, as their first place and the
    place after their last one."""
    begin = None
    for place, item in enumerate(items):
        if item.sign or item.line.indent:
            begin = place if begin is None else begin
        elif begin is not None:
            yield begin, place
            begin = None
    if begin is not None:
        yield begin, len(items)


class _Form(NamedTuple):
    """How a thread is set, as its comments with author and text show.

    `levels` are the indentations of their bullets; a text stands `offset` columns deeper, and an
    answer as many as one of `steps`. `blank` is whether a blank line comes after an author.
    """

    signs: frozenset[str]
    levels: frozenset[int]
    offset: int
    steps: frozenset[int]
    blank: bool


def _form(items: list[_Item], opens: list[int]) -> _Form:
    levels = sorted({items[place].line.indent for place in opens})
    offset = mode(items[place + 1].line.indent - items[place].line.indent for place in opens)
    return _Form(
        signs=frozenset(items[place].sign for place in opens),
        levels=frozenset(levels),
        offset=offset,
        steps=frozenset([offset, *(after - before for before, after in pairwise(levels[:2]))]),
        blank=2 * sum(items[place + 1].line.blank > 0 for place in opens) >= len(opens),
    )


class _Tree:
    """The lines of one thread, from its first comment to where the text is not indented any more.

    `first` is the first line, `after` the line after the last one, `heads` the lines where a
    comment begins, and `glued` the first line of a comment before these, as places in the items.
    """

    def __init__(self, items: list[_Item], form: _Form, begin: int, opening: int) -> None:
        self.items = items
        self.form = form
        self.bullets = bool(items[opening].sign)
        self.first = self._first_head(begin, opening)
        self.heads: list[int] = []
        self.after = self._walk()
        self.glued = self._glued(begin) if self.bullets else None

    def _first_head(self, begin: int, opening: int) -> int:
        """The first bullet before the first comment with author and text that may be a comment: an
        item of a list is followed by the next one and does not look like a name."""
        if not self.bullets:
            return opening
        first = opening
        for place in range(opening - 1, begin - 1, -1):
            item, below = self.items[place], self.items[place + 1]
            if item.sign in self.form.signs and item.line.indent in self.form.levels:
                if below.sign and not below.line.blank and not looks_like_name(item.words):
                    break
                first = place
        return first

    def _walk(self) -> int:
        base = min(self.form.levels)
        for place in range(self.first, len(self.items)):
            item = self.items[place]
            if self._is_head(place):
                self.heads.append(place)
            elif item.line.blank and item.line.indent <= base:
                return place
        return len(self.items)

    def _is_head(self, place: int) -> bool:
        item = self.items[place]
        if place == self.first:
            return True
        if not self.bullets:
            return item.opens
        if item.sign not in self.form.signs:
            return False
        last = self.heads[-1]
        # A bullet right under a line of text goes on with that text, as a list of its own.
        if not item.line.blank and last != place - 1:
            return False
        indent, before = item.line.indent, self.items[last].line.indent
        known = indent in self.form.levels or indent <= before
        return known or indent - before in self.form.steps

    def _glued(self, begin: int) -> int | None:
        """The first line of a comment without bullet and author that stands right under the article
        or is answered by the first bullet: text indented as that of a comment."""
        before = self.items[begin : self.first]
        if not before or any(item.sign for item in before):
            return None
        if _LIST_ITEM.match(before[0].line.content):
            return None
        # Where the bullet of this text would stand.
        indent = min(item.line.indent for item in before) - self.form.offset
        touching = begin > 0 and not before[0].line.blank
        answered = self.items[self.first].line.indent > indent
        is_text = indent in self.form.levels or (answered and indent >= 0)
        return begin if is_text and (touching or answered) else None

    def is_thread(self) -> bool:
        to_the_end = self.after == len(self.items)
        opens = [self.items[place] for place in self.heads if self.items[place].opens]
        if not self.bullets:
            return to_the_end and len(opens) > 1 and min(self.form.levels) > 0
        nested = len({item.line.indent for item in opens}) > 1
        return to_the_end or (len(opens) > 1 and (nested or bool(self.form.signs & _TREE_SIGNS)))

    def thread(self) -> Thread:
        comments = []
        if self.glued is not None:
            line = self.items[self.glued].line
            comments.append(Comment(line.start, "", line.indent - self.form.offset))
        comments += [
            self._comment(head, below) for head, below in pairwise([*self.heads, self.after])
        ]
        nest(comments)
        end = self.items[self.after].line.start if self.after < len(self.items) else None
        return Thread(comments, end)

    def _comment(self, place: int, following: int) -> Comment:
        item = self.items[place]
        below = self.items[place + 1] if place + 1 < following else None
        author, dated = self._author(item.words, below)
        return Comment(item.line.start, author, item.line.indent, dated=dated)

    def _author(self, words: str, below: _Item | None) -> tuple[str, str]:
        """The author and the date that the line of a bullet prints, with the line under it."""
        printed = byline(words)
        if printed and printed.author:
            return printed.author, printed.dated
        if not looks_like_name(words):
            return "", ""
        if below is None:
            return ("", "") if begins_as_sentence(words) else (words, "")
        if self.form.blank and not below.line.blank:
            return "", ""
        when = date_line(below.line.content)
        return words, when.dated if when else ""


def nest(comments: list[Comment]) -> None:
    """Depths by the indentations that occur, and parents: the last comment that is less deep."""
    levels = sorted({comment.indent for comment in comments})
    ranks = {indent: depth for depth, indent in enumerate(levels)}
    open_above: list[int] = []
    for place, comment in enumerate(comments):
        while open_above and comments[open_above[-1]].indent >= comment.indent:
            open_above.pop()
        comment.depth = ranks[comment.indent]
        comment.parent = open_above[-1] if open_above else None
        open_above.append(place)
