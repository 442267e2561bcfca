import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from functools import reduce
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.canonical import GENESIS, canonical, chain_hash, digest, timestamp
from publication.verify import canonical as standalone

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)

PLACES: list[Callable[[Any], Any]] = [
    lambda number: number,
    lambda number: [number],
    lambda number: ("text", number),
    lambda number: {"a": number},
    lambda number: {"a": [1, "0", number, {}]},
    lambda number: {"a": [{"b": ({"c": [1, number]},)}]},
]


class Written(StrEnum):
    TEXT = "text"


class Number(IntEnum):
    THREE = 3


class Plain(Enum):
    ONE = "one"


@dataclass
class Point:
    x: int
    y: int


LINE = {
    "reason": "Ça alors",
    "number": 2,
    "previous_digest": None,
}


class TestCanonical:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
            ({"b": {"d": [1, 2], "c": {}}, "a": []}, '{"a":[],"b":{"c":{},"d":[1,2]}}'),
            ([True, False, None, 0, -1, 10**30], f"[true,false,null,0,-1,1{'0' * 30}]"),
            (("a", ("b",)), '["a",["b"]]'),
            ("", '""'),
            (None, "null"),
            # What JSON must escape is escaped in the one short way; everything else is as it is.
            ('"\\/\b\f\n\r\t\x00\x1f\x7f', '"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7f"'),
            (
                "Œuvre – “naïve” \u00a0\u2028\u2029\ufeff",
                '"Œuvre – “naïve” \u00a0\u2028\u2029\ufeff"',
            ),
            ("日本 😀 𝔘\U0010ffff", '"日本 😀 𝔘\U0010ffff"'),
            # The order of keys is that of their code points, so not that of UTF-16.
            (
                {"😀": 1, "\uffff": 2, "é": 3, "a": 4, "Z": 5, "": 6, "aa": 7, "10": 8, "9": 9},
                '{"":6,"10":8,"9":9,"Z":5,"a":4,"aa":7,"é":3,"\uffff":2,"😀":1}',
            ),
        ],
    )
    def test_it_has_one_spelling(self, value: Any, text: str) -> None:
        assert canonical(value) == text.encode("utf-8")

    @pytest.mark.parametrize("number", [0.0, 1.5, 1e300, float("nan"), float("inf")])
    @pytest.mark.parametrize("place", PLACES)
    def test_it_refuses_floats_at_any_depth(self, place: Any, number: float) -> None:
        with pytest.raises(TypeError, match="no floats"):
            canonical(place(number))
        assert canonical(place(1)) == canonical(json.loads(json.dumps(place(1))))

    @pytest.mark.parametrize("key", [1, None, True, 1.5, b"a", ("a",), date(2011, 12, 9)])
    @pytest.mark.parametrize(
        "place",
        [
            lambda key: {key: 1},
            lambda key: [{"a": {"b": ({key: None},)}}],
        ],
    )
    def test_it_refuses_keys_that_are_not_text_at_any_depth(self, place: Any, key: Any) -> None:
        with pytest.raises(TypeError, match="keys are text"):
            canonical(place(key))
        assert canonical(place("key"))

    @pytest.mark.parametrize(
        "value",
        [
            *(b"a", {"a"}, Decimal("1.5"), date(2011, 12, 9), object()),
            # The quick encoder has a spelling for these.
            *(datetime(2011, 12, 9, tzinfo=UTC), time(9, 30), UUID(int=1), Plain.ONE, Point(1, 2)),
        ],
    )
    def test_it_refuses_what_is_not_json(self, value: Any) -> None:
        with pytest.raises(TypeError):
            canonical({"a": [value]})

    @pytest.mark.parametrize("points", [[0xD800], [0xDBFF], [0xDC00], [0xDFFF], [0xDE00, 0xD83D]])
    def test_it_refuses_half_a_character(self, points: list[int]) -> None:
        half = "a".join(map(chr, points))
        for value in ({"a": half}, {half: 1}, half):
            with pytest.raises(ValueError, match="surrogates not allowed"):
                canonical(value)

    def test_every_character_is_spelled_as_the_standard_library_spells_it(self) -> None:
        halves = range(0xD800, 0xE000)
        every = [chr(point) for point in range(0x110000) if point not in halves]
        # As keys: all that are escaped, and some of each kind, in the order of neither encoding.
        keys = dict.fromkeys(reversed(every[:0x300] + every[0x300::97]), 0)

        for value in ("".join(every), every[:0x300], keys):
            assert canonical(value) == standalone(value)

    @pytest.mark.parametrize(
        "value",
        [
            *(sign * (2**power + more) for sign in (1, -1) for power in (53, 63, 64, 200)
              for more in (-1, 0, 1)),
            {"a": [10**30, {"b": -(10**30)}], "c": True},
            reduce(lambda inner, _: [inner], range(400), {"b": 1, "a": 2}),
            {"a": Written.TEXT, "b": [Number.THREE], "c": defaultdict(list, {"d": (1, (2,))})},
            # Text and addresses that look as floats do, and numbers beside them.
            {"a": ["1.5", ",1.5", ":1e5,-2e7", "[0.0]"], "b.0": 1, ":1e5": {"1.5,": [2, 3]}},
        ],
    )  # fmt: skip
    def test_what_the_quick_encoder_has_otherwise_is_spelled_as_by_the_standard_library(
        self, value: Any
    ) -> None:
        assert canonical(value) == standalone(value)

    @given(JSON_VALUES)
    def test_all_json_is_spelled_as_by_the_standard_library(self, value: Any) -> None:
        assert canonical(value) == standalone(value)

    @given(st.floats(), st.sampled_from(PLACES))
    def test_it_refuses_every_float(self, number: float, place: Any) -> None:
        with pytest.raises(TypeError, match="no floats"):
            canonical(place(number))

    @given(JSON_VALUES)
    def test_it_is_one_line_that_reads_back_and_is_spelled_the_same_again(self, value: Any) -> None:
        spelled = canonical(value)

        assert b"\n" not in spelled
        assert json.loads(spelled) == value
        assert canonical(json.loads(spelled)) == spelled

    @given(st.dictionaries(st.text(), JSON_VALUES))
    def test_it_does_not_depend_on_the_order_of_keys(self, value: dict[str, Any]) -> None:
        assert canonical(dict(reversed(value.items()))) == canonical(value)

    @given(JSON_VALUES, JSON_VALUES)
    def test_different_values_have_different_spellings(self, one: Any, other: Any) -> None:
        # As text, because Python holds that 1 is True.
        same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
        assert (canonical(one) == canonical(other)) == same


