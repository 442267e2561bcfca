"""Words that somebody is shown to say in a text, with how that is known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sources.importing.document import Part
from sources.suggesting.lines import Line, lines, paragraphs
from sources.suggesting.naming import Person

Place = tuple[int, int]


@dataclass(frozen=True)
class Scene:
    """A part of a text, and who of the record may speak in it."""

    text: str
    part: Part
    people: Sequence[Person] = ()
    # What the document is called: it often names who answers in it.
    headline: str = ""

    @cached_property
    def lines(self) -> list[Line]:
        return list(lines(self.text, self.part.start, self.part.end))

    @cached_property
    def paragraphs(self) -> list[list[Line]]:
        return list(paragraphs(self.lines))


@dataclass(frozen=True)
class Answer:
    """A range of words, who says them as printed ("" where that is open), the range of the question
    that they answer, and the EDTF date that is printed for them. Reasons are for editors."""

    start: int
    end: int
    speaker_line: str = ""
    question: Place | None = None
    dated: str = ""
    reasons: tuple[str, ...] = ()
    # The sentence or paragraph that brings the words, which may say when they were said.
    lead: Place | None = None

    def because(self, reason: str) -> "Answer":
        return replace(self, reasons=(*self.reasons, reason))
