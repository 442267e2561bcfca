import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from publication.models import AppendOnlyError, Edition, Facet
from sources.models import Source
from tests.factories import make_editor, make_source, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    return make_source(slug="interview")


@pytest.fixture
def edition(source: Source, editor: Any) -> Edition:
    return source.publish(by=editor)


def stored() -> list[tuple[Any, ...]]:
    return list(Edition.objects.values_list())


CHANGES: dict[str, Callable[[Edition], Any]] = {
    "save": lambda edition: edition.save(),
    "save of some fields": lambda edition: edition.save(update_fields=["reason"]),
    "delete": lambda edition: edition.delete(),
    "update": lambda edition: Edition.objects.update(reason="Tampered."),
    "update of one": lambda edition: Edition.objects.filter(pk=1).update(reason="Tampered."),
    "bulk update": lambda edition: Edition.objects.bulk_update([edition], ["reason"]),
    "update or create": lambda edition: Edition.objects.update_or_create(
        {"reason": "Tampered."}, number=1
    ),
    "delete of a queryset": lambda edition: Edition.objects.filter(pk=1).delete(),
    "delete of all": lambda edition: Edition.objects.all().delete(),
}
PAST_THE_MODEL: dict[str, Callable[[Edition], Any]] = {
    "update by the base manager": lambda edition: Edition._base_manager.update(reason="Tampered."),
    "raw delete": lambda edition: Edition.objects.all()._raw_delete("default"),
    "raw save": lambda edition: edition.save_base(raw=True),
    "upsert": lambda edition: Edition.objects.bulk_create(
        [edition], update_conflicts=True, update_fields=["reason"], unique_fields=["number"]
    ),
    "a new one under its number": lambda edition: twin(edition).save(),
}


def twin(edition: Edition, **fields: Any) -> Edition:
    """An edition like this one that is not stored."""
    columns = {field.attname: getattr(edition, field.attname) for field in Edition._meta.fields}
    return Edition(**{**columns, **fields})


class TestAppendOnly:
    @pytest.mark.parametrize("name", CHANGES)
    def test_the_model_refuses(self, edition: Edition, name: str) -> None:
        before = stored()
        edition.reason = "Tampered."

        with pytest.raises(AppendOnlyError, match=r"^Editions are append-only: "):
            CHANGES[name](edition)
        assert stored() == before

    def test_whoever_published_cannot_be_deleted(self, edition: Edition, editor: Any) -> None:
        with pytest.raises(ProtectedError):
            editor.delete()
        assert make_editor().delete()

    @pytest.mark.parametrize("name", PAST_THE_MODEL)
    def test_the_database_refuses(self, edition: Edition, name: str) -> None:
        before = stored()
        edition.reason = "Tampered."

        with pytest.raises(IntegrityError), transaction.atomic():
            PAST_THE_MODEL[name](edition)
        assert stored() == before

    @pytest.mark.parametrize(
        "name", sorted({*PAST_THE_MODEL} - {"a new one under its number", "raw delete"})
    )
    def test_without_the_triggers_the_database_would_not(
        self, edition: Edition, lifted: Callable[[], Any], name: str
    ) -> None:
        edition.reason = "Tampered."

        with lifted():
            PAST_THE_MODEL[name](edition)
            assert Edition.objects.get().reason == "Tampered."

    def test_without_them_a_new_one_still_takes_no_number_of_another(
        self, edition: Edition, lifted: Callable[[], Any]
    ) -> None:
        with lifted(), pytest.raises(IntegrityError), transaction.atomic():
            twin(edition, reason="Tampered.").save()

    def test_a_new_edition_is_taken(self, edition: Edition) -> None:
        twin(edition, number=2, previous_id=1).save()

        assert list(Edition.objects.values_list("number", "previous")) == [(1, None), (2, 1)]

    def test_a_page_cannot_have_two_editions_after_the_same_one(self, edition: Edition) -> None:
        twin(edition, number=2, previous_id=1).save()

        with pytest.raises(IntegrityError), transaction.atomic():
            twin(edition, number=3, previous_id=1).save()


