"""Pages of the list of claims, whichever way the claims are come by, against asking for all."""

import base64
import json
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import combinations
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client

from claims import search
from claims.facet_counts import facet_counts
from claims.filters import SORTS, ClaimFilter
from claims.known import Asked
from claims.listed import listed
from claims.matching import condition, number, ways
from claims.models import Claim
from tests.published import publish_record

pytestmark = pytest.mark.django_db

LISTS = (
    "",
    "standing=open",
    "standing=open&standing=disputed&sort=open_since",
    "standing=disputed&sort=open_since",
    "standing=superseded",
    "kind=promise&sort=due",
    "kind=goal&basis=self",
    "standing=open&kind=fact",
    "standing=open&standing=disputed&kind=promise&sort=due",
    "standing=open&kind=fact&as_of=2014",
    "tag=e-cat&sort=-statements",
    "tag=production-begun&tag=factory",
    "speaker=andrea-rossi&sort=-last_evidence",
    "speaker=andrea-rossi&speaker=reader&speaker=frank-acland",
    "publisher=e-cat-world&sort=-last_said",
    "source=ecw-2011-12-10-production-in-the-us-has-begun",
    "statement=e003-s02",
    "said_after=2012&said_before=2014",
    "said_before=2012&sort=-first_said",
    "said_after=2016&sort=-last_said",
    "due_before=2013",
    "overdue=true",
    "overdue=false&kind=promise",
    "as_of=2014&standing=open&speaker=reader&speaker=andrea-rossi",
    "as_of=2013&overdue=true&said_after=2012",
    "q=begun",
    "q=begun&kind=fact&overdue=false",
    "q=begun&speaker=andrea-rossi&sort=-first_said",
    "q=!!!",
)


@pytest.fixture(scope="module", autouse=True)
def record(rolled_back: Any) -> Iterator[None]:
    """What every test here reads and none changes."""
    with rolled_back():
        publish_record()
        yield


@pytest.fixture(autouse=True)
def _frozen() -> Iterator[None]:
    with time_machine.travel("2026-05-01T12:00Z", tick=False):
        yield


def filters(query: str) -> ClaimFilter:
    asking = ClaimFilter(QueryDict(query), queryset=Claim.objects.published())
    assert asking.is_valid(), asking.errors
    return asking


def pages(query: str, size: int) -> tuple[list[int], set[tuple[int, bool]]]:
    """The ids on all pages, and what each page says about the number."""
    keys, counts, cursor = [], set(), None
    while True:
        found = listed(filters(query), size=size, cursor=cursor)
        assert len(found.rows) <= size
        keys += [row["pk"] for row in found.rows]
        counts.add((found.count, found.is_exact))
        cursor = found.next_cursor
        if cursor is None:
            return keys, counts


def expected(query: str) -> list[int]:
    asking = filters(query)
    return list(asking.order.apply(asking.qs).values_list("pk", flat=True))


class TestPages:
    @pytest.mark.parametrize("is_rare", [True, False])
    @pytest.mark.parametrize("query", LISTS)
    def test_all_claims_are_on_them_in_order(self, query: str, is_rare: bool) -> None:
        wanted = expected(query)
        with mock.patch("claims.listed.is_rare", return_value=is_rare):
            assert pages(query, 9) == (wanted, {(len(wanted), True)})

    @pytest.mark.parametrize("sort", [sort for sort, _ in SORTS])
    def test_every_order_goes_on_where_the_page_before_ended(self, sort: str) -> None:
        for query in (f"sort={sort}", f"sort={sort}&kind=fact"):
            assert pages(query, 11)[0] == expected(query)

    @pytest.mark.parametrize("query", ["kind=promise", "overdue=true&sort=-first_said"])
    def test_what_is_not_found_soon_is_come_by_another_way(self, query: str) -> None:
        wanted = expected(query)
        with (
            mock.patch("claims.listed.is_rare", return_value=False),
            mock.patch("claims.listed.MOST_TRIED", 3),
        ):
            assert pages(query, 4) == (wanted, {(len(wanted), True)})

    @pytest.mark.parametrize("query", ["q=begun", "q=begun&kind=fact", "tag=factory"])
    def test_behind_the_last_one_there_is_none_and_the_number_stays(self, query: str) -> None:
        asking = filters(query)
        wanted = asking.order.apply(asking.qs)
        last = [asking.order.column, asking.order.descending]
        last += [str(getattr(wanted.last(), asking.order.column)), wanted.last().pk]
        cursor = base64.urlsafe_b64encode(json.dumps(last).encode()).decode().rstrip("=")
        with mock.patch("claims.listed.is_rare", return_value=True):
            found = listed(asking, size=5, cursor=cursor)
        assert (found.rows, found.count, found.next_cursor) == ([], len(wanted), None)

    @pytest.mark.parametrize("cursor", ["x", "W10", "WyJwdWJsaWNfZHVlIixmYWxzZSwiMjAxMSIsMV0"])
    @pytest.mark.parametrize("query", ["", "tag=factory", "q=begun", "sort=due"])
    def test_a_cursor_of_no_list_is_refused(self, query: str, cursor: str) -> None:
        with pytest.raises(ValidationError):
            listed(filters(query), size=5, cursor=cursor)


