import hashlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError

from publication.models import Facet
from sources.models import HeldText, Source, Statement
from tests.factories import make_editor, make_publisher, make_source, make_speaker, make_statement

pytestmark = pytest.mark.django_db

HASH = "ab" * 32
NEEDS_BASIS = "A date needs its basis; no date has the basis “unknown”."
NEEDS_BOTH = "Give both the SHA-256 and the length, or neither."
WITHDRAWAL = "A withdrawal needs its time, its person and its reason."
TODAY = datetime(2026, 5, 1, tzinfo=UTC)

# Changed fields, the constraint that refuses them and its sentence.
REFUSED = [
    ({"published_on": ""}, "source_date_has_basis", NEEDS_BASIS),
    ({"date_basis": "unknown"}, "source_date_has_basis", NEEDS_BASIS),
    ({"sha256": HASH}, "source_hash_and_length", NEEDS_BOTH),
    ({"characters": 10}, "source_hash_and_length", NEEDS_BOTH),
    ({"characters": 0}, "source_hash_and_length", NEEDS_BOTH),
    ({"withdrawn_at": TODAY}, "source_withdrawal_complete", WITHDRAWAL),
    ({"withdrawal_reason": "It was a draft."}, "source_withdrawal_complete", WITHDRAWAL),
    (
        {"withdrawn_at": TODAY, "withdrawal_reason": "It was a draft."},
        "source_withdrawal_complete",
        WITHDRAWAL,
    ),
    (
        {"published_on_from": date(2012, 1, 2), "published_on_to": date(2012, 1, 1)},
        "source_published_on_in_order",
        "published_on ends before it begins.",
    ),
]
TAKEN = [
    {"published_on": "", "date_basis": "unknown"},
    {"published_on": "2014", "date_basis": "inferred"},
    {"published_on": "../2014", "date_basis": "address"},
    {"sha256": HASH, "characters": 10},
    {"sha256": HASH, "characters": 0},
    {"sha256": "", "characters": None},
    {"published_on_from": None, "published_on_to": date(2012, 1, 1)},
    {"published_on_from": date(2012, 1, 1), "published_on_to": None},
    {"published_on_from": date(2012, 1, 1), "published_on_to": date(2012, 1, 1)},
]
UNKNOWN = [
    (
        "kind",
        "kind must be one of: blog_post, news_article, press_release, court_filing, patent, "
        "official_report, interview, web_page.",
    ),
    ("date_basis", "date_basis must be one of: stated, address, inferred, unknown."),
]


@pytest.fixture
def editor() -> Any:
    """Without a password: hashing one takes longer than most of these tests."""
    return make_editor("editor")


def changed(source: Source, fields: dict[str, Any]) -> Source:
    for name, value in fields.items():
        setattr(source, name, value)
    return source


def hold(source: Source, text: str) -> None:
    HeldText.objects.create(source=source, text=text)


def facets(source: Source) -> list[tuple[str, str, str, str]]:
    found = source.stored_facets().values_list("name", "value", "label", "detail")
    return sorted(found)


