"""What every public page keeps to: few queries, validators, right statuses, nothing that breaks."""

import json
from unittest import mock

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sources.models import Source
from tests.factories import (
    make_claim,
    make_editor,
    make_source,
    make_speaker,
    make_statement,
    publish_claim,
)
from tests.test_record import PublishedRecord

DETAILS = (
    "/claims/production-begun-usa/",
    "/claims/production-begun-usa.json",
    "/claims/production-begun-usa/?as_of=2014",
    "/claims/production-begun-usa.json?as_of=2014",
    "/claims/production-begun-usa/editions/",
    "/claims/production-begun-usa/editions.json",
    "/claims/production-begun-usa/editions/48/cite.bib",
    "/claims/production-begun-usa/editions/48/cite.json",
    "/claims/production-begun-usa/card/",
    "/statements/e003-s02/",
    "/statements/e003-s02.json",
    "/sources/ecw-2011-12-10-production-in-the-us-has-begun/",
    "/sources/ecw-2011-12-10-production-in-the-us-has-begun.json",
    "/speakers/andrea-rossi/",
    "/speakers/andrea-rossi.json",
)
LISTS = (
    "/",
    "/claims/",
    "/claims.json?per_page=200",
    "/claims/?tag=production-begun&standing=open&standing=disputed&as_of=2016&q=production",
    "/claims.json?speaker=andrea-rossi&publisher=e-cat-world&basis=self&overdue=false",
    "/claims.json?q=nothingofthekind",
    "/sources/",
    "/sources.json",
    "/speakers/",
    "/speakers.json",
    "/tags/",
    "/tags.json",
    "/tags/production-promised/",
    "/tags/production-promised.json",
    "/promises/",
    "/changes/",
    "/changes/?since=2020",
    "/claims/production-begun-usa/editions/48/changes/",
    "/claims/production-begun-usa/feed.atom",
    "/tags/production-begun/feed.json",
    "/speakers/andrea-rossi/feed.atom",
    "/feed.atom",
    "/feed.json",
    "/due.ics",
    "/follow/",
    "/sitemap/claims/1.xml",
    "/robots.txt",
    "/method/",
    "/export/",
    "/export/index.json",
)

# Of pages that are made of several lists: one for each list.
MOST_QUERIES = {
    "/": 7,
    "/claims/": 5,
    # Nine files with their lines and about how long each is, whatever the record holds.
    "/export/": 7,
    "/export/index.json": 5,
    "/tags/production-promised/": 7,
    "/tags/production-promised.json": 5,
}


