"""Write everything that is derived from the newest editions anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from claims.models import Claim, Followup, News
from publication.models import lock_chain
from sources.models import Source


class Command(BaseCommand):
    help = (
        "Rebuilds facets, sort columns, the search and the news of all published pages from their "
        "editions, and the marks of unpublished changes."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rebuilt = 0
        for model in (Source, Claim):
            for key in model.objects.exclude(edition=None).values_list("pk", flat=True):
                with transaction.atomic():
                    lock_chain()
                    row = model.objects.select_related("edition").get(pk=key)
                    row.rebuild_public()
                    if isinstance(row, Claim):
                        News.objects.rebuild(row)
                    row.note_changes()
                rebuilt += 1
        for followup in Followup.objects.published():
            followup.note_changes()
        self.stdout.write(f"Rebuilt what is derived from {rebuilt} pages.")
