"""What a date that is typed reads like, in every form and while it is typed."""

from typing import Any

import pytest
from django.forms import modelform_factory
from django.test import Client
from django.urls import reverse

from claims.models import Claim, Followup
from sources.date_reading import DateInput, reading
from sources.models import Source, Statement
from tests.factories import make_claim, make_editor, make_followup, make_statement

DATES = (
    (Source, "published_on"),
    (Statement, "said_on"),
    (Claim, "due_on"),
    (Followup, "occurred_on"),
)
NONSENSE = (
    "last summer",
    "2014-13",
    "2011-12-09T10:00",
    "２０１４",
    "2004-XX/2005",
    "<script>alert(1)</script>",
    "../..",
    "9" * 5000,
    "2014-01~ é 漢 \U0001f600",
    "2014\n2015",
    "%00%ff",
)


class TestTheField:
    def test_reads_as_its_date(self) -> None:
        assert reading("2014-01~") == "January 2014, approximately"
        assert reading(" 2014-21 ") == "spring 2014"

    @pytest.mark.parametrize("text", [None, "", "  ", *NONSENSE])
    def test_reads_as_nothing_where_there_is_no_date(self, text: str | None) -> None:
        assert reading(text) == ""

    @pytest.mark.parametrize(("model", "name"), DATES)
    def test_is_the_same_in_every_form(self, model: Any, name: str) -> None:
        form = modelform_factory(model, fields=[name])(initial={name: "2014-01~"})
        assert isinstance(form.fields[name].widget, DateInput)
        assert "January 2014, approximately</output>" in str(form[name])
        assert f'data-reading-url="{reverse("admin:reading_of_date")}"' in str(form[name])
        assert "desk/dates.js" in str(form.media)

    def test_shows_no_reading_of_what_it_refuses_and_loses_nothing_typed(self) -> None:
        form = modelform_factory(Source, fields=["published_on"])(
            data={"published_on": '"><b>2014'}
        )
        assert not form.is_valid()
        assert "Examples: 2011-12-09" in str(form.errors)
        assert "&quot;&gt;&lt;b&gt;2014" in str(form["published_on"])
        assert "<b>" not in str(form["published_on"])
        assert '<output class="reading"></output>' in str(form["published_on"])


@pytest.mark.django_db
class TestTheDesk:
    def test_forms_and_rows_in_forms_show_the_reading_of_what_is_saved(
        self, client: Client
    ) -> None:
        client.force_login(make_editor())
        claim = make_claim(due_on="2014-21")
        make_followup(claim=claim, occurred_on="2016-07-28~/2016-08-04")
        page = client.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()
        assert '<output class="reading">spring 2014</output>' in page
        assert "between 28 July 2016, approximately, and 4 August 2016</output>" in page

        statement = make_statement(said_on="")
        change = reverse("admin:sources_statement_change", args=[statement.pk])
        assert '<output class="reading"></output>' in client.get(change).content.decode()


@pytest.mark.django_db
class TestReadingOfDate:
    address = "/admin/reading-of-date/"

    @pytest.fixture(autouse=True)
    def desk(self, client: Client) -> None:
        client.force_login(make_editor(group="Auditor"))

    def test_says_the_date_in_words(self, client: Client) -> None:
        answer = client.get(self.address, {"edtf": "2014-01~"})
        assert (answer.status_code, answer.json()) == (
            200,
            {"words": "January 2014, approximately"},
        )
        assert client.get(self.address, {"edtf": " 2014 "}).json() == {"words": "2014"}

    def test_an_empty_date_is_not_known(self, client: Client) -> None:
        for query in ({}, {"edtf": ""}, {"other": "2014"}):
            assert client.get(self.address, query).json() == {"words": "date not known"}

    @pytest.mark.parametrize("text", NONSENSE)
    def test_nonsense_is_refused_with_examples(self, client: Client, text: str) -> None:
        answer = client.get(self.address, {"edtf": text})
        assert answer.status_code == 400
        assert "Examples: 2011-12-09, 2014-01~" in answer.json()["error"]
        assert answer.json().keys() == {"error"}

    def test_a_query_that_is_no_text_is_refused(self, client: Client) -> None:
        for query in ("edtf=%ff", "edtf=2014%00"):
            assert client.get(f"{self.address}?{query}").status_code == 400

    def test_it_only_reads(self, client: Client) -> None:
        assert client.post(self.address, {"edtf": "2014"}).status_code == 405

    def test_strangers_are_asked_to_sign_in(self) -> None:
        answer = Client().get(self.address, {"edtf": "2014"})
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/admin/login/")
