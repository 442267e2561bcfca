"""Make an empty installation usable: the record loaded and published, an account to edit it."""

import secrets
from io import StringIO
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from claims.models import Claim, Followup
from publication.bulk import publish_all
from sources.models import Source

ACCOUNT = "editor"
REASON = "First publication of the record."


class Command(BaseCommand):
    help = "Loads and publishes a record into an empty database and creates the first account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("record", nargs="?", default="fixtures/ecat.json", type=Path)

    def handle(self, *args: Any, record: Path, **options: Any) -> None:
        with transaction.atomic():
            editor = self.first_account()
            if Source.objects.exists() or Claim.objects.exists():
                return
            if not record.is_file():
                raise CommandError(f"There is no record {record}: give the path of a fixture.")
            call_command("loaddata", str(record), verbosity=0)
            # Loading writes past the history, whose first entry is what later ones are compared to.
            call_command("populate_history", auto=True, verbosity=0, stderr=StringIO())
            self.publish_all(editor)

    def first_account(self) -> Any:
        """The oldest account that may do everything; made here, its password shown this once."""
        users = get_user_model().objects
        known = users.filter(is_superuser=True, is_active=True).order_by("pk").first()
        if known is not None:
            return known
        password = secrets.token_urlsafe(12)
        self.stdout.write(f"Account for /admin/: {ACCOUNT}, password {password}")
        self.stdout.write("The password is shown this once; change it in the admin.")
        return users.create_superuser(ACCOUNT, password=password)

    def publish_all(self, editor: Any) -> None:
        publish_all(Source.objects.order_by("pk"), by=editor, reason=REASON)
        for followup in Followup.objects.order_by("pk"):
            followup.publish(by=editor)
        publish_all(Claim.objects.order_by("pk"), by=editor, reason=REASON)
        self.stdout.write(
            f"Published {Source.objects.count()} sources and {Claim.objects.count()} claims."
        )
