"""That the number of the newest edition is not asked for all the time, and is never an old one."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from publication import newest
from publication.newest import newest_number
from tests.factories import make_editor, make_source

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        self.now += 0.000_001
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(newest, "monotonic", found)
    monkeypatch.setattr(newest, "FRESH", 0.01)
    monkeypatch.setattr(newest, "_known", {})
    monkeypatch.setattr(newest._last, "forgotten", 0.0)
    return found


@pytest.fixture(autouse=True)
def source() -> None:
    make_source(slug="interview").publish(by=make_editor())


def asked() -> tuple[int, int]:
    """The number, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        number = newest_number()
    return number, len(queries)


def publish_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """As another process would, of which this one hears nothing."""
    with monkeypatch.context() as patch:
        patch.setattr("publication.models.appending.forget", lambda: None)
        make_source(slug="elsewhere").publish(by=make_editor("other"))


def test_it_is_asked_for_once_in_a_while(clock: Clock) -> None:
    assert [asked(), asked(), asked()] == [(1, 1), (1, 0), (1, 0)]
    clock.now += 0.01
    assert [asked(), asked()] == [(1, 1), (1, 0)]


def test_what_this_process_publishes_counts_at_once() -> None:
    asked()
    make_source(slug="report").publish(by=make_editor("other"))

    assert asked() == (2, 1)


def test_what_another_one_publishes_counts_soon(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked()
    publish_elsewhere(monkeypatch)
    assert asked() == (1, 0)
    clock.now += 0.01
    assert asked() == (2, 1)


def test_while_one_thread_asks_the_others_do_with_what_was_known(clock: Clock) -> None:
    asked()
    clock.now += 0.01
    with newest._asking:
        assert asked() == (1, 0)
        clock.now += 0.01
        assert asked() == (1, 1)
        newest.forget()
        assert asked() == (1, 1)
    assert not newest._asking.locked()


def test_who_asked_before_a_publication_tells_nobody_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask = newest._asked

    def slowly(database: str) -> int:
        """The answer is found, and before it is told there is a new one."""
        number = ask(database)
        make_source(slug="report").publish(by=make_editor("other"))
        return number

    with monkeypatch.context() as patch:
        patch.setattr(newest, "_asked", slowly)
        assert newest_number() == 1
    assert newest_number() == 2


def test_a_transaction_is_told_what_it_sees() -> None:
    asked()
    with transaction.atomic():
        make_source(slug="report").publish(by=make_editor("other"))
        assert newest_number() == 2
        transaction.set_rollback(True)
    assert newest_number() == 1
