from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from claims.models import ClaimStatement, Followup
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_speaker,
    make_statement,
)

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 5, 1, tzinfo=UTC)
EVIDENCE = "Name the statement or the source that this rests on, unless the search found nothing."
SILENCE = (
    "A search that found nothing decides nothing: leave the verdict empty, or choose "
    "“unverifiable”."
)
SUPPORT = (
    "“Supported” and “fulfilled” need independent or official evidence: saying it again is not "
    "evidence."
)
REPETITION = "A speaker’s own repetition is not support: choose “updates” or “qualifies”."
RETRACTION = "Only the speaker can retract: the basis must be “self”."
HAPPENED = "Evidence has a date with an end: it has been found."
PUBLICATION = "A publication needs its time and its person."
WITHDRAWAL = "A withdrawal needs its time, its person and its reason."
FULFILMENT = "Only a promise or a goal can be fulfilled or not."
OWN_WORDS = "These are the words of a speaker of the claim: choose “self”."
MOVED = "This was published: its id and its claim cannot change any more."

VERDICTS = [
    *("open", "supported", "contradicted", "qualified", "disputed", "superseded", "retracted"),
    *("fulfilled", "not_fulfilled", "unverifiable"),
]
RELATIONS = ["supports", "contradicts", "qualifies", "updates", "retracts", "found_nothing"]
BASES = ["self", "affiliated", "independent", "official"]

# Changed fields, the constraint that refuses them and its sentence.
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"source": None}, "has_evidence", EVIDENCE),
    *(
        ({"relation": "found_nothing", "verdict": verdict}, "silence_is_no_contradiction", SILENCE)
        for verdict in ("open", "contradicted", "not_fulfilled", "disputed")
    ),
    *(
        ({"verdict": verdict, "basis": basis}, "support_is_independent", SUPPORT)
        for verdict in ("supported", "fulfilled")
        for basis in ("self", "affiliated")
    ),
    ({"relation": "supports", "basis": "self"}, "repetition_is_no_support", REPETITION),
    *(
        ({"verdict": "retracted", "basis": basis}, "only_the_speaker_retracts", RETRACTION)
        for basis in ("affiliated", "independent", "official")
    ),
    ({"published_at": TODAY}, "publication_complete", PUBLICATION),
    ({"withdrawn_at": TODAY}, "withdrawal_complete", WITHDRAWAL),
    ({"withdrawal_reason": "A slip."}, "withdrawal_complete", WITHDRAWAL),
    ({"occurred_on_to": None}, "has_happened", HAPPENED),
    (
        {"occurred_on_from": date(2012, 3, 2), "occurred_on_to": date(2012, 3, 1)},
        "occurred_on_in_order",
        "occurred_on ends before it begins.",
    ),
]
TAKEN: list[dict[str, Any]] = [
    {"relation": "found_nothing", "source": None},
    {"relation": "found_nothing"},
    {"relation": "found_nothing", "source": None, "verdict": "unverifiable"},
    *(
        {"verdict": verdict, "basis": basis}
        for verdict in ("supported", "fulfilled")
        for basis in ("independent", "official")
    ),
    *({"relation": "supports", "basis": basis} for basis in BASES[1:]),
    *({"relation": relation, "basis": "self"} for relation in ("updates", "qualifies")),
    {"relation": "retracts", "verdict": "retracted", "basis": "self"},
    {"verdict": "unverifiable"},
    {"verdict": ""},
    {"occurred_on_from": None},
]


@pytest.fixture
def editor() -> Any:
    """Without a password: hashing one takes longer than most of these tests."""
    return make_editor("editor")


def changed(followup: Followup, **fields: Any) -> Followup:
    for name, value in fields.items():
        setattr(followup, name, value)
    return followup


def allowed(relation: str, basis: str, verdict: str, *, evidence: bool) -> bool:
    """The rules as the design has them, in other words than the constraints."""
    modest = verdict in ("", "unverifiable")
    independent = basis in ("independent", "official")
    return (
        (modest if relation == "found_nothing" else evidence)
        and (independent or verdict not in ("supported", "fulfilled"))
        and not (relation == "supports" and basis == "self")
        and (basis == "self" or verdict != "retracted")
    )


