"""Two editors on one row: the second save is refused, shows both versions and loses nothing."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from claims.models import Claim, Followup
from publication.models import Conflict
from sources.models import Publisher, Source, Statement
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_publisher,
    make_source,
    make_statement,
    make_tag,
    publish_claim,
)
from tests.publication.test_concurrent_publishing import in_threads
from tests.test_admin import inline_forms, url

pytestmark = pytest.mark.django_db


def desk(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def anna() -> Client:
    return desk(make_editor("anna"))


@pytest.fixture
def bert() -> Client:
    return desk(make_editor("bert"))


def opened(client: Client, row: Any) -> dict[str, Any]:
    """What the form of a row would send if it were saved as it was opened, inlines included."""
    page = client.get(url(row, "change"))
    forms = [page.context["adminform"].form, *inline_forms(page)]
    data = {}
    for form in forms:
        for name, field in form.fields.items():
            value = field.prepare_value(form[name].value())
            if isinstance(value, bool):
                value = "on" if value else None
            if value is not None:
                data[form.add_prefix(name)] = value
    for formset in page.context["inline_admin_formsets"]:
        for bound in formset.formset.management_form:
            data[bound.html_name] = bound.value()
    return data


def saved(client: Client, row: Any, data: dict[str, Any]) -> bool:
    response = client.post(url(row, "change"), data)
    assert response.status_code in (200, 302)
    return response.status_code == 302


class TestForm:
    def test_saving_what_nobody_else_changed_is_no_conflict(self, anna: Client) -> None:
        row = make_publisher()
        assert saved(anna, row, {**opened(anna, row), "name": "Another name"})
        assert Publisher.objects.get().name == "Another name"
        assert Publisher.objects.get().changed_by.username == "anna"  # type: ignore[union-attr]

    def test_the_second_save_is_refused_with_both_versions(
        self, anna: Client, bert: Client
    ) -> None:
        row = make_publisher(name="The first name")
        first, second = opened(anna, row), opened(bert, row)
        assert saved(anna, row, {**first, "name": "Anna’s name", "why": "It was renamed."})

        data = {**second, "name": "Bert’s name", "note": "Bert’s note"}
        response = bert.post(url(row, "change"), data)

        page = response.content.decode()
        assert "Not saved: anna saved this in the meantime" in page
        assert "<td>Anna’s name</td><td>Bert’s name</td>" in page
        assert "<td>(empty)</td><td>Bert’s note</td>" in page
        assert "It was renamed." in page
        form = response.context["adminform"].form
        assert (form["name"].value(), form["note"].value()) == ("Bert’s name", "Bert’s note")
        assert Publisher.objects.get().name == "Anna’s name"

        # What he has seen, he may replace.
        assert saved(bert, row, {**data, "opened": form["opened"].value()})
        assert Publisher.objects.get().name == "Bert’s name"

    def test_a_third_save_in_between_is_seen_too(self, anna: Client, bert: Client) -> None:
        row = make_publisher()
        second = opened(bert, row)
        assert saved(anna, row, {**opened(anna, row), "name": "Once"})
        seen = bert.post(url(row, "change"), {**second, "name": "Mine"})
        assert saved(anna, row, {**opened(anna, row), "name": "Twice"})
        form = seen.context["adminform"].form
        assert not saved(bert, row, {**second, "name": "Mine", "opened": form["opened"].value()})
        assert Publisher.objects.get().name == "Twice"

    @pytest.mark.parametrize("version", ["", "x", "0", "-1", "9" * 30, "\x00"])
    def test_a_form_without_its_version_is_refused(self, anna: Client, version: str) -> None:
        row = make_publisher()
        assert not saved(anna, row, {**opened(anna, row), "name": "Mine", "opened": version})
        assert Publisher.objects.get().version == 1

    def test_saving_nothing_makes_nobody_the_last_editor(self, anna: Client) -> None:
        row = make_publisher()
        assert saved(anna, row, opened(anna, row))
        stored = Publisher.objects.get()
        assert (stored.version, stored.changed_by) == (1, None)

    def test_a_word_to_colleagues_takes_a_change_over(self, anna: Client) -> None:
        row = make_publisher()
        assert saved(anna, row, {**opened(anna, row), "why": "Read and agreed."})
        stored = Publisher.objects.get()
        assert (stored.version, stored.changed_by.username) == (2, "anna")  # type: ignore[union-attr]

    def test_a_note_of_several_lines_that_nobody_touched_is_no_change(self, anna: Client) -> None:
        """Browsers send its line breaks as CR LF."""
        claim = make_claim(note="One.\nTwo.")
        make_followup(claim=claim, summary="One.\nTwo.")
        data = opened(anna, claim)
        data |= dict.fromkeys(("note", "followups-0-summary"), "One.\r\nTwo.")
        assert saved(anna, claim, data)
        assert (Claim.objects.get().version, Followup.objects.get().version) == (1, 1)
        assert saved(anna, claim, {**data, "note": "One.\r\nThree."})
        assert Claim.objects.get().note == "One.\nThree."

    @pytest.mark.parametrize(
        ("make", "field"),
        [
            (make_source, "title"),
            (make_statement, "note"),
            (make_tag, "description"),
            (make_claim, "note"),
            (make_followup, "summary"),
        ],
    )
    def test_it_holds_for_every_kind_of_row(
        self, anna: Client, bert: Client, make: Any, field: str
    ) -> None:
        row = make()
        first, second = opened(anna, row), opened(bert, row)
        assert saved(anna, row, {**first, field: "Anna’s words."})
        assert not saved(bert, row, {**second, field: "Bert’s words."})
        row.refresh_from_db()
        assert getattr(row, field) == "Anna’s words."

    @pytest.mark.parametrize("value", ["x", "0x1", "9" * 40, "-1", "1;2", "\u0661"])
    @pytest.mark.parametrize(
        "form",
        [
            "sources/source/add/?publisher=",
            "claims/claim/add/?tags=",
            "claims/followup/add/?claim=",
        ],
    )
    def test_a_form_opens_whatever_the_address_says(
        self, anna: Client, form: str, value: str
    ) -> None:
        assert anna.get(f"/admin/{form}{value}").status_code == 200

    def test_what_was_typed_for_a_row_that_is_gone_is_shown(
        self, anna: Client, bert: Client
    ) -> None:
        row = make_publisher()
        data = {**opened(bert, row), "name": "Bert’s name"}
        sure = {"post": "yes", "opened": row.version}
        assert anna.post(url(row, "delete"), sure).status_code == 302
        response = bert.post(url(row, "change"), data)
        assert response.status_code == 409
        assert "Bert’s name" in response.content.decode()
        assert not Publisher.objects.exists()

    def test_a_row_that_somebody_saved_is_not_deleted_unseen(
        self, anna: Client, bert: Client
    ) -> None:
        row = make_publisher()
        asked = bert.get(url(row, "delete")).context["opened"]
        assert saved(anna, row, {**opened(anna, row), "name": "Anna’s name"})
        answer = bert.post(url(row, "delete"), {"post": "yes", "opened": asked}, follow=True)
        assert "Nothing was deleted" in answer.content.decode()
        assert Publisher.objects.get().name == "Anna’s name"
        sure = {"post": "yes", "opened": answer.context["opened"]}
        assert bert.post(url(row, "delete"), sure).status_code == 302
        assert not Publisher.objects.exists()

    def test_a_statement_is_deleted_though_its_source_was_saved_since(self, anna: Client) -> None:
        statement = make_statement()
        Source.objects.get().save()
        sure = {"post": "yes", "opened": "1"}
        assert anna.post(url(statement, "delete"), sure).status_code == 302
        assert not Statement.objects.exists()
        assert Source.objects.get().changed_by.username == "anna"  # type: ignore[union-attr]

    @pytest.mark.parametrize("make", [make_publisher, make_statement, make_tag, make_claim])
    def test_no_list_deletes_in_bulk(self, anna: Client, make: Any) -> None:
        row = make()
        data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        anna.post(url(row, "change").rsplit("/", 3)[0] + "/", data)
        assert type(row).objects.filter(pk=row.pk).exists()

    def test_one_who_was_quicker_between_reading_and_writing_is_seen(
        self, anna: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The form was checked, and then somebody else saved: the database refuses."""
        row = make_publisher()
        data = {**opened(anna, row), "name": "Anna’s name"}
        take_turn = Publisher._take_turn

        def late(self: Publisher) -> None:
            monkeypatch.setattr(Publisher, "_take_turn", take_turn)
            raise Conflict("Somebody was quicker.")

        monkeypatch.setattr(Publisher, "_take_turn", late)
        Publisher.objects.update(version=2)
        # The form is opened with the version that the other one saved a moment later.
        data["opened"] = "2"
        assert saved(anna, row, data)
        assert Publisher.objects.get().name == "Anna’s name"


