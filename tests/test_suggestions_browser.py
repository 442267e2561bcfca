"""Going through suggestions in a real browser, by keys alone; the forms are tested without."""

from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import WebDriverWait

from sources.models import Source
from sources.suggesting.rows import suggest
from tests.browsing import Site, browser, site
from tests.factories import make_editor
from tests.held_texts import source_with
from tests.page_checks import axe, load_axe, look

__all__ = ["browser", "site"]

pytestmark = [pytest.mark.browser, pytest.mark.once]

TEXT = (
    "Jane Roe has answered.\n\nQ: Has it begun?\n\n"
    "A: It has begun in May 2011. Two more will follow. Nobody has seen them.\n"
)


@pytest.fixture
def source(site: Site) -> Source:
    source = source_with(TEXT)
    suggest(source)
    site.sign_in(make_editor(group="Contributor"))
    site.open(f"/admin/sources/source/{source.pk}/change/")
    site.follow(".object-tools a[href$='/suggestions/']")
    return source


def press(site: Site, keys: str) -> None:
    ActionChains(site.browser).send_keys(keys).perform()


def focused(site: Site) -> Any:
    script = "return document.activeElement.querySelector('mark')?.textContent"
    return site.browser.execute_script(script)


def wait_for(site: Site, status: str) -> None:
    found = expected_conditions.text_to_be_present_in_element((By.ID, "suggestions-status"), status)
    WebDriverWait(site.browser, 20).until(found)


def test_keys_go_on_dismiss_take_back_and_accept(site: Site, source: Source) -> None:
    press(site, "j")
    assert focused(site) == "It has begun in May 2011."
    press(site, "j")
    assert focused(site) == "Two more will follow."
    press(site, "d")
    wait_for(site, "Dismissed.")
    assert focused(site) == "Nobody has seen them."
    assert source.candidates.waiting().count() == 3
    assert site.find("#waiting").text == "3"
    press(site, "k")
    assert focused(site) == "It has begun in May 2011."
    press(site, "u")
    wait_for(site, "Taken back.")
    assert focused(site) == "Two more will follow."
    assert source.candidates.waiting().count() == 4
    before = site.find("html")
    press(site, "a")
    WebDriverWait(site.browser, 20).until(expected_conditions.staleness_of(before))
    assert site.find("#id_quote").get_attribute("value") == "Two more will follow."
    assert site.find("#id_question").get_attribute("value") == "Has it begun?"
    assert site.complaints() == []


def test_axe_finds_nothing_in_either_theme(site: Site, source: Source) -> None:
    for dark in (False, True):
        site.show(width=1024, dark=dark)
        site.browser.refresh()
        load_axe(site)
        assert axe(site) + look(site, "faintWords") == []
    site.picture("suggestions")
