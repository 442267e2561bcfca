"""Which rows differ from what is public, and who may publish them alone."""

from typing import Any

import pytest

from claims.models import Claim
from sources.models import Source, Speaker
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


class TestUnpublishedChanges:
    """The mark that lists and the inbox read instead of comparing documents."""

    def marked(self, row: Any) -> bool:
        stored = type(row).objects.get(pk=row.pk)
        assert stored.unpublished_changes == stored.has_unpublished_changes()
        return bool(stored.unpublished_changes)

    @pytest.fixture
    def claim(self) -> Claim:
        claim = make_claim()
        make_followup(claim=claim).publish(by=make_editor())
        return publish_claim(claim, make_editor())

    def test_a_published_row_has_none(self, claim: Claim) -> None:
        assert not self.marked(claim)
        assert not self.marked(claim.followups.get())
        assert not self.marked(claim.links.get().statement.source)

    def test_saving_marks_it_and_taking_the_change_back_unmarks_it(self, claim: Claim) -> None:
        before, claim.note = claim.note, "Something else."
        claim.save()
        assert self.marked(claim)
        claim.note = before
        claim.save()
        assert not self.marked(claim)

    def test_publishing_unmarks_it(self, claim: Claim) -> None:
        claim.note = "Something else."
        claim.save()
        claim.publish(by=make_editor(), reason="Because.")
        assert not self.marked(claim)

    def test_a_new_link_a_new_tag_and_a_link_that_goes_mark_the_claim(self, claim: Claim) -> None:
        claim.retag(add=[make_tag(slug="new")], by=None)
        assert self.marked(claim)
        claim.retag(remove=claim.tags.all(), by=None)
        assert not self.marked(claim)
        link = claim.link(make_statement(), "repeats", by=None)
        assert self.marked(claim)
        link.delete()
        assert not self.marked(claim)

    def test_evidence_marks_itself_and_its_claim(self, claim: Claim) -> None:
        followup = claim.followups.get()
        followup.summary = "Something else was found."
        followup.save()
        assert self.marked(followup)
        assert self.marked(claim)
        followup.publish(by=make_editor(), reason="Because.")
        assert not self.marked(followup)
        assert not self.marked(claim)

    def test_publishing_the_claim_publishes_what_was_edited_in_its_evidence(
        self, claim: Claim
    ) -> None:
        followup = claim.followups.get()
        followup.summary = "Something else was found."
        followup.save()
        claim.publish(by=make_editor(), reason="Because.")
        assert not self.marked(followup)
        assert not self.marked(claim)

    def test_publishing_evidence_leaves_the_mark_of_an_edited_claim(self, claim: Claim) -> None:
        claim.note = "Something else."
        claim.save()
        other = make_followup(claim=claim)
        other.source.publish(by=make_editor())  # type: ignore[union-attr]
        other.publish(by=make_editor())
        assert self.marked(claim)

    def test_a_statement_marks_its_source(self, claim: Claim) -> None:
        statement = claim.links.get().statement
        statement.note = "Something else."
        statement.save()
        assert self.marked(statement.source)
        assert not self.marked(claim)

    def test_a_statement_that_moves_marks_both_sources(self, claim: Claim) -> None:
        statement = make_statement()
        for source in (statement.source, target := make_source()):
            source.publish(by=make_editor())
        left = statement.source
        statement.source = target
        statement.save()
        assert self.marked(left)
        assert self.marked(target)

    def test_a_statement_that_goes_marks_its_source_and_names_who(self) -> None:
        statement, anna = make_statement(), make_editor("anna")
        statement.source.publish(by=anna)
        statement.delete(by=anna)
        assert self.marked(statement.source)
        assert Source.objects.get().changed_by == anna

    @pytest.mark.parametrize("part", ["publisher", "speaker"])
    def test_a_new_name_marks_every_source_that_prints_it(self, claim: Claim, part: str) -> None:
        statement = claim.links.get().statement
        row = statement.speaker if part == "speaker" else statement.source.publisher
        row.note = "For colleagues."
        row.save()
        assert not self.marked(statement.source)
        row.name = "Another name"
        row.save()
        assert self.marked(statement.source)

    def test_a_new_name_of_a_tag_marks_its_claims(self, claim: Claim) -> None:
        tag = make_tag()
        claim.retag(add=[tag], by=None)
        claim.publish(by=make_editor(), reason="Because.")
        tag.description = "For colleagues."
        tag.save()
        assert not self.marked(claim)
        tag.name = "another name"
        tag.save()
        assert self.marked(claim)

    def test_drafts_and_withdrawn_pages_are_not_marked(self, claim: Claim) -> None:
        draft = make_claim()
        draft.save()
        assert not Claim.objects.get(pk=draft.pk).unpublished_changes
        claim.note = "Something else."
        claim.save()
        claim.withdraw(by=make_editor(), reason="Because.")
        assert not Claim.objects.get(pk=claim.pk).unpublished_changes
        claim.note = "Something else again."
        claim.save()
        assert not Claim.objects.get(pk=claim.pk).unpublished_changes


def test_a_name_is_a_change_only_where_readers_see_it() -> None:
    """The control of the marks: a speaker of a draft marks nothing."""
    statement = make_statement()
    speaker = Speaker.objects.get(pk=statement.speaker.pk)
    speaker.name = "Another name"
    speaker.save()
    assert not Source.objects.with_unpublished_changes().exists()
