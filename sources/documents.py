"""The public document of a source, built from its rows. The shapes are those of docs/json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from publication.canonical import timestamp
from sources.dates import date_object

if TYPE_CHECKING:
    from sources.models import Publisher, Source, Speaker, Statement


def publisher_reference(publisher: Publisher) -> dict[str, str]:
    return {"id": publisher.slug, "name": publisher.name}


def speaker_reference(speaker: Speaker) -> dict[str, str]:
    return {
        "id": speaker.slug,
        "name": speaker.name,
        "kind": speaker.kind,
        "role": speaker.role,
    }


def citation(source: Source) -> dict[str, Any]:
    """How other documents cite this source."""
    author = source.author
    return {
        "id": source.slug,
        "title": source.title,
        "path": f"/sources/{source.slug}/",
        "url": source.url or None,
        "archived_url": source.archived_url or None,
        "publisher": publisher_reference(source.publisher),
        "author": {"id": author.slug, "name": author.name} if author else None,
        "kind": source.kind,
        "published_on": date_object(source.published_on),
        "date_basis": source.date_basis,
        "language": source.language,
        "sha256": source.sha256 or None,
    }


def selectors(statement: Statement) -> list[dict[str, Any]]:
    """W3C Web Annotation selectors; the position only where it is known."""
    quote = {
        "type": "TextQuoteSelector",
        "exact": statement.quote,
        "prefix": statement.prefix,
        "suffix": statement.suffix,
    }
    if statement.start is None:
        return [quote]
    position = {
        "type": "TextPositionSelector",
        "start": statement.start,
        "end": statement.end,
    }
    return [quote, position]


def statement_document(statement: Statement, cited: dict[str, Any]) -> dict[str, Any]:
    """One statement with `cited`, the citation of its source."""
    return {
        "id": statement.slug,
        "path": f"/statements/{statement.slug}/",
        "quote": statement.quote,
        "kind": statement.kind,
        "speaker": speaker_reference(statement.speaker),
        "said_on": date_object(statement.said_on),
        "said_on_note": statement.said_on_note or None,
        "question": statement.question or None,
        "venue": publisher_reference(statement.venue) if statement.venue else None,
        "relayed_through": list(statement.relayed_through),
        "note": statement.note or None,
        "source": cited,
        "anchor": statement.anchor,
        "selector": selectors(statement),
    }


def source_document(source: Source) -> dict[str, Any]:
    """The source with all its statements in document order, without `edition`."""
    cited = citation(source)
    statements = sorted(
        source.statements.all(), key=lambda row: (row.start is None, row.start or 0, row.slug)
    )
    return {
        **cited,
        "type": "source",
        "title_in_text": source.title_in_text,
        "date_note": source.date_note or None,
        "retrieved_at": timestamp(source.retrieved_at) if source.retrieved_at else None,
        "characters": source.characters,
        "text": source.text if source.text_is_public else None,
        "statements": [statement_document(statement, cited) for statement in statements],
        "withdrawn": None,
    }