class TestConstraints:
    @pytest.mark.parametrize(("fields", "name", "sentence"), REFUSED)
    def test_a_form_refuses(self, fields: dict[str, Any], name: str, sentence: str) -> None:
        with pytest.raises(ValidationError) as refused:
            changed(make_source(), fields).full_clean()

        assert refused.value.messages == [sentence]

    @pytest.mark.parametrize(("fields", "name", "sentence"), REFUSED)
    def test_the_database_refuses(self, fields: dict[str, Any], name: str, sentence: str) -> None:
        source = make_source()

        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Source.objects.filter(pk=source.pk).update(**fields)

    @pytest.mark.parametrize("fields", TAKEN)
    def test_both_take_what_is_complete(self, fields: dict[str, Any]) -> None:
        source = make_source()

        changed(source, fields).full_clean()

        assert Source.objects.filter(pk=source.pk).update(**fields) == 1

    @pytest.mark.parametrize(("field", "sentence"), UNKNOWN)
    def test_an_unknown_choice_is_refused(self, field: str, sentence: str) -> None:
        source = changed(make_source(), {field: "rumour"})

        with pytest.raises(ValidationError) as refused:
            source.full_clean()
        with pytest.raises(ValidationError) as constrained:
            source.validate_constraints()
        with pytest.raises(IntegrityError, match=f"source_{field}_is_known"), transaction.atomic():
            Source.objects.filter(pk=source.pk).update(**{field: "rumour"})

        assert refused.value.message_dict == {field: ["Value 'rumour' is not a valid choice."]}
        assert constrained.value.messages == [sentence]

    def test_two_sources_cannot_be_made_of_one_file(self) -> None:
        make_source(sha256=HASH, characters=10)
        other = changed(make_source(), {"sha256": HASH, "characters": 10})

        with pytest.raises(ValidationError) as refused:
            other.full_clean()
        with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
            Source.objects.filter(pk=other.pk).update(sha256=HASH, characters=10)

        assert refused.value.messages == ["Another source is already made of this very file."]

    def test_any_number_of_sources_have_no_file(self) -> None:
        make_source()

        make_source().full_clean()

        assert Source.objects.filter(sha256="").count() == 2

    @pytest.mark.parametrize("sha256", ["AB" * 32, "ab" * 31, "xy" * 32, HASH + "\n"])
    def test_it_refuses_what_is_no_hash(self, sha256: str) -> None:
        source = changed(make_source(), {"sha256": sha256, "characters": 10})

        with pytest.raises(ValidationError) as refused:
            source.full_clean()

        assert "64 hexadecimal digits." in refused.value.message_dict["sha256"]

    @pytest.mark.parametrize(
        ("language", "taken"),
        [("en", True), ("it", True), ("pt-BR", True), ("EN", False), ("english", False)],
    )
    def test_its_language_is_a_tag(self, language: str, taken: bool) -> None:
        source = changed(make_source(), {"language": language})

        if taken:
            source.full_clean()
        else:
            with pytest.raises(ValidationError, match=r"A BCP 47 tag, such as en\."):
                source.full_clean()


class TestSource:
    def test_it_works(self) -> None:
        source = make_source(slug="a-post", title="A post")

        assert str(source) == "A post"
        assert source.get_absolute_url() == "/sources/a-post/"
        assert Source.objects.get_by_natural_key(*source.natural_key()) == source

    def test_its_text_is_the_one_held(self) -> None:
        source = make_source()
        assert source.text is None

        hold(source, "First line.\r\n\tSecond line.\n ")

        assert source.text == "First line.\r\n\tSecond line.\n "

    def test_it_cannot_be_deleted_under_its_statements(self) -> None:
        source = make_statement().source

        with pytest.raises(ProtectedError):
            source.delete()

    def test_anchoring_anew_writes_every_state_and_no_position(self) -> None:
        source = make_source()
        exact = make_statement(source=source, quote="Begun.", start=3, end=9)
        lost = make_statement(source=source, quote="Ended.", start=10, end=16)
        elsewhere = make_statement(quote="Begun.", start=3, end=9)
        hold(source, "A: Begun.")

        source.anchor_statements()

        found = {row.pk: (row.anchor, row.start, row.end) for row in Statement.objects.all()}
        assert found == {
            exact.pk: ("exact", 3, 9),
            lost.pk: ("not_found", 10, 16),
            elsewhere.pk: ("unchecked", 3, 9),
        }

    def test_its_document_takes_four_queries_however_many_statements_it_has(
        self, django_assert_num_queries: Any
    ) -> None:
        source = make_source(author=make_speaker())
        for number in range(5):
            make_statement(source=source, quote=f"{number}.", venue=make_publisher())

        # The source with publisher, author and edition; its statements; their speakers and venues.
        with django_assert_num_queries(4):
            row = Source.objects.with_content().get(pk=source.pk)
            assert len(row.document()["statements"]) == 5


class TestPublicColumn:
    @pytest.mark.parametrize(
        ("published_on", "column"),
        [
            ("2011-12-10", date(2011, 12, 10)),
            ("2014-01~", date(2014, 1, 31)),
            ("../2014", date(2014, 12, 31)),
            ("2014/..", date.max),
            ("", date.max),
        ],
    )
    def test_it_is_the_upper_bound_of_the_date(
        self, editor: Any, published_on: str, column: date
    ) -> None:
        basis = "stated" if published_on else "unknown"
        source = make_source(published_on=published_on, date_basis=basis)
        assert source.public_published is None

        source.publish(by=editor)

        assert source.public_published == column

    def test_saving_leaves_it_alone(self, editor: Any) -> None:
        source = make_source(published_on="2011")
        stale = Source.objects.get(pk=source.pk)
        source.publish(by=editor)

        stale.published_on = "2014"
        stale.save()

        source.refresh_from_db()
        assert source.public_published == date(2011, 12, 31)
        assert source.is_published
        assert source.published_on == "2014"


