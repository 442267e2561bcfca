"""What became of a file, in words for the person who brought it."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError

from sources.importing.storing import Held
from sources.models import SectionKind


def in_words(held: Held) -> str:
    """One line: “new draft a-post; 2,509 characters, 1 article, 3 comments.”"""
    if held.was_held:
        return f"held already, as {held.source.slug}."
    made = "new draft" if held.is_new else "text of"
    said = [f"{held.source.characters:,} characters", *counted(part.kind for part in held.parts)]
    return " ".join([f"{made} {held.source.slug}; {', '.join(said)}.", *held.remarks])


def counted(kinds: Iterable[str]) -> Iterator[str]:
    """“1 headline”, “3 comments”: how many parts of each kind, in the order of a document."""
    counts = Counter(kinds)
    for kind in SectionKind:
        if counts[kind]:
            yield f"{counts[kind]} {kind.label}{'s' if counts[kind] > 1 else ''}"


def sentences(error: OSError | ValidationError) -> Iterator[str]:
    """Why nothing was held, each fault after the name of its field."""
    if isinstance(error, OSError):
        yield f"{error.strerror or error}."
    elif hasattr(error, "error_dict"):
        for name, texts in error.message_dict.items():
            yield from (f"{name}: {text}" for text in texts)
    else:
        yield from error.messages
