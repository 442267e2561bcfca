"""Write everything that is derived from the newest editions anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from claims.models import Claim
from publication.models import lock_chain
from sources.models import Source


class Command(BaseCommand):
    help = (
        "Rebuilds facets, sort columns and the search of all published pages from their editions."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rebuilt = 0
        for model in (Source, Claim):
            for key in model.objects.exclude(edition=None).values_list("pk", flat=True):
                with transaction.atomic():
                    lock_chain()
                    model.objects.select_related("edition").get(pk=key).rebuild_public()
                rebuilt += 1
        self.stdout.write(f"Rebuilt what is derived from {rebuilt} pages.")
