"""What is looked for on a page in the browser: each check returns the faults, as sentences."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browsing import Site

CHECKS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# The rules of WCAG 2.0, 2.1 and 2.2, levels A and AA, and what axe calls best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def look(site: Site, call: str, *values: Any) -> Any:
    """What a function of page_checks.js says. The policy of the page does not bind the driver."""
    return site.browser.execute_script(f"{CHECKS}\nreturn {call}(...arguments);", *values)


def load_axe(site: Site) -> None:
    """Once on every page, before `axe`."""
    site.browser.execute_script(AXE)


def axe(site: Site) -> list[str]:
    call = f"{CHECKS}\naxeFaults(...arguments);"
    return list(site.browser.execute_async_script(call, RULES))


def tab_through(site: Site) -> list[str]:
    """Press Tab until the focus comes round: what was not reached, not to be seen, or too early."""
    stops = look(site, "watchTheFocus")
    ActionChains(site.browser, duration=0).send_keys(Keys.TAB * stops).perform()
    return list(look(site, "focusFaults"))


def print_on_paper(site: Site, *, dark: bool) -> None:
    """As on a sheet of A4 between its margins, until `show` is called."""
    site.show(width=700, dark=dark)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    printing = {"media": "print", "features": [scheme]}
    site.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", printing)


def switch_scripts(site: Site, *, on: bool) -> None:
    site.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})


def ask_for(site: Site, language: str) -> None:
    """What the reader's browser asks for from now on."""
    site.browser.execute_cdp_cmd("Network.enable", {})
    headers = {"headers": {"Accept-Language": language}}
    site.browser.execute_cdp_cmd("Network.setExtraHTTPHeaders", headers)
