from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError

from sources.models import HeldText, Statement
from tests.factories import make_claim, make_editor, make_source, make_speaker, make_statement

pytestmark = pytest.mark.django_db

POSITION = "Give both positions, the start before the end."
QUESTION = "A question’s positions need the question, start first."
PASSAGE = "This passage of the source already is a statement."
SPACE = "Leave out the white space before and after the words."
NAMES = 'A list of names is allowed here: ["One", "Two"].'

# Changed fields, the constraint that refuses them and its sentence.
REFUSED = [
    ({"start": 5, "end": 5}, "statement_position_in_order", POSITION),
    ({"start": 6, "end": 5}, "statement_position_in_order", POSITION),
    (
        {"question": "Begun?", "question_start": 5, "question_end": 5},
        "statement_question_in_order",
        QUESTION,
    ),
    (
        {"question": "Begun?", "question_start": 6, "question_end": 5},
        "statement_question_in_order",
        QUESTION,
    ),
    ({"question_start": 0, "question_end": 6}, "statement_question_in_order", QUESTION),
    ({"question_start": 0}, "statement_question_in_order", QUESTION),
    ({"question_end": 6}, "statement_question_in_order", QUESTION),
    (
        {"said_on_from": date(2012, 1, 2), "said_on_to": date(2012, 1, 1)},
        "statement_said_on_in_order",
        "said_on ends before it begins.",
    ),
    # A comparison with NULL is unknown, and a check refuses only what it knows to be false.
    ({"start": 5}, "statement_position_in_order", POSITION),
    ({"end": 5}, "statement_position_in_order", POSITION),
    ({"question": "Begun?", "question_start": 0}, "statement_question_in_order", QUESTION),
    ({"question": "Begun?", "question_end": 6}, "statement_question_in_order", QUESTION),
]
TAKEN = [
    {"start": None, "end": None},
    {"start": 0, "end": 1},
    {"start": 5, "end": 11},
    {"question": "Begun?"},
    {"question": "Begun?", "question_start": 0, "question_end": 6},
    {"said_on_from": date(2012, 1, 1), "said_on_to": date(2012, 1, 1)},
    {"said_on_from": date(2012, 1, 1), "said_on_to": None},
    {"said_on_from": None, "said_on_to": date(2012, 1, 1)},
]


@pytest.fixture
def editor() -> Any:
    """Without a password: hashing one takes longer than most of these tests."""
    return make_editor("editor")


def changed(statement: Statement, fields: dict[str, Any]) -> Statement:
    for name, value in fields.items():
        setattr(statement, name, value)
    return statement


def source_with(text: str) -> Any:
    source = make_source()
    HeldText.objects.create(source=source, text=text)
    return source


class TestConstraints:
    @pytest.mark.parametrize(("fields", "name", "sentence"), REFUSED)
    def test_a_form_refuses(self, fields: dict[str, Any], name: str, sentence: str) -> None:
        with pytest.raises(ValidationError) as refused:
            changed(make_statement(), fields).full_clean()

        assert refused.value.messages == [sentence]

    @pytest.mark.parametrize(("fields", "name", "sentence"), REFUSED)
    def test_the_database_refuses(self, fields: dict[str, Any], name: str, sentence: str) -> None:
        statement = make_statement()

        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Statement.objects.filter(pk=statement.pk).update(**fields)

    @pytest.mark.parametrize("fields", TAKEN)
    def test_both_take_what_is_complete(self, fields: dict[str, Any]) -> None:
        statement = make_statement()

        changed(statement, fields).full_clean()

        assert Statement.objects.filter(pk=statement.pk).update(**fields) == 1

    def test_it_refuses_an_unknown_kind(self) -> None:
        statement = changed(make_statement(), {"kind": "rumour"})

        with pytest.raises(ValidationError) as refused:
            statement.full_clean()
        with pytest.raises(ValidationError) as constrained:
            statement.validate_constraints()
        with pytest.raises(IntegrityError, match="statement_kind_is_known"), transaction.atomic():
            Statement.objects.filter(pk=statement.pk).update(kind="rumour")

        assert refused.value.message_dict == {"kind": ["Value 'rumour' is not a valid choice."]}
        assert constrained.value.messages == [
            "kind must be one of: assertion, forecast, condition, denial, refusal, report."
        ]

    def test_it_refuses_an_unknown_anchor(self) -> None:
        statement = changed(make_statement(), {"anchor": "roughly"})

        with pytest.raises(ValidationError) as refused:
            statement.full_clean()
        with pytest.raises(IntegrityError, match="statement_anchor_is_known"), transaction.atomic():
            Statement.objects.filter(pk=statement.pk).update(anchor="roughly")

        assert refused.value.messages == [
            "anchor must be one of: exact, normalised, moved, not_found, ambiguous, unchecked."
        ]


