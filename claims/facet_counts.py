"""How many claims there are beside every value of a facet, under any combination of filters.

The number beside a value says how many claims have this value among those that match all the
*other* filters. A facet of which a claim has to have one of the values asked for (standing, kind,
speaker, basis, overdue) leaves its own selection out, so that the numbers of the values which are
not selected say what selecting them would bring. Of tags a claim has to have all that are asked
for, so what is selected there counts as well. With `as_of` all of this is as it was on that day.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value

from claims.filters import ClaimFilter
from claims.models.claim import ClaimQuerySet
from publication.models import Facet

# Facets of which a claim matches with one of the values selected.
ONE_OF = ("standing", "kind", "speaker", "basis")

Counts = dict[str, dict[str, int]]


def facet_counts(filters: ClaimFilter) -> Counts:
    """`{facet: {value: claims}}` for valid filters, in one query, without values that no claim has.

    `overdue` has the values `true` and `false`. `all` has the value `""` alone: all claims that
    there are, or were on the day asked for.
    """
    first, *others = _branches(filters)
    counts: Counts = {name: {} for name in (*ONE_OF, "tag", "overdue", "all")}
    for name, value, number in first.union(*others, all=True):
        counts[name][value] = number
    counts["overdue"]["false"] = counts["overdue"].pop("", 0) - counts["overdue"].get("true", 0)
    return {
        name: {value: number for value, number in values.items() if number}
        for name, values in counts.items()
    }


def _branches(filters: ClaimFilter) -> Iterator[QuerySet[Any]]:
    """Queries for (facet, value, number), one for each set of filters that has to be asked."""
    asked = filters.form.cleaned_data
    found = filters.without()
    yield _of_facets(filters, ["tag", *(name for name in ONE_OF if not asked[name])], found)
    for name in ONE_OF:
        if asked[name]:
            yield _of_facets(filters, [name], filters.without(name))
    whenever = filters.without("overdue") if asked["overdue"] else found
    yield _of_claims("overdue", "", whenever)
    yield _of_claims("overdue", "true", filters.late(whenever))
    yield _of_claims("all", "", filters.without(*(name for name in asked if name != "as_of")))


def _of_facets(filters: ClaimFilter, names: list[str], claims: ClaimQuerySet) -> QuerySet[Any]:
    held = Facet.objects.filter(name__in=names, edition__in=claims.values("edition"))
    values = held.filter(**filters.held()).values_list("name", "value")
    return values.annotate(number=Count("edition", distinct=True)).order_by()


def _of_claims(name: str, value: str, claims: ClaimQuerySet) -> QuerySet[Any]:
    constants = {"facet": name, "of": value}
    columns = {key: Value(word, output_field=CharField()) for key, word in constants.items()}
    rows: QuerySet[Any] = claims.order_by().annotate(**columns)
    return rows.values_list("facet", "of").annotate(number=Count("pk"))
