"""The filters of the list of claims as links: every value of a facet, and every filter that is on.

Pure functions over a query string, the counts of facet_counts.py and the names of values. Each link
changes one thing, keeps all others, and leads to the first page.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise

from claims.facet_counts import Numbers

# Values of a long facet that are shown at once; the others are behind “more”.
SHOWN = 8
# Facets of which several values can be on.
SEVERAL = frozenset({"standing", "tag", "speaker"})

Label = str | Promise
Labels = Mapping[str, Sequence[tuple[str, Label]]]


@dataclass(frozen=True)
class Choice:
    """One value of a facet; `query` is that of the list with it switched on, or off if it is on."""

    value: str
    label: Label
    count: int
    chosen: bool
    query: str


@dataclass(frozen=True)
class Facet:
    name: str
    label: Label
    shown: list[Choice]
    more: list[Choice]
    # Whether claims have still other values than those shown and more.
    is_cut: bool = False


@dataclass(frozen=True)
class Chip:
    """A filter that is on; `query` is that of the list without it."""

    name: str
    label: Label
    value: Label
    query: str


def facets(
    query: QueryDict,
    counts: Numbers,
    labels: Labels,
    names: dict[str, Label],
    cut: Collection[str] = (),
) -> list[Facet]:
    """The facets in the order of `names`, without values that would find nothing.

    The values come in the order of `labels`. Of a long facet the most frequent are shown first, but
    not in the order of their numbers: this is no ranking of people.
    """
    found = []
    for name, label in names.items():
        choices = [
            choice
            for value, word in labels[name]
            if (choice := _choice(query, name, value, word, counts[name].get(value, 0)))
        ]
        first = sorted(choices, key=lambda item: (not item.chosen, -item.count))[:SHOWN]
        frequent = {item.value for item in first}
        shown = [item for item in choices if item.value in frequent or item.chosen]
        more = [item for item in choices if item.value not in frequent and not item.chosen]
        if choices:
            found.append(Facet(name, label, shown, more, name in cut))
    return found


def chips(query: QueryDict, labels: Labels, names: dict[str, Label]) -> list[Chip]:
    """One for every value of every filter in `names` that is on, in this order."""
    return [
        Chip(name, label, dict(labels.get(name, ())).get(value, value), without(query, name, value))
        for name, label in names.items()
        for value in dict.fromkeys(query.getlist(name))
        if value.strip()
    ]


def without(query: QueryDict, name: str, value: str | None = None) -> str:
    """The query string with this value taken out, or all values of the parameter."""
    kept = [item for item in query.getlist(name) if value is not None and item != value]
    return changed(query, {name: kept})


def changed(query: QueryDict, values: dict[str, list[str]]) -> str:
    """The query string with these parameters set anew, from the first page on. Not by a copy of the
    query: a page has two hundred such links."""
    after = {**dict(query.lists()), **values, "cursor": []}
    return urlencode(
        [(name, item) for name, items in after.items() for item in items if item.strip()]
    )


def _choice(query: QueryDict, name: str, value: str, label: Label, count: int) -> Choice | None:
    selected = query.getlist(name)
    chosen = value in selected
    if not count and not chosen:
        return None
    if chosen:
        after = without(query, name, value)
    else:
        after = changed(query, {name: [*_kept(name, selected), value]})
    return Choice(value, label, count, chosen, after)


def _kept(name: str, selected: Iterable[str]) -> list[str]:
    return list(selected) if name in SEVERAL else []
