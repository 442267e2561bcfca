"""The page of one quotation: where it comes from, and what it does in the claims that quote it."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client, override_settings

from tests.claims.views.test_claim import text
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_publisher,
    make_source,
    make_speaker,
    make_statement,
    publish_claim,
)
from tests.held_texts import at, source_with

pytestmark = pytest.mark.django_db

TEXT = "Q: Has it begun?\n\nA: Begun, of course.\n\nThe hall was shown.\n"
DIGEST = sha256(TEXT.encode()).hexdigest()


@pytest.fixture(scope="class")
def statements(rolled_back: Any) -> Iterator[None]:
    """Words in a held text that make one claim and are evidence on another; others in none."""
    with rolled_back():
        editor = make_editor()
        speaker = make_speaker(slug="director", name="The director")
        source = source_with(
            TEXT,
            slug="a-post",
            title="It has begun",
            publisher=make_publisher(slug="a-blog", name="A Blog"),
            url="https://example.org/post#top",
            archived_url="https://archive.example.org/post",
            sha256=DIGEST,
            characters=len(TEXT),
        )
        begun = make_statement(
            slug="begun",
            source=source,
            speaker=speaker,
            question="Has it begun?",
            venue=make_publisher(slug="a-fair", name="A Fair"),
            relayed_through=["a visitor", "A Blog"],
            prefix="Q: Has it begun?\n\nA: ",
            suffix="\n\nThe hall was shown.\n",
            **at(TEXT, "Begun, of course."),
        )
        made = make_claim(slug="made", text="It has begun.", statement=begun)
        cited = make_claim(
            slug="cited",
            text="It has not begun.",
            statement=make_statement(slug="elsewhere", source=make_source(url=""), said_on=""),
        )
        make_followup(
            claim=cited, slug="evidence", statement=begun, basis="affiliated", summary="He says so."
        )
        make_statement(slug="alone", source=source, **at(TEXT, "The hall was shown."))
        publish_claim(made, editor)
        publish_claim(cited, editor)
        cited.followups.get().publish(by=editor)
        yield


@pytest.mark.usefixtures("statements")
class TestStatementDetail:
    def page(self, slug: str = "begun") -> str:
        response = Client().get(f"/statements/{slug}/")
        assert response.status_code == 200
        return str(response.content.decode())

    def test_it_leads_to_the_words_in_the_original_and_in_the_archive(self) -> None:
        page = self.page()

        link = "https://example.org/post#top:~:text=A%3A-,Begun%2C%20of%20course.,-The%20hall%20was%20shown."
        assert f'<a href="{link}"' in page
        assert '<a href="https://archive.example.org/post"' in page

    def test_a_source_that_is_not_in_the_web_has_neither(self) -> None:
        page = self.page("elsewhere")

        assert "These words in the original" not in page
        assert "Archived copy" not in page

    def test_the_words_stand_in_their_context_with_their_question(self) -> None:
        page = text(self.page())

        assert "Asked: “Has it begun?”" in page
        assert "…Q: Has it begun? A: Begun, of course. The hall was shown. …" in page

    def test_it_tells_the_way_with_the_whole_digest(self) -> None:
        way = text(self.page().split("How these words reached us")[1].split("<h2")[0])

        assert way == (
            "Third hand. Said by The director, first at A Fair. Passed on by a visitor."
            " Printed in It has begun, A Blog. Found at characters 21–38 of our copy, whose"
            f" SHA-256 is {DIGEST}"
        )

    def test_it_says_what_the_words_do_in_each_claim(self) -> None:
        claims = text(self.page().split("Claims that rest on these words")[1].split("<h2")[0])

        assert "It has begun. ○ open since 9 December 2011 With these words The director makes" in (
            claims
        )
        assert (
            "It has not begun. ○ open since 10 December 2011 Evidence that contradicts the claim"
            " (affiliated), 1 March 2012: He says so." in claims
        )
        assert claims.count("With these words") == 1

    def test_words_in_no_claim_have_their_page(self) -> None:
        assert "None that is published." in self.page("alone")

    @override_settings(SITE_URL="https://claims.example.org")
    def test_there_is_a_line_to_copy(self) -> None:
        line = text(self.page().split("Cite these words")[1].split("</p>")[0])

        assert line == (
            "The director, 9 December 2011: “Begun, of course.” In: It has begun, A Blog,"
            " 10 December 2011. Claims tracker, https://claims.example.org/statements/begun/"
            f" (SHA-256 {DIGEST})"
        )

    def test_words_of_no_known_day_say_so(self) -> None:
        page = text(self.page("elsewhere"))

        assert "When it was said not known; it goes by the date of the source" in page
        assert "not known; it goes by" not in text(self.page())
