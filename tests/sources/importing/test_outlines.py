import re

from tests.sources.importing.outlines import FOLDER, KEPT, outline


def test_names_and_sentences_are_gone_and_every_place_is_kept():
    text = "UPDATE (Aug 4, 2016):\n  • Jo Doe\n\n    It’s at 12, said “Mo” on May 3.\n"
    assert outline(text) == (
        "UPDATE (Aug 4, 2016):\n  • Xx Xxx\n\n    Xx’x at 00, said “Xx” on May 0.\n"
    )


def test_no_outline_holds_a_word_of_a_sentence():
    outlines = sorted(FOLDER.glob("*.txt"))
    assert len(outlines) == 5
    for path in outlines:
        words = set(re.findall(r"[^\W\d_]+", path.read_bytes().decode()))
        # "th" is the end of "11th" in a date.
        assert {word for word in words if set(word) - set("xX")} <= KEPT | {"th"}
