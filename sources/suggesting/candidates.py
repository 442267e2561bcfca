"""The passages of a text that may be worth a statement, best first.

Answers of people who are named come first, then what the article says in sentences that can be
checked, then comments; within each, the order of the text. Nothing here reads the database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import chain, islice

from sources.importing.document import Part
from sources.models import SectionKind
from sources.suggesting.answer import Answer, Place, Scene
from sources.suggesting.dialogue import answers
from sources.suggesting.lines import is_option, lines
from sources.suggesting.manners import date_of_line, greeted, is_farewell, named_and_dated
from sources.suggesting.marks import Mark, marks
from sources.suggesting.naming import Person, find_person, squashed
from sources.suggesting.prose_dates import prose_date
from sources.suggesting.repeats import repeated_in_text
from sources.suggesting.sentences import sentences

# So many of one text are kept: an editor looks at tens, and a hostile text has a hundred thousand.
MOST = 400
# And so many are compared, from the beginning of the text: that is a long book.
MOST_READ = 20_000
# A longer sentence is none that anybody would quote; its form is read from its beginning.
LONGEST = 2000
# A shorter line with a colon at its end only announces what follows.
SHORTEST_HEADING = 40
_FEWEST_WORDS = 3
_OPENING, _CLOSING = "\"“„«‘'", "\"”“»’'"


@dataclass(frozen=True)
class Context:
    """What is known about a document. `author` is who the article’s own words are of, `reader` the
    one entry for all who comment; `published_on` is EDTF."""

    people: Sequence[Person] = ()
    author: Person | None = None
    reader: Person | None = None
    publisher: str = ""
    published_on: str = ""
    language: str = ""


class Tier(IntEnum):
    ANSWER = 0
    MORE_OF_AN_ANSWER = 1
    ARTICLE = 2
    NAMED_COMMENT = 3
    REST_OF_ARTICLE = 4
    COMMENT = 5
    REST = 6
    REPEAT = 7


@dataclass(frozen=True)
class Suggested:
    """One passage. `part` is its place in the list of parts; the rest as in models/candidate.py."""

    start: int
    end: int
    part: int
    tier: Tier
    speaker_line: str = ""
    speaker: Person | None = None
    question: Place | None = None
    said_on: str = ""
    marks: tuple[Mark, ...] = ()
    reasons: tuple[str, ...] = field(default=())

    @property
    def place(self) -> Place:
        return self.start, self.end

    def because(self, reason: str) -> "Suggested":
        return replace(self, reasons=(*self.reasons, reason))


def candidates(text: str, parts: Sequence[Part], known: Context) -> list[Suggested]:
    """The best passages of a text, best first, at most MOST."""
    headline = next((part for part in parts if part.kind == SectionKind.HEADLINE), None)
    title = text[headline.start : headline.end].strip() if headline else ""
    every = chain.from_iterable(
        _of_part(Scene(text, part, known.people, title), number, known)
        for number, part in enumerate(parts)
    )
    found = list(islice(every, MOST_READ))
    found.sort(key=lambda one: one.place)
    repeated = repeated_in_text(text, [(one.place, one.question) for one in found])
    found = [
        _as_repeat(one, repeated[one.place]) if one.place in repeated else one for one in found
    ]
    return in_order(found)[:MOST]


def in_order(found: list[Suggested]) -> list[Suggested]:
    """The best first; of equal ones, the one that stands first in the text."""
    return sorted(found, key=_order)


def _order(one: Suggested) -> tuple[int, int, int]:
    return one.tier, -len(one.marks) if one.tier >= Tier.ARTICLE else 0, one.start


def _as_repeat(one: Suggested, places: Sequence[Place]) -> Suggested:
    at = " and ".join(f"{start}–{end}" for start, end in places)
    return replace(one, tier=Tier.REPEAT).because(f"The same words stand at {at} of this text.")


def _of_part(scene: Scene, number: int, known: Context) -> Iterator[Suggested]:
    text, part = scene.text, scene.part
    if part.kind == SectionKind.HEADLINE:
        start, end = _trimmed(text, part.start, part.end)
        if start < end:
            own = _own_words(scene, number, known, (start, end))
            yield replace(own, tier=Tier.ARTICLE)
        return
    said = answers(scene)
    for answer in said:
        yield from _of_answer(scene, number, known, answer)
    questions = {one.question for one in said if one.question}
    for start, end in _between(text, _body(scene), said):
        for place in sentences(text, start, end):
            first, last = _quotable(text, *place)
            if not _says_something(text[first:last]):
                continue
            own = _own_words(scene, number, known, (first, last))
            asked = any(begin < last and first < stop for begin, stop in questions)
            if not asked:
                yield own
            elif "?" not in text[first:last] and not is_option(text[first:last]):
                # What a question takes for granted: “(you said that it would)”.
                yield replace(own, tier=max(own.tier, Tier.REST_OF_ARTICLE))


def _of_answer(scene: Scene, number: int, known: Context, answer: Answer) -> Iterator[Suggested]:
    speaker = find_person(answer.speaker_line, known.people)
    in_comment = scene.part.kind == SectionKind.COMMENT
    said_on, why = _date_of_answer(scene, known, answer)
    reasons = (*answer.reasons, *filter(None, [why]))
    for count, place in enumerate(sentences(scene.text, answer.start, answer.end)):
        start, end = _quotable(scene.text, *place)
        if start >= end:
            continue
        words = scene.text[start:end]
        found = _marks(words, known)
        if in_comment and speaker is None:
            tier = Tier.COMMENT
            who = known.reader
        else:
            best = bool(found) or (count == 0 and answer.question is not None)
            tier = Tier.ANSWER if best else Tier.MORE_OF_AN_ANSWER
            who = speaker
        if words.rstrip('"”’» )').endswith("?"):
            tier = Tier.REST
        yield Suggested(
            start,
            end,
            number,
            tier,
            answer.speaker_line,
            who,
            answer.question,
            said_on,
            found,
            reasons,
        )


def _own_words(scene: Scene, number: int, known: Context, place: Place) -> Suggested:
    """A sentence that nobody else is shown to say: the article’s own, or the commenter’s."""
    part, words = scene.part, scene.text[place[0] : place[1]]
    found = _marks(words, known)
    if part.kind != SectionKind.COMMENT:
        reason = "Words of the article itself."
        tier = Tier.ARTICLE if found else Tier.REST_OF_ARTICLE
        said_on, why = (part.dated, "") if part.dated else (known.published_on, "")
        if part.kind == SectionKind.UPDATE and not part.dated:
            # Later than the article, and nothing says how much.
            said_on = ""
        speaker = known.author
    else:
        speaker = _commenter(part.author_line, known)
        named = speaker is not None and speaker != known.reader
        reason = (
            f"Comment under the line “{part.author_line}”." if part.author_line else "A comment."
        )
        tier = Tier.COMMENT if found else Tier.REST
        tier = Tier.NAMED_COMMENT if named and found else tier
        said_on, why = part.dated, ""
    reasons = tuple(filter(None, (reason, why)))
    line = part.author_line
    return Suggested(*place, number, tier, line, speaker, None, said_on, found, reasons)


def _commenter(line: str, known: Context) -> Person | None:
    """Only a full name or the site’s own account is not the shared entry for readers."""
    if line and squashed(line) == squashed(known.publisher):
        return known.author
    person = find_person(line, known.people) if " " in line.strip() else None
    return person or known.reader


def _date_of_answer(scene: Scene, known: Context, answer: Answer) -> tuple[str, str]:
    """The date that is printed or said with it, or else the latest day that it can be of."""
    if answer.dated:
        return answer.dated, "The date is printed with the words."
    part = scene.part
    around = part.dated or ("" if part.kind != SectionKind.ARTICLE else known.published_on)
    start, end = answer.lead or (0, 0)
    told = prose_date(scene.text[start:end], around)
    if told is not None:
        return told.edtf, told.reason
    if around and "/" not in around and "X" not in around and part.kind != SectionKind.COMMENT:
        return f"../{around}", "It was said on the day of the text at the latest."
    return "", ""


def _marks(words: str, known: Context) -> tuple[Mark, ...]:
    return tuple(marks(words[:LONGEST], known.language))


def _body(scene: Scene) -> Place:
    """A part without the lines that print its author and date."""
    start, end = scene.part.start, scene.part.end
    if scene.part.kind != SectionKind.COMMENT:
        return start, end
    author = squashed(scene.part.author_line)
    for line in lines(scene.text, start, end):
        words = line.words.lstrip("•◦▪*>- ")
        own = author and squashed(words) == author
        if line and not (own or named_and_dated(words) or date_of_line(words)):
            bullet = len(line.words) - len(words)
            return line.start + bullet, end
    return end, end


def _between(text: str, body: Place, said: Sequence[Answer]) -> Iterator[Place]:
    """What of a body is in none of the answers, which are in order."""
    reached, end = body
    for one in said:
        if reached < one.start:
            yield reached, one.start
        reached = max(reached, one.end)
    if reached < end:
        yield reached, end


def _says_something(words: str) -> bool:
    return (
        len(words.split()) >= _FEWEST_WORDS
        and not is_farewell(words)
        and greeted(words) is None
        and words[0] not in _CLOSING[1:] + ",;)"
        and not (words.endswith(":") and len(words) <= SHORTEST_HEADING)
        and not date_of_line(words)
        and not named_and_dated(words)
    )


def _quotable(text: str, start: int, end: int) -> Place:
    """A sentence without quotation marks that do not close, or open, within it."""
    start, end = _trimmed(text, start, end)
    while start < end and text[start] in _OPENING and not _closes(text[start + 1 : end]):
        start += 1
    while start < end and text[end - 1] in _CLOSING and not _opens(text[start : end - 1]):
        end -= 1
    whole = text[start] in _OPENING and text[end - 1] in _CLOSING if start < end else False
    if whole and not any(sign in _OPENING[:4] + _CLOSING[:4] for sign in text[start + 1 : end - 1]):
        start, end = start + 1, end - 1
    return _trimmed(text, start, end)


def _closes(words: str) -> bool:
    return any(sign in _CLOSING[:4] for sign in words)


def _opens(words: str) -> bool:
    return any(sign in _OPENING for sign in words)


def _trimmed(text: str, start: int, end: int) -> Place:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())
