"""Reading a held text at the desk, with the statements marked in it."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sources.models import Source, Statement
from sources.models.slug import free_slug, slug_shape
from sources.reading import segments, trimmed
from tests.factories import make_editor, make_source, make_speaker, make_statement
from tests.held_texts import QUOTE, TEXT, at, read, signed_in, source_with


class HeldTextParser(HTMLParser):
    """Collects the text and the marks of the element that shows the held text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.depth, self.text = 0, ""
        self.marks: list[dict[str, str | None]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div" and (self.depth or dict(attrs).get("id") == "held-text"):
            self.depth += 1
        elif tag == "a" and self.depth:
            self.marks.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.text += data


@st.composite
def texts_with_places(draw: Any) -> tuple[str, list[tuple[int, int, int]]]:
    text = draw(st.text(min_size=1, max_size=30))
    place = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
        lambda pair: pair[0] < pair[1]
    )
    places = draw(st.lists(place, max_size=6))
    return text, [(start, end, number) for number, (start, end) in enumerate(places)]


class TestSegments:
    @given(texts_with_places())
    def test_joined_they_are_the_text_and_each_thing_covers_its_place(
        self, given_: tuple[str, list[tuple[int, int, int]]]
    ) -> None:
        text, places = given_

        found = segments(text, places)

        assert "".join(segment.text for segment in found) == text
        assert all(segment.text for segment in found)
        for start, end, number in places:
            parts = [segment for segment in found if number in segment.covering]
            assert parts[0].start == start
            assert "".join(part.text for part in parts) == text[start:end]

    def test_of_overlapping_places_the_last_to_begin_comes_last(self) -> None:
        found = segments("abcdef", [(2, 4, "inner"), (0, 4, "outer"), (3, 6, "late")])

        assert [(part.text, part.covering) for part in found] == [
            ("ab", ("outer",)),
            ("c", ("outer", "inner")),
            ("d", ("outer", "inner", "late")),
            ("ef", ("late",)),
        ]

    def test_of_places_that_begin_together_the_shorter_comes_last(self) -> None:
        assert segments("abc", [(0, 1, "short"), (0, 3, "long")])[0].covering == ("long", "short")

    def test_positions_count_code_points(self) -> None:
        assert [part.text for part in segments("𝔘👩b", [(1, 2, "x")])] == ["𝔘", "👩", "b"]

    def test_a_line_ends_at_a_carriage_return_that_no_line_feed_follows(self) -> None:
        assert segments("a\r\nb\rc\nd", [])[0].lines == [
            ("a", False),
            ("\nb", True),
            ("c\nd", False),
        ]

    def test_an_empty_text_has_none(self) -> None:
        assert segments("", []) == []

    @pytest.mark.parametrize("place", [(-1, 2), (2, 2), (3, 2), (0, 7)])
    def test_a_place_outside_of_the_text_is_refused(self, place: tuple[int, int]) -> None:
        with pytest.raises(ValueError, match="No place"):
            segments("abcdef", [(*place, "x")])


class TestTrimmed:
    @given(st.text(max_size=12), st.integers(0, 12), st.integers(0, 12))
    def test_it_leaves_out_what_strip_leaves_out(self, text: str, start: int, end: int) -> None:
        start, end = sorted((min(start, len(text)), min(end, len(text))))

        first, last = trimmed(text, start, end)

        assert text[first:last] == text[start:end].strip()
        assert start <= first <= last <= end


@pytest.mark.django_db
class TestFreeSlug:
    @pytest.mark.parametrize(
        ("base", "slug"),
        [
            ("A Post: no. 3", "a-post-no-3"),
            ("Ça_va—bien", "ca-va-bien"),
            ("日本", "source"),
            ("", "source"),
            ("x" * 100, "x" * 80),
            ("x" * 79 + "-y", "x" * 79),
        ],
    )
    def test_it_is_made_of_any_text(self, base: str, slug: str) -> None:
        assert free_slug(Source, base) == slug
        slug_shape(slug)

    def test_a_number_tells_it_from_those_that_are_taken(self) -> None:
        for slug in ("a-post", "a-post-2", "x" * 80):
            make_source(slug=slug)

        assert free_slug(Source, "A post") == "a-post-3"
        assert free_slug(Source, "x" * 90) == "x" * 78 + "-2"
        assert free_slug(Statement, "A post") == "a-post"