class TestFacets:
    def test_they_are_those_of_the_published_document(self, editor: Any) -> None:
        publisher = make_publisher(slug="gazette", name="The Gazette")
        person = make_speaker(slug="a-doe", name="A. Doe")
        reader = make_speaker(slug="reader", name="A reader", kind="reader")
        source = make_source(slug="post", publisher=publisher, author=person)
        for slug, speaker in (("s-1", person), ("s-2", reader), ("s-3", person)):
            make_statement(slug=slug, source=source, speaker=speaker, venue=make_publisher())

        source.publish(by=editor)

        assert facets(source) == [
            ("kind", "blog_post", "", ""),
            ("publisher", "gazette", "The Gazette", ""),
            ("source", "post", "", ""),
            ("speaker", "a-doe", "A. Doe", "person"),
            ("speaker", "reader", "A reader", "reader"),
            ("statement", "s-1", "", ""),
            ("statement", "s-2", "", ""),
            ("statement", "s-3", "", ""),
        ]
        assert {(facet.since, facet.until) for facet in source.stored_facets()} == {
            (date.min, date.max)
        }

    def test_an_author_who_says_nothing_is_found_too(self, editor: Any) -> None:
        source = make_source(author=make_speaker(slug="a-doe", name="A. Doe"))

        source.publish(by=editor)

        assert ("speaker", "a-doe", "A. Doe", "") in facets(source)

    def test_saving_changes_none(self, editor: Any) -> None:
        source = make_source()
        source.publish(by=editor)
        before = facets(source)

        make_statement(source=source)
        changed(source, {"kind": "patent"}).save()

        assert facets(source) == before

    def test_a_withdrawn_source_has_only_former_statements(self, editor: Any) -> None:
        source = make_statement(slug="s-1").source
        source.publish(by=editor)

        source.withdraw(by=editor, reason="It was another post.")

        assert facets(source) == [("former_statement", "s-1", "", "")]

    def test_a_statement_of_a_former_edition_is_remembered(self, editor: Any) -> None:
        source = make_statement(slug="s-1").source
        dropped = make_statement(slug="s-2", source=source)
        source.publish(by=editor)

        dropped.delete()
        source.publish(by=editor, reason="Those words were not in it.")
        changed(source, {"title": "Another title"}).save()
        source.publish(by=editor, reason="The title was wrong.")

        found = [row[:2] for row in facets(source) if "statement" in row[0]]
        assert found == [("former_statement", "s-2"), ("statement", "s-1")]

    def test_a_statement_that_returns_is_not_a_former_one(self, editor: Any) -> None:
        source = make_source()
        dropped = make_statement(slug="s-1", source=source)
        source.publish(by=editor)
        dropped.delete()
        source.publish(by=editor, reason="Those words were not in it.")

        make_statement(slug="s-1", source=source)
        source.publish(by=editor)

        found = [row[:2] for row in facets(source) if "statement" in row[0]]
        assert found == [("statement", "s-1")]

    def test_only_the_newest_edition_has_any(self, editor: Any) -> None:
        source = make_source()
        source.publish(by=editor)

        changed(source, {"title": "Another title"}).save()
        newest = source.publish(by=editor, reason="The title was wrong.")

        assert set(Facet.objects.values_list("edition", flat=True)) == {newest.pk}


class TestHeldText:
    def test_a_source_holds_one_text(self) -> None:
        source = make_source()
        hold(source, "One.")

        with pytest.raises(IntegrityError), transaction.atomic():
            hold(source, "Two.")

        assert source.text == "One."

    def test_a_text_comes_back_byte_for_byte(self) -> None:
        text = "\ufeff“Begun.”\r\n\u00a0e\u0301 \u212b 😀 𝔹\u200b\t\x0b\x1f"
        source = make_source()

        hold(source, text)

        assert source.text is not None
        digest = hashlib.sha256(source.text.encode()).digest()
        assert digest == hashlib.sha256(text.encode()).digest()
