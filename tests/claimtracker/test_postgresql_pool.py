"""The pool hands out no connection that the server has closed, and asks none that it has not."""

from collections.abc import Iterator
from time import sleep
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection

from claimtracker.postgresql import base
from claimtracker.postgresql.base import Pool, check
from publication.newest import newest_number
from publication.quick import first_row
from tests.factories import make_claim, make_editor, publish_claim

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL"),
]


def connect() -> psycopg.Connection[tuple[object, ...]]:
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory")
    parameters.pop("context")
    return psycopg.connect(**parameters, autocommit=True)


def test_a_silent_connection_is_handed_out_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr("psycopg_pool.ConnectionPool.check_connection", asked.append)
    with connect() as idle:
        check(idle)
    assert asked == []


def test_one_that_the_server_closed_is_not() -> None:
    with connect() as idle, connect() as other:
        # It waits for the end of the other, whose last word is on its way by then.
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [idle.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            check(idle)


NEWEST = b"SELECT max(number) FROM publication_edition"


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """One as the site makes it, on the database of the tests."""
    monkeypatch.setattr(base.DatabaseWrapper, "_connection_pools", {})
    made = connection.pool
    assert isinstance(made, Pool)
    yield made
    made.close()


def held(pool: Pool) -> int:
    """How many connections it has that nobody gave back."""
    return pool.get_stats()["pool_size"] - pool.get_stats()["pool_available"]


class TestAsking:
    def test_all_statements_go_over_one_connection(self, pool: Pool) -> None:
        answers = [pool.ask(b"SELECT pg_backend_pid()", []) for _ in range(3)]
        assert len({answer and answer.get_value(0, 0) for answer in answers}) == 1
        assert held(pool) == 1

    def test_values_are_bound(self, pool: Pool) -> None:
        answer = pool.ask(b"SELECT $1 || $2", ["ä'".encode(), b"b"])
        assert answer is not None
        assert answer.get_value(0, 0) == "ä'b".encode()

    def test_who_finds_it_busy_does_not_wait(self, pool: Pool) -> None:
        with pool._asking:
            assert pool.ask(b"SELECT 1", []) is None
        assert pool.ask(b"SELECT 1", []) is not None

    def test_after_the_server_closed_it_another_one_is_taken(self, pool: Pool) -> None:
        first = pool.ask(b"SELECT pg_backend_pid()", [])
        assert first is not None
        with connect() as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [int(first.get_value(0, 0))])
        assert pool.ask(b"SELECT 1", []) is None
        second = pool.ask(b"SELECT pg_backend_pid()", [])
        assert second is not None
        assert second.get_value(0, 0) != first.get_value(0, 0)

    def test_a_statement_that_fails_is_left_to_the_ordinary_way(self, pool: Pool) -> None:
        assert pool.ask(b"SELECT no_such_column", []) is None
        assert held(pool) == 0
        assert pool.ask(b"SELECT 1", []) is not None

    def test_a_closed_pool_leaves_no_connection_behind(self, pool: Pool) -> None:
        answer = pool.ask(b"SELECT pg_backend_pid()", [])
        assert answer is not None
        process = int(answer.get_value(0, 0))
        pool.close()
        with connect() as other:
            gone = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s"
            for _ in range(100):
                if other.execute(gone, [process]).fetchone() == (0,):
                    break
                sleep(0.02)
            assert other.execute(gone, [process]).fetchone() == (0,)
        assert pool.ask(b"SELECT 1", []) is None


class TestFirstRow:
    """A thread with a connection may be in a transaction, whose rows nobody else sees."""

    def test_within_a_transaction_its_own_rows_are_seen(self, monkeypatch: Any) -> None:
        monkeypatch.setattr(Pool, "ask", lambda *given: pytest.fail("asked outside of it"))
        publish_claim(make_claim(), make_editor())
        assert first_row(connection, NEWEST.decode()) == [str(newest_number()).encode()]
        assert newest_number() > 0

    def test_a_thread_without_one_takes_none(self, pool: Pool) -> None:
        other = base.DatabaseWrapper(connection.settings_dict, connection.alias)
        assert first_row(other, "SELECT %s || 'b'", ["a"]) == [b"ab"]
        assert other.connection is None
        assert held(pool) == 1

    def test_where_that_is_busy_it_gives_back_what_it_took(self, pool: Pool) -> None:
        other = base.DatabaseWrapper(connection.settings_dict, connection.alias)
        with pool._asking:
            assert first_row(other, "SELECT 1") == [b"1"]
        assert other.connection is None
        assert held(pool) == 0

    def test_nor_does_it_notice_that_the_server_closed_the_one_they_share(self, pool: Pool) -> None:
        other = base.DatabaseWrapper(connection.settings_dict, connection.alias)
        (process,) = first_row(other, "SELECT pg_backend_pid()") or ()
        with connect() as third:
            third.execute("SELECT pg_terminate_backend(%s, 5000)", [int(process)])
        assert first_row(other, "SELECT 1") == [b"1"]

    def test_and_a_fault_is_raised_as_ever(self, pool: Pool) -> None:
        other = base.DatabaseWrapper(connection.settings_dict, connection.alias)
        with pytest.raises(ProgrammingError):
            first_row(other, "SELECT no_such_column")
        assert held(pool) == 0
