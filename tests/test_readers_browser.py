"""What every kind of page promises its readers, seen in a real browser.

Nobody writes here, so the record is published once for all tests of a class.
"""

import gzip
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils.html import strip_tags
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.keys import Keys

from sources.templatetags.record import when
from tests.browsing import Site, address_to_read, browser
from tests.browsing import site_to_read as site
from tests.page_checks import (
    ask_for,
    axe,
    load_axe,
    look,
    print_on_paper,
    switch_scripts,
    tab_through,
)
from tests.page_types import MAIN, PAGES, SOURCE, PageType, add_rare_pages, page_types

__all__ = ["address_to_read", "browser", "site"]

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


class Visits(Site):
    """Opens a page only where it is not open yet: several tests look at each of them in turn."""

    address_of: dict[PageType, str]
    here: tuple[PageType, str] | None = None

    def visit(self, page: PageType, language: str = "en") -> None:
        """Open the page, and all that it folds, as it comes on a phone."""
        self.show(width=360, dark=False)
        if self.here == (page, language):
            return
        ask_for(self, language)
        self.open(self.address_of[page])
        self.words = look(self, "words")
        look(self, "openEverything")
        self.here = (page, language)

    def visit_without_scripts(self, page: PageType) -> None:
        self.here = None
        self.show(width=360, dark=False)
        self.browser.get_log("browser")
        switch_scripts(self, on=False)
        self.open(self.address_of[page])

    def complaints_about(self, page: PageType) -> list[str]:
        """Without the one about a page that is an error by its own status."""
        itself = f"{self.address}{self.address_of[page]} - "
        found = self.complaints()
        return [text for text in found if page.status < 400 or not text.startswith(itself)]


@pytest.fixture(scope="class")
def visits(address_to_read: str, browser: Chrome) -> Iterator[Visits]:
    """Every page type; the addresses of the errors are served as well."""
    add_rare_pages()
    with override_settings(ROOT_URLCONF="tests.page_types"):
        visits = Visits(browser, address_to_read)
        paths = [page.path for page in page_types()]
        visits.address_of = dict(zip(PAGES, paths, strict=True))
        yield visits
        ask_for(visits, "en")


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.skipif(
    "postgresql" in settings.DATABASES["default"]["ENGINE"],
    reason="The pages are the same on both databases: the run on SQLite looks at them.",
)
@pytest.mark.parametrize("page", PAGES, ids=[page.path for page in PAGES], scope="class")
class TestEveryPage:
    """All tests of one page come one after the other, so that most of them find it open."""

    def test_axe_finds_nothing(self, visits: Visits, page: PageType) -> None:
        visits.visit(page)
        load_axe(visits)
        faults = {}
        for width, dark in SEEN:
            visits.show(width=width, dark=dark)
            found = axe(visits) + look(visits, "faintWords") + look(visits, "chartFaults")
            faults[f"{width} pixels, {'dark' if dark else 'light'}"] = found
        assert not any(faults.values()), faults

    def test_the_keyboard_reaches_everything(self, visits: Visits, page: PageType) -> None:
        visits.visit(page)
        visits.show(width=1280, dark=False)
        faults = tab_through(visits)
        assert faults == []

    def test_a_phone_without_scripts_shows_all_of_it(self, visits: Visits, page: PageType) -> None:
        visits.visit(page)
        visits.visit_without_scripts(page)
        without_scripts = look(visits, "words")
        look(visits, "openEverything")
        faults = look(visits, "widerThanTheWindow") + visits.complaints_about(page)
        switch_scripts(visits, on=True)
        assert without_scripts == visits.words
        assert faults == []

    def test_german_words_have_room(self, visits: Visits, page: PageType) -> None:
        visits.visit(page, language="de")
        faults = {}
        for width in (360, 1280):
            visits.show(width=width, dark=False)
            faults[width] = look(visits, "widerThanTheWindow") + look(visits, "chartFaults")
        assert not any(faults.values()), faults


@pytest.mark.django_db
class TestTheChecks:
    """The control of what is asked of every page."""

    def test_the_checks_see_what_is_wrong(self, site: Site) -> None:
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


@pytest.mark.django_db
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
        site.follow("main input[name=q]", Keys.ENTER)
        assert site.browser.current_url.startswith(f"{site.address}/claims/?q=begun")
        assert f'href="{MAIN}"' in site.browser.page_source
        switch_scripts(site, on=True)


@pytest.mark.django_db
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
        faults = {}
        for path in (
            MAIN,
            SOURCE,
            "/promises/",
            "/speakers/andrea-rossi/",
            "/tags/production-begun/",
        ):
            site.open(path)
            print_on_paper(site, dark=True)
            faults[path] = look(site, "badInPrint")
        assert not any(faults.values()), faults


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
