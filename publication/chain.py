"""Whether the stored editions are still what was published: every digest and the whole chain."""

import json
from collections.abc import Iterable
from typing import Any

from publication.canonical import GENESIS, canonical, chain_hash, digest
from publication.models import Edition


def first_fault(editions: Iterable[Edition]) -> str | None:
    """What is wrong with the first wrong edition, in a sentence; None where all of them hold.

    `editions` are all of them, by number.
    """
    chain = GENESIS
    newest: dict[tuple[str, int], Edition] = {}
    for position, edition in enumerate(editions, start=1):
        fault = _fault(edition, position, chain, newest.get((edition.kind, edition.object_id)))
        if fault:
            return f"Edition {edition.number} ({edition.kind} {edition.key}): {fault}."
        newest[edition.kind, edition.object_id] = edition
        chain = edition.chain
    return None


def _fault(edition: Edition, position: int, chain: str, previous: Edition | None) -> str | None:
    if edition.number != position:
        return f"its number should be {position}, so an edition is missing"
    if digest(edition.document.encode()) != edition.digest:
        return "its document does not have the digest that was published"
    if edition.previous_id != (previous.number if previous else None):
        return "it does not follow the previous edition of the same page"
    line = {**edition.feed_line(), "previous_digest": previous.digest if previous else None}
    if chain_hash(chain, line) != edition.chain:
        return "its place in the chain is not the one that was published"
    return _contradiction(edition, previous)


def _contradiction(edition: Edition, previous: Edition | None) -> str | None:
    """Where the document itself disagrees with the edition that holds it."""
    document: dict[str, Any] = json.loads(edition.document)
    if canonical(document) != edition.document.encode():
        return "its document is not in canonical form"
    stamp = {
        "number": edition.number,
        "published_at": edition.feed_line()["published_at"],
        "previous": previous.number if previous else None,
    }
    if document["edition"] != stamp:
        return "its document names another edition"
    if (document["type"], document["id"]) != (edition.kind, edition.key):
        return "its document is that of another page"
    return None
