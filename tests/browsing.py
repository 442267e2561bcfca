"""The running site in a real browser: what every browser test starts from."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.request import urlopen

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import WebDriverWait

from claims import search
from tests.conftest import without_triggers
from tests.factories import make_editor

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


Rows = list[tuple[str, list[str], list[Any]]]


# All rows of a site with the published record, kept by the first test that needs them: emptying the
# database after each test is quick, and publishing the record again would not be.
PUBLISHED: Rows = []


def load_record(record: Rows) -> None:
    with without_constraints(), connection.cursor() as cursor:
        for table, columns, rows in record:
            cursor.execute(f"DELETE FROM {table}")
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
    ContentType.objects.clear_cache()


def keep_record(record: Rows) -> None:
    with connection.cursor() as cursor:
        # The search is no model, and what Django itself keeps stays when a database is emptied.
        models = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        for table in sorted(models | {search.TABLE}):
            key = "rowid, " if table == search.TABLE and connection.vendor == "sqlite" else ""
            cursor.execute(f"SELECT {key}* FROM {table}")
            columns = [f'"{column[0]}"' for column in cursor.description]
            record.append((table, columns, cursor.fetchall()))


@contextmanager
def without_constraints() -> Iterator[None]:
    """Rows may come before those that they point to, and editions be replaced."""
    with without_triggers(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield


@pytest.fixture
def site(transactional_db: None, live_server: Any, browser: Chrome) -> Iterator[Site]:
    if PUBLISHED:
        load_record(PUBLISHED)
    else:
        # Emptying the database after the test before took the groups that a migration made.
        import_module("claims.migrations.0003_groups").make_groups(apps, None)
        call_command("first_run", verbosity=0)
        keep_record(PUBLISHED)
    browser.get_log("browser")
    site = Site(browser, live_server.url)
    site.show(width=1280, dark=False)
    yield site
    browser.delete_all_cookies()
