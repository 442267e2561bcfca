"""How many claims there are beside every value of a facet, under any combination of filters.

The number beside a value says how many claims have this value among those that match all the
*other* filters. A facet of which a claim has to have one of the values asked for (standing, kind,
speaker, basis, overdue) leaves its own selection out, so that the numbers of the values which are
not selected say what selecting them would bring. Of tags a claim has to have all that are asked
for, so what is selected there counts as well. With `as_of` all of this is as it was on that day.

Under no filter, or one value of one facet, the table of counts has all numbers. Under others they
are counted, over MOST_FOUND claims that match, so that they are exact only where no more do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Count, Max, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from claims.filters import ClaimFilter
from claims.known import TABLE, Asked, values
from claims.matching import MOST_FOUND, editions, is_counted
from claims.models import Claim
from publication.keyset import MOST_COUNTED
from publication.models import Facet
from publication.replicas import reading_connection

# Facets of which a claim matches with one of the values selected.
ONE_OF = ("standing", "kind", "speaker", "basis")
FACETS = ("standing", "kind", "speaker", "basis", "tag")
# Facets with as many values as there are people and subjects. So many of each are told, the most
# frequent ones: who looks for another one finds it in the list of all.
LONG = frozenset({"tag", "speaker"})
MOST_VALUES = 100

Numbers = dict[str, dict[str, int]]
# Facet, value, name of the value, number.
Row = tuple[str, str, str, int]
Sql = tuple[str, Sequence[Any]]

SHORT_FACETS = f"""
SELECT name, value, '', number FROM {TABLE}
WHERE kind = 'claim' AND of_name = %s AND of_value = %s AND name IN {{names}}"""
LONG_FACET = f"""
SELECT * FROM (
    SELECT name, value, label, number FROM {TABLE}
    WHERE kind = 'claim' AND of_name = %s AND of_value = %s AND name = %s
    ORDER BY number DESC LIMIT {MOST_VALUES + 1}
) AS {{facet}}"""
# Names stand only where all documents are counted.
NAMED = f"""
SELECT found.name, found.value, COALESCE(named.label, ''), found.number
FROM ({{found}}) AS found LEFT JOIN {TABLE} AS named
    ON named.kind = 'claim' AND named.of_name = '' AND named.of_value = ''
    AND named.name = found.name AND named.value = found.value"""
OVERDUE = f"""
SELECT 'overdue', 'true', '', COALESCE(SUM(number), 0) FROM {TABLE}
WHERE kind = 'claim' AND of_name = %s AND of_value = %s AND name = 'unsettled_due' AND value < %s"""


@dataclass(frozen=True)
class FacetCounts:
    """`{facet: {value: claims}}`, without values that no claim has.

    `overdue` has the values `true` and `false`. `all` has the value `""` alone: all claims that
    there are, or were on the day asked for. Long facets have their most frequent values and those
    asked for, with the names of both; those in `cut` have still others. Where the numbers are not
    exact, there are at least so many.
    """

    numbers: Numbers
    names: dict[str, dict[str, str]]
    cut: frozenset[str] = frozenset()
    is_exact: bool = True


def facet_counts(filters: ClaimFilter) -> FacetCounts:
    """For valid filters, in one query."""
    asked = list(values(filters.form.cleaned_data))
    if is_counted(filters) and len(asked) <= 1:
        return _counted(filters, asked[0] if asked else None)
    return _live(filters)


def _counted(filters: ClaimFilter, one: Asked | None) -> FacetCounts:
    """From the table, under one value of one facet or none."""
    total = filters.known.total
    here = filters.known.numbers.get(one, 0) if one else total
    statements, parameters = [], list[Any]()
    # A facet of which one value is enough leaves its own selection out.
    own = one.name if one and one.name != "tag" else ""
    for name in ("tag", "speaker"):
        of = one if one and name != own else ("", "")
        found = LONG_FACET.format(facet=name)
        statements.append(NAMED.format(found=found) if of[0] else found)
        parameters += [*of, name]
    short = [name for name in FACETS if name not in LONG]
    for names, of in (
        ([name for name in short if name != own], one or ("", "")),
        ([name for name in short if name == own], ("", "")),
    ):
        if names:
            listed = ", ".join(f"'{name}'" for name in names)
            statements.append(SHORT_FACETS.format(names=f"({listed})"))
            parameters += of
    statements.append(OVERDUE)
    parameters += [*(one or ("", "")), timezone.localdate().isoformat()]
    with reading_connection().cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), parameters)
        rows: list[Row] = list(cursor.fetchall())
    late = int(rows.pop()[3])
    rows += [("overdue", "true", "", late), ("overdue", "false", "", here - late)]
    if one:
        rows.append((one.name, one.value, filters.known.names.get(one, ""), here))
    return _made(filters, rows, all_claims=total)


def _made(
    filters: ClaimFilter, rows: list[Row], *, all_claims: int, is_exact: bool = True
) -> FacetCounts:
    asked = set(values(filters.form.cleaned_data))
    numbers: Numbers = {name: {} for name in (*FACETS, "overdue")}
    names: dict[str, dict[str, str]] = {name: {} for name in LONG}
    cut = set()
    # The most frequent first, and of equal ones always the same.
    for name, value, label, number in sorted(rows, key=lambda row: (-row[3], row[1])):
        is_asked = (name, value) in asked
        if name in LONG and len(numbers[name]) >= MOST_VALUES and not is_asked:
            if value not in numbers[name]:
                cut.add(name)
        elif number:
            numbers[name][value] = number
            if name in LONG:
                names[name][value] = filters.known.names.get(Asked(name, value), label) or value
    found = {**numbers, "all": {"": all_claims} if all_claims else {}}
    return FacetCounts(found, names, frozenset(cut), is_exact)


def _live(filters: ClaimFilter) -> FacetCounts:
    rows: list[Row] = []
    sizes: dict[str, int] = {}
    late = 0
    statement, parameters = _statement(filters)
    with reading_connection().cursor() as cursor:
        cursor.execute(statement, parameters)
        for name, value, label, number in cursor.fetchall():
            if name == "size":
                sizes[value] = number
            elif name == "late":
                late = number
            else:
                rows.append((name, value, label, number))
    whenever = sizes.get("overdue", sizes["found"])
    rows += [("overdue", "true", "", late), ("overdue", "false", "", whenever - late)]
    all_claims = sizes.pop("everything", filters.known.total)
    is_exact = max(sizes.values()) < MOST_FOUND
    return _made(filters, rows, all_claims=all_claims, is_exact=is_exact)


def _statement(filters: ClaimFilter) -> Sql:
    """One for (facet, value, name, number) and for the sizes of the sets that are counted over.
    Each set is named, because a database then finds it once."""
    asked = filters.form.cleaned_data
    sets = {"found": editions(filters, most=MOST_FOUND)}
    others = [name for name in (*ONE_OF, "overdue") if asked[name]]
    sets |= {name: editions(filters, [name], most=MOST_FOUND) for name in others}
    if filters.day:
        then = Claim.objects.published().filter(public_first_said__lte=filters.day)
        sets["everything"] = then.order_by().values_list("edition")[:MOST_COUNTED]
    own = [name for name in others if name != "overdue"]
    counted = [_of_facets(filters, [name for name in FACETS if name not in own], "found")]
    counted += [_of_facets(filters, [name], name) for name in own]
    counted.append(_late(filters, "overdue" if asked["overdue"] else "found"))
    counted += [(f"SELECT 'size', '{name}', '', COUNT(*) FROM set_{name}", ()) for name in sets]
    named = [_named(name, found) for name, found in sets.items()]
    sql = f"WITH {', '.join(sql for sql, _ in named)} {' UNION ALL '.join(s for s, _ in counted)}"
    return sql, [value for _, values in (*named, *counted) for value in values]


def _named(name: str, found: QuerySet[Any]) -> Sql:
    try:
        sql, parameters = found.query.sql_with_params()
    except EmptyResultSet:
        # The search has no words, so Django knows the answer.
        sql, parameters = "SELECT 0 WHERE 1 = 0", ()
    return f"set_{name} (edition) AS ({sql})", parameters


def _of_facets(filters: ClaimFilter, names: list[str], name: str) -> Sql:
    among = RawSQL(f"SELECT edition FROM set_{name}", ())
    held = Facet.objects.filter(edition__in=among, name__in=names, **filters.held("standing"))
    numbered = held.values_list("name", "value").order_by()
    numbered = numbered.annotate(called=Max("label"), number=Count("edition", distinct=True))
    return numbered.query.sql_with_params()


def _late(filters: ClaimFilter, name: str) -> Sql:
    among = RawSQL(f"SELECT edition FROM set_{name}", ())
    late = Claim.objects.filter(filters.late(), edition__in=among).order_by()
    sql, parameters = late.values_list("pk").query.sql_with_params()
    return f"SELECT 'late', '', '', COUNT(*) FROM ({sql}) AS late", parameters
