"""Fill an empty database with an invented record (see invented.py) and publish all of it.

Rows and editions are those of the product: rows made of its models and written in bulk, editions
by `publish_all`, in batches. Rows have no history, because no editor typed them.

    DATABASE_URL=… .venv/bin/python -m benchmarks.generate CLAIMS

Prints how many seconds each part took, as one line of JSON.
"""

import json
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtracker.settings")

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from tqdm import tqdm

from benchmarks import invented
from claims.models import Claim, ClaimStatement, Followup, Tag
from publication.bulk import publish_all
from publication.tables import insert
from sources.models import Publisher, Source, Speaker, Statement

BATCH = 2_000
REASON = "An invented record."
PUBLISHED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def generate(claims: int) -> dict[str, float]:
    """Fill the database, whose tables exist and hold nothing, and publish what was put in."""
    editor = get_user_model().objects.create_user("inventor", is_superuser=True)
    began = perf_counter()
    make_rows(claims, editor)
    seconds = {"rows": perf_counter() - began}
    for model, total in ((Source, invented.sources(claims)), (Claim, claims)):
        kind, began = str(model._meta.verbose_name_plural), perf_counter()
        with tqdm(total=total, desc=f"Publishing {kind}", disable=None) as bar:
            publish_all(model.objects.order_by("pk"), by=editor, reason=REASON, progress=bar.update)
        seconds[kind] = perf_counter() - began
    return seconds


def make_rows(claims: int, editor: Any) -> None:
    """Keys are given, so that rows can name each other without being read back: number + 1."""
    with transaction.atomic():
        for model, total, fields in (
            (Publisher, invented.PUBLISHERS, invented.publisher),
            (Speaker, invented.SPEAKERS, invented.speaker),
            (Tag, invented.TAGS, invented.tag),
        ):
            write(model(pk=number + 1, **fields(number)) for number in range(total))
        write(map(source, range(invented.sources(claims))))
    with tqdm(total=claims, desc="Writing rows", disable=None) as bar:
        for first in range(0, claims, BATCH):
            numbers = range(first, min(first + BATCH, claims))
            with transaction.atomic():
                write_claims(numbers, claims, editor)
            bar.update(len(numbers))
    restart_sequences()


def write(made: Iterable[models.Model]) -> None:
    """`bulk_create` in a fifth of the time: no statement is put together for every 40 rows."""
    rows = list(made)
    first = rows[0]
    fields = [
        field
        for field in first._meta.concrete_fields
        if first.pk is not None or not field.primary_key
    ]

    def value(row: models.Model, field: Any) -> Any:
        kept = field.pre_save(row, True)
        return json.dumps(kept) if isinstance(field, models.JSONField) else kept

    names = [field.name for field in fields]
    insert(type(first), names, [tuple(value(row, field) for field in fields) for row in rows])


def source(number: int) -> Source:
    fields, publisher, author = invented.source(number)
    return Source(
        pk=number + 1,
        publisher_id=publisher + 1,
        author_id=None if author is None else author + 1,
        **fields,
    )


def write_claims(numbers: range, claims: int, editor: Any) -> None:
    found = [(number, invented.claim(number, claims)) for number in numbers]
    write(Claim(pk=number + 1, **one.fields) for number, one in found)
    write(
        Claim.tags.through(claim_id=number + 1, tag_id=tag + 1)
        for number, one in found
        for tag in one.tags
    )
    write(
        Statement(pk=2 * number + which + 1, **keyed(fields))
        for number, one in found
        for which, fields in enumerate(one.statements)
    )
    write(
        ClaimStatement(claim_id=number + 1, statement_id=2 * number + which + 1, role=role)
        for number, one in found
        for which, role in enumerate(one.roles)
    )
    write(
        Followup(
            claim_id=number + 1, published_at=PUBLISHED_AT, published_by=editor, **keyed(fields)
        )
        for number, one in found
        for fields in one.followups
    )


def keyed(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with keys in place of the numbers of other rows."""
    return {
        (f"{name}_id" if name in ("source", "speaker", "venue", "statement") else name): (
            value + 1 if isinstance(value, int) else value
        )
        for name, value in fields.items()
    }


def restart_sequences() -> None:
    """Rows with given keys leave PostgreSQL's sequences where they were."""
    models = [Publisher, Speaker, Tag, Source, Claim, Statement]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)


def settle() -> None:
    """What the databases do by themselves in a day: statistics, and free space marked as such."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def main() -> str | None:
    if len(sys.argv) != 2 or not sys.argv[1].isdecimal() or int(sys.argv[1]) < 1:
        return "Say how many claims: a whole number from 1."
    call_command("migrate", verbosity=0)
    if Source.objects.exists() or get_user_model().objects.exists():
        return "This database is not empty."
    seconds = generate(int(sys.argv[1]))
    settle()
    print(json.dumps(seconds))
    return None


if __name__ == "__main__":
    sys.exit(main())