class TestNumbers:
    def test_the_table_of_counts_says_how_many_there_are(self) -> None:
        values = [
            *(("standing", value) for value in ("open", "disputed", "fulfilled")),
            *(("kind", value) for value in ("fact", "promise")),
            *(("tag", value) for value in ("factory", "e-cat", "production-begun")),
            *(("speaker", value) for value in ("andrea-rossi", "reader")),
            ("basis", "self"),
        ]
        said = 0
        for asked in [(), *((one,) for one in values), *combinations(values, 2)]:
            if [name for name, _ in asked] == ["kind", "kind"]:
                continue
            asking = filters(urlencode(asked))
            counted = number(asking)
            if counted is None:
                # Speakers may be in one claim together, and of that no number is kept.
                assert {name for name, _ in asked} == {"speaker"}
            else:
                assert counted == asking.qs.count(), asked
                said += 1
        assert said > 45

    def test_a_long_list_is_counted_up_to_a_limit(self) -> None:
        with (
            mock.patch("claims.listed.MOST_COUNTED", 5),
            mock.patch("publication.keyset.MOST_COUNTED", 5),
            mock.patch("claims.listed.is_rare", return_value=False),
        ):
            for query in ("said_before=2014", "speaker=andrea-rossi&speaker=reader"):
                keys, counts = pages(query, 9)
                assert keys == expected(query)
                assert (5, False) in counts
            assert pages("kind=fact", 9)[1] == {(len(expected("kind=fact")), True)}

    def test_a_search_that_finds_much_is_one_among_the_newest(self) -> None:
        for query in ("q=production", "q=production&kind=fact", "q=production&overdue=false"):
            for many in (0, 10_000):
                with ExitStack() as patched:
                    for module in ("listed", "matching"):
                        patched.enter_context(mock.patch(f"claims.{module}.MOST_FOUND", 4))
                    patched.enter_context(mock.patch("claims.matching.MANY", many))
                    keys, counts = pages(query, 3)
                newest = sorted(expected(query))[-4:]
                assert keys == [key for key in expected(query) if key in newest], query
                assert counts == {(4, False)}

    def test_claims_that_were_not_tried_are_not_counted(self) -> None:
        for query in ("kind=fact&standing=open&basis=self", "said_before=2014"):
            wanted = expected(query)
            with (
                mock.patch("claims.matching.MOST_ON_WAY", 3),
                mock.patch("claims.listed.is_rare", return_value=False),
            ):
                keys, counts = pages(query, 2)
                counted = facet_counts(filters(query))
            assert keys == wanted
            assert len(wanted) > 3
            assert {exact for _, exact in counts} == {False}
            assert all(1 <= least <= 3 for least, _ in counts)
            assert not counted.is_exact
            whole = facet_counts(filters(query))
            assert whole.is_exact
            for name, numbers in counted.numbers.items():
                for value, least in numbers.items():
                    assert least <= whole.numbers[name][value], (query, name, value)

    def test_where_all_were_tried_they_are_counted(self) -> None:
        query = "statement=e003-s02&kind=promise"
        tried = filters(query).known.numbers[Asked("statement", "e003-s02")]
        for most, is_exact in ((tried, True), (tried - 1, False)):
            with mock.patch("claims.matching.MOST_ON_WAY", most):
                assert facet_counts(filters(query)).is_exact is is_exact


class TestWays:
    def test_a_standing_and_a_kind_are_one_way_as_short_as_both_are_frequent_together(self) -> None:
        asking = filters("standing=open&kind=fact")
        both = asking.qs.count()
        assert {way.size for way in ways(asking)} == {both}
        assert both < min(way.size for name in ("standing", "kind") for way in ways(asking, [name]))

    @pytest.mark.parametrize("more", ["standing=disputed", "tag=e-cat", "as_of=2014"])
    def test_of_others_their_number_together_is_not_known(self, more: str) -> None:
        asking = filters(f"standing=open&kind=fact&{more}")
        sizes = {way.name: way.size for way in ways(asking)}
        assert sizes["kind"] == filters("kind=fact").qs.count()
        assert sizes["standing"] > asking.qs.count()

    def test_claims_are_tried_by_what_is_asked_of_themselves_alone(self) -> None:
        with pytest.raises(ValueError, match="more than the claims themselves"):
            condition(Claim.objects.filter(edition__kind="claim"))


