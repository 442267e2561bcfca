"""The pages of tags."""

import json
from collections import Counter
from unittest import mock

from claims.models import Claim
from claims.views import tag
from tests.factories import make_editor
from tests.test_record import RECORD, PublishedRecord

SLUG = "production-promised"


def tagged(slug: str) -> list[str]:
    return [row["slug"] for row in RECORD.rows["claim"] if [slug] in row["tags"]]


class TestTagDetail(PublishedRecord):
    def test_its_document_is_that_of_the_record(self) -> None:
        claims = {slug: RECORD.claim(slug) for slug in tagged(SLUG)}
        document = self.json(f"/tags/{SLUG}.json")
        latest, speakers = document.pop("latest"), document.pop("speakers")

        assert document == {
            "id": SLUG,
            "type": "tag",
            "path": f"/tags/{SLUG}/",
            "name": "production promised",
            "group": "stage",
            "claims": len(claims),
            "standings": [
                {"verdict": "open", "claims": 3},
                {"verdict": "not_fulfilled", "claims": 1},
            ],
            "all_claims": f"/claims.json?tag={SLUG}",
        }
        assert {item["id"]: item for item in latest} == {
            slug: {key: claim[key] for key in ("id", "path", "text", "kind", "standing")}
            for slug, claim in claims.items()
        }
        quoted = Counter(
            speaker
            for claim in claims.values()
            for speaker in {item["speaker"]["id"] for item in claim["statements"]}
        )
        assert {speaker["id"]: speaker["claims"] for speaker in speakers} == quoted

    def test_the_latest_evidence_comes_first(self) -> None:
        listed = [item["id"] for item in self.json(f"/tags/{SLUG}.json")["latest"]]

        assert listed[0] == "sk-deliveries-in-2019"
        assert listed[-1] == "industrial-heat-contracts-out-manufacturing"

    def test_it_has_the_chart_of_its_dated_promises_and_the_facts_about_their_stages(self) -> None:
        page = self.get("/tags/orders-and-customers/").content.decode()

        assert page.count('<svg class="chart slips"') == 1
        assert page.count('<g class="shape ') == 1
        assert "three-plants-on-order" in page.split("Claimed as fact about")[2]

    def test_a_tag_without_a_dated_promise_has_none(self) -> None:
        assert "chart slips" not in self.get("/tags/production-begun/").content.decode()

    def test_what_editors_noted_about_the_tag_is_not_public(self) -> None:
        row = next(row for row in RECORD.rows["tag"] if row["slug"] == SLUG)
        page = self.get(f"/tags/{SLUG}/").content.decode()

        assert row["description"] not in page
        assert row["description"] not in json.dumps(self.json(f"/tags/{SLUG}.json"))

    def test_beyond_what_is_listed_it_leads_to_the_list_of_claims(self) -> None:
        whole = self.get(f"/tags/{SLUG}/").content.decode()
        with mock.patch.object(tag, "MOST_CLAIMS", 1):
            page = self.get(f"/tags/{SLUG}/").content.decode()

        assert "All 4 claims with this tag" in page
        assert "All 4 claims with this tag" not in whole

    def test_what_nobody_published_is_not_found(self) -> None:
        self.get("/tags/nothing-of-the-kind/", 404)
        response = self.get("/tags/nothing-of-the-kind.json", 404)
        assert json.loads(response.content) == {
            "errors": {"id": ["No published claim has a tag with this address."]}
        }

    def test_a_tag_goes_with_the_last_of_its_claims(self) -> None:
        editor = make_editor("withdrawing")
        for slug in tagged("quarkx"):
            self.get("/tags/quarkx/")
            Claim.objects.get(slug=slug).withdraw(by=editor, reason="It was entered twice.")
        self.get("/tags/quarkx/", 404)
        assert "quarkx" not in {item["id"] for item in self.json("/tags.json")["results"]}


class TestTagList(PublishedRecord):
    def test_it_leads_to_the_pages_of_the_tags(self) -> None:
        page = self.get("/tags/").content.decode()
        listed = self.json("/tags.json")["results"]

        assert {item["path"] for item in listed} == {
            f"/tags/{row['slug']}/" for row in RECORD.rows["tag"] if tagged(row["slug"])
        }
        for item in listed:
            assert f'<a href="{item["path"]}">{item["name"]}</a> {item["claims"]}' in page
            assert item["claims"] == len(tagged(item["id"]))
