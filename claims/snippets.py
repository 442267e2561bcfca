"""Where in a claim the words of a search were found: short extracts with these words marked.

Pure functions over a document (docs/json.md), with the folding and stemming of the search itself,
so that what is marked is what was found. An extract is cut out of the text and never rewritten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from claims.search_words import Found, located, words

Document = dict[str, Any]
Phrases = list[list[str]]
Span = tuple[int, int]

# Characters of an extract. It gets longer only where a phrase is longer.
LENGTH = 200
MOST_SNIPPETS = 3
# How much of one claim is looked through, so that no list of long claims takes seconds.
MOST_PASSAGES = 400
MOST_CHARACTERS = 20_000
MOST_HITS = 100


@dataclass(frozen=True)
class Passage:
    """One text of a claim. `place` says what it is; `item` is the statement that it belongs to, or
    the source whose title it is; None where it is the claim's own."""

    place: str
    text: str
    item: Document | None = None


@dataclass(frozen=True)
class Piece:
    text: str
    marked: bool = False


@dataclass(frozen=True)
class Snippet:
    """An extract of a passage in pieces; the flags say whether text was left out at its ends."""

    passage: Passage
    pieces: tuple[Piece, ...]
    cut_before: bool = False
    cut_after: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def snippets(document: Document, wanted: Phrases) -> list[Snippet]:
    """The best extract, and others for phrases that neither it nor the claim's own text shows.

    Empty where only the claim's text has the words: lists show that in full, see `marked`.
    """
    passages = list(islice(_passages(document), MOST_PASSAGES))
    shown: set[int] = set()
    chosen: list[Snippet] = []
    held = [_held(passage.text, wanted) for passage in passages]
    title = _held(document["text"], wanted)
    while len(chosen) < MOST_SNIPPETS:
        gains = [len(found - shown) for found in held]
        best = max(gains, default=0)
        if not best:
            break
        place = gains.index(best)
        chosen.append(extract(passages[place], wanted))
        # What the claim's text shows needs no second extract, but the first one is worth having.
        shown |= held[place] | title
    return chosen


def marked(text: str, wanted: Phrases) -> tuple[Piece, ...]:
    """The whole text, with every occurrence of a phrase marked."""
    spans = _merged(span for span, _ in _hits(text, wanted))
    return tuple(_pieces(text, spans, 0, len(text)))


def extract(passage: Passage, wanted: Phrases) -> Snippet:
    """About `LENGTH` characters of a passage that holds one of the phrases, cut at words: around
    the place that has most of them."""
    text = passage.text
    hits = list(islice(_hits(text, wanted), MOST_HITS))
    start, end = _cut(text, _densest(hits))
    pieces = _pieces(text, _merged(span for span, _ in hits), start, end)
    before, after = text[:start].strip(), text[end:].strip()
    return Snippet(passage, tuple(pieces), cut_before=bool(before), cut_after=bool(after))


def _passages(document: Document) -> Iterator[Passage]:
    """All that search looks through but the claim's text: words that were said come first."""
    quoted = [(None, item) for item in document["statements"]]
    quoted += [(item, item["evidence"]) for item in document["followups"] if item["evidence"]]
    for followup, item in quoted:
        yield Passage("evidence" if followup else "quotation", item["quote"], item)
        if item["question"]:
            yield Passage("question", item["question"], item)
    for item in document["followups"]:
        yield Passage("summary", item["summary"])
    for place in ("settles", "note"):
        if document[place]:
            yield Passage(place, document[place])
    for tag in document["tags"]:
        yield Passage("tag", tag["name"])
    names = dict.fromkeys(item["speaker"]["name"] for _, item in quoted)
    for name in names:
        yield Passage("speaker", name)
    titles = {item["source"]["title"]: item["source"] for _, item in quoted}
    for title, source in titles.items():
        yield Passage("source", title, source)


def _held(text: str, wanted: Phrases) -> set[int]:
    """Which of the phrases, by their number, stand in the text."""
    listed = words(text[:MOST_CHARACTERS])
    known = set(listed)
    return {
        number
        for number, phrase in enumerate(wanted)
        if known.issuperset(phrase)
        and (len(phrase) == 1 or any(True for _ in _places(listed, phrase)))
    }


def _places(listed: list[str], phrase: list[str]) -> Iterator[int]:
    for place in range(len(listed) - len(phrase) + 1):
        if listed[place] == phrase[0] and listed[place : place + len(phrase)] == phrase:
            yield place


def _hits(text: str, wanted: Phrases) -> Iterator[tuple[Span, int]]:
    """Where phrases stand, from left to right, each with the number of the phrase."""
    found: list[Found] = list(located(text[:MOST_CHARACTERS]))
    listed = [item.word for item in found]
    hits = [
        ((found[place].start, found[place + len(phrase) - 1].end), number)
        for number, phrase in enumerate(wanted)
        for place in _places(listed, phrase)
    ]
    yield from sorted(hits)


def _merged(spans: Iterator[Span]) -> list[Span]:
    """The same characters as spans that neither overlap nor touch."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _densest(hits: list[tuple[Span, int]]) -> Span:
    """From the first to the last hit of the stretch with most different phrases."""
    most, densest = 0, hits[0][0]
    for place, ((start, end), _) in enumerate(hits):
        inside = [(last, number) for (_, last), number in hits[place:] if last <= start + LENGTH]
        different = len({number for _, number in inside})
        if different > most:
            most, densest = different, (start, max(end, *(last for last, _ in inside)))
    return densest


def _cut(text: str, around: Span) -> Span:
    """`LENGTH` characters with this stretch in the middle, and no part of a word at an end."""
    first, last = around
    # Between two words of a phrase there may be any number of dots.
    last = min(last, first + 2 * LENGTH)
    spare = max(0, LENGTH - (last - first))
    start = max(0, min(first - spare // 2, len(text) - LENGTH, first))
    end = min(len(text), max(last, start + LENGTH))
    while 0 < start < first and not (text[start - 1].isspace() or text[start].isspace()):
        start += 1
    while last < end < len(text) and not (text[end - 1].isspace() or text[end].isspace()):
        end -= 1
    kept = text[start:end]
    return start + len(kept) - len(kept.lstrip()), end - len(kept) + len(kept.rstrip())


def _pieces(text: str, spans: list[Span], start: int, end: int) -> Iterator[Piece]:
    """`text[start:end]` in order, marked where a span is."""
    place = start
    inside = [(max(first, start), min(last, end)) for first, last in spans]
    for first, last in inside:
        if first >= last:
            continue
        if place < first:
            yield Piece(text[place:first])
        yield Piece(text[first:last], marked=True)
        place = last
    if place < end:
        yield Piece(text[place:end])
