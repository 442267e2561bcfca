"""What the desk has for every model: words to choose by, and lists that say what belongs there."""

from typing import Any

import pytest
from django.contrib.admin import site as desk_site
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim, Followup, Tag
from publication.models import Edition
from sources.models import Publisher, Source, Speaker, Statement
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_publisher,
    make_source,
    make_speaker,
    make_statement,
    make_tag,
    publish_claim,
)

pytestmark = pytest.mark.django_db

RECORD = (Publisher, Speaker, Source, Statement, Tag, Claim, Followup, Edition)


@pytest.fixture
def editor() -> Any:
    return make_editor()


@pytest.fixture
def desk(editor: Any) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def choices(desk: Client, field: str, term: str = "") -> list[str]:
    """The texts to choose from for a field, named as `claims.followup.claim`."""
    app_label, model_name, field_name = field.split(".")
    query = {"app_label": app_label, "model_name": model_name, "field_name": field_name}
    answer = desk.get(reverse("admin:autocomplete"), {**query, "term": term})
    assert answer.status_code == 200
    return [result["text"] for result in answer.json()["results"]]


class TestChoosing:
    def test_a_statement_says_who_when_and_its_first_words(self, desk: Client) -> None:
        speaker = make_speaker(name="Ada Smith")
        make_statement(speaker=speaker, said_on="2014-01~", quote=f"It has begun {'and ' * 20}.")
        text = choices(desk, "claims.followup.statement", "begun")[0]
        assert text.startswith("Ada Smith, January 2014, approximately: “It has begun and")
        assert text.endswith("…”")
        assert len(text) < 120

    def test_a_source_says_its_publisher_and_its_date(self, desk: Client) -> None:
        publisher = make_publisher(name="The Daily")
        make_source(title="It began", publisher=publisher, published_on="2011-12-10")
        make_source(title="It went on", publisher=publisher, published_on="", date_basis="unknown")
        assert choices(desk, "claims.followup.source", "it began") == [
            "It began · The Daily · 10 December 2011"
        ]
        assert choices(desk, "claims.followup.source", "went") == [
            "It went on · The Daily · date not known"
        ]

    def test_a_claim_says_where_it_stands_for_readers(self, desk: Client, editor: Any) -> None:
        claim = make_claim(text="A plant exists.")
        assert choices(desk, "claims.followup.claim") == ["A plant exists. · draft"]
        publish_claim(claim, editor)
        assert choices(desk, "claims.followup.claim") == ["A plant exists. · open"]
        followup = make_followup(claim=claim, verdict="contradicted")
        publish_claim(claim, editor)
        followup.publish(by=editor, reason="Evidence was found.")
        assert choices(desk, "claims.followup.claim") == ["A plant exists. · contradicted"]
        claim.withdraw(by=editor, reason="Entered twice.")
        assert choices(desk, "claims.followup.claim") == ["A plant exists. · withdrawn"]

    def test_speakers_tags_and_publishers_say_what_tells_them_apart(self, desk: Client) -> None:
        make_speaker(name="Ada Smith", role="An engineer")
        make_tag(name="factory", group="place")
        make_publisher(name="The Daily", url="https://daily.example/")
        make_publisher(name="The Weekly")
        assert choices(desk, "sources.statement.speaker") == ["Ada Smith · An engineer"]
        assert choices(desk, "claims.claim.tags") == ["factory · place"]
        assert choices(desk, "sources.source.publisher") == [
            "The Daily · https://daily.example/",
            "The Weekly",
        ]

    @pytest.mark.parametrize(
        "field",
        [
            "claims.followup.statement",
            "claims.followup.source",
            "claims.followup.claim",
            "claims.claim.tags",
            "sources.statement.speaker",
            "sources.source.publisher",
        ],
    )
    def test_more_to_choose_from_takes_no_more_queries(
        self, desk: Client, editor: Any, field: str
    ) -> None:
        counts = []
        for size in (2, 8):
            for _ in range(size):
                claim = publish_claim(make_claim(), editor)
                claim.tags.add(make_tag())
            with CaptureQueriesContext(connection) as captured:
                found = choices(desk, field)
            counts.append((len(captured), len(found)))
        (few_queries, few), (many_queries, many) = counts
        assert few < many
        assert few_queries == many_queries

    def test_who_may_not_look_chooses_nothing(self) -> None:
        client = Client()
        client.force_login(get_user_model().objects.create_user("none", is_staff=True))
        query = {"app_label": "claims", "model_name": "followup", "field_name": "claim"}
        assert client.get(reverse("admin:autocomplete"), query).status_code == 403


class TestTheFirstPages:
    @pytest.mark.parametrize("group", [None, "Contributor", "Editor", "Publisher", "Auditor"])
    def test_answer_everybody_with_the_keys_once_signed_in(
        self, client: Client, group: str | None
    ) -> None:
        sign_in = client.get(reverse("admin:login")).content.decode()
        assert "desk/desk.css" in sign_in
        assert "<summary>Keys</summary>" not in sign_in
        editor = make_editor(group=group)
        data = {"username": editor.username, "password": "secret", "next": "/admin/"}
        page = client.post(reverse("admin:login"), data, follow=True).content.decode()
        assert "desk/keys.js" in page
        assert "<summary>Keys</summary>" in page


class TestEmptyLists:
    @pytest.mark.parametrize("model", RECORD)
    def test_say_what_belongs_here_and_lead_to_the_first(self, desk: Client, model: Any) -> None:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        page = desk.get(reverse(f"admin:{name}_changelist")).content.decode()
        assert f"There are no {model._meta.verbose_name_plural} yet." in page
        assert desk_site.get_model_admin(model).empty_hint in page
        may_add = model is not Edition
        assert (f"Add the first {model._meta.verbose_name}</a>" in page) == may_add

    def test_lead_nowhere_for_who_may_not_add(self, client: Client) -> None:
        looker = get_user_model().objects.create_user("looker", is_staff=True)
        looker.user_permissions.add(Permission.objects.get(codename="view_claim"))
        client.force_login(looker)
        page = client.get(reverse("admin:claims_claim_changelist")).content.decode()
        assert "There are no claims yet." in page
        assert "Add the first" not in page

    @pytest.mark.parametrize("query", ["q=zzz", "kind=promise", "tags__isnull=0&kind=goal"])
    def test_by_their_filters_lead_back_to_all_rows(self, desk: Client, query: str) -> None:
        make_claim(kind="fact")
        address = reverse("admin:claims_claim_changelist")
        page = desk.get(f"{address}?{query}").content.decode()
        assert "Nothing matches these filters." in page
        assert '<a href="?">Show all claims</a>' in page
        assert "There are no claims yet." not in page
        assert "Nothing matches" not in desk.get(address).content.decode()


class TestHelp:
    @pytest.mark.parametrize("model", [*RECORD[:-1], Claim.statements.through])
    def test_every_field_that_is_edited_has_a_whole_sentence(self, model: Any) -> None:
        fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
        edited = [
            field
            for field in fields
            if field.editable and not field.primary_key and field.name not in ("statements",)
        ]
        assert edited
        without = {
            field.name
            for field in edited
            if not (field.help_text[:1].isupper() or field.help_text[:1] == "“")
            or not field.help_text.endswith((".", "]."))
        }
        # The claim is the form in which its statements are linked.
        assert without - {"claim"} == set()
