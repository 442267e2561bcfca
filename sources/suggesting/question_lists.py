"""Questions and answers in lists: “1. Has it begun? — Yes”, and “Q: Has it begun?” “A: Yes”."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sources.suggesting.answer import Answer, Place, Scene
from sources.suggesting.lines import Line, is_option
from sources.suggesting.manners import is_farewell
from sources.suggesting.speech import subject

_NUMBER = re.compile(r"[*_]{0,2}\(?\d{1,3}[.)][*_]{0,2}\s+")
_DASH = re.compile(r"\s(?:—|–|--?|→|->|=>)\s+")
_QUESTION_END = re.compile(r"\?[\"'”’»)\]*_]*")
_LABEL = re.compile(
    r"[*_#>\s]{0,6}(?P<label>[^\W\d_][\w.’'& -]{0,38}?)\s?\d{0,3}[*_]{0,3}\s?:[*_]{0,3}(?=\s|$)\s*"
)
_BRIEF_LABEL = re.compile(r"[*_#>\s]{0,6}(?P<label>[QAFDRqa])\d{0,3}[.)][*_]{0,3}\s+")
_ASKING = "q question frage domanda f d"
_ANSWERING = "a answer antwort risposta r reply response"
_ASKS, _ANSWERS = frozenset(_ASKING.split()), frozenset(_ANSWERING.split())
# Labels of things that nobody says.
_THINGS = (
    "update updates edit note notes ps p.s nb n.b source sources via link links photo image tags "
    "re subject from to date cc bcc warning correction summary title author example examples "
    "reason reasons result results conclusion quote tl;dr hinweis quelle aktualisierung nota fonte "
    "http https"
)
_NO_SPEAKERS = frozenset(_THINGS.split())


@dataclass(frozen=True)
class _Labelled:
    """`start` is where the words begin, after the label; `line` is the place of its line."""

    label: str
    line: int
    start: int
    end: int


def numbered_answers(scene: Scene) -> list[Answer]:
    """The answers of items that hold a question, a dash and what follows it."""
    found: list[Answer] = []
    before: list[Line] = []
    for group in scene.paragraphs:
        pairs = [pair for item in _items(group) if (pair := _pair(scene.text, item))]
        if pairs:
            speaker, known = _who_answers(scene, before)
            lead = (before[0].start, before[-1].end) if before else None
            for question, (start, end) in pairs:
                reasons = ("Answer after the dash in a list of questions.", known)
                found.append(Answer(start, end, speaker, question, "", reasons, lead))
        else:
            before = group
    return found


def _items(group: Sequence[Line]) -> Iterator[list[Line]]:
    item: list[Line] = []
    for line in group:
        if _NUMBER.match(line.words):
            if item:
                yield item
            item = [line]
        elif item:
            item.append(line)
    if item:
        yield item


def _pair(text: str, item: Sequence[Line]) -> tuple[Place, Place] | None:
    """The places of the question and the answer of an item."""
    number = _NUMBER.match(item[0].words)
    start = item[0].start + (number.end() if number else 0)
    end = item[-1].end
    words = text[start:end]
    ends = _QUESTION_END.search(words)
    has_options = len(item) > 1 and any(is_option(line.words) for line in item[1:])
    if has_options:
        dashes = list(_DASH.finditer(words, item[-1].start - start))
        dash = dashes[-1] if dashes else None
    else:
        dash = _DASH.search(words, ends.end() - 1) if ends else None
        # The dash of a question in two parts: “Is it so — or not? — No”.
        if dash and "?" in words[dash.end() :]:
            later = [one for one in _DASH.finditer(words) if "?" not in words[one.end() :]]
            dash = later[0] if later else dash
    if dash is not None and words[dash.end() :].strip():
        return (start, start + len(words[: dash.start()].rstrip())), (start + dash.end(), end)
    if ends and not has_options and len(item) > 1:
        return _on_lines_of_their_own(item, start, end)
    return None


def _on_lines_of_their_own(
    item: Sequence[Line], start: int, end: int
) -> tuple[Place, Place] | None:
    for line, following in pairwise(item):
        if _QUESTION_END.search(line.words[-4:]):
            return (start, line.end), (following.start, end)
    return None


def labelled_answers(scene: Scene) -> list[Answer]:
    """The answers after “A:”, and the words after names as labels: “Doe: It has begun.”"""
    every = scene.lines
    marks = list(_labels(every))
    questions = [one for one in marks if one.label.casefold() in _ASKS]
    if questions and any(one.label.casefold() in _ANSWERS for one in marks):
        marks = [one for one in marks if one.label.casefold() in _ASKS | _ANSWERS]
        before = _paragraph_before(every, marks[0].line)
        speaker, known = _who_answers(scene, before)
        lead = (before[0].start, before[-1].end) if before else None
    else:
        marks = [one for one in marks if _may_be_a_speaker(one.label)]
        if not _is_conversation(scene.text, marks):
            return []
        speaker, known, lead = "", "", None
    return [replace(one, lead=lead) for one in _spoken(scene, every, marks, speaker, known)]


def _labels(every: Sequence[Line]) -> Iterator[_Labelled]:
    for place, line in enumerate(every):
        match = _LABEL.match(line.words) or _BRIEF_LABEL.match(line.words) if line else None
        if match:
            yield _Labelled(match["label"].strip(), place, line.start + match.end(), line.end)


def _may_be_a_speaker(label: str) -> bool:
    words = label.split()
    return (
        len(words) <= 4
        and label.casefold() not in _NO_SPEAKERS
        and words[0].casefold() not in _NO_SPEAKERS
        and all(word[0].isupper() for word in words)
    )


def _is_conversation(text: str, marks: Sequence[_Labelled]) -> bool:
    """Two speakers at least, and a question that another one answers on the next label, or a
    speaker who comes back. A single “Name:” is more likely to greet."""
    spoken = [one for one in marks if one.start < one.end]
    if len(spoken) < 2 or len({one.label for one in spoken}) < 2:
        return False
    answered = any(
        one.label != two.label and "?" in text[one.start : one.end] for one, two in pairwise(spoken)
    )
    return answered or len({one.label for one in spoken}) < len(spoken)


def _spoken(
    scene: Scene, every: Sequence[Line], marks: Sequence[_Labelled], speaker: str, known: str
) -> Iterator[Answer]:
    asked: Place | None = None
    asker = ""
    for number, mark in enumerate(marks):
        limit = marks[number + 1].line if number + 1 < len(marks) else None
        words = _words(every, mark, limit)
        label = mark.label.casefold()
        if words is None:
            continue
        if label in _ASKS and known:
            asked, asker = words, mark.label
            continue
        question = asked if asker and asker != mark.label else None
        reason = f"Answer after “{mark.label}:”." if known else f"Words after “{mark.label}:”."
        line = speaker if known else mark.label
        yield Answer(*words, line, question, "", tuple(filter(None, (reason, known))))
        asks_too = "?" in scene.text[words[0] : words[1]]
        asked, asker = (words, mark.label) if asks_too and not known else (None, "")


def _words(every: Sequence[Line], mark: _Labelled, limit: int | None) -> Place | None:
    """Up to the next label; after the last one, no more than its paragraph."""
    inside = list(range(mark.line + 1, limit if limit is not None else len(every)))
    ending = next(
        (n for n in inside if is_farewell(every[n].words) or (limit is None and not every[n])), None
    )
    spoken = [every[n] for n in inside if every[n] and (ending is None or n < ending)]
    start = mark.start
    if start >= mark.end:
        if not spoken:
            return None
        start = spoken[0].start
    return start, spoken[-1].end if spoken else mark.end


def _paragraph_before(every: Sequence[Line], place: int) -> list[Line]:
    group: list[Line] = []
    for line in reversed(every[:place]):
        if line:
            group.insert(0, line)
        elif group:
            break
    return group


def _who_answers(scene: Scene, before: Sequence[Line]) -> tuple[str, str]:
    """Whom the paragraph before the list names as the one who answers, or else the headline."""
    if before:
        named = subject(scene.text[before[0].start : before[-1].end], scene.people)
        if named:
            return named, f"The paragraph before names “{named}” as the one who answers."
    named = subject(scene.headline, scene.people)
    if named:
        return named, f"The headline names “{named}” as the one who speaks."
    return "", "The text does not say who answers."
