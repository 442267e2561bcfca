"""From words in a text to later evidence on three claims that readers see, in a real browser."""

from typing import Any

import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from claims.models import Claim, Followup
from sources.models import Source, Speaker, Statement
from tests.browsing import Site, browser, site
from tests.factories import make_editor, make_speaker
from tests.held_texts import source_with
from tests.test_reading_browser import drag_over

__all__ = ["browser", "site"]

pytestmark = pytest.mark.browser

QUOTE = "No works of this name were registered 🏭 in that year."
TEXT = f"Register of works, 𝔄nnual note.\r\n\r\nQ: Were any registered?\r\nA: {QUOTE}\r\n"
SUMMARY = "A register has no works of this name in that year; it says nothing of other places."


def choose(site: Site, selector: str, words: str) -> None:
    """Type into an autocomplete field and, once they are offered, take these words."""
    site.find(f"{selector} + .select2 .select2-selection").send_keys(Keys.ENTER)
    search = site.find(".select2-search__field")
    search.send_keys(words)
    wait = WebDriverWait(
        site.browser,
        20,
        ignored_exceptions=[NoSuchElementException, StaleElementReferenceException],
    )
    wait.until(lambda _: words in site.find(".select2-results__option--highlighted").text)
    search.send_keys(Keys.ENTER)


def make_statement_from_the_text(site: Site, source: Source, speaker: Speaker) -> Statement:
    site.open(f"/admin/sources/source/{source.pk}/change/")
    site.follow(".object-tools a[href$='/read/']")
    drag_over(site, QUOTE)
    site.find("[data-take=quote]").click()
    site.follow("#passage [type=submit]")
    choose(site, "#id_speaker", speaker.name)
    Select(site.find("#id_kind")).select_by_value("assertion")
    site.type("#id_said_on", "2019-05")
    site.follow("[name=_save]")
    assert "added successfully" in site.text()
    return Statement.objects.latest("pk")


def select_claims(site: Site) -> list[Claim]:
    """Through the list, the tag and the action to the page."""
    claims = list(Claim.objects.filter(tags__slug="production-begun"))
    tag = claims[0].tags.get(slug="production-begun")
    site.open(f"/admin/claims/claim/?tags__id__exact={tag.pk}")
    site.find("#action-toggle").click()
    site.find("select[name=action] option[value=add_later_evidence]").click()
    site.follow("button[name=index]")
    return claims


def publish_selected(site: Site, path: str, expected: str) -> None:
    site.open(path)
    site.find("#action-toggle").click()
    site.find("select[name=action] option[value=publish_selected]").click()
    site.follow("button[name=index]")
    site.follow("[type=submit].default")
    assert expected in site.text()


class TestDesk:
    def test_words_become_evidence_on_three_claims_and_only_publishing_shows_them(
        self, site: Site
    ) -> None:
        source, speaker = source_with(TEXT, slug="register"), make_speaker(name="The register")
        site.sign_in(make_editor(group="Contributor"))
        statement = make_statement_from_the_text(site, source, speaker)
        assert (statement.quote, statement.start) == (QUOTE, TEXT.index(QUOTE))
        assert (statement.anchor, statement.said_on) == ("exact", "2019-05")

        claims = select_claims(site)
        assert len(claims) == 3
        paths = [f"/claims/{claim.slug}.json" for claim in claims]
        before = [site.public_json(path) for path in paths]
        choose(site, "#id_statement", "No works of this name")
        site.find("#id_basis option[value=official]").click()
        site.find("#id_relation option[value=contradicts]").click()
        site.type("#id_summary", SUMMARY)
        site.find("#id_verdict option[value=disputed]").click()
        site.follow("[name=_preview]")
        assert "Where the claims would stand" in site.text()
        assert not Followup.objects.filter(summary=SUMMARY).exists()
        assert not site.browser.find_elements("name", "_publish")
        site.follow("[name=_save]")
        assert "Later evidence on 3 claims: saved as drafts" in site.text()
        assert [site.public_json(path) for path in paths] == before
        assert site.complaints() == []

        self.be_refused(site, Followup.objects.filter(summary=SUMMARY))
        assert [site.public_json(path) for path in paths] == before
        for claim in claims:
            site.open(f"/claims/{claim.slug}/")
            assert SUMMARY not in site.text()

        site.sign_in(make_editor(group="Publisher"))
        publish_selected(site, "/admin/claims/followup/?q=register", "is not published: publish it")
        assert [site.public_json(path) for path in paths] == before
        publish_selected(site, f"/admin/sources/source/?q={source.slug}", "Published 1.")
        publish_selected(site, "/admin/claims/followup/?q=register", "Published 3.")
        for path, claim in zip(paths, claims, strict=True):
            shown = site.public_json(path)["followups"]
            found = next(item for item in shown if item["summary"] == SUMMARY)
            assert (found["evidence"]["quote"], found["basis"]) == (QUOTE, "official")
            site.open(f"/claims/{claim.slug}/")
            assert SUMMARY in site.text()
        assert site.complaints() == []

    def be_refused(self, site: Site, rows: Any) -> None:
        """No button, no action, and a 403 for who knows the address."""
        site.open(f"/admin/claims/followup/{rows[0].pk}/change/")
        assert not site.browser.find_elements("css selector", "a[href$='/publish/']")
        site.open("/admin/claims/followup/")
        assert not site.browser.find_elements("css selector", "option[value=publish_selected]")
        site.open(f"/admin/claims/followup/{rows[0].pk}/publish/")
        assert "Not allowed" in site.browser.title
        assert any("403" in entry["message"] for entry in site.browser.get_log("browser"))

    def test_a_statement_leads_to_the_claims_that_it_bears_on(self, site: Site) -> None:
        site.sign_in(make_editor(group="Contributor"))
        statement = Claim.objects.filter(tags__slug="production-begun")[0].links.all()[0].statement
        site.open(f"/admin/sources/statement/{statement.pk}/change/")
        site.follow(".object-tools a[href*='/bearing/']")
        site.find("input[name=claim]").click()
        site.follow("[name=_evidence]")
        assert site.find("#id_statement").get_attribute("value") == str(statement.pk)
        assert site.complaints() == []
