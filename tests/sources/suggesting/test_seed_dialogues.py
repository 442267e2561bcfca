"""The dialogues of the five seed texts, where they are: who said what, to which question, when."""

from functools import cache

import pytest

from sources.importing.document import Document
from sources.importing.reading import read
from sources.models import SectionKind
from sources.suggesting.candidates import Context, Suggested, candidates
from sources.suggesting.naming import Person
from tests.seed_texts import needs_seeds, seed

pytestmark = [needs_seeds, pytest.mark.once]

ROSSI = Person("andrea-rossi", "Andrea Rossi")
ACLAND = Person("frank-acland", "Frank Acland")
READER = Person("reader", "A reader", "reader")


@cache
def document(number: str) -> Document:
    return read(seed(number).read_bytes(), name=seed(number).name)


def suggested(number: str, published_on: str) -> list[Suggested]:
    known = Context([ROSSI, ACLAND, READER], ACLAND, READER, "E-Cat World", published_on, "en")
    return candidates(document(number).text, document(number).parts, known)


def answers(number: str, published_on: str) -> list[tuple[int, int, tuple[int, int] | None, str]]:
    """Range, question and date of what the article has Rossi say, in the order of the text."""
    parts = document(number).parts
    own = [
        one
        for one in suggested(number, published_on)
        if one.speaker == ROSSI and parts[one.part].kind != SectionKind.COMMENT
    ]
    return sorted((one.start, one.end, one.question, one.said_on) for one in own)


def test_the_ten_answers_of_2016_and_the_two_of_the_update() -> None:
    # No day is printed for the ten: “over the last few days” names none.
    until = "../2016-08-04"
    assert answers("002", "2016-08-04") == [
        (573, 609, (449, 570), until),
        (657, 668, (615, 654), until),
        (724, 739, (674, 721), until),
        (786, 798, (745, 783), until),
        (845, 875, (804, 842), until),
        (947, 977, (881, 944), until),
        (1049, 1102, (983, 1046), until),
        (1166, 1172, (1108, 1163), until),
        (1274, 1298, (1178, 1271), until),
        # Ten has options A to C, and is answered with the letter alone.
        (1434, 1435, (1305, 1431), until),
        (2948, 2974, (2747, 2894), "2016-08-03"),
        (2975, 3006, (2747, 2894), "2016-08-03"),
        (3181, 3223, (3022, 3141), "2016-08-03"),
    ]
    assert document("002").text[1434:1435] == "B"


def test_the_one_word_of_2011_was_said_the_day_before() -> None:
    assert answers("003", "2011-12-10") == [(344, 350, (261, 339), "2011-12-09")]


def test_an_answer_that_was_not_pasted_is_not_invented() -> None:
    """In 000, a comment quotes a question, and the name, the date and the greeting of the answer,
    after which the next comment begins."""
    text = document("000").text
    pasted = text.index("January 11th, 2015 at 6:46 PM")
    number = next(n for n, one in enumerate(document("000").parts) if one.end > pasted)
    of_the_comment = [one for one in suggested("000", "2015-01-17") if one.part == number]
    assert [one.speaker for one in of_the_comment] == [READER, READER]
    assert all(one.end <= pasted for one in of_the_comment)


def test_the_question_that_an_update_reports_is_the_question() -> None:
    asked = {question for _, _, question, _ in answers("000", "2015-01-17") if question}
    assert asked == {(232, 276), (1525, 1604)}


def test_pasted_answers_come_last_as_repeats() -> None:
    last = [one for one in suggested("002", "2016-08-04") if one.start in (12162, 12189)]
    assert [(one.place, one.reasons[-1]) for one in last] == [
        ((12162, 12188), "The same words stand at 2948–2974 of this text."),
        ((12189, 12220), "The same words stand at 2975–3006 of this text."),
    ]
