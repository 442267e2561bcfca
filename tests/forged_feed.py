"""Change feeds that are wrong in one line."""

import json
from collections.abc import Callable
from typing import Any

from publication.canonical import GENESIS, canonical, chain_hash, digest


def changed(lines: list[bytes], at: int, keys: dict[str, Any]) -> list[bytes]:
    """The lines with other keys in the one with this number."""
    line = {**json.loads(lines[at - 1]), **keys}
    return [*lines[: at - 1], json.dumps(line).encode(), *lines[at:]]


def forged(lines: list[bytes], at: int, change: Callable[[dict[str, Any]], Any]) -> list[bytes]:
    """The feed of a site whose edition of this number has another line and is chained rightly."""
    found, chain, digests = [], GENESIS, dict[str, str]()
    for number, text in enumerate(lines, start=1):
        line = json.loads(text)
        if number == at:
            change(line)
        document = line.pop("document")
        old, line["digest"] = line["digest"], digest(canonical(document))
        digests[old] = line["digest"]
        line["previous_digest"] = digests.get(line["previous_digest"], line["previous_digest"])
        del line["chain"]
        chain = chain_hash(chain, line)
        found.append(canonical({**line, "chain": chain, "document": document}))
    return found


def number_of(lines: list[bytes], kind: str, key: str) -> int:
    """That of the first edition of this page."""
    said = [json.loads(line) for line in lines]
    return next(line["number"] for line in said if (line["kind"], line["id"]) == (kind, key))


def rename(line: dict[str, Any], key: str) -> None:
    line["id"] = line["document"]["id"] = key
