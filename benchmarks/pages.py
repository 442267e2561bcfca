"""Goal 3: what an answer costs the server, beside a view that says hello, and beside Datasette.

The cost is the processor time of the server over a second of requests on one connection. Rates are
those of twenty connections, so that the server never waits for the next one.
"""

import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import BinaryIO

from benchmarks.databases import Database
from benchmarks.results import Result, milliseconds
from benchmarks.rounds import medians
from benchmarks.servers import HOST, Client, Server, datasette, hello, request_bytes, site

SECONDS = 1.0
AT_ONCE = 20
LEAST_DETAIL = {"SQLite": 2.0, "PostgreSQL": 3.0}
STANDINGS = ("open", "supported", "contradicted", "qualified", "disputed", "superseded")
KINDS = ("fact", "promise", "goal")
BROWSER = "Accept-Encoding: gzip, deflate, br\r\n"
PUBLIC = ("/", "/claims/", "/claims/claim-1/", "/claims.json", "/sources/", "/changes/", "/export/")


def cost(server: Server, paths: list[str], headers: list[str] | None = None) -> Callable[[], float]:
    """Seconds of processor time for one answer, of these addresses in turn."""
    asked = cycle(zip(paths, headers or [""] * len(paths), strict=True))

    def measure() -> float:
        with Client(server.port) as client:
            before, until, count = server.cpu(), perf_counter() + SECONDS, 0
            while perf_counter() < until:
                path, more = next(asked)
                status = client.get(path, more).status
                if status not in (200, 304) or (status == 304) != bool(more):
                    raise RuntimeError(f"{path}: {status}")
                count += 1
            return (server.cpu() - before) / count

    return measure


def rate(server: Server, path: str, headers: str = "") -> Callable[[], float]:
    """Answers a second. Each connection waits for its answer, as those of browsers do: of requests
    sent one behind the other, the server now and then leaves the next one unread."""
    asked = request_bytes(path, headers)

    def measure() -> float:
        with ExitStack() as stack:
            connections = [
                stack.enter_context(socket.create_connection((HOST, server.port), timeout=60))
                for _ in range(AT_ONCE)
            ]
            answers = [stack.enter_context(one.makefile("rb")) for one in connections]
            began, count = perf_counter(), 0
            while perf_counter() - began < SECONDS:
                for one in connections:
                    one.sendall(asked)
                for answer in answers:
                    skip(answer)
                count += AT_ONCE
            return count / (perf_counter() - began)

    return measure


def skip(answers: BinaryIO) -> None:
    """Read one answer, as quickly as it can be told where the next one begins."""
    status, length = answers.readline(), None
    if b" 200 " not in status:
        raise RuntimeError(f"An answer with {status!r}.")
    while (line := answers.readline()) != b"\r\n":
        name, _, value = line.lower().partition(b":")
        if name == b"content-length":
            length = int(value)
    if length is not None:
        answers.read(length)
        return
    while size := int(answers.readline(), 16):
        answers.read(size + 2)
    answers.readline()


def flat_copy(database: Database) -> str:
    """The claims as one table with an index on what is filtered: what one would give Datasette."""
    file = Path(database.file.replace(".sqlite3", "-flat.sqlite3"))
    if not file.exists():
        draft = file.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        with sqlite3.connect(draft) as connection:
            connection.execute("ATTACH ? AS record", [database.file])
            connection.execute(
                "CREATE TABLE claims AS SELECT slug AS id, text, kind, due_on, settles, note, "
                "public_standing AS standing, public_first_said AS first_said, public_last_said AS "
                "last_said, public_statements AS statements FROM record.claims_claim"
            )
            connection.execute("CREATE INDEX by_standing ON claims (standing)")
            connection.execute("CREATE INDEX by_kind ON claims (kind)")
            connection.execute("ANALYZE")
        draft.rename(file)
    return str(file)