@pytest.mark.django_db
class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            TEXT,
            "\n\nTwo line ends first.",
            "One.\r\nTwo.\rThree.\n\rFour.\r\r\n",
            "<b>&amp; 'x' \"y\" </div> <!-- ]]> {{ x }} {% y %}",
            "e\u0301 \u202bשלום\u202c \u200b\u200d\ufeff\u00ad no\u00a0break",
            "\x01\x0b\x0c\x1c\x7f\x85\u2028\u2029\ufffe",
            " ",
        ],
    )
    def test_the_page_holds_the_text_to_the_last_character(self, text: str) -> None:
        source = source_with(text)
        if len(text) > 5:
            make_statement(source=source, quote=text[2:5], start=2, end=5)

        parsed = HeldTextParser(signed_in().get(read(source)).content.decode())

        assert parsed.text == text
        assert len(parsed.marks) == (len(text) > 5)

    def test_a_mark_leads_to_its_statement_and_says_who_said_it(self) -> None:
        source, speaker = source_with(TEXT), make_speaker(name="A. Doe")
        outer = make_statement(source=source, speaker=speaker, **at(TEXT, QUOTE))
        inner = make_statement(source=source, speaker=speaker, **at(TEXT, "begun.\nSo"))

        marks = HeldTextParser(signed_in().get(read(source)).content.decode()).marks

        links = [f"/admin/sources/statement/{row.pk}/change/" for row in (outer, inner, inner)]
        assert [mark["href"] for mark in marks] == links
        assert marks[0]["title"] == str(outer)
        assert marks[1]["title"] == f"{outer} · {inner}"

    def test_only_exact_words_are_marked_and_the_others_listed_with_the_reason(self) -> None:
        source = source_with(TEXT)
        moved = make_statement(source=source, quote=QUOTE, start=0, end=13)
        lost = make_statement(source=source, quote="It has ended.", start=28, end=41)

        page = signed_in().get(read(source))

        assert HeldTextParser(page.content.decode()).marks == []
        assert [item.statement for item in page.context["detached"]] == [moved, lost]
        assert [item.state for item in page.context["detached"]] == ["found elsewhere", "not found"]
        assert [item.move_to for item in page.context["detached"]] == ["28–41", ""]
        assert page.content.decode().count("Move to") == 1

    def test_a_source_without_a_text_leads_back_and_says_why(self) -> None:
        source = make_source()

        page = signed_in().get(read(source), follow=True)

        assert page.redirect_chain == [(f"/admin/sources/source/{source.pk}/change/", 302)]
        assert "No text of this source is held" in page.content.decode()
        assert read(source) not in page.content.decode()

    def test_the_form_of_a_source_leads_to_its_text_and_counts_what_is_not_exact(self) -> None:
        source = source_with(TEXT)
        make_statement(source=source, quote=QUOTE, start=0, end=13)

        page = signed_in().get(f"/admin/sources/source/{source.pk}/change/").content.decode()

        assert f'<a href="{read(source)}">Read the text (1 not exact)</a>' in page

    def test_who_may_look_reads_and_is_offered_nothing_else(self) -> None:
        source = source_with(TEXT)
        make_statement(source=source, quote=QUOTE, start=0, end=13)

        page = signed_in("Auditor").get(read(source)).content.decode()

        assert 'id="passage"' not in page
        assert "Move to" not in page
        assert "The words stand at 28–41." in page

    def test_who_may_see_no_statements_sees_the_text_alone(self) -> None:
        source = source_with(TEXT)
        make_statement(source=source, **at(TEXT, QUOTE))
        reader = make_editor(group="Auditor")
        reader.groups.clear()
        reader.user_permissions.add(Permission.objects.get(codename="view_source"))
        desk = Client()
        desk.force_login(reader)

        parsed = HeldTextParser(desk.get(read(source)).content.decode())

        assert (parsed.text, parsed.marks) == (TEXT, [])

    def test_strangers_are_asked_to_sign_in_and_others_refused(self, client: Client) -> None:
        source = source_with(TEXT)
        assert client.get(read(source)).headers["Location"].startswith("/admin/login/")
        nobody = make_editor(group="Auditor")
        nobody.groups.clear()
        client.force_login(nobody)
        assert client.get(read(source)).status_code == 403

    def test_a_source_that_is_not_there_leads_back(self) -> None:
        assert signed_in().get("/admin/sources/source/999/read/").status_code == 302

    def test_statements_cost_no_query_each(self) -> None:
        source, desk, counts = source_with("Begun. " * 20), signed_in(), []
        for number in range(6):
            make_statement(source=source, quote="Begun.", start=7 * number, end=7 * number + 6)
            make_statement(source=source, quote=f"Lost {number}.")
            with CaptureQueriesContext(connection) as captured:
                desk.get(read(source))
            counts.append(len(captured))
        assert counts[0] == counts[-1]
