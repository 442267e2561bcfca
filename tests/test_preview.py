"""The public page of what is saved and not published: for editors, and for nobody else."""

from typing import Any

import pytest
from django.test import Client

from claims.models import Claim, Followup
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_statement,
    publish_claim,
)
from tests.test_admin import url

pytestmark = pytest.mark.django_db


def desk(group: str | None = "Auditor") -> Client:
    client = Client()
    client.force_login(make_editor(group=group))
    return client


@pytest.fixture
def claim() -> Claim:
    """A published claim with a saved change, a draft of evidence and evidence that is withdrawn."""
    claim = make_claim(slug="a-claim")
    gone = make_followup(claim=claim, summary="Taken back.")
    gone.publish(by=make_editor())
    publish_claim(claim, make_editor())
    gone.withdraw(by=make_editor(), reason="Because.")
    make_followup(claim=claim, summary="Found later.", verdict="disputed")
    claim.note = "Saved and not published."
    claim.save()
    statement = claim.links.get().statement
    statement.quote = "Corrected words."
    statement.save()
    return claim


class TestClaim:
    def test_it_shows_everything_that_is_saved(self, claim: Claim) -> None:
        answer = desk().get(url(claim, "preview"))
        page = answer.content.decode()
        for words in (
            "A preview for editors.",
            "Saved and not published.",
            "Found later.",
            "Corrected words.",
            "disputed",
            "A draft: not public yet.",
        ):
            assert words in page, words
        assert "Taken back." not in page
        assert "no-store" in answer.headers["Cache-Control"]
        assert "private" in answer.headers["Cache-Control"]

    def test_readers_see_none_of_it(self, claim: Claim) -> None:
        before = Client().get("/claims/a-claim/").content
        desk().get(url(claim, "preview"))
        assert Client().get("/claims/a-claim/").content == before
        for words in (b"A preview", b"Saved and not published", b"Found later", b"Corrected"):
            assert words not in before

    def test_it_says_what_stands_in_the_way(self, claim: Claim) -> None:
        assert (
            "Before it can be published" not in desk().get(url(claim, "preview")).content.decode()
        )
        draft = make_claim()
        page = desk().get(url(draft, "preview")).content.decode()
        source = draft.links.get().statement.source.slug
        assert "Before it can be published:" in page
        assert f"The source “{source}” is not published" in page

    @pytest.mark.parametrize("change", ["links", "date"])
    def test_a_claim_with_little_in_it_has_one_too(self, change: str) -> None:
        draft = make_claim(statement=make_statement(source=make_source(), said_on=""))
        if change == "links":
            draft.links.all().delete()
        assert desk().get(url(draft, "preview")).status_code == 200

    def test_strangers_are_asked_to_sign_in(self, claim: Claim) -> None:
        answer = Client().get(url(claim, "preview"))
        assert answer.headers["Location"].startswith("/admin/login/")

    def test_evidence_is_previewed_on_its_claim(self, claim: Claim) -> None:
        draft = Followup.objects.get(summary="Found later.")
        assert "Found later." in desk().get(url(draft, "preview")).content.decode()


class TestSource:
    def test_it_shows_everything_that_is_saved(self) -> None:
        source = make_source(title="Before")
        source.publish(by=make_editor())
        source.title = "After"
        source.save()
        make_statement(source=source, quote="New words.")
        page = desk().get(url(source, "preview")).content.decode()
        assert "A preview for editors." in page
        assert "After" in page
        assert "New words." in page
        assert "Before" not in page
        public: Any = Client().get(f"/sources/{source.slug}/")
        assert b"New words." not in public.content


def test_a_row_that_is_not_there_leads_back() -> None:
    assert desk(None).get("/admin/claims/claim/999/preview/").status_code == 302
