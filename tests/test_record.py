"""The E-Cat record, loaded and published as `make run` does it, against its fixture."""

import hashlib
import json
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import TestCase

from claims.models import Claim
from publication.models import Edition
from tests.published import publish_record
from tests.record import Record

RECORD = Record()


class PublishedRecord(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        publish_record()

    def get(self, path: str, status: int = 200) -> Any:
        response = self.client.get(path)
        assert response.status_code == status, path
        return response

    def json(self, path: str) -> Any:
        return json.loads(self.get(path).content)

    def lines(self, path: str) -> list[bytes]:
        body = b"".join(self.get(path).streaming_content)
        assert body.endswith(b"\n")
        return body.splitlines()


class TestRecord(PublishedRecord):
    def test_it_has_everything_that_the_editors_counted(self) -> None:
        counts = {model: len(rows) for model, rows in RECORD.rows.items()}
        links = counts.pop("claimstatement")
        assert counts == {
            "publisher": 16,
            "speaker": 10,
            "source": 47,
            "statement": 107,
            "tag": 25,
            "claim": 62,
            "followup": 76,
        }
        assert links > 62

    def test_it_lists_all_claims(self) -> None:
        listed = self.json("/claims.json?per_page=200")
        assert (listed["count"], listed["count_is"], listed["next"]) == (62, "exact", None)
        assert {claim["id"] for claim in listed["results"]} == {
            row["slug"] for row in RECORD.rows["claim"]
        }

    def test_every_claim_document_equals_the_record(self) -> None:
        for row in RECORD.rows["claim"]:
            with self.subTest(row["slug"]):
                document = self.json(f"/claims/{row['slug']}.json")
                edition = document.pop("edition")
                assert edition["previous"] is None
                for followup in document["followups"]:
                    assert followup.pop("recorded_at").endswith("Z")
                assert document == RECORD.claim(row["slug"])

    def test_every_source_document_equals_the_record(self) -> None:
        for row in RECORD.rows["source"]:
            with self.subTest(row["slug"]):
                document = self.json(f"/sources/{row['slug']}.json")
                del document["edition"]
                assert document == RECORD.source(row["slug"])

    def test_every_statement_has_its_address(self) -> None:
        for row in RECORD.rows["statement"]:
            with self.subTest(row["slug"]):
                document = self.json(f"/statements/{row['slug']}.json")
                claims = {claim["id"] for claim in document.pop("claims")}
                assert document.pop("type") == "statement"
                assert document == RECORD.statement(row["slug"])
                assert claims == resting_on(row["slug"])

    def test_a_past_standing_is_that_of_its_day_on_page_and_json(self) -> None:
        for slug, day, verdict in (
            ("production-begun-usa", "2011-12-31", "open"),
            ("production-begun-usa", "2012-02-28", "qualified"),
            ("production-begun-usa", "2012-02-29", "qualified"),
            ("production-begun-usa", "2012-03-01", "disputed"),
            ("production-begun-usa", "2026-11-22", "disputed"),
            ("production-soon-sweden", "2016-12-31", "open"),
            ("production-soon-sweden", "2018-12-31", "not_fulfilled"),
        ):
            with self.subTest(slug=slug, day=day):
                document = self.json(f"/claims/{slug}.json?as_of={day}")
                assert document["standing"]["verdict"] == verdict
                assert document["as_of"] == day
                page = self.get(f"/claims/{slug}/?as_of={day}").content.decode()
                label = verdict.replace("_", " ")
                head = page.split('aria-label="Standing"')[1].split("</section>")[0]
                assert f"</span> {label}</span>" in head
                listed = self.json(f"/claims.json?as_of={day}&standing={verdict}&per_page=200")
                assert document in listed["results"]

    def test_nothing_is_shown_from_before_it_was_said(self) -> None:
        self.get("/claims/production-begun-usa/?as_of=2011-12-08", 404)
        errors = json.loads(
            self.get("/claims/production-begun-usa.json?as_of=2011-11", 404).content
        )
        assert list(errors["errors"]) == ["as_of"]

    def test_each_line_of_the_export_has_its_digest_in_the_change_feed(self) -> None:
        feed = [json.loads(line) for line in self.lines("/export/changes.ndjson")]
        digests = {line["digest"]: line["id"] for line in feed if line["kind"] == "claim"}
        lines = self.lines("/export/claims.ndjson")
        assert len(lines) == 62
        for line in lines:
            document = json.loads(line)
            assert digests[hashlib.sha256(line).hexdigest()] == document["id"]
            page = self.get(f"/claims/{document['id']}.json")
            assert page.content == line
            assert page.headers["ETag"] == f'"{hashlib.sha256(line).hexdigest()}"'

    def test_the_chain_recomputes_from_the_change_feed_alone(self) -> None:
        chain = "0" * 64
        feed = self.lines("/export/changes.ndjson")
        assert len(feed) == 62 + 47
        for raw in feed:
            line = json.loads(raw)
            published, document = line.pop("chain"), line.pop("document")
            spelled = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            chain = hashlib.sha256(chain.encode() + spelled.encode()).hexdigest()
            assert chain == published
            body = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            assert hashlib.sha256(body.encode()).hexdigest() == line["digest"]
        assert self.json("/export/index.json")["chain"] == chain

    def test_the_change_feed_can_be_read_in_parts(self) -> None:
        whole = self.lines("/export/changes.ndjson")
        assert self.lines("/export/changes.ndjson?after=100&limit=3") == whole[100:103]
        assert b"".join(self.get("/export/changes.ndjson?after=109").streaming_content) == b""

    def test_a_second_first_run_changes_nothing(self) -> None:
        before = (Edition.objects.newest_number(), get_user_model().objects.count())
        call_command("first_run", verbosity=0)
        assert (Edition.objects.newest_number(), get_user_model().objects.count()) == before

    def test_all_checks_pass(self) -> None:
        call_command("check_record", verbosity=0)
        call_command("verify_editions", verbosity=0)

    def test_published_claims_have_no_unpublished_changes(self) -> None:
        for claim in Claim.objects.with_content():
            assert not claim.has_unpublished_changes(), claim.slug

    def test_no_name_of_a_reader_is_published(self) -> None:
        """All readers share one entry, so no author of a comment can have a name here."""
        for line in self.lines("/export/sources.ndjson"):
            for statement in json.loads(line)["statements"]:
                if statement["speaker"]["kind"] == "reader":
                    assert statement["speaker"]["name"] == "A reader of E-Cat World"


def resting_on(statement: str) -> set[str]:
    linked = {
        row["claim"][0] for row in RECORD.rows["claimstatement"] if row["statement"] == [statement]
    }
    cited = {row["claim"][0] for row in RECORD.rows["followup"] if row["statement"] == [statement]}
    return linked | cited
