"""Write everything that is derived from the newest editions anew."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from claims.models import Claim, Followup
from publication.models import counting, lock_chain
from publication.models.appending import rebuild
from sources.models import Source

# Others wait while a batch is written, and an interruption loses no more than one.
BATCH = 500


class Command(BaseCommand):
    help = (
        "Rebuilds facets, sort columns, the search and the news of all published pages from their "
        "editions, the marks of unpublished changes, and the counts of the values of facets."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rebuilt = 0
        for model in (Source, Claim):
            keys = list(model.objects.exclude(edition=None).values_list("pk", flat=True))
            for batch in self.batches(keys, f"{model._meta.verbose_name_plural}"):
                with transaction.atomic():
                    lock_chain()
                    rebuild(list(model.objects.select_related("edition").filter(pk__in=batch)))
                    model.note_changes_of(batch)
            rebuilt += len(keys)
            self.count(model, len(keys))
        followups = list(Followup.objects.published().values_list("pk", flat=True))
        for batch in self.batches(followups, "followups"):
            with transaction.atomic():
                Followup.note_changes_of(batch)
        self.stdout.write(f"Rebuilt what is derived from {rebuilt} pages.")

    def batches(self, keys: Sequence[int], what: str) -> Iterable[Sequence[int]]:
        with tqdm(total=len(keys), desc=what.capitalize(), disable=None) as bar:
            for first in range(0, len(keys), BATCH):
                yield keys[first : first + BATCH]
                bar.update(min(BATCH, len(keys) - first))

    def count(self, model: Any, total: int) -> None:
        """In one transaction, so that readers have the old numbers until the new ones are there."""
        with transaction.atomic(), tqdm(total=total, desc="Counts", disable=None) as bar:
            lock_chain()
            for counted in counting.rebuild(model):
                bar.update(counted)
