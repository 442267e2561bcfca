"""What an edition changed, in plain words: for feeds, the list of changes, a claim’s history."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.comparison import LABELS, compared
from claims.news import Change, Document, change
from claims.vocabulary import label
from publication.differences import Difference


@dataclass(frozen=True)
class Line:
    """One thing that changed. `summary` and `when` (a date object) are those of new evidence."""

    words: str
    summary: str = ""
    when: dict[str, Any] | None = None
    is_evidence: bool = False


def changed_lines(kind: str, before: Document | None, after: Document) -> list[Line]:
    """What the public record gained or lost from one edition to the next, most important first."""
    return claim_lines(before, after) if kind == "claim" else source_lines(before, after)


def claim_lines(before: Document | None, after: Document) -> list[Line]:
    """All that an edition of a claim changed: its news, then corrections, by sort."""
    found = change(before, after)
    if before is None:
        return _first_lines(found)
    lines = news_lines(found)
    if found.withdrawn:
        return lines
    lines += [
        Line(_("Evidence withdrawn from this claim"), summary=str(item.get("summary") or ""))
        for item in found.evidence_gone
    ]
    lines += _corrections("claim", before, after)
    return lines or [Line(_("Published again without a change"))]


def _first_lines(found: Change) -> list[Line]:
    """A claim often comes with all that was found until then: here only how much it is."""
    words = ngettext(
        "%(count)d later finding recorded with it",
        "%(count)d later findings recorded with it",
        len(found.evidence),
    )
    counted = [Line(words % {"count": len(found.evidence)})] if found.evidence else []
    return [line for line in news_lines(found) if not line.is_evidence] + counted


def news_lines(found: Change) -> list[Line]:
    """The news of an edition; none where it only corrects something."""
    if found.withdrawn:
        return [Line(_("Withdrawn: %(reason)s") % {"reason": found.reason})]
    lines = []
    standing = label(found.standing_after, "verdict")
    if found.is_first:
        lines.append(Line(_("New in this record, %(standing)s") % {"standing": standing}))
    if found.restored:
        lines.append(Line(_("Public again")))
    if found.standing_changed and not found.is_first:
        previous = label(str(found.standing_before), "verdict")
        words = _("Now %(standing)s, was %(previous)s")
        lines.append(Line(words % {"standing": standing, "previous": previous}))
    return lines + [evidence_line(item, is_new=not found.is_first) for item in found.evidence]


def evidence_line(item: Document, *, is_new: bool) -> Line:
    """A finding; it is not new to anybody where it came with the first edition of its claim."""
    values = {
        "relation": label(str(item.get("relation")), "relation"),
        "basis": label(str(item.get("basis")), "basis"),
    }
    if item.get("relation") == "found_nothing":
        words = _("A search that found nothing (%(basis)s)")
    elif is_new:
        words = _("New evidence that %(relation)s the claim (%(basis)s)")
    else:
        words = _("Evidence that %(relation)s the claim (%(basis)s)")
    summary = str(item.get("summary") or "")
    return Line(words % values, summary, item.get("occurred_on"), is_evidence=True)


def source_lines(before: Document | None, after: Document) -> list[Line]:
    """All that an edition of a source changed, by sort."""
    notice = after.get("withdrawn")
    if notice and not (before or {}).get("withdrawn"):
        return [Line(_("Withdrawn: %(reason)s") % {"reason": notice.get("reason", "")})]
    if before is None:
        count = len(after.get("statements") or [])
        words = ngettext(
            "New in this record, with %(count)d statement",
            "New in this record, with %(count)d statements",
            count,
        )
        return [Line(words % {"count": count} if count else _("New in this record"))]
    lines = [Line(_("Public again"))] if before.get("withdrawn") and not notice else []
    lines += _corrections("source", before, after)
    return lines or [Line(_("Published again without a change"))]


# These follow from statements and evidence, or have a line of their own.
TOLD_ELSEWHERE = frozenset({"standing", "first_said_on", "last_said_on", "withdrawn"})


def _corrections(kind: str, before: Document, after: Document) -> list[Line]:
    """What else differs: one line for each sort of difference, saying in how many parts."""
    found = {_sort(kind, item) for item in compared(before, after)} - {None}
    # Words in other places, or with other words around them, have moved because they changed.
    moved = {("place", part) for sort, part in found if sort == "quote"}
    sorts = Counter(sort for sort, _part in found - moved)
    return [Line(_in_words(sort, count)) for sort, count in sorted(sorts.items())]


def _sort(kind: str, item: Difference) -> Any:
    """(sort of difference, the part that it is in), as each part counts once; None for what is
    told elsewhere."""
    path, last = item.path, item.path[-1]
    if path[0] in TOLD_ELSEWHERE or (path[0] == "followups" and len(path) == 2):
        return None
    if path[0] == "statements" and len(path) == 2:
        return ("added" if item.is_added else "removed"), last
    if path[0] == "tags":
        return "tags", ""
    if "source" in path[1:-1]:
        # The statements of a source cite it itself.
        return ("source", "") if kind == "claim" else None
    if path[0] not in ("statements", "followups"):
        return f"{kind} {path[0]}", ""
    if last in ("quote", "exact"):
        return "quote", path[1]
    if last == "anchor" or "selector" in path:
        return "place", path[1]
    return ("details" if path[0] == "statements" else "evidence"), path[1]


def _in_words(sort: str, count: int) -> str:
    words = {
        "added": ngettext("%(count)d statement added", "%(count)d statements added", count),
        "claim text": _("Wording of the claim corrected"),
        "details": ngettext(
            "Details of %(count)d statement changed",
            "Details of %(count)d statements changed",
            count,
        ),
        "evidence": ngettext(
            "Wording or details of %(count)d finding changed",
            "Wording or details of %(count)d findings changed",
            count,
        ),
        "place": ngettext(
            "Place of %(count)d quotation noted anew",
            "Places of %(count)d quotations noted anew",
            count,
        ),
        "quote": ngettext("%(count)d quotation corrected", "%(count)d quotations corrected", count),
        "removed": ngettext("%(count)d statement removed", "%(count)d statements removed", count),
        "source": _("Citation of a source changed"),
        "source text": _("Whether and how the full text is shown here changed"),
        "tags": _("Tags changed"),
    }
    if sort in words:
        return words[sort] % {"count": count}
    key = sort.partition(" ")[2]
    return _("Changed: %(what)s") % {"what": LABELS.get(key, key)}
