"""The page of suggestions: what it shows, and what each decision does, with and without scripts."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from publication.models import Edition
from sources.models import Candidate, Decision, Source, Statement
from sources.suggesting.rows import suggest
from tests.factories import make_editor, make_source, make_speaker
from tests.held_texts import signed_in, source_with

pytestmark = pytest.mark.django_db

TEXT = (
    "Jane Roe has answered.\n\n"
    "Q: Has <b>it</b> begun?\n\n"
    "A: It has begun in May 2011. Two more will follow.\n"
)
BEGUN = TEXT.index("It has begun")


@pytest.fixture
def source() -> Source:
    make_speaker(slug="roe", name="Jane Roe")
    source = source_with(TEXT, slug="bridge", published_on="2011-06-01")
    suggest(source)
    return source


def page_of(source: Source) -> str:
    return reverse("admin:sources_source_suggestions", args=[source.pk])


def candidate(source: Source, words: str) -> Candidate:
    return source.candidates.get(start=TEXT.index(words))


def decide(client: Client, source: Source, action: str, row: Any = "", **headers: str) -> Any:
    key = row.pk if isinstance(row, Candidate) else row
    return client.post(page_of(source), {"action": action, "candidate": key}, headers=headers)


class TestPage:
    def test_it_shows_the_best_first_with_all_that_is_known(self, source: Source) -> None:
        response = signed_in().get(page_of(source))
        page = response.content.decode()
        words = [item.words for item in response.context["shown"]]
        assert words == [
            "It has begun in May 2011.",
            "Two more will follow.",
            "Jane Roe has answered.",
        ]
        assert response.context["waiting"] == 3
        assert "Has &lt;b&gt;it&lt;/b&gt; begun?" in page
        assert "Answer after “A:”." in page
        assert "printed “<bdi>Jane Roe</bdi>”" in page
        assert "../2011-06-01" in page

    def test_it_asks_the_database_the_same_for_many(self, source: Source) -> None:
        client = signed_in()
        client.get(page_of(source))
        with CaptureQueriesContext(connection) as few:
            client.get(page_of(source))
        more = [Candidate(source=source, start=n, end=n + 1, rank=9 + n) for n in range(0, 30, 3)]
        Candidate.objects.bulk_create(more)
        with CaptureQueriesContext(connection) as many:
            client.get(page_of(source))
        assert len(many) == len(few)

    def test_without_a_text_it_says_so(self) -> None:
        bare = make_source()
        response = signed_in().get(page_of(bare), follow=True)
        assert response.redirect_chain == [
            (reverse("admin:sources_source_change", args=[bare.pk]), 302)
        ]
        assert "nothing can be suggested" in response.content.decode()

    def test_the_form_and_the_reading_view_lead_to_it(self, source: Source) -> None:
        client = signed_in()
        for name in ("change", "read"):
            page = client.get(reverse(f"admin:sources_source_{name}", args=[source.pk]))
            assert f'href="{page_of(source)}"' in page.content.decode()
        bare = make_source()
        page = client.get(reverse("admin:sources_source_change", args=[bare.pk]))
        assert page_of(bare) not in page.content.decode()

    def test_who_may_only_look_decides_nothing(self, source: Source) -> None:
        auditor = signed_in("Auditor")
        page = auditor.get(page_of(source)).content.decode()
        assert "It has begun in May 2011." in page
        assert "Dismiss" not in page
        assert decide(auditor, source, "dismiss", source.candidates.first()).status_code == 403
        assert source.candidates.waiting().count() == 3

    def test_the_right_to_make_statements_decides(self, source: Source) -> None:
        editor = make_editor(group="Auditor")
        editor.user_permissions.add(Permission.objects.get(codename="add_statement"))
        client = Client()
        client.force_login(editor)
        assert decide(client, source, "dismiss", source.candidates.first()).status_code == 302
        assert source.candidates.waiting().count() == 2


class TestDeciding:
    def test_a_dismissed_passage_is_gone_and_comes_back(self, source: Source) -> None:
        client, row = signed_in(), candidate(source, "Two more")
        response = decide(client, source, "dismiss", row)
        assert response.headers["Location"] == f"{page_of(source)}#passage-{row.pk}"
        shown = client.get(page_of(source)).context
        assert [item.row for item in shown["dismissed"]] == [row]
        assert row not in [item.row for item in shown["shown"]]
        decide(client, source, "reopen", row)
        assert source.candidates.waiting().count() == 3

    def test_scripts_get_json(self, source: Source) -> None:
        client, row = signed_in(), candidate(source, "Two more")
        said = {"accept": "application/json"}
        answer = decide(client, source, "dismiss", row, **said)
        assert answer.json() == {"candidate": row.pk, "waiting": 2}
        assert decide(client, source, "undo", **said).json() == {"candidate": row.pk, "waiting": 3}
        assert decide(client, source, "undo", **said).json() == {"candidate": None, "waiting": 3}

    def test_the_last_decision_that_is_taken_back_is_ones_own(self, source: Source) -> None:
        anna, bert = signed_in(), signed_in()
        mine, other = candidate(source, "Two more"), candidate(source, "Jane Roe")
        decide(anna, source, "dismiss", mine)
        decide(bert, source, "dismiss", other)
        decide(anna, source, "undo")
        mine.refresh_from_db()
        other.refresh_from_db()
        assert (mine.decision, other.decision) == (Decision.OPEN, Decision.DISMISSED)

    @pytest.mark.parametrize(
        ("action", "key"),
        [("", "1"), ("accept", "1"), ("dismiss", ""), ("dismiss", "x"), ("dismiss", "9" * 30)],
    )
    def test_nonsense_decides_nothing_and_is_told(
        self, source: Source, action: str, key: str
    ) -> None:
        client = signed_in()
        assert decide(client, source, action, key).headers["Location"] == page_of(source)
        assert "Nothing was decided" in client.get(page_of(source)).content.decode()
        assert source.candidates.waiting().count() == 3

    def test_a_passage_of_another_source_is_none_of_this_one(self, source: Source) -> None:
        row = source.candidates.first()
        answer = decide(signed_in(), make_source(), "dismiss", row, accept="application/json")
        assert answer.status_code == 400
        assert "no such suggestion" in answer.json()["error"]
        assert source.candidates.waiting().count() == 3

    def test_looking_anew_keeps_decisions(self, source: Source) -> None:
        client = signed_in()
        decide(client, source, "dismiss", candidate(source, "Two more"))
        response = client.post(page_of(source), {"action": "look"}, follow=True)
        assert "2 passages wait for a decision, 0 of them new." in response.content.decode()


class TestAccepting:
    def form(self, source: Source) -> tuple[Client, Any, str]:
        client = signed_in()
        shown = client.get(page_of(source)).context["shown"][0]
        return client, client.get(shown.form).context["adminform"].form, shown.form

    def test_the_form_opens_filled_in(self, source: Source) -> None:
        _, form, _ = self.form(source)
        named = ("quote", "question", "said_on", "kind", "speaker")
        assert {name: form[name].value() for name in named} == {
            "quote": "It has begun in May 2011.",
            "question": "Has <b>it</b> begun?",
            "said_on": "../2011-06-01",
            "kind": "assertion",
            "speaker": source.candidates.earliest("rank").speaker_id,
        }

    def test_saving_it_accepts_the_passage(self, source: Source) -> None:
        client, form, address = self.form(source)
        data = {name: form[name].value() or "" for name in form.fields}
        response = client.post(address, {**data, "relayed_through": ""})
        assert response.headers["Location"] == page_of(source)
        row = candidate(source, "It has begun in")
        assert (row.decision, row.statement) == (Decision.ACCEPTED, Statement.objects.get())
        assert (row.statement.start, row.statement.speaker.slug) == (BEGUN, "roe")
        said = {"accept": "application/json"}
        assert decide(client, source, "dismiss", row, **said).status_code == 400
        assert not Edition.objects.exists()

    def test_a_form_that_is_refused_accepts_nothing(self, source: Source) -> None:
        client, _, address = self.form(source)
        assert client.post(address, {"quote": "It has begun"}).status_code == 200
        assert candidate(source, "It has begun in").decision == Decision.OPEN

    @pytest.mark.parametrize("key", ["", "x", "0", "9" * 30])
    def test_a_candidate_that_is_none_changes_nothing(self, source: Source, key: str) -> None:
        address = f"{reverse('admin:sources_statement_add')}?source={source.pk}&candidate={key}"
        assert signed_in().get(address).status_code == 200


def test_the_inbox_counts_sources_and_not_passages(source: Source) -> None:
    client = signed_in()
    listed = reverse("admin:sources_source_changelist") + "?todo=suggestions"
    assert list(client.get(listed).context["cl"].queryset) == [source]
    for row in source.candidates.all():
        decide(client, source, "dismiss", row)
    assert list(client.get(listed).context["cl"].queryset) == []