class TestConstraints:
    @pytest.mark.parametrize(("fields", "name", "sentence"), REFUSED)
    def test_a_form_refuses(self, fields: dict[str, Any], name: str, sentence: str) -> None:
        followup = make_followup(claim=make_claim(kind="promise"))

        with pytest.raises(ValidationError) as refused:
            changed(followup, **fields).full_clean()

        assert refused.value.messages == [sentence]

    @pytest.mark.parametrize(("fields", "name", "sentence"), REFUSED)
    def test_the_database_refuses(self, fields: dict[str, Any], name: str, sentence: str) -> None:
        followup = make_followup()

        with pytest.raises(IntegrityError, match=f"followup_{name}"), transaction.atomic():
            Followup.objects.filter(pk=followup.pk).update(**fields)

    @pytest.mark.parametrize("fields", TAKEN)
    def test_both_take_what_is_right(self, fields: dict[str, Any]) -> None:
        followup = make_followup(claim=make_claim(kind="promise"))

        changed(followup, **fields).full_clean()

        assert Followup.objects.filter(pk=followup.pk).update(**fields) == 1

    @pytest.mark.parametrize("relation", RELATIONS)
    @pytest.mark.parametrize("basis", BASES)
    def test_form_and_database_agree_on_every_combination(self, relation: str, basis: str) -> None:
        followup = make_followup(claim=make_claim(kind="goal"))
        source = followup.source

        # The other verdicts are in no constraint.
        for verdict in ("", "open", "supported", "retracted", "fulfilled", "unverifiable"):
            for named in (source, None):
                fields = {"relation": relation, "basis": basis, "verdict": verdict, "source": named}
                expected = allowed(relation, basis, verdict, evidence=named is not None)
                assert self.form_takes(followup, fields) == expected, fields
                assert self.database_takes(followup, fields) == expected, fields

    def form_takes(self, followup: Followup, fields: dict[str, Any]) -> bool:
        try:
            changed(followup, **fields).full_clean()
        except ValidationError:
            return False
        return True

    def database_takes(self, followup: Followup, fields: dict[str, Any]) -> bool:
        try:
            with transaction.atomic():
                Followup.objects.filter(pk=followup.pk).update(**fields)
        except IntegrityError:
            return False
        return True

    @pytest.mark.parametrize(
        ("field", "sentence"),
        [
            ("relation", f"relation must be one of: {', '.join(RELATIONS)}."),
            ("basis", f"basis must be one of: {', '.join(BASES)}."),
            ("verdict", f"verdict must be one of: {', '.join(VERDICTS)}."),
        ],
    )
    def test_an_unknown_choice_is_refused(self, field: str, sentence: str) -> None:
        followup = changed(make_followup(), **{field: "rumour"})
        name = f"followup_{field}_is_known"

        with pytest.raises(ValidationError) as refused:
            followup.full_clean()
        with pytest.raises(ValidationError) as constrained:
            followup.validate_constraints()
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Followup.objects.filter(pk=followup.pk).update(**{field: "rumour"})

        assert refused.value.message_dict == {field: ["Value 'rumour' is not a valid choice."]}
        assert constrained.value.messages == [sentence]

    @pytest.mark.parametrize("occurred_on", ["2014/..", "2014-05/"])
    def test_evidence_that_never_ended_is_not_saved(self, occurred_on: str) -> None:
        with pytest.raises(IntegrityError, match="followup_has_happened"), transaction.atomic():
            make_followup(occurred_on=occurred_on)

    def test_words_alone_are_evidence_too(self) -> None:
        make_followup(statement=make_statement()).full_clean()

    def test_a_date_is_needed(self) -> None:
        with pytest.raises(ValidationError) as refused:
            changed(make_followup(), occurred_on="").full_clean()

        assert refused.value.message_dict == {"occurred_on": ["This field cannot be blank."]}


class TestFulfilment:
    @pytest.mark.parametrize("verdict", ["fulfilled", "not_fulfilled"])
    @pytest.mark.parametrize("kind", ["promise", "goal"])
    def test_a_promise_or_a_goal_can_be_fulfilled_or_not(self, kind: str, verdict: str) -> None:
        make_followup(claim=make_claim(kind=kind), verdict=verdict).full_clean()

    @pytest.mark.parametrize("verdict", ["fulfilled", "not_fulfilled"])
    @pytest.mark.parametrize("kind", ["fact", "non_answer"])
    def test_nothing_else_can(self, kind: str, verdict: str) -> None:
        followup = make_followup(claim=make_claim(kind=kind), verdict=verdict)

        with pytest.raises(ValidationError) as refused:
            followup.full_clean()

        assert refused.value.message_dict == {"verdict": [FULFILMENT]}

    @pytest.mark.parametrize("kind", ["fact", "promise", "goal", "non_answer"])
    @pytest.mark.parametrize("verdict", ["supported", "contradicted", "unverifiable", ""])
    def test_other_verdicts_are_for_every_kind(self, kind: str, verdict: str) -> None:
        make_followup(claim=make_claim(kind=kind), verdict=verdict).full_clean()


