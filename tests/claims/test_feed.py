import datetime as dt
from xml.etree import ElementTree

from claims.feed import Entry, Feed, Publisher, atom, entry, json_feed, writable
from sources.dates import date_object
from tests.claim_editions import NOON, claim, edition, finding, withdrawn

FIRST = edition(claim(), 1)
DISPUTED = edition(
    claim(
        text="Production has <b>begun</b>.",
        tags=[{"id": "engines", "name": "engines", "group": "topic"}],
        followups=[finding(verdict="disputed"), finding("f-2", basis="self", relation="updates")],
    ),
    2,
    FIRST,
)
PUBLISHER = Publisher("A Tracker", "https://claims.example", "claims.example")


class TestEntry:
    def test_it_tells_the_standing_before_and_after_and_each_piece_of_evidence(self) -> None:
        assert entry(DISPUTED, DISPUTED) == Entry(
            number=2,
            path="/claims/a-claim/",
            title="Now disputed, was open: Production has <b>begun</b>.",
            paragraphs=(
                "Production has <b>begun</b>.",
                "Standing: disputed. Standing before: open.",
                "New evidence that contradicts the claim (independent), 1 March 2012: "
                "An agency reports otherwise.",
                "New evidence that updates the claim (the same speaker’s words), 1 March 2012: "
                "An agency reports otherwise.",
                "Edition 2 of this record.",
            ),
            tags=("engines",),
            published=NOON + dt.timedelta(hours=2),
            updated=NOON + dt.timedelta(hours=2),
        )

    def test_evidence_without_a_verdict_leaves_the_standing_as_it_was(self) -> None:
        found = edition(claim(followups=[finding()]), 2, FIRST)
        told = entry(found, found)
        assert told.title == (
            "New evidence that contradicts the claim (independent): Production has begun."
        )
        assert told.paragraphs[1] == "Standing: open, as before."

    def test_a_first_edition(self) -> None:
        told = entry(FIRST, FIRST)
        assert told.title == "New in this record, open: Production has begun."
        assert told.paragraphs == (
            "Production has begun.",
            "New in this record. Standing: open.",
            "Edition 1 of this record.",
        )

    def test_it_speaks_in_todays_words(self) -> None:
        reworded = finding(summary="Corrected.", verdict="disputed")
        today = edition(claim(text="Production began.", followups=[reworded]), 3, DISPUTED)
        told = entry(DISPUTED, today)
        assert told.title == "Now disputed, was open: Production began."
        assert told.paragraphs == (
            "Production began.",
            "Standing: disputed. Standing before: open.",
            "New evidence that contradicts the claim (independent), 1 March 2012: Corrected.",
            "Evidence that was withdrawn since.",
            "Edition 2 of this record.",
        )
        assert told.published == told.updated == DISPUTED.published_at

    def test_a_headline_does_not_describe_evidence_that_is_gone(self) -> None:
        found = edition(claim(followups=[finding()]), 2, FIRST)
        today = edition(claim(), 3, found)
        assert entry(found, today).title == (
            "Evidence that was withdrawn since: Production has begun."
        )

    def test_a_withdrawn_claim_is_not_told_any_more(self) -> None:
        gone = edition(withdrawn(DISPUTED.content, "It named nobody."), 3, DISPUTED)
        past, last = entry(DISPUTED, gone), entry(gone, gone)
        assert (past.title, past.paragraphs, past.tags) == (
            "A claim that was withdrawn since",
            ("The claim of this entry was withdrawn on 25 November 2026. Its page says why.",),
            (),
        )
        assert (past.published, past.updated) == (DISPUTED.published_at, gone.published_at)
        assert (last.title, last.paragraphs) == (
            "Withdrawn: It named nobody.",
            ("This claim was withdrawn. Reason: It named nobody.",),
        )

    def test_one_that_came_back_is(self) -> None:
        gone = edition(withdrawn(DISPUTED.content), 3, DISPUTED)
        back = edition(DISPUTED.content, 4, gone)
        assert entry(back, back).title == "Public again: Production has <b>begun</b>."
        assert entry(back, back).paragraphs[1] == "Public again. Standing: disputed, as before."
        assert entry(DISPUTED, back) == entry(DISPUTED, DISPUTED)
        assert entry(gone, back).title == "Withdrawn: It was entered twice."

    def test_dates_that_are_none_break_nothing(self) -> None:
        odd = [finding(occurred_on={"edtf": "once", "to": None, "from": None})]
        found = edition({**claim(), "followups": odd}, 2, FIRST)
        assert "date not known" in entry(found, found).paragraphs[2]


