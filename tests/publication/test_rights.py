"""Who may publish and withdraw what: asked where it happens, whoever calls."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError

from claims.models import Claim, Followup
from publication.models import Edition
from sources.models import Source
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

pytestmark = pytest.mark.django_db

GROUPS = ("Contributor", "Editor", "Publisher", "Auditor")
# Which groups may do it; nobody else may, and nothing is written then.
MAY_PUBLISH = {
    "source": {"Publisher"},
    "claim": {"Publisher"},
    "followup": {"Editor", "Publisher"},
    "statement": {"Editor", "Publisher"},
}
MAY_WITHDRAW = {"source": {"Publisher"}, "claim": {"Publisher"}, "followup": {"Publisher"}}


def prepared(kind: str, verb: str) -> Any:
    """A row of this kind that somebody with the right could publish, or withdraw, at once."""
    chief = make_editor()
    if kind == "source":
        row: Any = make_source()
    elif kind == "statement":
        row = make_source()
        row.publish(by=chief)
        make_statement(source=row)
    elif kind == "claim":
        row = make_claim()
        row.links.get().statement.source.publish(by=chief)
    else:
        row = make_followup(claim=publish_claim(make_claim(), chief))
        row.source.publish(by=chief)
    if verb == "withdraw":
        row.publish(by=chief)
    return type(row).objects.get(pk=row.pk)


def attempt(row: Any, verb: str, by: Any) -> bool:
    """Whether it was done; where it was refused, no edition was made."""
    before = Edition.objects.count()
    try:
        getattr(row, verb)(by=by, reason="Because.")
    except PermissionDenied:
        assert Edition.objects.count() == before
        return False
    assert Edition.objects.count() == before + 1
    return True


class TestGroups:
    def test_there_are_four(self) -> None:
        assert set(Group.objects.values_list("name", flat=True)) == set(GROUPS)

    @pytest.mark.parametrize("kind", MAY_PUBLISH)
    def test_publishing(self, kind: str) -> None:
        done = {g for g in GROUPS if attempt(prepared(kind, "publish"), "publish", member(g))}
        assert done == MAY_PUBLISH[kind]

    @pytest.mark.parametrize("kind", MAY_WITHDRAW)
    def test_withdrawing(self, kind: str) -> None:
        done = {g for g in GROUPS if attempt(prepared(kind, "withdraw"), "withdraw", member(g))}
        assert done == MAY_WITHDRAW[kind]

    def test_statements_are_no_way_to_publish_a_source(self) -> None:
        """An editor publishes statements, not a new title that came along with them."""
        row = prepared("statement", "publish")
        row.title = "Another title"
        row.save()
        assert not row.may_publish(member("Editor"))
        assert not attempt(row, "publish", member("Editor"))
        assert attempt(row, "publish", member("Publisher"))

    def test_evidence_that_was_withdrawn_comes_back_as_it_went(self) -> None:
        """Only with the right to withdraw, and with a reason."""
        row = prepared("followup", "withdraw")
        row.withdraw(by=make_editor(), reason="Entered twice.")
        assert not attempt(row, "publish", member("Editor"))
        with pytest.raises(ValidationError, match="This brings withdrawn evidence back"):
            row.publish(by=member("Publisher"))
        assert attempt(row, "publish", member("Publisher"))
        assert Followup.objects.published().exists()

    def test_nor_to_bring_a_withdrawn_source_back(self) -> None:
        row = prepared("source", "withdraw")
        row.withdraw(by=make_editor(), reason="Entered twice.")
        make_statement(source=row)
        assert not attempt(Source.objects.get(pk=row.pk), "publish", member("Editor"))

    def test_who_left_may_nothing(self) -> None:
        gone = make_editor(group="Publisher")
        gone.is_active = False
        gone.save()
        assert not attempt(prepared("source", "publish"), "publish", gone)


def member(group: str) -> Any:
    """Somebody of this group, one for each test."""
    return type(make_editor()).objects.filter(groups__name=group).first() or make_editor(
        group=group
    )


class TestSecondEditor:
    @pytest.fixture(autouse=True)
    def four_eyes(self, settings: Any) -> None:
        settings.REQUIRE_SECOND_EDITOR = True

    @pytest.fixture
    def anna(self) -> Any:
        return make_editor("anna")

    @pytest.fixture
    def bert(self) -> Any:
        return make_editor("bert")

    def refuses(self, row: Any, by: Any) -> bool:
        row = type(row).objects.get(pk=row.pk)
        before = Edition.objects.count()
        try:
            row.publish(by=by, reason="Because.")
        except ValidationError as error:
            return "somebody else publishes it" in str(error) and Edition.objects.count() == before
        return False

    def saved(self, row: Any, by: Any, **values: Any) -> Any:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(by=by)
        return row

    def test_who_wrote_the_last_change_cannot_publish_it(self, anna: Any, bert: Any) -> None:
        source = self.saved(make_source(), anna, title="By Anna")
        assert self.refuses(source, anna)
        assert not self.refuses(source, bert)

    def test_without_the_setting_they_can(self, anna: Any, settings: Any) -> None:
        settings.REQUIRE_SECOND_EDITOR = False
        assert not self.refuses(self.saved(make_source(), anna), anna)

    def test_nobody_publishes_their_own_words_beside_those_of_others(
        self, anna: Any, bert: Any
    ) -> None:
        source = make_source()
        source.publish(by=bert)
        first, second = (make_statement(source=source) for _ in range(2))
        self.saved(first, anna)
        self.saved(second, bert)
        assert self.refuses(source, anna)
        assert self.refuses(source, bert)
        # One who has read the other’s words and says so takes them over.
        first.refresh_from_db()
        self.saved(first, bert)
        assert self.refuses(source, bert)
        assert not self.refuses(source, anna)

    def test_the_last_change_counts_and_not_an_earlier_one(self, anna: Any, bert: Any) -> None:
        source = self.saved(make_source(), anna, title="By Anna")
        self.saved(source, bert, title="By Bert")
        assert self.refuses(source, bert)
        assert not self.refuses(source, anna)

    def test_a_statement_is_a_change_of_its_source(self, anna: Any, bert: Any) -> None:
        source = self.saved(make_source(), anna)
        source.publish(by=bert)
        self.saved(make_statement(source=source), bert)
        assert self.refuses(source, bert)
        assert not self.refuses(source, anna)

    def test_a_statement_that_was_published_before_is_none(self, anna: Any, bert: Any) -> None:
        source = self.saved(make_source(), bert)
        self.saved(make_statement(source=source), anna)
        source.publish(by=make_editor())
        self.saved(Source.objects.get(pk=source.pk), bert, title="Corrected by Bert")
        assert not self.refuses(source, anna)

    def test_a_new_name_is_a_change_of_the_source_that_prints_it(
        self, anna: Any, bert: Any
    ) -> None:
        statement = make_statement()
        statement.source.publish(by=anna)
        self.saved(statement.speaker, bert, name="A corrected name")
        assert self.refuses(statement.source, bert)
        assert not self.refuses(statement.source, anna)

    def test_so_is_a_new_name_of_a_venue(self, anna: Any, bert: Any) -> None:
        statement = make_statement(venue=make_publisher())
        statement.source.publish(by=anna)
        self.saved(statement.venue, bert, name="A corrected name")
        assert self.refuses(statement.source, bert)
        assert not self.refuses(statement.source, anna)

    def test_a_tag_that_is_deleted_is_a_change_of_its_claims(self, anna: Any, bert: Any) -> None:
        tag, claim = make_tag(), make_claim()
        claim.retag(add=[tag], by=anna)
        publish_claim(claim, bert)
        tag.delete(by=bert)
        assert Claim.objects.get().unpublished_changes
        assert self.refuses(claim, bert)
        assert not self.refuses(claim, anna)

    def test_so_is_a_statement_that_is_deleted(self, anna: Any, bert: Any) -> None:
        source, kept = make_source(), make_statement()
        statement = make_statement(source=source)
        source.publish(by=anna)
        statement.delete(by=bert)
        assert self.refuses(source, bert)
        assert not self.refuses(source, anna)
        assert kept.pk

    def test_links_and_tags_are_changes_of_the_claim(self, anna: Any, bert: Any) -> None:
        claim = publish_claim(self.saved(make_claim(), bert), anna)
        claim.retag(add=[make_tag()], by=bert)
        assert self.refuses(claim, bert)
        assert not self.refuses(claim, anna)
        statement = make_statement()
        statement.source.publish(by=bert)
        Claim.objects.get().link(statement, "repeats", by=anna)
        assert self.refuses(claim, anna)
        assert not self.refuses(claim, bert)

    def test_another_edition_in_between_does_not_launder_a_change(
        self, anna: Any, bert: Any
    ) -> None:
        claim = publish_claim(make_claim(), anna)
        self.saved(claim, anna, text="A claim that Anna changed.")
        followup = self.saved(make_followup(claim=claim), anna)
        followup.source.publish(by=bert)
        followup.publish(by=bert)
        assert self.refuses(claim, anna)
        assert not self.refuses(claim, bert)

    def test_evidence_needs_a_second_editor_too(self, anna: Any, bert: Any) -> None:
        followup = self.saved(make_followup(claim=publish_claim(make_claim(), bert)), anna)
        followup.source.publish(by=bert)
        assert self.refuses(followup, anna)
        assert not Followup.objects.published().exists()
        assert not self.refuses(followup, bert)

    def test_withdrawing_needs_none(self, anna: Any) -> None:
        source = make_source()
        source.publish(by=anna)
        self.saved(Source.objects.get(pk=source.pk), anna, title="By Anna").withdraw(
            by=anna, reason="Entered twice."
        )
        assert not Source.objects.published().exists()

    def test_publishing_what_did_not_change_is_no_matter(self, anna: Any, bert: Any) -> None:
        source = self.saved(make_source(), anna)
        source.publish(by=bert)
        assert not self.refuses(source, anna)
