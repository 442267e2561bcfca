"""Words that a sentence brings: a paragraph after “X’s response:”, and quotations in prose."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sources.suggesting.answer import Answer, Place, Scene
from sources.suggesting.lines import Line, is_item, unwrapped
from sources.suggesting.manners import greeted, is_farewell
from sources.suggesting.naming import names_in
from sources.suggesting.sentences import sentences
from sources.suggesting.speech import asks, attribution, bringer, reported_question

_QUOTATION = re.compile(
    r"“([^“”]{1,4000})”|„([^„“”]{1,4000})[“”]|«([^«»]{1,4000})»|\"([^\"\n]{1,4000})\""
)
_COLON = re.compile(r":[*_]*$")
_STATEMENT = re.compile(
    r"(?i)^[\s,.]*(?:the|a|its|their|this|his|her) (?:\w+ )?statement (?:reads?|sa(?:ys|id))"
)
_STATEMENT_OF = re.compile(r"(?i)\bstatement\s(?:\w+ ){0,2}?(?:from|by|of)\s(?:the )?")
# Fewer words than that are a title or a word at arm's length.
_FEWEST_WORDS = 4
LOOK_BACK = 2000


def introduced_answers(scene: Scene) -> list[Answer]:
    """The paragraph after one that ends with a colon and says whose words follow."""
    text = scene.text
    groups = scene.paragraphs
    found = []
    for place, (intro, group) in enumerate(pairwise(groups)):
        if not _COLON.search(intro[-1].words) or is_item(group[0].words):
            continue
        run = list(unwrapped(intro))[-1]
        start, end = run[0].start, run[-1].end
        last = sentences(text, start, end)[-1]
        speaker = bringer(text[last[0] : last[1]], scene.people)
        words = _words(group)
        if not speaker or words is None:
            continue
        reason = f"The paragraph after “{_ending(text[last[0] : last[1]])}”."
        question = _question(text, (start, end), groups[place - 1] if place else [])
        found.append(Answer(*_unquoted(text, *words), speaker, question, "", (reason,), last))
    return found


def _words(group: Sequence[Line]) -> Place | None:
    """The first run of lines after a greeting, or all lines before a farewell."""
    rest = list(group)
    while rest and greeted(rest[0].words) is not None:
        rest = rest[1:]
    leave = next((n for n, line in enumerate(rest) if is_farewell(line.words)), None)
    said = rest[:leave] if leave is not None else next(unwrapped(rest), [])
    return (said[0].start, said[-1].end) if said else None


def _unquoted(text: str, start: int, end: int) -> Place:
    """Without the quotation marks around the whole of it."""
    whole = _QUOTATION.fullmatch(text, start, end)
    return (start + 1, end - 1) if whole else (start, end)


def _question(text: str, intro: Place, before: Sequence[Line]) -> Place | None:
    start, end = intro
    reported = reported_question(text[start:end])
    if reported:
        return start + reported[0], start + reported[1]
    quoted = _quoted_question(text, start, end)
    if quoted or not before:
        return quoted
    first, last = before[0].start, before[-1].end
    ending = sentences(text, first, last)[-1]
    if "?" in text[max(ending[0], ending[1] - 3) : ending[1]]:
        return _quoted_question(text, first, last) or asks(text, ending[0], ending[1])
    return None


def _quoted_question(text: str, start: int, end: int) -> Place | None:
    asked = [
        match.span(match.lastindex or 0)
        for match in _QUOTATION.finditer(text, start, end)
        if match[match.lastindex or 0].rstrip().endswith("?")
    ]
    return asked[-1] if asked else None


def _ending(sentence: str, length: int = 80) -> str:
    return sentence if len(sentence) <= length else f"…{sentence[-length:].lstrip()}"


def quoted_answers(scene: Scene) -> list[Answer]:
    """Quotations of some words with who says them before or after, in one paragraph."""
    found: list[Answer] = []
    for group in scene.paragraphs:
        for run in unwrapped(group):
            found += _of_paragraph(scene, run[0].start, run[-1].end)
    return found


def _of_paragraph(scene: Scene, start: int, end: int) -> Iterator[Answer]:
    text = scene.text
    marks = list(_QUOTATION.finditer(text, start, end))
    speaker, reason = "", ""
    for number, mark in enumerate(marks):
        inside = mark.span(mark.lastindex or 0)
        reached = marks[number - 1].end() if number else start
        limit = marks[number + 1].start() if number + 1 < len(marks) else end
        words = text[inside[0] : inside[1]]
        if words.rstrip().endswith("?"):
            speaker = ""
            continue
        named, how = _attributed(scene, text[reached : mark.start()], mark, limit)
        if named:
            speaker, reason = named, how
        elif text[reached : mark.start()].strip() and not _goes_on(text[reached : mark.start()]):
            # Other words stand between: nothing says that the same person goes on.
            speaker = ""
        if speaker and len(words.split()) >= _FEWEST_WORDS:
            # The comma before the closing mark is the quoting sentence’s own.
            kept = len(words.rstrip().removesuffix(","))
            yield Answer(inside[0], inside[0] + kept, speaker, None, "", (reason,))


def _attributed(scene: Scene, before: str, mark: re.Match[str], limit: int) -> tuple[str, str]:
    after = scene.text[mark.end() : limit]
    if _STATEMENT.match(after):
        named = _of_the_statement(scene, mark.start())
        reason = f"Quoted from the statement that the text says is from “{named}”."
        return named, reason if named else ""
    tail = re.split(r"(?<=[.!?])\s", after, maxsplit=1)[0]
    head = re.split(r"(?<=[.!?])\s", before[-LOOK_BACK:])[-1]
    named = attribution(head, tail, scene.people)
    return named, f"Quoted in the text with “{named}” as who says it." if named else ""


def _goes_on(between: str) -> bool:
    """Whether only the end of an attribution stands between two quotations."""
    return between.count(".") <= 1 and len(between.split()) <= 8 and between.rstrip()[-1:] in ".,"


def _of_the_statement(scene: Scene, place: int) -> str:
    """Whose statement was spoken of last before."""
    told = scene.text[max(scene.part.start, place - LOOK_BACK) : place]
    for match in reversed(list(_STATEMENT_OF.finditer(told))):
        named = next(names_in(told[match.end() : match.end() + 80], scene.people), None)
        if named is not None and named.start <= 1:
            return named.name
    return ""
