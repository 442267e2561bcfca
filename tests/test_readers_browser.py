"""What every kind of page promises its readers, seen in a real browser.

Each test looks at all pages and then says all that is wrong: opening the site anew for every page
would take longer than looking at it.
"""

import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils.html import strip_tags
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from sources.templatetags.record import when
from tests.browsing import Site, browser, site
from tests.page_checks import (
    ask_for,
    axe,
    load_axe,
    look,
    print_on_paper,
    switch_scripts,
    tab_through,
)
from tests.page_types import MAIN, SOURCE, PageType, add_rare_pages, page_types

__all__ = ["browser", "site"]

pytestmark = pytest.mark.browser

STYLE, ICON = "/static/site.css", "/static/icon.svg"
# An image without words, a link without an outline, one out of order, one that is covered, a box
# that only a mouse scrolls, and words that are too wide and too faint.
SPOIL = """
document.querySelector("main").insertAdjacentHTML("beforeend", `
    <img src="/static/icon.svg"><a href="/bare/">bare</a><a href="/early/" tabindex="1">early</a>
    <a href="/covered/">covered</a><div class="scroll" id="box">box</div><pre>wide</pre>
    <svg class="chart" viewBox="0 0 720 90"><text y="40">faint</text>
    <text x="9" y="40">over it</text><text y="120">below</text></svg>`);
const find = (selector) => document.querySelector(selector);
find("[href='/bare/']").style.outline = "none";
find("[href='/covered/']").style.pointerEvents = "none";
find("pre").style.minWidth = "2000px";
find("svg text").style.fill = "#999";
"""


# (width, whether it is dark). Axe takes longer than all else in CI, which looks at each width and
# each theme once; that no rule mixes the two, TestStylesheet makes sure.
ALL_SEEN = ((1280, False), (360, True), (1280, True), (360, False))
SEEN = ALL_SEEN[:2] if os.environ.get("CI") else ALL_SEEN


class Faults(dict[str, list[str]]):
    """What is wrong, by the page on which it is."""

    def note(self, where: str, found: list[str]) -> None:
        if found:
            self.setdefault(where, []).extend(found)

    def __str__(self) -> str:
        return json.dumps(self, indent=1, ensure_ascii=False)


@pytest.fixture
def pages(site: Site) -> Iterator[list[PageType]]:
    """Every page type; the addresses of the errors are served as well."""
    add_rare_pages()
    with override_settings(ROOT_URLCONF="tests.page_types"):
        yield list(page_types())


def complaints(site: Site, pages: list[PageType]) -> list[str]:
    """Those of the site, without the one about each page that is an error by its own status."""
    errors = tuple(f"{site.address}{page.path} - " for page in pages if page.status >= 400)
    return [text for text in site.complaints() if not text.startswith(errors)]


@pytest.mark.skipif(
    "postgresql" in settings.DATABASES["default"]["ENGINE"],
    reason="The pages are the same on both databases: the run on SQLite looks at them.",
)
class TestEveryPage:
    @pytest.mark.parametrize("half", [0, 1])
    def test_axe_finds_nothing(self, site: Site, pages: list[PageType], half: int) -> None:
        """In two halves, each for one of the workers: nothing else takes as long."""
        faults = Faults()
        for page in pages[half::2]:
            site.open(page.path)
            look(site, "openEverything")
            load_axe(site)
            for width, dark in SEEN:
                site.show(width=width, dark=dark)
                where = f"{page.path}, {width} pixels, {'dark' if dark else 'light'}"
                faults.note(where, axe(site) + look(site, "faintWords"))
                faults.note(where, look(site, "chartFaults"))
        assert not faults, str(faults)

    def test_the_keyboard_reaches_everything(self, site: Site, pages: list[PageType]) -> None:
        faults = Faults()
        for page in pages:
            site.open(page.path)
            look(site, "openEverything")
            faults.note(page.path, tab_through(site))
        assert not faults, str(faults)

    def test_a_phone_without_scripts_shows_all_of_it(
        self, site: Site, pages: list[PageType]
    ) -> None:
        faults = Faults()
        site.show(width=360, dark=False)
        for page in pages:
            site.open(page.path)
            with_scripts = look(site, "words")
            switch_scripts(site, on=False)
            site.open(page.path)
            faults.note(page.path, [] if look(site, "words") == with_scripts else ["other text"])
            look(site, "openEverything")
            faults.note(page.path, look(site, "widerThanTheWindow") + complaints(site, pages))
            switch_scripts(site, on=True)
        assert not faults, str(faults)

    def test_german_words_have_room(self, site: Site, pages: list[PageType]) -> None:
        faults = Faults()
        ask_for(site, "de")
        site.show(width=360, dark=False)
        for page in pages:
            site.open(page.path)
            look(site, "openEverything")
            faults.note(page.path, look(site, "widerThanTheWindow"))
            for width in (360, 1280):
                site.show(width=width, dark=False)
                faults.note(f"{page.path}, {width} pixels", look(site, "chartFaults"))
        ask_for(site, "en")
        assert not faults, str(faults)

    def test_the_checks_see_what_is_wrong(self, site: Site) -> None:
        """The control of all the others."""
        site.open("/nothing-here/")
        load_axe(site)
        assert axe(site) + tab_through(site) + look(site, "widerThanTheWindow") == []
        site.open("/nothing-here/")
        site.browser.execute_script(SPOIL)
        load_axe(site)
        rules = {fault.split(" ")[0] for fault in axe(site)}
        assert {"image-alt", "tabindex"} <= rules
        assert look(site, "faintWords") == ["contrast 2.80 of text “faint”"]
        assert look(site, "chartFaults") == [
            "“faint” lies over “over it”",
            "“below” leaves its chart",
        ]
        assert any("wide" in fault for fault in look(site, "widerThanTheWindow"))
        by_keyboard = tab_through(site)
        for fault in (
            "the focus does not follow the page",
            "not reached: div#box “box”",
            "no outline: a “bare”",
            "covered: a “covered”",
        ):
            assert fault in by_keyboard
        print_on_paper(site, dark=False)
        assert any("wide" in fault for fault in look(site, "badInPrint"))


