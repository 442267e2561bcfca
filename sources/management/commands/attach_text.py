"""Hold the texts of documents whose sources are in the record."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sources.attaching import Attached, attach


class Command(BaseCommand):
    help = (
        "Finds each file's source by SHA-256, holds its text and anchors its statements anew. "
        "The public pages show the anchors once the source is published again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        refused = 0
        for file in files:
            try:
                self.report(file, attach(file.read_bytes(), file.name))
            except (OSError, ValidationError) as error:
                refused += 1
                reason = error.messages[0] if isinstance(error, ValidationError) else error.strerror
                self.stderr.write(f"{file}: nothing changed. {reason}")
        if refused:
            raise CommandError(f"{refused} of {len(files)} files were not attached.")

    def report(self, file: Path, attached: Attached) -> None:
        exact = attached.statements - len(attached.not_exact)
        state = "was attached already" if attached.held_before else "attached"
        self.stdout.write(
            f"{file}: {state} to {attached.source.slug}; "
            f"{exact} of {attached.statements} statements are exact."
        )
        for statement in attached.not_exact:
            self.stdout.write(f"  {statement.slug}: {statement.anchor}")
