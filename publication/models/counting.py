"""Keeping the numbers of `FacetCount` by what each new edition adds and takes away."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from publication import tables
from publication.models.edition import Facet
from publication.models.facet_count import FacetCount

if TYPE_CHECKING:
    from publication.models.publishable import Publishable

Document = dict[str, Any]
# The columns of_name, of_value, name and value.
Key = tuple[str, str, str, str]

KEY = ("kind", "of_name", "of_value", "name", "value")
COLUMNS = (*KEY, "label", "detail", "number")
ADD = f"""ON CONFLICT ({", ".join(KEY)}) DO UPDATE SET label = excluded.label,
    detail = excluded.detail, number = {FacetCount._meta.db_table}.number + excluded.number"""

# So many different numbers are kept in memory at most while the table is made anew.
MOST_AT_ONCE = 200_000


class Counted(NamedTuple):
    """A value that a document in force has.

    It is counted alone and, where `is_paired`, beside the other values of its document that a list
    can ask for (`is_choice`); beside one of its own facet only where a list can ask for several
    values of it at once (`is_one_of_several`). Two that are `is_together` are together what others
    are counted beside.
    """

    name: str
    value: str
    label: str = ""
    detail: str = ""
    is_paired: bool = True
    is_choice: bool = True
    is_one_of_several: bool = False
    is_together: bool = False


def beside(*values: tuple[str, str]) -> tuple[str, str]:
    """The columns of_name and of_value of what is counted beside these values, in any order."""
    ordered = sorted(values)
    return " ".join(name for name, _ in ordered), " ".join(value for _, value in ordered)


def keys(found: Sequence[Counted]) -> list[Key]:
    """The numbers in which one document counts; none where it has no values. They are more than a
    hundred, so their parts are plain tuples, which are taken apart faster than what has names."""
    if not found:
        return []
    paired = [(one.name, one.value) for one in found if one.is_paired]
    several = {one.name for one in found if one.is_one_of_several}
    together = [(one.name, one.value) for one in found if one.is_together]
    every = [("", "", "", ""), *[("", "", one.name, one.value) for one in found]]
    for of_name, of_value in [
        (one.name, one.value) for one in found if one.is_paired and one.is_choice
    ]:
        same = of_name in several
        every += [
            (of_name, of_value, name, value)
            for name, value in paired
            if name != of_name or (same and value != of_value)
        ]
    for pair in combinations(together, 2):
        names = {name for name, _ in pair}
        if len(names) == 2:
            of_name, of_value = beside(*pair)
            every += [
                (of_name, of_value, name, value) for name, value in paired if name not in names
            ]
    return every


class Change:
    """What a number of editions of one kind change in the table.

    `kept` are the values that their documents have now, with the label of the newest of them;
    `dropped` those that a document before them had.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.numbers: Counter[Key] = Counter()
        self.kept: dict[tuple[str, str], tuple[str, str]] = {}
        self.dropped: dict[tuple[str, str], bool] = {}

    def take_off(self, found: Sequence[Counted]) -> None:
        self.numbers.subtract(keys(found))
        for one in found:
            self.dropped[one.name, one.value] = bool(one.label or one.detail)

    def add(self, found: Sequence[Counted]) -> None:
        """Editions are added in the order of their numbers."""
        self.numbers.update(keys(found))
        for one in found:
            self.kept[one.name, one.value] = (one.label, one.detail)

    def write(self) -> None:
        """To the table; the facets of all the editions are stored already."""
        none = ("", "")
        # In the order of the index, whose pages are so found one after the other.
        more = [
            (self.kind, *key, *(self.kept[key[2:]] if key[:2] == none and key[2] else none), number)
            for key, number in sorted(self.numbers.items())
            if number > 0
        ]
        tables.insert(FacetCount, COLUMNS, more, on_conflict=ADD)
        less = [(number, self.kind, *key) for key, number in self.numbers.items() if number < 0]
        tables.update(FacetCount, KEY, (), less, add=["number"])
        tables.delete(FacetCount, KEY, [row[1:] for row in less], where="number = 0")
        labels = [(*label, self.kind, *none, *value) for value, label in self._relabelled()]
        tables.update(FacetCount, KEY, ("label", "detail"), labels)

    def _relabelled(self) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
        """Values that no more documents have than before, with their label, which may be another
        one than before."""
        for value, has_label in self.dropped.items():
            if self.numbers["", "", *value] > 0 or not (has_label or value in self.kept):
                continue
            label = self.kept.get(value) or self._newest_label(*value)
            if label:
                yield value, label

    def _newest_label(self, name: str, value: str) -> tuple[str, str] | None:
        holding = Facet.objects.filter(
            name=name, value=value, edition__kind=self.kind, until=date.max
        )
        return holding.order_by("-edition").values_list("label", "detail").first()


def rebuild(model: type["Publishable"]) -> Iterator[int]:
    """Count all of one kind anew; yields now and then how many documents were counted since. To be
    exhausted in a transaction that holds the chain lock."""
    kind = str(model._meta.model_name)
    FacetCount.objects.filter(kind=kind).delete()
    change, done = Change(kind), 0
    for row in _in_force(model):
        change.add(row.counted_in(row.edition.content))
        done += 1
        if len(change.numbers) > MOST_AT_ONCE:
            change.write()
            yield done
            change, done = Change(kind), 0
    change.write()
    yield done


def faults(model: type["Publishable"]) -> Iterator[str]:
    """What is wrong in the table, a sentence for each number."""
    kind = str(model._meta.model_name)
    should = Change(kind)
    for row in _in_force(model):
        should.add(row.counted_in(row.edition.content))
    stored = FacetCount.objects.filter(kind=kind).values_list(*COLUMNS[1:])
    for *key, label, detail, number in stored.iterator(chunk_size=5_000):
        of_name, of_value, name, value = key
        right = should.numbers.pop((of_name, of_value, name, value), 0)
        if number != right:
            yield f"{_called(kind, *key)}: the number is {number}, and should be {right}."
        alone = should.kept.get((name, value), ("", "")) if not of_name else ("", "")
        if right and (label, detail) != alone:
            yield f"{_called(kind, *key)}: the label is not that of the newest edition."
    for key, number in should.numbers.items():
        yield f"{_called(kind, *key)}: the number is missing, and should be {number}."


def _in_force(model: type["Publishable"]) -> Iterable[Any]:
    rows = model._default_manager.published().select_related("edition")  # type: ignore[attr-defined]
    return rows.order_by("edition").iterator(chunk_size=500)


def _called(kind: str, of_name: str, of_value: str, name: str, value: str) -> str:
    counted = f"{name} {value}" if name else "all"
    beside = f" beside {of_name} {of_value}" if of_name else ""
    return f"count of {kind}s, {counted}{beside}"
