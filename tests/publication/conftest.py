"""Editors, a frozen clock, and ways past the triggers that keep editions append-only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.db import connection, connections
from django.test import TransactionTestCase, override_settings

from publication.append_only import create_triggers, drop_triggers
from tests.factories import make_editor

NOW = datetime(2026, 11, 22, 9, 30, 15, 987_654, tzinfo=UTC)


@contextmanager
def without_triggers() -> Iterator[None]:
    """Editions can be changed in SQL within this block, inside a transaction or outside of any."""
    # Not entered as a context manager, because on SQLite that is refused inside a transaction.
    editor = connection.schema_editor()
    settle_constraints()
    drop_triggers(None, editor)
    try:
        yield
    finally:
        settle_constraints()
        create_triggers(None, editor)


def settle_constraints() -> None:
    """PostgreSQL alters no table while foreign keys of its new rows are still to be checked."""
    if connection.in_atomic_block:
        connection.check_constraints()


@pytest.fixture(autouse=True, scope="module")
def editions_can_be_flushed() -> Iterator[None]:
    """Lift the triggers while Django empties the database after a transactional test.

    They refuse its DELETE and its TRUNCATE as they refuse anybody's. The flush itself is wrapped,
    so neither the order of fixtures nor the kind of test matters; tests that are rolled back never
    come here.
    """
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case: TransactionTestCase) -> None:
        with without_triggers():
            flush(case)

    with mock.patch.object(TransactionTestCase, "_fixture_teardown", flush_without_triggers):
        yield


@pytest.fixture(autouse=True, scope="module")
def passwords_cost_nothing() -> Iterator[None]:
    """Every editor of a test has a password, whose real hash takes half of the test's time."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def database_for_threads(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """The test database as a file, where it is one of SQLite in memory.

    Connections that share a database in memory fail with "table is locked" at once, whatever their
    timeout; a site has a file, and so has a test of its threads.
    """
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        yield
        return
    file = tmp_path / "claims.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    in_memory = connections["default"]
    settings = {**connections.settings["default"], "NAME": str(file)}
    with mock.patch.dict(connections.settings, {"default": settings}):
        connections["default"] = connections.create_connection("default")
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"] = in_memory


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
