"""A link to the very words in the original page: the text fragment of the WICG’s specification.

`#:~:text=[prefix-,]first[,last][,-suffix]`. Browsers that know it scroll to the words and mark
them; others open the page as they would without it. Browsers look for each part within one
paragraph and between whole words, and take any white space for one space.
"""

import re
from urllib.parse import quote

# Longer words are named by how they begin and end: an address may not grow without bounds, and a
# page that differs in one sign would not be found at all.
LONGEST = 200
WORDS_AT_AN_END = 5
LETTER = re.compile(r"\w")
DIRECTIVE = ":~:"


def text_link(
    url: str | None, exact: str, prefix: str | None = "", suffix: str | None = ""
) -> str | None:
    """The address of `exact` in the page at `url`, between what stands before and after it.

    None where there is no such page in the web, or nothing that could be looked for. A fragment
    that the address has already stays.
    """
    if not url or not url.lower().startswith(("http://", "https://")) or not LETTER.search(exact):
        return None
    parts = []
    if before := _end_of(prefix or ""):
        parts.append(f"{_encoded(before)}-")
    parts += [_encoded(part) for part in _ends(exact)]
    if after := _beginning_of(suffix or ""):
        parts.append(f"-{_encoded(after)}")
    page, hash_sign, fragment = url.partition("#")
    kept = fragment.partition(DIRECTIVE)[0] if hash_sign else ""
    return f"{page}#{kept}{DIRECTIVE}text={','.join(parts)}"


def _ends(exact: str) -> list[str]:
    """The words, or the first and the last of them where they are many or in several paragraphs."""
    lines = [line.split() for line in exact.splitlines() if LETTER.search(line)]
    words = [word for line in lines for word in line]
    if len(lines) == 1 and (len(" ".join(words)) <= LONGEST or len(words) <= 2 * WORDS_AT_AN_END):
        return [" ".join(words)]
    return [" ".join(lines[0][:WORDS_AT_AN_END]), " ".join(lines[-1][-WORDS_AT_AN_END:])]


def _end_of(prefix: str) -> str:
    """The last line before the words. Its first word may be only the end of one, and goes."""
    *earlier, line = _lines(prefix) or [""]
    words = line.split()
    is_cut = not earlier and not prefix[:1].isspace()
    return _if_words(words[1:] if is_cut else words)


def _beginning_of(suffix: str) -> str:
    """The first line after the words. Its last word may be only the beginning of one, and goes."""
    line, *later = _lines(suffix) or [""]
    words = line.split()
    is_cut = not later and not suffix[-1:].isspace()
    return _if_words(words[:-1] if is_cut else words)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _if_words(words: list[str]) -> str:
    """A full stop alone is nothing to look for, and what stands beyond it is not next to it."""
    text = " ".join(words)
    return text if LETTER.search(text) else ""


def _encoded(text: str) -> str:
    """Percent-encoded with the three signs that mean something within a text directive: `&`, `,`
    and `-`. (`quote` leaves the hyphen as it is.)"""
    return quote(text, safe="", errors="replace").replace("-", "%2D")
