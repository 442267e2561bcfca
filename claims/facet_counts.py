"""How many claims there are beside every value of a facet, under any combination of filters.

The number beside a value says how many claims have this value among those that match all the
*other* filters. A facet of which a claim has to have one of the values asked for (standing, kind,
speaker, basis, overdue) leaves its own selection out, so that the numbers of the values which are
not selected say what selecting them would bring. Of tags a claim has to have all that are asked
for, so what is selected there counts as well. With `as_of` all of this is as it was on that day.

Under no filter, or one value of one facet, the table of counts has all numbers. Under others it has
those of a facet that leaves its own selection out, where one value is left. The rest is counted,
over MOST_FOUND claims that match, so that it is exact only where no more do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models.expressions import RawSQL
from django.utils import timezone

from claims.filters import ClaimFilter
from claims.known import COUNTED, TABLE, Asked, values
from claims.matching import MOST_FOUND, asked, editions, is_counted, is_cut
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
# A long facet tells its most frequent values, and what is asked for be it never so rare.
ONE_VALUE = f"""
SELECT name, value, '', number FROM {TABLE}
WHERE kind = 'claim' AND of_name = %s AND of_value = %s AND name = %s AND value = %s"""
# Whole months, and the days of the month that is not over.
OVERDUE = f"""
SELECT 'overdue', 'true', '', COALESCE(SUM(number), 0) FROM {TABLE}
WHERE kind = 'claim' AND of_name = %s AND of_value = %s AND name = 'unsettled_month' AND value < %s
UNION ALL
SELECT 'overdue', 'true', '', COALESCE(SUM(number), 0) FROM {TABLE}
WHERE kind = 'claim' AND of_name = %s AND of_value = %s AND name = 'unsettled_due'
    AND value > %s AND value < %s"""
NUMBER = f"""
SELECT 'whenever', '', '', number FROM {TABLE}
WHERE kind = 'claim' AND of_name = '' AND of_value = '' AND name = %s AND value = %s"""
# An edition has a value of a facet once, and never two standings on one day, so rows are counted.
# Few of the columns are asked for: all but the days, which few rows are asked for, can come from
# an index. Of due dates only their number is told.
LIVE = f"""
SELECT name, CASE name WHEN 'unsettled_due' THEN '' ELSE value END AS value, COUNT(*) AS number
FROM {Facet._meta.db_table}
WHERE edition_id IN (SELECT edition FROM set_{{name}}) AND name IN ({{names}}) AND {{held}}
GROUP BY 1, 2"""
HELD = (
    f"(name <> 'standing' OR until = '{date.max.isoformat()}') "
    "AND (name <> 'unsettled_due' OR value < %s)"
)
HELD_THEN = "since <= %s AND (name <> 'standing' OR until > %s)"


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
    given = list(values(filters.form.cleaned_data))
    if is_counted(filters) and len(given) <= 1:
        return _counted(filters, *given)
    return _live(filters)


def _counted(filters: ClaimFilter, *one: Asked) -> FacetCounts:
    """From the table, under one value of one facet or none."""
    total = filters.known.total
    here = filters.known.numbers.get(one[0], 0) if one else total
    # A facet of which one value is enough leaves its own selection out.
    own = [value.name for value in one if value.name in ONE_OF]
    parts = [*_kept([name for name in (*FACETS, "overdue") if name not in own], *one)]
    if own:
        parts += _kept(own)
    with reading_connection().cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _ in parts), [one for _, more in parts for one in more]
        )
        found: list[Row] = list(cursor.fetchall())
    late = sum(int(row[3]) for row in found if row[0] == "overdue")
    rows = [row for row in found if row[0] != "overdue"]
    rows += [("overdue", "true", "", late), ("overdue", "false", "", here - late)]
    rows += [(*value, filters.known.names.get(value, ""), here) for value in one]
    return _made(filters, rows, all_claims=total)


def _kept(names: Sequence[str], *beside: Asked) -> Iterator[Sql]:
    """What the table says of these facets, among the claims with this value or among all."""
    of = beside[0] if beside else ("", "")
    if long := LONG.intersection(names):
        found = " UNION ALL ".join(LONG_FACET.format(facet=name) for name in long)
        given = [part for name in long for part in (*of, name)]
        yield (NAMED.format(found=found) if beside else found), given
    short = [f"'{name}'" for name in names if name in FACETS and name not in LONG]
    if short:
        yield SHORT_FACETS.format(names=f"({', '.join(short)})"), [*of]
    if "overdue" in names:
        today = timezone.localdate().isoformat()
        yield OVERDUE, [*of, today[:7], *of, today[:7], today]


def _made(
    filters: ClaimFilter, rows: list[Row], *, all_claims: int, is_exact: bool = True
) -> FacetCounts:
    given, known = set(values(filters.form.cleaned_data)), filters.known.names
    numbers: Numbers = {name: {} for name in (*FACETS, "overdue")}
    names: dict[str, dict[str, str]] = {name: {} for name in LONG}
    cut = set()
    # The most frequent first, and of equal ones always the same.
    for name, value, label, number in sorted(rows, key=lambda row: (-row[3], row[1])):
        is_asked = (name, value) in given
        if name in LONG and len(numbers[name]) >= MOST_VALUES and not is_asked:
            if value not in numbers[name]:
                cut.add(name)
        elif number:
            numbers[name][value] = number
            if name in LONG:
                names[name][value] = known.get(Asked(name, value), label) or value
    found = {**numbers, "all": {"": all_claims} if all_claims else {}}
    return FacetCounts(found, names, frozenset(cut), is_exact)


def _live(filters: ClaimFilter) -> FacetCounts:
    rows: list[Row] = []
    sizes: dict[str, int] = {}
    late, whenever = 0, None
    statement, parameters = _statement(filters)
    with reading_connection().cursor() as cursor:
        cursor.execute(statement, parameters)
        for name, value, label, number in cursor.fetchall():
            if name == "size":
                sizes[value] = number
            elif name in ("late", "unsettled_due") or (name, value) == ("overdue", "true"):
                late += int(number)
            elif name == "whenever":
                whenever = number
            else:
                rows.append((name, value, label, number))
    if whenever is None:
        whenever = sizes.get("overdue", sizes["found"])
    rows += [("overdue", "true", "", late), ("overdue", "false", "", whenever - late)]
    all_claims = sizes.pop("everything", filters.known.total)
    is_exact = max(sizes.values()) < MOST_FOUND and not any(
        is_cut(filters, [] if name == "found" else [name]) for name in sizes
    )
    return _made(filters, rows, all_claims=all_claims, is_exact=is_exact)


def _without(filters: ClaimFilter, name: str) -> tuple[Asked, ...] | None:
    """The values that are asked for beside those of this filter, where they are so few that the
    table has the numbers beside them; None where it has not."""
    if not asked(filters) - {name} <= COUNTED:
        return None
    others = tuple(one for one in values(filters.form.cleaned_data) if one.name != name)
    return others if len(others) <= 1 else None


def _statement(filters: ClaimFilter) -> Sql:
    """One for (facet, value, name, number) and for the sizes of the sets that are counted over.
    Each set is named, because a database then finds it once."""
    sets = {"found": editions(filters, most=MOST_FOUND)}
    counted: list[Sql] = []
    own = [name for name in (*ONE_OF, "overdue") if filters.form.cleaned_data[name]]
    for name in own:
        others = _without(filters, name)
        if others is not None:
            counted += _kept([name], *others)
            of = others[0] if others else ("", "")
            if name == "overdue":
                counted.append((NUMBER, of))
            given = values(filters.form.cleaned_data)
            counted += [(ONE_VALUE, [*of, *one]) for one in given if one.name == name in LONG]
            continue
        sets[name] = editions(filters, [name], most=MOST_FOUND)
        counted += _over(filters, [name], name)
    counted += _over(filters, [name for name in (*FACETS, "overdue") if name not in own], "found")
    if filters.day:
        then = Claim.objects.published().filter(public_first_said__lte=filters.day)
        everyone = then.order_by().values_list("edition")[:MOST_COUNTED]
        sets["everything"] = RawSQL(*everyone.query.sql_with_params())
    counted += [(f"SELECT 'size', '{name}', '', COUNT(*) FROM set_{name}", ()) for name in sets]
    named = ", ".join(f"set_{name} (edition) AS ({found.sql})" for name, found in sets.items())
    sql = f"WITH {named} {' UNION ALL '.join(sql for sql, _ in counted)}"
    return sql, [
        *(value for found in sets.values() for value in found.params),
        *(value for _, values in counted for value in values),
    ]


def _over(filters: ClaimFilter, names: Sequence[str], name: str) -> Iterator[Sql]:
    """The values of these facets that the editions of a set have, in one look at each of them."""
    wanted = [one for one in names if one != "overdue"]
    if "overdue" in names and filters.day:
        yield _late(filters, name)
    elif "overdue" in names:
        wanted.append("unsettled_due")
    if wanted:
        day = filters.day
        found = LIVE.format(
            names=", ".join(f"'{one}'" for one in wanted),
            name=name,
            held=HELD if day is None else HELD_THEN,
        )
        today = timezone.localdate().isoformat()
        yield NAMED.format(found=found), ([today] if day is None else [day.isoformat()] * 2)


def _late(filters: ClaimFilter, name: str) -> Sql:
    among = RawSQL(f"SELECT edition FROM set_{name}", ())
    late = Claim.objects.filter(filters.late(), edition__in=among).order_by()
    sql, parameters = late.values_list("pk").query.sql_with_params()
    return f"SELECT 'late', '', '', COUNT(*) FROM ({sql}) AS late", parameters
