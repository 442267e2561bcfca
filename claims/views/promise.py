"""The promises that have a date: when each was made, for when, and what became of it."""

from typing import Any

from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.charts.slips import SlipChart, slip_chart, stages
from claims.models import Claim
from claims.models.claim import ClaimQuerySet
from publication.pages import public_page

# More than this is neither drawn nor listed on one page; the list of claims has all of them.
MOST_PROMISES = 100
MOST_FACTS = 100


def slips_of(claims: ClaimQuerySet) -> tuple[SlipChart | None, bool]:
    """The slip chart of the promises among these published claims with the facts about the same
    stages, in two queries, and whether there are more promises with a date: those due last come
    first."""
    promises = claims.promised_for_a_date()
    rows = either(promises.due_without_end(), promises.due_by_a_day(), limit=MOST_PROMISES + 1)
    found = contents(rows.order_by("-public_due", "pk")[: MOST_PROMISES + 1])
    drawn = found[:MOST_PROMISES]
    about = claims.facts_about(stages(drawn)).order_by("public_first_said", "pk")
    done = contents(about[:MOST_FACTS])
    return slip_chart(drawn, timezone.localdate(), facts=done), len(found) > len(drawn)


def either(*parts: ClaimQuerySet, limit: int) -> ClaimQuerySet:
    """The first claims of each part, each found on its own way: where two conditions are joined by
    OR, a database looks at all rows. Django has no such union of parts on SQLite."""
    compiled = [part.values_list("pk")[:limit].query.sql_with_params() for part in parts]
    sql = " UNION ALL ".join(f"SELECT * FROM ({one}) AS part" for one, _ in compiled)
    parameters = [value for _, values in compiled for value in values]
    return Claim.objects.filter(pk__in=RawSQL(f"SELECT * FROM ({sql}) AS parts", parameters))


def contents(claims: ClaimQuerySet) -> list[dict[str, Any]]:
    """The newest documents of these claims, in their order."""
    return [row.edition.content for row in claims.select_related("edition") if row.edition]


@public_page
def promise_list(request: HttpRequest) -> HttpResponse:
    slips, more = slips_of(Claim.objects.published())
    return render(request, "claims/promise_list.html", {"slips": slips, "more": more})
