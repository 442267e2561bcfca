"""The rows of sources that another site published, made from their documents."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from publication.following import Page, in_order, moment
from publication.models import Operation
from sources.mirrored_rows import Values, Wanted, edtf, note, write, write_names
from sources.models import HeldText, Publisher, Source, Speaker, Statement

Document = dict[str, Any]

# Documents say more of a speaker only with words of his, and rows have to say something.
ONLY_AN_AUTHOR = {"kind": "person", "role": "Named as the author of a source."}


def write_sources(pages: Sequence[Page]) -> tuple[list[Source], list[Statement]]:
    """The row of each of these sources, up to date, and the statements that they had and have no
    more, to be deleted by who knows what else rests on them."""
    publishers, speakers = _write_names(pages)
    stored = Source.objects.in_bulk([page.key for page in pages if page.key])
    wanted: list[Wanted] = []
    for page in pages:
        values = _source_values(page.content)
        values["publisher_id"] = publishers[values["publisher_id"]].pk
        values["author_id"] = values["author_id"] and speakers[values["author_id"]].pk
        wanted.append((stored.get(page.key or 0) or Source(), values))
    was_public = [row.pk for row, _ in wanted if row.pk and row.text_is_public]
    write(wanted)
    rows = [row for row, _ in wanted]
    documents = [(row, page.content) for row, page in zip(rows, pages, strict=True)]
    _write_texts(documents, was_public)
    return rows, _write_statements(documents, publishers, speakers)


def _write_names(pages: Sequence[Page]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Publishers and speakers by slug. A source prints all names as they are when it is published,
    and a withdrawal repeats them."""
    publishers: dict[str, Values] = {}
    speakers: dict[str, Values] = {}
    for _, edition in in_order(pages):
        document = edition.content
        is_news = edition.operation != Operation.WITHDRAW
        for item in (document["publisher"], *(one["venue"] for one in document["statements"])):
            if item:
                note(publishers, item["id"], {"name": item["name"]} if is_news else {})
        author = document["author"]
        for item in (*([author] if author else []), *_speakers(document)):
            values = {key: item[key] for key in ("name", "kind", "role") if key in item}
            note(speakers, item["id"], values if is_news else {})
    known = set(Speaker.objects.filter(slug__in=speakers).values_list("slug", flat=True))
    for slug in speakers.keys() - known:
        speakers[slug] = {**ONLY_AN_AUTHOR, **speakers[slug]}
    issuing, changes = write_names(Publisher, publishers)
    renamed = [row.pk for row, _ in changes]
    Source.objects.note_change_in(Q(publisher__in=renamed) | Q(statements__venue__in=renamed))
    speaking, changes = write_names(Speaker, speakers)
    renamed = [row.pk for row, keys in changes if "name" in keys]
    changed = [row.pk for row, _ in changes]
    Source.objects.note_change_in(Q(author__in=renamed) | Q(statements__speaker__in=changed))
    return issuing, speaking


def _speakers(document: Document) -> list[Document]:
    return [item["speaker"] for item in document["statements"]]


def _source_values(document: Document) -> Values:
    author, retrieved = document["author"], document["retrieved_at"]
    return {
        "slug": document["id"],
        "title": document["title"],
        "title_in_text": document["title_in_text"],
        "publisher_id": document["publisher"]["id"],
        "author_id": author["id"] if author else None,
        "kind": document["kind"],
        "url": document["url"] or "",
        "archived_url": document["archived_url"] or "",
        "published_on": edtf(document["published_on"]),
        "date_basis": document["date_basis"],
        "date_note": document["date_note"] or "",
        # Editions of the first release have neither language nor text.
        "language": document.get("language", "en"),
        "retrieved_at": moment(retrieved) if retrieved else None,
        "sha256": document["sha256"] or "",
        "characters": document["characters"],
        "text_is_public": document.get("text") is not None,
    }


def _statement_values(document: Document) -> Values:
    quote, place = document["selector"][0], {}
    if len(document["selector"]) > 1:
        place = document["selector"][1]
    return {
        "slug": document["id"],
        "quote": document["quote"],
        "start": place.get("start"),
        "end": place.get("end"),
        "prefix": quote["prefix"],
        "suffix": quote["suffix"],
        "question": document["question"] or "",
        "said_on": edtf(document["said_on"]),
        "said_on_note": document["said_on_note"] or "",
        "relayed_through": document["relayed_through"],
        "kind": document["kind"],
        "note": document["note"] or "",
        "anchor": document["anchor"],
    }


def _write_texts(documents: Sequence[tuple[Source, Document]], was_public: Sequence[int]) -> None:
    """Texts that are published are held; one that is public no more is given back."""
    texts = {row.pk: text for row, document in documents if (text := document.get("text"))}
    HeldText.objects.filter(source__in=set(was_public) - texts.keys()).delete()
    held = dict(HeldText.objects.filter(source__in=texts).values_list("source", "text"))
    for key, text in texts.items():
        if held.get(key) != text:
            HeldText.objects.update_or_create(source_id=key, defaults={"text": text})


def _write_statements(
    documents: Sequence[tuple[Source, Document]],
    publishers: dict[str, Any],
    speakers: dict[str, Any],
) -> list[Statement]:
    """Returns those that are no longer in these sources."""
    named = {item["id"] for _, document in documents for item in document["statements"]}
    stored = {row.slug: row for row in Statement.objects.filter(slug__in=named)}
    held = Statement.objects.filter(source__in=[row.pk for row, _ in documents])
    gone = list(held.exclude(slug__in=named))
    wanted: list[Wanted] = []
    for source, document in documents:
        for item in document["statements"]:
            values = _statement_values(item)
            values["source_id"] = source.pk
            values["speaker_id"] = speakers[item["speaker"]["id"]].pk
            values["venue_id"] = publishers[item["venue"]["id"]].pk if item["venue"] else None
            wanted.append((stored.get(item["id"]) or Statement(), values))
    # A passage belongs to one statement, and these may leave theirs to others.
    place = ("source_id", "start", "end")
    moved = [
        row for row, new in wanted if row.pk and any(getattr(row, key) != new[key] for key in place)
    ]
    for row in (*gone, *moved):
        row.start = row.end = None
    leaving = [row.pk for row in (*gone, *moved)]
    Statement.objects.filter(pk__in=leaving).update(start=None, end=None)
    write(wanted)
    return gone
