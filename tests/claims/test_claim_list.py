"""The page of the list of claims, and what its JSON has in common with it."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from claims.models import Claim
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_publisher,
    make_source,
    make_speaker,
    make_statement,
    make_tag,
    publish_claim,
)

pytestmark = pytest.mark.django_db

TODAY = "2026-05-01"
ROW = re.compile(r'<li class="claim">(.*?)</li>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


@pytest.fixture(scope="module")
def record(rolled_back: Any) -> Iterator[None]:
    """What every test here reads and none changes."""
    with rolled_back():
        make_record(make_editor())
        yield


def make_record(editor: Any) -> None:
    post = make_source(publisher=make_publisher(), published_on="2011-12-09", title="A post")
    maker = make_speaker(slug="maker", name="A. Maker")
    reader = make_speaker(slug="readers", name="Readers", kind="reader")
    factory, sweden = (
        make_tag(slug="factory", name="factory"),
        make_tag(slug="sweden", name="Sweden"),
    )

    def said(quote: str, said_on: str, speaker: Any = maker, **fields: Any) -> Any:
        return make_statement(source=post, quote=quote, said_on=said_on, speaker=speaker, **fields)

    doubting = said("Not begun at all.", "2014", reader)
    begun = make_claim(
        slug="begun", text="Production has begun.", statement=said("Begun.", "2011-12-09")
    )
    begun.link(said("We make <b>them</b> in zwölf plants.", "2012"), "repeats", by=editor)
    begun.tags.set([factory])
    promise = make_claim(
        slug="promise",
        text="It will be sold in 2013.",
        kind="promise",
        due_on="2013",
        statement=said("Sold next year.", "2012-06"),
    )
    promise.tags.set([factory, sweden])
    doubt = make_claim(
        slug="doubt", text="Nobody saw it.", statement=said("Who saw it?", "2011-12-10", reader)
    )
    moments = (("2026-01-01", begun), ("2026-02-01", promise), ("2026-03-01", doubt))
    for day, claim in moments:
        with time_machine.travel(f"{day}T12:00Z", tick=False):
            publish_claim(claim, editor)
    with time_machine.travel("2026-04-01T12:00Z", tick=False):
        make_followup(
            claim=begun,
            statement=doubting,
            summary="A reader doubts it.",
            relation="contradicts",
            basis="independent",
            verdict="disputed",
            occurred_on="2014",
        ).publish(by=editor)
    # What nobody published must not be found, counted or shown.
    Claim.objects.filter(slug="doubt").update(text="Unpublished.", kind="goal")


@pytest.fixture(autouse=True)
def _frozen(record: None) -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T12:00Z", tick=False):
        yield


def page(query: str = "", status: int = 200) -> str:
    response = Client().get(f"/claims/?{query}")
    assert response.status_code == status, query
    return response.content.decode()


def slugs(text: str) -> list[str]:
    return re.findall(r'<h3><a href="/claims/([a-z]+)/', text)


def plain(text: str) -> str:
    return " ".join(html.unescape(TAG.sub("", text)).split())


def links(text: str, inside: str) -> dict[str, str]:
    """Words and address of every link in the first element that `inside` finds."""
    found = re.search(inside, text, re.DOTALL)
    return {
        plain(words): html.unescape(address)
        for address, words in re.findall(
            r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', found[0] if found else "", re.DOTALL
        )
    }


def json_slugs(query: str) -> list[str]:
    response = Client().get(f"/claims.json?{query}")
    assert response.status_code == 200
    return [claim["id"] for claim in response.json()["results"]]


class TestRows:
    def test_a_row_says_who_said_it_when_and_what_was_found(self) -> None:
        rows = [plain(row) for row in ROW.findall(page("sort=first_said"))]
        assert rows == [
            "Production has begun. ◧ disputed since 2014 · A. Maker · first said 9 December 2011 · "
            "2 statements · 1 later finding",
            "Nobody saw it. ○ open since 10 December 2011 · a reader · first said "
            "10 December 2011 · 1 statement · 0 later findings",
            "It will be sold in 2013. ○ open since June 2012 · A. Maker · first said June 2012 · "
            "1 statement · 0 later findings · overdue since 1 January 2014",
        ]

    def test_on_a_past_day_it_says_what_held_then_and_leads_there(self) -> None:
        text = page("as_of=2012")
        assert plain(ROW.findall(text)[0]) == (
            "Production has begun. ○ open since 9 December 2011 · A. Maker · first said "
            "9 December 2011 · 2 statements · 0 later findings"
        )
        assert '<a href="/claims/begun/?as_of=2012-12-31">' in text
        assert "overdue" not in "".join(ROW.findall(text))

    def test_the_words_that_were_found_are_marked_and_nothing_is_markup(self) -> None:
        (row,) = ROW.findall(page("q=ZWOLF+plant"))
        assert '<a href="/statements/' in row
        assert "Statement by A. Maker" in row
        assert "We make &lt;b&gt;them&lt;/b&gt; in <mark>zwölf</mark> <mark>plants</mark>." in row

    def test_of_a_past_day_only_its_words_are_shown(self) -> None:
        today, past = page("q=doubts"), page("q=doubts&as_of=2012")
        assert "A reader <mark>doubts</mark> it." in today
        assert slugs(past) == slugs(today) == ["begun"]
        assert "doubts</mark>" not in past
        note = "Words are looked for in today’s edition"
        assert [note in text for text in (today, past, page("as_of=2012"))] == [False, True, False]

    def test_the_words_of_the_record_itself_are_nobodys(self) -> None:
        (row,) = ROW.findall(page("q=doubts"))
        assert '<span class="place">Later finding:</span>' in row

    def test_begun_is_found_in_a_quotation_of_one_word(self) -> None:
        (row,) = ROW.findall(page("q=begun"))
        assert "Production has <mark>begun</mark>." in row
        assert "<mark>Begun</mark>." in row


class TestOrder:
    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("", "begun doubt promise"),
            ("-last_evidence", "begun doubt promise"),
            ("open_since", "doubt promise begun"),
            ("-statements", "begun doubt promise"),
            ("first_said", "begun doubt promise"),
            ("-first_said", "promise doubt begun"),
            ("-last_said", "begun promise doubt"),
            ("due", "promise begun doubt"),
        ],
    )
    def test_the_page_and_the_json_have_the_same_orders(self, sort: str, expected: str) -> None:
        assert slugs(page(f"sort={sort}")) == expected.split()
        if sort:
            assert json_slugs(f"sort={sort}") == expected.split()

    def test_the_default_differs_and_the_link_to_the_json_says_so(self) -> None:
        text = page("kind=fact")
        assert "/claims.json?kind=fact&amp;sort=-last_evidence" in text
        assert json_slugs("") == json_slugs("sort=first_said")
        assert '<option value="" selected>latest evidence</option>' in text

    def test_in_the_past_the_default_is_one_that_the_past_has(self) -> None:
        text = page("as_of=2013&sort=")
        assert slugs(text) == ["begun", "doubt", "promise"]
        assert '<option value="" selected>first said, oldest first</option>' in text
        assert "longest open" not in text
        assert "/claims.json?as_of=2013&amp;sort=first_said" in text

    @pytest.mark.parametrize("sort", ["open_since", "-statements", "-last_evidence"])
    def test_other_orders_do_not_go_with_the_past(self, sort: str) -> None:
        assert "Together with as_of" in page(f"as_of=2013&sort={sort}", 400)
        assert Client().get(f"/claims.json?as_of=2013&sort={sort}").status_code == 400

    @pytest.mark.parametrize("sort", ["open_since", "-statements", "-last_evidence", "due"])
    def test_pages_follow_each_other_and_lead_back_to_the_first(self, sort: str) -> None:
        seen, address = [], f"per_page=1&sort={sort}"
        while address:
            text = page(address)
            seen += slugs(text)
            assert ("First page" in text) == (len(seen) > 1)
            following = re.search(r'rel="next" href="/claims/\?([^"]+)"', text)
            address = html.unescape(following[1]) if following else ""
        assert seen == slugs(page(f"sort={sort}"))
        assert f'href="/claims/?per_page=1&amp;sort={sort}">First page' in text


class TestFilters:
    def test_facets_are_links_with_numbers(self) -> None:
        assert links(page("q=it&standing=open"), r'<details class="facets">.*</nav>') == {
            "✓ open 2": "?q=it",
            "disputed 1": "?q=it&standing=open&standing=disputed",
            "claim of fact 1": "?q=it&standing=open&kind=fact",
            "promise 1": "?q=it&standing=open&kind=promise",
            "yes 1": "?q=it&standing=open&overdue=true",
            "no 1": "?q=it&standing=open&overdue=false",
            "factory 1": "?q=it&standing=open&tag=factory",
            "Sweden 1": "?q=it&standing=open&tag=sweden",
            "A. Maker 1": "?q=it&standing=open&speaker=maker",
            "Readers 1": "?q=it&standing=open&speaker=readers",
        }

    def test_a_link_leads_to_what_its_number_says(self) -> None:
        for query in ("standing=open", "as_of=2013", "q=it&kind=fact"):
            for words, address in links(page(query), r'<details class="facets">.*</nav>').items():
                if not words.startswith("✓") and not (
                    "standing=" in query and "standing" in address
                ):
                    assert len(slugs(page(address[1:]))) == int(words.split()[-1]), address

    def test_every_filter_that_is_on_can_be_taken_off(self) -> None:
        text = page("standing=open&tag=factory&as_of=2013-06&q=sold")
        chips = r'<ul class="chips">.*?</ul>'
        assert links(text, chips) == {
            "Words: sold ×": "/claims/?standing=open&tag=factory&as_of=2013-06",
            "Standing: open ×": "/claims/?tag=factory&as_of=2013-06&q=sold",
            "Tag: factory ×": "/claims/?standing=open&as_of=2013-06&q=sold",
            "As of: June 2013 ×": "/claims/?standing=open&tag=factory&q=sold",
        }
        assert 'aria-label="Remove filter Standing: open"' in text
        assert '<ul class="chips">' not in page("sort=due&q=")

    def test_the_count_says_of_how_many(self) -> None:
        assert '<h2 id="found">3 claims</h2>' in page()
        assert '<h2 id="found">2 of 3 claims</h2>' in page("standing=open")
        assert "1 of 2 claims, as of 31 December 2011" in plain(page("as_of=2011&speaker=maker"))

    def test_the_form_keeps_what_the_links_chose(self) -> None:
        text = page("standing=open&tag=factory&q=sold&cursor=")
        assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', text) == [
            ("standing", "open"),
            ("tag", "factory"),
        ]
        assert 'name="q" id="id_q" maxlength="200" value="sold"' in text

    def test_a_wrong_value_is_named_and_nothing_is_listed(self) -> None:
        text = page("standing=nonsense&q=<script>", 400)
        assert "“nonsense” is not known here." in text
        assert "<script" not in text
        assert slugs(text) == []


class TestSince:
    @pytest.mark.parametrize(
        ("since", "new"),
        [
            ("2025-12-31", ["begun", "promise", "doubt"]),
            ("2026-01", ["begun", "promise", "doubt"]),
            ("2026-02-01", ["begun", "doubt"]),
            ("2026-03-31", ["begun"]),
            ("2026-04-01", []),
        ],
    )
    def test_claims_with_news_after_that_day_are_marked(self, since: str, new: list[str]) -> None:
        text = page(f"since={since}")
        marked = [row for row in ROW.findall(text) if '<span class="new">new</span>' in row]
        assert sorted(slugs("".join(marked))) == sorted(new)
        assert len(slugs(text)) == 3

    def test_a_correction_is_no_news(self) -> None:
        claim = Claim.objects.get(slug="promise")
        with time_machine.travel("2026-04-20T12:00Z", tick=False):
            claim.note = "A note."
            claim.save()
            claim.publish(by=make_editor(), reason="It was missing.")
        assert '<span class="new">' not in page("since=2026-04-10")

    @pytest.mark.parametrize("since", ["soon", "2014/..", "9999-12-31"])
    def test_a_wrong_date_is_named(self, since: str) -> None:
        assert "<code>since</code>" in page(f"since={since}", 400)

    def test_it_is_no_filter_so_the_json_does_not_take_it(self) -> None:
        assert Client().get("/claims.json?since=2026").status_code == 400
        assert "since" not in re.findall(r"/claims\.json\?([^\"]*)\"", page("since=2026"))[0]


class TestNothingFound:
    def test_it_says_which_filter_leaves_something_when_it_is_dropped(self) -> None:
        text = page("tag=factory&tag=sweden&kind=fact")
        assert slugs(text) == []
        assert links(text, r"With one filter less.*?</ul>") == {
            "1 claim without Kind: claim of fact": "/claims/?tag=factory&tag=sweden",
            "1 claim without Tag: Sweden": "/claims/?tag=factory&kind=fact",
        }

    def test_several_standings_are_dropped_together(self) -> None:
        text = page("standing=retracted&standing=superseded&kind=promise")
        assert links(text, r"With one filter less.*?</ul>") == {
            "1 claim without Standing: retracted, superseded": "/claims/?kind=promise",
        }

    def test_words_that_are_nowhere_are_named_with_words_that_are_spelt_nearly_so(self) -> None:
        text = page("q=begun+Makre+xyzzy&kind=fact")
        assert "No claim has the word “Makre”." in text
        assert "No claim has the word “xyzzy”." in text
        assert "“begun”." not in text
        assert links(text, r"<section.*?</section>")["Search for “Maker”"] == (
            "?q=begun+Maker+xyzzy&kind=fact"
        )

    def test_a_query_without_words_says_so_much(self) -> None:
        assert "No published claim fits all of this." in page("q=!!!")

    def test_there_is_a_way_to_all_claims(self) -> None:
        assert links(page("q=xyzzy"), r"<section.*?</section>")["All claims"] == "/claims/"


class TestQueries:
    def test_their_number_does_not_depend_on_the_list(self, django_assert_num_queries: Any) -> None:
        for query, number in (
            ("", 4),
            ("standing=disputed", 4),
            ("standing=disputed&kind=fact", 4),
            ("standing=disputed&tag=factory", 5),
            ("q=begun&standing=disputed&as_of=2020", 5),
            ("since=2020", 5),
        ):
            with django_assert_num_queries(number):
                page(query)
        with django_assert_num_queries(7):
            page("q=xyzzy&kind=fact")
