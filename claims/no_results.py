"""Why a list of claims is empty: the filters that leave nothing, and words that no claim has."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.db.models import Count, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.http import QueryDict

from claims import search
from claims.facet_links import Chip, changed, without
from claims.filters import ClaimFilter
from claims.matching import MOST_FOUND, some_of
from claims.models import Claim
from claims.search_words import LONGEST_QUERY, located
from publication.models import FacetCount

# Filters that are tried without, and words that are looked for: a query string can have hundreds.
MOST_TRIED = 8
MOST_WORDS = 5
# Words of names that a misspelt word is compared with.
MOST_NAMES = 2_000


@dataclass(frozen=True)
class WayOut:
    """A filter without which `count` claims are left; `filter.query` is that of the list then."""

    filter: Chip
    count: int


@dataclass(frozen=True)
class Missing:
    """A word, as it was typed, that is in no published claim. `hint` is a word of the names in the
    record that is spelt nearly so, with the query of the list for it; "" where there is none."""

    word: str
    hint: str = ""
    query: str = ""


def ways_out(filters: ClaimFilter, query: QueryDict, chips: list[Chip]) -> list[WayOut]:
    """The filters of which dropping one leaves something, in one query for all of them. No more
    claims than MOST_FOUND are counted for each."""
    tried = []
    for chip in list(_droppable(query, chips))[:MOST_TRIED]:
        fewer = ClaimFilter(
            QueryDict(chip.query), queryset=Claim.objects.published(), known=filters.known
        )
        if fewer.is_valid():
            tried.append((chip, some_of(fewer, "edition_id", most=MOST_FOUND)))
    if not tried:
        return []
    first, *others = [_counted(number, claims) for number, (_, claims) in enumerate(tried)]
    counts = dict(first.union(*others, all=True))
    return [
        WayOut(chip, counts[number]) for number, (chip, _) in enumerate(tried) if number in counts
    ]


def missing_words(query: QueryDict) -> list[Missing]:
    """The words asked for that no published claim has, in one query for all of them, and one for
    each kind of names where there are any."""
    text = query.get("q", "")[:LONGEST_QUERY]
    asked = {item.word: text[item.start : item.end] for item in located(text)}
    lacking = set(asked) - search.in_use(list(asked))
    names = _names() if lacking else []
    return [
        _missing(names, query, typed)
        for word, typed in [item for item in asked.items() if item[0] in lacking][:MOST_WORDS]
    ]


def _droppable(query: QueryDict, chips: list[Chip]) -> Iterator[Chip]:
    """Every filter once; of tags, which a claim must all have, each by itself."""
    for name in dict.fromkeys(chip.name for chip in chips):
        same = [chip for chip in chips if chip.name == name]
        if name == "tag":
            yield from same
        else:
            value = ", ".join(str(chip.value) for chip in same)
            yield Chip(name, same[0].label, value, without(query, name))


def _counted(number: int, found: RawSQL) -> QuerySet[Any]:
    rows = (
        Claim.objects.filter(edition__in=found)
        .order_by()
        .annotate(tried=Value(number, output_field=IntegerField()))
    )
    return rows.values_list("tried").annotate(n=Count("pk")).filter(n__gt=0)


def _missing(names: list[str], query: QueryDict, typed: str) -> Missing:
    """The word with a hint from these words of names."""
    spelt = {part.casefold(): part for part in names}
    near = get_close_matches(typed.casefold(), list(spelt)[:MOST_NAMES], n=1, cutoff=0.75)
    if not near or near[0] == typed.casefold():
        return Missing(typed)
    hint, text = spelt[near[0]], query.get("q", "")
    return Missing(typed, hint, changed(query, {"q": [str(text).replace(typed, hint)]}))


def _names() -> list[str]:
    """The words of the names of the most frequent speakers and tags."""
    kept = FacetCount.objects.filter(kind="claim", of_name="", of_value="")
    frequent = [
        Q(pk__in=kept.filter(name=name).order_by("-number").values("pk")[:MOST_NAMES])
        for name in ("speaker", "tag")
    ]
    found = FacetCount.objects.filter(frequent[0] | frequent[1]).order_by(
        "name", "-number", "value"
    )
    return [part for label in found.values_list("label", flat=True) for part in label.split()]
