"""The number of the newest edition, which every public request asks for before anything else."""

from threading import Lock
from time import monotonic
from types import SimpleNamespace

from django.db import DEFAULT_DB_ALIAS, connections

from publication.quick import first_row

# For so many seconds a number is not asked for again: less than an answer takes to a reader, and
# more than a server needs for a few requests, each of which would else wait for its database.
FRESH = 0.01

# When the number of each database was asked for, and what it was.
_known: dict[str, tuple[float, int]] = {}
_last = SimpleNamespace(forgotten=0.0)
_asking = Lock()


def newest_number(database: str = DEFAULT_DB_ALIAS) -> int:
    """0 before anything was published. What another process published counts after FRESH, or twice
    that while another thread is asking; what this one did counts at once: see `forget`. A
    transaction is told what it sees itself."""
    connection = connections[database]
    if connection.in_atomic_block:
        return _asked(database)
    now = monotonic()
    asked_at, number = _known.get(database, (0.0, 0))
    if asked_at > max(now - FRESH, _last.forgotten):
        return number
    is_first = _asking.acquire(blocking=False)
    try:
        # All at once, they would take a connection each, where one answer will do for all.
        if not is_first and asked_at > max(now - 2 * FRESH, _last.forgotten):
            return number
        number = _asked(database)
    finally:
        if is_first:
            _asking.release()
    _known[database] = now, number
    return number


def forget() -> None:
    """To be called once new editions are there. Who asked before may still note an old number, but
    then with a time before this one."""
    _last.forgotten = monotonic()


def _asked(database: str) -> int:
    row = first_row(connections[database], "SELECT MAX(number) FROM publication_edition")
    return int(row[0] or 0) if row else 0
