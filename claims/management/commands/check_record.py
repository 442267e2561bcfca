"""Check the whole record: rows, rules, anchors, stored columns, editions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.checking import faults
from claims.models import Claim
from publication.models import Edition
from sources.models import Source, Statement


class Command(BaseCommand):
    help = "Checks every row, anchor and stored column, and names everything that is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for fault in faults():
            found += 1
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{found} faults in the record.")
        counted = ", ".join(
            f"{model.objects.count()} {model._meta.verbose_name_plural}"
            for model in (Source, Statement, Claim, Edition)
        )
        self.stdout.write(f"The record holds: {counted}.")
