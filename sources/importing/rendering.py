"""The text of HTML elements as a browser shows it, without what is no part of a document.

White space collapses as CSS has it, except in `pre`; every other character stays, no-break spaces
too. Blocks are separated by a blank line, `br` is a line feed, rows of a table are lines and its
cells are separated by a tab.
"""

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode


def names(listed: str) -> frozenset[str]:
    """The names of elements or classes in a list with spaces between them."""
    return frozenset(listed.split())


_ASCII_SPACE = re.compile(r"[ \t\n\r\f]+")

_BLOCKS = names(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main "
    "menu nav ol p plaintext pre search section summary table tbody tfoot thead ul xmp"
)
_PREFORMATTED = frozenset(("listing", "plaintext", "pre", "xmp"))
_NEVER_SHOWN = names(
    "area audio base button canvas datalist dialog embed frameset head iframe input link map meta "
    "nav aside noembed noframes noscript object option param progress script select source style "
    "svg template textarea title track video"
)
_OTHER_ROLES = frozenset(("navigation", "search", "complementary", "contentinfo", "banner"))
# For screen readers alone: themes hide these by their style sheets, which nobody reads here.
_HIDDEN_CLASSES = frozenset(
    ("screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden", "skip-link")
)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
# Programs of blogs put these pictures in the place of characters, and browsers copy the characters.
_PICTURES_OF_CHARACTERS = frozenset(("emoji", "wp-smiley"))
# Some sites put the whole page into a form.
_DOCUMENT_IN_FORM = "article, main, h1, .comment, .post"

LeaveOut = Callable[[LexborNode], bool]


class Text:
    """A text that grows. White space and breaks are written once it is known that words follow."""

    def __init__(self) -> None:
        self.length = 0
        self._pieces: list[str] = []
        self._begun = False
        self._breaks = self._lines = 0
        self._gap = ""

    def __str__(self) -> str:
        return "".join(self._pieces)

    def words(self, words: str) -> None:
        """White space of ASCII is one space, and nothing at the ends of a line."""
        shown = _ASCII_SPACE.sub(" ", words)
        if shown.startswith(" "):
            self._gap = self._gap or " "
        if inner := shown.strip(" "):
            self.exactly(inner)
            self._gap = " " if shown.endswith(" ") else ""

    def exactly(self, words: str) -> None:
        if not words:
            return
        if self._begun:
            self._write("\n" * max(self._breaks, self._lines) or self._gap)
        self._begun, self._breaks, self._lines, self._gap = True, 0, 0, ""
        self._write(words)

    def line(self) -> None:
        self._lines += 1

    def row(self) -> None:
        self._breaks = max(self._breaks, 1)

    def cell(self) -> None:
        self._gap = "\t"

    def block(self) -> None:
        self._breaks = max(self._breaks, 2)

    def part(self) -> int:
        """End a part with a blank line, which belongs to it; where the next one begins."""
        if self._begun:
            self._write("\n\n")
        self._begun, self._breaks, self._lines, self._gap = False, 0, 0, ""
        return self.length

    def _write(self, words: str) -> None:
        self._pieces.append(words)
        self.length += len(words)


def render(root: LexborNode, text: Text, leave_out: LeaveOut = lambda node: False) -> None:
    """Write what a browser shows of `root`, itself never left out. `leave_out` is asked of texts
    and elements below it."""
    preformatted = 0
    for node, enters in walk(root, leave_out):
        if node.is_text_node:
            words = node.text_content or ""
            (text.exactly if preformatted else text.words)(words)
            continue
        tag = node.tag or ""
        preformatted += (1 if enters else -1) * (tag in _PREFORMATTED)
        if tag in _BLOCKS:
            text.block()
        elif tag == "tr":
            text.row()
        elif tag == "br" and enters:
            text.line()
        elif tag in ("td", "th") and not enters:
            text.cell()
        elif tag == "img" and enters and _PICTURES_OF_CHARACTERS & classes(node):
            text.words(node.attributes.get("alt") or "")


def rendered(root: LexborNode, leave_out: LeaveOut = lambda node: False) -> str:
    text = Text()
    render(root, text, leave_out)
    return str(text)


def walk(root: LexborNode, leave_out: LeaveOut) -> Iterator[tuple[LexborNode, bool]]:
    """The texts and elements that are shown, each element when it is entered (True) and when it is
    left. Without recursion: a page may nest ten thousand elements."""
    node: LexborNode | None = root
    depth = 0
    while node is not None:
        if node.is_text_node and not leave_out(node):
            yield node, True
        elif node.is_element_node and (depth == 0 or not (is_hidden(node) or leave_out(node))):
            yield node, True
            child = node.first_child
            if child is not None:
                node, depth = child, depth + 1
                continue
            yield node, False
        while depth and node.next is None:
            node, depth = _parent(node), depth - 1
            yield node, False
        node = node.next if depth else None


def is_hidden(node: LexborNode) -> bool:
    """Whether it is not shown, or is no part of a document: a menu, a form, a side column."""
    tag = node.tag or ""
    if tag in _NEVER_SHOWN:
        return True
    if tag == "footer":
        # The footer of a quotation says whose words these are.
        return _parent(node).tag not in ("blockquote", "figure")
    if tag == "form":
        return node.css_first(_DOCUMENT_IN_FORM) is None
    attributes = node.attributes
    if not attributes:
        return False
    return (
        "hidden" in attributes
        or (attributes.get("role") or "") in _OTHER_ROLES
        or _HIDDEN_STYLE.search(attributes.get("style") or "") is not None
        or bool(_HIDDEN_CLASSES & classes(node))
    )


def classes(node: LexborNode) -> frozenset[str]:
    if not node.is_element_node:
        return frozenset()
    return frozenset((node.attributes.get("class") or "").split())


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    while above is not None and above.is_element_node:
        yield above
        above = above.parent


def _parent(node: LexborNode) -> LexborNode:
    above = node.parent
    if above is None:
        raise ValueError("A node below the root has a parent.")
    return above
