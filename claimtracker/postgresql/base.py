"""Django's PostgreSQL, with a pool that looks at a connection instead of asking over it, and that
keeps one for what nearly every request asks."""

import select
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg import Connection, Error
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult
from psycopg_pool import ConnectionPool


def check(connection: Connection[Any]) -> None:
    """Raise OperationalError where the server has closed the connection; the pool takes another.

    A connection without work is silent, and one that was closed can be read to its end. Asking the
    server instead, as Django does before every request, takes as long as the query of a small page.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        ConnectionPool.check_connection(connection)


class Pool(ConnectionPool[Any]):
    """One of its connections answers short statements of all threads, so that a request that needs
    nothing else takes none: taking one and giving it back costs more than the statement."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._asking = Lock()
        self._kept: Connection[Any] | None = None
        super().__init__(*args, **kwargs)

    def ask(self, statement: bytes, values: Sequence[bytes]) -> PGresult | None:
        """The rows of a statement that stands for itself, outside of any transaction. None where
        another thread is asking, or where anything at all went wrong: the caller then goes the
        ordinary way, which waits and raises as it should."""
        if not self._asking.acquire(blocking=False):
            return None
        try:
            if self._kept is None:
                self.open()
                self._kept = self.getconn()
            result = self._kept.pgconn.exec_params(statement, values)
            if result.status == ExecStatus.TUPLES_OK:
                return result
            self._give_back()
        except Error:
            self._give_back()
        finally:
            self._asking.release()
        return None

    def close(self, timeout: float = 5.0) -> None:
        super().close(timeout)
        with self._asking:
            self._give_back()

    def _give_back(self) -> None:
        """To the pool, which throws away what is broken and, once it is closed, everything."""
        kept, self._kept = self._kept, None
        if kept is not None:
            self.putconn(kept)


class DatabaseWrapper(base.DatabaseWrapper):
    _connection_pools: dict[str, ConnectionPool[Any]]
    _configure_connection: Callable[[Connection[Any]], None]

    @property
    def pool(self) -> ConnectionPool[Any] | None:
        """Django's own, but for the check and for what is asked over one connection."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if options and self.alias != NO_DB_ALIAS and self.alias not in self._connection_pools:
            pool = Pool(
                kwargs={**self.get_connection_params(), "autocommit": True},
                open=False,
                configure=self._configure_connection,
                check=check,
                **options,
            )
            self._connection_pools.setdefault(self.alias, pool)
        return super().pool
