"""The public document of a claim, put together from its rows and from published sources only.

A claim embeds statements and citations. They are taken from the newest editions of their sources,
never from the rows, so that publishing a claim cannot publish an unfinished edit of a quote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from claims.timeline import derive
from publication.canonical import timestamp
from sources.dates import date_object
from sources.documents import citation, statement_document

if TYPE_CHECKING:
    from claims.models import Claim, Followup
    from sources.models import Source, Statement

Document = dict[str, Any]

# The keys of a source's document that a citation has.
CITATION = (
    "id",
    "title",
    "path",
    "url",
    "archived_url",
    "publisher",
    "author",
    "kind",
    "published_on",
    "date_basis",
    "language",
    "sha256",
)


def cited(source_document: Document) -> Document:
    return {key: source_document[key] for key in CITATION}


def published_source(source: Source) -> Document:
    """The document of its newest edition, which others hold as well: never change it."""
    if source.edition is None or not source.is_published:
        raise ValidationError(
            f"The source “{source.slug}” is not published: publish it first, then this claim."
        )
    return source.edition.content


def published_statement(statement: Statement) -> Document:
    """The statement as its published source has it."""
    for document in published_source(statement.source)["statements"]:
        if document["id"] == statement.slug:
            found: Document = document
            return found
    raise ValidationError(
        f"The statement “{statement.slug}” is not in the published edition of its source "
        f"“{statement.source.slug}”: publish the source again first."
    )


def drafted_statement(statement: Statement) -> Document:
    """The statement as its row has it, whether or not its source is published."""
    return statement_document(statement, citation(statement.source))


def followup_document(followup: Followup, *, drafts: bool = False) -> Document:
    """A followup; `evidence` holds the words of its statement. For `drafts` see claim_document."""
    statement, source = followup.statement, followup.source
    quoted = drafted_statement if drafts else published_statement
    evidence = quoted(statement) if statement else None
    own = (citation(source) if drafts else cited(published_source(source))) if source else None
    return {
        "id": followup.slug,
        "relation": followup.relation,
        "occurred_on": date_object(followup.occurred_on),
        "basis": followup.basis,
        "summary": followup.summary,
        "verdict": followup.verdict or None,
        "statement": statement.slug if statement else None,
        "evidence": evidence,
        "source": own or (evidence["source"] if evidence else None),
        "recorded_at": timestamp(followup.published_at) if followup.published_at else None,
    }


def claim_document(claim: Claim, *, drafts: bool = False) -> Document:
    """The claim with its statements and published followups, without `edition`.

    Raises ValidationError naming every statement or source that is not published yet. With
    `drafts`, for a preview, quotations come from the rows, and evidence that is a draft is in it.
    """
    links = list(claim.part("links"))
    if not links and not drafts:
        raise ValidationError("Link at least one statement: a claim is something that was said.")
    followups = [
        row for row in claim.part("followups") if row.is_published or (drafts and row.is_draft)
    ]
    quoted = drafted_statement if drafts else published_statement
    statements, found, errors = [], [], []
    for link in links:
        try:
            statements.append({"role": link.role, **quoted(link.statement)})
        except ValidationError as error:
            errors += error.messages
    for followup in followups:
        try:
            found.append(followup_document(followup, drafts=drafts))
        except ValidationError as error:
            errors += error.messages
    if errors:
        raise ValidationError(list(dict.fromkeys(errors)))
    tags = sorted(claim.part("tags"), key=lambda tag: tag.slug)
    return derive(
        {
            "id": claim.slug,
            "type": "claim",
            "path": f"/claims/{claim.slug}/",
            "text": claim.text,
            "kind": claim.kind,
            "due_on": date_object(claim.due_on),
            "settles": claim.settles or None,
            "note": claim.note or None,
            "tags": [{"id": tag.slug, "name": tag.name, "group": tag.group} for tag in tags],
            "statements": statements,
            "followups": found,
            "withdrawn": None,
        }
    )


def with_followup(document: Document, followup: Document) -> Document:
    """The claim's document with this followup added, or in place of its earlier wording."""
    others = [item for item in document["followups"] if item["id"] != followup["id"]]
    return derive({**document, "followups": [*others, followup]})


def without_followup(document: Document, identifier: str) -> Document:
    """The claim's document without this followup, its standing computed anew."""
    remaining = [item for item in document["followups"] if item["id"] != identifier]
    return derive({**document, "followups": remaining})


def with_source(document: Document, old_id: str, source: Document) -> Document:
    """The claim's document with every quotation and citation of this source brought up to date.

    `old_id` is the id under which the document cites it so far. Raises ValidationError where the
    source no longer has a statement that the claim rests on.
    """
    by_id = {item["id"]: item for item in source["statements"]}

    def replaced(statement: Document) -> Document:
        if statement["source"]["id"] != old_id:
            return statement
        if statement["id"] not in by_id:
            raise ValidationError(
                f"The published claim “{document['id']}” rests on the statement "
                f"“{statement['id']}”: publish that claim without it first."
            )
        role = {"role": statement["role"]} if "role" in statement else {}
        return {**role, **by_id[statement["id"]]}

    followups = []
    for item in document["followups"]:
        evidence, citation = item["evidence"], item["source"]
        followups.append(
            {
                **item,
                "evidence": replaced(evidence) if evidence else None,
                "source": cited(source) if citation and citation["id"] == old_id else citation,
            }
        )
    statements = [replaced(item) for item in document["statements"]]
    return derive({**document, "statements": statements, "followups": followups})
