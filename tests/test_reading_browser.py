"""Making statements from a held text in a real browser: with the mouse and with the keyboard."""

from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import Select, WebDriverWait

from sources.models import Source, Statement
from tests.browsing import Site, browser, site
from tests.factories import make_editor, make_speaker
from tests.held_texts import source_with

__all__ = ["browser", "site"]

pytestmark = [pytest.mark.browser, pytest.mark.once]

QUESTION, QUOTE = "Has 𝔦𝔱 begun?", "It has begun in the US. 👩‍🔬 Really."
LAST = "He said no more."
# Characters of two UTF-16 units, joined and combining ones, and every kind of line break.
TEXT = (
    "\n𝔘𝔫𝔦 👩‍🔬 <b>&amp; e\u0301\u200b \u202bשלום\u202c\u2028\x0b\x0c\x85\ufeff\r\n"
    f"Q: {QUESTION}\rA: {QUOTE}\n{LAST}"
)


def held_text(site: Site) -> Any:
    return site.browser.execute_script("return document.querySelector('#held-text').textContent")


def drag_over(site: Site, words: str) -> None:
    """Select words as a mouse does: press before the first, release after the last."""
    corners = site.browser.execute_script(
        """
        const text = document.querySelector("#held-text");
        const units = text.textContent.indexOf(arguments[0]);
        const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
        const corner = (offset) => {
          walker.currentNode = text;
          let node = walker.nextNode();
          for (; node.length < offset; node = walker.nextNode()) {
            offset -= node.length;
          }
          const range = document.createRange();
          range.setStart(node, offset);
          const box = range.getBoundingClientRect();
          return [Math.round(box.x), Math.round(box.y + box.height / 2)];
        };
        text.scrollIntoView();
        return [corner(units), corner(units + arguments[0].length)];
        """,
        words,
    )
    mouse = ActionBuilder(site.browser)
    mouse.pointer_action.move_to_location(*corners[0]).pointer_down()
    mouse.pointer_action.move_to_location(*corners[1]).pointer_up()
    mouse.perform()


def press(site: Site, *keys: str) -> None:
    ActionChains(site.browser).send_keys(*keys).perform()


def press_with_shift(site: Site, key: str, times: int) -> None:
    shift = ActionChains(site.browser).key_down(Keys.SHIFT)
    shift.send_keys(key * times).key_up(Keys.SHIFT).perform()


def save(site: Site, speaker: Any) -> Statement:
    """Choose what the text does not say, save, and return the statement."""
    site.browser.execute_script(
        "document.querySelector('#id_speaker').append(new Option('', arguments[0], true, true))",
        speaker.pk,
    )
    Select(site.find("#id_kind")).select_by_value("assertion")
    site.type("#id_said_on", "2011-12-09")
    site.follow("[name=_save]")
    assert "added successfully" in site.text()
    return Statement.objects.latest("pk")


def assert_exact(statement: Statement, quote: str, question: str) -> None:
    start, asked = TEXT.index(quote), TEXT.index(question)
    assert (statement.quote, statement.question) == (quote, question)
    assert (statement.start, statement.end) == (start, start + len(quote))
    assert (statement.question_start, statement.question_end) == (asked, asked + len(question))
    assert (statement.prefix, statement.suffix) == (
        TEXT[max(0, start - 32) : start],
        TEXT[start + len(quote) :][:32],
    )
    assert statement.anchor == "exact"


@pytest.fixture
def source(site: Site) -> Source:
    source = source_with(TEXT)
    site.sign_in(make_editor(group="Contributor"))
    site.open(f"/admin/sources/source/{source.pk}/change/")
    site.follow(".object-tools a[href$='/read/']")
    return source


class TestReading:
    def test_the_mouse_selects_the_words_of_a_statement(self, site: Site, source: Source) -> None:
        assert held_text(site) == TEXT
        drag_over(site, QUESTION)
        site.find("[data-take=question]").click()
        drag_over(site, QUOTE)
        # Letters typed into a field are no keys.
        site.find("[name=end]").send_keys("sqm")
        assert site.find("[name=start]").get_attribute("value") == ""
        drag_over(site, QUOTE)
        site.find("[data-take=quote]").click()
        assert site.find("#passage-quote").text == QUOTE
        assert site.find("#passage-question").text == QUESTION
        site.follow("#passage [type=submit]")

        assert_exact(save(site, make_speaker()), QUOTE, QUESTION)
        # Saving leads back to the text, where the statement is marked now, and the mark leads on.
        assert held_text(site) == TEXT
        site.follow("#held-text a.said")
        assert site.find("#id_quote").get_attribute("value") == QUOTE
        assert site.complaints() == []

    def test_so_does_the_keyboard_and_no_key_changes_the_text(
        self, site: Site, source: Source
    ) -> None:
        site.browser.execute_script("document.querySelector('#held-text').focus()")
        press(site, "xyz", Keys.ENTER, Keys.BACKSPACE, Keys.DELETE)
        assert held_text(site) == TEXT
        ActionChains(site.browser).key_down(Keys.CONTROL).send_keys(Keys.END).perform()
        ActionChains(site.browser).key_up(Keys.CONTROL).perform()
        press_with_shift(site, Keys.LEFT, len(LAST))
        press(site, "s", Keys.UP, Keys.UP, Keys.HOME, *[Keys.RIGHT] * len("Q: "))
        press_with_shift(site, Keys.RIGHT, len(QUESTION))
        press(site, "q")
        assert site.find("#passage-quote").text == LAST
        assert site.find("#passage-question").text == QUESTION
        before = site.find("html")
        press(site, "m")
        WebDriverWait(site.browser, 20).until(expected_conditions.staleness_of(before))
        assert_exact(save(site, make_speaker()), LAST, QUESTION)

        # Where the browser has changed the text, no position in it means anything.
        site.browser.execute_script(
            "document.querySelector('#held-text').firstChild.data += 'Translated.'"
        )
        drag_over(site, QUOTE)
        press(site, "s")
        assert "Reload the page" in site.find("#passage-problem").text
        assert site.find("[name=start]").get_attribute("value") == ""
        assert site.complaints() == []
