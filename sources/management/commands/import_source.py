"""Hold documents: each file becomes the text of its source, or of a new draft."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from sources.importing.decoding import check_size
from sources.importing.describing import in_words, sentences
from sources.importing.fetching import fetch
from sources.importing.storing import About, Held, hold
from sources.models import Publisher


class Command(BaseCommand):
    help = (
        "Holds each file, unaltered, as the text of the source that is made of it, or of a new "
        "draft, with its parts: headline, article, updates, comments. What is held already is left "
        "alone. Each file is held by itself, so the command may be interrupted and started again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="files, or addresses where the site allows it"
        )
        parser.add_argument("--publisher", help="who issued them: a slug or a name of the record")
        parser.add_argument("--url", default="", help="where the one file was published")
        parser.add_argument(
            "--published-on", default="", metavar="EDTF", help="when, as the document states it"
        )

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        if options["url"] and len(files) > 1:
            raise CommandError("--url: an address belongs to one file; name one.")
        about = About(
            publisher=self.publisher(options["publisher"]),
            url=options["url"],
            published_on=options["published_on"],
        )
        held: list[str] = []
        refused: list[str] = []
        with tqdm(files, unit=" files", disable=None) as bar:
            for name in bar:
                try:
                    held.append(f"{name}: {in_words(bring_in(name, about))}")
                except (OSError, ValidationError) as error:
                    refused.append(f"{name}: nothing was held. {' '.join(sentences(error))}")
        for line in held:
            self.stdout.write(line)
        for line in refused:
            self.stderr.write(line)
        if refused:
            raise CommandError(f"{len(refused)} of {len(files)} files were refused.")

    def publisher(self, given: str | None) -> Publisher | None:
        if not given:
            return None
        for lookup in ("slug", "name__iexact"):
            found = Publisher.objects.filter(**{lookup: given}).first()
            if found:
                return found
        raise CommandError(f"--publisher: the record has no publisher “{given}”.")


def bring_in(name: str, about: About) -> Held:
    """One file, or one page by its address. Raises OSError or ValidationError."""
    if name.startswith(("http://", "https://")):
        page = fetch(name)
        return hold(page.content, page.name, about.of(page))
    path = Path(name)
    check_size(path.stat().st_size)
    return hold(path.read_bytes(), path.name, about)
