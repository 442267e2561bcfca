"""Public reads from a real streaming replica, started beside a primary of the tests’ own."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from asgiref.local import Local
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from claims.models import Claim
from claimtracker import environment
from publication import outage, replicas
from tests.factories import make_claim, make_editor, publish_claim
from tests.replication import Server, eventually, programs, servers
from tests.serving import ServedClient

REPLICA = "replica-1"

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL"),
    pytest.mark.skipif(
        not os.environ.get("CI") and programs() is None, reason="no PostgreSQL server is installed"
    ),
]


def copy_tables(server: Server) -> None:
    """The tables of the test database: migrating another one would take as long as all the rest."""
    ours = connection.settings_dict
    where = {"PGHOST": ours["HOST"], "PGPORT": str(ours["PORT"]), "PGUSER": ours["USER"]}
    where |= {"PGPASSWORD": ours["PASSWORD"], "PGDATABASE": ours["NAME"]}
    given = {name: value for name, value in where.items() if value}
    folder = programs()
    assert folder is not None
    dumped = subprocess.run(
        [folder / "pg_dump", "--no-owner"],
        env=os.environ | given,
        check=True,
        capture_output=True,
    )
    subprocess.run(
        [folder / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", server.url],
        input=dumped.stdout,
        check=True,
        stdout=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def pair(django_db_setup: None) -> Iterator[tuple[Server, Server]]:
    with servers() as (primary, replica):
        copy_tables(primary)
        yield primary, replica


@pytest.fixture
def replica(
    pair: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> Iterator[Server]:
    """The site on these two servers, as DATABASE_URL and DATABASE_REPLICA_URLS would have it."""
    urls = {"PRIMARY": pair[0].url, "REPLICAS": pair[1].url}
    default = environment.database(urls, "PRIMARY", default="", base=Path())
    others = environment.replicas(urls, "REPLICAS", primary=default)
    databases = connections.configure_settings({"default": default, **others})
    monkeypatch.setattr(connections, "settings", databases)
    monkeypatch.setattr(connections, "_connections", Local(thread_critical=True))
    monkeypatch.setattr(DatabaseWrapper, "_connection_pools", {})
    monkeypatch.setattr(replicas, "_outages", {})
    with (
        override_settings(DATABASE_ROUTERS=["publication.replicas.Router"], REPLICAS=list(others)),
        django_db_blocker.unblock(),
    ):
        yield pair[1]
        for alias in databases:
            connections[alias].close()
            connections[alias].close_pool()


@contextmanager
def reads() -> Iterator[dict[str, int]]:
    """How many queries each server gets within this block."""
    found: dict[str, int] = {}
    with (
        CaptureQueriesContext(connections["default"]) as primary,
        CaptureQueriesContext(connections[REPLICA]) as replica,
    ):
        yield found
    found |= {"primary": len(primary), "replica": len(replica)}


def publish(slug: str) -> Claim:
    return publish_claim(make_claim(slug=slug, text=f"{slug} has begun."), make_editor())


def arrived(replica: Server) -> bool:
    """Whether the replica has all that the primary has."""
    newest = Claim.objects.order_by("-edition").values_list("edition", flat=True).first()
    return bool(replica.ask("SELECT MAX(number) FROM publication_edition")[0] == newest)


def test_pages_documents_and_exports_are_read_from_the_replica(replica: Server) -> None:
    publish("begun")
    eventually(lambda: arrived(replica))
    for address in ("/claims/begun/", "/claims/begun.json", "/claims/", "/export/claims.ndjson"):
        with reads() as counted:
            response = Client().get(address)
            assert b"begun has begun." in response.getvalue()
        assert counted["primary"] == 1, address
        assert counted["replica"] > 1, address


def test_so_are_documents_that_are_sent_before_django_begins(replica: Server) -> None:
    publish("early")
    eventually(lambda: arrived(replica))
    with reads() as counted:
        assert b"early has begun." in ServedClient().get("/claims/early.json").content
    # The newest number of each, and the document.
    assert counted == {"primary": 1, "replica": 2}


def test_what_the_reader_has_is_asked_of_the_primary_alone(replica: Server) -> None:
    etag = Client().get("/method/").headers["ETag"]

    with reads() as counted:
        assert Client().get("/method/", headers={"if-none-match": etag}).status_code == 304

    assert counted == {"primary": 1, "replica": 0}


def test_the_desk_reads_and_writes_on_the_primary(replica: Server) -> None:
    desk = Client()
    desk.force_login(make_editor())

    with reads() as counted:
        assert desk.get("/admin/claims/claim/").status_code == 200

    assert counted["primary"] > 0
    assert counted["replica"] == 0


def test_a_replica_that_is_behind_is_passed_by(replica: Server) -> None:
    replica.ask("SELECT pg_wal_replay_pause()")
    eventually(lambda: replica.ask("SELECT pg_get_wal_replay_pause_state()")[0] == "paused")
    publish("newer")

    with reads() as counted:
        assert b"newer has begun." in Client().get("/claims/newer/").content
    assert counted["replica"] == 1  # It was asked for its newest edition, and for nothing more.

    replica.ask("SELECT pg_wal_replay_resume()")
    eventually(lambda: arrived(replica))
    with reads() as counted:
        assert Client().get("/claims/newer/").status_code == 200
    assert counted["replica"] > 1


def test_what_is_published_is_there_at_once(replica: Server) -> None:
    for number in range(10):
        publish(f"claim-{number}")
        response = Client().get(f"/claims/claim-{number}.json")
        assert response.status_code == 200, number


def test_a_replica_that_is_down_is_left_alone_for_a_while(
    replica: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    publish("steady")
    eventually(lambda: arrived(replica))
    assert Client().get("/claims/steady/").status_code == 200
    replica.stop()
    try:
        answers = [Client().get("/claims/steady/") for _ in range(3)]
    finally:
        replica.start()

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    said = [record.getMessage() for record in caplog.records if record.name == outage.__name__]
    assert len(said) == 1
    assert said[0].startswith("The database replica-1 is left alone until it answers: ")

    with reads() as counted:
        assert Client().get("/claims/steady/").status_code == 200
    assert counted["replica"] == 0

    monkeypatch.setattr(replicas._outages[REPLICA], "_retry_at", 0.0)
    with reads() as counted:
        assert Client().get("/claims/steady/").status_code == 200
    assert counted["replica"] > 1
