"""Work on a stranger's bytes has its own process, and its limits hold."""

import logging
import os
import time
from typing import Any

import pytest

from sources.importing import confined
from sources.importing.confined import Refused, TooMuch, run

HERE = "tests.sources.importing.confined_work"


def test_a_dictionary_and_bytes_come_back() -> None:
    content = bytes(range(256)) * 1000

    assert run(f"{HERE}:echo", content, "a b", "ß") == ({"arguments": ["a b", "ß"]}, content)


def test_a_reason_comes_back() -> None:
    with pytest.raises(Refused, match=r"^Not these\.$") as refused:
        run(f"{HERE}:refuse", b"")
    assert type(refused.value) is Refused


def test_it_knows_nothing_of_the_site() -> None:
    found, _ = run(f"{HERE}:surroundings", b"")

    assert found == {"environment": [], "django": False}
    assert os.environ


@pytest.mark.parametrize("work", ["eat", "recurse", "crash"])
def test_memory_and_crashes_are_bounded(work: str) -> None:
    with pytest.raises(TooMuch) as refused:
        run(f"{HERE}:{work}", b"")
    assert str(refused.value) == (
        "Reading this file takes more than 5 seconds or 300 MB: it is nested or built as no page "
        "is. Save what it shows as plain text, and import that."
    )


def test_time_is_bounded(monkeypatch: Any) -> None:
    monkeypatch.setattr(confined, "SECONDS_IN_ALL", 0.5)
    started = time.monotonic()

    with pytest.raises(TooMuch):
        run(f"{HERE}:spin", b"")
    assert time.monotonic() - started < 3


def test_a_fault_of_ours_is_logged(caplog: Any) -> None:
    with (
        caplog.at_level(logging.ERROR),
        pytest.raises(Refused, match=r"^This file cannot be read\. Save .* import that\.$"),
    ):
        run(f"{HERE}:fail", b"")
    assert "ZeroDivisionError" in caplog.text
