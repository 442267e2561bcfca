from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db import migrations, models

BATCH = 1_000
TODAY = ("standing", "kind", "speaker", "basis", "tag", "unsettled_due")
DATED = ("standing", "speaker", "basis")
UNSETTLED = ("open", "qualified", "disputed")


def fill(apps: Any, editor: Any) -> None:
    """From the facets that are stored, batch after batch."""
    claims, facets = apps.get_model("claims", "Claim"), apps.get_model("publication", "Facet")
    public = claims.objects.filter(edition__isnull=False, withdrawn_at__isnull=True)
    keys = public.order_by("edition").values_list("edition", "pk", "public_due")
    last = 0
    while batch := list(keys.filter(edition__gt=last)[:BATCH]):
        first, last = batch[0][0], batch[-1][0]
        held = defaultdict(list)
        rows = facets.objects.filter(edition__gte=first, edition__lte=last, name__in=TODAY)
        for edition, *facet in rows.values_list("edition", "name", "value", "since", "until"):
            held[edition].append(facet)
        texts = [(text(held[edition], due), key) for edition, key, due in batch]
        with editor.connection.cursor() as cursor:
            cursor.executemany("UPDATE claims_claim SET public_facets = %s WHERE id = %s", texts)


def text(held: list[Any], due: date) -> str:
    today, dated = [], []
    for name, value, since, until in held:
        if until == date.max:
            today.append(f"{name} {value}")
        spans = [(f"{name} {value}", since)] if name in DATED else []
        if name == "standing" and value in UNSETTLED and due < until:
            spans.append(("overdue true", max(since, due + timedelta(days=1))))
        for line, begin in spans:
            if begin < until:
                end = "" if until == date.max else f" {until.isoformat()}"
                dated.append(f"{line} {begin.isoformat()}{end}")
    return "\n".join([*sorted(today), "", *sorted(dated)])


class Migration(migrations.Migration):
    """The facets of each claim as one text, made of those that are stored."""

    dependencies = [
        ("claims", "0009_standing_and_kind"),
        ("publication", "0004_facets_without_ids"),
    ]

    operations = [
        migrations.AddField(
            "claim",
            "public_facets",
            models.TextField("published facets", blank=True, default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
