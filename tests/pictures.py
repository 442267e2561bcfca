"""The pictures of the editors' guide, taken from the running site with an invented record.

They show nobody's real words: PICTURES=docs/pictures .venv/bin/pytest tests/pictures.py
"""

import os
from typing import Any

import pytest
from selenium.webdriver.support.ui import Select

from claims.models import Claim, Tag
from sources.models import Publisher, Source
from tests.browsing import Site, browser, site
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_speaker,
    make_statement,
)
from tests.held_texts import source_with
from tests.test_desk_browser import choose
from tests.test_reading_browser import drag_over

__all__ = ["browser", "site"]

SAID = "We have begun production at the new works."
TEXT = (
    "Example Works opens its books\n\n"
    "At the open day on Saturday the director of Example Works answered questions.\n\n"
    "Q: Has production begun?\n\n"
    f"A: {SAID} The first units leave in spring.\n\n"
    "Visitors saw the hall and a model of the unit. The hall was empty on that day.\n"
)


@pytest.fixture
def invented(site: Site) -> Any:
    """Three claims of an invented company, and an account that may do everything."""
    director = make_speaker(
        slug="director", name="The director of Example Works", role="Director of Example Works"
    )
    publisher = Publisher.objects.create(slug="example-gazette", name="Example Gazette")
    source = source_with(
        TEXT, slug="open-day", title="Example Works opens its books", publisher=publisher
    )
    begun = Tag.objects.get(slug="production-begun")
    for slug, text, words in (
        ("works-production", "Production has begun at the new works.", SAID),
        ("works-units", "The first units leave in spring.", "The first units leave in spring."),
        ("works-hall", "The hall of the new works is equipped.", "Visitors saw the hall"),
    ):  # fmt: skip
        start = TEXT.index(words)
        statement = make_statement(
            slug=slug, source=source, speaker=director, quote=words, start=start,
            end=start + len(words), said_on="2019-05-04",
        )  # fmt: skip
        claim = make_claim(slug=slug, statement=statement, text=text, kind="promise")
        claim.tags.add(begun)
    office = Publisher.objects.create(slug="office", name="Inspection office")
    title = "Inspection of works, yearly report"
    make_source(slug="inspection", publisher=office, title=title, published_on="2020-02~")
    editor = make_editor("anna")
    source.publish(by=editor)
    for claim in Claim.objects.filter(slug__startswith="works-"):
        claim.publish(by=editor)
    return site


def test_pictures(invented: Site) -> None:
    assert os.environ.get("PICTURES"), "Say in PICTURES which folder the pictures belong in."
    site = invented
    site.show(width=1280, dark=False)
    site.sign_in(make_editor("bert", group="Publisher"))
    make_followup(claim=Claim.objects.get(slug="works-units"))
    site.open("/admin/")
    site.picture("inbox")

    source = Source.objects.get(slug="open-day")
    site.open(f"/admin/sources/source/{source.pk}/read/")
    drag_over(site, "Has production begun?")
    site.find("[data-take=question]").click()
    drag_over(site, "The hall was empty on that day.")
    site.find("[data-take=quote]").click()
    site.picture("reading")

    claims = Claim.objects.filter(slug__startswith="works-")
    query = "&".join(f"claim={claim.pk}" for claim in claims)
    site.open(f"/admin/claims/claim/later-evidence/?{query}")
    site.find("input[name=kind][value=source]").click()
    choose(site, "#id_source", "Inspection of works")
    Select(site.find("#id_basis")).select_by_value("official")
    Select(site.find("#id_relation")).select_by_value("contradicts")
    site.type("#id_summary", "The report lists the works as under construction.")
    Select(site.find("#id_verdict")).select_by_value("contradicted")
    site.browser.execute_script("window.scrollTo(0, 0)")
    site.picture("evidence")
    site.follow("[name=_preview]")
    site.picture("preview")

    statement = source.statements.get(slug="works-hall")
    page = f"/admin/sources/statement/{statement.pk}"
    site.open(f"{page}/change/")
    site.type("#id_note", "The hall was shown on one day of the year.")
    statement.note = "Visitors were led through the hall on the open day."
    statement.save(by=make_editor("clara"), why="The day was missing.")
    site.follow("[name=_save]")
    site.browser.execute_script("window.scrollTo(0, 60)")
    site.picture("conflict")
    statement.refresh_from_db()
    statement.note = "Visitors were led through the hall on one day of that year."
    statement.save(by=make_editor("dora"), why="More exact.")
    site.open(f"{page}/history/")
    site.picture("history")