FEED = Feed(
    "News",
    "What is new.",
    "/claims/a-claim/",
    "/claims/a-claim/feed.atom",
    [entry(DISPUTED, DISPUTED)],
)
ATOM = "{http://www.w3.org/2005/Atom}"


class TestAtom:
    def parsed(self, feed: Feed) -> ElementTree.Element:
        return ElementTree.fromstring(atom(feed, PUBLISHER))

    def links(self, element: ElementTree.Element) -> dict[str | None, str | None]:
        return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}

    def test_the_feed_has_all_that_atom_requires(self) -> None:
        root = self.parsed(FEED)
        texts = {name: root.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated")}
        assert texts == {
            "id": "https://claims.example/claims/a-claim/feed.atom",
            "title": "News",
            "updated": "2026-11-25T14:00:00+00:00",
        }
        assert self.links(root) == {
            "alternate": "https://claims.example/claims/a-claim/",
            "self": "https://claims.example/claims/a-claim/feed.atom",
        }
        assert root.findtext(f"{ATOM}author/{ATOM}name") == "A Tracker"

    def test_an_entry_has_all_that_atom_requires(self) -> None:
        item = self.parsed(FEED).find(f"{ATOM}entry")
        assert item is not None
        assert item.findtext(f"{ATOM}id") == "tag:claims.example,2026-11-25:edition-2"
        assert item.findtext(f"{ATOM}updated") == "2026-11-25T14:00:00+00:00"
        assert self.links(item) == {"alternate": "https://claims.example/claims/a-claim/"}
        title, summary = item.find(f"{ATOM}title"), item.find(f"{ATOM}summary")
        assert title is not None
        assert title.text == "Now disputed, was open: Production has <b>begun</b>."
        assert summary is not None
        assert summary.get("type") == "html"
        assert (summary.text or "").startswith("<p>Production has &lt;b&gt;begun&lt;/b&gt;.</p>")

    def test_an_empty_feed_does_not_depend_on_the_clock(self) -> None:
        empty = Feed("News", "What is new.", "/", "/feed.atom", [])
        assert self.parsed(empty).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"

    def test_what_xml_cannot_hold_is_replaced(self) -> None:
        odd = "a\x0b\ufffe\ud800b\t\U0001f600"
        assert writable(odd) == "a���b\t\U0001f600"
        found = edition(claim(text="Production\x0b has begun."), 1)
        listed = Feed("N\x00", "\x01", "/", "/feed.atom", [entry(found, found)])
        assert "Production� has begun." in str(
            self.parsed(listed).findtext(f"{ATOM}entry/{ATOM}title")
        )


def test_a_json_feed() -> None:
    assert json_feed(FEED, PUBLISHER) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "News",
        "description": "What is new.",
        "home_page_url": "https://claims.example/claims/a-claim/",
        "feed_url": "https://claims.example/claims/a-claim/feed.atom",
        "language": "en-GB",
        "authors": [{"name": "A Tracker", "url": "https://claims.example/"}],
        "items": [
            {
                "id": "tag:claims.example,2026-11-25:edition-2",
                "url": "https://claims.example/claims/a-claim/",
                "title": "Now disputed, was open: Production has <b>begun</b>.",
                "content_text": "\n\n".join(FEED.entries[0].paragraphs),
                "date_published": "2026-11-25T14:00:00Z",
                "date_modified": "2026-11-25T14:00:00Z",
                "tags": ["engines"],
            }
        ],
    }


def test_a_search_is_dated_as_it_was() -> None:
    search = finding(relation="found_nothing", occurred_on=date_object("2016-07-28~/2016-08-04"))
    found = edition(claim(followups=[search]), 2, FIRST)
    assert entry(found, found).paragraphs[2] == (
        "A search that found nothing (independent), between 28 July 2016, approximately, and "
        "4 August 2016: An agency reports otherwise."
    )
