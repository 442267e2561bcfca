"""What every test has: plain static files, and ways around what protects a real site."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings

from claims import search
from publication.append_only import create_triggers, drop_triggers

ASKING = {"db", "transactional_db", "django_db_setup", "live_server"}


def asks_the_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") is not None
    case = getattr(item, "cls", None)
    is_case = case is not None and issubclass(case, TransactionTestCase)
    return marked or is_case or not ASKING.isdisjoint(getattr(item, "fixturenames", ()))


def takes_long(item: pytest.Item) -> bool:
    """Tests in a browser and those of several connections are nearly all that take seconds."""
    marker = item.get_closest_marker("django_db")
    several_connections = marker is not None and marker.kwargs.get("transaction", False)
    return several_connections or item.get_closest_marker("browser") is not None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """CI runs everything on SQLite and then, on PostgreSQL, what asks the database and is not
    marked `once`: the rest would give the same answer again and take minutes for it.

    What takes long comes first, so that all workers end at the same time, with short tests."""
    items.sort(key=lambda one: not takes_long(one))
    if os.environ.get("CI") and connection.vendor == "postgresql":
        again = {
            one for one in items if asks_the_database(one) and not one.get_closest_marker("once")
        }
        config.hook.pytest_deselected(items=[one for one in items if one not in again])
        items[:] = [one for one in items if one in again]


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never among what was imported: nothing of that can go, and
    looking through all of it again and again took a seventh of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def static_files_as_written() -> Iterator[None]:
    """Serve static files from where they are written, under their own names.

    The storage of the real site refuses every file that `collectstatic` has not seen, so tests of
    pages would depend on a build step that has nothing to do with them.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_page_is_kept() -> Iterator[None]:
    """Tests take editions back, and then give their numbers to others: a page would be kept under
    the number of one and asked for under the same number of another."""
    off = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    with override_settings(CACHES=off):
        yield


@pytest.fixture(scope="session", autouse=True)
def the_newest_number_is_asked_for() -> Iterator[None]:
    """Tests count queries, and take editions back, faster than a number is forgotten."""
    with mock.patch("publication.newest.FRESH", 0):
        yield


@pytest.fixture(autouse=True, scope="session")
def passwords_cost_nothing() -> Iterator[None]:
    """Every editor of a test has a password, whose real hash takes half of the test's time."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


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


@pytest.fixture(autouse=True, scope="session")
def editions_can_be_flushed() -> Iterator[None]:
    """Lift the triggers while Django empties the database after a transactional test.

    They refuse its DELETE and its TRUNCATE as they refuse anybody's. The flush itself is wrapped,
    so neither the order of fixtures nor the kind of test matters; tests that are rolled back never
    come here. But they may come later, where workers take tests from each other, so the database
    is left as a new one is.
    """
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case: TransactionTestCase) -> None:
        with without_triggers():
            flush(case)
        # What migrations made goes with the rest, and the search, which is no model, would stay.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {search.TABLE}")
            import_module("claims.migrations.0003_groups").make_groups(apps, None)

    with mock.patch.object(TransactionTestCase, "_fixture_teardown", flush_without_triggers):
        yield


@pytest.fixture(scope="session")
def rolled_back(
    django_db_setup: None, django_db_blocker: Any
) -> Callable[[], AbstractContextManager[None]]:
    """`with rolled_back():` is where a fixture makes the rows that all tests of a class begin with.

    Each of these tests then runs in a savepoint, so that none meets what another one changed.
    """

    @contextmanager
    def block() -> Iterator[None]:
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return block


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On SQLite, keep the test database in a file, as a site does.

    Threads that share a database in memory fail with "table is locked" at once, whatever their
    timeout, and a browser is served by threads.
    """
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)
