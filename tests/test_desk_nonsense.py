"""Nonsense at the desk: it is refused in words, and what is sound works as before."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.test import Client

from claims.models import Claim, Followup
from sources.models import Section, Source, Speaker, Statement
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_statement,
    make_tag,
    publish_claim,
)
from tests.test_admin import changelist, url
from tests.test_desk_conflicts import opened

pytestmark = pytest.mark.django_db

CLAIMS = "/admin/claims/claim/"
SOURCES = "/admin/sources/source/"
STATEMENTS = "/admin/sources/statement/"
EDITIONS = "/admin/publication/edition/"
NO_NUMBERS = ["x", "\0", "9" * 30, "-1", "²", "1.5", "1;2"]
EMPTY_CHOICE = "Select a valid choice"


@pytest.fixture(scope="module", autouse=True)
def record(rolled_back: Any) -> Iterator[None]:
    """What every test here begins with; what one of them changes, the next finds as it was."""
    with rolled_back():
        claim = make_claim(slug="shown")
        claim.tags.add(make_tag())
        make_followup(claim=claim)
        publish_claim(claim, make_editor("anna"))
        yield


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username="anna"))
    return client


@pytest.fixture
def claim() -> Claim:
    return Claim.objects.get(slug="shown")


def errors(response: Any) -> dict[str, Any]:
    """The complaints of a form and of its rows, by the names of what was sent."""
    page = response.context
    formsets = [formset.formset for formset in page["inline_admin_formsets"]]
    forms = [page["adminform"].form, *(form for formset in formsets for form in formset.forms)]
    return {form.add_prefix(name): said for form in forms for name, said in form.errors.items()}


class TestSearch:
    @pytest.mark.parametrize(
        "address",
        [
            "/admin/auth/user/?q=",
            f"{CLAIMS}?q=",
            f"{EDITIONS}?q=",
            f"{CLAIMS}export/?q=",
            "/admin/autocomplete/?app_label=claims&model_name=followup&field_name=claim&term=",
        ],
    )
    def test_it_has_at_most_200_characters(self, desk: Client, claim: Claim, address: str) -> None:
        assert desk.get(address + "a" * 200).status_code == 200
        for long in ("a" * 201, "+".join(["a"] * 3000), "a" * 201 + "&q=a&term=a"):
            response = desk.get(address + long)
            assert response.status_code == 400
            assert response.content == b"A search has at most 200 characters: shorten it."

    def test_a_stranger_is_sent_to_the_login_all_the_same(self) -> None:
        assert Client().get(f"{CLAIMS}?q={'a' * 201}").status_code == 302

    def test_it_still_finds(self, desk: Client, claim: Claim) -> None:
        other = make_claim()
        page = desk.get(f"{CLAIMS}?q={claim.slug}").content.decode()
        assert claim.text in page
        assert other.text not in page


class TestRelatedRows:
    @pytest.mark.parametrize(
        ("model", "field"),
        [
            (Claim, "tags"),
            (Claim, "links-0-statement"),
            (Claim, "links-0-id"),
            (Claim, "followups-0-source"),
            (Claim, "followups-0-id"),
            (Followup, "claim"),
            (Source, "publisher"),
            (Source, "author"),
            (Statement, "speaker"),
        ],
    )
    def test_what_is_no_row_is_no_choice_and_clears_nothing(
        self, desk: Client, claim: Claim, subtests: pytest.Subtests, model: Any, field: str
    ) -> None:
        row = model.objects.first()
        before, data = row.history.count(), opened(desk, row)
        for value in (*NO_NUMBERS, "0"):
            with subtests.test(value=value):
                response = desk.post(url(row, "change"), {**data, field: value})
                assert response.status_code == 200
                assert EMPTY_CHOICE in str(errors(response)[field])
                row.refresh_from_db()
                assert row.history.count() == before
                assert claim.tags.count() == claim.links.count() == claim.followups.count() == 1

    @pytest.mark.parametrize("value", NO_NUMBERS)
    def test_a_new_row_is_refused_likewise(self, desk: Client, value: str) -> None:
        response = desk.post(f"{STATEMENTS}add/", {"source": value, "slug": "new"})
        assert EMPTY_CHOICE in str(errors(response)["source"])

    def test_a_section_that_is_no_row_is_refused_likewise(
        self, desk: Client, subtests: pytest.Subtests
    ) -> None:
        source = make_source(sha256="0" * 64, characters=40)
        Section.objects.create(source=source, kind="article", start=0, end=9)
        data = opened(desk, source)
        for value in NO_NUMBERS:
            with subtests.test(value=value):
                response = desk.post(url(source, "change"), {**data, "sections-0-id": value})
                assert EMPTY_CHOICE in str(errors(response)["sections-0-id"])
                assert Section.objects.count() == 1

    def test_what_is_a_row_is_saved(self, desk: Client, claim: Claim) -> None:
        tag, statement = make_tag(), make_statement()
        data = {**opened(desk, claim), "tags": [tag.pk], "links-0-statement": statement.pk}
        assert desk.post(url(claim, "change"), data).status_code == 302
        assert claim.tags.get() == tag
        assert claim.links.get().statement == statement

    def test_what_may_be_empty_can_be_emptied(self, desk: Client, claim: Claim) -> None:
        source = make_source(author=Speaker.objects.first())
        data = {**opened(desk, source), "author": ""}
        assert desk.post(url(source, "change"), data).status_code == 302
        source.refresh_from_db()
        assert source.author is None

    @pytest.mark.parametrize("value", ["²", "9" * 5000])
    def test_a_version_that_is_none_is_a_conflict(
        self, desk: Client, claim: Claim, value: str
    ) -> None:
        data = {**opened(desk, claim), "text": "Another text.", "opened": value}
        response = desk.post(url(claim, "change"), data)
        assert response.status_code == 200
        assert "Another text." in response.content.decode()


class TestNul:
    @pytest.mark.parametrize(
        ("model", "field"),
        [
            (Claim, "text"),
            (Claim, "why"),
            (Claim, "kind"),
            (Claim, "due_on"),
            (Claim, "followups-0-summary"),
            (Followup, "occurred_on"),
            (Source, "url"),
            (Statement, "quote"),
            (Statement, "start"),
            (Statement, "relayed_through"),
        ],
    )
    def test_it_is_an_error_of_its_field(
        self, desk: Client, claim: Claim, model: Any, field: str
    ) -> None:
        row = model.objects.first()
        response = desk.post(url(row, "change"), {**opened(desk, row), field: "a\0b"})
        assert response.status_code == 200
        assert field in errors(response)

    def test_a_list_of_names_without_it_is_saved(self, desk: Client) -> None:
        row = make_statement()
        data = {**opened(desk, row), "relayed_through": "Anna\r\nBert"}
        assert desk.post(url(row, "change"), data).status_code == 302
        row.refresh_from_db()
        assert row.relayed_through == ["Anna", "Bert"]


class TestActions:
    @pytest.mark.parametrize("value", NO_NUMBERS)
    @pytest.mark.parametrize("action", ["withdraw_selected", "export_csv", "change_tags"])
    def test_what_is_no_row_is_told_and_nothing_is_done(
        self, desk: Client, claim: Claim, action: str, value: str
    ) -> None:
        data = {"action": action, "_selected_action": [str(claim.pk), value]}
        response = desk.post(f"{CLAIMS}?kind__exact=fact", data)
        assert (response.status_code, response["Location"]) == (302, f"{CLAIMS}?kind__exact=fact")
        assert [str(message) for message in get_messages(response.wsgi_request)] == [
            "What was selected is no row of this list. Nothing was done."
        ]

    def test_what_is_a_row_is_taken(self, desk: Client, claim: Claim) -> None:
        data = {"action": "export_csv", "_selected_action": [str(claim.pk)]}
        response = desk.post(CLAIMS, data)
        assert response["Content-Type"].startswith("text/csv")
        assert claim.slug in response.content.decode()


class TestAddresses:
    @pytest.mark.parametrize("value", ["x", "0", "2020-01-01", "9" * 30])
    def test_a_form_takes_no_time_from_its_address(self, desk: Client, value: str) -> None:
        response = desk.get(f"{SOURCES}add/?retrieved_at={value}&title=A title")
        form = response.context["adminform"].form
        assert form["retrieved_at"].value() is None
        assert form["title"].value() == "A title"

    @pytest.mark.parametrize("value", ["x", "1,x", "9" * 30, "²"])
    def test_a_form_takes_from_it_only_related_rows(self, desk: Client, value: str) -> None:
        response = desk.get(f"{CLAIMS}add/?tags={value}")
        assert not response.context["adminform"].form["tags"].value()

    def test_a_form_takes_related_rows_from_it(self, desk: Client) -> None:
        tags = [make_tag(name="first tag"), make_tag(name="second tag")]
        chosen = ",".join(str(tag.pk) for tag in tags)
        page = desk.get(f"{CLAIMS}add/?tags={chosen}").content.decode()
        assert "first tag" in page
        assert "second tag" in page
        publisher = make_source().publisher
        page = desk.get(f"{SOURCES}add/?publisher={publisher.pk}").content.decode()
        assert publisher.name in page

    @pytest.mark.parametrize(
        "address",
        [
            f"{SOURCES}?changed_at__year=0",
            f"{SOURCES}?slug__regex=(",
            f"{SOURCES}?slug=x",
            f"{SOURCES}?publisher__name__contains=x",
            f"{SOURCES}?changed_by__password__startswith=x",
            f"{SOURCES}?kind__regex=(",
            f"{SOURCES}?nonsense=1",
            f"{CLAIMS}?pk__in=1,{'9' * 30}",
            f"{CLAIMS}?pk__in=",
            f"{CLAIMS}?id__in=x",
            f"{CLAIMS}?pk__in=1&pk__in=x",
            f"{CLAIMS}?tags={'9' * 30}",
            f"{CLAIMS}?tags__id__in={'9' * 30}",
            f"{CLAIMS}?tags__id__exact=x",
            f"{CLAIMS}export/?tags={'9' * 30}",
            f"{EDITIONS}?published_by__exact={'9' * 30}",
            f"{EDITIONS}?published_by__password__regex=x",
        ],
    )
    def test_a_list_refuses_what_it_has_no_filter_for(self, desk: Client, address: str) -> None:
        assert desk.get(address).status_code == 400

    @pytest.mark.parametrize(
        "address",
        [
            f"{CLAIMS}?todo=mine&public=yes&kind__exact=fact&_facets=True",
            f"{CLAIMS}?kind__in=fact,forecast&kind=fact",
            f"{CLAIMS}?tags__isnull=True",
            f"{CLAIMS}?tags__in=1,2&tags=1",
            f"{CLAIMS}?_popup=1&_to_field=id",
            f"{CLAIMS}?todo=nonsense&public=nonsense&e=1&o=1.-2&p=1&all=",
            f"{CLAIMS}export/?kind__exact=fact",
            f"{STATEMENTS}?todo=no-claim&anchor__exact=exact",
            f"{SOURCES}?publisher__id__exact=1",
            f"{EDITIONS}?kind__exact=claim&operation__exact=publish&q=x",
        ],
    )
    def test_a_list_answers_its_own_filters(self, desk: Client, claim: Claim, address: str) -> None:
        assert desk.get(address).status_code == 200

    def test_a_list_shows_the_rows_that_an_address_names(self, desk: Client) -> None:
        first, second, third = make_claim(), make_claim(), make_claim()
        response = desk.get(f"{CLAIMS}?pk__in={first.pk},{second.pk}")
        assert set(response.context["cl"].queryset) == {first, second}
        third.tags.add(tag := make_tag())
        response = desk.get(f"{CLAIMS}?tags__id__exact={tag.pk}&_facets=True")
        assert set(response.context["cl"].queryset) == {third}

    def test_every_link_beside_a_list_leads_somewhere(self, desk: Client, claim: Claim) -> None:
        for model in (Claim, Followup, Source, Statement):
            changelist_of = desk.get(f"{changelist(model)}?_facets=True").context["cl"]
            links = [
                choice["query_string"]
                for spec in changelist_of.filter_specs
                for choice in spec.choices(changelist_of)
            ]
            assert len(links) > 3
            for link in links:
                assert desk.get(changelist(model) + link).status_code == 200, link


class TestNumberOfRows:
    @pytest.mark.parametrize(
        ("rows", "model"),
        [("followups", Claim), ("links", Claim), ("sections", Source), ("statements", Source)],
    )
    def test_a_form_makes_no_more_of_them_than_somebody_fills_in(
        self, desk: Client, claim: Claim, rows: str, model: Any
    ) -> None:
        row = model.objects.first()
        data = {**opened(desk, row), f"{rows}-TOTAL_FORMS": str(10**30)}
        response = desk.post(url(row, "change"), data)
        assert response.status_code == 200
        [formset] = [
            formset.formset
            for formset in response.context["inline_admin_formsets"]
            if formset.formset.prefix == rows
        ]
        stored = len(formset.get_queryset())
        assert len(formset.forms) == stored + 100
        assert "Please submit at most" in str(formset.non_form_errors())

    def test_a_row_has_as_many_as_it_has(self, desk: Client, claim: Claim) -> None:
        source = claim.followups.get().source
        for number in range(102):
            make_followup(claim=claim, slug=f"further-{number}", source=source)
        data = {**opened(desk, claim), "followups-102-summary": "Other words."}
        assert data["followups-TOTAL_FORMS"] == 103
        assert desk.post(url(claim, "change"), data).status_code == 302
        assert Followup.objects.filter(summary="Other words.").count() == 1
