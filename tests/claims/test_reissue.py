from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from claims import search
from claims.models import Claim, ClaimStatement, Followup
from publication.models import Edition
from sources.models import HeldText, Source, Statement
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_statement,
    publish_claim,
)

pytestmark = pytest.mark.django_db

Document = dict[str, Any]


@pytest.fixture
def editor() -> Any:
    """Without a password: hashing one takes longer than most of these tests."""
    return make_editor("editor")


@pytest.fixture
def post() -> Source:
    """A source with words, not published yet."""
    source = make_source(slug="a-post", title="A post")
    make_statement(slug="s-1", source=source, quote="Begun.")
    return source


@pytest.fixture
def claim(post: Source, editor: Any) -> Claim:
    """A published claim that rests on the words of that source."""
    return publish_claim(make_claim(slug="a-claim", statement=post.statements.get()), editor)


def changed(row: Any, **fields: Any) -> Any:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def document(claim: Claim) -> Document:
    claim.refresh_from_db()
    published = claim.published_document
    assert published is not None
    return published


def everything() -> list[Any]:
    """All that publishing writes, to see that a refusal wrote nothing."""
    return [
        *Edition.objects.order_by("number").values_list("number", "digest"),
        *Source.objects.order_by("pk").values_list("edition", *Source.PUBLIC_COLUMNS),
        *Claim.objects.order_by("pk").values_list("edition", *Claim.PUBLIC_COLUMNS),
    ]


def found_by(word: str) -> list[str]:
    return list(Claim.objects.filter(pk__in=search.matching(word)).values_list("slug", flat=True))


