"""What an edition of a claim says that the one before it did not: pure functions over documents.

An edition is news where readers who follow the claim should hear of it: it is the first, the
standing is another one, there is new evidence, or the page was withdrawn or came back. A corrected
typing error is no news, and neither is an edition that only follows a correction of a source.
"""

from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """From one document of a claim (or none) to the next.

    `standing_before` is None for a claim that was not public. `evidence` are the new followups, in
    the order of the document, and `evidence_gone` those that are no longer part of it; `withdrawn`
    and `restored` say that the page was or came back, and `reason` why it was withdrawn.
    """

    standing_before: str | None
    standing_after: str
    evidence: tuple[Document, ...]
    evidence_gone: tuple[Document, ...]
    withdrawn: bool
    restored: bool
    reason: str = ""

    @property
    def is_first(self) -> bool:
        return self.standing_before is None

    @property
    def standing_changed(self) -> bool:
        return self.standing_before != self.standing_after

    @property
    def is_news(self) -> bool:
        """A corrected typing error is none."""
        return bool(self.standing_changed or self.evidence or self.withdrawn or self.restored)


def change(before: Document | None, after: Document) -> Change:
    """What `after` says anew. Keys that a document of long ago may lack count as empty."""
    old, new = _followups(before), _followups(after)
    was_withdrawn = bool(before and before.get("withdrawn"))
    notice = after.get("withdrawn") or {}
    return Change(
        standing_before=None if before is None else _verdict(before),
        standing_after=_verdict(after),
        evidence=tuple(item for key, item in new.items() if key not in old),
        evidence_gone=tuple(item for key, item in old.items() if key not in new),
        withdrawn=bool(notice) and not was_withdrawn,
        restored=was_withdrawn and not notice,
        reason=str(notice.get("reason") or ""),
    )


def is_news(before: Document | None, after: Document) -> bool:
    return change(before, after).is_news


def _verdict(document: Document) -> str:
    return str((document.get("standing") or {}).get("verdict") or "open")


def _followups(document: Document | None) -> dict[str, Document]:
    """By id, in the order of the document."""
    return {str(item.get("id")): item for item in (document or {}).get("followups") or []}