def results(database: Database, sqlite: Database) -> Iterator[Result]:
    """`sqlite` is the same record on SQLite, which Datasette gets a copy of."""
    file = flat_copy(sqlite)
    with ExitStack() as stack:
        ours = stack.enter_context(site(database))
        uncached = stack.enter_context(site(database, cache="off"))
        bare = stack.enter_context(hello("bare"))
        stock = stack.enter_context(hello("stock"))
        other = stack.enter_context(datasette(file))
        table = f"/{Path(file).stem}/claims"
        yield from _documents(database, ours, bare)
        yield from _lists(database, uncached, other, table)
        yield from _cached(database, ours, bare)
        yield from _unchanged(database, ours, stock)
        yield _touched(database, ours)


def _cost(
    database: Database, what: str, found: dict[str, float], names: tuple[str, str], most: float
) -> Result:
    ours, anchor = (found[name] for name in names)
    figures = milliseconds(ours), milliseconds(anchor)
    size, vendor = database.claims, database.vendor
    return Result("3", what, size, vendor, ours / anchor, "×", most, None, *figures)


def _documents(database: Database, ours: Server, bare: Server) -> Iterator[Result]:
    paths = [f"/claims/claim-{n * 7919 % database.claims}.json" for n in range(5_000)]
    found = medians({"ours": cost(ours, paths), "hello": cost(bare, ["/"])})
    most = LEAST_DETAIL[database.vendor]
    what = "a claim’s JSON, CPU of a bare hello"
    yield _cost(database, what, found, ("ours", "hello"), most)


def _lists(database: Database, ours: Server, other: Server, table: str) -> Iterator[Result]:
    one = [f"standing={standing}" for standing in STANDINGS]
    two = [f"{query}&kind={kind}" for query in one for kind in KINDS]
    for asked, queries in (("one filter", one), ("two filters", two)):
        for form, mine, theirs in (("JSON", "/claims.json", ".json"), ("page", "/claims/", "")):
            found = medians(
                {
                    "ours": cost(ours, [f"{mine}?{query}" for query in queries]),
                    "Datasette": cost(
                        other, [f"{table}{theirs}?{query}&_size=50" for query in queries]
                    ),
                }
            )
            what = f"list of 50, {asked}, {form}, CPU of Datasette"
            yield _cost(database, what, found, ("ours", "Datasette"), 0.25)


def _cached(database: Database, ours: Server, bare: Server) -> Iterator[Result]:
    for what, path in (("list", "/claims/"), ("claim", "/claims/claim-1/")):
        found = medians({"ours": rate(ours, path, BROWSER), "hello": rate(bare, "/")})
        figures = f"{found['ours']:,.0f} a second", f"{found['hello']:,.0f} a second"
        yield Result(
            "3",
            f"page of a {what} from cache, rate of a bare hello",
            database.claims,
            database.vendor,
            found["ours"] / found["hello"],
            "×",
            None,
            0.6,
            *figures,
        )


def _unchanged(database: Database, ours: Server, stock: Server) -> Iterator[Result]:
    numbers = [n * 7919 % database.claims for n in range(200)]
    for what, paths in (
        ("list", ["/claims/", "/claims/?kind=fact", "/claims/?standing=open"]),
        ("claim", [f"/claims/claim-{n}/" for n in numbers]),
        ("claim’s JSON", [f"/claims/claim-{n}.json" for n in numbers]),
    ):
        with Client(ours.port) as client:
            tags = [client.get(path).headers["etag"] for path in paths]
        known = [f"If-None-Match: {tag}\r\n" for tag in tags]
        found = medians({"ours": cost(ours, paths, known), "hello": cost(stock, ["/"])})
        yield _cost(
            database, f"304 of a {what}, CPU of a hello in stock middleware", found,
            ("ours", "hello"), 1.0,
        )  # fmt: skip


def _touched(database: Database, ours: Server) -> Result:
    """How many public pages set a cookie or differ by one."""
    with Client(ours.port) as client:
        heads = [client.get(path).headers for path in PUBLIC]
    found = sum("set-cookie" in one or "cookie" in one.get("vary", "").lower() for one in heads)
    what = f"of {len(PUBLIC)} public pages, those with a cookie"
    return Result("3", what, database.claims, database.vendor, found, "pages", at_most=0)
