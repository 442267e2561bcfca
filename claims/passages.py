"""The passages of a source that may say something about a claim."""

import re

from sources.models import HeldText, SectionKind, Source

# What commenters write is not what the source says; statements are made of it where it matters.
OF_THE_SOURCE = (SectionKind.HEADLINE, SectionKind.ARTICLE, SectionKind.UPDATE)
PARAGRAPH = re.compile(r"\n\s*\n")
# A longer document is looked at from its beginning.
MOST_CHARACTERS = 40_000
MOST_PASSAGES = 80


def passages(source: Source) -> list[str]:
    """The title and the paragraphs of its headline, article and updates; of the whole text where
    its parts are not known; the title alone where no text is held."""
    held = HeldText.objects.filter(source=source).first()
    text = held.text if held else ""
    parts = list(source.sections.all())
    own = [text[part.start : part.end] for part in parts if part.kind in OF_THE_SOURCE]
    body = "\n\n".join(own) if parts else text
    found = [source.title, *PARAGRAPH.split(body[:MOST_CHARACTERS])]
    return list(dict.fromkeys(filter(None, map(str.strip, found))))[:MOST_PASSAGES]
