"""The comments of a page: which elements they are, who wrote them, when, and which one they answer.

What is listed here are the forms that programs of blogs and forums write: WordPress (lists of
`.comment` with `.children`), Disqus as browsers save it (`li.post`) and as WordPress prints it for
machines (`dsq-comment`), Blogger, phpBB, XenForo, and schema.org's Comment. The first of several
places in a comment that matches says who, when and what.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sources.importing.rendering import Text, ancestors, classes, names, render, rendered
from sources.printed_dates import printed_date

MOST_NAME = 200
MOST_DEPTH = 1000


class Form(NamedTuple):
    """The elements that are comments; `with_` is what each of them must hold. A page that is
    nothing but a thread, such as the frame that Disqus puts into pages, has no article."""

    css: str
    with_: str = ""
    is_page: bool = False


FORMS = (
    Form(
        "li.comment, li.pingback, li.trackback, div.comment, article.comment, "
        "ol.commentlist > li, ol.comment-list > li"
    ),
    Form("li[id^='dsq-comment-']"),
    Form("li.post", ".post-message", is_page=True),
    Form("div.post", ".postbody", is_page=True),
    Form("article.message", ".message-body", is_page=True),
    Form("[itemtype$='schema.org/Comment'], [itemtype$='schema.org/UserComments']"),
)
AUTHORS = (
    ".comment-author .fn",
    "cite.fn",
    ".fn",
    "[itemprop=author] [itemprop=name]",
    "[itemprop=creator] [itemprop=name]",
    "[itemprop=author]",
    "[itemprop=creator]",
    "cite[id^='dsq-cite-']",
    ".author .username",
    ".message-name",
    ".author",
    ".comment-author",
    ".comment-header cite",
    ".username",
    "li > cite",
)
# An attribute, or the printed words where there is none.
TIMES = (
    ("time[datetime]", "datetime"),
    ("[itemprop=dateCreated], [itemprop=datePublished], [itemprop=commentTime]", "content"),
    ("a.time-ago", "title"),
    (".comment-metadata, .comment-meta, .commentmetadata", ""),
    (".datetime, .comment-timestamp, .comment-date, .comment-time", ""),
    ("p.author", ""),
)
BODIES = (
    ".comment-content",
    ".post-message",
    ".dsq-comment-message",
    "[itemprop=text]",
    "[itemprop=commentText]",
    ".message-body .bbWrapper",
    ".postbody .content",
    ".comment-text",
)
# What stands around the words of a comment, and what says whose they are: the latter is left out
# only where it was understood.
AROUND = names(
    "avatar children comment-actions comment-awaiting-moderation comment-edit-link comment-footer "
    "comment-replies comment-reply-link comment__footer post-menu reply says"
)
HEADS = names(
    "comment-author comment-date comment-header comment-meta comment-metadata comment-time "
    "comment-timestamp commentmetadata datetime dsq-comment-header post-byline post-meta "
    "time-ago"
)
_SAYS = re.compile(
    r"[\s:]*\b(?:says|said|wrote|replied|schreibt|schrieb|sagt|sagte)[\s:.…]*$", re.I
)
_PRINTED_DEPTH = re.compile(r"depth-([0-9]{1,3})")
_ISO_DAY = re.compile(r"\s*([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?=\s*$|[T\s][0-9])")


@dataclass
class Comment:
    """An element that is a comment. `printed_when` is the date as printed, `dated` is EDTF."""

    node: LexborNode
    is_page: bool
    author: LexborNode | None = None
    author_line: str = ""
    printed_when: str = ""
    dated: str = ""
    body: LexborNode | None = None
    depth: int = 0
    parent: int | None = None


class Thread:
    """The comments of a page, in its order."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._by_element: dict[int, Comment] = {}
        for node, form in _elements(tree):
            if not self._is_same_comment(node):
                self._by_element[node.mem_id] = Comment(node, form.is_page)
        self._read_authors(tree)
        self._read_times(tree)
        self._read_bodies(tree)
        self.comments = [one for one in self._by_element.values() if self._says_something(one)]
        self._by_element = {one.node.mem_id: one for one in self.comments}
        self._read_depths()

    @property
    def is_page(self) -> bool:
        return any(comment.is_page for comment in self.comments)

    def is_comment(self, node: LexborNode) -> bool:
        return node.mem_id in self._by_element

    def holds(self, node: LexborNode) -> bool:
        """Whether the element stands in a comment."""
        return self._owner(node) is not None

    def write(self, comment: Comment, text: Text) -> None:
        """Its author after a bullet, the date as printed, and its words."""
        head = "\n".join(filter(None, (comment.author_line, comment.printed_when)))
        if head:
            text.exactly(f"• {head}")
            text.block()
        self._write_words(comment, text)

    def _write_words(self, comment: Comment, text: Text) -> None:
        author = comment.author.mem_id if comment.author else None
        around = AROUND | HEADS if author else AROUND
        is_loose = author is not None and comment.body is None

        def leave_out(node: LexborNode) -> bool:
            if node.is_text_node:
                return is_loose and _SAYS.fullmatch(node.text_content or "") is not None
            is_around = around & classes(node) or node.mem_id == author
            return bool(is_around) or self.is_comment(node)

        render(comment.body or comment.node, text, leave_out)

    def _is_same_comment(self, node: LexborNode) -> bool:
        """Themes mark the item of a list and an element in it: the answers are in a list again."""
        for above in ancestors(node):
            if above.mem_id in self._by_element:
                return above.tag == "li"
            if above.tag in ("ul", "ol", "dl"):
                return False
        return False

    def _says_something(self, comment: Comment) -> bool:
        """An element around the real comment, as some themes have it, says nothing itself."""
        words = Text()
        self._write_words(comment, words)
        return bool(comment.author_line or str(words).strip())

    def _owner(self, node: LexborNode) -> Comment | None:
        chain = (self._by_element.get(above.mem_id) for above in (node, *ancestors(node)))
        return next(filter(None, chain), None)

    def _firsts(self, tree: LexborHTMLParser, css: str) -> Iterator[tuple[Comment, LexborNode]]:
        """The first element of each comment that matches."""
        seen = set()
        for node in tree.css(css):
            owner = self._owner(node)
            if owner and owner.node.mem_id not in seen and node.mem_id != owner.node.mem_id:
                seen.add(owner.node.mem_id)
                yield owner, node

    def _read_authors(self, tree: LexborHTMLParser) -> None:
        for css in AUTHORS:
            for comment, node in self._firsts(tree, css):
                name = _SAYS.sub("", _line(rendered(node)))
                if not comment.author_line and name and len(name) <= MOST_NAME:
                    comment.author, comment.author_line = node, name
        for comment in self._by_element.values():
            name = comment.node.attributes.get("data-author") or ""
            if not comment.author_line and len(name) <= MOST_NAME:
                comment.author_line = name.strip()

    def _read_times(self, tree: LexborHTMLParser) -> None:
        for css, attribute in TIMES:
            for comment, node in self._firsts(tree, css):
                printed = _line(rendered(node))
                dated = day(node.attributes.get(attribute) or "") or day(printed)
                if not dated or comment.dated:
                    continue
                comment.dated = dated
                # Where the name stands beside the date it is printed already.
                if printed_date(printed) and comment.author_line not in printed:
                    comment.printed_when = printed

    def _read_bodies(self, tree: LexborHTMLParser) -> None:
        for css in BODIES:
            for comment, node in self._firsts(tree, css):
                comment.body = comment.body or node

    def _read_depths(self) -> None:
        """As the page says it (WordPress), or as comments stand in one another."""
        above: list[tuple[int, int]] = []
        for place, comment in enumerate(self.comments):
            printed = _PRINTED_DEPTH.search(" ".join(classes(comment.node)))
            owner = self._owner(comment.node.parent) if comment.node.parent else None
            depth = int(printed[1]) - 1 if printed else owner.depth + 1 if owner else 0
            comment.depth = max(0, min(depth, MOST_DEPTH))
            while above and above[-1][0] >= comment.depth:
                above.pop()
            comment.parent = above[-1][1] if above else None
            above.append((comment.depth, place))


def day(text: str) -> str:
    """The day that an attribute declares in ISO 8601, as precise as it is and without the time of
    day, or that is printed; EDTF, and "" for none.

    >>> day("2015-01-11T08:40:00+01:00"), day("2011-12"), day("9 years ago")
    ('2015-01-11', '2011-12', '')
    """
    declared = _ISO_DAY.match(text)
    if declared is None:
        return printed_date(text[:200])
    try:
        date.fromisoformat(f"{declared[1]}-01-01"[:10])
    except ValueError:
        return ""
    return declared[1]


def _line(text: str) -> str:
    return " ".join(text.split("\n"))


def _elements(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, Form]]:
    """Every element that is a comment, in the order of the page."""
    found = {
        node.mem_id: form
        for form in FORMS
        for node in tree.css(form.css)
        if not form.with_ or node.css_first(form.with_)
    }
    if tree.root is None:
        return
    for node in tree.root.traverse():
        if node.mem_id in found:
            yield node, found[node.mem_id]
