"""The promises that have a date: when each was made, for when, and what became of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.charts.slips import SlipChart, slip_chart, stages
from claims.models import Claim
from claims.models.claim import ClaimQuerySet
from publication.pages import public_page

# More than this is neither drawn nor listed on one page; the list of claims has all of them.
MOST_PROMISES = 300
MOST_FACTS = 100


def slips_of(promises: ClaimQuerySet, facts: ClaimQuerySet) -> tuple[SlipChart | None, int]:
    """The slip chart of these promises with the facts about the same stages, in two queries, and
    how many more promises with a date there are: those due last come first."""
    found = contents(promises.order_by("-public_due", "pk")[:MOST_PROMISES])
    more = promises.count() - MOST_PROMISES if len(found) == MOST_PROMISES else 0
    about = facts.facts_about(stages(found)).order_by("public_first_said", "pk")
    done = contents(about[:MOST_FACTS])
    return slip_chart(found, timezone.localdate(), facts=done), more


def contents(claims: ClaimQuerySet) -> list[dict[str, Any]]:
    """The newest documents of these claims, in their order."""
    return [row.edition.content for row in claims.select_related("edition") if row.edition]


@public_page
def promise_list(request: HttpRequest) -> HttpResponse:
    claims = Claim.objects.all()
    slips, more = slips_of(claims.promised_for_a_date(), claims)
    return render(request, "claims/promise_list.html", {"slips": slips, "more": more})
