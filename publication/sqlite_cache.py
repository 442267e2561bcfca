"""How much of a database SQLite keeps in memory, for as long as something needs more or less."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def cached(connection: BaseDatabaseWrapper, kilobytes: int) -> Iterator[None]:
    """So much over this connection meanwhile, where it is one to SQLite. By itself that keeps two
    megabytes."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors:
        execute = connection.connection.execute
        (before,) = execute("PRAGMA cache_size").fetchone()
        execute(f"PRAGMA cache_size = -{kilobytes}")
    try:
        yield
    finally:
        execute(f"PRAGMA cache_size = {before}")
