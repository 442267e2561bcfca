"""That what is kept of a database is changed for a while only."""

import pytest
from django.db import connection

from publication.exporting import documents_in_force
from publication.sqlite_cache import cached

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite"),
]


def kept() -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA cache_size").fetchone()[0])


def test_it_is_as_before_afterwards() -> None:
    before = kept()
    with cached(connection, 100):
        assert kept() == -100 != before
        with cached(connection, 200):
            assert kept() == -200
        assert kept() == -100
    assert kept() == before


def test_also_after_an_error() -> None:
    before = kept()
    with pytest.raises(ZeroDivisionError), cached(connection, 100):
        raise ZeroDivisionError
    assert kept() == before


def test_an_export_leaves_it_as_it_was() -> None:
    before = kept()
    assert list(documents_in_force("claim", 1)) == []
    assert kept() == before
