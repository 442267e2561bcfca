"""Outlines of the seed texts: their form without their words, so that tests of it run everywhere.

    python -m tests.sources.importing.outlines

makes them anew where the seeds are. Every letter becomes x or X and every digit 0, so that names
and sentences are gone while each character keeps its place. What stays are the words below, which
tell what a part is, and dates in short lines.
"""

import re
from pathlib import Path

from sources.printed_dates import printed_dates

FOLDER = Path(__file__).with_name("outlines")

LONGEST_DATE_LINE = 60

_FORM_WORDS = "Q A UPDATE Update EDIT AM PM at says said wrote on response"
_MONTHS = (
    "January February March April May June July August September October November December"
    " Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)
KEPT = frozenset(f"{_FORM_WORDS} {_MONTHS}".split())

_WORD = re.compile(r"[^\W\d_]+")


def outline(text: str) -> str:
    """The text with its words struck out; its length and every other character are kept."""
    return "".join(_line(line) for line in re.split(r"(?<=\n)", text))


def _line(line: str) -> str:
    kept = printed_dates(line) if len(line.strip()) <= LONGEST_DATE_LINE else []
    found = ""
    for date in kept:
        found += _struck(line[len(found) : date.start]) + line[date.start : date.end]
    return found + _struck(line[len(found) :])


def _struck(words: str) -> str:
    return re.sub(r"\d", "0", _WORD.sub(_crossed, words))


def _crossed(word: re.Match[str]) -> str:
    if word[0] in KEPT:
        return word[0]
    return "".join("X" if letter.isupper() else "x" for letter in word[0])


def main() -> None:
    from tests.seed_texts import SEEDS

    for path in sorted(SEEDS.glob("*.txt")):
        content = outline(path.read_bytes().decode())
        (FOLDER / f"{path.name[:3]}.txt").write_bytes(content.encode())


if __name__ == "__main__":
    main()
