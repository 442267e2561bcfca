"""Public reads from streaming replicas of PostgreSQL, wherever one has what the reader is to see.

A replica serves a request only where the newest edition has arrived, whose number comes from the
primary and is remembered for some milliseconds (newest.py), so that no reader goes back further in
time than that. A replica that is down or behind is passed by, and the primary answers as if there
were none.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from publication.newest import newest_number
from publication.outage import Outage

View = Callable[..., HttpResponseBase]

_reading: ContextVar[str] = ContextVar("reading", default=DEFAULT_DB_ALIAS)
_outages: dict[str, Outage] = {}


class Router:
    """Where Django sends a query: all but the reads of a public page to the primary."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return _reading.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """The same rows are on all of them."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


@contextmanager
def reading(alias: str) -> Iterator[None]:
    token = _reading.set(alias)
    try:
        yield
    finally:
        _reading.reset(token)


def reading_from() -> str:
    """The database for reads that no router sees."""
    return _reading.get()


def reading_connection() -> BaseDatabaseWrapper:
    """For reads in plain SQL."""
    return connections[reading_from()]


def from_replica(view: View) -> View:
    """The view of a public address, its queries answered by a replica where one is fit for it."""

    @wraps(view)
    def routed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.REPLICAS or connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return view(request, *args, **kwargs)
        alias = fit_replica(request)
        if alias is None:
            return view(request, *args, **kwargs)
        try:
            with reading(alias):
                response = view(request, *args, **kwargs)
        except Error as error:
            # It went down in the middle, or cancelled the query to go on replaying.
            failed(alias, error)
            return view(request, *args, **kwargs)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = streamed(alias, iter(response))
        return response

    return routed


def streamed(alias: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A body that makes its queries while it is sent."""
    while True:
        with reading(alias):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


def fit_replica(request: HttpRequest) -> str | None:
    """A replica that has the newest edition; None where the primary is to answer."""
    newest = getattr(request, "newest_edition", None)
    if newest is None:
        newest = newest_number()
    for alias in random.sample(list(settings.REPLICAS), len(settings.REPLICAS)):
        outage = _outages.setdefault(alias, Outage(f"The database {alias}"))
        if outage.may_ask():
            try:
                number = newest_number(alias)
            except Error as error:
                failed(alias, error)
                continue
            outage.answered()
            if number >= newest:
                return alias
    return None


def failed(alias: str, error: Error) -> None:
    _outages[alias].failed(error)
    connections[alias].close()
