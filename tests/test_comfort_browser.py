"""The desk’s small scripts: dates that are read back, keys, and a question before leaving."""

from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import WebDriverWait

from claims.models import Claim
from tests.browsing import Site, browser, site
from tests.factories import make_editor

__all__ = ["browser", "site"]

pytestmark = [pytest.mark.browser, pytest.mark.once]

LEAVING = """
const leaving = new Event("beforeunload", {cancelable: true});
window.dispatchEvent(leaving);
return leaving.defaultPrevented;
"""


def asks_before_leaving(site: Site) -> bool:
    return bool(site.browser.execute_script(LEAVING))


def wait_for_reading(site: Site, field: str, words: str) -> None:
    reading = (By.CSS_SELECTOR, f"{field} + output.reading")
    shown = expected_conditions.text_to_be_present_in_element(reading, words)
    WebDriverWait(site.browser, 20).until(shown)


def press(site: Site, *keys: str) -> None:
    """Press these together, and wait for the page that they lead to."""
    before = site.find("html")
    chain = ActionChains(site.browser).key_down(keys[0]).send_keys(keys[1]).key_up(keys[0])
    chain.perform()
    WebDriverWait(site.browser, 20).until(expected_conditions.staleness_of(before))


@pytest.fixture
def claim(site: Site) -> Any:
    site.sign_in(make_editor(group="Contributor"))
    claim = Claim.objects.get(slug="levi-18-hour-test")
    site.open(f"/admin/claims/claim/{claim.pk}/change/")
    return claim


class TestDates:
    def test_are_read_back_while_they_are_typed_also_in_added_rows(
        self, site: Site, claim: Claim
    ) -> None:
        site.type("#id_due_on", "2014-01~")
        wait_for_reading(site, "#id_due_on", "January 2014, approximately")
        site.type("#id_due_on", "last summer")
        wait_for_reading(site, "#id_due_on", "Examples: 2011-12-09")

        site.find("#followups-heading").click()
        site.find("#followups-group .add-row a").click()
        site.type("#id_followups-0-occurred_on", "2014-21")
        wait_for_reading(site, "#id_followups-0-occurred_on", "spring 2014")
        assert site.complaints() == []


class TestKeys:
    def test_save_and_stay_or_leave_and_typed_words_are_not_left_unasked(
        self, site: Site, claim: Claim
    ) -> None:
        assert not asks_before_leaving(site)
        site.type("#id_note", "Seen by one person.")
        assert asks_before_leaving(site)

        press(site, Keys.CONTROL, "s")
        assert site.browser.current_url.endswith(f"/{claim.pk}/change/")
        claim.refresh_from_db()
        assert claim.note == "Seen by one person."
        assert not asks_before_leaving(site)

        site.type("#id_text", "No full stop")
        press(site, Keys.CONTROL, "s")
        assert "ends with a full stop" in site.text()
        assert asks_before_leaving(site)

        site.type("#id_text", "It ran.")
        press(site, Keys.CONTROL, Keys.ENTER)
        assert site.browser.current_url.endswith("/admin/claims/claim/")
        claim.refresh_from_db()
        assert claim.text == "It ran."
        assert site.complaints() == []

    def test_a_slash_goes_to_the_search_and_is_a_slash_where_it_is_typed(
        self, site: Site, claim: Claim
    ) -> None:
        site.open("/admin/claims/claim/")
        site.find("body").send_keys("/")
        search = site.browser.switch_to.active_element
        assert search.get_attribute("id") == "searchbar"
        search.send_keys("a/b")
        assert search.get_attribute("value") == "a/b"
        assert site.complaints() == []


class TestNames:
    def test_search_fields_of_autocompletes_have_the_name_of_their_field(
        self, site: Site, claim: Claim
    ) -> None:
        tags = ".field-tags .select2-search__field"
        for path in (f"/admin/claims/claim/{claim.pk}/change/", "/admin/claims/claim/add/"):
            site.open(path)
            assert site.find(tags).accessible_name == "Tags", path
        site.find("#followups-heading").click()
        site.find("#followups-group .add-row a").click()
        site.find("#id_followups-0-source + .select2 .select2-selection").click()
        search = site.find(".select2-dropdown .select2-search__field")
        assert search.accessible_name == "Source"
        assert site.find(tags).accessible_name == "Tags"

        site.open(f"/admin/claims/claim/tags/?claim={claim.pk}")
        fields = site.browser.find_elements(By.CSS_SELECTOR, ".select2-search__field")
        names = [field.accessible_name for field in fields]
        assert names == ["Add these tags", "Remove these tags"]
        assert site.complaints() == []


class TestNarrowScreens:
    def test_no_list_and_no_form_scrolls_sideways(self, site: Site, claim: Claim) -> None:
        site.show(width=1024, dark=True)
        names = ("sources/source", "sources/statement", "claims/claim", "claims/followup")
        for path in (f"/admin/{name}/" for name in names):
            site.open(path)
            links = site.browser.find_elements(By.CSS_SELECTOR, "#result_list th a")
            form = links[-1].get_attribute("href").removeprefix(site.address)
            for page in (path, form):
                site.open(page)
                width = site.browser.execute_script("return document.documentElement.scrollWidth")
                assert width <= 1024, page
        assert site.complaints() == []