class TestDigest:
    @pytest.mark.parametrize(
        ("document", "expected"),
        [
            (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ],
    )
    def test_it_is_the_sha256_of_the_standard(self, document: bytes, expected: str) -> None:
        assert digest(document) == expected

    def test_one_byte_changes_it(self) -> None:
        assert digest(b'{"a":1}') != digest(b'{"a":1}\n')


class TestChainHash:
    def test_it_hashes_the_previous_hash_and_the_line_as_written_by_hand(self) -> None:
        written = "0" * 64 + '{"number":2,"previous_digest":null,"reason":"Ça alors"}'

        assert chain_hash(GENESIS, LINE) == hashlib.sha256(written.encode()).hexdigest()

    def test_two_links_hash_as_written_by_hand(self) -> None:
        first = hashlib.sha256(("0" * 64 + '{"number":1}').encode()).hexdigest()
        second = hashlib.sha256((first + '{"number":2}').encode()).hexdigest()

        assert chain_hash(chain_hash(GENESIS, {"number": 1}), {"number": 2}) == second

    @pytest.mark.parametrize(
        ("previous", "line"),
        [
            ("1" + GENESIS[1:], LINE),
            (GENESIS, LINE | {"number": 3}),
            (GENESIS, LINE | {"reason": "Ca alors"}),
            (GENESIS, LINE | {"previous_digest": ""}),
            (GENESIS, LINE | {"more": None}),
        ],
    )
    def test_it_differs_where_anything_does(self, previous: str, line: dict[str, Any]) -> None:
        assert chain_hash(previous, line) != chain_hash(GENESIS, LINE)

    def test_the_order_of_keys_is_nothing_that_differs(self) -> None:
        assert chain_hash(GENESIS, dict(reversed(LINE.items()))) == chain_hash(GENESIS, LINE)


class TestTimestamp:
    @pytest.mark.parametrize(
        ("moment", "text"),
        [
            (datetime(2026, 11, 22, 9, 30, tzinfo=UTC), "2026-11-22T09:30:00Z"),
            (datetime(2026, 11, 22, 9, 30, 59, 999_999, tzinfo=UTC), "2026-11-22T09:30:59Z"),
            (
                datetime(2027, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=2))),
                "2026-12-31T23:30:00Z",
            ),
            (
                datetime(2026, 12, 31, 20, 15, tzinfo=timezone(-timedelta(hours=5, minutes=30))),
                "2027-01-01T01:45:00Z",
            ),
            (datetime(1000, 1, 1, tzinfo=UTC), "1000-01-01T00:00:00Z"),
        ],
    )
    def test_it_is_utc_to_the_second(self, moment: datetime, text: str) -> None:
        assert timestamp(moment) == text

    # `strftime` does not pad years on Linux, and editors mistype them.
    def test_a_year_has_four_digits(self) -> None:
        assert timestamp(datetime(11, 12, 9, tzinfo=UTC)) == "0011-12-09T00:00:00Z"
