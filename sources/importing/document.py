"""What reading a file gives: its text and the parts that the text has."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from sources.models import Certainty, SectionKind


class Unreadable(ValidationError):
    """A file that nothing is held of. The message says why, and what would be taken."""


@dataclass(frozen=True)
class Part:
    """A range of the text in Unicode code points, the end not included, and what it is.

    `author_line` is the author as printed; `depth` is 0 for a comment that answers the article;
    `parent` is the place of the comment that this one answers in the list of parts; `dated` is
    EDTF, and empty where no date is printed.
    """

    kind: SectionKind
    start: int
    end: int
    author_line: str = ""
    depth: int = 0
    parent: int | None = None
    dated: str = ""


@dataclass(frozen=True)
class Document:
    """The text, its parts, how the bytes were read, and what the file says about itself.

    `title`, `url`, `publisher`, `language` (BCP 47), `published_on` (EDTF) and `retrieved_at`, when
    it was captured (ISO 8601), are empty where the file does not say them. `remarks` are sentences
    for the editor.
    """

    text: str
    parts: list[Part]
    media_type: str
    encoding: str
    certainty: Certainty
    title: str = ""
    url: str = ""
    publisher: str = ""
    language: str = ""
    published_on: str = ""
    retrieved_at: str = ""
    remarks: list[str] = field(default_factory=list)


def check_parts(text: str, parts: list[Part]) -> None:
    """Raises ValueError unless the parts, in order, cover every character once and each parent is
    an earlier comment."""
    reached = 0
    for part in parts:
        if not part.start == reached < part.end:
            raise ValueError(f"The parts leave out or repeat something at {part.start}.")
        reached = part.end
    if reached != len(text):
        raise ValueError(f"The parts end at {reached} of {len(text)} characters.")
    for place, part in enumerate(parts):
        if part.parent is None:
            continue
        if not (part.parent < place and parts[part.parent].kind == SectionKind.COMMENT):
            raise ValueError("A comment answers an earlier comment.")