class TestInlines:
    @pytest.fixture
    def claim(self) -> Claim:
        claim = make_claim()
        make_followup(claim=claim, slug="found", summary="Before.")
        return claim

    def test_links_are_guarded_by_the_claim(self, anna: Client, bert: Client, claim: Claim) -> None:
        first, second = opened(anna, claim), opened(bert, claim)
        assert saved(anna, claim, {**first, "links-0-role": "repeats"})
        assert not saved(bert, claim, {**second, "links-0-role": "hedges"})
        assert claim.links.get().role == "repeats"
        assert Claim.objects.get().changed_by.username == "anna"  # type: ignore[union-attr]

    def test_a_link_that_was_made_elsewhere_is_seen(self, anna: Client, claim: Claim) -> None:
        data = opened(anna, claim)
        Claim.objects.get().link(make_statement(), "repeats", by=None)
        assert not saved(anna, claim, {**data, "links-0-role": "hedges"})
        assert claim.links.count() == 2

    def test_evidence_has_a_version_of_its_own(
        self, anna: Client, bert: Client, claim: Claim
    ) -> None:
        second = opened(bert, claim)
        followup = Followup.objects.get()
        assert saved(anna, followup, {**opened(anna, followup), "summary": "Anna’s words."})

        response = bert.post(
            url(claim, "change"), {**second, "followups-0-summary": "Bert’s words."}
        )

        assert response.status_code == 200
        assert "<td>Anna’s words.</td><td>Bert’s words.</td>" in response.content.decode()
        assert Followup.objects.get().summary == "Anna’s words."

    def test_nothing_of_the_form_is_saved_then(
        self, anna: Client, bert: Client, claim: Claim
    ) -> None:
        second = opened(bert, claim)
        followup = Followup.objects.get()
        assert saved(anna, followup, {**opened(anna, followup), "summary": "Anna’s words."})
        assert not saved(bert, claim, {**second, "note": "Bert’s", "followups-0-summary": "Bert’s"})
        assert Claim.objects.get().note == ""

    def test_evidence_that_somebody_changed_is_not_deleted_unseen(
        self, anna: Client, bert: Client, claim: Claim
    ) -> None:
        second = opened(bert, claim)
        followup = Followup.objects.get()
        assert saved(anna, followup, {**opened(anna, followup), "summary": "Anna’s words."})
        assert not saved(bert, claim, {**second, "followups-0-DELETE": "on"})
        assert Followup.objects.get().summary == "Anna’s words."
        assert saved(bert, claim, {**opened(bert, claim), "followups-0-DELETE": "on"})
        assert not Followup.objects.exists()

    def test_evidence_is_no_change_of_the_claim_and_a_link_is(
        self, anna: Client, claim: Claim
    ) -> None:
        assert saved(anna, claim, {**opened(anna, claim), "followups-0-summary": "Other words."})
        assert Claim.objects.get().version == 1
        assert Followup.objects.get().version == 2
        assert saved(anna, claim, {**opened(anna, claim), "links-0-role": "hedges"})
        assert Claim.objects.get().version == 2

    def test_tags_and_links_mark_a_published_claim(self, anna: Client, claim: Claim) -> None:
        publish_claim(claim, make_editor())
        data = opened(anna, claim)
        assert saved(anna, claim, {**data, "tags": [make_tag().pk]})
        assert Claim.objects.get().unpublished_changes
        assert saved(anna, claim, {**opened(anna, claim), "tags": []})
        assert not Claim.objects.get().unpublished_changes


@pytest.mark.django_db(transaction=True)
def test_of_many_forms_saved_at_once_each_is_saved_or_refused() -> None:
    """Through the whole admin, on eight connections: nothing is lost and nothing fails."""
    row = make_publisher(name="0")
    clients = [desk(make_editor(f"editor-{number}")) for number in range(8)]

    def work(number: int) -> list[str]:
        kept = []
        for attempt in range(12):
            data = opened(clients[number], row)
            data["name"] = f"{number}-{attempt}"
            if saved(clients[number], row, data):
                kept.append(data["name"])
        return kept

    results = in_threads(work, range(8))

    assert [result for result in results if isinstance(result, Exception)] == []
    kept = {name for result in results for name in result}
    history = list(row.history.order_by("history_id").values_list("version", "name"))
    assert [version for version, _ in history] == list(range(1, len(kept) + 2))
    assert {name for _, name in history[1:]} == kept
    stored = Publisher.objects.get()
    assert (stored.version, stored.name) == history[-1]
    assert len(kept) < 96 or connection.vendor == "sqlite"
