"""Making statements at the desk: exact words and their places, or a refusal that says why."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from sources.models import Statement
from tests.factories import make_source, make_speaker, make_statement
from tests.held_texts import QUESTION, QUOTE, TEXT, at, read, signed_in, source_with

pytestmark = pytest.mark.django_db

ADD = "/admin/sources/statement/add/"


class TestExactness:
    """What `Statement.clean` refuses, and what it leaves alone."""

    def test_exact_words_are_taken(self) -> None:
        statement = make_statement(source=source_with(TEXT), **at(TEXT, QUOTE))
        Statement(**unsaved(statement, **at(TEXT, "So he said."))).full_clean()

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"quote": QUOTE, "start": 0, "end": 13}, "These words stand at 28–41: give these"),
            ({"quote": QUOTE}, "These words stand at 28–41: give these positions."),
            ({"quote": "It has ended.", "start": 28, "end": 41}, "do not stand in the text"),
            ({"quote": "begun", "start": 0, "end": 5}, "stand more than once"),
            ({"quote": "It  has begun.", "start": 28, "end": 41}, "as they stand at 28–41"),
        ],
    )
    def test_a_new_statement_that_is_not_exact_is_refused(
        self, fields: dict[str, Any], sentence: str
    ) -> None:
        statement = make_statement(source=source_with(TEXT))
        with pytest.raises(ValidationError) as refused:
            Statement(**unsaved(statement, **fields)).full_clean()

        assert sentence in refused.value.message_dict["quote"][0]
        assert list(refused.value.message_dict) == ["quote"]

    @pytest.mark.parametrize(
        "fields", [{"quote": "x"}, {"start": 1}, {"end": 40}, {"source": None}]
    )
    def test_a_change_that_leaves_it_not_exact_is_refused(self, fields: dict[str, Any]) -> None:
        statement = make_statement(source=source_with(TEXT), **at(TEXT, QUOTE))
        statement.full_clean()
        for name, value in fields.items():
            setattr(statement, name, value or source_with("Another text."))

        with pytest.raises(ValidationError) as refused:
            statement.full_clean()

        assert list(refused.value.message_dict) == ["quote"]

    def test_an_old_row_that_is_not_exact_can_be_changed_otherwise(self) -> None:
        statement = make_statement(source=source_with(TEXT), quote="Elsewhere.", start=0, end=10)
        statement.note = "Printed in bold."
        statement.full_clean()

    def test_without_a_text_nothing_is_compared(self) -> None:
        make_statement(quote="Begun.", start=100, end=106).full_clean()

    def test_a_question_stands_where_it_is_said_to_stand(self) -> None:
        statement = make_statement(source=source_with(TEXT), **at(TEXT, QUOTE))
        place = at(TEXT, QUESTION)
        statement.question = QUESTION
        statement.question_start, statement.question_end = place["start"], place["end"]
        statement.full_clean()

        statement.question_start = place["start"] + 1
        with pytest.raises(ValidationError) as refused:
            statement.full_clean()
        assert "These words stand at 9–22" in refused.value.message_dict["question"][0]
        assert list(refused.value.message_dict) == ["question"]

        statement.question_start = statement.question_end = None
        statement.question = "Has it?"
        statement.full_clean()

    def test_a_question_does_not_end_after_the_text(self) -> None:
        text = "Begun. Is it?"
        statement = make_statement(source=source_with(text), **at(text, "Begun."))
        statement.question, statement.question_start, statement.question_end = "Is it?", 7, 99

        with pytest.raises(ValidationError, match="7–13"):
            statement.full_clean()


def unsaved(statement: Statement, **fields: Any) -> dict[str, Any]:
    """The fields of another statement of the same source and speaker."""
    kept = {name: getattr(statement, name) for name in ("source", "speaker", "kind")}
    return {"slug": "another", **kept, **fields}


class TestMakingAStatement:
    def test_the_form_opens_with_what_the_positions_name(self) -> None:
        source = source_with(TEXT, slug="a-post")
        place, question = at(TEXT, QUOTE), at(TEXT, QUESTION)
        numbers = {
            "source": source.pk,
            # White space at the ends of a selection is left out.
            "start": place["start"] - 1,
            "end": place["end"] + 1,
            "question_start": question["start"] - 1,
            "question_end": question["end"] + 1,
        }

        form = signed_in().get(ADD, numbers).context["adminform"].form

        assert {name: form[name].value() for name in [*numbers, "quote", "question", "slug"]} == {
            "source": source.pk,
            **place,
            "question": QUESTION,
            "question_start": question["start"],
            "question_end": question["end"],
            "slug": "a-post-28",
        }
        assert form["prefix"].value() == TEXT[: place["start"]]
        assert form["suffix"].value() == TEXT[place["end"] :]

    @pytest.mark.parametrize(
        "numbers",
        [
            {"start": "x", "end": "5"},
            {"start": "5", "end": "2"},
            {"start": "0", "end": "999"},
            {"start": "-3", "end": "5"},
            {"start": "0"},
            {"end": "5"},
            {"start": "", "end": ""},
            {"start": "22", "end": "23"},
            {"start": "0", "end": "9" * 5000},
            {"start": "0", "end": "5", "question_start": "4"},
            {"start": "0", "end": "5", "question_start": "x", "question_end": "y"},
            {"start": "0", "end": "5", "source": "x"},
            {"start": "0", "end": "5", "source": "9" * 30},
            {"start": "0", "end": "5", "source": "999"},
        ],
    )
    def test_nonsense_gets_a_message_and_an_ordinary_form(self, numbers: dict[str, str]) -> None:
        page = signed_in().get(ADD, {"source": source_with(TEXT).pk, **numbers})

        assert page.status_code == 200
        assert "No words could be taken from the text." in page.content.decode()
        assert not page.context["adminform"].form["quote"].value()

    @pytest.mark.parametrize("query", ["source=x", "speaker=x", f"venue={'9' * 30}", "source=999"])
    def test_an_address_with_rows_that_cannot_be_gets_the_ordinary_form(self, query: str) -> None:
        assert signed_in().get(f"{ADD}?{query}").status_code == 200

    def test_a_source_without_a_text_gives_no_words(self) -> None:
        page = signed_in().get(ADD, {"source": make_source().pk, "start": 0, "end": 5})
        assert "No words could be taken" in page.content.decode()

    def test_saving_makes_the_statement_and_leads_back_to_the_text(self) -> None:
        source = source_with(TEXT)
        place = at(TEXT, QUOTE)
        path = f"{ADD}?source={source.pk}&start={place['start']}&end={place['end']}"

        response = save(signed_in(), path)

        assert response.headers["Location"] == f"{read(source)}#at-28"
        statement = Statement.objects.get()
        assert (statement.quote, statement.start, statement.end) == (QUOTE, 28, 41)
        assert (statement.prefix, statement.anchor) == (TEXT[:28], "exact")

    def test_words_that_were_altered_in_the_form_are_refused(self) -> None:
        source = source_with(TEXT)
        path = f"{ADD}?source={source.pk}&start=28&end=41"

        response = save(signed_in(), path, quote="It has not begun.")

        assert response.status_code == 200
        assert "These words do not stand in the text." in response.content.decode()
        assert not Statement.objects.exists()


def save(client: Client, path: str, **typed: str) -> Any:
    """Open the form, choose speaker, kind and date, and send it as a browser does."""
    form = client.get(path).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    if not form.instance.pk:
        data |= {"speaker": make_speaker().pk, "kind": "assertion", "said_on": "2011-12-09"}
    sent = {
        name: "\r\n".join(str("" if value is None else value).splitlines())
        for name, value in (data | typed).items()
    }
    return client.post(path, sent)


class TestLineBreaks:
    """A browser submits every line break of a text area as CR LF."""

    @pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
    def test_words_over_several_lines_are_taken_as_they_are_held(self, line_break: str) -> None:
        quote, question = f"It has{line_break}begun.", f"Has{line_break}it?"
        text = f"Q: {question}{line_break}A: {quote}"
        place, asked = at(text, quote), at(text, question)
        path = (
            f"{ADD}?source={source_with(text).pk}&start={place['start']}&end={place['end']}"
            f"&question_start={asked['start']}&question_end={asked['end']}"
        )

        assert save(signed_in(), path).status_code == 302

        statement = Statement.objects.get()
        assert (statement.quote, statement.question) == (quote, question)
        assert statement.prefix == f"Q: {question}{line_break}A: "
        assert statement.anchor == "exact"

    def test_without_a_text_they_become_line_feeds(self) -> None:
        assert (
            save(
                signed_in(), f"{ADD}?source={make_source().pk}", quote="It has\nbegun.", slug="s-1"
            ).status_code
            == 302
        )
        assert Statement.objects.get().quote == "It has\nbegun."

    @pytest.mark.parametrize("line_break", ["\n", "\r\n"])
    def test_a_form_that_was_not_changed_writes_nothing(self, line_break: str) -> None:
        statement = make_statement(
            quote=f"It has{line_break}begun.", prefix=f"A:{line_break} ", suffix=" "
        )

        save(signed_in(), f"/admin/sources/statement/{statement.pk}/change/")
        assert Statement.objects.get().version == statement.version

        save(signed_in(), f"/admin/sources/statement/{statement.pk}/change/", note="In bold.")
        saved = Statement.objects.get()
        assert (saved.note, saved.quote) == ("In bold.", statement.quote)
        assert (saved.prefix, saved.suffix) == (statement.prefix, statement.suffix)
