"""The pool hands out no connection that the server has closed, and asks none that it has not."""

import psycopg
import pytest
from django.db import connection

from claimtracker.postgresql.base import check

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
