"""The numbers beside facets, against counting the documents one by one."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations, product
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from claims.facet_counts import facet_counts
from claims.filters import ClaimFilter, bounds
from claims.known import known, values
from claims.models import Claim
from claims.timeline import NotYetSaid, as_of
from sources import dates
from tests.factories import make_claim, make_editor, publish_claim
from tests.published import publish_record

Document = dict[str, Any]
Value = tuple[str, str]
Sets = dict[Value, set[str]]

TODAY = date(2026, 5, 1)
FACETS = ("standing", "kind", "speaker", "basis", "overdue", "tag")
SEVERAL = ("standing", "speaker", "tag")
# The other filters, with values that find some claims and leave out some.
SAMPLES = {
    "q": ["begun", '"has begun"', "!"],
    "as_of": ["2011-12-10", "2014", "2016"],
    "said_after": ["2012"],
    "said_before": ["2014"],
    "due_before": ["2013", "2020"],
    "publisher": ["e-cat-world"],
}


def filters(**asked: Any) -> ClaimFilter:
    query = QueryDict(urlencode(asked, doseq=True))
    asking = ClaimFilter(query, queryset=Claim.objects.published())
    assert asking.is_valid(), asking.errors
    return asking


def upper(when: Document | None) -> date:
    return date.fromisoformat(when["to"]) if when and when["to"] else date.max


def days(document: Document) -> list[date]:
    said = [item["said_on"] or item["source"]["published_on"] for item in document["statements"]]
    return [upper(item) for item in said if upper(item) < date.max]


def cited(document: Document) -> set[str]:
    quoted = [*document["statements"], *(item["evidence"] for item in document["followups"])]
    named = [item["source"] for item in [*filter(None, quoted), *document["followups"]]]
    venues = {item["venue"]["id"] for item in document["statements"] if item["venue"]}
    return venues | {item["publisher"]["id"] for item in named if item}


def texts(document: Document) -> str:
    """Enough of the words of a claim for the samples above, in small letters."""
    quoted = [*document["statements"], *(item["evidence"] for item in document["followups"])]
    parts = [document["text"], document["note"], document["settles"]]
    parts += [tag["name"] for tag in document["tags"]]
    for item in filter(None, quoted):
        parts += [item["quote"], item["question"], item["source"]["title"]]
    parts += [item["summary"] for item in document["followups"]]
    return " ".join(filter(None, parts)).casefold()


def values_of(document: Document, today: date) -> Iterator[Value]:
    """Every value of every facet that a document has."""
    verdict = document["standing"]["verdict"]
    yield "standing", verdict
    yield "kind", document["kind"]
    for tag in document["tags"]:
        yield "tag", tag["id"]
    for item in document["statements"]:
        yield "speaker", item["speaker"]["id"]
    for item in document["followups"]:
        yield "basis", item["basis"]
    unsettled = verdict in ("open", "qualified", "disputed")
    yield "overdue", "true" if unsettled and upper(document["due_on"]) < today else "false"


def sampled(document: Document, today: Document) -> Iterator[Value]:
    """The sample values of the other filters that find a document; `today` is its newest state."""
    holds: dict[str, Callable[[str], bool]] = {
        "q": lambda asked: asked != "!" and asked.strip('"') in texts(today),
        "said_after": lambda asked: any(day >= date(int(asked), 1, 1) for day in days(document)),
        "said_before": lambda asked: any(day <= date(int(asked), 12, 31) for day in days(document)),
        "due_before": lambda asked: upper(document["due_on"]) <= date(int(asked), 12, 31),
        "publisher": lambda asked: asked in cited(document),
    }
    # One statement has to fall into the whole period of the two samples.
    if any(date(2012, 1, 1) <= day <= date(2014, 12, 31) for day in days(document)):
        yield "said_between", "2012/2014"
    for name, matches in holds.items():
        yield from ((name, asked) for asked in SAMPLES[name] if matches(asked))


def sets(documents: list[Document], day: str | None) -> Sets:
    """For every value, the ids of the claims that have it, today or on a day; under ("all", "")
    all ids."""
    until = (dates.bounds(day)[1] if day else None) or TODAY
    found: Sets = {("all", ""): set()}
    for newest in documents:
        try:
            document = as_of(newest, until) if day else newest
        except NotYetSaid:
            continue
        for value in [("all", ""), *values_of(document, until), *sampled(document, newest)]:
            found.setdefault(value, set()).add(document["id"])
    return found


def matching(ids: Sets, asked: list[Value], without: str = "") -> set[str]:
    """What fits all filters but one: of a facet with several values one is enough, but for tags."""
    left = set(ids["all", ""])
    if {"said_after", "said_before"} <= {name for name, _ in asked}:
        asked = [("said_between", "2012/2014")]
    for name in {name for name, _ in asked} - {without, "as_of"}:
        fitting = [ids.get(value, set()) for value in asked if value[0] == name]
        left &= set.intersection(*fitting) if name == "tag" else set.union(*fitting)
    return left


def expected(ids: Sets, asked: list[Value]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    for (name, value), having in ids.items():
        if name in FACETS:
            left = matching(ids, asked, without="" if name == "tag" else name)
            if left & having:
                counts[name][value] = len(left & having)
    return counts | {"all": {"": len(ids["all", ""])}}


class TestFacetCounts(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        publish_record()
        cls.documents = [
            claim.edition.content for claim in Claim.objects.published().select_related("edition")
        ]
        cls.ids = {day: sets(cls.documents, day) for day in (None, *SAMPLES["as_of"])}

    def setUp(self) -> None:
        frozen = time_machine.travel(f"{TODAY}T12:00Z", tick=False)
        frozen.start()
        self.addCleanup(frozen.stop)

    def values(self) -> list[Value]:
        facets = [value for value in self.ids[None] if value[0] in FACETS]
        return [
            *sorted(facets),
            ("standing", "supported"),
            *((name, value) for name, several in SAMPLES.items() for value in several),
        ]

    def test_the_record_is_what_these_tests_think(self) -> None:
        names = [name for name, _ in self.values()]
        assert len(self.ids[None]["all", ""]) == 62
        assert [names.count(name) for name in FACETS] == [7, 4, 7, 4, 2, 25]
        for name, several in SAMPLES.items():
            for value in several:
                found = filters(**{name: value}).qs.count()
                assert (found == 0) == (value == "!"), value
                assert found < 62, value

    # Measuring coverage slows it by half, and other tests run the same lines.
    @pytest.mark.no_cover
    def test_they_are_those_of_counting_under_every_combination_of_two_values(self) -> None:
        """One set of filters is asked anew each time: reading a query string is another test's."""
        asking = filters(publisher="e-cat-world")
        nothing = dict.fromkeys(asking.form.cleaned_data, "") | {"as_of": None}
        cleaned = {
            (name, value): filters(**{name: value}).form.cleaned_data[name]
            for name, value in self.values()
        }
        tried = 0
        for one, other in combinations(self.values(), 2):
            if one[0] == other[0] and one[0] not in SEVERAL:
                continue
            chosen = {one[0]: cleaned[one], other[0]: cleaned[other]}
            if one[0] == other[0]:
                chosen[one[0]] = [one[1], other[1]]
            asking.form.cleaned_data = data = nothing | chosen
            late_on = TODAY if data["overdue"] == "true" and not data["as_of"] else None
            asking.form.known = known(list(values(data)), bounds(data), late_on=late_on)
            day = next((value for name, value in (one, other) if name == "as_of"), None)
            assert facet_counts(asking).numbers == expected(self.ids[day], [one, other]), (
                one,
                other,
            )
            tried += 1
        assert tried > 1_500

    def test_they_are_those_of_counting_under_one_value_and_under_none(self) -> None:
        assert facet_counts(filters()).numbers == expected(self.ids[None], [])
        for name, value in self.values():
            day = value if name == "as_of" else None
            wanted = expected(self.ids[day], [(name, value)])
            assert facet_counts(filters(**{name: value})).numbers == wanted, value

    def test_and_under_more(self) -> None:
        for standing, kind, tag, day in product(
            (["open", "disputed"], ["qualified"]),
            ("fact", "promise"),
            (["e-cat", "readers-claims"], ["factory"]),
            (None, "2014"),
        ):
            asked = {"standing": standing, "kind": kind, "tag": tag, "overdue": "false"}
            values = [
                *(("standing", item) for item in standing),
                ("kind", kind),
                *(("tag", item) for item in tag),
                ("overdue", "false"),
            ]
            asking = filters(**asked, **({"as_of": day} if day else {}))
            assert facet_counts(asking).numbers == expected(self.ids[day], values), (values, day)

    def test_a_selected_value_says_what_all_others_leave(self) -> None:
        """The control in plain numbers: what the docstring of the module promises."""
        assert facet_counts(filters(standing="open")).numbers["standing"]["disputed"] == 6
        of_a_kind = facet_counts(filters(kind="goal")).numbers["kind"]
        assert of_a_kind == facet_counts(filters()).numbers["kind"]
        both = facet_counts(filters(tag="production-begun")).numbers["tag"]
        assert both["production-begun"] == filters(tag="production-begun").qs.count()
        assert both["factory"] == filters(tag=["production-begun", "factory"]).qs.count()

    def test_they_take_one_query_and_names_of_what_was_read_another_one(self) -> None:
        for asked, number in (
            ({}, 1),
            ({"standing": "open"}, 1),
            ({"standing": "open", "kind": "fact"}, 1),
            ({"standing": "open", "tag": "e-cat"}, 2),
            ({"standing": "disputed", "kind": "fact", "q": "begun", "overdue": "false"}, 2),
        ):
            asking = filters(**asked)
            with CaptureQueriesContext(connection) as captured:
                facet_counts(asking)
            assert len(captured) == number


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "late"),
    [("2026-05-01", 1), ("2026-05-10", 1), ("2026-05-11", 2), ("2026-05-31", 3), ("2026-06-01", 4)],
)
def test_what_is_overdue_is_told_to_the_day(today: str, late: int) -> None:
    editor = make_editor()
    for day in ("2026-04-30", "2026-05-10", "2026-05-20", "2026-05-31"):
        publish_claim(make_claim(kind="promise", due_on=day), editor)
    with time_machine.travel(f"{today}T12:00:00Z", tick=False):
        found = [
            facet_counts(filters(**asked)).numbers["overdue"] for asked in ({}, {"kind": "promise"})
        ]
    expected = {"true": late, "false": 4 - late}
    assert found == [{value: number for value, number in expected.items() if number}] * 2
