"""Goals 4 and 5: the last page beside the first one, a large record beside a small one, and the
counts of facets. The cache of pages is off, so that every answer is made."""

import base64
import json
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from benchmarks.databases import Database
from benchmarks.inside import FILTERS, ask
from benchmarks.results import Result, milliseconds
from benchmarks.rounds import medians
from benchmarks.servers import Client, site

REQUESTS = 21
# What is listed, and under which filter: none, one that a fifth of the claims meet, two of them.
LISTS = {
    "JSON": "/claims.json?sort=first_said",
    "page": "/claims/?sort=first_said",
    "JSON of a tag": "/claims.json?sort=first_said&tag=tag-0",
    "page of a tag and a kind": "/claims/?sort=first_said&tag=tag-0&kind=fact",
}


def last_page(client: Client, address: str) -> str:
    """The address of the page with the last 50 claims, found through the same list backwards: a
    cursor names the claim before a page, and claims have the keys that generate.py gave them."""
    query = address.partition("?")[2]
    backwards = f"/claims.json?{query.replace('first_said', '-first_said')}&per_page=51"
    claim = client.body(backwards)["results"][-1]
    cursor = client.body(f"/claims.json?{query}")["next"].partition("cursor=")[2]
    column, descending, _, _ = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    said = min(item["said_on"]["to"] for item in claim["statements"])
    key = [column, descending, said, int(claim["id"].removeprefix("claim-")) + 1]
    written = json.dumps(key, separators=(",", ":")).encode()
    return f"{address}&cursor={base64.urlsafe_b64encode(written).decode().rstrip('=')}"


def latency(client: Client, address: str) -> Callable[[], float]:
    """Seconds for one answer, the median of some."""

    def once() -> float:
        answer = client.get(address)
        if answer.status != 200:
            raise RuntimeError(f"{address}: {answer.status}")
        return answer.all

    return lambda: median(once() for _ in range(REQUESTS))


def results(database: Database, small: Database | None) -> Iterator[Result]:
    yield from _last_pages(database)
    if small is not None and small.claims < database.claims:
        yield from _sizes(database, small)
    for home, filters in FILTERS.items():
        worst = ask(database, "facets", home) * 1000
        what = f"counts of all facets from the {home}, the slowest of {len(filters)} lists"
        yield Result("5", what, database.claims, database.vendor, worst, "ms", at_most=2)


def _last_pages(database: Database) -> Iterator[Result]:
    with site(database, cache="off") as server, Client(server.port) as client:
        works: dict[str, Any] = {}
        for name, address in LISTS.items():
            works[f"{name}, last"] = latency(client, last_page(client, address))
            works[f"{name}, first"] = latency(client, address)
        found = medians(works)
    for name in LISTS:
        yield _ratio("last page to first", name, database, found, "last", "first", 1.2)


def _sizes(database: Database, small: Database) -> Iterator[Result]:
    with (
        site(database, cache="off") as large_site,
        site(small, cache="off") as small_site,
        Client(large_site.port) as large_client,
        Client(small_site.port) as small_client,
    ):
        works: dict[str, Any] = {}
        for name, address in LISTS.items():
            works[f"{name}, large"] = latency(large_client, address)
            works[f"{name}, small"] = latency(small_client, address)
        found = medians(works)
    for name in LISTS:
        what = f"{database.claims:,} claims to {small.claims:,}"
        yield _ratio(what, name, database, found, "large", "small", 1.7)


def _ratio(
    what: str,
    name: str,
    database: Database,
    found: dict[str, float],
    ours: str,
    anchor: str,
    most: float,
) -> Result:
    first, second = found[f"{name}, {ours}"], found[f"{name}, {anchor}"]
    return Result(
        "4",
        f"{what}: {name}",
        database.claims,
        database.vendor,
        first / second,
        at_most=most,
        ours=milliseconds(first),
        anchor=milliseconds(second),
    )
