"""What the table of counts says about all claims in force, without a look at any of them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Left, Length, Right

from claims.models import Verdict
from publication.models import FacetCount

# Of "open 2011-12-09", what is behind the year, and the day.
AFTER_THE_YEAR, DAY = 6, 10


def of(name: str = "", value: str = "") -> QuerySet[FacetCount]:
    """How many claims have which values: of all, or of those with this value."""
    return FacetCount.objects.filter(kind="claim", of_name=name, of_value=value)


def number_of(kind: str) -> QuerySet[Any]:
    """The number of all documents of a kind, as a query for a subquery."""
    kept = FacetCount.objects.filter(kind=kind, of_name="", of_value="", name="", value="")
    return kept.values("number")


def standing_counts(name: str = "", value: str = "") -> dict[str, int]:
    """How many of them stand how, in the order of the verdicts, without those that none has."""
    found = dict(of(name, value).filter(name="standing").values_list("value", "number"))
    return {verdict: found[verdict] for verdict in Verdict.values if verdict in found}


def standings_by_year(today: date) -> tuple[date | None, dict[tuple[str, int], int]]:
    """When the first claim was made, to the year, and by how many more or fewer claims stood how
    at the end of each year than at its beginning; of this year, so far."""
    turns = of().filter(name__in=("began", "ended")).annotate(day=Right("value", DAY))
    years = turns.filter(day__lte=today.isoformat()).values(
        "name", turn=Left("value", Length("value") - AFTER_THE_YEAR)
    )
    changes: Counter[tuple[str, int]] = Counter()
    for name, turn, number in years.annotate(number=Sum("number")).values_list(
        "name", "turn", "number"
    ):
        verdict, year = turn.split(" ")
        changes[verdict, int(year)] += number if name == "began" else -number
    first = min((year for _, year in changes), default=None)
    return date(first, 1, 1) if first else None, changes


def standings_on(
    days: Iterable[date], changes: dict[tuple[str, int], int]
) -> list[tuple[Any, ...]]:
    """(verdict, how many stood so at the end of each of these days …): the last days of years, and
    today."""
    shown = list(days)
    return [
        (
            verdict,
            *(
                sum(
                    n for (name, year), n in changes.items() if name == verdict and year <= day.year
                )
                for day in shown
            ),
        )
        for verdict in sorted({name for name, _ in changes})
    ]


def frequencies(name: str) -> QuerySet[Any]:
    """The values of a facet with their label, and in how many claims of `all` each is. Speakers are
    among them who are in sources only."""
    kept = FacetCount.objects.filter(of_name="", of_value="", name=name)
    in_claims = kept.filter(kind="claim", value=OuterRef("value"))
    rows = kept.filter(Q(kind="claim") | ~Exists(in_claims))
    claims = Case(
        When(kind="claim", then=F("number")), default=Value(0), output_field=IntegerField()
    )
    everything = Coalesce(Subquery(number_of("claim")), 0)
    return rows.values("value", "label", "detail", claims=claims, all=everything)
