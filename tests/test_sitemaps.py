"""What search engines are told: every public address once, and nothing that is not public."""

import re
from unittest import mock
from xml.etree import ElementTree

from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from claims.models import Claim
from tests.factories import make_claim, make_editor, make_statement, make_tag
from tests.test_record import PublishedRecord

XMLNS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class TestSitemap(PublishedRecord):
    def located(self, path: str) -> list[str]:
        """The paths that a sitemap names; every one of them has the address of this site."""
        response = self.get(path)
        assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
        found = [
            item.text or "" for item in ElementTree.fromstring(response.content).iter(f"{XMLNS}loc")
        ]
        assert all(address.startswith(settings.SITE_URL + "/") for address in found)
        return [address.removeprefix(settings.SITE_URL) for address in found]

    def everything(self) -> list[str]:
        return [path for part in self.located("/sitemap.xml") for path in self.located(part)]

    def test_it_names_every_page_once(self) -> None:
        found = self.everything()
        assert len(found) == len(set(found))
        for kind, count in (
            ("claims", 62),
            ("sources", 47),
            ("statements", 107),
            ("tags", len(self.json("/tags.json?per_page=200")["results"])),
            ("speakers", len(self.json("/speakers.json?per_page=200")["results"])),
        ):
            pages = [path for path in found if re.fullmatch(rf"/{kind}/[^/]+/", path)]
            assert len(pages) == count, kind
        for path in ("/", "/claims/", "/promises/", "/changes/", "/follow/", "/method/"):
            assert path in found
        for path in found[::7]:
            self.get(path)

    def test_each_page_says_when_it_last_changed(self) -> None:
        start = next(part for part in self.located("/sitemap.xml") if "/speakers/" in part)
        dates = re.findall(r"<lastmod>([^<]+)</lastmod>", self.get(start).content.decode())
        assert len(dates) == len(self.located(start))
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", date) for date in dates)

    def test_what_is_not_public_is_not_named(self) -> None:
        before = self.everything()
        claim = make_claim(slug="a-draft", statement=make_statement(slug="a-draft-statement"))
        claim.tags.add(make_tag(slug="a-draft-tag"))
        Claim.objects.filter(slug="production-begun-usa").update(slug="only-saved")
        assert self.everything() == before
        withdrawn = Claim.objects.get(slug="sk-deliveries-in-2019")
        withdrawn.withdraw(by=make_editor(), reason="Twice.")
        gone = set(before) - set(self.everything())
        assert "/claims/sk-deliveries-in-2019/" in gone

    def test_long_lists_are_cut_into_parts(self) -> None:
        whole = self.everything()
        for size in (1, 10, 62):
            with mock.patch("claims.views.sitemaps.PER_SECTION", size):
                parts = self.located("/sitemap.xml")
                claims = [part for part in parts if "/claims/" in part]
                # Ids begin somewhere in the first part.
                assert -(-62 // size) <= len(claims) <= -(-62 // size) + 1
                assert max(len(self.located(part)) for part in claims) <= size
                listed = [path for part in claims for path in self.located(part)]
                assert listed == [path for path in whole if re.fullmatch("/claims/[^/]+/", path)]

    def test_a_part_that_does_not_exist_is_not_found(self) -> None:
        for part in ("nonsense/1", "claims/999999999", "pages/2", "claims/" + "9" * 30):
            self.get(f"/sitemap/{part}.xml", 404)

    def test_it_takes_as_many_queries_however_many_parts_there_are(self) -> None:
        for size in (5, 10_000):
            with mock.patch("claims.views.sitemaps.PER_SECTION", size):
                with CaptureQueriesContext(connection) as captured:
                    parts = self.located("/sitemap.xml")
                assert len(captured) == 6
                with CaptureQueriesContext(connection) as captured:
                    self.located(parts[1])
                assert len(captured) == 2


class TestRobots(PublishedRecord):
    @override_settings(SITE_URL="https://claims.example")
    def test_it_allows_all_that_is_public(self) -> None:
        response = self.get("/robots.txt")
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert response.content.decode() == (
            "User-agent: *\nDisallow: /admin/\nDisallow: /claims/?*&*\n"
            "Sitemap: https://claims.example/sitemap.xml\n"
        )