class TestOperation:
    def test_a_form_refuses_an_unknown_one(self, edition: Edition) -> None:
        unknown = twin(edition, number=2, operation="redact", previous_id=1, reason="Why.")

        with pytest.raises(ValidationError) as refused:
            unknown.full_clean()
        assert refused.value.message_dict == {
            "operation": ["Value 'redact' is not a valid choice."]
        }
        with pytest.raises(ValidationError) as refused:
            unknown.validate_constraints()
        assert refused.value.messages == ["operation must be one of: publish, correct, withdraw."]

    def test_the_database_refuses_an_unknown_one(self, edition: Edition) -> None:
        with (
            pytest.raises(IntegrityError, match="edition_operation_is_known"),
            transaction.atomic(),
        ):
            twin(edition, number=2, operation="redact").save()

    @pytest.mark.parametrize("operation", ["publish", "correct", "withdraw"])
    def test_both_take_the_known_ones(self, edition: Edition, operation: str) -> None:
        known = twin(edition, number=2, operation=operation, previous_id=1, reason="Why.")
        known.full_clean()
        known.save()

        assert known.is_withdrawal == (operation == "withdraw")


class TestFeedLine:
    def test_the_first_of_a_page(self, edition: Edition) -> None:
        edition.published_at = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)

        assert edition.feed_line() == {
            "number": 1,
            "kind": "source",
            "id": "interview",
            "operation": "publish",
            "published_at": "2026-11-22T09:30:15Z",
            "reason": "",
            "digest": edition.digest,
            "previous_digest": None,
        }

    def test_the_second_of_a_page(
        self, edition: Edition, source: Source, editor: Any, clock: time_machine.Traveller
    ) -> None:
        make_source().publish(by=editor)
        source.title = "A title"
        source.save()
        source.publish(by=editor, reason="It was wrong.")

        assert Edition.objects.get(number=3).feed_line() == {
            "number": 3,
            "kind": "source",
            "id": "interview",
            "operation": "correct",
            "published_at": "2026-11-22T09:30:15Z",
            "reason": "It was wrong.",
            "digest": Edition.objects.get(number=3).digest,
            "previous_digest": edition.digest,
        }

    def test_its_content_is_its_document(self, edition: Edition) -> None:
        assert edition.content == json.loads(edition.document)
        assert edition.content["title"] == "Title of interview"


class TestInForce:
    """A small history of three sources, and what the public record held after each edition."""

    @pytest.fixture(autouse=True)
    def history(self, editor: Any) -> None:
        self.editor = editor
        self.sources = {name: make_source(slug=name) for name in "abc"}
        self.publish("a")
        self.publish("b")
        self.correct("a")
        self.withdraw("b")
        self.publish("c")
        self.publish("b")
        self.withdraw("a")
        self.correct("c")
        self.correct("c")
        self.publish("a")
        self.withdraw("c")
        self.withdraw("b")

    def publish(self, name: str) -> None:
        self.sources[name].publish(by=self.editor, reason="Why.")

    def correct(self, name: str) -> None:
        self.sources[name].title += "!"
        self.sources[name].save()
        self.publish(name)

    def withdraw(self, name: str) -> None:
        self.sources[name].withdraw(by=self.editor, reason="Why.")

    EXPECTED = [
        *([], [1], [1, 2], [2, 3], [3], [3, 5], [3, 5, 6], [5, 6], [6, 8], [6, 9], [6, 9, 10]),
        *([6, 10], [10], [10]),
    ]

    def test_it_is_the_last_edition_of_each_page_that_is_not_withdrawn(self) -> None:
        found = [
            list(Edition.objects.in_force(at).values_list("number", flat=True)) for at in range(14)
        ]

        assert found == self.EXPECTED

    def test_it_is_what_replaying_every_edition_gives(self) -> None:
        for at in range(14):
            held: dict[int, int] = {}
            for edition in Edition.objects.filter(number__lte=at):
                held[edition.object_id] = edition.number
                if edition.operation == "withdraw":
                    del held[edition.object_id]

            found = {edition.number for edition in Edition.objects.in_force(at)}

            assert found == set(held.values()), at

    def test_later_editions_do_not_change_it(self) -> None:
        before = [list(Edition.objects.in_force(at)) for at in range(13)]
        self.publish("b")
        self.correct("a")

        assert [list(Edition.objects.in_force(at)) for at in range(13)] == before
        assert list(Edition.objects.in_force(14)) != before[12]

    def test_the_newest_number(self) -> None:
        assert Edition.objects.newest_number() == 12


