"""The published record as flat tables: what the CSV files hold, column by column.

The only home of the columns: the files, `datapackage.json` and the page about them are made from
what stands here. Names and order of columns are a contract: new ones come at the end.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from claims.models.claim import ClaimKind, Verdict
from claims.models.claim_statement import Role
from claims.models.followup import Basis, Relation
from claims.models.tag import TagGroup
from publication.exporting import documents_in_force
from sources.models import AnchorState, DateBasis, SourceKind, SpeakerKind, StatementKind

Item = dict[str, Any]

BETWEEN_NAMES = "|"


@dataclass(frozen=True)
class Column:
    """`of` takes the value from one item of the table; None is an empty field. `type` is that of a
    Frictionless field, `refers_to` the table whose `id` stands here."""

    name: str
    description: str
    of: Callable[[Item], Any]
    type: str = "string"
    required: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str = ""


@dataclass(frozen=True)
class Table:
    """The file `/export/<name>.csv`: a line for each of the `items` of a document of this kind."""

    name: str
    kind: str
    description: str
    key: tuple[str, ...]
    items: Callable[[Item], Iterable[Item]]
    columns: tuple[Column, ...]

    @property
    def path(self) -> str:
        return f"/export/{self.name}.csv"

    @property
    def header(self) -> bytes:
        return _written([[column.name for column in self.columns]])

    def lines(self, documents: Iterable[bytes]) -> bytes:
        """The lines of these documents, as RFC 4180 has them, in UTF-8 without a mark."""
        getters = [column.of for column in self.columns]
        return _written(
            [get(item) for get in getters]
            for document in documents
            for item in self.items(orjson.loads(document))
        )

    def content(self, newest: int) -> Iterator[bytes]:
        """The whole file, some documents at a time, as of the edition `newest`."""
        yield self.header
        for documents in documents_in_force(self.kind, newest):
            yield self.lines(documents)


def _written(rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def at(*path: str) -> Callable[[Item], Any]:
    """What stands there in an item; None where something on the way is null, or missing, as keys
    are in old editions that were added since."""
    if len(path) == 1:
        return lambda item, key=path[0]: item.get(key)  # type: ignore[misc]
    outer, last = at(*path[:-1]), path[-1]
    return lambda item: (outer(item) or {}).get(last)


def column(name: str, description: str, *path: str, **more: Any) -> Column:
    """One that has its value at `path`, or under its own name."""
    return Column(name, description, at(*(path or (name,))), **more)


def chosen(name: str, description: str, choices: Any, *path: str, **more: Any) -> Column:
    values = tuple(choices.values)
    return column(name, description, *path, choices=values, **{"required": True, **more})


def identifier(what: str) -> Column:
    return column("id", f"Identifier of {what}, as in its address.", required=True)


def date(name: str, what: str, *path: str) -> tuple[Column, ...]:
    """Three columns: the EDTF text, and the closed bounds, empty where open."""
    parts = path or (name,)
    return (
        column(name, f"{what}: EDTF, levels 0 and 1 (ISO 8601-2).", *parts, "edtf"),
        column(f"{name}_from", f"{what}: the first day it can be.", *parts, "from", type="date"),
        column(f"{name}_to", f"{what}: the last day it can be.", *parts, "to", type="date"),
    )


def path_column(what: str) -> Column:
    return column("path", f"The page of {what}, relative to the site.", required=True)


def number_of(name: str, description: str) -> Column:
    return Column(name, description, lambda item: len(item[name]), "integer", required=True)


# Both end the tables of whole documents.
EDITION = (
    column(
        "edition",
        "Number of the edition that this line is taken from.",
        "edition",
        "number",
        type="integer",
        required=True,
    ),
    column(
        "published_at",
        "When that edition was published, in UTC.",
        "edition",
        "published_at",
        type="datetime",
        required=True,
    ),
)


def of_claim(name: str) -> Callable[[Item], Iterator[Item]]:
    """The items of a list in a claim, each with the id of its claim, as `claim`."""

    def items(document: Item) -> Iterator[Item]:
        claim = document["id"]
        for item in document[name]:
            item["claim"] = claim
            yield item

    return items


def statements(document: Item) -> Iterator[Item]:
    """With the position of the words, where it is known, as `start` and `end`."""
    for statement in document["statements"]:
        for selector in statement["selector"]:
            if selector["type"] == "TextPositionSelector":
                statement.update(start=selector["start"], end=selector["end"])
        yield statement


CLAIM = column("claim", "The claim.", required=True, refers_to="claims")

CLAIMS = Table(
    "claims",
    "claim",
    "Every published claim.",
    ("id",),
    lambda document: (document,),
    (
        identifier("the claim"),
        path_column("the claim"),
        column("text", "The proposition, in the editors’ words.", required=True),
        chosen("kind", "What kind of claim it is.", ClaimKind),
        *date("due_on", "By when it is to come true"),
        column("settles", "What would settle it."),
        column("note", "A note of the editors."),
        chosen("standing", "How the claim stands.", Verdict, "standing", "verdict"),
        *date("standing_since", "Since when it stands so", "standing", "since"),
        column(
            "standing_followup",
            "The evidence that it stands so by.",
            "standing",
            "followup",
            refers_to="followups",
        ),
        *date("first_said_on", "When it was first said"),
        *date("last_said_on", "When it was last said"),
        number_of("statements", "How many statements make, repeat, hedge or report it."),
        number_of("followups", "How many pieces of evidence there are on it."),
        *EDITION,
    ),
)

CLAIM_STATEMENTS = Table(
    "claim_statements",
    "claim",
    "Which statement makes, repeats, hedges or reports which claim.",
    ("claim", "statement"),
    of_claim("statements"),
    (
        CLAIM,
        column("statement", "The statement.", "id", required=True, refers_to="statements"),
        chosen("role", "What the statement does with the claim.", Role),
    ),
)

CLAIM_TAGS = Table(
    "claim_tags",
    "claim",
    "Which tags a claim has.",
    ("claim", "tag"),
    of_claim("tags"),
    (
        CLAIM,
        column("tag", "Identifier of the tag.", "id", required=True),
        column("tag_name", "Name of the tag.", "name", required=True),
        chosen("tag_group", "Group of the tag.", TagGroup, "group"),
    ),
)

FOLLOWUPS = Table(
    "followups",
    "claim",
    "Later evidence on the claims.",
    ("id",),
    of_claim("followups"),
    (
        identifier("the evidence"),
        CLAIM,
        chosen("relation", "What the evidence does to the claim.", Relation),
        *date("occurred_on", "When it happened"),
        chosen("basis", "Whose evidence it is.", Basis),
        column("summary", "What it is, in the editors’ words.", required=True),
        chosen("verdict", "How the claim stands by it, if that changes.", Verdict, required=False),
        column("statement", "The statement that is the evidence.", refers_to="statements"),
        column("source", "The source of the evidence.", "source", "id", refers_to="sources"),
        column("recorded_at", "When this record knew it, in UTC.", type="datetime"),
    ),
)

SOURCES = Table(
    "sources",
    "source",
    "Every published source, by its citation.",
    ("id",),
    lambda document: (document,),
    (
        identifier("the source"),
        path_column("the source"),
        column("title", "Title, as printed or as the editors describe it.", required=True),
        Column(
            "title_in_text",
            "Whether the document itself has this title.",
            lambda item: str(item["title_in_text"]).lower(),
            type="boolean",
        ),
        chosen("kind", "What kind of document it is.", SourceKind),
        column("url", "Where it was found."),
        column("archived_url", "Where a copy of it is kept."),
        column("publisher", "Identifier of who issued it.", "publisher", "id", required=True),
        column("publisher_name", "Who issued it.", "publisher", "name", required=True),
        column("author", "Identifier of its author.", "author", "id"),
        column("author_name", "Its author.", "author", "name"),
        *date("published_on", "When it was published"),
        chosen("date_basis", "What that date rests on.", DateBasis),
        column("date_note", "A note on that date."),
        column("language", "Language of the document: a BCP 47 tag."),
        column("retrieved_at", "When it was retrieved, in UTC.", type="datetime"),
        column("characters", "Length of its text, in Unicode code points.", type="integer"),
        column("sha256", "SHA-256 of its text, in hexadecimal."),
        number_of("statements", "How many of its statements are published."),
        *EDITION,
    ),
)

STATEMENTS = Table(
    "statements",
    "source",
    "Every published statement: exact words of a speaker in a source.",
    ("id",),
    statements,
    (
        identifier("the statement"),
        path_column("the statement"),
        column("source", "Where the words stand.", "source", "id", refers_to="sources"),
        column("quote", "The exact words.", required=True),
        chosen("kind", "What the speaker does with these words.", StatementKind),
        column("speaker", "Identifier of the speaker.", "speaker", "id", required=True),
        column("speaker_name", "Who said it.", "speaker", "name", required=True),
        chosen("speaker_kind", "What the speaker is.", SpeakerKind, "speaker", "kind"),
        column("speaker_role", "Who the speaker is.", "speaker", "role"),
        *date("said_on", "When it was said"),
        column("said_on_note", "A note on that date."),
        column("question", "The question that the words answer."),
        column("venue", "Identifier of where it was first said.", "venue", "id"),
        column("venue_name", "Where it was first said, if not in this source.", "venue", "name"),
        Column(
            "relayed_through",
            f"Who passed the words on, in that order, with “{BETWEEN_NAMES}” between the names.",
            lambda item: BETWEEN_NAMES.join(item["relayed_through"]),
        ),
        column("note", "A note of the editors."),
        chosen("anchor", "Whether the words stand at their place in the text.", AnchorState),
        column("start", "Where the words begin, in code points from 0.", type="integer"),
        column("end", "Where the words end, in code points from 0.", type="integer"),
    ),
)

TABLES = (CLAIMS, STATEMENTS, FOLLOWUPS, SOURCES, CLAIM_STATEMENTS, CLAIM_TAGS)
