"""Suggestions for a source as rows: made anew as often as one likes, and decisions stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models.functions import Length

from sources.importing.document import Part
from sources.models import (
    Candidate,
    Decision,
    HeldText,
    Section,
    SectionKind,
    Source,
    Speaker,
    SpeakerKind,
    Statement,
)
from sources.suggesting.answer import Place
from sources.suggesting.candidates import Context, Suggested, Tier, candidates, in_order
from sources.suggesting.naming import Person, folded
from sources.suggesting.repeats import Elsewhere, repeated_elsewhere

# How many characters of other texts are looked through for the same words, the newest first.
MOST_ELSEWHERE = 5_000_000
_LONGEST_LINE = 200
_UPDATED = (
    "section",
    "rank",
    "speaker_line",
    "speaker",
    "question_start",
    "question_end",
    "said_on",
    "said_on_from",
    "said_on_to",
    "marks",
    "reasons",
    "statement",
)


@dataclass(frozen=True)
class Suggestions:
    """How many passages wait for an editor now, and how many of them are new."""

    waiting: int
    new: int


def suggest(source: Source) -> Suggestions:
    """Look for passages in the text that the source holds, and keep what was decided before.

    A passage that is, or overlaps, a statement carries it and does not wait. What nobody decided
    on and is no longer found goes away. Without a held text there is nothing to find.
    """
    text = source.text
    found: list[Suggested] = []
    sections: list[Section | None] = []
    if text:
        sections, parts = _parts(source, text)
        found = candidates(text, parts, context_of(source))
        found = _with_repeats(source, text, found)
    with transaction.atomic():
        known = {(row.start, row.end): row for row in source.candidates.all()}
        statements = list(source.statements.exclude(start=None))
        new: list[Candidate] = []
        old: list[Candidate] = []
        for rank, one in enumerate(found, start=1):
            row = known.pop(one.place, None)
            (new if row is None else old).append(row := row or Candidate(source=source))
            _fill(row, one, rank, sections[one.part], statements)
        gone = [row.pk for row in known.values() if row.decision == Decision.OPEN]
        source.candidates.filter(pk__in=gone).delete()
        Candidate.objects.bulk_update(old, _UPDATED, batch_size=100)
        Candidate.objects.bulk_create(new, batch_size=100)
    return Suggestions(source.candidates.waiting().count(), len(new))


def context_of(source: Source) -> Context:
    """Who may speak in a source, and what is known about it."""
    people = {
        row.pk: Person(row.pk, row.name, row.kind) for row in Speaker.objects.order_by("slug")
    }
    publisher = source.publisher.name
    author = people.get(source.author_id)
    if author is None:
        # The publisher’s entry among the speakers, “Example News (author not named)”.
        author = next(
            (one for one in people.values() if folded(one.name) == folded(publisher)), None
        )
    return Context(
        people=list(people.values()),
        author=author,
        reader=next((one for one in people.values() if one.kind == SpeakerKind.READER), None),
        publisher=publisher,
        published_on=source.published_on,
        language=source.language,
    )


def _parts(source: Source, text: str) -> tuple[list[Section | None], list[Part]]:
    """The sections as parts, and the text between them, of which nobody said what it is."""
    rows: list[Section | None] = []
    parts: list[Part] = []
    reached = 0
    for row in source.sections.filter(end__lte=len(text)).order_by("start"):
        if reached < row.start:
            rows.append(None)
            parts.append(Part(SectionKind.ARTICLE, reached, row.start))
        rows.append(row)
        kind = SectionKind(row.kind)
        parts.append(Part(kind, row.start, row.end, row.author_line, row.depth, None, row.dated))
        reached = row.end
    if reached < len(text):
        rows.append(None)
        parts.append(Part(SectionKind.ARTICLE, reached, len(text)))
    return rows, parts


def _fill(
    row: Candidate,
    one: Suggested,
    rank: int,
    section: Section | None,
    statements: Sequence[Statement],
) -> None:
    row.start, row.end = one.place
    row.section, row.rank = section, rank
    row.speaker_line = one.speaker_line[:_LONGEST_LINE]
    row.speaker_id = one.speaker.key if one.speaker else None
    row.question_start, row.question_end = one.question or (None, None)
    row.said_on = one.said_on
    row.marks = [str(mark) for mark in one.marks]
    row.reasons = list(one.reasons)
    row.statement = _statement_at(one.place, statements) or row.statement


def _statement_at(place: Place, statements: Sequence[Statement]) -> Statement | None:
    """The statement of these very words, or else one that shares some of them."""
    start, end = place
    sharing = [row for row in statements if (row.start or 0) < end and start < (row.end or 0)]
    exact = [row for row in sharing if (row.start, row.end) == place]
    return next(iter([*exact, *sharing]), None)


def _with_repeats(source: Source, text: str, found: list[Suggested]) -> list[Suggested]:
    """Words that an earlier document has, too, come after all others."""
    dates = dict(
        Source.objects.exclude(published_on_from=None).values_list("pk", "published_on_from")
    )
    places = [one.place for one in found]
    elsewhere = repeated_elsewhere(text, places, _other_texts(source))
    own = dates.get(source.pk)
    return in_order([_told(one, elsewhere.get(one.place, []), own, dates) for one in found])


def _told(
    one: Suggested, others: Sequence[Elsewhere], own: date | None, dates: dict[int, date | None]
) -> Suggested:
    """The passage with the other documents that have its words."""
    if not others:
        return one
    titles = ", ".join(f"“{other.title}”" for other in others[:3])
    told = one.because(f"The same words stand in {titles}.")
    earlier = any(own and (dates.get(other.key) or own) < own for other in others)
    return replace(told, tier=Tier.REPEAT) if earlier else told


def _other_texts(source: Source) -> Iterator[Elsewhere]:
    others = HeldText.objects.exclude(source=source).order_by("-attached_at", "-pk")
    lengths = others.annotate(length=Length("text")).values_list("pk", "length")
    keys, total = [], 0
    for key, length in lengths:
        total += length
        if total > MOST_ELSEWHERE:
            break
        keys.append(key)
    rows = HeldText.objects.filter(pk__in=keys).select_related("source").order_by("-pk")
    for row in rows.iterator(chunk_size=20):
        yield Elsewhere(row.source_id, row.source.title, row.text)
