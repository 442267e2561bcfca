"""Look for what new statements and sources have to do with the record."""

from argparse import ArgumentParser
from datetime import UTC, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date
from tqdm import tqdm

from claims.leads import LeadFinder, new_sources, new_statements
from claims.models import Lead
from claims.nearness import has_meaning
from sources.models import Source, Statement
from sources.suggesting.rows import suggest

# So many statements are looked at in one transaction: stopping loses no more than these.
BATCH = 20


class Command(BaseCommand):
    help = (
        "Looks for passages of new texts that may be worth a statement, for claims that new "
        "statements may repeat or bear on, for earlier words of the same speaker that they may "
        "pull against, and for open claims that new texts may be evidence on. New is what was "
        "never looked at, or was saved or attached since. The inbox shows what is found; nothing "
        "of it is public."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "source", nargs="*", help="slugs of sources: these and their statements, new or not"
        )
        parser.add_argument(
            "--since",
            metavar="DAY",
            help="what was saved or attached since this day (UTC), looked at or not: 2026-11-27",
        )
        parser.add_argument(
            "--words-only",
            action="store_true",
            help="compare words alone, where the extra “meaning” is installed too",
        )

    def handle(self, *args: Any, source: list[str], **options: Any) -> None:
        if source and options["since"]:
            raise CommandError("Name sources or give --since, not both.")
        statements, sources = self.rows(source, options["since"])
        finder = LeadFinder(words_only=options["words_only"])
        keys = list(statements.order_by("pk").values_list("pk", flat=True))
        texts = list(sources.order_by("pk").values_list("pk", flat=True))
        with tqdm(total=len(keys) + len(texts), unit=" texts", disable=None) as bar:
            for start in range(0, len(keys), BATCH):
                some = Statement.objects.select_related("speaker").in_bulk(
                    keys[start : start + BATCH]
                )
                finder.find(statements=some.values())
                bar.update(len(some))
            for row in Source.objects.filter(pk__in=texts).order_by("pk").iterator():
                suggest(row)
                finder.find(sources=[row])
                bar.update()
        self.report(finder, len(keys), len(texts), words_only=options["words_only"])

    def rows(self, slugs: list[str], since: str | None) -> tuple[Any, Any]:
        if slugs:
            sources = Source.objects.filter(slug__in=slugs)
            missing = sorted(set(slugs) - set(sources.values_list("slug", flat=True)))
            if missing:
                raise CommandError(f"No source is called {', '.join(missing)}.")
            return Statement.objects.filter(source__in=sources), sources
        if since:
            moment = self.moment(since)
            statements = Statement.objects.filter(changed_at__gte=moment)
            return statements, Source.objects.filter(held__attached_at__gte=moment)
        return new_statements(), new_sources()

    def moment(self, since: str) -> datetime:
        try:
            day = parse_date(since)
        except ValueError:
            day = None
        if day is None:
            raise CommandError(f"--since {since}: a day such as 2026-11-27 is allowed here.")
        return datetime.combine(day, time.min, UTC)

    def report(self, finder: LeadFinder, statements: int, texts: int, *, words_only: bool) -> None:
        tally = finder.tally
        compared = "words and meaning" if has_meaning() and not words_only else "words"
        self.stdout.write(
            f"Looked at {statements} statements and {texts} texts, comparing {compared}."
        )
        self.stdout.write(
            f"Leads: {tally.made} new, {tally.dropped} that no longer hold dropped, "
            f"{tally.kept} as they were or decided."
        )
        self.stdout.write(f"Waiting for a decision: {Lead.objects.waiting().count()}.")
