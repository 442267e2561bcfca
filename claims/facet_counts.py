"""How many claims there are beside every value of a facet, under any combination of filters.

The number beside a value says how many claims have this value among those that match all the
*other* filters. A facet of which a claim has to have one of the values asked for (standing, kind,
speaker, basis, overdue) leaves its own selection out, so that the numbers of the values which are
not selected say what selecting them would bring. Of tags a claim has to have all that are asked
for, so what is selected there counts as well. With `as_of` all of this is as it was on that day.

Beside no value, one value of one facet, or a standing and a kind, the table of counts has all
numbers. The others are counted in the texts of the first claims that match, so they are exact only
where these are all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from claims.facet_text import Number, numbers_on, numbers_today
from claims.facets import TOGETHER
from claims.filters import ClaimFilter
from claims.known import COUNTED, TABLE, Asked, labels, values
from claims.matching import MOST_FOUND, asked, is_cut, some_of
from claims.models import Claim
from publication.keyset import MOST_COUNTED
from publication.models import beside
from publication.replicas import reading_connection

FACETS = ("standing", "kind", "speaker", "basis", "tag", "overdue")
# Facets of which a claim matches with one of the values selected.
ONE_OF = frozenset(FACETS) - {"tag"}
# Facets with as many values as there are people and subjects. So many of each are told, the most
# frequent ones: who looks for another one finds it in the list of all.
LONG = frozenset({"tag", "speaker"})
MOST_VALUES = 100
# So many claims are read where no table has the numbers and no search finds the newest.
MOST_READ = 500

Numbers = dict[str, dict[str, int]]
Sql = tuple[str, Sequence[Any]]

ALL = Asked("", "")
SHORT_FACETS = f"""
SELECT name, value, '', number FROM {TABLE}
WHERE kind = 'claim' AND of_name = %s AND of_value = %s AND name IN ({{names}})"""
# The name is spelled, as an index has these facets alone.
LONG_FACET = f"""
SELECT * FROM (
    SELECT name, value, {{label}} AS label, number FROM {TABLE}
    WHERE kind = 'claim' AND of_name = %s AND of_value = %s AND name = '{{facet}}'
    ORDER BY number DESC LIMIT {MOST_VALUES + 1}
) AS {{facet}}"""
# Names stand only beside no value.
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
TEXTS = "SELECT 'text', public_facets, '', {at} FROM ({found}) AS found"
SAID_BY_THEN = "SELECT 'all', '', '', COUNT(*) FROM ({found}) AS found"


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


@dataclass
class Group:
    """Facets that are counted in the same claims: in those that match all filters but `own`.

    The table has their numbers beside `of`, and the number of the claims, `size`. Where `of` is
    None, the `texts` of some of the claims are read.
    """

    own: tuple[str, ...]
    of: Asked | None = None
    size: int = 0
    facets: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def facet_counts(filters: ClaimFilter) -> FacetCounts:
    """For valid filters, in one query for numbers and one for the names that did not come along."""
    groups = _groups(filters)
    rows, known, total = list[Number](), filters.known.names.copy(), filters.known.total
    for name, value, label, number in _asked_for(filters, groups):
        if name == "text":
            groups[number].texts.append(value)
        elif name == "all":
            total = number
        else:
            rows.append((name, value, int(number)))
            if label:
                known.setdefault(Asked(name, value), label)
    for group in groups:
        rows += _also(filters, group)
    numbers, cut = _most_frequent(filters, groups, rows)
    told = [Asked(name, value) for name in LONG for value in numbers[name]]
    known |= labels(one for one in told if one not in known)
    names = {
        name: {value: known.get(Asked(name, value), value) for value in numbers[name]}
        for name in LONG
    }
    numbers["all"] = {"": total} if total else {}
    is_exact = all(_is_exact(filters, group) for group in groups)
    return FacetCounts(numbers, names, cut, is_exact)


def _groups(filters: ClaimFilter) -> list[Group]:
    """Of all facets, in their order."""
    groups: dict[tuple[str, ...], Group] = {}
    for name in FACETS:
        own = (name,) if name in ONE_OF and filters.form.cleaned_data[name] else ()
        if own not in groups:
            groups[own] = _group(filters, own)
        groups[own].facets.append(name)
    return list(groups.values())


def _group(filters: ClaimFilter, own: tuple[str, ...]) -> Group:
    others = [one for one in values(filters.form.cleaned_data) if one.name not in own]
    names, known = {one.name for one in others}, filters.known
    if not asked(filters).difference(own) <= COUNTED:
        return Group(own)
    if not others:
        return Group(own, ALL, known.total)
    if len(others) == 1:
        return Group(own, others[0], known.numbers.get(others[0], 0))
    if len(others) == len(names) == 2 and names <= TOGETHER:
        return Group(own, Asked(*beside(*others)), known.both or 0)
    return Group(own)


def _asked_for(filters: ClaimFilter, groups: Sequence[Group]) -> list[tuple[str, str, str, int]]:
    """Facet, value, name and number from the table; `text`, a text and the place of its group; and
    `all` with the number of all claims on a day."""
    parts: list[Sql] = []
    for at, group in enumerate(groups):
        if group.of is None:
            found = some_of(filters, "public_facets", group.own, most=_most(filters))
            parts.append((TEXTS.format(at=at, found=found.sql), found.params))
        else:
            parts += _kept(filters, group.facets, group.of)
    if filters.day:
        then = Claim.objects.published().filter(public_first_said__lte=filters.day)
        everyone = then.order_by().values_list("pk")[:MOST_COUNTED]
        sql, parameters = everyone.query.sql_with_params()
        parts.append((SAID_BY_THEN.format(found=sql), parameters))
    with reading_connection().cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _ in parts), [one for _, more in parts for one in more]
        )
        return list(cursor.fetchall())


def _kept(filters: ClaimFilter, facets: Sequence[str], of: Asked) -> Iterator[Sql]:
    """What the table says of these facets, beside this value."""
    if long := LONG.intersection(facets):
        label = "label" if of == ALL else "''"
        found = " UNION ALL ".join(LONG_FACET.format(facet=name, label=label) for name in long)
        yield found if of == ALL else NAMED.format(found=found), [*of] * len(long)
    for one in values(filters.form.cleaned_data):
        if one.name in long and one != of:
            yield ONE_VALUE, [*of, *one]
    if short := [f"'{name}'" for name in facets if name not in LONG]:
        yield SHORT_FACETS.format(names=", ".join(short)), of
    if "overdue" in facets:
        today = timezone.localdate().isoformat()
        yield OVERDUE, [*of, today[:7], *of, today[:7], today]


def _most(filters: ClaimFilter) -> int:
    return MOST_FOUND if filters.form.cleaned_data["q"] else MOST_READ


def _also(filters: ClaimFilter, group: Group) -> Iterator[Number]:
    """What the table does not say: of the facets in texts all numbers, of others that of a value
    beside itself."""
    if group.of is None:
        group.size = len(group.texts)
        day, today = filters.day, timezone.localdate()
        found = numbers_on(group.texts, day) if day else numbers_today(group.texts, today)
        yield from (row for row in found if row[0] in group.facets)
    elif group.of.name in group.facets:
        yield *group.of, group.size


def _is_exact(filters: ClaimFilter, group: Group) -> bool:
    if group.of is not None:
        return True
    return group.size < _most(filters) and not is_cut(filters, group.own)


def _most_frequent(
    filters: ClaimFilter, groups: Sequence[Group], rows: Sequence[Number]
) -> tuple[Numbers, frozenset[str]]:
    """The most frequent values first, and of equally frequent ones always the same; of long facets
    no others but those asked for. And the facets of which there are others."""
    whenever = next(group.size for group in groups if "overdue" in group.facets)
    late = sum(number for name, _, number in rows if name == "overdue")
    found = [row for row in rows if row[0] != "overdue"]
    found += [("overdue", "true", late), ("overdue", "false", whenever - late)]
    given = set(values(filters.form.cleaned_data))
    numbers: Numbers = {name: {} for name in FACETS}
    cut = set()
    for name, value, number in sorted(found, key=lambda row: (-row[2], row[1])):
        is_asked = (name, value) in given
        if name in LONG and len(numbers[name]) >= MOST_VALUES and not is_asked:
            if value not in numbers[name]:
                cut.add(name)
        elif number:
            numbers[name][value] = number
    return numbers, frozenset(cut)
