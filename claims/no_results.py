"""Why a list of claims is empty: the filters that leave nothing, and words that no claim has."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Value
from django.http import QueryDict

from claims import search
from claims.facet_links import Chip, changed, without
from claims.filters import ClaimFilter
from claims.models import Claim
from claims.search_words import LONGEST_QUERY, located

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
    """The filters of which dropping one leaves something, in one query for all of them."""
    tried = []
    for chip in list(_droppable(query, chips))[:MOST_TRIED]:
        fewer = ClaimFilter(
            QueryDict(chip.query), queryset=Claim.objects.published(), options=filters.options
        )
        if fewer.is_valid():
            tried.append((chip, fewer.qs))
    if not tried:
        return []
    first, *others = [_counted(number, claims) for number, (_, claims) in enumerate(tried)]
    counts = dict(first.union(*others, all=True))
    return [
        WayOut(chip, counts[number]) for number, (chip, _) in enumerate(tried) if number in counts
    ]


def missing_words(filters: ClaimFilter, query: QueryDict) -> list[Missing]:
    """The words asked for that no published claim has, in one query for all of them."""
    text = query.get("q", "")[:LONGEST_QUERY]
    asked = {item.word: text[item.start : item.end] for item in located(text)}
    known = search.sharing(list(asked), limit=1)
    lacking = set(asked).difference(*known.values())
    return [
        _missing(filters, query, typed)
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


def _counted(number: int, claims: QuerySet[Any]) -> QuerySet[Any]:
    rows = claims.order_by().annotate(tried=Value(number, output_field=IntegerField()))
    return rows.values_list("tried").annotate(n=Count("pk")).filter(n__gt=0)


def _missing(filters: ClaimFilter, query: QueryDict, typed: str) -> Missing:
    """The word with a hint from the names of speakers and tags, whose options are at hand."""
    names = [label for name in ("speaker", "tag") for _, label in filters.options[name]]
    spelt = {part.casefold(): part for label in names[:MOST_NAMES] for part in label.split()}
    near = get_close_matches(typed.casefold(), list(spelt)[:MOST_NAMES], n=1, cutoff=0.75)
    if not near or near[0] == typed.casefold():
        return Missing(typed)
    hint, text = spelt[near[0]], query.get("q", "")
    return Missing(typed, hint, changed(query, {"q": [str(text).replace(typed, hint)]}))
