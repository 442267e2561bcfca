"""Publish everything that is saved and not public yet, or not as it is saved, in batches."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from tqdm import tqdm

from claims.models import Claim
from publication.bulk import Refused, publish_all
from sources.models import Source

MODELS: dict[str, tuple[Any, ...]] = {
    "sources": (Source,),
    "claims": (Claim,),
    "all": (Source, Claim),
}


class Command(BaseCommand):
    help = (
        "Publishes the sources or claims that are drafts or have unpublished changes. What was "
        "withdrawn stays withdrawn. May be interrupted and started again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        for name in MODELS:
            what = "sources, then claims" if name == "all" else name
            which.add_argument(
                f"--{name}", action="store_const", const=name, dest="which", help=f"publish {what}"
            )
        parser.add_argument(
            "--by", metavar="USER", help="who publishes; the oldest superuser unless given"
        )
        parser.add_argument(
            "--reason", default="", help="readers see it; needed where published words change"
        )

    def handle(self, *args: Any, which: str, by: str | None, reason: str, **options: Any) -> None:
        editor, refused = self.editor(by), 0
        for model in MODELS[which]:
            drafts = Q(edition=None)
            changed = Q(unpublished_changes=True, withdrawn_at=None)
            rows = model.objects.filter(drafts | changed).order_by("pk")
            refused += self.publish(rows, editor, reason.strip())
        if refused:
            raise CommandError(f"Refused: {refused}.")

    def editor(self, name: str | None) -> Any:
        users = get_user_model().objects.filter(is_active=True)
        if name is None:
            found = users.filter(is_superuser=True).order_by("pk").first()
        else:
            found = users.filter(username=name).first()
        if found is None:
            raise CommandError("--by: no such active user." if name else "--by: name a user.")
        return found

    def publish(self, rows: Any, by: Any, reason: str) -> int:
        """How many were refused; each is named with the reason."""
        words = rows.model._meta.verbose_name_plural
        refusals = []
        with tqdm(total=rows.count(), desc=words.capitalize(), disable=None) as bar:
            try:
                editions = publish_all(rows, by=by, reason=reason, progress=bar.update)
            except Refused as error:
                editions, refusals = error.editions, error.refusals
        for one in refusals:
            self.stderr.write(f"{rows.model._meta.verbose_name} {one.slug}: {one.message}")
        self.stdout.write(f"Published {editions} {words}.")
        return len({one.key for one in refusals})
