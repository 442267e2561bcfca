"""Servers in processes of their own, what they cost, and a client that costs next to nothing."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any
from urllib.request import urlopen

from benchmarks.databases import ROOT, Database

HOST = "127.0.0.1"
BIN = Path(sys.executable).parent
# As `make run` starts the site.
GRANIAN = [str(BIN / "granian"), "--interface", "wsgi", "--no-ws", "--blocking-threads", "512"]
GRANIAN += ["--blocking-threads-idle-timeout", "600", "--log-level", "error"]
GRANIAN += ["--workers-kill-timeout", "3", "--host", HOST]
MALLOC = {"MALLOC_TRIM_THRESHOLD_": "8388608", "MALLOC_MMAP_THRESHOLD_": "4194304"}
TICKS = os.sysconf("SC_CLK_TCK")
STARTING = 60


@dataclass(frozen=True)
class Server:
    process: "subprocess.Popen[bytes]"
    port: int

    def pids(self) -> list[int]:
        """The process and its children, of whichever of its threads."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        children = (one for thread in threads for one in (thread / "children").read_text().split())
        return [self.process.pid, *map(int, children)]

    def cpu(self) -> float:
        """Seconds of processor time so far, of users and of the system."""
        total = 0
        for pid in self.pids():
            # The name of the program stands in brackets, and may hold anything.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory(self, name: str) -> int:
        """KiB of VmRSS or VmHWM, of the process and its children together."""
        found = 0
        for pid in self.pids():
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith(f"{name}:"):
                    found += int(line.split()[1])
        return found

    def forget_peak(self) -> None:
        for pid in self.pids():
            Path(f"/proc/{pid}/clear_refs").write_text("5")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, environ: dict[str, str]) -> Iterator[Server]:
    """The server, once it answers; ended afterwards."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **environ},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, port)
        yield Server(process, port)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = monotonic() + STARTING
    while monotonic() < until and process.poll() is None:
        try:
            with Client(port) as client:
                client.get("/")
                return
        except OSError:
            sleep(0.1)
    raise RuntimeError(f"The server did not start: {process.args!r}")


def site(database: Database, *, cache: str = "locmem") -> AbstractContextManager[Server]:
    """This application as it runs in production."""
    port = free_port()
    environ = {
        "DATABASE_URL": database.url,
        "SITE_URL": f"http://{HOST}:{port}",
        "CACHE_URL": cache,
        "LOG_LEVEL": "ERROR",
        **MALLOC,
    }
    command = [*GRANIAN, "--port", str(port), "claimtracker.wsgi:application"]
    return running(command, port, environ)


def hello(kind: str) -> AbstractContextManager[Server]:
    """See hello.py: `bare` or `stock`."""
    port = free_port()
    command = [*GRANIAN, "--port", str(port), "benchmarks.hello:application"]
    return running(command, port, {"HELLO": kind, **MALLOC})


def datasette(file: str) -> AbstractContextManager[Server]:
    """Datasette with its own server and settings, told that the file does not change."""
    port = free_port()
    command = [str(BIN / "datasette"), "serve", "--immutable", file, "--port", str(port)]
    return running(command, port, {})


@dataclass(frozen=True)
class Answer:
    """`length` counts the bytes of the body as they were sent; `first` and `all` are the seconds
    until the first byte and until the end."""

    status: int
    headers: dict[str, str]
    length: int
    first: float
    all: float


class Client:
    """One connection that is kept. Bodies are counted, not kept."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection((HOST, port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray(1 << 20)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *error: object) -> None:
        self.socket.close()

    def get(self, path: str, headers: str = "") -> Answer:
        began = perf_counter()
        self.socket.sendall(request_bytes(path, headers))
        received = self.socket.recv(65_536)
        first = perf_counter() - began
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        status, found = _read(head)
        length = len(body)
        if "content-length" in found:
            length = self._rest(int(found["content-length"]), length)
        elif status != 304 and "Connection: close" in headers:
            while got := self.socket.recv_into(self.buffer):
                length += got
        elif status != 304:
            # In chunks, of which the last one is empty.
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
            length = len(body)
        return Answer(status, found, length, first, perf_counter() - began)

    def body(self, path: str) -> Any:
        """The JSON of an answer, read over a connection of its own."""
        with urlopen(f"http://{HOST}:{self.port}{path}") as answer:
            return json.load(answer)

    def _more(self) -> bytes:
        part = self.socket.recv(65_536)
        if not part:
            raise ConnectionError("The server hung up.")
        return part

    def _rest(self, length: int, got: int) -> int:
        while got < length:
            part = self.socket.recv_into(self.buffer, min(length - got, len(self.buffer)))
            if not part:
                raise ConnectionError("The server hung up.")
            got += part
        return got


def request_bytes(path: str, headers: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{headers}\r\n".encode()


def _read(head: bytes) -> tuple[int, dict[str, str]]:
    status, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(status.split()[1]), {name.lower(): value.strip() for name, _, value in pairs}


def download(port: int, path: str) -> Answer:
    """The whole body over a connection of its own, which ends with it."""
    with Client(port) as client:
        return client.get(path, "Connection: close\r\n")
