"""Withdrawing, and what else guards a page that was once published."""

from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from claims.models import Claim
from publication.models import Edition, Facet, now
from sources.models import Source
from tests.factories import (
    make_claim,
    make_followup,
    make_source,
    make_speaker,
    make_statement,
    make_tag,
    publish_claim,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def draft() -> Source:
    return make_source(slug="interview", title="An interview")


@pytest.fixture
def published(draft: Source, editor: Any) -> Source:
    draft.publish(by=editor)
    return draft


def rename(row: Any, slug: str) -> Any:
    row.slug = slug
    row.save()
    return row


def facets(row: Source) -> set[tuple[str, str]]:
    return set(row.stored_facets().values_list("name", "value"))


class TestWithdraw:
    def test_the_page_stays_and_says_so(self, published: Source, editor: Any) -> None:
        before = published.published_document or {}
        published.title = "Saved, not published"
        published.save()

        edition = published.withdraw(by=editor, reason="It was a forgery.")

        assert edition.content == {
            **before,
            "withdrawn": {"at": "2026-11-22T09:30:15Z", "reason": "It was a forgery."},
            "edition": {"number": 2, "published_at": "2026-11-22T09:30:15Z", "previous": 1},
        }
        assert before["withdrawn"] is None
        assert (edition.operation, edition.reason) == ("withdraw", "It was a forgery.")
        assert edition.is_withdrawal

    def test_the_row_says_when_and_by_whom(self, published: Source, editor: Any) -> None:
        assert (published.is_published, published.was_published) == (True, True)

        edition = published.withdraw(by=editor, reason="It was a forgery.")

        row = Source.objects.get(pk=published.pk)
        expected = (edition, edition.published_at, editor, "It was a forgery.")
        for found in (row, published):
            assert (
                *(found.edition, found.withdrawn_at, found.withdrawn_by),
                found.withdrawal_reason,
            ) == expected
            assert (found.is_published, found.was_published) == (False, True)

    def test_no_list_finds_it(self, published: Source, editor: Any) -> None:
        make_statement(slug="begun", source=published)
        published.publish(by=editor)
        assert ("source", "interview") in facets(published)
        assert list(Source.objects.published()) == [published]

        published.withdraw(by=editor, reason="It was a forgery.")

        assert facets(published) == {("former_statement", "begun")}
        assert list(Source.objects.published()) == []

    @pytest.mark.parametrize("reason", ["", " ", "\n\u00a0"])
    def test_it_needs_a_reason(self, published: Source, editor: Any, reason: str) -> None:
        with pytest.raises(ValidationError) as refused:
            published.withdraw(by=editor, reason=reason)
        assert refused.value.message_dict == {
            "reason": ["This withdraws a published page: say why; readers will see it."]
        }
        assert published.withdraw(by=editor, reason="A reason.").number == 2

    def test_a_draft_cannot_be_withdrawn(self, draft: Source, editor: Any) -> None:
        with pytest.raises(ValidationError) as refused:
            draft.withdraw(by=editor, reason="A reason.")
        assert refused.value.messages == [
            "“An interview” is not published, so it cannot be withdrawn."
        ]
        assert Edition.objects.count() == 0

    def test_it_cannot_be_withdrawn_twice(self, published: Source, editor: Any) -> None:
        stale = Source.objects.get(pk=published.pk)
        published.withdraw(by=editor, reason="A reason.")

        for row in (published, stale):
            with pytest.raises(ValidationError) as refused:
                row.withdraw(by=editor, reason="Another reason.")
            assert refused.value.messages == [
                "“An interview” is not published, so it cannot be withdrawn."
            ]
        assert Edition.objects.count() == 2


class TestPublishAgain:
    def test_it_is_a_page_like_any_other(self, published: Source, editor: Any) -> None:
        before, found_by = published.published_document, facets(published)
        published.withdraw(by=editor, reason="A reason.")
        assert published.has_unpublished_changes()

        edition = published.publish(by=editor)

        row = Source.objects.get(pk=published.pk)
        assert row.published_document == before
        assert facets(row) == found_by
        assert (edition.number, edition.operation, edition.previous_id) == (3, "publish", 2)
        assert (row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason) == (None, None, "")
        assert row.is_published
        assert not row.has_unpublished_changes()

    def test_a_change_needs_no_reason_while_it_is_withdrawn(
        self, published: Source, editor: Any
    ) -> None:
        published.withdraw(by=editor, reason="A reason.")
        published.title = "Corrected"
        published.save()

        assert published.publish(by=editor).operation == "publish"

        published.title = "Corrected again"
        published.save()
        with pytest.raises(ValidationError, match="say why"):
            published.publish(by=editor)

    def test_it_can_be_withdrawn_again(self, published: Source, editor: Any) -> None:
        published.withdraw(by=editor, reason="A reason.")
        published.publish(by=editor)
        published.withdraw(by=editor, reason="Another reason.")

        operations = Edition.objects.values_list("operation", flat=True)
        assert list(operations) == ["publish", "withdraw", "publish", "withdraw"]


ROWS = {"source": make_source, "claim": make_claim, "followup": make_followup}


@pytest.mark.parametrize("kind", ROWS)
@pytest.mark.parametrize(("at", "by", "why"), [*product([False, True], repeat=3)])
class TestWithdrawalConstraint:
    """Time, person and reason are there together or not at all."""

    def columns(self, editor: Any, at: bool, by: bool, why: bool) -> dict[str, Any]:
        return {
            "withdrawn_at": now() if at else None,
            "withdrawn_by": editor if by else None,
            "withdrawal_reason": "A reason." if why else "",
        }

    def test_in_a_form(self, editor: Any, kind: str, at: bool, by: bool, why: bool) -> None:
        row = ROWS[kind]()
        for name, value in self.columns(editor, at, by, why).items():
            setattr(row, name, value)

        if at == by == why:
            row.full_clean()
        else:
            with pytest.raises(ValidationError) as refused:
                row.full_clean()
            assert refused.value.message_dict == {
                "__all__": ["A withdrawal needs its time, its person and its reason."]
            }

    def test_in_the_database(self, editor: Any, kind: str, at: bool, by: bool, why: bool) -> None:
        row = ROWS[kind]()
        columns = self.columns(editor, at, by, why)

        if at == by == why:
            row.write_public(**columns)
            row.refresh_from_db()
            assert {name: getattr(row, name) for name in columns} == columns
        else:
            name = f"{kind}_withdrawal_complete"
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                row.write_public(**columns)


class TestDeletion:
    MESSAGE = "“An interview” was published and can only be withdrawn, not deleted."

    def assert_refused(self, deletion: Any) -> None:
        before = set(Source.objects.all())
        with pytest.raises(ValidationError) as refused:
            deletion()
        assert refused.value.messages == [self.MESSAGE]
        assert set(Source.objects.all()) == before

    def test_a_draft_can_be_deleted(self, draft: Source) -> None:
        assert draft.delete() == (1, {"sources.Source": 1})

    def test_drafts_can_be_deleted_together(self, draft: Source) -> None:
        make_source()

        assert Source.objects.all().delete() == (2, {"sources.Source": 2})

    def test_a_published_row_cannot(self, published: Source) -> None:
        self.assert_refused(published.delete)
        self.assert_refused(Source.objects.get().delete)

    def test_nor_can_a_withdrawn_one(self, published: Source, editor: Any) -> None:
        published.withdraw(by=editor, reason="A reason.")

        self.assert_refused(published.delete)
        self.assert_refused(Source.objects.all().delete)

    def test_nor_can_it_together_with_drafts(self, published: Source) -> None:
        other = make_source(publisher=published.publisher)

        self.assert_refused(Source.objects.all().delete)
        self.assert_refused(published.publisher.sources.all().delete)

        assert Source.objects.filter(pk=other.pk).delete() == (1, {"sources.Source": 1})

    # As `save` and `publish` do, it looks at the database and not at what the instance once read.
    def test_nor_can_it_by_one_who_read_it_as_a_draft(self, draft: Source, editor: Any) -> None:
        stale = Source.objects.get(pk=draft.pk)
        draft.publish(by=editor)

        self.assert_refused(stale.delete)

    def test_the_same_holds_for_claims(self, editor: Any) -> None:
        claim, draft = make_claim(), make_claim()
        publish_claim(claim, editor)

        for deletion in (claim.delete, Claim.objects.all().delete):
            with pytest.raises(ValidationError, match="only be withdrawn"):
                deletion()
        draft.delete()
        assert list(Claim.objects.all()) == [claim]


class TestTakenAddress:
    TAKEN = {"slug": ["The address “interview” once belonged to another page: choose a new one."]}

    @pytest.fixture
    def renamed(self, published: Source, editor: Any) -> Source:
        rename(published, "renamed").publish(by=editor, reason="A better address.")
        return published

    def test_no_other_row_takes_it_over(self, renamed: Source, editor: Any) -> None:
        other = make_source(slug="interview")

        with pytest.raises(ValidationError) as refused:
            other.publish(by=editor)
        assert refused.value.message_dict == self.TAKEN
        assert Edition.objects.count() == 2

        assert rename(other, "other").publish(by=editor).number == 3

    def test_nor_does_a_published_one(self, renamed: Source, editor: Any) -> None:
        other = make_source(slug="other")
        other.publish(by=editor)

        with pytest.raises(ValidationError) as refused:
            rename(other, "interview").publish(by=editor, reason="A better address.")
        assert refused.value.message_dict == self.TAKEN
        assert other.published_document["id"] == "other"

    def test_nor_where_the_page_is_withdrawn(self, renamed: Source, editor: Any) -> None:
        renamed.withdraw(by=editor, reason="A reason.")

        with pytest.raises(ValidationError) as refused:
            make_source(slug="interview").publish(by=editor)
        assert refused.value.message_dict == self.TAKEN

    def test_its_own_row_may_come_back_to_it(self, renamed: Source, editor: Any) -> None:
        assert rename(renamed, "interview").publish(by=editor, reason="Back.").key == "interview"

    def test_an_address_of_another_kind_is_another_address(
        self, renamed: Source, editor: Any
    ) -> None:
        claim = make_claim(slug="interview")
        publish_claim(claim, editor)

        assert claim.edition.key == "interview"

    def test_an_address_that_was_never_published_is_free(self, draft: Source, editor: Any) -> None:
        rename(draft, "renamed").publish(by=editor)

        assert make_source(slug="interview").publish(by=editor).key == "interview"


class TestChangedAddress:
    """Speakers, statements and tags have no editions: documents of others name them."""

    @pytest.fixture
    def named(self, editor: Any) -> dict[str, Any]:
        speaker, tag = make_speaker(slug="old-speaker"), make_tag(slug="old-tag")
        statement = make_statement(slug="old-statement", speaker=speaker)
        claim = make_claim(statement=statement)
        claim.tags.add(tag)
        self.claim = claim
        return {"speaker": speaker, "tag": tag, "statement": statement}

    @pytest.mark.parametrize("kind", ["speaker", "tag", "statement"])
    def test_it_may_change_before_publication(self, named: dict[str, Any], kind: str) -> None:
        row = named[kind]
        row.slug = "new"

        row.full_clean()

    @pytest.mark.parametrize("kind", ["speaker", "tag", "statement"])
    def test_it_may_not_change_after_it(
        self, named: dict[str, Any], editor: Any, kind: str
    ) -> None:
        publish_claim(self.claim, editor)
        row = named[kind]
        row.full_clean()
        row.slug = "new"

        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert refused.value.message_dict == {
            "slug": [f"“old-{kind}” is published, and a published address answers for ever."]
        }

    def test_what_no_document_names_may_change(self, named: dict[str, Any], editor: Any) -> None:
        publish_claim(self.claim, editor)
        other = make_speaker(slug="other")
        other.slug = "new"

        other.full_clean()

    def test_a_new_row_has_no_old_address(self, editor: Any) -> None:
        publish_claim(make_claim(statement=make_statement(speaker=make_speaker(slug="a"))), editor)
        speaker = type(make_speaker())(pk=9999, slug="b", name="B", kind="person", role="B")

        speaker.full_clean()
        assert Facet.objects.filter(name="speaker", value="a").exists()
