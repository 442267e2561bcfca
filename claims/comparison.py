"""What differs between two documents of a claim, with a label and words for everything that does.

Nothing is left out but `edition`, whose number and time stand above the list: a place of the
document without a label of its own is named by its keys.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.vocabulary import label
from publication.canonical import canonical
from publication.differences import ABSENT, Difference, differences
from publication.word_diff import Piece, pieces
from sources.dates import NotEDTF, in_words

Document = dict[str, Any]

# The last keys of a place, and what readers call it: what matters most comes first.
LABELS = {
    "withdrawn": gettext_lazy("Withdrawn"),
    "withdrawn at": gettext_lazy("Withdrawn"),
    "withdrawn reason": gettext_lazy("Why it was withdrawn"),
    "text": gettext_lazy("The claim"),
    "quote": gettext_lazy("Quotation"),
    "exact": gettext_lazy("Quotation"),
    "summary": gettext_lazy("Summary"),
    "title": gettext_lazy("Title"),
    "standing verdict": gettext_lazy("Standing"),
    "standing since": gettext_lazy("Standing since"),
    "standing followup": gettext_lazy("The evidence that decides the standing"),
    "verdict": gettext_lazy("Verdict"),
    "relation": gettext_lazy("What the evidence does"),
    "basis": gettext_lazy("Basis"),
    "speaker name": gettext_lazy("Speaker"),
    "speaker role": gettext_lazy("Who the speaker is"),
    "speaker kind": gettext_lazy("Sort of speaker"),
    "speaker id": gettext_lazy("Speaker, name in addresses"),
    "role": gettext_lazy("What these words do with the claim"),
    "said_on": gettext_lazy("Said on"),
    "said_on_note": gettext_lazy("About the date"),
    "occurred_on": gettext_lazy("When it happened or was found"),
    "due_on": gettext_lazy("Due"),
    "first_said_on": gettext_lazy("First said"),
    "last_said_on": gettext_lazy("Last said"),
    "kind": gettext_lazy("Kind"),
    "question": gettext_lazy("Question"),
    "venue": gettext_lazy("Where it was first said"),
    "venue name": gettext_lazy("Where it was first said"),
    "venue id": gettext_lazy("Where it was first said, name in addresses"),
    "relayed_through": gettext_lazy("Passed on through"),
    "note": gettext_lazy("Note"),
    "settles": gettext_lazy("What would settle this"),
    "name": gettext_lazy("Name"),
    "group": gettext_lazy("Group"),
    "author": gettext_lazy("Author"),
    "author name": gettext_lazy("Author"),
    "author id": gettext_lazy("Author, name in addresses"),
    "publisher name": gettext_lazy("Publisher"),
    "publisher id": gettext_lazy("Publisher, name in addresses"),
    "published_on": gettext_lazy("Date of publication"),
    "date_basis": gettext_lazy("Basis of the date"),
    "date_note": gettext_lazy("About the date"),
    "url": gettext_lazy("Original"),
    "archived_url": gettext_lazy("Archived copy"),
    "language": gettext_lazy("Language"),
    "title_in_text": gettext_lazy("The document has this title itself"),
    "characters": gettext_lazy("Length in characters"),
    "sha256": gettext_lazy("SHA-256 of the document"),
    "retrieved_at": gettext_lazy("Retrieved"),
    "anchor": gettext_lazy("How the words were found in our copy"),
    "prefix": gettext_lazy("Words before the quotation"),
    "suffix": gettext_lazy("Words after the quotation"),
    "start": gettext_lazy("First character of the quotation"),
    "end": gettext_lazy("End of the quotation, in characters"),
    "source": gettext_lazy("Source"),
    "statement": gettext_lazy("The words that are the evidence, name in addresses"),
    "recorded_at": gettext_lazy("In this record since"),
    "id": gettext_lazy("Name in addresses"),
    "path": gettext_lazy("Address on this site"),
}
PRIORITY = {str(key): place for place, key in enumerate(LABELS)}
# Which words the values of a place have, by the section and the key it ends with.
ENUMERATED = {
    ("claim", "kind"): "claim",
    ("claim", "verdict"): "verdict",
    ("evidence", "basis"): "basis",
    ("evidence", "relation"): "relation",
    ("evidence", "verdict"): "verdict",
    ("source", "kind"): "source",
    ("statement", "kind"): "statement",
    ("statement", "role"): "role",
}
# Parts of a statement or a finding whose keys mean what they mean there.
WITHIN = {"speaker": "speaker", "source": "source", "evidence": "statement", "standing": "claim"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
KINDS = {"statements": "statement", "followups": "evidence", "tags": "tag"}
# Words of their own here; anything else is compared as one value.
TEXTS = frozenset(
    {"exact", "name", "note", "prefix", "question", "quote", "reason", "said_on_note"}
    | {"settles", "suffix", "summary", "text", "title"}
)


@dataclass(frozen=True)
class Row:
    """One thing that differs: its label and both values in words, None where there is none.

    `pieces` marks the words where both are texts; then the values need not be shown.
    """

    key: str
    label: str
    before: str | None
    after: str | None
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Section:
    """All that differs in the claim itself, or in one statement, one finding, one source, one tag.

    `operation` is `changed`, `added` or `removed`; `name` shows which one is meant.
    """

    kind: str
    identifier: str
    name: str
    operation: str
    rows: list[Row] = field(default_factory=list)


def is_date(value: Any) -> bool:
    """A date with its bounds is one value."""
    return isinstance(value, dict) and "edtf" in value


def compared(before: Document, after: Document) -> Iterator[Difference]:
    """The differences of two documents, without what names the edition itself."""
    for item in differences(before, after, whole=is_date):
        if item.path[0] != "edition":
            yield item


def sections(before: Document, after: Document) -> list[Section]:
    """Everything that differs, the claim itself first, then its parts in order of the document.

    A source that is cited in several places is shown once where it differs alike in all of them.
    """
    found: dict[tuple[str, str, str], Section] = {}
    for item in compared(before, after):
        kind, identifier, place = _place(item.path, before, after)
        operation = _operation(item, place)
        section = found.setdefault(
            (kind, identifier, operation),
            Section(kind, identifier, _name(kind, identifier, before, after), operation),
        )
        for row in _rows(kind, place, item):
            # What an added or a removed part did not have is no difference.
            empty = operation != "changed" and row.before is None and row.after is None
            if not empty and not any(_alike(row, other) for other in section.rows):
                section.rows.append(row)
    for section in found.values():
        section.rows.sort(key=lambda row: PRIORITY.get(row.key, len(PRIORITY)))
    order = ("claim", "statement", "evidence", "source", "tag")
    return sorted(found.values(), key=lambda section: order.index(section.kind))


def _alike(row: Row, other: Row) -> bool:
    """The words of a quotation are in a document twice, as `quote` and in its selector."""
    return (row.label, row.before, row.after) == (other.label, other.before, other.after)


def _place(
    path: tuple[str, ...], before: Document, after: Document
) -> tuple[str, str, tuple[str, ...]]:
    """(kind of section, id of what it is about, keys below it)."""
    if path[0] not in KINDS or len(path) < 2:
        return "claim", "", path
    part = (_part(after, path[:2]) or _part(before, path[:2])) or {}
    if "source" in path[2:-1]:
        at = path.index("source", 2)
        cited = part
        for key in path[2 : at + 1]:
            cited = (cited or {}).get(key) or {}
        return "source", str(cited.get("id", "")), path[at + 1 :]
    return KINDS[path[0]], path[1], path[2:]


def _operation(item: Difference, place: tuple[str, ...]) -> str:
    if place:
        return "changed"
    return "added" if item.is_added else "removed"


def _part(document: Document, path: tuple[str, ...]) -> Any:
    """The item of a list that has this id."""
    items = document.get(path[0]) or []
    return next((item for item in items if item.get("id") == path[1]), None)


def _name(kind: str, identifier: str, before: Document, after: Document) -> str:
    """The words by which readers recognise it, as they are in the later document that has it."""
    for document in (after, before):
        if kind == "source":
            cited = next((item for item in _cited(document) if item.get("id") == identifier), None)
            if cited:
                return str(cited.get("title") or identifier)
        for key, words in (("statements", "quote"), ("followups", "summary"), ("tags", "name")):
            part = _part(document, (key, identifier)) if KINDS[key] == kind else None
            if part:
                return str(part.get(words) or identifier)
    return identifier


def _cited(document: Document) -> Iterator[Document]:
    for item in document.get("statements") or []:
        yield item.get("source") or {}
    for item in document.get("followups") or []:
        yield item.get("source") or {}
        yield (item.get("evidence") or {}).get("source") or {}


def _rows(kind: str, place: tuple[str, ...], item: Difference) -> Iterator[Row]:
    """One row for a value; one for every part of what was added or removed as a whole."""
    values = [value for value in (item.before, item.after) if value not in (ABSENT, None)]
    taken_apart = all(isinstance(value, dict) and not is_date(value) for value in values)
    if values and taken_apart and not (item.before is None and item.after is None):
        empty: Document = {}
        inner = differences(
            item.before if isinstance(item.before, dict) else empty,
            item.after if isinstance(item.after, dict) else empty,
            whole=is_date,
        )
        for part in inner:
            yield from _rows(kind, (*place, *part.path), part)
        return
    yield _row(kind, place, item)


def _row(kind: str, place: tuple[str, ...], item: Difference) -> Row:
    before, after = (_words(kind, place, value) for value in (item.before, item.after))
    key, label = _label(place)
    if before and after and place[-1:] and place[-1] in TEXTS:
        return Row(key, label, before, after, tuple(pieces(before, after)))
    return Row(key, label, before, after)


def _label(place: tuple[str, ...]) -> tuple[str, str]:
    """(key of the label, label); of a source within another part, which part it is."""
    names = [" ".join(place[-length:]) for length in (2, 1) if len(place) >= length]
    key = next((name for name in names if name in LABELS), "")
    label = str(LABELS[key]) if key else " · ".join(place) or _("All of it")
    if key and "source" in place[:-1]:
        return key, _("Source: %(what)s") % {"what": label}
    return key, label


def _words(kind: str, place: tuple[str, ...], value: Any) -> str | None:
    """A value as readers see it; None for a place that is missing or null."""
    if value is ABSENT or value is None or value == "" or value == []:
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if is_date(value):
        return _date(str(value["edtf"]))
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return f"{_date(value[:10])}, {value[11:16]} UTC"
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return ", ".join(value)
    if not isinstance(value, str):
        return canonical(value).decode()
    within = [part for part in WITHIN if part in place[:-1]]
    section = WITHIN[within[0]] if within else kind
    enumeration = ENUMERATED.get((section, place[-1] if place else ""))
    return label(value, enumeration) if enumeration else value


def _date(edtf: str) -> str:
    try:
        return in_words(edtf)
    except NotEDTF:
        return edtf
