"""Editors, a frozen clock, and ways past the triggers that keep editions append-only."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection

from tests.conftest import without_triggers
from tests.factories import make_editor

NOW = datetime(2026, 11, 22, 9, 30, 15, 987_654, tzinfo=UTC)


@pytest.fixture
def editor(db: None) -> Any:
    return make_editor()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock stands still at NOW, until a test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lifted(db: None) -> Callable[[], Any]:
    """`with lifted():` is a block without triggers."""
    return without_triggers


@pytest.fixture
def tamper(db: None) -> Callable[..., None]:
    """Change what is stored with SQL, as one with access to the database and its schema could."""

    def run(sql: str, *parameters: Any) -> None:
        with without_triggers(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)

    return run
