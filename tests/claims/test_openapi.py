"""The OpenAPI document: valid, complete, and made of what the site itself uses."""

import re
from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import resolve
from openapi_spec_validator import OpenAPIV31SpecValidator

from claims.export_files import files
from claims.filters import ClaimFilter
from claims.openapi import NOT_FOR_PROGRAMS, openapi, operations, public_patterns
from claims.parameters import MEANINGS, of_claim_filter
from claims.views.claim_list import LIST_PARAMETERS
from publication.keyset import MOST_PER_PAGE
from sources.dates import bounds
from sources.schema import ONE_DATE
from tests.factories import make_claim, make_editor, make_tag, publish_claim

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi({})


def asked(document: dict[str, Any], path: str) -> dict[str, Any]:
    """The parameters in the query of an address, by name."""
    found = document["paths"][path]["parameters"]
    return {parameter["name"]: parameter for parameter in found if parameter["in"] == "query"}


class TestDocument:
    def test_it_keeps_the_rules_of_openapi(self, document: dict[str, Any]) -> None:
        OpenAPIV31SpecValidator(document).validate()

    def test_every_public_address_is_in_it_or_is_a_page(self) -> None:
        names = {str(pattern.name) for pattern in public_patterns()}
        assert names == operations().keys() | NOT_FOR_PROGRAMS
        assert not operations().keys() & NOT_FOR_PROGRAMS

    def test_it_has_both_methods_of_each(self, document: dict[str, Any]) -> None:
        assert len(document["paths"]) == len(operations())
        for path, item in document["paths"].items():
            assert {"get", "head"} <= item.keys(), path
            assert item["get"]["responses"].keys() == item["head"]["responses"].keys()
            assert {"200", "304", "400", "405"} <= item["get"]["responses"].keys()

    def test_it_names_no_host(self, document: dict[str, Any]) -> None:
        assert document["servers"] == [{"url": "/"}]


class TestParameters:
    def test_each_filter_of_the_list_is_one(self, document: dict[str, Any]) -> None:
        assert asked(document, "/claims.json").keys() == LIST_PARAMETERS
        assert MEANINGS.keys() == ClaimFilter.base_filters.keys()

    def test_they_have_the_choices_and_the_limits_of_the_filters(self) -> None:
        found = {parameter["name"]: parameter["schema"] for parameter in of_claim_filter()}
        assert found["basis"]["enum"] == ["self", "affiliated", "independent", "official"]
        assert found["standing"]["type"] == "array"
        assert "not_fulfilled" in found["standing"]["items"]["enum"]
        assert "enum" not in found["source"]
        assert found["said_after"] == found["as_of"] == ONE_DATE
        assert found["q"]["maxLength"] == 200
        assert found["sort"]["default"] == "first_said"

    def test_the_other_lists_take_pages_alone(self, document: dict[str, Any]) -> None:
        for path in ("/speakers.json", "/tags.json", "/sources.json"):
            parameters = asked(document, path)
            assert parameters.keys() == {"per_page", "cursor"}
            assert parameters["per_page"]["schema"]["maximum"] == MOST_PER_PAGE

    def test_what_a_path_holds_is_required(self, document: dict[str, Any]) -> None:
        item = document["paths"]["/claims/{slug}/editions/{number}/cite.{form}"]
        found = {parameter["name"]: parameter for parameter in item["parameters"]}
        assert [name for name in found if found[name].get("required")] == ["slug", "number", "form"]
        assert found["form"]["schema"]["enum"] == ["txt", "bib", "json"]


class TestDates:
    """The regular expression says what sources/dates.py says, for the years 1000 to 9899."""

    pattern = re.compile(ONE_DATE["pattern"])

    @pytest.mark.parametrize("year", ["1000", "1900", "2000", "2012", "9899"])
    def test_every_day_of_a_year(self, year: str) -> None:
        texts = [f"{year}-{month:02}" for month in range(26)]
        few = (year, *texts[::7])
        texts += [f"{text}{end}" for text in few for end in ("~", "-XX", "-XX?", "/", "X")]
        texts += [f"{year}-{month:02}-{day:02}" for month in range(14) for day in range(33)]
        for text in texts:
            assert bool(self.pattern.match(text)) == has_an_end(text), text

    def test_unspecified_digits(self) -> None:
        for text in ("201X", "20XX", "20XX~", "2004-XX", "2004-XX-XX", "2004-06-XX%"):
            assert self.pattern.match(text), text
            assert has_an_end(text), text
        for text in ("2XXX", "2004-XX-01", "201X-01", " 2004", "2004\n", "", "2004-21~"):
            assert not self.pattern.search(text) or text.endswith("\n"), text


def has_an_end(text: str) -> bool:
    """Whether it is one date; intervals are left out of the expression, as its comment says."""
    try:
        return "/" not in text and bounds(text)[1] is not None
    except ValueError:
        return False


class TestAddress(TestCase):
    def test_it_is_served_with_ids_of_this_record(self) -> None:
        claim = make_claim(slug="works")
        claim.tags.add(make_tag(slug="begun"))
        publish_claim(claim, make_editor())
        response = Client().get("/openapi.json")
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        served = response.json()
        parameter, _ = served["paths"]["/tags/{slug}.json"]["parameters"]
        assert parameter["example"] == "begun"
        (parameter, *_) = served["paths"]["/claims/{slug}.json"]["parameters"]
        assert parameter["example"] == "works"
        assert Client().get("/schema.json").json()["$id"] == "http://127.0.0.1:8000/schema.json"

    def test_every_file_of_the_exports_is_in_it(self) -> None:
        for file in files(0):
            found = resolve(file.path)
            assert found.url_name in operations(), file.path
            content = operations()[str(found.url_name)].content
            assert list(content) == [file.media_type], file.path
        tables = openapi({})["paths"]["/export/{name}.csv"]["parameters"][0]["schema"]["enum"]
        assert {f"/export/{name}.csv" for name in tables} <= {file.path for file in files(0)}

    def test_an_empty_record_has_no_examples(self) -> None:
        served = Client().get("/openapi.json").json()
        assert "example" not in served["paths"]["/tags/{slug}.json"]["parameters"][0]
        assert served == openapi({})