class TestFacets:
    @pytest.mark.parametrize(
        ("query", "is_kept"),
        [("kind=fact&standing=open", True), ("kind=fact&basis=self", False)],
    )
    def test_the_table_has_the_numbers_beside_a_standing_and_a_kind(
        self, query: str, is_kept: bool
    ) -> None:
        whole = facet_counts(filters(query))
        with mock.patch("claims.facet_counts.MOST_READ", 1):
            some = facet_counts(filters(query))
        assert (some == whole) is is_kept
        assert some.is_exact is is_kept

    def test_the_table_has_the_numbers_beside_one_value_be_they_ever_so_many(self) -> None:
        query = "kind=fact&tag=e-cat"
        whole = facet_counts(filters(query))
        with ExitStack() as patched:
            for most in ("facet_counts.MOST_READ", "facet_counts.MOST_FOUND"):
                patched.enter_context(mock.patch(f"claims.{most}", 3))
            some = facet_counts(filters(query))
        assert not some.is_exact
        assert some.numbers["kind"] == whole.numbers["kind"]
        assert some.numbers["basis"] != whole.numbers["basis"]

    def test_numbers_are_at_least_so_many_where_not_all_were_counted(self) -> None:
        whole = facet_counts(filters("q=begun&kind=fact"))
        for query in ("q=begun&kind=fact", "kind=fact&tag=e-cat", "said_before=2014"):
            whole = facet_counts(filters(query))
            with ExitStack() as patched:
                for most in ("facet_counts.MOST_READ", "facet_counts.MOST_FOUND"):
                    patched.enter_context(mock.patch(f"claims.{most}", 3))
                some = facet_counts(filters(query))
            assert (whole.is_exact, some.is_exact) == (True, False)
            for name, counted in some.numbers.items():
                for value, least in counted.items():
                    assert least <= whole.numbers[name].get(value, 0), (query, name, value)
            assert some.numbers != whole.numbers

    @pytest.mark.parametrize("query", ["tag=factory", "q=begun&tag=factory"])
    def test_of_long_facets_the_most_frequent_values_are_told_and_those_asked_for(
        self, query: str
    ) -> None:
        whole = facet_counts(filters(query))
        with mock.patch("claims.facet_counts.MOST_VALUES", 2):
            some = facet_counts(filters(query))
        for name in ("tag", "speaker"):
            numbers = whole.numbers[name]
            kept = some.numbers[name]
            assert set(kept.items()) <= set(numbers.items())
            others = [n for value, n in numbers.items() if value not in kept]
            assert max(others, default=0) <= min(
                n for value, n in kept.items() if value != "factory"
            )
            assert some.names[name] == {value: whole.names[name][value] for value in kept}
            assert (name in some.cut) == bool(others)
        assert "factory" in some.numbers["tag"]
        assert (some.cut == set(), whole.cut == set()) == (False, True)


class TestWords:
    def test_a_word_that_could_end_a_literal_never_reaches_the_database(self) -> None:
        for word in ("a'b", "a\\", "a:*", "a&b", "", "a b", "a\0", "$$", "a_b"):
            with pytest.raises(ValueError, match="letters and digits"):
                search._literal([word])
        assert search._literal(["begun", "東京", "1"]) == "'''begun'' & ''東京'' & ''1'''::tsquery"

    def test_which_words_are_in_use(self) -> None:
        assert search.in_use(["begun", "xyzzy", "product"]) == {"begun", "product"}
        assert search.in_use([]) == set()


class TestInexactPages:
    def test_the_page_and_the_json_say_so(self, client: Client) -> None:
        with ExitStack() as patched:
            for module in ("facet_counts", "listed", "matching"):
                patched.enter_context(mock.patch(f"claims.{module}.MOST_FOUND", 4))
            patched.enter_context(mock.patch("claims.facet_counts.MOST_VALUES", 2))
            page = client.get("/claims/?q=production").content.decode()
            data = client.get("/claims.json?q=production").json()
            cut = client.get("/claims/").content.decode()
        assert '<h2 id="found">4+ of 62 claims' in page
        assert "there are at least so many" in page
        assert '<a href="/speakers/">All speakers</a>' in cut
        assert '<a href="/tags/">All tags</a>' in cut
        assert (data["count"], data["count_is"]) == (4, "at least")
        whole = client.get("/claims/?q=begun").content.decode()
        assert "there are at least so many" not in whole
        assert "All speakers" not in whole
