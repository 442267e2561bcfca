from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sources.models import Publisher, Source, Speaker
from tests.factories import make_editor, make_publisher, make_source, make_speaker, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Any:
    """Without a password: hashing one takes longer than most of these tests."""
    return make_editor("editor")


class TestSpeaker:
    def test_it_works(self) -> None:
        speaker = make_speaker(slug="a-doe", name="A. Doe")

        assert str(speaker) == "A. Doe"
        assert speaker.get_absolute_url() == "/speakers/a-doe/"
        assert Speaker.objects.get_by_natural_key(*speaker.natural_key()) == speaker

    @pytest.mark.parametrize("kind", ["person", "organisation", "reader"])
    def test_it_is_of_a_known_kind(self, kind: str) -> None:
        speaker = make_speaker(kind=kind)

        speaker.full_clean()

    def test_it_refuses_another_kind(self) -> None:
        speaker = make_speaker()
        speaker.kind = "ghost"

        with pytest.raises(ValidationError) as refused:
            speaker.full_clean()
        with pytest.raises(ValidationError) as constrained:
            speaker.validate_constraints()
        with pytest.raises(IntegrityError, match="speaker_kind_is_known"), transaction.atomic():
            Speaker.objects.filter(pk=speaker.pk).update(kind="ghost")

        assert refused.value.message_dict == {"kind": ["Value 'ghost' is not a valid choice."]}
        assert constrained.value.messages == ["kind must be one of: person, organisation, reader."]

    def test_readers_share_one_entry(self) -> None:
        make_speaker(kind="reader")
        second = make_speaker()
        second.kind = "reader"

        with pytest.raises(ValidationError) as refused:
            second.full_clean()
        with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
            Speaker.objects.filter(pk=second.pk).update(kind="reader")
        with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
            Speaker.objects.bulk_create([Speaker(slug="r", name="R", kind="reader", role="R")])

        assert refused.value.messages == ["All anonymous commenters share the one reader entry."]

    @pytest.mark.parametrize("kind", ["person", "organisation"])
    def test_any_number_of_people_and_organisations_have_theirs(self, kind: str) -> None:
        make_speaker(kind="reader")
        make_speaker(kind=kind)

        make_speaker(kind=kind).full_clean()

    def test_the_one_reader_can_be_saved_again(self) -> None:
        reader = make_speaker(kind="reader")

        reader.role = "Somebody who wrote below a post"
        reader.full_clean()
        reader.save()

        assert Speaker.objects.get(kind="reader").role == "Somebody who wrote below a post"

    @pytest.mark.parametrize("field", ["slug", "name"])
    def test_nobody_else_has_its_slug_or_name(self, field: str) -> None:
        first, second = make_speaker(), make_speaker()
        setattr(second, field, getattr(first, field))

        with pytest.raises(ValidationError) as refused:
            second.full_clean()
        with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
            Speaker.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})

        assert list(refused.value.message_dict) == [field]


class TestPublishedAddress:
    def test_the_slug_of_a_published_speaker_stays(self, editor: Any) -> None:
        speaker = make_speaker(slug="a-doe")
        make_statement(speaker=speaker).source.publish(by=editor)
        speaker.slug = "b-doe"

        with pytest.raises(ValidationError) as refused:
            speaker.full_clean()

        assert refused.value.message_dict == {
            "slug": ["“a-doe” is published, and a published address answers for ever."]
        }

    def test_so_does_that_of_a_published_author(self, editor: Any) -> None:
        author = make_speaker(slug="a-doe")
        make_source(author=author).publish(by=editor)
        author.slug = "b-doe"

        with pytest.raises(ValidationError, match="“a-doe” is published"):
            author.full_clean()

    def test_the_slug_of_a_draft_can_change(self, editor: Any) -> None:
        speaker = make_speaker(slug="a-doe")
        make_statement(speaker=speaker)
        make_statement().source.publish(by=editor)

        speaker.slug = "b-doe"
        speaker.full_clean()
        speaker.save()

        assert Speaker.objects.get(pk=speaker.pk).slug == "b-doe"

    def test_the_name_of_a_published_speaker_can_change(self, editor: Any) -> None:
        speaker = make_speaker()
        make_statement(speaker=speaker).source.publish(by=editor)

        speaker.name = "A. Doe-Roe"
        speaker.full_clean()

    def test_a_published_publisher_of_the_same_slug_is_another_thing(self, editor: Any) -> None:
        speaker = make_speaker(slug="engines")
        make_source(publisher=make_publisher(slug="engines")).publish(by=editor)

        speaker.slug = "motors"
        speaker.full_clean()


class TestPublisher:
    def test_it_works(self) -> None:
        publisher = make_publisher(slug="the-gazette", name="The Gazette")

        publisher.full_clean()

        assert str(publisher) == "The Gazette"
        assert Publisher.objects.get_by_natural_key(*publisher.natural_key()) == publisher

    def test_it_cannot_be_deleted_under_its_sources(self) -> None:
        source = make_source()

        with pytest.raises(IntegrityError):
            source.publisher.delete()

        assert Source.objects.get().publisher == source.publisher

    @pytest.mark.parametrize("slug", ["a", "2011", "a-doe", "a-1-b"])
    def test_a_slug_is_small_letters_digits_and_hyphens(self, slug: str) -> None:
        make_publisher(slug=slug).full_clean()

    @pytest.mark.parametrize(
        "slug", ["A-doe", "a_doe", "a--doe", "-a", "a-", "a doe", "é", "a/b", "a\n", "x" * 81]
    )
    def test_it_refuses_another_slug(self, slug: str) -> None:
        publisher = make_publisher()
        publisher.slug = slug

        with pytest.raises(ValidationError) as refused:
            publisher.full_clean()

        assert list(refused.value.message_dict) == ["slug"]
