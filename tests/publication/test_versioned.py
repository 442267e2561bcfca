"""Nobody overwrites what somebody else saved, and every row knows who changed it last."""

from typing import Any

import pytest

from publication.models import Conflict
from publication.models.publishable import now
from sources.models import Publisher, Source
from tests.factories import make_publisher, make_source
from tests.publication.conftest import NOW
from tests.publication.test_concurrent_publishing import in_threads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def state(row: Any) -> tuple[Any, ...]:
    stored = type(row).objects.get(pk=row.pk)
    return stored.version, stored.changed_by, stored.changed_at


class TestSaving:
    def test_a_new_row_has_the_first_version(self, editor: Any) -> None:
        row = Publisher(slug="a-blog", name="A blog")
        row.save(by=editor)
        assert state(row) == (1, editor, NOW)

    def test_every_save_raises_the_version_and_notes_who(self, editor: Any) -> None:
        row = make_publisher()
        assert state(row) == (1, None, NOW)
        for version in (2, 3):
            row.name = f"Version {version}"
            row.save(by=editor)
            assert (row.version, *state(row)) == (version, version, editor, NOW)

    def test_a_program_is_nobody(self, editor: Any) -> None:
        row = make_publisher()
        row.save(by=editor)
        row.save()
        assert state(row) == (3, None, NOW)

    def test_named_fields_are_written_with_the_turn(self, editor: Any) -> None:
        row = make_publisher(url="https://example.org/")
        row.name, row.url = "Another name", "https://example.net/"
        row.save(by=editor, update_fields=["name"])
        stored = Publisher.objects.get()
        assert (stored.name, stored.url) == ("Another name", "https://example.org/")
        assert state(row) == (2, editor, NOW)

    def test_the_second_of_two_savers_is_refused(self, editor: Any) -> None:
        row = make_publisher(name="A name")
        first, second = Publisher.objects.get(), Publisher.objects.get()
        first.name, second.name = "The first", "The second"
        first.save(by=editor)
        with pytest.raises(Conflict, match="saved or deleted by somebody else"):
            second.save()
        assert Publisher.objects.get().name == "The first"
        assert state(row) == (2, editor, NOW)

    def test_so_is_one_whose_row_was_deleted(self) -> None:
        make_publisher()
        first, second = Publisher.objects.get(), Publisher.objects.get()
        first.delete()
        with pytest.raises(Conflict):
            second.save()
        assert not Publisher.objects.exists()

    def test_publishing_is_no_save(self, editor: Any) -> None:
        source = make_source()
        opened = Source.objects.get()
        source.publish(by=editor)
        opened.title = "Another title"
        opened.save(by=editor)
        assert Source.objects.get().title == "Another title"

    def test_the_history_says_who_and_why(self, editor: Any) -> None:
        row = make_publisher()
        row.save(by=editor, why="A better name.")
        row.delete(by=editor)
        told = (
            Publisher.history.filter(slug=row.slug)
            .order_by("history_id")
            .values_list("history_type", "history_user", "history_change_reason", "version")
        )
        assert list(told) == [
            ("+", None, None, 1),
            ("~", editor.pk, "A better name.", 2),
            ("-", editor.pk, None, 3),
        ]


@pytest.mark.django_db(transaction=True)
class TestThreads:
    ATTEMPTS = 250
    THREADS = 8

    def test_of_two_thousand_conflicting_saves_each_is_kept_or_refused(self) -> None:
        """Each reads the row, changes it and saves: what was saved is a chain without a gap."""
        key = make_publisher(name="0").pk

        def save(thread: int) -> list[tuple[int, str]]:
            saved = []
            for attempt in range(self.ATTEMPTS):
                row = Publisher.objects.get(pk=key)
                row.name = f"{thread}-{attempt}"
                try:
                    row.save()
                except Conflict:
                    continue
                saved.append((row.version, row.name))
            return saved

        results = in_threads(save, range(self.THREADS))

        assert [result for result in results if isinstance(result, Exception)] == []
        saved = sorted(pair for result in results for pair in result)
        refused = self.ATTEMPTS * self.THREADS - len(saved)
        # Without a conflict this would test nothing.
        assert refused > 0
        assert [version for version, _ in saved] == list(range(2, len(saved) + 2))
        row = Publisher.objects.get(pk=key)
        assert (row.version, row.name) == saved[-1]
        history = row.history.order_by("history_id").values_list("version", "name")
        assert list(history) == [(1, "0"), *saved]

    def test_without_the_version_one_would_overwrite_the_other(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The control: two read the same version, both write, and the first words are lost."""
        monkeypatch.setattr(Publisher, "_take_turn", lambda self: None)
        make_publisher(name="before")
        first, second = Publisher.objects.get(), Publisher.objects.get()
        first.name, second.name = "first", "second"
        first.save()
        second.save()
        assert Publisher.objects.get().name == "second"


def test_the_clock_of_editions_has_seconds() -> None:
    assert now() == NOW.replace(microsecond=0)
