"""Publishing and withdrawing followups; their rules are in test_followup.py."""

from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from claims import search
from claims.models import Claim, ClaimStatement, Followup
from publication.models import Edition, Facet
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_statement,
    make_tag,
    publish_claim,
)

pytestmark = pytest.mark.django_db

# Put into everything that nobody published. Search folds it to one word.
MARKER = "Unpublishedmarker"


@pytest.fixture
def editor() -> Any:
    """Without a password: hashing one takes longer than most of these tests."""
    return make_editor("editor")


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel("2026-05-01T08:30:00.9Z", tick=False):
        yield


def changed(row: Any, **fields: Any) -> Any:
    """The row with these fields, saved and not published."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def evidence(claim: Claim, by: Any, **fields: Any) -> Followup:
    """A draft whose source is published."""
    source = make_source()
    source.publish(by=by)
    return make_followup(claim=claim, **{"source": source, **fields})


def found_by(word: str) -> list[int]:
    return list(Claim.objects.filter(pk__in=search.matching(word)).values_list("pk", flat=True))


class TestItsPublication:
    def test_its_claim_is_issued_again_with_it(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        before = claim.published_document
        followup = evidence(claim, editor, slug="f-1", occurred_on="2014-01~", verdict="disputed")

        edition = followup.publish(by=editor)

        claim.refresh_from_db()
        occurred_on = {"edtf": "2014-01~", "from": "2014-01-01", "to": "2014-01-31"}
        assert followup.source is not None
        citation = followup.source.published_document
        listed = {
            "id": "f-1",
            "relation": "contradicts",
            "occurred_on": occurred_on,
            "basis": "official",
            "summary": "An agency reports otherwise.",
            "verdict": "disputed",
            "statement": None,
            "evidence": None,
            "source": {key: citation[key] for key in before["statements"][0]["source"]},
            "recorded_at": "2026-05-01T08:30:00Z",
        }
        assert claim.published_document == {
            **before,
            "followups": [listed],
            "standing": {"verdict": "disputed", "since": occurred_on, "followup": "f-1"},
        }
        assert claim.edition == edition
        assert (edition.kind, edition.operation, edition.reason) == ("claim", "publish", "")
        assert (edition.published_by, claim.public_standing) == (editor, "disputed")
        assert (followup.published_by, followup.is_published) == (editor, True)

    def test_it_is_public_and_nothing_else_that_nobody_published(self, editor: Any) -> None:
        """The central promise: everything else about the claim waits for its own publication."""
        claim = make_claim(kind="promise", text="It is so.")
        claim.tags.add(make_tag())
        publish_claim(claim, editor)
        earlier = evidence(claim, editor, summary="As published.")
        earlier.publish(by=editor)
        withdrawn = evidence(claim, editor, verdict="retracted", basis="self")
        withdrawn.publish(by=editor)
        withdrawn.withdraw(by=editor, reason="A slip.")
        mine = evidence(claim, editor, slug="mine", statement=make_statement(quote="As published."))
        mine.statement.source.publish(by=editor)
        claim.refresh_from_db()
        before = claim.published_document

        statement = claim.statements.get()
        changed(claim, text=f"{MARKER}.", settles=MARKER, note=MARKER, slug="unpublishedmarker")
        changed(claim, kind="goal", due_on="1999")
        changed(claim.tags.get(), name=MARKER)
        claim.tags.add(make_tag(name=f"{MARKER} 2"))
        changed(claim.links.get(), role="hedges")
        new = make_statement(quote=MARKER, speaker=statement.speaker, source=statement.source)
        ClaimStatement.objects.create(claim=claim, statement=new, role="repeats")
        for row in (statement, mine.statement):
            changed(row, quote=MARKER, question=MARKER, note=MARKER, said_on="1999", kind="denial")
            changed(row.speaker, name=f"{MARKER} {row.pk}", role=MARKER)
        for source in (statement.source, mine.statement.source, mine.source, earlier.source):
            changed(source, title=MARKER, url=f"https://example.org/{MARKER}", published_on="1999")
            changed(source.publisher, name=f"{MARKER} {source.pk}")
        changed(earlier, summary=MARKER, verdict="contradicted", occurred_on="1999")
        changed(withdrawn, summary=MARKER)
        evidence(claim, editor, summary=MARKER, verdict="disputed")

        edition = mine.publish(by=editor)

        claim.refresh_from_db()
        after = claim.published_document
        (added,) = [item for item in after["followups"] if item["id"] == "mine"]
        others = [item for item in after["followups"] if item["id"] != "mine"]
        assert {**after, "followups": others} == before
        assert added["evidence"]["quote"] == "As published."
        assert MARKER.lower() not in edition.document.lower()
        assert not Facet.objects.filter(edition=edition, label__icontains=MARKER).exists()
        assert not claim.stored_facets().filter(value__in=["goal", "unpublishedmarker"]).exists()
        assert (found_by(MARKER), found_by("so")) == ([], [claim.pk])
        assert str(claim.public_due) == "9999-12-31"

        # The control: all of it is there once it is published, so the test would have seen it.
        assert claim.has_unpublished_changes()
        for source in (statement.source, mine.statement.source, mine.source, earlier.source):
            source.refresh_from_db()
            source.publish(by=editor, reason="For the control.")
        control = claim.publish(by=editor, reason="For the control.").document
        assert control.count(MARKER) > 20
        assert found_by(MARKER) == [claim.pk]

    def test_its_words_are_those_of_the_published_source(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        statement = make_statement(quote="As published.")
        statement.source.publish(by=editor)
        followup = make_followup(claim=claim, statement=statement)
        changed(statement, quote=MARKER)

        edition = followup.publish(by=editor)

        assert edition.content["followups"][0]["evidence"]["quote"] == "As published."
        assert edition.content["followups"][0]["source"]["id"] == statement.source.slug

    @pytest.mark.parametrize("evidence_is", ["source", "statement"])
    def test_one_whose_source_is_a_draft_is_refused_and_changes_nothing(
        self, editor: Any, evidence_is: str
    ) -> None:
        claim = publish_claim(make_claim(), editor)
        statement = make_statement(source=make_source(slug="a-draft"))
        named = {"source": statement.source, "statement": statement}[evidence_is]
        followup = make_followup(claim=claim, **{evidence_is: named})
        count = Edition.objects.count()

        with pytest.raises(ValidationError) as refused:
            followup.publish(by=editor)

        assert refused.value.messages == [
            "The source “a-draft” is not published: publish it first, then this claim."
        ]
        assert not Followup.objects.get().was_published
        assert Edition.objects.count() == count

    def test_a_row_that_was_refused_does_not_think_that_it_is_published(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        followup = make_followup(claim=claim)

        with pytest.raises(ValidationError):
            followup.publish(by=editor)

        assert not followup.was_published

    def test_an_invalid_one_is_refused(self, editor: Any) -> None:
        claim = publish_claim(make_claim(kind="fact"), editor)
        followup = evidence(claim, editor, verdict="fulfilled")

        with pytest.raises(ValidationError, match="Only a promise or a goal"):
            followup.publish(by=editor)

        assert not Followup.objects.get().was_published

    def test_publishing_again_without_a_change_issues_nothing(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        followup = evidence(claim, editor)
        edition = followup.publish(by=editor)

        with time_machine.travel("2026-06-01T12:00Z", tick=False):
            assert followup.publish(by=editor) == edition

        assert Edition.objects.newest_number() == edition.number

    def test_other_words_of_a_published_one_are_a_correction(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        followup = evidence(claim, editor)
        first = followup.publish(by=editor)
        changed(followup, summary="Better words.")
        assert followup.has_unpublished_changes()

        with pytest.raises(ValidationError, match="This changes what is published: say why"):
            followup.publish(by=editor)
        edition = followup.publish(by=editor, reason="A slip.")

        (old,) = first.content["followups"]
        assert edition.content["followups"] == [{**old, "summary": "Better words."}]
        assert (edition.operation, edition.reason) == ("correct", "A slip.")
        assert not followup.has_unpublished_changes()

    def test_the_address_of_the_claim_stays_the_published_one(self, editor: Any) -> None:
        claim = publish_claim(make_claim(slug="old"), editor)
        changed(claim, slug="new")

        edition = evidence(claim, editor).publish(by=editor)

        assert (edition.key, edition.content["path"]) == ("old", "/claims/old/")


class TestOfADraftClaim:
    def test_it_appears_with_its_claim(self, editor: Any) -> None:
        claim = make_claim()
        followup = evidence(claim, editor, slug="f-1", verdict="disputed")

        assert followup.publish(by=editor) is None

        assert (followup.is_published, followup.published_by) == (True, editor)
        assert not Edition.objects.filter(kind="claim").exists()
        with time_machine.travel("2026-06-01T12:00Z", tick=False):
            document = publish_claim(claim, editor).published_document
        assert [item["id"] for item in document["followups"]] == ["f-1"]
        assert document["followups"][0]["recorded_at"] == "2026-05-01T08:30:00Z"
        assert document["standing"]["verdict"] == "disputed"

    def test_one_that_was_withdrawn_before_does_not(self, editor: Any) -> None:
        claim = make_claim()
        followup = evidence(claim, editor)
        followup.publish(by=editor)

        assert followup.withdraw(by=editor, reason="A slip.") is None

        assert publish_claim(claim, editor).published_document["followups"] == []

    def test_a_withdrawn_claim_is_not_issued_again(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        withdrawal = claim.withdraw(by=editor, reason="Nobody said it.")
        followup = evidence(claim, editor, slug="f-1")
        newest = Edition.objects.newest_number()

        assert followup.publish(by=editor) == withdrawal

        assert Edition.objects.newest_number() == newest
        document = claim.publish(by=editor).content
        assert [item["id"] for item in document["followups"]] == ["f-1"]


class TestItsWithdrawal:
    def test_its_claim_is_issued_again_without_it(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        staying = evidence(claim, editor, occurred_on="2012", verdict="disputed")
        before = staying.publish(by=editor).content
        followup = evidence(claim, editor, occurred_on="2013", verdict="contradicted")
        followup.publish(by=editor)
        changed(claim, text=f"{MARKER}.")
        changed(staying, summary=MARKER)

        edition = followup.withdraw(by=editor, reason="It was another plant.")

        assert {**edition.content, "edition": None} == {**before, "edition": None}
        assert (edition.operation, edition.reason) == ("correct", "It was another plant.")
        assert Claim.objects.get().public_standing == "disputed"
        row = Followup.objects.get(pk=followup.pk)
        assert (row.withdrawn_by, row.withdrawal_reason) == (editor, "It was another plant.")
        assert (row.was_published, row.is_published) == (True, False)
        assert list(Followup.objects.published()) == [staying]

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_it_needs_a_reason(self, editor: Any, reason: str) -> None:
        claim = publish_claim(make_claim(), editor)
        followup = evidence(claim, editor)
        followup.publish(by=editor)

        with pytest.raises(ValidationError) as refused:
            followup.withdraw(by=editor, reason=reason)

        assert refused.value.message_dict == {
            "reason": ["This withdraws published evidence: say why; readers will see it."]
        }
        assert Followup.objects.get().is_published

    def test_a_draft_cannot_be_withdrawn(self, editor: Any) -> None:
        followup = make_followup()

        with pytest.raises(ValidationError, match="is not published, so it cannot be withdrawn"):
            followup.withdraw(by=editor, reason="A slip.")

    def test_it_can_be_published_again(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        followup = evidence(claim, editor)
        first = followup.publish(by=editor).content
        followup.withdraw(by=editor, reason="A slip.")
        assert followup.has_unpublished_changes()

        with time_machine.travel("2026-06-01T12:00Z", tick=False):
            edition = followup.publish(by=editor, reason="It was no slip.")

        (listed,) = first["followups"]
        assert edition.content["followups"] == [{**listed, "recorded_at": "2026-06-01T12:00:00Z"}]
        row = Followup.objects.get()
        assert (row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason) == (None, None, "")

    def test_saving_does_not_bring_it_back(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        followup = evidence(claim, editor)
        followup.publish(by=editor)
        stale = Followup.objects.get()
        followup.withdraw(by=editor, reason="A slip.")

        changed(stale, summary="Better words.")

        assert not Followup.objects.get().is_published
