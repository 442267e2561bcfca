"""What SQL itself refuses, whoever sends it."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from publication.append_only import SQLITE, create_triggers, drop_triggers
from publication.models import Edition

pytestmark = pytest.mark.django_db

COLUMNS = (
    "number, kind, key, object_id, operation, document, digest, previous_id, chain, published_at, "
    "published_by_id, reason"
)


def copied(number: int | str = "number", *, previous: str = "NULL", other: str = "") -> str:
    """SQL for an edition like number 2, but for what is given, with another key."""
    return (
        f"INTO publication_edition ({other and 'rowid, '}{COLUMNS}) SELECT {other and other + ', '}"
        f"{number}, kind, 'tampered', object_id, operation, document, digest, {previous}, chain, "
        "published_at, published_by_id, reason FROM publication_edition WHERE number = 2"
    )


ON_BOTH = {
    "update of one": "UPDATE publication_edition SET reason = 'Tampered.' WHERE number = 2",
    "update of all": "UPDATE publication_edition SET document = '[]'",
    "update of a number": "UPDATE publication_edition SET number = 9 WHERE number = 2",
    "delete of one": "DELETE FROM publication_edition WHERE number = 2",
    "delete of all": "DELETE FROM publication_edition",
    "upsert": f"INSERT {copied()} ON CONFLICT (number) DO UPDATE SET key = excluded.key",
    "upsert of a follower": f"INSERT {copied(3, previous='1')} "
    "ON CONFLICT (previous_id) DO UPDATE SET key = excluded.key",
}
REFUSED = {
    "sqlite": {
        # Its grammar takes ON CONFLICT after SELECT for a join, unless the condition goes on.
        **{name: sql.replace(" ON CON", " AND true ON CON") for name, sql in ON_BOTH.items()},
        "update or replace": "UPDATE OR REPLACE publication_edition SET number = 1 "
        "WHERE number = 2",
        "insert or replace": f"INSERT OR REPLACE {copied()}",
        "replace": f"REPLACE {copied()}",
        "replace of a follower": f"REPLACE {copied(3, previous='1')}",
    },
    "postgresql": {
        **ON_BOTH,
        "truncate": "TRUNCATE publication_edition CASCADE",
        "truncate of users": "TRUNCATE auth_user CASCADE",
        "merge": "MERGE INTO publication_edition USING (VALUES (2)) AS v(n) ON number = v.n "
        "WHEN MATCHED THEN DELETE",
    },
}[connection.vendor]


@pytest.fixture(autouse=True)
def two_editions(editor: Any) -> None:
    """Two that no other table refers to, of which the second follows the first."""
    previous = None
    for number in (1, 2):
        previous = Edition(
            number=number,
            kind="source",
            key="interview",
            object_id=1,
            operation="publish",
            document="{}",
            digest=f"{number:064}",
            previous=previous,
            chain=f"{number:064}",
            published_at=timezone.now(),
            published_by=editor,
        )
        previous.save()
    connection.check_constraints()


def execute(sql: str) -> None:
    # PostgreSQL goes on after an error only where it can go back to before it.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def stored() -> list[tuple[Any, ...]]:
    return list(Edition.objects.values_list())


class TestSQL:
    @pytest.mark.parametrize("name", REFUSED)
    def test_it_refuses(self, name: str) -> None:
        before = stored()

        with pytest.raises(IntegrityError, match="editions are append-only"):
            execute(REFUSED[name])
        assert stored() == before

    @pytest.mark.parametrize("name", REFUSED)
    def test_without_the_triggers_it_would_do_harm(
        self, lifted: Callable[[], Any], name: str
    ) -> None:
        before = stored()

        with lifted():
            execute(REFUSED[name])
            assert stored() != before

    def test_it_takes_the_next_edition(self) -> None:
        execute(f"INSERT {copied(3, previous='2')}")

        assert [row[0] for row in stored()] == [1, 2, 3]

    def test_it_takes_the_first_edition_of_another_page(self) -> None:
        execute(f"INSERT {copied(3)}")
        execute(f"INSERT {copied(4)}")

        assert [row[7] for row in stored()] == [None, 1, None, None]

    @pytest.mark.parametrize("sql", [f"INSERT {copied()}", f"INSERT {copied(3, previous='1')}"])
    def test_it_refuses_a_number_or_a_place_that_is_taken(self, sql: str) -> None:
        with pytest.raises(IntegrityError):
            execute(sql)

    def test_the_triggers_are_back_after_they_were_lifted(self, lifted: Callable[[], Any]) -> None:
        with lifted():
            execute(ON_BOTH["update of one"])

        with pytest.raises(IntegrityError, match="editions are append-only"):
            execute(ON_BOTH["update of one"])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's alone")
class TestStranger:
    """Another program opens the file: its connection has none of this site's settings."""

    @pytest.fixture
    def stranger(self) -> Iterator[sqlite3.Connection]:
        # What is in a transaction in memory cannot be seen from outside, so this copies it.
        own = connection.connection
        other = sqlite3.connect(":memory:", isolation_level=None)
        own_schema = "SELECT sql FROM sqlite_master WHERE tbl_name = 'publication_edition' AND sql"
        for (sql,) in own.execute(f"{own_schema} IS NOT NULL ORDER BY type = 'trigger'"):
            other.execute(sql)
        rows = own.execute(f"SELECT {COLUMNS} FROM publication_edition ORDER BY number")
        marks = ", ".join("?" * 12)
        for row in rows:
            other.execute(f"INSERT INTO publication_edition ({COLUMNS}) VALUES ({marks})", row)
        yield other
        other.close()

    def test_it_has_recursive_triggers_off(self, stranger: sqlite3.Connection) -> None:
        ours = connection.connection.execute("PRAGMA recursive_triggers").fetchone()

        assert stranger.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        assert ours == (1,)

    @pytest.mark.parametrize("name", REFUSED)
    def test_it_is_refused(self, stranger: sqlite3.Connection, name: str) -> None:
        before = seen(stranger)

        with pytest.raises(sqlite3.IntegrityError, match="editions are append-only"):
            stranger.execute(REFUSED[name])
        assert seen(stranger) == before

    @pytest.mark.parametrize("name", [name for name in REFUSED if "replace" in name])
    def test_refusing_updates_and_deletions_would_not_be_enough(
        self, stranger: sqlite3.Connection, name: str
    ) -> None:
        stranger.execute("DROP TRIGGER edition_no_replace")
        before = seen(stranger)

        if name.startswith("update"):
            with pytest.raises(sqlite3.IntegrityError, match="editions are append-only"):
                stranger.execute(REFUSED[name])
        else:
            stranger.execute(REFUSED[name])
            assert seen(stranger) != before

    # The primary key is no alias of the rowid ("bigint unsigned" is not "integer"), so REPLACE can
    # hit an edition by its rowid alone.
    def test_it_is_refused_by_rowid_too(self, stranger: sqlite3.Connection) -> None:
        before = seen(stranger)

        with pytest.raises(sqlite3.IntegrityError, match="editions are append-only"):
            stranger.execute(f"REPLACE {copied(3, other='rowid')}")
        assert seen(stranger) == before

    def test_it_may_append(self, stranger: sqlite3.Connection) -> None:
        stranger.execute(f"INSERT {copied(3, previous='2')}")
        stranger.execute(f"REPLACE {copied(4, previous='3')}")

        assert [row[0] for row in seen(stranger)] == [1, 2, 3, 4]


def seen(stranger: sqlite3.Connection) -> list[tuple[Any, ...]]:
    return stranger.execute("SELECT * FROM publication_edition ORDER BY number").fetchall()


def triggers() -> set[str]:
    """The names of those on the table that are switched on."""
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' "
        "AND tbl_name = 'publication_edition'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' "
        "AND tgrelid = 'publication_edition'::regclass",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


class TestTriggers:
    ALL = {
        "sqlite": set(SQLITE),
        "postgresql": {"edition_no_change", "edition_no_truncate"},
    }[connection.vendor]

    def test_they_are_there_after_all_migrations(self) -> None:
        assert triggers() == self.ALL

    def test_creating_them_again_is_safe(self) -> None:
        create_triggers(None, connection.schema_editor())
        create_triggers(None, connection.schema_editor())

        assert triggers() == self.ALL

    def test_they_can_be_dropped_and_dropped_again(self) -> None:
        drop_triggers(None, connection.schema_editor())
        drop_triggers(None, connection.schema_editor())

        assert triggers() == set()
