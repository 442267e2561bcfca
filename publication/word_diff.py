"""What changed between two texts, word by word, for a page that shows history."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|\w+|[^\w\s]")

# Comparing is quadratic in the worst case; nobody reads so long a comparison word by word.
MOST_WORDS = 4_000

Piece = tuple[str, str]


def pieces(before: str, after: str) -> Iterator[Piece]:
    """(kind, text) with the kinds `same`, `gone` and `new`.

    All that is not `new` is `before`, all that is not `gone` is `after`, code point by code point.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = [before], [after]
    for operation, start, end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if operation == "equal":
            yield "same", "".join(old[start:end])
            continue
        if start < end:
            yield "gone", "".join(old[start:end])
        if new_start < new_end:
            yield "new", "".join(new[new_start:new_end])
