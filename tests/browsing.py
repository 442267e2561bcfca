"""The running site in a real browser: what every browser test starts from."""

import json
import os
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from django.test import TransactionTestCase, modify_settings
from pytest_django.live_server_helper import LiveServer
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import WebDriverWait

from tests.factories import make_editor
from tests.published import publish_record

# Chromium looks for updates and for Google's hosts unless it is told not to.
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    programs = [shutil.which(name) for name in ("chromium", "chromedriver")]
    if not all(programs):
        if os.environ.get("CI"):
            pytest.fail("CI has no chromium and chromedriver: install both.")
        pytest.skip("chromium and chromedriver are not installed")
    options = ChromeOptions()
    options.binary_location = programs[0] or ""
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=ChromeService(programs[1]))
    yield driver
    driver.quit()


class Site:
    """The running site with the published record, seen through the browser."""

    def __init__(self, browser: Chrome, address: str) -> None:
        self.browser, self.address = browser, address

    def open(self, path: str) -> None:
        self.browser.get(f"{self.address}{path}")

    def find(self, selector: str) -> Any:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def follow(self, selector: str, key: str = "") -> None:
        """Click what leads to another page, or press the key on it, and wait for that page."""
        before, part = self.find("html"), self.find(selector)
        part.send_keys(key) if key else part.click()
        # In the moment of the change the browser knows neither page and says so in its own words.
        wait = WebDriverWait(self.browser, 20, ignored_exceptions=[WebDriverException])
        wait.until(expected_conditions.staleness_of(before))

    def text(self) -> str:
        return str(self.find("body").text)

    def type(self, selector: str, words: str) -> None:
        field = self.find(selector)
        field.clear()
        field.send_keys(words)

    def show(self, *, width: int, dark: bool) -> None:
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500},
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})

    def picture(self, name: str) -> None:
        """Keep a picture for the editors' guide; only where PICTURES names a folder for them."""
        folder = os.environ.get("PICTURES")
        if folder:
            self.browser.save_screenshot(f"{folder}/{name}.png")

    def complaints(self) -> list[str]:
        """What the browser refused or could not run since the last call."""
        messages = [entry["message"] for entry in self.browser.get_log("browser")]
        return [text for text in messages if "404 (Not Found)" not in text and "400 (" not in text]

    def public_json(self, path: str) -> Any:
        with urlopen(f"{self.address}{path}") as answer:
            return json.load(answer)

    def sign_in(self, editor: Any = None) -> None:
        """As this editor (see `make_editor`), or as one who may do everything."""
        editor = editor or make_editor("desk")
        self.browser.delete_all_cookies()
        self.open("/admin/login/")
        self.type("#id_username", editor.username)
        self.type("#id_password", "secret")
        self.follow("[type=submit]")


@pytest.fixture(scope="class")
def address_to_read(
    request: Any, django_db_setup: None, editions_can_be_flushed: None, django_db_blocker: Any
) -> Iterator[str]:
    """Where the published record is served for all tests of a class.

    Each of them has a transaction beside it, in which whatever a page wrote would have to wait.
    """
    assert request.node.get_closest_marker("django_db"), "No test database would be made for it."
    hosts = modify_settings(ALLOWED_HOSTS={"append": "localhost"})
    with django_db_blocker.unblock(), hosts:
        publish_record()
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        TransactionTestCase()._fixture_teardown()


@pytest.fixture
def site_to_read(address_to_read: str, browser: Chrome) -> Iterator[Site]:
    """For a test that writes nothing: making and emptying the record takes longer than reading."""
    yield from opened(Site(browser, address_to_read))


@pytest.fixture
def site(transactional_db: None, live_server: Any, browser: Chrome) -> Iterator[Site]:
    publish_record()
    yield from opened(Site(browser, live_server.url))


def opened(site: Site) -> Iterator[Site]:
    site.browser.get_log("browser")
    site.show(width=1280, dark=False)
    yield site
    site.browser.delete_all_cookies()
