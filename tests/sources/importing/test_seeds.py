"""The parts of the five seed texts, as somebody counted them who read the files line by line.

Each row is a comment: the line of the file on which it begins, its depth, the row of the comment
that it answers ("." for none), a number for each author in the order in which they first appear
("." for a comment without an author), and "-" where an author has no text. No name is given here:
they are private.
"""

from dataclasses import replace
from itertools import count

import pytest

from sources.importing.document import check_parts
from sources.importing.plain import parts_of
from sources.models import SectionKind
from tests.seed_texts import needs_seeds, seed
from tests.sources.importing.outlines import FOLDER, outline

# What stands before the comments: the kind, the line on which it begins, and its date.
BEFORE = {
    # The headline ends with a bracket. The update prints no date.
    "000": [("headline", 1, ""), ("article", 3, ""), ("update", 10, "")],
    # The first paragraph is the article itself: it is long.
    "001": [("article", 1, "")],
    # A numbered list of ten questions belongs to the article though it is indented, and the
    # dialogue with dates of its own to the update.
    "002": [("headline", 1, ""), ("article", 3, ""), ("update", 25, "2016-08-04")],
    "003": [("headline", 1, ""), ("article", 3, "")],
    # The first paragraph is a sentence with a full stop.
    "004": [("article", 1, "")],
}

COMMENTS = {
    "000": """
        14 0 . .    # Glued to the update, without bullet and author: the next bullet answers it.
        16 1 1 1
        23 2 2 .    # The text stands on the line of the bullet: a question mark, many words.
        25 3 3 2
        29 3 3 2
        33 2 2 3
        39 0 . 4
        43 0 . 5
        47 0 . 6 -  # The next bullet follows at once.
        48 0 . 7
        52 1 10 8
        56 0 . 9
        60 0 . 10   # A dialogue with two names and dates of its own is quoted in it.
        78 1 13 11
        82 2 14 12
        86 3 15 7
        90 0 . 12   # It quotes a line with a name and a bullet in its middle.
        102 0 . 12
        106 1 18 11
        110 0 . 12
        115 0 . 13
        119 1 21 3
        124 0 . 1
        140 0 . 14
        144 0 . 9
        148 0 . 15
        152 0 . 4
        158 1 27 16
        162 0 . 17
        167 1 29 6 -  # The next bullet follows at once.
        168 1 29 .  # A long text on the line of the bullet.
        170 2 31 7
        174 3 32 .  # A sentence on the line of the bullet.
        176 4 33 2
        182 1 29 18
        186 2 35 7
        190 3 36 14
        194 0 . 19
        198 1 38 20  # The author is an initial with a full stop, and a name.
        202 0 . 21
        211 0 . .   # Two sentences on the line of the bullet.
        213 1 41 22
        217 0 . .   # Sentences on the line of the bullet.
        219 0 . .   # Many small words and an ellipsis on the line of the bullet.
        234 0 . 23
        238 0 . 24 -  # The same author follows at once.
        239 0 . 24
        243 0 . 24
        247 0 . 24
        254 0 . 25
        258 1 50 26
        267 2 51 3
        278 0 . 27
        282 0 . 2
        286 0 . 28
        290 0 . 28
        294 0 . 28
        298 0 . 3
    """,
    "001": """
        13 0 . 1
        21 0 . 2
        25 0 . 3
        29 0 . 4 -  # Two blank lines, then the next bullet.
        32 0 . 5
        38 0 . 6
        42 0 . 7
        46 0 . 8
        50 1 8 9
        54 1 8 10
        62 0 . 11
        71 0 . 12
        75 1 12 5
        81 0 . 13
        85 1 14 14
        89 0 . 9
        95 0 . 15
        99 0 . .    # Sentences on the line of the bullet.
        101 1 18 16
        105 1 18 17
        109 1 18 13
        113 0 . 18
        121 0 . 17
        125 1 23 19
        129 1 23 20
        133 2 25 7
        137 3 26 20 -  # Two blank lines, then an answer.
        140 4 27 7
        149 5 28 20
        153 6 29 7
        157 7 30 20
        161 7 30 7  # It holds a numbered list.
        176 7 30 20
    """,
    "002": """
        42 0 . 1
        46 0 . 2
        50 1 2 3
        56 0 . 4
        62 1 4 3
        68 1 4 5
        73 0 . 6
        78 1 7 7
        84 2 8 8
        92 3 9 9
        100 3 9 7
        105 0 . 10
        112 1 12 11  # It holds two numbered lists.
        142 2 13 10
        148 3 14 11
        152 4 15 10
        160 4 15 11
        167 4 15 10
        174 1 12 12
        178 0 . .   # A question after a comma, on the line of the bullet.
        182 1 20 13
        186 0 . 10  # It quotes a dialogue with two names and dates.
        204 0 . 14
        208 0 . 15
        212 1 24 16
        216 0 . 17
        220 0 . 18
        224 1 27 10
        231 2 28 18
        235 2 28 19 -  # The next bullet follows at once.
        236 0 . 1
        240 0 . 7
        245 1 32 20
        249 0 . 9
        253 0 . 15
    """,
    "003": """
        11 0 . 1
        15 1 1 2
        19 2 2 .    # Sentences on the line of the bullet.
        23 3 3 2
        29 3 3 3
        41 3 3 2
        50 4 6 .    # Two questions on the line of the bullet.
        52 4 6 2
        59 2 2 4
        63 3 9 2
        67 1 1 5
        71 0 . .    # Sentences on the line of the bullet.
        83 1 12 6
        90 2 13 7
        94 3 14 .   # A sentence that begins with a name and commas, on the line of the bullet.
        98 2 13 .   # A sentence on the line of the bullet.
        110 1 12 3  # Two blank lines between author and text.
        123 2 17 .  # The text begins on the line of the bullet and goes on right under it.
        132 0 . 8   # The author has two small words.
        136 1 19 9
        140 0 . 10  # The author is one small letter.
        144 1 21 2  # It holds a numbered list.
        153 2 22 .  # Eight words, half of them in brackets, and no full stop; it is answered.
        155 3 23 11
        159 0 . .   # A sentence on the line of the bullet.
        177 0 . 12
        181 0 . 13
        212 0 . 14
    """,
    "004": "",
}

