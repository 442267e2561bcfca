"""Goals 1 and 2: the export of all claims beside what the databases' own programs write.

Everything is thrown away where it is written. `within` is the application asked without a server.
"""

import subprocess
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

from benchmarks.databases import Database
from benchmarks.inside import ask
from benchmarks.results import Result
from benchmarks.rounds import ROUNDS, medians
from benchmarks.servers import download, site
from benchmarks.yardsticks import command

NDJSON, CSV = "/export/claims.ndjson", "/export/claims.csv"
LEAST_CSV = {"SQLite": 0.5, "PostgreSQL": 0.9}


def seconds_of(program: list[str]) -> Callable[[], float]:
    def run() -> float:
        began = perf_counter()
        subprocess.run(program, stdout=subprocess.DEVNULL, check=True)
        return perf_counter() - began

    return run


def results(database: Database) -> Iterator[Result]:
    size, vendor = database.claims, database.vendor
    with site(database) as server:
        firsts: list[float] = []

        def over_http() -> float:
            answer = download(server.port, NDJSON)
            firsts.append(answer.first)
            return answer.all

        anchors = ("nested", "document", "csv", "csv of rows")
        found = medians(
            {
                "NDJSON over HTTP": over_http,
                "NDJSON within": lambda: ask(database, "export", NDJSON),
                "CSV over HTTP": lambda: download(server.port, CSV).all,
                "CSV within": lambda: ask(database, "export", CSV),
                **{name: seconds_of(command(database, name)) for name in anchors},
            },
            # `memory` just read all of the record, and some of these take half a minute.
            warm=False,
        )

    program = "sqlite3" if vendor == "SQLite" else "COPY"

    def ratio(goal: str, what: str, ours: str, anchor: str, least: float | None = None) -> Result:
        figures = f"{found[ours]:.2f} s", f"{found[anchor]:.2f} s"
        speed = found[anchor] / found[ours]
        return Result(goal, what, size, vendor, speed, "×", None, least, *figures)

    yield ratio("1", f"NDJSON, speed of {program} nested from rows", "NDJSON within", "nested", 3)
    yield ratio("1", f"NDJSON, speed of {program} of documents", "NDJSON within", "document", 0.8)
    yield ratio("1", "the same over HTTP", "NDJSON over HTTP", "document", 0.7)
    first = median(firsts[-ROUNDS:]) * 1000
    yield Result("1", "NDJSON, first byte", size, vendor, first, "ms", at_most=100)
    least = LEAST_CSV[vendor]
    yield ratio("2", f"CSV, speed of {program} csv from documents", "CSV within", "csv", least)
    yield ratio("2", "the same over HTTP", "CSV over HTTP", "csv", least)
    yield ratio("2", f"CSV, speed of {program} csv from columns", "CSV within", "csv of rows")


def memory(database: Database) -> Iterator[Result]:
    """How much more than before the server holds at the worst moment of an export."""
    grown = []
    with site(database) as server:
        # The first of all requests loads what is loaded once.
        download(server.port, "/export/index.json")
        for _ in range(ROUNDS):
            server.forget_peak()
            before = server.memory("VmRSS")
            download(server.port, NDJSON)
            grown.append((server.memory("VmHWM") - before) / 1024)
    what = "NDJSON, memory over idle, the worst of five"
    yield Result("1", what, database.claims, database.vendor, max(grown), "MB", at_most=16)
