"""Statements that are not exactly in place: finding them, and moving them with one click."""

import pytest
from django.test import Client
from django.urls import reverse

from sources.models import Statement
from tests.factories import make_editor, make_statement
from tests.held_texts import QUOTE, TEXT, at, read, signed_in, source_with

pytestmark = pytest.mark.django_db


def reattach(statement: Statement) -> str:
    return reverse("admin:sources_statement_reattach", args=[statement.pk])


class TestReattaching:
    def moved(self) -> Statement:
        return make_statement(source=source_with(TEXT), quote=QUOTE, start=0, end=13)

    def test_the_words_get_the_positions_where_they_stand(self) -> None:
        statement, desk = self.moved(), signed_in()

        page = desk.post(reattach(statement), {"opened": statement.version}, follow=True)

        assert page.redirect_chain == [(read(statement.source), 302)]
        assert "now has the positions 28–41." in page.content.decode()
        saved = Statement.objects.get()
        assert (saved.start, saved.end, saved.anchor) == (28, 41, "exact")
        assert (saved.prefix, saved.suffix) == (TEXT[:28], TEXT[41:])
        assert saved.changed_by == page.context["user"]
        reason = saved.history.latest("history_id").history_change_reason
        assert reason == "Re-attached: the words stand at 28–41."

    @pytest.mark.parametrize("opened", ["1", "", "x"])
    def test_what_somebody_else_saved_since_is_not_overwritten(self, opened: str) -> None:
        statement = self.moved()
        statement.save()

        page = signed_in().post(reattach(statement), {"opened": opened}, follow=True)

        assert "Nothing was changed." in page.content.decode()
        assert Statement.objects.get().start == 0

    @pytest.mark.parametrize(
        ("quote", "sentence"),
        [
            ("It has ended.", "do not stand in the text"),
            ("begun", "stand more than once"),
            ("It  has begun.", "as they stand at 28–41"),
        ],
    )
    def test_without_a_unique_exact_place_nothing_changes(self, quote: str, sentence: str) -> None:
        statement = make_statement(source=source_with(TEXT), quote=quote, start=0, end=5)

        page = signed_in().post(reattach(statement), {"opened": "1"}, follow=True)

        assert "Nothing was changed: " in page.content.decode()
        assert sentence in page.content.decode()
        assert Statement.objects.get().version == 1

    def test_a_passage_that_is_a_statement_already_is_not_taken_twice(self) -> None:
        statement = self.moved()
        make_statement(source=statement.source, **at(TEXT, QUOTE))

        page = signed_in().post(reattach(statement), {"opened": "1"}, follow=True)

        assert "This passage of the source already is a statement." in page.content.decode()
        assert Statement.objects.get(pk=statement.pk).start == 0

    def test_it_is_for_those_who_may_change_statements_and_by_post_alone(
        self, client: Client
    ) -> None:
        statement = self.moved()
        url, form = reattach(statement), {"opened": "1"}

        assert client.post(url, form).headers["Location"].startswith("/admin/login/")
        assert signed_in("Auditor").post(url, form).status_code == 403
        assert signed_in().get(url).status_code == 405
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(make_editor(group="Contributor"))
        assert strict.post(url, form).status_code == 403
        assert Statement.objects.get().start == 0

        assert signed_in().post(url, form).status_code == 302
        assert Statement.objects.get().start == 28

    def test_a_statement_that_is_not_there_leads_back(self) -> None:
        assert signed_in().post("/admin/sources/statement/999/reattach/").status_code == 302


class TestList:
    def test_statements_that_are_not_exact_can_be_asked_for(self) -> None:
        source = source_with(TEXT)
        moved = make_statement(source=source, quote=QUOTE, start=0, end=13)
        make_statement(source=source, **at(TEXT, QUOTE))
        make_statement()

        assert list(Statement.objects.not_exact()) == [moved]
