"""Whether the stored editions are still what was published: every digest and the whole chain."""

import json
from collections.abc import Iterable
from typing import Any

from publication.canonical import GENESIS, canonical, chain_hash, digest
from publication.models import Edition

# Number and digest of an edition: all that the next one of the same page says about it.
Link = tuple[int | None, str | None]
NO_LINK: Link = (None, None)


def first_fault(editions: Iterable[Edition]) -> str | None:
    """What is wrong with the first wrong edition, in a sentence; None where all of them hold.

    `editions` are all of them, by number.
    """
    chain = GENESIS
    newest: dict[tuple[str, int], Link] = {}
    for position, edition in enumerate(editions, start=1):
        previous = newest.get((edition.kind, edition.object_id), NO_LINK)
        fault = _fault(edition, position, chain, previous)
        if fault:
            return f"Edition {edition.number} ({edition.kind} {edition.key}): {fault}."
        newest[edition.kind, edition.object_id] = (edition.number, edition.digest)
        chain = edition.chain
    return None


def _fault(edition: Edition, position: int, chain: str, previous: Link) -> str | None:
    number, published_digest = previous
    if edition.number != position:
        return f"its number should be {position}, so an edition is missing"
    if digest(edition.document.encode()) != edition.digest:
        return "its document does not have the digest that was published"
    if edition.previous_id != number:
        return "it does not follow the previous edition of the same page"
    line = {**edition.feed_line(), "previous_digest": published_digest}
    if chain_hash(chain, line) != edition.chain:
        return "its place in the chain is not the one that was published"
    return _contradiction(edition, previous)


def _contradiction(edition: Edition, previous: Link) -> str | None:
    """Where the document itself disagrees with the edition that holds it."""
    try:
        document: Any = json.loads(edition.document)
        is_canonical = canonical(document) == edition.document.encode()
    except (TypeError, ValueError, RecursionError):
        return "its document is no JSON document"
    if not is_canonical or not isinstance(document, dict):
        return "its document is not in canonical form"
    stamp = {
        "number": edition.number,
        "published_at": edition.feed_line()["published_at"],
        "previous": previous[0],
    }
    if document.get("edition") != stamp:
        return "its document names another edition"
    if (document.get("type"), document.get("id")) != (edition.kind, edition.key):
        return "its document is that of another page"
    return None
