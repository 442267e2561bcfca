"""Who answers whom, in every form that texts have: the one who is greeted never speaks."""

from typing import Any

import pytest

from sources.importing.document import Part
from sources.models import SectionKind
from sources.suggesting.answer import Scene
from sources.suggesting.dialogue import answers
from sources.suggesting.naming import Person

ROE = Person(1, "Jane Roe")


def found(text: str, *, comment: str | None = None, headline: str = "") -> list[tuple[Any, ...]]:
    """(words, speaker as printed, question, date) of every answer."""
    kind = SectionKind.ARTICLE if comment is None else SectionKind.COMMENT
    part = Part(kind, 0, len(text), author_line=comment or "")
    return [
        (
            text[one.start : one.end],
            one.speaker_line,
            text[one.question[0] : one.question[1]] if one.question else None,
            one.dated,
        )
        for one in answers(Scene(text, part, [ROE], headline))
    ]


class TestUnderANameAndADate:
    def test_the_question_stands_before_and_the_greeted_does_not_speak(self) -> None:
        text = (
            "I asked about the place:\n\nIs there one bridge, or more? (you spoke of two)\n"
            "Jane Roe\nMarch 3, 2014 at 2:04 PM\nJohn Doe:\nOne is ready. Another will follow.\n"
            "Warm Regards,\n\nThanks for that — does it mean that you have the money?\n"
            "Jane Roe\nMarch 3, 2014 at 4:02 PM\nYes.\nWarm Regards\n"
        )
        assert found(text) == [
            (
                "One is ready. Another will follow.",
                "Jane Roe",
                "Is there one bridge, or more? (you spoke of two)",
                "2014-03-03",
            ),
            (
                "Yes.",
                "Jane Roe",
                "Thanks for that — does it mean that you have the money?",
                "2014-03-03",
            ),
        ]

    def test_a_thread_pasted_into_a_comment(self) -> None:
        text = (
            "  • somebody\n\n    John Doe\n    March 3, 2014 at 2:01 PM\n    Dear Jane,\n\n"
            "    Has it begun?\n\n    Thank you,\n\n    John Doe\n\n    Jane Roe\n"
            "    March 3, 2014 at 2:04 PM\n    John Doe:\n    It has.\n    Warm Regards,\n"
        )
        assert found(text, comment="somebody") == [
            ("Has it begun?", "John Doe", None, "2014-03-03"),
            ("It has.", "Jane Roe", "Has it begun?", "2014-03-03"),
        ]

    def test_no_answer_is_made_of_a_greeting_alone(self) -> None:
        text = (
            "  • somebody\n\n    John Doe\n    March 3rd, 2014 at 8:40 AM\n\n    Dear Dr. Roe\n\n"
            "    When will it begin?\n\n    Best wishes\n\n    Jane Roe\n"
            "    March 3rd, 2014 at 6:46 PM\n\n    John Doe:\n\n"
        )
        assert found(text, comment="somebody") == [
            ("When will it begin?", "John Doe", None, "2014-03-03")
        ]

    def test_a_question_by_somebody_whom_nobody_greets_is_not_taken(self) -> None:
        text = (
            "John Doe March 3, 2014 at 2:01 PM\nHas it begun?\nRegards\n\n"
            "Jane Roe March 3, 2014 at 2:04 PM\nMax Poe:\nIt has.\nRegards\n"
        )
        assert found(text)[1] == ("It has.", "Jane Roe", None, "2014-03-03")

    def test_without_a_farewell_only_the_first_paragraph_is_taken(self) -> None:
        text = "Jane Roe\n3 March 2014\nIt has begun.\n\nThe author doubts it.\n"
        assert found(text) == [("It has begun.", "Jane Roe", None, "2014-03-03")]

    def test_the_line_of_the_comment_itself_is_no_dialogue(self) -> None:
        text = "John Doe\nMarch 3, 2014 at 2:01 PM\nI doubt it.\n"
        assert found(text, comment="John Doe") == []


