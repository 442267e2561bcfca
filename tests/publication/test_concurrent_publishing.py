"""Several editors publish at once, each in a thread with a connection of its own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections

from publication.chain import first_fault
from publication.models import Edition, appending, publishable
from sources.models import Source
from tests.factories import make_editor, make_publisher, make_source, make_statement

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


def in_threads(work: Callable[[Any], Any], parts: Iterable[Any]) -> list[Any]:
    """Do it with every part at once; what comes back is each result or exception."""
    parts = list(parts)
    start = Barrier(len(parts), timeout=30)

    def run(part: Any) -> Any:
        try:
            start.wait()
            return work(part)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(parts)) as threads:
        return list(threads.map(run, parts))


def fault() -> str | None:
    return first_fault(Edition.objects.order_by("number"))


def numbers() -> list[int]:
    return list(Edition.objects.values_list("number", flat=True))


class TestPublishing:
    def test_forty_sources_make_forty_editions_without_a_gap(self) -> None:
        editor, publisher = make_editor(), make_publisher()
        sources = [make_source(publisher=publisher) for _ in range(40)]

        def publish(own: list[Source]) -> list[int]:
            return [source.publish(by=editor).number for source in own]

        taken = in_threads(publish, (sources[index::THREADS] for index in range(THREADS)))

        assert [error for error in taken if isinstance(error, Exception)] == []
        assert sorted(number for own in taken for number in own) == list(range(1, 41))
        assert numbers() == list(range(1, 41))
        assert fault() is None
        assert Source.objects.published().count() == 40

    def test_one_source_makes_one_edition(self) -> None:
        editor, source = make_editor(), make_source()

        def publish(_: int) -> int:
            return Source.objects.get(pk=source.pk).publish(by=editor).number

        assert in_threads(publish, range(THREADS)) == [1] * THREADS
        assert numbers() == [1]
        assert fault() is None

    def test_corrections_of_one_source_follow_each_other(self) -> None:
        editor, source = make_editor(), make_source()
        source.publish(by=editor)

        def correct(index: int) -> int:
            make_statement(source=source, slug=f"statement-of-{index}")
            return Source.objects.get(pk=source.pk).publish(by=editor).number

        taken = in_threads(correct, range(THREADS))

        assert [error for error in taken if isinstance(error, Exception)] == []
        # Who comes late finds the statements of others published already.
        assert set(taken) <= set(numbers())
        assert list(Edition.objects.values_list("previous", flat=True)) == [None, *numbers()[:-1]]
        assert len(Edition.objects.order_by("number").last().content["statements"]) == THREADS
        assert fault() is None

    def test_without_the_lock_two_would_take_one_number(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        editor, sources = make_editor(), [make_source(), make_source()]
        monkeypatch.setattr(publishable, "lock_chain", lambda: None)
        if connection.vendor == "sqlite":
            begin_by_reading = {**connection.settings_dict["OPTIONS"], "transaction_mode": None}
            monkeypatch.setitem(connection.settings_dict, "OPTIONS", begin_by_reading)
        # The digest is computed after the newest number was read and before the row is written.
        both_have_read = Barrier(2, timeout=30)
        digest = appending.digest

        def digest_when_both_have_read(document: bytes) -> str:
            both_have_read.wait()
            return digest(document)

        monkeypatch.setattr(appending, "digest", digest_when_both_have_read)

        results = in_threads(lambda source: source.publish(by=editor), sources)

        # "Duplicate key" on PostgreSQL, "database is locked" on SQLite.
        refused = [result for result in results if isinstance(result, DatabaseError)]
        assert [len(results), len(refused), numbers()] == [2, 1, [1]]


class TestFlush:
    """That the next test begins without editions, and with the triggers."""

    @pytest.mark.parametrize("turn", [1, 2, 3])
    def test_every_test_begins_at_the_beginning(self, turn: int) -> None:
        assert numbers() == []
        assert make_source().publish(by=make_editor()).number == 1

        with pytest.raises(IntegrityError, match="editions are append-only"):
            Edition.objects.all()._raw_delete("default")
