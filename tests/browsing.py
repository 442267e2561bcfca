"""The running site in a real browser: what every browser test starts from."""

import json
import os
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
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

    def follow(self, selector: str) -> None:
        """Click what leads to another page, and wait for that page."""
        before = self.find("html")
        self.find(selector).click()
        WebDriverWait(self.browser, 20).until(expected_conditions.staleness_of(before))

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


@pytest.fixture
def site(transactional_db: None, live_server: Any, browser: Chrome) -> Iterator[Site]:
    publish_record()
    browser.get_log("browser")
    site = Site(browser, live_server.url)
    site.show(width=1280, dark=False)
    yield site
    browser.delete_all_cookies()