class TestLists:
    LEAD = "Jane Roe has answered some questions.\n\n"

    def test_answers_after_a_dash_with_options(self) -> None:
        text = self.LEAD + (
            "  1. Has it begun? — yes, so far\n"
            "  2. Is it one — or two? – I prefer not to say\n"
            "  3. How many work there\n    A from 1 to 5\n    B from 5 to 10 — B\n\n"
            "The author finds that few.\n"
        )
        assert found(text) == [
            ("yes, so far", "Jane Roe", "Has it begun?", ""),
            ("I prefer not to say", "Jane Roe", "Is it one — or two?", ""),
            ("B", "Jane Roe", "How many work there\n    A from 1 to 5\n    B from 5 to 10", ""),
        ]

    def test_answers_on_lines_of_their_own(self) -> None:
        assert found(self.LEAD + "1. Has it begun?\n   It has.\n2. Where?\n   Here.\n") == [
            ("It has.", "Jane Roe", "Has it begun?", ""),
            ("Here.", "Jane Roe", "Where?", ""),
        ]

    def test_a_list_without_questions_answers_nothing(self) -> None:
        assert found(self.LEAD + "1. Steel — heavy\n2. Wood — light\n") == []

    @pytest.mark.parametrize(
        ("asks", "says"),
        [("Q:", "A:"), ("**Q:**", "**A:**"), ("Question:", "Answer:"), ("Frage:", "Antwort:")],
    )
    def test_labels(self, asks: str, says: str) -> None:
        text = f"{self.LEAD}{asks} Has it begun?\n\n{says} It has.\n\nSo much for that.\n"
        assert found(text) == [("It has.", "Jane Roe", "Has it begun?", "")]

    def test_who_answers_may_be_unknown_or_named_by_the_headline(self) -> None:
        text = "Here it is.\n\nQ: Has it begun?\nA: It has.\n"
        assert found(text) == [("It has.", "", "Has it begun?", "")]
        assert found(text, headline="Roe says it has begun")[0][1] == "Roe"

    def test_names_as_labels(self) -> None:
        text = "AP: Has it begun?\nDoe: It has.\nAP: And the second?\nDoe: No.\n"
        assert found(text) == [
            ("Has it begun?", "AP", None, ""),
            ("It has.", "Doe", "Has it begun?", ""),
            ("And the second?", "AP", None, ""),
            ("No.", "Doe", "And the second?", ""),
        ]

    def test_a_single_name_with_a_colon_is_no_speaker(self) -> None:
        assert found("John Doe:\nIt has begun.\n") == []
        assert found("Note: it has begun.\nUpdate: it has not?\nSource: a letter.\n") == []


class TestBroughtBySentences:
    @pytest.mark.parametrize(
        "intro",
        [
            "Roe’s response:",
            "Yesterday Jane Roe wrote:",
            "Here’s a new comment from Jane Roe in the forum:",
            "This is what Roe told the paper:",
            "The statement by Jane Roe reads:",
        ],
    )
    def test_the_paragraph_after_a_colon(self, intro: str) -> None:
        text = f"{intro}\n\nIt has begun. Soon there will be more.\nI find that odd.\n"
        ((words, speaker, _, _),) = found(text)
        assert words == "It has begun. Soon there will be more."
        assert speaker in ("Roe", "Jane Roe")

    def test_the_reported_question_is_the_question_and_the_greeted_does_not_speak(self) -> None:
        text = (
            "UPDATE: Here’s a new comment from Jane Roe in response to a question I posted about "
            "whether the bridge was of steel:\n\nJohn Doe:\nThe bridge is of wood.\n"
        )
        assert found(text) == [
            ("The bridge is of wood.", "Jane Roe", "whether the bridge was of steel", "")
        ]

    def test_the_quoted_question_of_the_paragraph_before(self) -> None:
        text = "The question was, “what happened? Is it there?”\n\nRoe’s response:\n\nIt is.\n"
        assert found(text) == [("It is.", "Roe", "what happened? Is it there?", "")]

    def test_quotations_in_prose(self) -> None:
        text = (
            "A “statement from Roe Works” is about.\n\n"
            "“Roe Works has sold three machines,” the statement reads. “We have built a team. It "
            "is good.”\n\n"
            "“They have not sold a single one,” said Max Poe. The “massive” order was “not seen by "
            "anybody at all”.\n"
        )
        assert found(text) == [
            ("Roe Works has sold three machines", "Roe Works", None, ""),
            ("We have built a team. It is good.", "Roe Works", None, ""),
            ("They have not sold a single one", "Max Poe", None, ""),
        ]

    def test_nobody_is_made_up(self) -> None:
        assert found("This is the list:\n\nIt has begun.\n") == []
        assert found("“It has begun in all places” is what one hears.\n") == []
