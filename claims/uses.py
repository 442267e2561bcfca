"""What a statement does in the claims that quote it: a pure function over their documents."""

from collections.abc import Iterable
from dataclasses import dataclass

from claims.timeline import Document


@dataclass(frozen=True)
class Use:
    """`role` is None where the claim has the words only as evidence, in these followups."""

    claim: Document
    role: str | None
    followups: tuple[Document, ...]


def uses(claims: Iterable[Document], statement: str) -> list[Use]:
    """One for each claim, in their order; `statement` is its id."""
    found = []
    for claim in claims:
        roles = [item["role"] for item in claim["statements"] if item["id"] == statement]
        evidence = [item for item in claim["followups"] if item["statement"] == statement]
        found.append(Use(claim, next(iter(roles), None), tuple(evidence)))
    return found