NUMBERS = sorted(COMMENTS)


def counted(number):
    """The rows above as (line, depth, parent, author, text) with None for what is not there."""
    rows = [row.split("#")[0].split() for row in COMMENTS[number].strip().splitlines()]
    return [
        (int(line), int(depth), *(None if n == "." else int(n) for n in (parent, author)), not rest)
        for line, depth, parent, author, *rest in rows
    ]


def found(text, parts, *, names=True):
    """The comments among the parts in the same form. Without `names`, every author is the same."""
    comments = [part for part in parts if part.kind == SectionKind.COMMENT]
    rows = {place: row for row, place in enumerate(map(parts.index, comments), start=1)}
    numbers = count(1)
    authors = {}
    for part in comments:
        if part.author_line and part.author_line not in authors:
            authors[part.author_line] = next(numbers)
    return [
        (
            line_of(text, part),
            part.depth,
            rows.get(part.parent),
            authors[part.author_line] if part.author_line and names else bool(part.author_line),
            bool(words_of(text, part)),
        )
        for part in comments
    ]


def line_of(text, part):
    return text.count("\n", 0, part.start) + 1


def words_of(text, part):
    """What a comment says, without its bullet and its author."""
    return text[part.start : part.end].strip("• \n").removeprefix(part.author_line).strip()


def before(text, parts):
    return [
        (part.kind, line_of(text, part), part.dated)
        for part in parts
        if part.kind != SectionKind.COMMENT
    ]


def outline_text(number):
    return (FOLDER / f"{number}.txt").read_bytes().decode()


@pytest.mark.parametrize("number", NUMBERS)
def test_the_outline_has_the_parts_that_a_reader_counts(number):
    text = outline_text(number)
    parts = parts_of(text)
    check_parts(text, parts)
    assert before(text, parts) == BEFORE[number]
    assert found(text, parts, names=False) == [
        (line, depth, parent, author is not None, words)
        for line, depth, parent, author, words in counted(number)
    ]


@needs_seeds
@pytest.mark.parametrize("number", NUMBERS)
def test_the_text_has_the_parts_that_a_reader_counts(number):
    text = seed(number).read_bytes().decode()
    parts = parts_of(text)
    check_parts(text, parts)
    assert before(text, parts) == BEFORE[number]
    expected = [(*row[:3], row[3] or False, row[4]) for row in counted(number)]
    assert found(text, parts) == expected


@needs_seeds
@pytest.mark.parametrize("number", NUMBERS)
def test_the_outline_is_that_of_the_text(number):
    """The text has the same parts at the same places, so what holds for one holds for the other."""
    text = seed(number).read_bytes().decode()
    struck = outline_text(number)
    assert struck == outline(text)

    def form(parts):
        return [replace(part, author_line="x" * len(part.author_line)) for part in parts]

    assert form(parts_of(text)) == form(parts_of(struck))


@pytest.mark.parametrize(
    ("number", "comments", "without_author", "without_text"),
    [("000", 58, 7, 3), ("001", 33, 1, 2), ("002", 35, 1, 1), ("003", 28, 8, 0), ("004", 0, 0, 0)],
)
def test_the_rows_above_add_up(number, comments, without_author, without_text):
    rows = counted(number)
    assert len(rows) == comments
    assert sum(author is None for *_, author, _ in rows) == without_author
    assert sum(not words for *_, words in rows) == without_text
