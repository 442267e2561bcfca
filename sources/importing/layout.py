"""A page laid out: its headline, its article and its comments, one after the other, as text.

Nothing of Django is needed here: it runs in a process of its own (`confined`).
"""

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from sources.importing.declarations import Declarations
from sources.importing.page_threads import Thread
from sources.importing.rendering import Text, ancestors, classes, names, render, rendered
from sources.importing.updates import update_date

# The first of these that shows something is the article; of several, the longest.
ARTICLES = (
    "article",
    "main, [role=main]",
    "[itemprop=articleBody]",
    ".hentry, .post",
    ".entry-content, .post-content, .article-body",
)
HEADLINES = (
    ".entry-title, .post-title, .article-title, [itemprop=headline]",
    "h1",
    "h2.topic-title",
)
THREADS = "#comments, .comments-area, .comments, #disqus_thread, #respond"
# What programs add around an article: buttons for sharing, and links to other articles.
ADDED = names(
    "addtoany_share_save_container jp-relatedposts post-navigation related-posts sharedaddy"
)
# The first line of each paragraph.
_PARAGRAPH = re.compile(r"(?:(?<=\n\n)|\A)[^\n]+")
NOT_A_HEADLINE = frozenset(("site-title", "comments-title", "comment-reply-title"))


@dataclass
class Laid:
    """The parts as `sources.importing.document.Part` has them, with the names of their kinds."""

    parts: list[dict[str, Any]] = field(default_factory=list)
    title: str = ""
    url: str = ""
    publisher: str = ""
    language: str = ""
    published_on: str = ""
    remarks: list[str] = field(default_factory=list)


def lay_out(content: bytes, url: str = "") -> tuple[dict[str, Any], bytes]:
    """The page in UTF-8 as a dictionary in the form of `Laid`, and its text in UTF-8."""
    try:
        page = Page(LexborHTMLParser(content), url)
    except SelectolaxError as error:
        # The only fault that the parser knows: it gets no more memory.
        raise MemoryError from error
    page.write()
    return asdict(page.laid), str(page.text).encode()


class Page:
    """A page while it is laid out."""

    def __init__(self, tree: LexborHTMLParser, url: str) -> None:
        self.laid = Laid()
        self.text = Text()
        self._tree = tree
        self._url = url
        self._thread = Thread(tree)
        self._article = self._find_article()
        self._headline = self._find_headline()
        # A part for comments in which none was found may hold anything.
        self._threads = {
            node.mem_id
            for node in tree.css(THREADS)
            if any(node.mem_id == above.mem_id for one in self._thread.comments
                   for above in ancestors(one.node))
        }  # fmt: skip

    def write(self) -> None:
        if self._headline is not None:
            self._write_part("headline", self._headline)
        if self._article is not None:
            self._write_article(self._article)
        places = []
        for comment in self._thread.comments:
            places.append(len(self.laid.parts))
            start = self.text.length
            self._thread.write(comment, self.text)
            self._end_part(
                "comment",
                start,
                author_line=comment.author_line,
                depth=comment.depth,
                parent=None if comment.parent is None else places[comment.parent],
                dated=comment.dated,
            )
        self._declare()

    def _write_part(self, kind: str, node: LexborNode) -> None:
        start = self.text.length
        render(node, self.text, self._is_no_article)
        self._end_part(kind, start)

    def _write_article(self, node: LexborNode) -> None:
        """The article, and each paragraph that says that it is an update, with what follows it."""
        start = self.text.length
        render(node, self.text, self._is_no_article)
        end = self.text.part()
        words = str(self.text)[start:end]
        kind, dated, begun = "article", "", 0
        for paragraph in _PARAGRAPH.finditer(words):
            found = update_date(paragraph[0])
            if found is None:
                continue
            self._add_part(kind, start + begun, start + paragraph.start(), dated=dated)
            kind, dated, begun = "update", found, paragraph.start()
        self._add_part(kind, start + begun, end, dated=dated)

    def _end_part(self, kind: str, start: int, **more: Any) -> None:
        self._add_part(kind, start, self.text.part(), **more)

    def _add_part(self, kind: str, start: int, end: int, **more: Any) -> None:
        if end > start:
            self.laid.parts.append({"kind": kind, "start": start, "end": end, **more})

    def _is_no_article(self, node: LexborNode) -> bool:
        return (
            (self._headline is not None and node.mem_id == self._headline.mem_id)
            or self._thread.is_comment(node)
            or node.mem_id in self._threads
            or bool(ADDED & classes(node))
        )

    def _find_article(self) -> LexborNode | None:
        """None where the page is a thread and nothing else."""
        self._headline = None
        self._threads = set()
        for css in ARTICLES:
            found = [node for node in self._tree.css(css) if not self._thread.holds(node)]
            sized = [(len(rendered(node, self._is_no_article)), node) for node in found]
            longest = max(sized, key=lambda pair: pair[0], default=(0, None))
            if longest[0]:
                return longest[1]
        return None if self._thread.is_page else self._tree.body

    def _find_headline(self) -> LexborNode | None:
        for css in HEADLINES:
            found = [node for node in self._tree.css(css) if self._may_be_headline(node)]
            within = [node for node in found if self._is_in_article(node)]
            if within or found:
                return (within or found)[0]
        return None

    def _may_be_headline(self, node: LexborNode) -> bool:
        is_other = NOT_A_HEADLINE & classes(node) or node.tag in ("meta", "title")
        return not is_other and not self._thread.holds(node) and bool(rendered(node))

    def _is_in_article(self, node: LexborNode) -> bool:
        article = self._article.mem_id if self._article is not None else None
        return any(above.mem_id == article for above in ancestors(node))

    def _declare(self) -> None:
        declared = Declarations(self._tree, self._thread, self._url)
        laid = self.laid
        printed = " ".join(rendered(self._headline).split()) if self._headline is not None else ""
        laid.title = printed or declared.title()
        laid.url, laid.publisher = declared.url(), declared.publisher()
        laid.language = declared.language()
        days = declared.published_on()
        laid.published_on = days[0] if days else ""
        if len(days) > 1:
            laid.remarks.append(
                f"The page gives several dates of publication, {', '.join(days)}: check the first."
            )
        if (
            self._article is not None
            and not self._thread.comments
            and self._tree.css_first(THREADS)
        ):
            laid.remarks.append(
                "The page has a place for comments, but none was found in it: what stands there is "
                "in the article, or was not saved with the page."
            )
