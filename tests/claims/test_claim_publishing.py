"""Publishing and withdrawing a claim."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from claims import search
from claims.models import Claim, ClaimStatement
from publication.models import Edition, Facet
from tests.claims.test_claim import changed, editor
from tests.factories import (
    make_claim,
    make_followup,
    make_source,
    make_statement,
    publish_claim,
)

pytestmark = pytest.mark.django_db

__all__ = ["editor"]


class TestPublishing:
    def test_it_writes_what_lists_sort_by(self, editor: Any) -> None:
        claim = make_claim(kind="promise", due_on="2012-02", statement=make_statement())
        repeated = make_statement(said_on="2013~")
        ClaimStatement.objects.create(claim=claim, statement=repeated, role="repeats")
        make_followup(claim=claim, occurred_on="2014-21", verdict="contradicted").publish(by=editor)

        publish_claim(claim, editor)

        names = [name for name in Claim.PUBLIC_COLUMNS if name.startswith("public_")]
        columns = Claim.objects.values(*names).get()
        assert "standing contradicted" in columns.pop("public_facets").split("\n")
        assert columns == {
            "public_standing": "contradicted",
            "public_kind": "promise",
            "public_first_said": date(2011, 12, 9),
            "public_last_said": date(2013, 12, 31),
            "public_last_evidence": date(2014, 5, 31),
            "public_due": date(2012, 2, 29),
            "public_open_since": date.max,
            "public_statements": 2,
        }

    def test_a_claim_with_an_unpublished_source_publishes_nothing_and_names_it(
        self, editor: Any
    ) -> None:
        claim = make_claim(statement=make_statement(source=make_source(slug="a-draft")))
        second = make_statement(source=make_source(slug="b-draft"))
        ClaimStatement.objects.create(claim=claim, statement=second, role="repeats")
        evidence = make_followup(claim=claim, source=make_source(slug="c-draft"))
        evidence.publish(by=editor)
        make_followup(claim=claim, source=make_source(slug="not-asked-for"))

        with pytest.raises(ValidationError) as refused:
            claim.publish(by=editor)

        assert sorted(refused.value.messages) == [
            f"The source “{slug}” is not published: publish it first, then this claim."
            for slug in ("a-draft", "b-draft", "c-draft")
        ]
        claim.refresh_from_db()
        assert not claim.was_published
        assert (Edition.objects.count(), Facet.objects.count()) == (0, 0)
        assert search.is_current(claim.pk, None)

    def test_a_withdrawn_source_is_not_published_either(self, editor: Any) -> None:
        claim = make_claim(statement=make_statement(source=make_source(slug="a-post")))
        source = claim.statements.get().source
        source.publish(by=editor)
        source.withdraw(by=editor, reason="It was a forgery.")

        with pytest.raises(ValidationError, match="The source “a-post” is not published"):
            claim.publish(by=editor)

    def test_words_that_are_not_in_the_published_edition_are_named(self, editor: Any) -> None:
        source = make_source(slug="a-post")
        source.publish(by=editor)
        claim = make_claim(statement=make_statement(slug="s-new", source=source))

        with pytest.raises(ValidationError) as refused:
            claim.publish(by=editor)

        assert refused.value.messages == [
            "The statement “s-new” is not in the published edition of its source “a-post”: "
            "publish the source again first."
        ]
        source.publish(by=editor)
        assert claim.publish(by=editor).operation == "publish"

    def test_it_embeds_the_published_quote_and_not_the_edited_row(self, editor: Any) -> None:
        statement = make_statement(quote="Begun.")
        statement.source.publish(by=editor)
        changed(statement, quote="Never begun.", note="Unfinished.").save()
        changed(statement.source, title="Unfinished").save()

        edition = make_claim(statement=statement).publish(by=editor)

        published = statement.source.published_document
        assert edition.content["statements"] == [{"role": "makes", **published["statements"][0]}]
        assert edition.content["statements"][0]["quote"] == "Begun."

    def test_publishing_again_without_a_change_issues_nothing(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        count = Edition.objects.count()

        assert claim.publish(by=editor) == claim.edition
        assert Edition.objects.count() == count

    def test_a_correction_needs_a_reason(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        changed(claim, text="It is otherwise.").save()
        count = Edition.objects.count()

        with pytest.raises(ValidationError) as refused:
            claim.publish(by=editor, reason=" ")
        assert Edition.objects.count() == count
        correction = claim.publish(by=editor, reason="It was a slip.")

        assert refused.value.message_dict == {
            "reason": ["This changes what is published: say why; readers will see it."]
        }
        assert (correction.operation, correction.reason) == ("correct", "It was a slip.")

    def test_an_addition_needs_none(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        second = make_statement()
        second.source.publish(by=editor)
        ClaimStatement.objects.create(claim=claim, statement=second, role="repeats")

        assert claim.publish(by=editor).operation == "publish"

    def test_an_invalid_claim_is_not_published(self, editor: Any) -> None:
        claim = make_claim()
        claim.statements.get().source.publish(by=editor)
        Claim.objects.update(text="Not a sentence")

        with pytest.raises(ValidationError, match="ends with a full stop"):
            claim.publish(by=editor)

        assert not Claim.objects.get().was_published

    @pytest.mark.parametrize("verdict", ["fulfilled", "not_fulfilled"])
    def test_a_claim_of_fact_is_not_published_as_fulfilled_or_not(
        self, editor: Any, verdict: str
    ) -> None:
        claim = make_claim(kind="promise")
        make_followup(claim=claim, relation="updates", verdict=verdict).publish(by=editor)
        publish_claim(claim, editor)
        changed(claim, kind="goal").full_clean()
        changed(claim, kind="fact").save()

        with pytest.raises(ValidationError) as refused:
            claim.publish(by=editor, reason="It was no promise.")

        assert refused.value.message_dict == {
            "kind": ["Evidence says whether this was fulfilled, so it is a promise or a goal."]
        }

    def test_a_draft_does_not_stand_in_the_way_of_its_claim(self, editor: Any) -> None:
        claim = make_claim(kind="promise")
        make_followup(claim=claim, verdict="fulfilled")
        claim.kind = "fact"
        claim.save()

        assert publish_claim(claim, editor).is_published

    def test_evidence_by_a_speaker_of_the_claim_is_not_independent(self, editor: Any) -> None:
        claim = make_claim()
        said = make_statement()
        independent = {"basis": "independent", "verdict": "supported", "relation": "supports"}
        make_followup(claim=claim, statement=said, **independent).publish(by=editor)
        publish_claim(claim, editor)
        ClaimStatement.objects.create(claim=claim, statement=said, role="repeats")

        with pytest.raises(ValidationError):
            claim.publish(by=editor)

    def test_it_cannot_be_deleted_any_more(self, editor: Any) -> None:
        draft = make_claim()
        claim = publish_claim(make_claim(), editor)

        with pytest.raises(ValidationError, match="can only be withdrawn, not deleted"):
            claim.delete()
        with pytest.raises(ValidationError, match="can only be withdrawn, not deleted"):
            Claim.objects.all().delete()
        draft.delete()

        assert Claim.objects.get() == claim


class TestWithdrawing:
    def test_the_page_says_so_and_no_list_finds_it(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        published = claim.published_document

        edition = claim.withdraw(by=editor, reason="Nobody said it.")

        at = edition.content["withdrawn"]["at"]
        notice = {"at": at, "reason": "Nobody said it."}
        assert claim.published_document == {**published, "withdrawn": notice}
        assert (claim.was_published, claim.is_published) == (True, False)
        assert not claim.stored_facets().exists()
        assert search.is_current(claim.pk, None)
        assert list(Claim.objects.published()) == []
