"""The published JSON Schema: every public document keeps it, and every broken one does not."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from django.test import TestCase

from claims.models import Claim
from claims.schema import DEFINITIONS, schema
from publication.models import Edition, Facet
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_statement,
    make_tag,
    publish_claim,
)
from tests.test_record import PublishedRecord

Place = tuple[Any, ...]


@cache
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """Of one sort of document, found by its name as readers find it."""
    asked = {"$ref": f"#/$defs/{name}", "$defs": schema()["$defs"]}
    return jsonschema_rs.Draft202012Validator(asked, validate_formats=True)


def faults(name: str, document: Any) -> list[str]:
    found = validator(name).iter_errors(document)
    return [f"{error.instance_path}: {error.message}" for error in found]


def broken(document: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every document with one key less, or with one value of another type, and which that is."""
    yield place, 0.5
    if isinstance(document, dict):
        for key, value in document.items():
            yield (*place, f"no {key}"), {k: v for k, v in document.items() if k != key}
            for where, changed in broken(value, (*place, key)):
                yield where, {**document, key: changed}
    if isinstance(document, list):
        for index, value in enumerate(document):
            for where, changed in broken(value, (*place, index)):
                yield where, [*document[:index], changed, *document[index + 1 :]]


def accepted(name: str, document: Any) -> set[Any]:
    """What of a document can be broken without the schema's seeing it."""
    assert faults(name, document) == []
    return {place[-1] for place, changed in broken(document) if validator(name).is_valid(changed)}


class TestSchema:
    pytestmark = pytest.mark.once

    def test_it_is_a_schema(self) -> None:
        jsonschema_rs.meta.validate(schema())

    def test_every_reference_leads_somewhere(self) -> None:
        asked = json.dumps(schema()).split('"#/$defs/')[1:]
        assert {name.partition('"')[0] for name in asked} <= DEFINITIONS.keys()

    def test_every_definition_is_open_for_more_keys(self) -> None:
        assert '"additionalProperties": false' not in json.dumps(schema())


class TestRecord(PublishedRecord):
    def test_every_edition_is_a_document(self) -> None:
        """By the document as a whole, as a line of an export is validated."""
        whole = jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)
        editions = list(Edition.objects.all())
        assert len(editions) == 62 + 47
        for edition in editions:
            with self.subTest(edition):
                assert faults(edition.kind, edition.content) == []
                assert whole.is_valid(edition.content)

    def test_every_document_of_a_past_day(self) -> None:
        for day in ("2011-12-31", "2014-06", "2018-12-31"):
            listed = self.json(f"/claims.json?as_of={day}&per_page=200")
            assert faults("claim_list", listed) == []
            assert all(claim["as_of"] for claim in listed["results"])

    def test_every_page_of_parts(self) -> None:
        for kind, folder, name in (
            ("statement", "statements", "statement_page"),
            ("speaker", "speakers", "speaker"),
            ("tag", "tags", "tag"),
        ):
            ids = set(Facet.objects.filter(name=kind).values_list("value", flat=True))
            for slug in sorted(ids)[:25]:
                with self.subTest(f"{kind} {slug}"):
                    assert faults(name, self.json(f"/{folder}/{slug}.json")) == []

    def test_every_list(self) -> None:
        for name in ("claim", "source", "speaker", "tag"):
            listed = self.json(f"/{name}s.json?per_page=200")
            assert faults(f"{name}_list", listed) == []
            assert not accepted(f"{name}_list", {**listed, "results": []}) - {"no results"}

    def test_every_line_of_the_change_feed(self) -> None:
        for line in self.lines("/export/changes.ndjson"):
            assert faults("change", json.loads(line)) == []


class TestBrokenDocuments(TestCase):
    """Of a small record in which no key is null that need not be."""

    @classmethod
    def setUpTestData(cls) -> None:
        editor = make_editor()
        claim = make_claim(slug="works", kind="promise", due_on="2012-01", settles="A.", note="B.")
        claim.tags.add(make_tag(slug="begun"))
        make_followup(claim=claim, statement=make_statement(), verdict="disputed")
        publish_claim(claim, editor)
        claim.followups.get().publish(by=editor)
        claim.text = "The works were built."
        claim.save()
        claim.publish(by=editor, reason="It was badly said.")

    def get(self, path: str, status: int = 200) -> Any:
        response = self.client.get(path)
        assert response.status_code == status, path
        return json.loads(response.getvalue().splitlines()[-1])

    def test_no_fault_of_a_claim_is_missed(self) -> None:
        assert accepted("claim", self.get("/claims/works.json")) == {"no language"}
        past = self.get("/claims/works.json?as_of=2020")
        assert accepted("claim", past) == {"no language", "no as_of"}

    def test_no_fault_of_a_withdrawn_claim_is_missed(self) -> None:
        Claim.objects.get().withdraw(by=make_editor(), reason="It was entered twice.")
        document = self.get("/claims/works.json")
        assert document["withdrawn"]["reason"] == "It was entered twice."
        assert accepted("claim", document) == {"no language"}

    def test_no_fault_of_a_source_is_missed(self) -> None:
        source = Edition.objects.filter(kind="source").earliest("number")
        assert accepted("source", source.content) == {"no language", "no text"}

    def test_no_fault_of_other_documents_is_missed(self) -> None:
        claim = self.get("/claims/works.json")
        said = claim["statements"][0]
        number = claim["edition"]["number"]
        for name, path, missed in (
            ("statement_page", said["path"][:-1] + ".json", {"no language"}),
            ("speaker", f"/speakers/{said['speaker']['id']}.json", {"no language"}),
            ("tag", "/tags/begun.json", set()),
            ("edition_list", "/claims/works/editions.json", set()),
            ("change", "/export/changes.ndjson", {"no language"}),
            ("index", "/export/index.json", set()),
            ("json_feed", "/claims/works/feed.json", set()),
            ("csl", f"/claims/works/editions/{number}/cite.json", set()),
            ("oembed", "/oembed.json?url=http://127.0.0.1:8000/claims/works/", set()),
        ):
            with self.subTest(name):
                assert accepted(name, self.get(path)) == missed

    def test_no_fault_of_errors_is_missed(self) -> None:
        for path, status in (("/claims.json?kind=x", 400), ("/claims/none.json", 404)):
            assert accepted("errors", self.get(path, status)) <= {"no kind", "no id"}

    def test_a_value_that_is_no_choice_is_found(self) -> None:
        claim = self.get("/claims/works.json")
        assert faults("claim", {**claim, "kind": "rumour"}) != []
        assert faults("claim", {**claim, "standing": {**claim["standing"], "verdict": "late"}})
        assert faults("claim", {**claim, "another_key": 1}) == []
