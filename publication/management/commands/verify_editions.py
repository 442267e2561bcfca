"""Recompute every digest and the chain over all editions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from publication.canonical import GENESIS
from publication.chain import first_fault
from publication.models import Edition


class Command(BaseCommand):
    help = "Recomputes every digest and the hash chain, and names the first edition that is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        editions = Edition.objects.order_by("number").select_related("previous")
        fault = first_fault(editions.defer("previous__document").iterator(chunk_size=200))
        if fault:
            raise CommandError(fault)
        newest = Edition.objects.order_by("-number").values_list("number", "chain").first()
        number, chain = newest or (0, GENESIS)
        self.stdout.write(f"{number} editions hold. Newest chain hash: {chain}")
