"""Holding a file: its bytes, its text, unaltered, and the parts of the text, as a draft source."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction

from sources.importing.decoding import decode
from sources.importing.document import Document, Part, Unreadable
from sources.importing.fetching import Fetched
from sources.importing.reading import read, text_document
from sources.models import (
    DateBasis,
    HeldText,
    Original,
    Publisher,
    Section,
    SectionKind,
    Source,
    SourceKind,
)
from sources.models.publisher import NOT_KNOWN
from sources.models.slug import free_slug
from sources.models.source import NAMES_IN_TEXT
from sources.suggesting.rows import suggest


@dataclass(frozen=True)
class About:
    """What the person who brings a file says about it; empty where the file shall say it.

    `published_on` is EDTF. `retrieved_at` is ISO 8601 in UTC, of a page that was fetched.
    """

    publisher: Publisher | None = None
    url: str = ""
    published_on: str = ""
    declared: str = ""
    retrieved_at: str = ""

    def of(self, page: Fetched) -> "About":
        """The same of a page that was fetched, with what its server said."""
        return replace(
            self,
            # The pages in an archive have addresses of their own.
            url=self.url or ("" if page.media_type.startswith("application/warc") else page.url),
            declared=page.declared,
            retrieved_at=page.retrieved_at,
        )


@dataclass(frozen=True)
class Held:
    """What became of a file: `was_held` says that nothing was changed, because this very file is
    held already; `is_new` that a source was made for it. `remarks` are sentences for the editor."""

    source: Source
    is_new: bool = False
    was_held: bool = False
    parts: Sequence[Part] = ()
    remarks: Sequence[str] = ()


def hold(content: bytes, name: str, about: About | None = None, *, by: Any = None) -> Held:
    """Hold a file as the text of a source: of the one that is made of this very file by its
    SHA-256, or of a new draft. Held before, nothing changes.

    All or nothing; raises Unreadable, or ValidationError that names the field.
    """
    about = about or About()
    digest = sha256(content).hexdigest()
    with transaction.atomic():
        source = Source.objects.filter(sha256=digest).first()
        if source is not None and HeldText.objects.filter(source=source).exists():
            return Held(source, was_held=True)
        if source is None:
            document = read(content, name=name, url=about.url, declared=about.declared)
            source = draft(document, name, about, digest, by=by)
            keep(source, content, document)
            return Held(source, is_new=True, parts=document.parts, remarks=document.remarks)
        document = text_of(source, content, name)
        # A form that somebody has open shall not write over the parts.
        source.save(by=by, why=f"Held the text of {name}.")
        keep(source, content, document)
        source.anchor_statements()
        return Held(source, parts=document.parts, remarks=document.remarks)


def text_of(source: Source, content: bytes, name: str) -> Document:
    """The text that a source says this file has: the file itself where that has its length, be it
    the text of a page with its tags, or else what is read out of it.

    Raises ValidationError where it is not that text, or its parts would publish names.
    """
    document = _as_it_is(content, name)
    if document is None or len(document.text) != source.characters:
        document = read(content, name=name)
    if len(document.text) != source.characters:
        raise ValidationError(
            f"The source “{source.slug}” should have {source.characters} characters, "
            f"and this text has {len(document.text)}."
        )
    if source.text_is_public and any(part.author_line for part in document.parts):
        raise ValidationError(NAMES_IN_TEXT)
    return document


def _as_it_is(content: bytes, name: str) -> Document | None:
    try:
        decoded = decode(content)
    except Unreadable:
        return None
    return None if "\0" in decoded.text else text_document(decoded, name)


def keep(source: Source, content: bytes, document: Document) -> None:
    """Write the text, the bytes, the parts where the source has none yet, and what may be worth a
    statement."""
    HeldText.objects.update_or_create(source=source, defaults={"text": document.text})
    Original.objects.update_or_create(
        source=source,
        defaults={
            "content": content,
            "media_type": document.media_type,
            "encoding": document.encoding,
            "certainty": document.certainty,
        },
    )
    if not source.sections.exists():
        write_sections(source, document.parts)
    suggest(source)


def write_sections(source: Source, parts: Sequence[Part]) -> None:
    rows = [
        Section(
            source=source,
            kind=part.kind,
            start=part.start,
            end=part.end,
            author_line=part.author_line,
            depth=part.depth,
            dated=part.dated,
        )
        for part in parts
    ]
    Section.objects.bulk_create(rows)
    answers = [row for row, part in zip(rows, parts, strict=True) if part.parent is not None]
    for row, part in zip(rows, parts, strict=True):
        if part.parent is not None:
            row.parent = rows[part.parent]
    Section.objects.bulk_update(answers, ["parent"], batch_size=500)
    Section.history.bulk_history_create(rows, default_change_reason="Read from the file.")


def draft(document: Document, name: str, about: About, digest: str, *, by: Any) -> Source:
    """A source for this text, saved; what nobody said is left open, and a title that the text does
    not have is the name of the file, and said to be ours."""
    url = about.url or document.url
    published_on = about.published_on or document.published_on
    title = " ".join((document.title or headline(document)).split())
    stem = PurePath(name).stem or "A text"
    is_thread = any(part.kind == SectionKind.COMMENT for part in document.parts)
    source = Source(
        slug=free_slug(Source, title or stem),
        title=shortened(title or stem),
        title_in_text=bool(title),
        publisher=about.publisher or publisher_of(document, url, by=by),
        kind=SourceKind.BLOG_POST if is_thread else SourceKind.WEB_PAGE,
        url=url,
        published_on=published_on,
        date_basis=DateBasis.STATED if published_on else DateBasis.UNKNOWN,
        retrieved_at=about.retrieved_at or document.retrieved_at or None,
        file=PurePath(name).name[:200],
        sha256=digest,
        characters=len(document.text),
    )
    if document.language:
        source.language = document.language
    source.full_clean()
    source.save(by=by, why=f"Imported from {name}.")
    return source


def headline(document: Document) -> str:
    found = (part for part in document.parts if part.kind == SectionKind.HEADLINE)
    part = next(found, None)
    return document.text[part.start : part.end].strip() if part else ""


def shortened(title: str, most: int = 300) -> str:
    return title if len(title) <= most else f"{title[: most - 1].rstrip()}…"


def publisher_of(document: Document, url: str, *, by: Any) -> Publisher:
    """The publisher that the page names, or else the host of its address, or else the one entry
    for publishers that nobody has found out yet."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    name = document.publisher or host
    if name:
        known = Publisher.objects.filter(name__iexact=name).first()
        if known:
            return known
    slug = free_slug(Publisher, name) if name else NOT_KNOWN
    found, is_new = Publisher.objects.get_or_create(
        slug=slug, defaults={"name": shortened(name, 200) or "Publisher not known yet"}
    )
    if is_new:
        found.save(by=by, why="Named by an imported file." if name else "For imported files.")
    return found
