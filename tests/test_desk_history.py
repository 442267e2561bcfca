"""The desk’s history of a row: who changed what, when and why."""

from typing import Any

import pytest
from django.test import Client

from claims.models import Tag
from sources.models import Source, Statement
from tests.factories import (
    make_claim,
    make_editor,
    make_source,
    make_statement,
    make_tag,
)
from tests.test_admin import url
from tests.test_desk_conflicts import anna, bert, opened, saved

pytestmark = pytest.mark.django_db

__all__ = ["anna", "bert"]


class TestHistory:
    def text(self, client: Client, row: Any) -> str:
        return " ".join(client.get(url(row, "history")).content.decode().split())

    def test_a_quote_is_compared_word_by_word(self, anna: Client) -> None:
        statement = make_statement(quote="The plant has begun.")
        data = {**opened(anna, statement), "quote": "The plant had begun.", "why": "A slip."}
        assert saved(anna, statement, data)
        page = self.text(anna, statement)
        assert "The plant <del>has</del><ins>had</ins> begun." in page
        assert "Changed</strong> by anna" in page
        assert "A slip." in page
        assert "Created</strong> by a program" in page

    def test_related_rows_are_told_by_name(self, anna: Client) -> None:
        claim, tag, statement = make_claim(), make_tag(name="a new tag"), make_statement()
        assert saved(anna, claim, {**opened(anna, claim), "tags": [tag.pk]})
        claim.refresh_from_db()
        claim.link(statement, "repeats", by=make_editor("clara"))
        page = self.text(anna, claim)
        assert "<ins>a new tag</ins>" in page
        assert f"Created statement of the claim: {statement}, repeats the claim" in page
        assert f"of the claim: {claim}, repeats the claim" in self.text(anna, statement)
        assert "by clara" in page

    def test_parts_of_rows_that_are_gone_are_told_all_the_same(self, anna: Client) -> None:
        claim = make_claim()
        link = claim.link(statement := make_statement(), "repeats", by=None)
        link.delete()
        statement.delete()
        page = self.text(anna, claim)
        assert "Deleted statement of the claim: a statement that was deleted later" in page

    def test_a_speaker_that_changed_is_told_by_name(self, anna: Client) -> None:
        statement = make_statement()
        before, other = statement.speaker, make_statement().speaker
        assert saved(anna, statement, {**opened(anna, statement), "speaker": other.pk})
        page = self.text(anna, statement)
        assert before.name.split("-")[-1] in page
        assert other.name.split("-")[-1] in page

    def test_publications_stand_among_the_changes(self, anna: Client) -> None:
        source = make_source(title="Before")
        source.publish(by=make_editor("bert"), reason="Ready.")
        source = Source.objects.get()
        assert saved(anna, source, {**opened(anna, source), "title": "After"})
        Source.objects.get().publish(by=make_editor("clara"), reason="The title was wrong.")
        Source.objects.get().withdraw(by=make_editor("dora"), reason="Entered twice.")
        page = self.text(anna, source)
        for words in (
            "Published as edition 1</strong> by bert",
            "<del>Before</del><ins>After</ins>",
            "Corrected as edition 2</strong> by clara",
            "The title was wrong.",
            "Withdrawn as edition 3</strong> by dora",
            "Entered twice.",
        ):
            assert words in page, words

    def test_a_row_without_history_says_so(self, anna: Client) -> None:
        tag = make_tag()
        Tag.history.all().delete()
        assert "Nothing is recorded yet." in self.text(anna, tag)

    def test_markup_in_a_quote_stays_text(self, anna: Client) -> None:
        statement = make_statement(quote="Begun.")
        statement.quote = "<script>alert(1)</script>"
        statement.save()
        assert "<script>alert(1)" not in self.text(anna, statement)
        assert Statement.objects.get().quote in ("<script>alert(1)</script>",)
