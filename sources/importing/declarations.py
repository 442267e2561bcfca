"""What a page declares about itself: in JSON-LD, in meta and link elements, and in microdata."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sources.importing.page_threads import Thread, day
from sources.importing.rendering import rendered

MOST_TITLE = 1000
MOST_URL = 2000
MOST_OBJECTS = 10_000

_ARTICLES = ("Article", "Posting", "Report", "WebPage", "CreativeWork")
_PUBLISHED = (
    "meta[property='article:published_time']",
    "meta[itemprop=datePublished]",
    "time[itemprop=datePublished]",
    "[itemprop=datePublished]",
    "meta[name='citation_publication_date']",
    "meta[name='dcterms.date' i], meta[name='dcterms.issued' i], meta[name='dc.date' i]",
    "meta[name='date' i], meta[name='pubdate' i]",
    "time.published[datetime], time.entry-date[datetime], time[pubdate]",
    ".date-header, .entry-date, .published, .post-date",
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
# Browsers and SingleFile write a comment into the pages that they save.
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)|^\s*url:\s*(\S+)", re.I | re.M)


class Declarations:
    """What the page says about itself; "" where it does not. `url` is the address that it was had
    from, where that is known: a page is not believed to be one of another site."""

    def __init__(self, tree: LexborHTMLParser, thread: Thread, url: str = "") -> None:
        self._tree = tree
        self._thread = thread
        self._asked_for = url
        self._objects = sorted(_json_ld(tree), key=_rank)

    def title(self) -> str:
        written = [*self._said("headline"), self._meta("og:title"), self._meta("twitter:title")]
        element = self._tree.css_first("title")
        written.append(rendered(element) if element else "")
        return _first(written, MOST_TITLE)

    def publisher(self) -> str:
        named = [one.get("publisher") for one in self._objects]
        names = [one.get("name") for one in named if isinstance(one, dict)]
        inner = self._tree.css_first("[itemprop=publisher] [itemprop=name]")
        marked = (inner.attributes.get("content") or rendered(inner)) if inner else ""
        application = self._meta("application-name")
        return _first([self._meta("og:site_name"), *names, marked, application], 200)

    def url(self) -> str:
        base = self._asked_for or self._saved_from()
        canonical = self._tree.css_first("link[rel=canonical]")
        declared = [
            (canonical.attributes.get("href") or "") if canonical else "",
            self._meta("og:url"),
            *self._said("url"),
        ]
        for address in declared:
            found = _address(base, address)
            if found and (not base or _host(found) == _host(base)):
                return found
        return _address("", base)

    def language(self) -> str:
        root = self._tree.root
        meta = self._tree.css_first("meta[http-equiv='content-language' i]")
        declared = [
            (root.attributes.get("lang") or "") if root else "",
            (meta.attributes.get("content") or "") if meta else "",
            *self._said("inLanguage"),
            self._meta("og:locale").replace("_", "-"),
        ]
        return next(filter(_LANGUAGE.fullmatch, map(str.strip, declared)), "")

    def published_on(self) -> list[str]:
        """Each different day that is declared or printed, in EDTF, the best first."""
        days = [day(one) for one in self._said("datePublished")]
        for css in _PUBLISHED:
            for node in self._tree.css(css):
                if not self._thread.holds(node):
                    attributes = node.attributes
                    declared = attributes.get("content") or attributes.get("datetime") or ""
                    days.append(day(declared) or day(rendered(node)))
                    break
        return list(dict.fromkeys(filter(None, days)))

    def _said(self, key: str) -> list[str]:
        return [value for one in self._objects if isinstance(value := one.get(key), str)]

    def _meta(self, name: str) -> str:
        css = f"meta[property='{name}'], meta[name='{name}']"
        node = self._tree.css_first(css)
        return (node.attributes.get("content") or "") if node else ""

    def _saved_from(self) -> str:
        for comment in _comments_before(self._tree.root):
            if found := _SAVED_FROM.search(comment):
                return found[1] or found[2]
        return ""


def _comments_before(root: LexborNode | None) -> Iterator[str]:
    """The comments of HTML before and at the beginning of the page."""
    if root is None or root.parent is None:
        return
    for node in (*_some(root.parent.first_child), *_some(root.first_child)):
        if node.is_comment_node:
            yield node.comment_content or ""


def _some(node: LexborNode | None) -> Iterator[LexborNode]:
    looked = 0
    while node is not None and looked < 20:
        yield node
        node, looked = node.next, looked + 1


def _json_ld(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """The objects that are an article or a page, at the top or in a graph."""
    for script in tree.css("script[type='application/ld+json']"):
        content = script.first_child
        try:
            waiting = [json.loads((content.text_content or "") if content else "")]
        except (ValueError, RecursionError):
            continue
        looked = 0
        while waiting and looked < MOST_OBJECTS:
            one, looked = waiting.pop(), looked + 1
            if isinstance(one, list):
                waiting += one
            elif isinstance(one, dict):
                waiting.append(one.get("@graph"))
                if _rank(one) < len(_ARTICLES):
                    yield one


def _rank(one: dict[str, Any]) -> int:
    """An article tells more about itself than the page around it."""
    types = one.get("@type")
    names = types if isinstance(types, list) else [types]
    ranks = (
        rank for rank, end in enumerate(_ARTICLES) for name in names if str(name).endswith(end)
    )
    return min(ranks, default=len(_ARTICLES))


def _first(written: list[Any], most: int) -> str:
    texts = (" ".join(text.split()) for text in written if isinstance(text, str))
    return next((text for text in texts if text and len(text) <= most), "")


def _address(base: str, address: str) -> str:
    """The absolute address of a page on the web; "" for anything else."""
    try:
        found = urljoin(base, address.strip())
        parts = urlsplit(found)
        is_page = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return ""
    return found if is_page and len(found) <= MOST_URL and found.isprintable() else ""


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
