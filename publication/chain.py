"""Whether the stored editions are still what was published: every digest and the whole chain.

The rule is that of `verify.py`, with which readers check the same without this site.
"""

from collections.abc import Iterable

from publication.canonical import GENESIS
from publication.models import Edition
from publication.verify import Link, fault_of


def first_fault(editions: Iterable[Edition]) -> str | None:
    """What is wrong with the first wrong edition, in a sentence; None where all of them hold.

    `editions` are all of them, by number.
    """
    chain = GENESIS
    newest: dict[tuple[str, int], Link] = {}
    for position, edition in enumerate(editions, start=1):
        previous = newest.get((edition.kind, edition.object_id), Link())
        # The feed gets the digest by this number, so a wrong one is as if that were wrong.
        follows = edition.previous_id == previous.number
        line = {
            **edition.feed_line(),
            "chain": edition.chain,
            "previous_digest": previous.digest if follows else "",
        }
        fault = fault_of(
            line, edition.document.encode(), position=position, chain=chain, previous=previous
        )
        if fault:
            return f"Edition {edition.number} ({edition.kind} {edition.key}): {fault}."
        newest[edition.kind, edition.object_id] = Link(edition.number, edition.digest)
        chain = edition.chain
    return None
