"""The claims that match filters, come by on whichever way is short.

There are three: along an index in the order of the list, trying one claim after the other; from the
rarest thing that is asked for, trying each claim that has it; and along the matches of a search.
Databases guess how much each would cost from statistics about single columns, and a wrong guess
takes seconds in a large record; the table of counts knows the numbers, so we choose, and write the
queries so that they leave no choice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from claims import search
from claims.filters import ClaimFilter
from claims.known import COUNTED, LOOKED_UP, MANY, Asked, values
from claims.models import Claim
from claims.models.claim import ClaimQuerySet
from publication.models import Facet

# A search that finds more is one among its newest matches. So many are also looked at to count the
# values of facets, where no table has the numbers.
MOST_FOUND = 1_000
# What filters ask of a claim itself. A way along claims brings these columns, so that each is read
# once to try it.
TESTED = (
    "id",
    "edition_id",
    "withdrawn_at",
    "public_standing",
    "public_kind",
    "public_first_said",
    "public_last_said",
    "public_due",
)
# So many claims are tried, one after the other, before it is given up to look for more or to count
# them: where much is asked for that is frequent alone, a million may not match together.
MOST_ON_WAY = 20_000


@dataclass(frozen=True)
class Way:
    """A way into the claims: by a condition that they all meet. `size` is how many do, at most."""

    size: int
    name: str
    values: tuple[str, ...] = ()


def ways(filters: ClaimFilter, without: Iterable[str] = ()) -> Iterator[Way]:
    """All ways that the filters open, but for those left out and for search."""
    left_out = set(without)
    asked, known = filters.form.cleaned_data, filters.known
    single: dict[str, list[str]] = {}
    for one in values(asked):
        if one.name in left_out:
            continue
        if one.name in ("tag", *LOOKED_UP):
            size = known.numbers.get(one, 0)
            is_short = one.name == "tag" or size <= MANY
            yield Way(size if is_short else known.total, one.name, (one.value,))
        else:
            single.setdefault(one.name, []).append(one.value)
    # One index has both, and the table their number, where one value of each is asked for.
    is_pair = known.both is not None and single.keys() >= set(by_column(filters)) >= {"standing"}
    for name, several in single.items():
        size = sum(known.numbers.get(Asked(name, value), 0) for value in several)
        if name == "standing" and filters.day:
            # How many stood so on a day of the past is not kept.
            size = known.total
        elif name in by_column(filters) and is_pair:
            size = known.both or 0
        yield Way(size, name, tuple(several))
    for name, size in known.sizes.items():
        if asked[name] and name not in left_out:
            yield Way(size if size <= MANY else known.total, name)


def by_column(filters: ClaimFilter) -> tuple[str, ...]:
    """The filters of which a claim has its value in a column. One index has them all."""
    return ("kind",) if filters.day else ("standing", "kind")


def shortest(filters: ClaimFilter, without: Iterable[str] = ()) -> Way | None:
    return min(ways(filters, without), key=lambda way: way.size, default=None)


def some_of(filters: ClaimFilter, column: str, without: Iterable[str] = (), *, most: int) -> RawSQL:
    """A column of the claims that match, no more than so many: of what a search finds the newest,
    else any among the first MOST_ON_WAY on the shortest way."""
    if filters.form.cleaned_data["q"] and "q" not in without:
        found = searched(filters, without, most=most).values_list(column)
        try:
            return RawSQL(*found.query.sql_with_params())
        except EmptyResultSet:
            # The search has no words, so Django knows the answer.
            return RawSQL(f"SELECT {column} FROM claims_claim WHERE 1 = 0", ())
    return _along(filters, column, without, most)


def is_cut(filters: ClaimFilter, without: Iterable[str] = ()) -> bool:
    """Whether `some_of` may leave some out, be they fewer than asked for."""
    if filters.form.cleaned_data["q"] and "q" not in without:
        return False
    way = shortest(filters, without)
    return (filters.known.total if way is None else way.size) > MOST_ON_WAY


def searched(filters: ClaimFilter, without: Iterable[str] = (), *, most: int) -> ClaimQuerySet:
    """Of the claims that a search finds and that match all else, the newest."""
    query, way = filters.form.cleaned_data["q"], shortest(filters, without)
    if way is not None and way.size <= MANY:
        matching = search.matching(query)
        found = _from(filters, way, without)
        return (
            found.none()
            if matching is None
            else found.filter(pk__in=matching).order_by("-pk")[:most]
        )
    others = asked(filters).difference(without, ["q"])
    among = filters.without("q", *without) if others else None
    newest = search.newest(query, most, among=among)
    return (
        Claim.objects.none() if newest is None else Claim.objects.filter(pk__in=newest).order_by()
    )


def words_alone(filters: ClaimFilter, *, most: int) -> RawSQL | None:
    """The ids of the newest that a search finds; None where more than words is asked for, or where
    the search has none. Most searches are such, and `searched` would take as long as they do."""
    if asked(filters) != {"q"}:
        return None
    return search.newest(filters.form.cleaned_data["q"], most)


def all_claims(filters: ClaimFilter) -> ClaimQuerySet:
    """All claims that match, from the rarest thing asked for."""
    return _from(filters, shortest(filters))


def _from(filters: ClaimFilter, way: Way | None, without: Iterable[str] = ()) -> ClaimQuerySet:
    """The claims that match all but the search: of those on this way, all."""
    facets, answered = _facets(filters, way)
    claims = filters.without("q", *without, *answered).order_by()
    return claims if facets is None else claims.filter(edition__in=facets.values("edition"))


def _along(filters: ClaimFilter, column: str, without: Iterable[str], most: int) -> RawSQL:
    """Those on the shortest way that match all but the search, one tried after the other, in no
    order. In plain SQL, as Django has no query of so many rows of another one."""
    way = shortest(filters, without)
    facets, answered = _facets(filters, way)
    if facets is None:
        names = {way.name} if way else set()
        if names.intersection(by_column(filters)):
            names = set(by_column(filters)).difference(without)
        on_way = filters.alone(*names).order_by()
        if not asked(filters).difference(names, without, ["q"]):
            all_of_them = on_way.values_list(column)[: min(most, MOST_ON_WAY)]
            return RawSQL(*all_of_them.query.sql_with_params())
        tried = on_way.values_list(*dict.fromkeys([*TESTED, column]))[:MOST_ON_WAY]
        way_sql, parameters = tried.query.sql_with_params()
        test, more = condition(filters.without("q", *without))
        sql = f"SELECT {column} FROM ({way_sql}) AS claims_claim WHERE {test} LIMIT {int(most)}"
        return RawSQL(sql, (*parameters, *more))
    if way and filters.day:
        # Whether a value held on that day is asked of those that are tried: few may be such.
        facets, answered = Facet.objects.filter(name=way.name, value__in=way.values), ()
    way_of = facets.order_by().values_list("edition")[:MOST_ON_WAY]
    way_sql, parameters = way_of.query.sql_with_params()
    if way and way.name == "speaker" and len(way.values) > 1:
        # Only of speakers can a claim have several of those that are asked for.
        way_sql = f"SELECT DISTINCT edition FROM ({way_sql}) AS several"
    same = filters.without("q", *without, *answered).filter(edition=RawSQL("way.edition", ()))
    test, more = same.order_by().values_list(column).query.sql_with_params()
    # With a limit of its own it is no part of the statement around it, which would try each twice.
    each = f"SELECT ({test}) AS {column} FROM ({way_sql}) AS way LIMIT {MOST_ON_WAY}"
    return RawSQL(
        f"SELECT {column} FROM ({each}) AS tried WHERE {column} IS NOT NULL LIMIT {int(most)}",
        (*more, *parameters),
    )


def condition(claims: ClaimQuerySet) -> tuple[str, tuple[Any, ...]]:
    """What these claims meet, to be asked of rows with the columns TESTED that are called as the
    table is: Django spells a query of a table alone."""
    sql, parameters = claims.order_by().values_list("pk").query.sql_with_params()
    _, among, test = sql.partition(f' FROM "{Claim._meta.db_table}" WHERE ')
    if not among:
        raise ValueError(f"This asks for more than the claims themselves: {sql}")
    return test, parameters


def _facets(
    filters: ClaimFilter, way: Way | None
) -> tuple[QuerySet[Facet] | None, tuple[str, ...]]:
    """The facets by which the claims are come by, and the filter that they answer by themselves;
    None where a column of theirs is the way. Of several tags a claim must have all."""
    if way is None:
        return None, ()
    if way.name == "overdue" and filters.day is None:
        today = timezone.localdate().isoformat()
        return Facet.objects.filter(name="unsettled_due", value__lt=today), ("overdue",)
    if way.name in (*COUNTED, *LOOKED_UP) and way.name not in by_column(filters):
        held = Facet.objects.filter(name=way.name, **filters.held(way.name))
        is_answered = way.name != "tag" or len(filters.form.cleaned_data["tag"]) == 1
        answered = (way.name,) if is_answered else ()
        if len(way.values) == 1:
            return held.filter(value=way.values[0]), answered
        return held.filter(value__in=way.values), answered
    return None, ()


def asked(filters: ClaimFilter) -> set[str]:
    """The filters that are on."""
    return {name for name, value in filters.form.cleaned_data.items() if value and name != "sort"}


def is_counted(filters: ClaimFilter) -> bool:
    """Whether nothing is asked for but what the table of counts counts."""
    return asked(filters) <= COUNTED


def number(filters: ClaimFilter) -> int | None:
    """How many claims match, where the table of counts says it; None where it does not."""
    known, found = filters.known, list(values(filters.form.cleaned_data))
    if not is_counted(filters):
        return None
    if not found:
        return known.total
    names = {one.name for one in found}
    # A claim has one standing only, so that several add up.
    if len(found) == 1 or names == {"standing"}:
        return sum(known.numbers.get(one, 0) for one in found)
    if len(found) == 2 and (len(names) == 2 or names == {"tag"}):
        return known.both
    return None