class TestWithoutScripts:
    def test_the_skip_link_and_the_forms_work(self, site: Site) -> None:
        switch_scripts(site, on=False)
        site.open(MAIN)
        keys = ActionChains(site.browser)
        keys.send_keys(Keys.TAB).perform()
        skip = site.browser.switch_to.active_element
        assert skip.text == "Skip to the content"
        assert skip.rect["x"] >= 0
        keys.send_keys(Keys.ENTER).perform()
        keys.send_keys(Keys.TAB).perform()
        inside = "return document.activeElement.closest('main') !== null"
        assert site.browser.execute_script(inside)

        site.browser.execute_script("document.querySelector('#as_of').value = '2012-02-28'")
        site.follow("form.as-of button")
        assert site.browser.current_url == f"{site.address}{MAIN}?as_of=2012-02-28"

        site.open("/")
        site.type("main input[name=q]", "begun")
        site.find("main input[name=q]").send_keys(Keys.ENTER)
        assert site.browser.current_url.startswith(f"{site.address}/claims/?q=begun")
        assert f'href="{MAIN}"' in site.browser.page_source
        switch_scripts(site, on=True)


class TestTheMainClaim:
    def test_it_is_light_and_asks_for_nothing_else(self, site: Site) -> None:
        """Compressed as a proxy in front of the site does it, with all that the page loads."""
        parts = [urlopen(f"{site.address}{path}").read() for path in (MAIN, STYLE, ICON)]
        assert sum(len(gzip.compress(part)) for part in parts) < 60_000
        site.open(MAIN)
        loaded = site.browser.execute_script(
            "return performance.getEntriesByType('resource').map((entry) => entry.name)"
        )
        assert [name for name in loaded if not name.endswith(ICON)] == [f"{site.address}{STYLE}"]

    def test_its_first_screen_answers_the_six_questions(self, site: Site) -> None:
        claim = site.public_json(f"{MAIN.rstrip('/')}.json")
        standing = claim["standing"]
        decisive = next(item for item in claim["followups"] if item["id"] == standing["followup"])
        answers = {
            "what is claimed": claim["text"],
            "by whom": "Andrea Rossi",
            "since when": strip_tags(when(claim["first_said_on"])),
            "where it stands": standing["verdict"],
            "where it stands since when": strip_tags(when(standing["since"])),
            "on what basis": f"basis: {decisive['basis']}",
            "and why": decisive["summary"],
        }
        site.open(MAIN)
        edges = {question: look(site, "lowerEdge", words) for question, words in answers.items()}
        assert {key: edge for key, edge in edges.items() if edge is None or edge > 800} == {}
        site.picture("claim")

    def test_paper_is_white_and_nothing_is_cut_off(self, site: Site) -> None:
        faults = Faults()
        for path in (
            MAIN,
            SOURCE,
            "/promises/",
            "/speakers/andrea-rossi/",
            "/tags/production-begun/",
        ):
            site.open(path)
            print_on_paper(site, dark=True)
            faults.note(path, look(site, "badInPrint"))
        assert not faults, str(faults)


def media_blocks(stylesheet: str) -> Iterator[tuple[str, str]]:
    """Each condition of the stylesheet with what stands in its block."""
    for part in stylesheet.split("@media")[1:]:
        condition, _, rest = part.partition("{")
        depth, end = 1, 0
        while depth:
            depth += {"{": 1, "}": -1}.get(rest[end], 0)
            end += 1
        yield condition.strip(), rest[: end - 1]


@pytest.mark.once
class TestStylesheet:
    """What CI may conclude from a wide light page and a narrow dark one to the other two."""

    BLOCKS = list(media_blocks(Path("claimtracker/static/site.css").read_text(encoding="utf-8")))

    def test_a_theme_is_other_values_of_the_same_colours(self) -> None:
        (dark,) = [block for condition, block in self.BLOCKS if "prefers-color-scheme" in condition]
        (named,) = re.findall(r"^\s*:root\s*{([^}]*)}\s*$", dark)
        names = {line.partition(":")[0].strip() for line in named.split(";") if line.strip()}
        assert names
        assert all(name.startswith("--") for name in names)

    def test_no_width_has_colours_of_its_own(self) -> None:
        widths = [block for condition, block in self.BLOCKS if "width" in condition]
        assert widths
        for block in widths:
            assert not re.search(r"color|background|fill|stroke|opacity|var\(--", block), block
