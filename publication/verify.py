"""Checks an export of the record against its change feed, without the site that it came from.

    python verify.py changes.ndjson [claims.ndjson [sources.ndjson]] [--chain HASH]

Every line of the feed is checked: that it is in canonical form, that its document has its digest,
that it follows the previous edition of the same page, and that its chain hash is the one that
follows from all lines before it. The other files are to hold exactly the documents that the feed
says are in force, in the order of their editions. All of them may be compressed by gzip. `--chain`
is a chain hash that you kept, or that somebody else has: it must be in the feed.

The first line that is wrong is named. The exit status is 0 where all holds, 1 where something does
not, and 2 where a file cannot be read. One file, for Python 3.9 or later and nothing else.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

GENESIS = "0" * 64
# Bytes. The longest text that an editor can paste into a source is smaller.
LONGEST_LINE = 64 * 1024 * 1024
# What every line of the feed has, with the types of its values.
KEYS = {
    "chain": str,
    "digest": str,
    "document": dict,
    "id": str,
    "kind": str,
    "number": int,
    "operation": str,
    "published_at": str,
    "reason": str,
}


class Fault(Exception):
    """What is wrong, in a sentence."""


class Link(NamedTuple):
    """All that the next edition of the same page says about the one before."""

    number: int | None = None
    digest: str | None = None


class Held(NamedTuple):
    """The newest edition of a page."""

    number: int
    kind: str
    id: str
    digest: str
    in_force: bool


def canonical(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def parsed(text: bytes) -> Any:
    """Raises ValueError or RecursionError where it is no JSON, or holds what no document holds."""

    def refuse(number: str) -> NoReturn:
        raise ValueError(f"{number} is no whole number")

    return json.loads(text.decode("utf-8"), parse_float=refuse, parse_constant=refuse)


def fault_of(
    line: dict[str, Any], document: bytes, *, position: int, chain: str, previous: Link
) -> str | None:
    """What is wrong with an edition, as the end of a sentence; None where it holds.

    `line` is that of the change feed without its document, `position` the number it should have,
    `chain` the hash before it, and `previous` the edition of the same page before it.
    """
    fault = fault_of_link(line, document, position=position, chain=chain, previous=previous)
    if fault:
        return fault
    try:
        content = parsed(document)
        is_canonical = canonical(content) == document
    except (ValueError, RecursionError):
        return "its document is no JSON document"
    if not is_canonical or not isinstance(content, dict):
        return "its document is not in canonical form"
    return contradiction(line, content, previous)


def fault_of_link(
    line: dict[str, Any], document: bytes, *, position: int, chain: str, previous: Link
) -> str | None:
    if line["number"] != position:
        return f"its number should be {position}, so an edition is missing"
    if hashlib.sha256(document).hexdigest() != line["digest"]:
        return "its document does not have the digest that was published"
    if line["previous_digest"] != previous.digest:
        return "it does not follow the previous edition of the same page"
    chained = canonical({key: value for key, value in line.items() if key != "chain"})
    if hashlib.sha256(chain.encode("ascii") + chained).hexdigest() != line["chain"]:
        return "its place in the chain is not the one that was published"
    return None


def contradiction(line: dict[str, Any], content: dict[str, Any], previous: Link) -> str | None:
    """Where the document itself disagrees with the edition that holds it."""
    stamp = {
        "number": line["number"],
        "published_at": line["published_at"],
        "previous": previous.number,
    }
    if content.get("edition") != stamp:
        return "its document names another edition"
    if (content.get("type"), content.get("id")) != (line["kind"], line["id"]):
        return "its document is that of another page"
    return None


class Feed:
    """The change feed as far as it was checked, and what the record then held."""

    def __init__(self) -> None:
        self.count = 0
        self.chain = GENESIS
        self.newest: dict[tuple[str, str], Held] = {}
        # A page whose address changed is found by the number of its edition.
        self.pages: dict[int, tuple[str, str]] = {}

    def take(self, text: bytes) -> None:
        """Raises Fault."""
        line = self._read(text)
        document = line.pop("document")
        before = self._page_before(line, document)
        previous = Link(before.number, before.digest) if before else Link()
        # The line is canonical, and so is any part of it.
        fault = fault_of_link(
            line,
            canonical(document),
            position=self.count + 1,
            chain=self.chain,
            previous=previous,
        ) or contradiction(line, document, previous)
        if fault:
            raise Fault(f"edition {line['number']} ({line['kind']} {line['id']}): {fault}")
        if before:
            del self.newest[self.pages.pop(before.number)]
        page = (line["kind"], line["id"])
        in_force = line["operation"] != "withdraw"
        self.newest[page] = Held(line["number"], *page, line["digest"], in_force)
        self.pages[line["number"]] = page
        self.count, self.chain = line["number"], line["chain"]

    def _read(self, text: bytes) -> dict[str, Any]:
        try:
            line = parsed(text)
            is_canonical = canonical(line) == text
        except (ValueError, RecursionError):
            raise Fault("it is no JSON") from None
        if not is_canonical:
            raise Fault("it is not in canonical form")
        if not isinstance(line, dict) or not all(
            type(line.get(key)) is kind for key, kind in KEYS.items()
        ):
            raise Fault("it is no line of a change feed")
        line.setdefault("previous_digest", None)
        return line

    def _page_before(self, line: dict[str, Any], document: dict[str, Any]) -> Held | None:
        page = (line["kind"], line["id"])
        if page not in self.newest:
            stamp = document.get("edition")
            number = stamp.get("previous") if isinstance(stamp, dict) else None
            old = self.pages.get(number) if isinstance(number, int) else None
            if old is None or old[0] != line["kind"]:
                return None
            page = old
        return self.newest[page]

    def in_force(self, kind: str) -> Iterator[Held]:
        held = (one for one in self.newest.values() if one.kind == kind and one.in_force)
        return iter(sorted(held))


def lines_of(path: str) -> Iterator[bytes]:
    """Lines without their ends; raises Fault where one is too long or cut off, OSError where the
    file cannot be read."""
    with Path(path).open("rb") as plain:
        packed = plain.read(2) == b"\x1f\x8b"
    with gzip.open(path) if packed else Path(path).open("rb") as file:
        while True:
            try:
                line = file.readline(LONGEST_LINE + 1)
            except (EOFError, zlib.error, gzip.BadGzipFile):
                raise Fault("it cannot be unpacked: the file is damaged or cut off") from None
            if not line:
                return
            if not line.endswith(b"\n"):
                cut = len(line) <= LONGEST_LINE
                raise Fault("it is cut off" if cut else f"it is longer than {LONGEST_LINE} bytes")
            yield line[:-1]


def check_feed(path: str, chain: str | None = None) -> Feed:
    """Raises Fault; `chain` is a hash that has to occur."""
    feed, found, number = Feed(), chain in (None, GENESIS), 1
    try:
        for text in lines_of(path):
            feed.take(text)
            found = found or feed.chain == chain
            number += 1
    except Fault as fault:
        raise Fault(f"{path}, line {number}: {fault}.") from None
    if not found:
        raise Fault(f"{path}: no edition up to number {feed.count} has the chain hash {chain}.")
    return feed


def check_export(path: str, kind: str, feed: Feed) -> int:
    """How many documents it holds; raises Fault."""
    number, due = 0, feed.in_force(kind)
    try:
        for number, text in enumerate(lines_of(path), start=1):
            expected = next(due, None)
            if expected is None:
                raise Fault(f"the feed has only {number - 1} documents in force for this file")
            if hashlib.sha256(text).hexdigest() != expected.digest:
                raise Fault(f"it is not edition {expected.number} ({kind} {expected.id})")
    except Fault as fault:
        raise Fault(f"{path}, line {max(number, 1)}: {fault}.") from None
    missing = next(due, None)
    if missing:
        raise Fault(
            f"{path} ends after line {number}: edition {missing.number} ({kind} {missing.id}) "
            "is missing."
        )
    return number


def say(text: str, to: Any = None) -> None:
    (to or sys.stdout).write(f"{text}\n")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("changes")
    parser.add_argument("claims", nargs="?")
    parser.add_argument("sources", nargs="?")
    parser.add_argument("--chain", metavar="HASH", type=str.lower)
    given = parser.parse_args(arguments)
    try:
        feed = check_feed(given.changes, given.chain)
        say(f"{feed.count} editions hold. Newest chain hash: {feed.chain}")
        for path, kind in ((given.claims, "claim"), (given.sources, "source")):
            if path:
                count = check_export(path, kind, feed)
                say(f"{path} holds exactly the {count} documents in force.")
    except Fault as fault:
        again = "Where the record changed between two downloads, take all the files again."
        say(f"{fault}\n{again}", to=sys.stderr)
        return 1
    except OSError as error:
        say(f"{error.filename or given.changes}: {error.strerror or error}", to=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
