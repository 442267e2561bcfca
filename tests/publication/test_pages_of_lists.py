"""What the pages of lists are put together from."""

import json
from typing import Any

import pytest
from django.test import RequestFactory

from publication.keyset import Order, Page
from publication.pages import (
    json_errors,
    json_response,
    list_response,
    moved,
    next_path,
    plain_page,
)
from sources.models import Source
from tests.factories import make_source

pytestmark = pytest.mark.django_db

BY_DATE = Order("public_published")


@pytest.fixture
def source(editor: Any) -> Source:
    source = make_source(slug="interview")
    source.publish(by=editor)
    return source


class TestMoved:
    @pytest.mark.parametrize("query", ["", "?as_of=2014-06", "?a=%C3%A9&a=2&b=%26"])
    def test_it_keeps_the_query(self, query: str) -> None:
        response = moved(RequestFactory().get(f"/sources/old/{query}"), "source_detail", "new")

        assert (response.status_code, response.headers["Location"]) == (
            301,
            f"/sources/new/{query}",
        )


class TestPlainPage:
    def found(self, query: str) -> tuple[Page | None, dict[str, list[str]]]:
        request = RequestFactory().get(f"/sources.json?{query}")
        return plain_page(request, Source.objects.published(), BY_DATE)

    def test_it_is_a_page(self, source: Source) -> None:
        assert self.found("per_page=1") == (Page([source], 1, None), {})

    @pytest.mark.parametrize(
        ("query", "errors"),
        [
            ("tag=a", {"tag": ["There is no such parameter. Allowed: cursor, per_page."]}),
            ("per_page=0", {"per_page": ["A whole number from 1 to 200 is allowed."]}),
            ("per_page=1&per_page=2", {"per_page": ["Give this parameter once."]}),
            (
                "cursor=x",
                {
                    "cursor": [
                        "This cursor belongs to another list: follow “next” from the first page "
                        "of this one."
                    ]
                },
            ),
        ],
    )
    def test_it_is_none_but_errors(self, query: str, errors: dict[str, list[str]]) -> None:
        assert self.found(query) == (None, errors)

    def test_the_next_page_has_the_same_filters(self, source: Source, editor: Any) -> None:
        make_source().publish(by=editor)
        query = "per_page=1&tag=%C3%A9&tag=b"
        request = RequestFactory().get(f"/sources.json?{query}&cursor=old")
        first, _ = self.found("per_page=1")
        assert first

        assert next_path(request, first) == f"/sources.json?{query}&cursor={first.next_cursor}"

        last, _ = self.found(f"per_page=1&cursor={first.next_cursor}")
        assert next_path(request, last) is None
        assert next_path(request, None) is None


class TestResponses:
    def test_a_list_is_spelled_canonically(self) -> None:
        following = '/claims.json?q=é"&cursor=x'
        documents = ['{"id":"é"}', '{"id":"😀"}']
        value = {
            "version": "1.0",
            "count": 3,
            "count_is": "exact",
            "next": following,
            "results": [{"id": "é"}, {"id": "😀"}],
        }

        response = list_response(Page([1, 2], 3, "x"), following, documents)

        assert response.content == spelled(value)
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"

    def test_an_empty_list_too(self) -> None:
        value = {"version": "1.0", "count": 0, "count_is": "exact", "next": None, "results": []}

        assert list_response(Page([], 0, None), None, []).content == spelled(value)

    def test_json_is_canonical(self) -> None:
        response = json_response({"b": "é", "a": None}, status=201)

        assert (response.status_code, response.content) == (201, '{"a":null,"b":"é"}'.encode())
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"

    def test_errors_are_named_by_their_field(self) -> None:
        response = json_errors({"tag": ["No such tag."]}, status=404)

        assert response.status_code == 404
        assert response.content == b'{"errors":{"tag":["No such tag."]}}'


def spelled(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
