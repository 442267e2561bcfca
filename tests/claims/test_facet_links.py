from typing import Any

import pytest
from django.http import QueryDict

from claims.facet_links import SHOWN, Chip, Choice, changed, chips, facets, without

LABELS: dict[str, list[tuple[str, str]]] = {
    "standing": [("open", "Open"), ("disputed", "Disputed"), ("superseded", "Superseded")],
    "kind": [("fact", "Fact"), ("goal", "Goal")],
    "tag": [(f"t{number}", f"Tag {number}") for number in range(20)],
}


def query(text: str) -> QueryDict:
    return QueryDict(text)


def choices(text: str, name: str, counts: dict[str, int]) -> Any:
    """Of the one facet: the choices shown, and those behind “more”."""
    found = facets(query(text), {name: counts}, LABELS, {name: "Facet"})
    return (found[0].shown, found[0].more) if found else None


class TestQueries:
    @pytest.mark.parametrize(
        ("before", "name", "value", "after"),
        [
            ("q=a&tag=x&tag=y", "tag", "x", "q=a&tag=y"),
            ("q=a&tag=x&tag=y", "tag", None, "q=a"),
            ("kind=fact", "kind", "fact", ""),
            ("q=a&cursor=abc", "kind", None, "q=a"),
            ("q=&kind=fact&as_of=+", "tag", "x", "kind=fact"),
            ("q=a%26b%3D%22", "tag", "x", "q=a%26b%3D%22"),
        ],
    )
    def test_a_value_is_taken_out_and_the_rest_stays(
        self, before: str, name: str, value: str | None, after: str
    ) -> None:
        assert without(query(before), name, value) == after

    def test_a_change_leads_to_the_first_page(self) -> None:
        asked = query("q=a&cursor=abc&sort=due")
        assert changed(asked, {"kind": ["fact"]}) == "q=a&sort=due&kind=fact"
        assert changed(asked, {}) == "q=a&sort=due"
        assert asked.urlencode() == "q=a&cursor=abc&sort=due"


class TestFacets:
    def test_a_value_that_is_off_is_switched_on(self) -> None:
        assert choices("q=a&standing=open&cursor=x", "standing", {"open": 2, "disputed": 1}) == (
            [
                Choice("open", "Open", 2, True, "q=a"),
                Choice("disputed", "Disputed", 1, False, "q=a&standing=open&standing=disputed"),
            ],
            [],
        )

    def test_of_one_kind_another_takes_the_place(self) -> None:
        assert choices("kind=fact&q=a", "kind", {"fact": 2, "goal": 1}) == (
            [
                Choice("fact", "Fact", 2, True, "q=a"),
                Choice("goal", "Goal", 1, False, "kind=goal&q=a"),
            ],
            [],
        )

    def test_a_value_that_would_find_nothing_is_shown_only_where_it_is_on(self) -> None:
        assert choices("standing=open", "standing", {}) == (
            [Choice("open", "Open", 0, True, "")],
            [],
        )
        assert choices("", "standing", {}) is None

    def test_of_many_values_the_most_frequent_are_shown_in_the_order_of_their_names(self) -> None:
        shown, more = choices("tag=t0", "tag", {f"t{number}": number + 1 for number in range(20)})
        assert [item.value for item in shown] == ["t0", *(f"t{n}" for n in range(13, 20))]
        assert [item.value for item in more] == [f"t{number}" for number in range(1, 13)]
        assert len(shown) == SHOWN

    def test_what_is_on_is_shown_however_much_it_is(self) -> None:
        asked = "&".join(f"tag=t{number}" for number in range(12))
        shown, _ = choices(asked, "tag", {f"t{number}": 1 for number in range(20)})
        assert len([item for item in shown if item.chosen]) == len(shown) == 12


class TestChips:
    def test_there_is_one_for_every_value_that_is_on(self) -> None:
        asked = query("tag=t1&tag=t2&tag=t1&q=a&kind=goal&sort=due&kind=&as_of=2014")
        names = {"q": "Words", "kind": "Kind", "tag": "Tag", "as_of": "As of"}
        assert chips(asked, LABELS, names) == [
            Chip("q", "Words", "a", "tag=t1&tag=t2&tag=t1&kind=goal&sort=due&as_of=2014"),
            Chip("kind", "Kind", "Goal", "tag=t1&tag=t2&tag=t1&q=a&sort=due&as_of=2014"),
            Chip("tag", "Tag", "Tag 1", "tag=t2&q=a&kind=goal&sort=due&as_of=2014"),
            Chip("tag", "Tag", "Tag 2", "tag=t1&tag=t1&q=a&kind=goal&sort=due&as_of=2014"),
            Chip("as_of", "As of", "2014", "tag=t1&tag=t2&tag=t1&q=a&kind=goal&sort=due"),
        ]

    def test_there_is_none_for_a_filter_that_is_off(self) -> None:
        assert chips(query("q=&kind=+"), LABELS, {"q": "Words", "kind": "Kind"}) == []