class TestPublicPages(PublishedRecord):
    def queries(self, address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.get(address)
        return len(captured)

    def test_a_detail_page_takes_at_most_two_queries(self) -> None:
        """The number of the newest edition, and the document."""
        for address in DETAILS:
            with self.subTest(address):
                assert self.queries(address) <= 2

    def test_a_list_page_takes_few_queries(self) -> None:
        """The newest edition number, what can be filtered by, and the rows with their count; on the
        page of claims also the counts of all facets."""
        for address in LISTS:
            with self.subTest(address):
                assert self.queries(address) <= MOST_QUERIES.get(address.split("?")[0], 3)

    def test_it_answers_304_to_who_has_it_already(self) -> None:
        for address in (*DETAILS, *LISTS, "/export/claims.ndjson", "/export/changes.ndjson"):
            with self.subTest(address):
                etag = self.get(address).headers["ETag"]
                assert not etag.startswith("W/")
                again = self.client.get(address, headers={"If-None-Match": etag})
                assert (again.status_code, again.content) == (304, b"")
                other = self.client.get(address, headers={"If-None-Match": '"another"'})
                assert other.status_code == 200

    def test_it_answers_200_again_after_a_publication(self) -> None:
        etags = {address: self.get(address).headers["ETag"] for address in LISTS}
        source = Source.objects.get(slug="us-patent-9115913")
        source.title = "Another title"
        source.save()
        source.publish(by=make_editor(), reason="A correction for a test.")
        for address, etag in etags.items():
            with self.subTest(address):
                again = self.client.get(address, headers={"If-None-Match": etag})
                assert again.status_code == 200

    def test_it_takes_safe_methods_only(self) -> None:
        stranger = Client(enforce_csrf_checks=True)
        for address in (*DETAILS, *LISTS, "/export/claims.ndjson", "/healthz"):
            for method in ("post", "put", "patch", "delete"):
                with self.subTest(address=address, method=method):
                    response = getattr(stranger, method)(address)
                    assert response.status_code == 405
                    assert response.headers["Allow"] == "GET, HEAD"
            assert self.client.head(address).status_code == 200

    def test_public_pages_set_no_cookie_and_vary_on_nothing(self) -> None:
        for address in (*DETAILS, *LISTS):
            response = self.get(address)
            assert len(response.cookies) == 0, address
            assert "Cookie" not in response.headers.get("Vary", ""), address

    def test_everybody_may_read_the_data_from_another_site(self) -> None:
        for address in (
            "/claims.json",
            "/claims/production-begun-usa.json",
            "/claims.json?x=1",
            "/claims/none.json",
            "/export/claims.ndjson",
        ):
            response = self.client.get(address)
            assert response.headers["Access-Control-Allow-Origin"] == "*", address

    def test_a_wrong_value_names_its_field_and_what_is_allowed(self) -> None:
        for query, status, field, hint in (
            ("standing=nonsense", 400, "standing", "open, supported"),
            ("kind=nonsense", 400, "kind", "fact, promise"),
            ("basis=nonsense", 400, "basis", "self, affiliated"),
            ("overdue=perhaps", 400, "overdue", "true, false"),
            ("sort=nonsense", 400, "sort", "first_said"),
            ("as_of=nonsense", 400, "as_of", "2011-12-09"),
            ("as_of=2011/..", 400, "as_of", "2014-06-30"),
            ("said_after=2011-02-30", 400, "said_after", "no such day"),
            ("due_before=soon", 400, "due_before", "2011-12-09"),
            ("per_page=0", 400, "per_page", "1 to 200"),
            ("per_page=201", 400, "per_page", "1 to 200"),
            ("cursor=nonsense", 400, "cursor", "another list"),
            ("standin=open", 400, "standin", "standing"),
            ("kind=fact&kind=goal", 400, "kind", "once"),
            ("as_of=2014&sort=-last_said", 400, "sort", "first_said"),
            ("q=" + "x" * 201, 400, "q", "200"),
            ("tag=nonsense", 404, "tag", "nonsense"),
            ("speaker=nonsense", 404, "speaker", "nonsense"),
            ("source=nonsense", 404, "source", "nonsense"),
            ("statement=nonsense", 404, "statement", "nonsense"),
            ("publisher=nonsense", 404, "publisher", "nonsense"),
            ("tag=nonsense&kind=nonsense", 400, "kind", "fact"),
        ):
            with self.subTest(query):
                response = self.client.get(f"/claims.json?{query}")
                errors = json.loads(response.content)["errors"]
                assert response.status_code == status
                assert hint in " ".join(errors[field])
                page = self.client.get(f"/claims/?{query}")
                assert page.status_code == status
                assert b'class="claim"' not in page.content
                self.assertContains(page, field, status_code=status)

    def test_strangers_cannot_make_it_fail(self) -> None:
        for path in (
            "/claims.json?{}",
            "/claims/?{}",
            "/claims/production-begun-usa.json?{}",
            "/claims/production-begun-usa/?{}",
            "/sources.json?{}",
            "/speakers.json?{}",
            "/changes/?{}",
            "/export/changes.ndjson?{}",
        ):
            for name in ("as_of", "q", "cursor", "per_page", "after", "limit", "standing", "tag"):
                for value in (
                    "",
                    "%00",
                    "%ff",
                    "'",
                    '"',
                    "%E2%80%AE",
                    "9" * 400,
                    "-1",
                    "1e9",
                    "[]",
                    "%F0%9F%92%A9" * 50,
                    "0000-00-00",
                    "10000-01-01",
                    "٣",
                    "NaN",
                    "*",
                ):
                    response = self.client.get(path.format(f"{name}={value}"))
                    assert response.status_code < 500, (path, name, value)

    def test_a_number_of_an_edition_may_be_any_number(self) -> None:
        for number in ("0", "1", "99999999999999999999999999"):
            self.get(f"/claims/production-begun-usa/editions/{number}/", 404)
            self.get(f"/claims/production-begun-usa/editions/{number}.json", 404)

    def test_a_page_of_the_list_leads_to_the_next(self) -> None:
        seen: list[str] = []
        path = reverse("claim_list_json") + "?per_page=7&sort=-last_evidence"
        while path:
            listed = self.json(path)
            assert listed["count"] == 62
            seen += [claim["id"] for claim in listed["results"]]
            path = listed["next"]
        assert len(seen) == 62
        assert len(set(seen)) == 62

    def test_a_claim_without_any_date_has_its_pages(self) -> None:
        source = make_source(published_on="", date_basis="unknown")
        claim = make_claim(slug="undated", statement=make_statement(source=source, said_on=""))
        publish_claim(claim, make_editor())
        for address in ("/claims/?q=undated", "/claims/undated/", "/claims/undated.json"):
            self.get(address)
        self.get("/claims/undated/?as_of=2026", 404)
        assert self.json("/claims.json?q=undated")["count"] == 1
        assert self.json("/claims.json?q=undated&as_of=2026")["count"] == 0

    def test_a_speaker_of_very_many_documents_has_a_page_of_some(self) -> None:
        """The source comes last here, so that the only document shown is a claim."""
        editor = make_editor()
        statement = make_statement(speaker=make_speaker(slug="prolific"))
        publish_claim(make_claim(statement=statement), editor)
        make_statement(source=statement.source)
        statement.source.publish(by=editor)
        with mock.patch("claims.views.speaker.MOST_DOCUMENTS", 1):
            document = self.json("/speakers/prolific.json")
            page = self.get("/speakers/prolific/").content.decode()
        assert (document["complete"], len(document["claims"])) == (False, 1)
        assert "Only a part is shown here." in page