class TestCorrection:
    def test_only_the_quotation_changes(self, claim: Claim, post: Source, editor: Any) -> None:
        before = document(claim)
        changed(Statement.objects.get(slug="s-1"), quote="Nearly begun.", said_on="2011-12-08")

        correction = post.publish(by=editor, reason="It was misread.")

        (statement,) = correction.content["statements"]
        said_on = {"edtf": "2011-12-08", "from": "2011-12-08", "to": "2011-12-08"}
        assert statement["quote"] == "Nearly begun."
        assert document(claim) == {
            **before,
            "statements": [{"role": "makes", **statement}],
            "first_said_on": said_on,
            "last_said_on": said_on,
            "standing": {**before["standing"], "since": said_on},
        }

    def test_the_claim_follows_with_the_next_number_the_same_person_and_the_reason(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        changed(Statement.objects.get(), quote="Nearly begun.")

        correction = post.publish(by=editor, reason="It was misread.")

        claim.refresh_from_db()
        assert claim.edition is not None
        assert claim.edition.number == correction.number + 1
        assert claim.edition.operation == "correct"
        assert claim.edition.published_by == editor
        assert claim.edition.reason == ("Its source “a-post” was published again. It was misread.")

    def test_unpublished_edits_of_the_claim_stay_unpublished(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        before = document(claim)
        changed(claim, text="Unpublishedmarker.", note="Unpublishedmarker.", slug="marker")
        second = make_statement(source=post, quote="Unpublishedmarker.")
        ClaimStatement.objects.create(claim=claim, statement=second, role="repeats")
        make_followup(claim=claim, summary="Unpublishedmarker.")
        changed(post, title="The post")

        cited = post.publish(by=editor, reason="The title was wrong.").content["statements"][0]

        assert cited["source"]["title"] == "The post"
        assert document(claim) == {**before, "statements": [{"role": "makes", **cited}]}
        assert found_by("unpublishedmarker") == []
        # The control: publishing the claim itself would have shown them.
        assert claim.publish(by=editor, reason="For the control.").document.count("marker") > 3

    def test_evidence_and_citations_follow_too(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        report = make_source(title="A report")
        words = make_statement(source=report, quote="Begun.")
        report.publish(by=editor)
        quoting = make_followup(slug="f-1", claim=claim, statement=words)
        citing = make_followup(slug="f-2", claim=claim, source=report)
        for followup in (quoting, citing):
            followup.publish(by=editor)
        before = document(claim)
        changed(words, quote="Nearly begun.")
        changed(report, title="The report")
        for followup in (quoting, citing):
            changed(followup, summary="Unpublished.")

        corrected = report.publish(by=editor, reason="It was misread.").content

        (statement,) = corrected["statements"]
        first, second = before["followups"]
        assert document(claim) == {
            **before,
            "followups": [
                {**first, "evidence": statement, "source": statement["source"]},
                {**second, "source": statement["source"]},
            ],
        }
        assert statement["source"]["title"] == "The report"
        assert found_by("nearly") == [claim.slug]

    def test_every_claim_that_embeds_it_follows_and_no_other(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        second = make_claim(slug="b-claim", statement=post.statements.get(), role="reports")
        publish_claim(second, editor)
        withdrawn = make_claim(slug="c-claim", statement=post.statements.get())
        publish_claim(withdrawn, editor).withdraw(by=editor, reason="Nobody said it.")
        make_claim(slug="d-draft", statement=post.statements.get())
        publish_claim(make_claim(slug="e-other"), editor)
        newest = Edition.objects.newest_number()
        changed(post, title="The post")

        post.publish(by=editor, reason="The title was wrong.")

        issued = Edition.objects.filter(number__gt=newest).values_list("kind", "key")
        assert list(issued) == [("source", "a-post"), ("claim", "a-claim"), ("claim", "b-claim")]

    def test_words_that_are_added_change_no_claim(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        newest = Edition.objects.newest_number()
        make_statement(source=post)

        post.publish(by=editor)

        assert Edition.objects.newest_number() == newest + 1

    def test_a_new_anchor_reaches_the_claim_and_is_no_correction(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        HeldText.objects.create(source=post, text="Begun.")
        post.anchor_statements()

        post.publish(by=editor)

        assert document(claim)["statements"][0]["anchor"] == "moved"
        assert claim.edition is not None
        assert claim.edition.operation == "publish"
        assert claim.edition.reason == "Its source “a-post” was published again."

    def test_a_name_that_changed_reaches_the_claim(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        statement = Statement.objects.get()
        changed(statement.speaker, name="A. Doe-Roe")
        changed(post.publisher, name="The Daily Gazette")
        assert claim.has_unpublished_changes() is False

        post.publish(by=editor, reason="Both have new names.")

        (embedded,) = document(claim)["statements"]
        assert embedded["speaker"]["name"] == "A. Doe-Roe"
        assert embedded["source"]["publisher"]["name"] == "The Daily Gazette"
        facets = claim.stored_facets().filter(name="speaker")
        assert facets.get().label == "A. Doe-Roe"
        assert found_by("roe") == ["a-claim"]

    def test_a_claim_that_cannot_follow_undoes_the_correction(
        self, claim: Claim, post: Source, editor: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same transaction: a source and its claims are corrected together or not at all."""
        changed(post, title="The post")
        before = everything()

        def fail(*args: Any) -> None:
            raise RuntimeError("The disk is full.")

        monkeypatch.setattr(search, "put", fail)
        with pytest.raises(RuntimeError), transaction.atomic():
            post.publish(by=editor, reason="The title was wrong.")

        assert everything() == before


class TestRefusal:
    REST = (
        "The published claim “a-claim” rests on the statement “s-1”: publish that claim without "
        "it first."
    )

    def test_a_source_cannot_drop_words_that_a_published_claim_rests_on(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        statement = Statement.objects.get()
        ClaimStatement.objects.all().delete()
        statement.delete()
        before = everything()

        with pytest.raises(ValidationError) as refused:
            post.publish(by=editor, reason="Nobody said it.")

        assert refused.value.messages == [self.REST]
        assert everything() == before

    def test_nor_words_that_published_evidence_rests_on(self, post: Source, editor: Any) -> None:
        claim = publish_claim(make_claim(slug="a-claim"), editor)
        post.publish(by=editor)
        followup = make_followup(claim=claim, statement=post.statements.get())
        followup.publish(by=editor)
        Followup.objects.update(statement=None, source=claim.statements.get().source)
        post.statements.get().delete()
        before = everything()

        with pytest.raises(ValidationError) as refused:
            post.publish(by=editor, reason="Nobody said it.")

        assert refused.value.messages == [self.REST]
        assert everything() == before

    def test_it_can_once_the_claim_is_published_without_them(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        other = make_statement()
        other.source.publish(by=editor)
        statement = Statement.objects.get(slug="s-1")
        ClaimStatement.objects.update(statement=other)
        claim.publish(by=editor, reason="Those words were about something else.")
        statement.delete()

        post.publish(by=editor, reason="Nobody said it.")

        assert post.published_document["statements"] == []

    def test_it_can_once_the_claim_is_withdrawn(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        claim.withdraw(by=editor, reason="Nobody said it.")
        ClaimStatement.objects.all().delete()
        Statement.objects.all().delete()

        post.publish(by=editor, reason="Nobody said it.")

        assert post.published_document["statements"] == []

    @pytest.mark.parametrize("rests", ["words", "evidence", "citation"])
    def test_a_source_cannot_be_withdrawn_under_published_claims(
        self, post: Source, editor: Any, rests: str
    ) -> None:
        for slug in ("b-claim", "a-claim"):
            statement = post.statements.get() if rests == "words" else None
            claim = publish_claim(make_claim(slug=slug, statement=statement), editor)
            post.publish(by=editor)
            if rests == "evidence":
                make_followup(claim=claim, statement=post.statements.get()).publish(by=editor)
            elif rests == "citation":
                make_followup(claim=claim, source=post).publish(by=editor)
        before = everything()

        with pytest.raises(ValidationError) as refused:
            post.withdraw(by=editor, reason="It was a forgery.")

        assert refused.value.messages == [
            "Published claims rest on this source. Withdraw them first, or publish them without "
            "it: a-claim, b-claim."
        ]
        assert everything() == before

    def test_it_can_be_withdrawn_once_they_are(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        claim.withdraw(by=editor, reason="Nobody said it.")

        assert post.withdraw(by=editor, reason="It was a forgery.").is_withdrawal

    def test_drafts_do_not_keep_a_source(self, post: Source, editor: Any) -> None:
        post.publish(by=editor)
        make_claim(statement=post.statements.get())
        make_followup(claim=publish_claim(make_claim(), editor), source=post)

        assert post.withdraw(by=editor, reason="It was a forgery.").is_withdrawal


class TestRenaming:
    def test_citations_and_facets_follow_a_new_slug(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        make_followup(claim=claim, source=post).publish(by=editor)
        changed(post, slug="the-post")

        post.publish(by=editor, reason="The old address was misleading.")

        published = document(claim)
        cited = [published["statements"][0]["source"], published["followups"][0]["source"]]
        assert {(item["id"], item["path"]) for item in cited} == {
            ("the-post", "/sources/the-post/")
        }
        sources = claim.stored_facets().filter(name="source")
        assert list(sources.values_list("value", flat=True)) == ["the-post"]

    def test_later_corrections_still_reach_the_claim(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        for slug in ("the-post", "that-post", "a-post"):
            changed(post, slug=slug, title=f"Title of {slug}")
            post.publish(by=editor, reason="Another address.")
            assert document(claim)["statements"][0]["source"]["title"] == f"Title of {slug}"
        changed(post, title="The last title")

        post.publish(by=editor, reason="The title was wrong.")

        assert document(claim)["statements"][0]["source"]["title"] == "The last title"

    def test_a_renamed_source_still_cannot_be_withdrawn(
        self, claim: Claim, post: Source, editor: Any
    ) -> None:
        changed(post, slug="the-post")
        with pytest.raises(ValidationError, match="rest on this source"):
            post.withdraw(by=editor, reason="It was a forgery.")
        post.publish(by=editor, reason="Another address.")

        with pytest.raises(ValidationError, match="rest on this source"):
            post.withdraw(by=editor, reason="It was a forgery.")