class TestOwnWords:
    @pytest.mark.parametrize("role", ["makes", "repeats", "hedges"])
    @pytest.mark.parametrize("basis", ["affiliated", "independent", "official"])
    def test_the_words_of_a_speaker_of_the_claim_have_the_basis_self(
        self, role: str, basis: str
    ) -> None:
        speaker = make_speaker()
        claim = make_claim(statement=make_statement(speaker=speaker), role=role)
        statement = make_statement(speaker=speaker)
        followup = make_followup(claim=claim, statement=statement, relation="updates", basis="self")
        followup.full_clean()

        with pytest.raises(ValidationError) as refused:
            changed(followup, basis=basis).full_clean()

        assert refused.value.message_dict == {"basis": [OWN_WORDS]}

    @pytest.mark.parametrize("basis", ["affiliated", "independent", "official"])
    def test_a_second_document_does_not_hide_whose_words_they_are(self, basis: str) -> None:
        speaker = make_speaker()
        claim = make_claim(statement=make_statement(speaker=speaker))
        statement = make_statement(speaker=speaker)

        followup = make_followup(
            claim=claim, statement=statement, source=make_source(), basis=basis
        )

        with pytest.raises(ValidationError, match="choose “self”"):
            followup.full_clean()

    @pytest.mark.parametrize("basis", BASES)
    def test_who_only_reports_the_claim_may_give_evidence(self, basis: str) -> None:
        speaker = make_speaker()
        claim = make_claim(statement=make_statement(speaker=speaker), role="reports")
        statement = make_statement(speaker=speaker)

        make_followup(claim=claim, statement=statement, basis=basis).full_clean()

    @pytest.mark.parametrize("basis", BASES)
    def test_two_readers_need_not_be_the_same_person(self, basis: str) -> None:
        reader = make_speaker(kind="reader")
        claim = make_claim(statement=make_statement(speaker=reader))
        statement = make_statement(speaker=reader)

        make_followup(claim=claim, statement=statement, basis=basis).full_clean()

    @pytest.mark.parametrize("basis", BASES)
    def test_somebody_else_may_give_evidence(self, basis: str) -> None:
        another_claims = make_claim().statements.get().speaker
        statement = make_statement(speaker=another_claims)

        make_followup(claim=make_claim(), statement=statement, basis=basis).full_clean()

    def test_one_of_several_speakers_is_enough(self) -> None:
        claim = make_claim()
        second = make_statement()
        ClaimStatement.objects.create(claim=claim, statement=second, role="hedges")
        statement = make_statement(speaker=second.speaker)
        followup = make_followup(claim=claim, statement=statement, basis="official")

        with pytest.raises(ValidationError, match="choose “self”"):
            followup.full_clean()

    def test_both_faults_are_named_at_once(self) -> None:
        speaker = make_speaker()
        claim = make_claim(statement=make_statement(speaker=speaker))
        statement = make_statement(speaker=speaker)
        followup = make_followup(
            claim=claim, statement=statement, basis="official", verdict="not_fulfilled"
        )

        with pytest.raises(ValidationError) as refused:
            followup.full_clean()

        assert refused.value.message_dict == {"verdict": [FULFILMENT], "basis": [OWN_WORDS]}


class TestFollowup:
    def test_it_works(self) -> None:
        claim = make_claim(slug="it-is-so", text="It is so.")
        followup = make_followup(slug="f-1", claim=claim)

        assert str(followup) == "2012-03-01 contradicts: It is so."
        assert followup.get_absolute_url() == "/claims/it-is-so/#f-1"
        assert Followup.objects.get_by_natural_key(*followup.natural_key()) == followup

    def test_a_form_without_a_claim_has_no_more_to_say(self) -> None:
        followup = make_followup()
        followup.claim_id = None  # type: ignore[assignment]

        with pytest.raises(ValidationError) as refused:
            followup.full_clean()

        assert refused.value.message_dict == {"claim": ["This field cannot be null."]}


class TestMoving:
    @pytest.fixture
    def published(self, editor: Any) -> Followup:
        followup = make_followup(slug="f-1")
        followup.publish(by=editor)
        return followup

    def test_a_published_one_keeps_its_id(self, published: Followup) -> None:
        with pytest.raises(ValidationError) as refused:
            changed(published, slug="f-2").full_clean()

        assert refused.value.messages == [MOVED]

    def test_a_published_one_keeps_its_claim(self, published: Followup) -> None:
        with pytest.raises(ValidationError) as refused:
            changed(published, claim=make_claim()).full_clean()

        assert refused.value.messages == [MOVED]

    def test_so_does_one_that_was_withdrawn(self, published: Followup, editor: Any) -> None:
        published.withdraw(by=editor, reason="A slip.")

        with pytest.raises(ValidationError, match="cannot change any more"):
            changed(published, slug="f-2").full_clean()

    def test_its_words_may_change(self, published: Followup) -> None:
        changed(published, summary="Better words.", verdict="disputed").full_clean()

    def test_a_draft_may_move(self) -> None:
        followup = make_followup(slug="f-1")

        changed(followup, slug="f-2", claim=make_claim()).full_clean()

    def test_a_published_one_cannot_be_deleted(self, published: Followup) -> None:
        with pytest.raises(ValidationError) as refused:
            published.delete()

        assert refused.value.messages == [
            f"“{published}” was published: withdraw it instead of deleting it."
        ]
        assert Followup.objects.get() == published

    def test_nor_can_one_that_somebody_else_published_meanwhile(self, editor: Any) -> None:
        followup = make_followup()
        stale = Followup.objects.get()
        followup.publish(by=editor)

        with pytest.raises(ValidationError, match="withdraw it instead of deleting it"):
            stale.delete()

    def test_nor_can_it_in_bulk(self, published: Followup) -> None:
        with pytest.raises(ValidationError):
            Followup.objects.all().delete()

        assert Followup.objects.get() == published

    def test_a_draft_can_be_deleted(self) -> None:
        make_followup().delete()
        make_followup()
        Followup.objects.all().delete()

        assert not Followup.objects.exists()