class TestPassage:
    def test_a_passage_is_one_statement(self) -> None:
        first = make_statement(start=5, end=11)
        second = changed(make_statement(source=first.source), {"start": 5, "end": 11})

        with pytest.raises(ValidationError) as refused:
            second.full_clean()
        with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
            Statement.objects.filter(pk=second.pk).update(start=5, end=11)

        assert refused.value.messages == [PASSAGE]

    @pytest.mark.parametrize(("start", "end"), [(5, 12), (4, 11), (20, 26), (None, None)])
    def test_another_passage_is_another_statement(self, start: int | None, end: int | None) -> None:
        first = make_statement(start=5, end=11)

        make_statement(source=first.source, start=start, end=end).full_clean()

    def test_so_is_the_same_passage_of_another_source(self) -> None:
        make_statement(start=5, end=11)

        make_statement(start=5, end=11).full_clean()

    def test_words_without_a_place_may_be_any_number(self) -> None:
        first = make_statement()

        make_statement(source=first.source).full_clean()

        assert Statement.objects.filter(source=first.source, start=None).count() == 2


class TestClean:
    @pytest.mark.parametrize("field", ["quote", "question"])
    @pytest.mark.parametrize("words", [" Begun.", "Begun.\n", "\u00a0Begun.", "Begun.\t"])
    def test_it_refuses_white_space_around_the_words(self, field: str, words: str) -> None:
        with pytest.raises(ValidationError) as refused:
            changed(make_statement(), {field: words}).full_clean()

        assert refused.value.message_dict == {field: [SPACE]}

    @pytest.mark.parametrize("field", ["quote", "question"])
    def test_it_takes_white_space_within_the_words(self, field: str) -> None:
        changed(make_statement(), {field: "Begun.\r\n\u00a0 Really."}).full_clean()

    @pytest.mark.parametrize(
        "names",
        [["One", 2], [""], [None], {"One": 1}, "One", 7, [["One"]], ["\ud800"], ["a\0"]],
    )
    def test_it_refuses_relays_that_are_no_list_of_names(self, names: Any) -> None:
        with pytest.raises(ValidationError) as refused:
            changed(make_statement(), {"relayed_through": names}).full_clean()

        assert refused.value.message_dict == {"relayed_through": [NAMES]}

    @pytest.mark.parametrize("names", [[], ["The Gazette"], ["The Gazette", "A. Doe"]])
    def test_it_takes_a_list_of_names(self, names: list[str]) -> None:
        changed(make_statement(), {"relayed_through": names}).full_clean()

    def test_it_names_every_fault_at_once(self) -> None:
        faults = {"quote": " Begun.", "question": "Begun? ", "relayed_through": [""]}

        with pytest.raises(ValidationError) as refused:
            changed(make_statement(), faults).full_clean()

        assert refused.value.message_dict == {
            "quote": [SPACE],
            "question": [SPACE],
            "relayed_through": [NAMES],
        }

    def test_the_slug_of_a_published_statement_stays(self, editor: Any) -> None:
        statement = make_statement(slug="s-1")
        statement.source.publish(by=editor)

        with pytest.raises(ValidationError) as refused:
            changed(statement, {"slug": "s-2"}).full_clean()

        assert refused.value.message_dict == {
            "slug": ["“s-1” is published, and a published address answers for ever."]
        }

    def test_the_slug_of_a_draft_can_change(self, editor: Any) -> None:
        draft = make_statement(slug="s-1")
        make_statement().source.publish(by=editor)

        changed(draft, {"slug": "s-2"}).full_clean()

    def test_a_new_row_has_no_slug_to_change(self, editor: Any) -> None:
        published = make_statement(slug="s-1")
        published.source.publish(by=editor)
        published.pk, published.slug = None, "s-2"

        published.full_clean()


class TestAddress:
    def test_the_address_of_a_former_statement_is_not_taken_by_other_words(
        self, editor: Any
    ) -> None:
        former = make_statement(slug="s-1", quote="Begun.")
        former.source.publish(by=editor)
        former.delete()
        other = make_statement(quote="Never begun.")
        other.slug = "s-1"

        for _ in range(2):
            with pytest.raises(ValidationError) as refused:
                other.full_clean()
            assert "once belonged to other words" in refused.value.message_dict["slug"][0]
            former.source.publish(by=editor, reason="Those words were not in it.")

    def test_a_statement_of_a_withdrawn_source_keeps_its_address(self, editor: Any) -> None:
        statement = make_statement(slug="s-1")
        statement.source.publish(by=editor)
        statement.source.withdraw(by=editor, reason="Entered twice.")

        statement.full_clean()


