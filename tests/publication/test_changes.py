import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.changes import DERIVED, adds_only

STATEMENTS: list[dict[str, Any]] = [
    {
        "id": "begun",
        "quote": "Begun.",
        "relayed_through": ["One", "Two"],
        "anchor": "unchecked",
        "selector": [{"type": "TextQuoteSelector", "exact": "Begun."}],
    },
    {"id": "sold", "quote": "Sold.", "relayed_through": [], "anchor": "exact", "selector": []},
]

DOCUMENT: dict[str, Any] = {
    "id": "interview",
    "title": "An interview",
    "author": None,
    "characters": 1200,
    "publisher": {"id": "journal", "name": "Journal"},
    "statements": STATEMENTS,
    "withdrawn": None,
}


def changed(*path: Any, to: Any) -> dict[str, Any]:
    """DOCUMENT with one other value."""
    document = deepcopy(DOCUMENT)
    *way, last = path
    place: Any = document
    for step in way:
        place = place[step]
    place[last] = to
    return document


def without(*path: Any) -> dict[str, Any]:
    """DOCUMENT with one key or item less."""
    document = deepcopy(DOCUMENT)
    *way, last = path
    place: Any = document
    for step in way:
        place = place[step]
    del place[last]
    return document


BEGUN, SOLD = STATEMENTS
NEW = {"id": "new", "quote": "New."}

ADDITIONS = {
    "nothing": deepcopy(DOCUMENT),
    "a key": {**DOCUMENT, "note": "A note."},
    "a key that is null": {**DOCUMENT, "note": None},
    "a nested key": changed("publisher", "url", to="https://example.org/"),
    "a statement at the end": changed("statements", to=[BEGUN, SOLD, NEW]),
    "a statement at the beginning": changed("statements", to=[NEW, BEGUN, SOLD]),
    "another order of statements": changed("statements", to=[SOLD, BEGUN]),
    "a key of a statement": changed("statements", 0, "note", to="A note."),
    "a name at the end": changed("statements", 0, "relayed_through", to=["One", "Two", "Three"]),
    "a name in an empty list": changed("statements", 1, "relayed_through", to=["One"]),
    "a selector at the end": changed(
        "statements",
        0,
        "selector",
        to=[*BEGUN["selector"], {"type": "TextPositionSelector", "start": 3, "end": 9}],
    ),
    "another anchor": changed("statements", 0, "anchor", to="exact"),
    "a withdrawal": changed("withdrawn", to={"at": "2026-11-22T09:30:00Z", "reason": "Wrong."}),
}

ALTERATIONS = {
    "a word": changed("title", to="An Interview"),
    "a number": changed("characters", to=1201),
    "null where there was text": changed("title", to=None),
    "text where there was null": changed("author", to="Somebody"),
    "an object where there was null": changed("author", to={"id": "somebody"}),
    "text where there was an object": changed("publisher", to="Journal"),
    "a list where there was an object": changed("publisher", to=["journal", "Journal"]),
    "an object where there was a list": changed("statements", to={"begun": BEGUN, "sold": SOLD}),
    "no such key any more": without("author"),
    "no such nested key any more": without("publisher", "name"),
    "a nested word": changed("publisher", "name", to="The Journal"),
    "a statement less": changed("statements", to=[BEGUN]),
    "no statement": changed("statements", to=[]),
    "a statement under another id": changed("statements", 0, "id", to="began"),
    "a statement for another": changed("statements", 1, to=NEW),
    "a word of a statement": changed("statements", 1, "quote", to="Sold!"),
    "a word of a statement that moved": changed(
        "statements", to=[{**SOLD, "quote": "Sold!"}, BEGUN]
    ),
    "a key of a statement less": without("statements", 0, "quote"),
    "text for a statement": changed("statements", 0, to="begun"),
    "a name less": changed("statements", 0, "relayed_through", to=["One"]),
    "the names in another order": changed("statements", 0, "relayed_through", to=["Two", "One"]),
    "a name before the others": changed(
        "statements", 0, "relayed_through", to=["Three", "One", "Two"]
    ),
    "a selector less": changed("statements", 0, "selector", to=[]),
    "a word of a selector": changed("statements", 0, "selector", 0, "exact", to="Begun"),
}

# No two of these are the same value in JSON, whatever Python says of `1 == True`.
SCALARS = [None, True, False, 1, 0, -1, 10**30, "", "1", "0", "true", "null", "é", "e\u0301"]

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "a", "b"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
    ),
    max_leaves=8,
)


class TestAddsOnly:
    @pytest.mark.parametrize("name", ADDITIONS)
    def test_it_takes_for_an_addition(self, name: str) -> None:
        assert adds_only(DOCUMENT, ADDITIONS[name])

    @pytest.mark.parametrize("name", ALTERATIONS)
    def test_it_takes_for_an_alteration(self, name: str) -> None:
        assert not adds_only(DOCUMENT, ALTERATIONS[name])

    @pytest.mark.parametrize("name", [name for name in ADDITIONS if name.startswith("a key")])
    def test_taking_it_back_is_an_alteration(self, name: str) -> None:
        assert not adds_only(ADDITIONS[name], DOCUMENT)

    @pytest.mark.parametrize("new", SCALARS)
    @pytest.mark.parametrize("old", SCALARS)
    def test_a_value_stands_only_in_its_own_type(self, old: Any, new: Any) -> None:
        same = SCALARS.index(old) == SCALARS.index(new) and type(old) is type(new)

        assert adds_only(old, new) == same
        assert adds_only({"a": [old]}, {"a": [new]}) == same
        assert adds_only([{"id": "a", "b": old}], [{"id": "a", "b": new}]) == same

    @pytest.mark.parametrize("key", sorted(DERIVED))
    def test_what_follows_from_the_rest_may_change_at_any_depth(self, key: str) -> None:
        old, new = {key: "old", "id": "a"}, {key: "new", "id": "a"}

        assert adds_only(old, new)
        assert adds_only(old, {"id": "a"})
        assert adds_only({"list": [old]}, {"list": [new]})
        assert not adds_only({**old, "quote": "old"}, {**new, "quote": "new"})

    def test_the_derived_keys_are_these(self) -> None:
        assert {"edition", "standing", "first_said_on", "last_said_on", "anchor", "withdrawn"} == (
            DERIVED
        )

    @given(PLAIN)
    def test_everything_stands_in_itself(self, value: Any) -> None:
        assert adds_only(value, deepcopy(value))

    @given(PLAIN, PLAIN)
    def test_two_values_that_each_stand_in_the_other_are_the_same(
        self, one: Any, other: Any
    ) -> None:
        # As text, because Python holds that 1 is True.
        same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)

        assert (adds_only(one, other) and adds_only(other, one)) == same

    @given(PLAIN, PLAIN, PLAIN)
    def test_an_addition_to_an_addition_is_one(self, one: Any, two: Any, three: Any) -> None:
        first, second = {"x": one}, {"x": one, "y": two}
        third = {"x": one, "y": two, "z": three}

        assert adds_only(first, second)
        assert adds_only(second, third)
        assert adds_only(first, third)
        assert not adds_only(third, first)