def test_before_anything_was_published_the_newest_number_is_0() -> None:
    assert Edition.objects.newest_number() == 0


class TestAtAddress:
    def rename(self, source: Source, slug: str, editor: Any) -> None:
        source.slug = slug
        source.save()
        source.publish(by=editor, reason="A better address.")

    def found(self, key: str) -> tuple[int, str] | None:
        edition = Edition.objects.at_address("source", key)
        return (edition.number, edition.newest_key) if edition else None

    def test_it_is_the_newest_edition(self, edition: Edition, source: Source, editor: Any) -> None:
        make_source().publish(by=editor)
        assert self.found("interview") == (1, "interview")

        make_statement(source=source)
        source.publish(by=editor)
        assert self.found("interview") == (3, "interview")

        source.withdraw(by=editor, reason="Wrong.")
        assert self.found("interview") == (4, "interview")

    def test_nothing_is_at_other_addresses(self, edition: Edition) -> None:
        make_source(slug="draft")

        assert self.found("draft") is None
        assert self.found("interview-2") is None
        assert Edition.objects.at_address("claim", "interview") is None

    def test_an_old_address_knows_the_new_one(
        self, edition: Edition, source: Source, editor: Any
    ) -> None:
        self.rename(source, "renamed", editor)
        assert self.found("interview") == (1, "renamed")
        assert self.found("renamed") == (2, "renamed")

        self.rename(source, "interview", editor)
        assert self.found("interview") == (3, "interview")
        assert self.found("renamed") == (2, "interview")

    def test_an_address_that_is_not_published_yet_answers_to_nobody(
        self, edition: Edition, source: Source
    ) -> None:
        source.slug = "renamed"
        source.save()

        assert self.found("interview") == (1, "interview")
        assert self.found("renamed") is None

    def test_it_is_one_query(
        self, edition: Edition, django_assert_num_queries: Callable[[int], Any]
    ) -> None:
        with django_assert_num_queries(1):
            self.found("interview")

    def test_of_has_all_of_an_address_newest_first(
        self, edition: Edition, source: Source, editor: Any
    ) -> None:
        source.withdraw(by=editor, reason="Wrong.")
        self.rename(source, "renamed", editor)

        numbers = Edition.objects.of("source", "interview").values_list("number", flat=True)

        assert list(numbers) == [2, 1]


class TestFacets:
    def facets(self) -> set[tuple[int, str, str]]:
        return set(Facet.objects.values_list("edition", "name", "value"))

    def test_only_the_newest_edition_has_any(
        self, edition: Edition, source: Source, editor: Any
    ) -> None:
        publisher = source.publisher.slug
        first = {("source", "interview"), ("publisher", publisher), ("kind", "blog_post")}
        assert self.facets() == {(1, *facet) for facet in first}

        statement = make_statement(source=source)
        source.publish(by=editor)
        second = first | {("statement", statement.slug), ("speaker", statement.speaker.slug)}
        assert self.facets() == {(2, *facet) for facet in second}

        source.withdraw(by=editor, reason="Wrong.")
        assert self.facets() == {(3, "former_statement", statement.slug)}

        source.publish(by=editor)
        assert self.facets() == {(4, *facet) for facet in second}

    def test_none_is_stored_twice(self, edition: Edition) -> None:
        def store(day: int, label: str = "") -> None:
            since = date(2011, 1, day)
            Facet.objects.create(edition=edition, name="tag", value="a", since=since, label=label)

        store(1)
        store(2)
        with pytest.raises(IntegrityError), transaction.atomic():
            store(1, "A")

    def test_those_of_other_pages_stay(self, edition: Edition, editor: Any) -> None:
        before = self.facets()
        other = make_source()
        other.publish(by=editor)
        other.withdraw(by=editor, reason="Wrong.")

        assert self.facets() == before
