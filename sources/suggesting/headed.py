"""Words under a line with a name and a date, as threads of comments print them:

    John Doe
    March 3, 2014 at 2:04 PM
    Jane Roe:
    It has begun.
    Warm regards,

The one whom the words greet is never the one who says them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sources.suggesting.answer import Answer, Place, Scene
from sources.suggesting.lines import Line, lines, unwrapped
from sources.suggesting.manners import (
    date_of_line,
    greeted,
    is_farewell,
    is_name,
    named_and_dated,
)
from sources.suggesting.naming import is_same_person
from sources.suggesting.speech import asks

# A longer paragraph is asked for the sentences in it that ask.
LONGEST_QUESTION = 400
# How many lines, and how many of the words before, are looked through for the question.
LOOK_BACK = 20


@dataclass(frozen=True)
class _Head:
    """`first` is the place of the name in the list of lines, `after` that of what follows."""

    first: int
    after: int
    name: str
    dated: str


@dataclass(frozen=True)
class _Block:
    head: _Head
    greets: str
    words: Place | None


def headed_answers(scene: Scene) -> list[Answer]:
    """The words under each such line; a line with nothing under it gives none."""
    every = scene.lines
    heads = [head for head in _heads(every) if not _is_own(scene, every, head)]
    found: list[Answer] = []
    blocks: list[_Block] = []
    limits = [*(head.first for head in heads[1:]), len(every)]
    for head, limit in zip(heads, limits, strict=False):
        block = _block(every, head, limit)
        if block.words is not None:
            found.append(_answer(scene, every, block, blocks))
        blocks.append(block)
    return found


def _heads(every: Sequence[Line]) -> Iterator[_Head]:
    place = 0
    while place < len(every):
        line = every[place]
        following = every[place + 1] if place + 1 < len(every) else None
        if line and following and is_name(_name(line)) and date_of_line(following.words):
            yield _Head(place, place + 2, _name(line), date_of_line(following.words))
            place += 2
            continue
        both = named_and_dated(line.words) if line else None
        if both:
            yield _Head(place, place + 1, *both)
        place += 1


def _name(line: Line) -> str:
    """Without what threads print beside a name: a bullet, “says:”."""
    words = line.words.lstrip("•◦▪*>- ").rstrip(" :")
    for ending in (" says", " said", " wrote", " schreibt", " sagt", " scrive", " dice"):
        words = words.removesuffix(ending)
    return words


def _is_own(scene: Scene, every: Sequence[Line], head: _Head) -> bool:
    """Whether this is the line of the very comment that the part is."""
    first = next((place for place, line in enumerate(every) if line), None)
    own = scene.part.author_line
    return bool(own) and head.first == first and is_same_person(head.name, own)


def _block(every: Sequence[Line], head: _Head, limit: int) -> _Block:
    """The lines under a head, without greetings and from a farewell on."""
    inside = list(range(head.after, limit))
    greets = ""
    while inside:
        line = every[inside[0]]
        greeting = greeted(line.words) if line else ""
        if greeting is None:
            break
        greets = greets or greeting
        inside.pop(0)
    ending = next((n for n in inside if _takes_leave(every[n].words, head.name)), None)
    if ending is not None:
        inside = [n for n in inside if n < ending]
    elif limit == len(every):
        # Nothing says where these words end, so no more than the first paragraph is taken.
        blank = next((n for n in inside if not every[n]), limit)
        inside = [n for n in inside if n < blank]
    spoken = [every[n] for n in inside if every[n]]
    return _Block(head, greets, (spoken[0].start, spoken[-1].end) if spoken else None)


def _takes_leave(words: str, name: str) -> bool:
    return is_farewell(words) or words == name


def _answer(scene: Scene, every: Sequence[Line], block: _Block, before: Sequence[_Block]) -> Answer:
    head = block.head
    start, end = block.words or (0, 0)
    reason = f"Answer under the line “{head.name}”."
    if block.greets:
        reason = f"Words under the line “{head.name}”, to “{block.greets}”."
    answer = Answer(start, end, head.name, None, head.dated, (reason,))
    asker = _asked_by(block, before)
    if asker is not None and asker.words is not None:
        question = _question_in(scene.text, *asker.words)
        if question:
            return _asking(answer, question, f"“{asker.head.name}” asked it before.")
    question = _asked_right_before(scene, every, head, before)
    if question:
        return _asking(answer, question, "The question stands right before the name.")
    return answer


def _asking(answer: Answer, question: Place, reason: str) -> Answer:
    return replace(answer, question=question).because(reason)


def _asked_by(block: _Block, before: Sequence[_Block]) -> _Block | None:
    """The last words before by somebody else who greets this speaker or is greeted here."""
    for other in reversed(before[-LOOK_BACK:]):
        if is_same_person(other.head.name, block.head.name):
            continue
        if block.greets:
            if is_same_person(block.greets, other.head.name):
                return other
        elif other.greets and is_same_person(other.greets, block.head.name):
            return other
    return None


def _question_in(text: str, start: int, end: int) -> Place | None:
    group = [line for line in lines(text, start, end) if line]
    runs = [run for run in unwrapped(group) if any("?" in line.words for line in run)]
    if not runs:
        return None
    first, last = runs[0][0].start, runs[-1][-1].end
    return (first, last) if last - first <= LONGEST_QUESTION else asks(text, first, last)


def _asked_right_before(
    scene: Scene, every: Sequence[Line], head: _Head, before: Sequence[_Block]
) -> Place | None:
    """The paragraph that ends where the name stands, where it asks and is nobody else’s words."""
    place = head.first - 1
    while place >= 0 and not every[place]:
        place -= 1
    last = place
    while place > max(0, last - LOOK_BACK) and every[place - 1]:
        place -= 1
    if last < 0 or "?" not in every[last].words:
        return None
    runs = list(unwrapped(list(every[place : last + 1])))
    start, end = runs[-1][0].start, runs[-1][-1].end
    taken = [block.words for block in before[-1:] if block.words]
    if any(one[0] < end and start < one[1] for one in taken):
        return None
    return _question_in(scene.text, start, end)
