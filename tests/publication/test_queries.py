import re
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from publication.queries import page_size, unknown_parameters, whole_number

ONCE = ["Give this parameter once."]
UNKNOWN = ["There is no such parameter. Allowed: cursor, tag."]

NONSENSE = [
    *("-1", "+1", "1.0", "1e1", "0x10", "1_0", "x", "10x", "nan", "inf", "True", "None", "[]"),
    *(" ", " 10", "10 ", "10\n", "\t10", "1 0", "\u00a010", "\ufeff10", "10\x00", "\x00"),
    # Digits to Python, each of them, and none of them in this contract.
    *("１０", "٣", "५", "²", "①", "𝟗", "1٣"),
    *("9" * 19, "9" * 5000, "0" * 5000 + "1"),
]


def asked(query: str) -> Any:
    return RequestFactory().get(f"/list?{query}")


class TestUnknownParameters:
    @pytest.mark.parametrize(
        ("query", "errors"),
        [
            ("", {}),
            ("tag=a", {}),
            ("tag=", {}),
            ("tag=a&cursor=b", {}),
            ("tag=a&tag=b", {}),
            ("cursor=a&cursor=b", {"cursor": ONCE}),
            ("cursor=a&cursor=a", {"cursor": ONCE}),
            ("cursor=&cursor=", {"cursor": ONCE}),
            ("tags=a", {"tags": UNKNOWN}),
            ("tags=", {"tags": UNKNOWN}),
            ("Tag=a", {"Tag": UNKNOWN}),
            ("tag%20=a", {"tag ": UNKNOWN}),
            ("=a", {"": UNKNOWN}),
            ("tags=a&tags=b&tag=a", {"tags": UNKNOWN}),
            ("x=1&y=2&cursor=1&cursor=2", {"x": UNKNOWN, "y": UNKNOWN, "cursor": ONCE}),
            ("%E2%82%AC=1", {"€": UNKNOWN}),
        ],
    )
    def test_it_names_each_that_is_wrong(self, query: str, errors: dict[str, list[str]]) -> None:
        assert unknown_parameters(asked(query), ["tag", "cursor"], {"tag"}) == errors

    def test_none_is_repeatable_unless_said(self) -> None:
        assert unknown_parameters(asked("tag=a&tag=b"), ["tag"]) == {"tag": ONCE}

    def test_it_repeats_no_more_than_the_beginning_of_a_name(self) -> None:
        errors = unknown_parameters(asked("n" * 1000 + "=1"), [])

        assert errors == {"n" * 80: ["There is no such parameter. Allowed: ."]}

    @given(st.dictionaries(st.text(), st.text(), max_size=4))
    def test_it_answers_any_query(self, parameters: dict[str, str]) -> None:
        request = RequestFactory().get("/list", parameters)

        wrong = unknown_parameters(request, ["tag"])

        assert set(wrong) == {name[:80] for name in parameters} - {"tag"}


class TestWholeNumber:
    def read(self, text: str | None) -> int:
        parameters = {} if text is None else {"after": text}
        return whole_number(parameters, "after", default=7, least=0, most=10**17)

    @pytest.mark.parametrize(
        ("text", "number"),
        [("0", 0), ("1", 1), ("10", 10), ("007", 7), ("00", 0), (str(10**17), 10**17)],
    )
    def test_it_reads_digits(self, text: str, number: int) -> None:
        assert self.read(text) == number

    @pytest.mark.parametrize("text", [None, ""])
    def test_it_has_a_default(self, text: str | None) -> None:
        assert self.read(text) == 7

    @pytest.mark.parametrize("text", [*NONSENSE, str(10**17 + 1)])
    def test_it_refuses_anything_else(self, text: str) -> None:
        with pytest.raises(ValueError, match=rf"^A whole number from 0 to {10**17} is allowed\.$"):
            self.read(text)

    @pytest.mark.parametrize("text", ["3", "4", "5"])
    def test_its_bounds_belong_to_it(self, text: str) -> None:
        assert whole_number({"n": text}, "n", default=4, least=3, most=5) == int(text)

    @pytest.mark.parametrize("text", ["2", "6"])
    def test_what_is_beside_them_does_not(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"^A whole number from 3 to 5 is allowed\.$"):
            whole_number({"n": text}, "n", default=4, least=3, most=5)

    @given(st.text() | st.integers().map(str))
    def test_any_text_is_a_number_of_the_range_or_refused(self, text: str) -> None:
        if re.fullmatch("[0-9]{0,19}", text) and int(text or 7) <= 10**17:
            assert self.read(text) == int(text or 7)
        else:
            with pytest.raises(ValueError, match="A whole number from"):
                self.read(text)

    def test_the_largest_number_that_it_names_is_allowed(self) -> None:
        assert whole_number({"n": str(10**18)}, "n", default=0, least=0, most=10**18) == 10**18


class TestPageSize:
    @pytest.mark.parametrize(
        ("parameters", "size"),
        [
            ({}, 50),
            ({"per_page": ""}, 50),
            ({"per_page": "1"}, 1),
            ({"per_page": "200"}, 200),
            ({"per_page": "0200"}, 200),
            ({"other": "x"}, 50),
        ],
    )
    def test_it_is_fifty_or_as_asked(self, parameters: dict[str, str], size: int) -> None:
        assert page_size(parameters) == size

    @pytest.mark.parametrize("text", ["0", "00", "201", "1000", *NONSENSE])
    def test_it_is_from_1_to_200(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"^A whole number from 1 to 200 is allowed\.$"):
            page_size({"per_page": text})
