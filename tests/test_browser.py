"""The site as people use it, in a real browser under the real headers."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from claims.models import Claim, Followup
from sources.models import Source, Statement
from tests.browsing import Site, address_to_read, browser, site, site_to_read

__all__ = ["address_to_read", "browser", "site", "site_to_read"]

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/claims/",
    "/claims/?standing=open&tag=production-begun",
    "/claims/?standing=nonsense",
    "/claims/production-begun-usa/",
    "/claims/production-begun-usa/?as_of=2012-02-28",
    "/claims/production-begun-usa/editions/",
    "/statements/e003-s02/",
    "/sources/",
    "/sources/ecw-2011-12-10-production-in-the-us-has-begun/",
    "/speakers/",
    "/speakers/andrea-rossi/",
    "/tags/",
    "/changes/",
    "/method/",
    "/export/",
    "/nothing-here/",
)


@pytest.mark.django_db
class TestReading:
    @pytest.fixture
    def site(self, site_to_read: Site) -> Site:
        return site_to_read

    def test_every_page_fits_and_breaks_no_rule_of_the_browser(self, site: Site) -> None:
        for width, dark in ((360, True), (1280, False)):
            site.show(width=width, dark=dark)
            for path in PAGES:
                site.open(path)
                page_width = site.browser.execute_script(
                    "return document.documentElement.scrollWidth"
                )
                assert page_width <= width, (path, width)
                assert site.complaints() == [], path

    def test_the_browser_reports_what_the_headers_forbid(self, site: Site) -> None:
        """The control: an inline script is refused, and the refusal is seen by these tests."""
        site.open("/method/")
        site.browser.execute_script(
            "const s = document.createElement('script'); s.textContent = '1';"
            "document.body.append(s)"
        )
        assert any("Content Security Policy" in text for text in site.complaints())

    def test_a_past_day_can_be_asked_for_on_the_page(self, site: Site) -> None:
        site.open("/claims/production-begun-usa/")
        assert "disputed" in site.find("section.verdict").text
        site.browser.execute_script("document.querySelector('#as_of').value = '2012-02-28'")
        site.follow("form.as-of button")
        assert site.browser.current_url.endswith("?as_of=2012-02-28")
        assert "qualified" in site.find("section.verdict").text

    def test_the_keyboard_reaches_the_content_first(self, site: Site) -> None:
        site.open("/claims/production-begun-usa/")
        site.find("body").send_keys(Keys.TAB)
        assert site.browser.switch_to.active_element.text == "Skip to the content"


class TestEditing:
    def change_url(self, row: Any) -> str:
        return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}"

    def test_saving_changes_nothing_public_and_publishing_does(self, site: Site) -> None:
        site.sign_in()
        statement = Statement.objects.get(slug="e003-s04")
        corrected = "He doesn’t say anything about where the production is taking place"
        site.open(f"{self.change_url(statement)}/change/")
        site.type("#id_quote", corrected)
        site.follow("[name=_save]")
        assert "changed successfully" in site.text()
        assert site.public_json("/statements/e003-s04.json")["quote"] != corrected

        source = Source.objects.get(slug="ecw-2011-12-10-production-in-the-us-has-begun")
        site.open(f"{self.change_url(source)}/change/")
        assert "unpublished changes" in site.text()
        site.follow(".object-tools a[href$='/publish/']")
        site.follow("[type=submit].default")
        assert "say why" in site.text()
        assert site.public_json("/statements/e003-s04.json")["quote"] != corrected

        site.type("#id_reason", "The quotation was longer than needed.")
        site.follow("[type=submit].default")
        assert "Published 1." in site.text()
        assert site.public_json("/statements/e003-s04.json")["quote"] == corrected
        claim = site.public_json("/claims/production-begun-usa.json")
        assert claim["followups"][0]["evidence"]["quote"] == corrected
        assert site.complaints() == []

    def test_an_untouched_row_of_evidence_records_nothing(self, site: Site) -> None:
        site.sign_in()
        claim = Claim.objects.get(slug="levi-18-hour-test")
        site.open(f"{self.change_url(claim)}/change/")
        site.find("#followups-heading").click()
        site.find("#followups-group .add-row a").click()
        for name in ("verdict", "relation", "basis"):
            assert site.find(f"#id_followups-0-{name}").get_attribute("value") == ""
        site.follow("[name=_save]")
        assert "changed successfully" in site.text()
        assert Followup.objects.filter(claim=claim).count() == 0
        assert site.complaints() == []

    def test_withdrawing_in_the_list_asks_for_the_reason(self, site: Site) -> None:
        site.sign_in()
        claim = Claim.objects.get(slug="levi-18-hour-test")
        site.open("/admin/claims/claim/?q=levi-18-hour-test")
        site.find(f".action-select[value='{claim.pk}']").click()
        site.find("select[name=action] option[value=withdraw_selected]").click()
        site.follow("button[name=index]")
        site.follow("[type=submit].default")
        assert "say why" in site.text()
        site.type("#id_reason", "It was entered twice.")
        site.follow("[type=submit].default")
        assert "Withdrew 1." in site.text()
        site.open("/claims/levi-18-hour-test/")
        assert "This page was withdrawn" in site.text()
        assert "It was entered twice." in site.text()
        assert site.public_json("/claims.json")["count"] == 61

    def test_the_desk_breaks_no_rule_of_the_browser(self, site: Site) -> None:
        site.sign_in()
        followup = Followup.objects.first()
        for row in (Claim.objects.first(), Source.objects.first(), Statement.objects.first()):
            for path in (f"{self.change_url(row)}/change/", self.change_url(row).rsplit("/", 1)[0]):
                site.open(f"{path.rstrip('/')}/")
                assert site.complaints() == [], path
        for path in (
            f"{self.change_url(followup)}/change/",
            "/admin/",
            "/admin/claims/followup/",
            "/admin/claims/tag/",
            "/admin/claims/claim/add/",
            "/admin/sources/source/add/",
            "/admin/sources/statement/add/",
            "/admin/publication/edition/",
        ):
            site.open(path)
            assert site.complaints() == [], path
