"""Lists of comments in plain text, each under a line that names its author and mostly a day.

"Name says:", "Name on March 3, 2014 at 5:10 pm", "#12 Name (date)" and a name with the date on the
next line. Dialogues that an article quotes have the same form, so a few of them are no list unless
a heading such as "12 comments" stands before them.
"""

import re
from collections import Counter
from itertools import zip_longest
from typing import NamedTuple

from sources.importing.bylines import byline, date_line, looks_like_name
from sources.importing.comment_trees import Comment, Thread, nest
from sources.importing.lines import Line
from sources.importing.updates import update_date

# That many bylines make a list of comments under an article, and where no article is.
FEWEST_UNDER_ARTICLE = 3
FEWEST = 2

_BULLET = re.compile(r"[•·*-]\s+")
_HEADING = re.compile(
    r"""(?ix)[#=*\s]*(?:(?:\d[\d,.]*|no|one)\s)?(?:comments?|responses?|replies|thoughts|kommentare?|antworten)
    (?:\s(?:to|on|zu|auf)\b.*|\s?\(\d+\))?[:=*\s]*"""
)


class _Head(NamedTuple):
    """A line under which a comment stands; `form` is alike where the lines are."""

    place: int
    form: str
    author: str
    dated: str


def comment_list(lines: list[Line], first: int) -> Thread | None:
    """The list that goes on to the end of the text, or None. `first` is the place of the line after
    the headline: an article that begins there may quote dialogues."""
    heads = _heads(lines)
    heading = _heading(lines, heads)
    if heading is not None:
        heads = [head for head in heads if head.place > heading]
    if not heads:
        return None
    # Where forms are mixed, the others are quotations within the comments.
    common, number = Counter(head.form for head in heads).most_common(1)[0]
    heads = [head for head in heads if head.form == common]
    article = heads[0].place > first
    fewest = FEWEST_UNDER_ARTICLE if article and common != "sure" else FEWEST
    if heading is None and (number < fewest or _in_update(lines[: heads[0].place])):
        return None
    comments = [
        Comment(lines[head.place].start, head.author, lines[head.place].indent, dated=head.dated)
        for head in heads
    ]
    nest(comments)
    return Thread(comments, None)


def _heads(lines: list[Line]) -> list[_Head]:
    found = []
    for place, (line, below) in enumerate(zip_longest(lines, lines[1:])):
        words = _BULLET.sub("", line.content, count=1)
        when = date_line(below.content) if below and not below.blank else None
        printed = byline(words)
        if printed and printed.author and not printed.when and when:
            found.append(_Head(place, "says, date below", printed.author, when.dated))
        elif printed and printed.author:
            form = "sure" if printed.sure else "dated" if printed.when else "says"
            found.append(_Head(place, form, printed.author, printed.dated))
        elif when and looks_like_name(words):
            found.append(_Head(place, "date below", words, when.dated))
    return found


def _in_update(before: list[Line]) -> bool:
    """Whether an update stands before: it quotes dialogues."""
    return any(update_date(line.content) is not None for line in before)


def _heading(lines: list[Line], heads: list[_Head]) -> int | None:
    """The last line such as "12 comments" that has comments under it."""
    last = heads[-1].place if heads else 0
    places = (n for n, line in enumerate(lines[:last]) if _HEADING.fullmatch(line.content))
    return max(places, default=None)
