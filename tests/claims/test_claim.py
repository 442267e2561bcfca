from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from claims import search
from claims.models import Claim, ClaimStatement, Tag
from publication.models import Edition
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_statement,
    make_tag,
    publish_claim,
)

pytestmark = pytest.mark.django_db

WITHDRAWAL = "A withdrawal needs its time, its person and its reason."
TODAY = datetime(2026, 5, 1, tzinfo=UTC)

# Changed fields, the constraint that refuses them and its sentence.
REFUSED = [
    (
        {"public_standing": "proven"},
        "claim_public_standing_is_known",
        "public_standing must be one of: open, supported, contradicted, qualified, disputed, "
        "superseded, retracted, fulfilled, not_fulfilled, unverifiable.",
    ),
    (
        {"due_on_from": date(2012, 1, 2), "due_on_to": date(2012, 1, 1)},
        "claim_due_on_in_order",
        "due_on ends before it begins.",
    ),
    ({"withdrawn_at": TODAY}, "claim_withdrawal_complete", WITHDRAWAL),
    ({"withdrawal_reason": "Nobody said it."}, "claim_withdrawal_complete", WITHDRAWAL),
]
TAKEN = [
    {"public_standing": "not_fulfilled"},
    {"due_on_from": date(2012, 1, 1), "due_on_to": date(2012, 1, 1)},
    {"kind": "non_answer"},
]


@pytest.fixture
def editor() -> Any:
    """Without a password: hashing one takes longer than most of these tests."""
    return make_editor("editor")


def changed(row: Any, **fields: Any) -> Any:
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def make_link() -> ClaimStatement:
    return make_claim().links.get()


def public_state(claim: Claim) -> tuple[Any, ...]:
    """Everything that readers could see of a claim."""
    names = [name for name in Claim.PUBLIC_COLUMNS if name != "unpublished_changes"]
    columns = Claim.objects.values_list("edition", *names).get(pk=claim.pk)
    facets = claim.stored_facets().order_by("pk").values_list()
    entry = search.is_current(claim.pk, claim.searchable_document)
    return columns, list(facets), entry, Edition.objects.count()


class TestConstraints:
    @pytest.mark.parametrize(("fields", "name", "sentence"), REFUSED)
    def test_a_form_refuses(self, fields: dict[str, Any], name: str, sentence: str) -> None:
        with pytest.raises(ValidationError) as refused:
            changed(make_claim(), **fields).full_clean()

        assert refused.value.messages == [sentence]

    @pytest.mark.parametrize(("fields", "name", "sentence"), REFUSED)
    def test_the_database_refuses(self, fields: dict[str, Any], name: str, sentence: str) -> None:
        claim = make_claim()

        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**fields)

    @pytest.mark.parametrize("fields", TAKEN)
    def test_both_take_what_is_right(self, fields: dict[str, Any]) -> None:
        claim = make_claim()

        changed(claim, **fields).full_clean()

        assert Claim.objects.filter(pk=claim.pk).update(**fields) == 1

    @pytest.mark.parametrize(
        ("make", "field", "sentence"),
        [
            (make_claim, "kind", "kind must be one of: fact, promise, goal, non_answer."),
            (make_tag, "group", "group must be one of: stage, product, place, topic."),
            (make_link, "role", "role must be one of: makes, repeats, hedges, reports."),
        ],
    )
    def test_an_unknown_choice_is_refused(self, make: Any, field: str, sentence: str) -> None:
        row = changed(make(), **{field: "rumour"})
        name = f"{row._meta.model_name}_{field}_is_known"

        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        with pytest.raises(ValidationError) as constrained:
            row.validate_constraints()
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{field: "rumour"})

        assert refused.value.message_dict == {field: ["Value 'rumour' is not a valid choice."]}
        assert constrained.value.messages == [sentence]

    def test_a_statement_is_linked_once(self) -> None:
        claim = make_claim()
        again = ClaimStatement(claim=claim, statement=claim.statements.get(), role="reports")

        with pytest.raises(ValidationError) as refused:
            again.full_clean()
        with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
            ClaimStatement.objects.bulk_create([again])

        assert refused.value.messages == ["This statement is linked to the claim already."]

    def test_one_statement_makes_many_claims(self) -> None:
        statement = make_claim().statements.get()
        link = ClaimStatement(claim=make_claim(), statement=statement, role="makes")

        link.full_clean()
        link.save()

        assert statement.claims.count() == 2


class TestClaim:
    def test_it_works(self) -> None:
        claim = make_claim(slug="it-is-so", text="It is so.")

        assert str(claim) == "It is so."
        assert claim.get_absolute_url() == "/claims/it-is-so/"
        assert Claim.objects.get_by_natural_key(*claim.natural_key()) == claim

    @pytest.mark.parametrize("text", ["It is so", "Is it so?", "It is so. ", "It is so.\n", "…"])
    def test_it_refuses_a_text_that_is_no_sentence(self, text: str) -> None:
        with pytest.raises(ValidationError) as refused:
            changed(make_claim(), text=text).full_clean()

        assert refused.value.message_dict == {
            "text": ["A claim is one sentence and ends with a full stop."]
        }

    @pytest.mark.parametrize("text", ["It is so.", "Begun.", "It costs 2.5 credits."])
    def test_it_takes_a_sentence(self, text: str) -> None:
        changed(make_claim(), text=text).full_clean()

    def test_no_two_claims_have_one_text(self) -> None:
        make_claim(text="It is so.")

        with pytest.raises(ValidationError) as refused:
            changed(make_claim(), text="It is so.").full_clean()

        assert list(refused.value.message_dict) == ["text"]


class TestTag:
    def test_it_works(self) -> None:
        tag = make_tag(slug="begun", name="production begun")

        tag.full_clean()

        assert str(tag) == "production begun"
        assert Tag.objects.get_by_natural_key(*tag.natural_key()) == tag

    def test_the_slug_of_a_published_tag_stays(self, editor: Any) -> None:
        claim = make_claim()
        claim.tags.add(make_tag(slug="begun"))
        publish_claim(claim, editor)

        with pytest.raises(ValidationError) as refused:
            changed(claim.tags.get(), slug="started").full_clean()

        assert refused.value.message_dict == {
            "slug": ["“begun” is published, and a published address answers for ever."]
        }

    def test_the_slug_of_a_draft_can_change(self, editor: Any) -> None:
        claim = publish_claim(make_claim(), editor)
        claim.tags.add(make_tag(slug="begun"))

        changed(claim.tags.get(), slug="started").full_clean()


class TestSaving:
    def test_it_changes_nothing_that_readers_see(self, editor: Any) -> None:
        claim = make_claim(kind="promise", due_on="2012")
        make_followup(claim=claim, verdict="contradicted").publish(by=editor)
        publish_claim(claim, editor)
        before = public_state(claim)

        changed(claim, text="It is otherwise.", due_on="2020", slug="otherwise").save()
        claim.tags.add(make_tag())
        ClaimStatement.objects.create(claim=claim, statement=make_statement(), role="repeats")
        make_followup(claim=claim, verdict="disputed")

        assert public_state(claim) == before
        assert claim.has_unpublished_changes()

    def test_a_form_opened_before_a_publication_cannot_put_an_older_state_back(
        self, editor: Any
    ) -> None:
        claim = make_claim()
        stale = Claim.objects.get(pk=claim.pk)
        publish_claim(claim, editor)
        before = public_state(claim)

        changed(stale, note="A note.").save()

        assert public_state(claim) == before
        assert Claim.objects.get(pk=claim.pk).note == "A note."
