from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string

from claims.snippets import Passage
from claims.templatetags.claim_rows import language, origin, overdue, said_by
from sources.dates import date_object

Document = dict[str, Any]


def speaker(name: str, kind: str = "person") -> Document:
    return {"id": name.lower(), "name": name, "kind": kind}


def statement(name: str, role: str = "makes", kind: str = "person") -> Document:
    return {"role": role, "speaker": speaker(name, kind), "path": "/statements/s/", "source": {}}


def claim(*statements: Document, **fields: Any) -> Document:
    return {
        "path": "/claims/a/",
        "text": "It <has> begun.",
        "statements": list(statements),
        "followups": [],
        "first_said_on": date_object("2011-12-09"),
        "due_on": date_object("2013"),
        "standing": {"verdict": "open", "since": date_object("2011-12-09"), "followup": None},
        **fields,
    }


class TestSaidBy:
    @pytest.mark.parametrize(
        ("statements", "words"),
        [
            ([statement("Ann")], "Ann"),
            (
                [statement("Ann"), statement("Bob", "hedges"), statement("Ann", "repeats")],
                "Ann, Bob",
            ),
            ([statement("Ann"), statement("Bob", "reports")], "Ann"),
            ([statement("Ann", "reports"), statement("Bob", "reports")], "reported by Ann, Bob"),
            ([statement("Readers", kind="reader")], "a reader"),
            ([statement(name) for name in ("Ann", "Bob", "Cy", "Di")], "Ann, Bob, Cy and 1 other"),
            ([statement(name) for name in ("Ann", "Bob", "Cy")], "Ann, Bob, Cy"),
            ([statement(name) for name in "ABCDEF"], "A, B, C and 3 others"),
        ],
    )
    def test_it_names_who_says_so_himself_or_else_who_reports_it(
        self, statements: list[Document], words: str
    ) -> None:
        assert said_by(claim(*statements)) == words


class TestOverdue:
    @time_machine.travel("2014-01-02T12:00Z", tick=False)
    def test_it_is_that_of_today_or_of_the_day_of_the_document(self) -> None:
        assert str(overdue(claim())) == "2014-01-01"
        assert overdue(claim(as_of="2013-12-31")) is None
        assert overdue(claim(due_on=None)) is None
        with time_machine.travel("2013-12-31T12:00Z", tick=False):
            assert overdue(claim()) is None


class TestPassages:
    def test_the_words_of_somebody_have_his_name(self) -> None:
        said, asked = statement("Ann"), statement("Readers", kind="reader")
        assert origin(Passage("quotation", "Yes.", said)) == "Statement by Ann"
        assert origin(Passage("question", "Well?", asked)) == "Question put to a reader"
        assert origin(Passage("evidence", "No.", said)) == "Evidence in the words of Ann"

    def test_a_title_and_the_words_of_the_record_have_none(self) -> None:
        assert origin(Passage("source", "A post", {"path": "/sources/a/"})) == "Title of a source"
        assert origin(Passage("summary", "100 % of it.")) == "Later finding"

    def test_the_language_is_that_of_the_source(self) -> None:
        said = statement("Ann") | {"source": {"language": "sv"}}
        assert language(Passage("quotation", "Ja.", said)) == "sv"
        assert language(Passage("source", "Ja", {"language": "it"})) == "it"
        assert language(Passage("quotation", "Yes.", statement("Ann"))) == ""
        assert language(Passage("note", "Noted.")) == ""


class TestClaims:
    @time_machine.travel("2014-01-02T12:00Z", tick=False)
    def test_a_list_of_documents_is_all_that_it_takes(self) -> None:
        html = render_to_string("claims/_claims.html", {"claims": [claim(statement("Ann"))]})
        assert '<h3><a href="/claims/a/">It &lt;has&gt; begun.</a></h3>' in html
        assert "· Ann ·" in html
        assert "overdue since" in html

    def test_none_is_said_to_be_none(self) -> None:
        assert "None that is published." in render_to_string("claims/_claims.html", {"claims": []})
