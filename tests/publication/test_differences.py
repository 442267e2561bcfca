from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from publication.differences import ABSENT, Difference, differences

NAMES = st.sampled_from(["a", "b", "id", "type", "ß"])
SCALARS = st.none() | st.booleans() | st.integers(0, 3) | st.text("xyz", max_size=2)
DOCUMENTS: Any = st.dictionaries(
    NAMES,
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


def found(before: Any, after: Any, **options: Any) -> list[tuple[tuple[str, ...], Any, Any]]:
    return [(item.path, item.before, item.after) for item in differences(before, after, **options)]


def test_a_document_does_not_differ_from_itself() -> None:
    document = {"a": 1, "b": [{"id": "x", "c": None}], "d": ["p", "q"]}
    assert found(document, {**document, "b": [{"c": None, "id": "x"}]}) == []


def test_it_names_every_place_with_both_values() -> None:
    before = {"text": "One.", "note": None, "standing": {"verdict": "open", "since": "2011"}}
    after = {"text": "Two.", "note": "New.", "standing": {"verdict": "disputed", "since": "2011"}}
    assert found(before, after) == [
        (("note",), None, "New."),
        (("standing", "verdict"), "open", "disputed"),
        (("text",), "One.", "Two."),
    ]


def test_items_of_lists_are_matched_by_id_and_keep_their_order() -> None:
    before = [{"id": "b", "n": 1}, {"id": "a", "n": 1}, {"id": "c", "n": 1}]
    after = [{"id": "c", "n": 1}, {"id": "d", "n": 1}, {"id": "b", "n": 2}]
    assert found({"list": before}, {"list": after}) == [
        (("list", "b", "n"), 1, 2),
        (("list", "a"), {"id": "a", "n": 1}, ABSENT),
        (("list", "d"), ABSENT, {"id": "d", "n": 1}),
    ]


def test_items_without_ids_are_matched_by_type_and_other_lists_are_one_value() -> None:
    before = {"s": [{"type": "Quote", "exact": "a"}], "names": ["p", "q"]}
    after = {"s": [{"type": "Quote", "exact": "b"}], "names": ["q", "p"]}
    assert found(before, after) == [
        (("names",), ["p", "q"], ["q", "p"]),
        (("s", "Quote", "exact"), "a", "b"),
    ]


def test_two_items_with_one_id_hide_nothing() -> None:
    before = {"list": [{"id": "a", "n": 1}, {"id": "a", "n": 2}]}
    after = {"list": [{"id": "a", "n": 3}, {"id": "a", "n": 2}]}
    assert found(before, after) == [(("list",), before["list"], after["list"])]


def test_a_missing_key_is_not_null() -> None:
    (added,) = differences({}, {"language": None})
    (removed,) = differences({"language": None}, {})
    assert (added.is_added, added.is_removed, added.after) == (True, False, None)
    assert (removed.is_added, removed.is_removed, removed.before) == (False, True, None)
    assert repr(added.before) == "ABSENT"


def test_true_is_not_one() -> None:
    assert found({"a": True}, {"a": 1}) == [(("a",), True, 1)]
    assert found({"a": [[True]]}, {"a": [[1]]}) == [(("a",), [[True]], [[1]])]


def test_an_empty_list_is_not_an_empty_object() -> None:
    assert found({"a": []}, {"a": {}}) == [(("a",), [], {})]
    assert found({"a": {"b": []}}, {"a": [{"id": "b"}]}) == [
        (("a",), {"b": []}, [{"id": "b"}]),
    ]


def test_what_is_whole_is_not_taken_apart() -> None:
    before, after = {"on": {"edtf": "2011", "to": "2011-12-31"}}, {"on": {"edtf": "2012"}}
    assert found(
        before, after, whole=lambda value: isinstance(value, dict) and "edtf" in value
    ) == [(("on",), before["on"], after["on"])]


def _spelled(value: Any) -> Any:
    """A value without the order of lists that are matched by name, which no difference tells."""
    if isinstance(value, dict):
        return {key: _spelled(inner) for key, inner in value.items()}
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return sorted(map(_spelled, value), key=repr)
    return [_spelled(item) for item in value] if isinstance(value, list) else value


@given(DOCUMENTS, DOCUMENTS)
def test_nothing_is_hidden(before: Any, after: Any) -> None:
    listed = list(differences(before, after))
    assert all(isinstance(item, Difference) and item.path for item in listed)
    if not listed:
        assert _spelled(before) == _spelled(after)
    assert len({item.path for item in listed}) == len(listed)
    assert sorted(item.path for item in listed) == sorted(
        item.path for item in differences(after, before)
    )
