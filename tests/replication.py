"""A PostgreSQL server of the tests’ own with its replica, in a folder that goes with them."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg

SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
wal_level = replica
max_wal_senders = 4
shared_buffers = 16MB
fsync = off
"""


def programs() -> Path | None:
    """Where the programs of the server are: Debian puts them out of everybody's path."""
    if found := shutil.which("pg_config"):
        named = subprocess.run([found, "--bindir"], capture_output=True, text=True, check=True)
        if (folder := Path(named.stdout.strip(), "initdb")).exists():
            return folder.parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


class Server:
    """The server refuses to run as root, so root runs it as the user that its package made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()

    def run(self, program: str, *arguments: str) -> None:
        user = "postgres" if os.geteuid() == 0 else None
        where = programs()
        assert where is not None
        done = subprocess.run(
            [where / program, *arguments],
            check=False,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"

    def start(self) -> None:
        options = f"-p {self.port}"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.folder), "-l", log, "-o", options, "-w", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "-w", "stop")

    def ask(self, statement: str) -> Any:
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            return connection.execute(statement).fetchone()  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def servers() -> Iterator[tuple[Server, Server]]:
    """A primary and its replica, both running."""
    folder = Path(tempfile.mkdtemp(prefix="replication-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    primary, replica = Server(folder / "primary"), Server(folder / "replica")
    try:
        primary.run(
            "initdb",
            "-D",
            str(primary.folder),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-N",
            "-E",
            "UTF8",
            "--no-locale",
        )
        with (primary.folder / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)
        primary.start()
        replica.run(
            "pg_basebackup", "-D", str(replica.folder), "-d", primary.url, "-R", "-N", "-c", "fast"
        )
        replica.start()
        yield primary, replica
    finally:
        for server in (replica, primary):
            if (server.folder / "postmaster.pid").exists():
                server.stop()
        shutil.rmtree(folder)


def eventually(holds: Callable[[], bool], *, seconds: float = 10) -> None:
    end = monotonic() + seconds
    while not holds():
        assert monotonic() < end, "it did not come to pass"
        sleep(0.01)
