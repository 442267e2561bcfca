"""Connections to public addresses alone, within a time that is measured over all of it."""

import http.client
import io
import socket
import ssl
import threading
import time
from typing import Any

from sources.importing.public_addresses import is_public

MOST_TRIED = 4

Endpoints = frozenset[tuple[str, int]]


class NotPublic(OSError):
    """The name leads to no address of the public Internet."""


class Deadline:
    """An instant after which everything that waits ends with TimeoutError."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("The time is over.")
        return left


class Connection(http.client.HTTPConnection):
    """A connection to the first public address of a host, and to no other than the one checked.

    `allowed` are addresses with ports that are connected to all the same: tests have a server of
    their own on this machine.
    """

    def __init__(
        self, host: str, port: int, deadline: Deadline, *, is_tls: bool, allowed: Endpoints
    ) -> None:
        super().__init__(host, port)
        self.default_port = 443 if is_tls else 80
        self._deadline = deadline
        self._is_tls = is_tls
        self._allowed = allowed

    def connect(self) -> None:
        sock = self._connected()
        if self._is_tls:
            sock.settimeout(self._deadline.left())
            # The certificate must be that of the name, whatever address was connected to.
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
        self.sock = _Timed(sock, self._deadline)

    def _connected(self) -> socket.socket:
        """Raises NotPublic where no address may be connected to."""
        failure: OSError = NotPublic()
        tried = 0
        for address in resolved(self.host, self.port, self._deadline):
            if tried == MOST_TRIED or not self._may_connect(address):
                continue
            tried += 1
            try:
                return socket.create_connection((address, self.port), self._deadline.left())
            except TimeoutError:
                raise
            except OSError as error:
                failure = error
        raise failure

    def _may_connect(self, address: str) -> bool:
        return is_public(address) or (address, self.port) in self._allowed


def resolved(host: str, port: int, deadline: Deadline) -> list[str]:
    """The addresses of the host, each once. The system's resolver knows no limit of time, so it is
    left behind where it takes too long."""
    found: list[list[str] | OSError | UnicodeError] = []

    def resolve() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.append(list(dict.fromkeys(str(answer[4][0]) for answer in answers)))
        except (OSError, UnicodeError) as error:
            found.append(error)

    thread = threading.Thread(target=resolve, daemon=True)
    thread.start()
    thread.join(deadline.left())
    if not found:
        raise TimeoutError("The time is over.")
    if not isinstance(found[0], list):
        raise found[0]
    return found[0]


class _Timed:
    """A socket of which every wait ends at the deadline: a limit for each wait alone would let a
    server send a byte at a time for ever."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self._sock, self._deadline))

    def close(self) -> None:
        self._sock.close()


class _Reading(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        # It keeps the socket open until it is read, where the connection is closed before.
        self._raw = sock.makefile("rb", buffering=0)
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
