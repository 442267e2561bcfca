"""How many statements, speakers and findings a claim has: a pure function over its document."""

from dataclasses import dataclass

from claims.timeline import BEYOND_THE_SPEAKER, Document, is_search, speakers


@dataclass(frozen=True)
class Independence:
    """`speakers` make, repeat or hedge the claim; `reports` of the statements only pass it on.

    `findings` is later evidence that does not come from the speaker or from those close to him,
    whatever it says about the claim. A search that found nothing is no finding.
    """

    statements: int
    reports: int
    speakers: int
    findings: int


def independence(document: Document) -> Independence:
    said_by, _ = speakers(document)
    found = [
        item
        for item in document["followups"]
        if item["basis"] in BEYOND_THE_SPEAKER and not is_search(item)
    ]
    return Independence(
        statements=len(document["statements"]),
        reports=sum(item["role"] == "reports" for item in document["statements"]),
        speakers=len(said_by),
        findings=len(found),
    )