class TestAnchor:
    # Text, quote, start, end, and the anchor that a saved statement has.
    STATES = [
        ("A: Begun.", "Begun.", 3, 9, "exact"),
        ("A: Begun.", "Begun.", 2, 8, "moved"),
        ("A: Begun.", "Begun.", None, None, "moved"),
        ("A: It’s begun.", "It's begun.", 3, 14, "normalised"),
        ("yes, no, yes", "yes", None, None, "ambiguous"),
        ("A: Begun.", "Ended.", 3, 9, "not_found"),
        ("", "Begun.", 0, 6, "not_found"),
    ]

    @pytest.mark.parametrize(("text", "quote", "start", "end", "anchor"), STATES)
    def test_it_is_computed_for_a_new_row(
        self, text: str, quote: str, start: int | None, end: int | None, anchor: str
    ) -> None:
        source = source_with(text)

        statement = make_statement(source=source, quote=quote, start=start, end=end)

        assert Statement.objects.get(pk=statement.pk).anchor == anchor

    @pytest.mark.parametrize(("text", "quote", "start", "end", "anchor"), STATES)
    def test_it_follows_every_change(
        self, text: str, quote: str, start: int | None, end: int | None, anchor: str
    ) -> None:
        statement = make_statement(quote="Before.", start=100, end=107)
        assert statement.anchor == "unchecked"
        HeldText.objects.create(source=statement.source, text=text)

        changed(statement, {"quote": quote, "start": start, "end": end}).save()

        assert Statement.objects.get(pk=statement.pk).anchor == anchor
        assert (statement.start, statement.end) == (start, end)

    def test_an_anchor_written_by_hand_does_not_stay(self) -> None:
        statement = make_statement()

        changed(statement, {"anchor": "exact"}).save()

        assert Statement.objects.get(pk=statement.pk).anchor == "unchecked"

    def test_what_stands_around_tells_equal_words_apart(self) -> None:
        source = source_with("yes, no, yes!")

        statement = make_statement(source=source, quote="yes", prefix=", ", suffix="!")

        assert statement.anchor == "moved"

    def test_it_is_that_of_the_source_that_it_was_moved_to(self) -> None:
        statement = make_statement(source=source_with("A: Begun."), start=3, end=9)
        assert statement.anchor == "exact"

        changed(statement, {"source": source_with("Begun.")}).save()

        assert Statement.objects.get(pk=statement.pk).anchor == "moved"

    def test_writing_other_columns_alone_leaves_it(self) -> None:
        statement = make_statement()
        HeldText.objects.create(source=statement.source, text="Begun.")

        changed(statement, {"note": "Printed in bold."}).save(update_fields=["note"])

        assert Statement.objects.get(pk=statement.pk).anchor == "unchecked"


class TestStatement:
    def test_it_works(self) -> None:
        speaker = make_speaker(name="A. Doe")
        statement = make_statement(slug="s-1", speaker=speaker)

        assert str(statement) == "A. Doe, 2011-12-09: “Begun.”"
        assert statement.get_absolute_url() == "/statements/s-1/"
        assert Statement.objects.get_by_natural_key(*statement.natural_key()) == statement

    def test_its_name_is_short(self) -> None:
        speaker = make_speaker(name="A. Doe")

        assert str(make_statement(speaker=speaker, said_on="", quote="x" * 60)) == (
            f"A. Doe, undated: “{'x' * 60}”"
        )
        assert str(make_statement(speaker=speaker, said_on="2014-21", quote="x" * 61)) == (
            f"A. Doe, 2014-21: “{'x' * 57}…”"
        )

    def test_document_order_is_by_place_and_the_unplaced_come_last(self) -> None:
        source = make_source()
        for slug, start in (("z", None), ("b", 20), ("c", 3), ("a", None)):
            make_statement(slug=slug, source=source, start=start, end=start and start + 6)

        assert [row.slug for row in Statement.objects.in_document_order()] == ["c", "b", "a", "z"]

    def test_it_cannot_be_deleted_under_a_claim(self) -> None:
        statement = make_statement()
        make_claim(statement=statement)

        with pytest.raises(ProtectedError):
            statement.delete()

    def test_its_question_stands_where_it_was_recorded(self) -> None:
        statement = make_statement(question="Begun?", question_start=3, question_end=9)

        assert statement.question_stands_in("Q: Begun? A: Begun.")
        assert not statement.question_stands_in("Q:  Begun? A: Begun.")
        assert not statement.question_stands_in("Q: begun? A: Begun.")

    def test_a_question_without_a_place_is_not_looked_for(self) -> None:
        assert make_statement(question="Begun?").question_stands_in("A: Begun.")


class TestMovingToAnotherSource:
    def test_a_draft_may_move(self) -> None:
        statement = make_statement()
        statement.source = make_source()
        statement.full_clean()

    def test_published_words_stay(self, editor: Any) -> None:
        statement = make_statement()
        statement.source.publish(by=editor)
        statement.full_clean()
        statement.source = make_source()
        with pytest.raises(ValidationError) as refused:
            statement.full_clean()
        assert refused.value.message_dict["source"] == [
            "These words are published in their source, so they stay there."
        ]
