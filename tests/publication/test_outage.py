import pytest

from publication.outage import PAUSE, Outage

pytestmark = [pytest.mark.once]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_000.0]
    monkeypatch.setattr("publication.outage.time.monotonic", lambda: now[0])
    return now


def test_what_never_failed_may_be_asked() -> None:
    assert Outage("It").may_ask()


def test_what_failed_is_left_alone_for_a_while(clock: list[float]) -> None:
    outage = Outage("It")
    outage.failed(OSError("down"))

    assert not outage.may_ask()
    clock[0] += PAUSE - 0.1
    assert not outage.may_ask()


def test_then_one_asks_and_the_others_wait_for_what_it_finds(clock: list[float]) -> None:
    outage = Outage("It")
    outage.failed(OSError("down"))
    clock[0] += PAUSE

    assert [outage.may_ask() for _ in range(3)] == [True, False, False]
    outage.answered()
    assert [outage.may_ask() for _ in range(3)] == [True, True, True]


def test_it_is_logged_once_when_it_fails_and_once_when_it_is_back(
    clock: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    outage = Outage("It")
    outage.answered()
    for _ in range(2):
        outage.failed(OSError("down"))
    for _ in range(2):
        outage.answered()

    said = [record.getMessage() for record in caplog.records]
    assert said == ["It is left alone until it answers: down", "It answers again."]
