"""All that publishing writes, table by table, without keys that only count rows."""

from typing import Any

from django.db import connection

from claims import search
from claims.models import Claim, Followup, News
from publication.models import Edition, Facet, FacetCount, Held
from publication.models.counting import COLUMNS
from sources.models import Source

Table = list[tuple[Any, ...]]


def derived() -> dict[str, Table]:
    held = Facet.objects.values_list("edition", *Held._fields)
    tables: dict[str, Table] = {
        "editions": list(Edition.objects.order_by("number").values_list()),
        "facets": sorted(held),
        "counts": counts(),
        "news": sorted(News.objects.values_list("edition", "claim")),
        "search": found(),
    }
    for model in (Source, Claim, Followup):
        rows = model._default_manager.order_by("pk").values_list("pk", *model.PUBLIC_COLUMNS)
        tables[str(model._meta.model_name)] = list(rows)
    return tables


def counts() -> Table:
    return sorted(FacetCount.objects.values_list(*COLUMNS))


def found() -> Table:
    key = "rowid" if connection.vendor == "sqlite" else "claim_id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, words FROM {search.TABLE} ORDER BY 1")
        return list(cursor.fetchall())
