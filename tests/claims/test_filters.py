from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.http import QueryDict

from claims.filters import ClaimFilter
from claims.models import Claim, ClaimStatement
from claims.models.followup import Basis
from claims.search import searchable
from claims.search_words import phrases, words
from claims.timeline import NotYetSaid, as_of
from sources.dates import bounds
from sources.models import Statement
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

Document = dict[str, Any]

TODAY = "2026-05-01"
DAYS = [
    *(
        None,
        "2011-12-08",
        "2011-12-09",
        "2012-02",
        "2012-03",
        "2013-06",
        "2013-12-31",
        "2014-05-30",
    ),
    *("2014-21", "2015", "2016~", "2030", "9999-12-30"),
]
VERDICTS = [
    *("open", "supported", "contradicted", "qualified", "disputed", "superseded", "retracted"),
    *("fulfilled", "not_fulfilled", "unverifiable"),
]
PERIODS = [
    *(
        "2011-12-08",
        "2011-12-09",
        "2011-12",
        "2012",
        "2012-02-28",
        "2013",
        "2014-01-31",
        "2014-02-01",
    ),
    *("2013/..", "../2011-12-09", "../2013", "2030", "9999-12-31", "0001"),
]


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(f"{TODAY}T12:00Z", tick=False):
        yield


@pytest.fixture(scope="module")
def record(rolled_back: Any) -> Iterator[None]:
    """What every test here reads and none changes."""
    with rolled_back():
        with time_machine.travel(f"{TODAY}T12:00Z", tick=False):
            make_record(make_editor())
        documents.cache_clear()
        yield


def make_record(editor: Any) -> None:
    """Claims that differ in everything that can be asked, and things that no filter may find."""
    gazette, forum, agency = (make_publisher(slug=slug) for slug in ("gazette", "forum", "agency"))
    maker, partner, writer, nobody = (
        make_speaker(slug=slug) for slug in ("maker", "partner", "writer", "nobody")
    )
    post = make_source(slug="post", publisher=gazette)
    talk = make_source(slug="talk", publisher=forum, published_on="2013")
    report = make_source(slug="report", publisher=agency)
    scrap = make_source(slug="scrap", publisher=forum, published_on="", date_basis="unknown")
    engines, plants, unused = (make_tag(slug=slug) for slug in ("engines", "plants", "unused"))

    def said(slug: str, source: Any, speaker: Any, said_on: str, **fields: Any) -> Statement:
        return make_statement(
            slug=slug, source=source, speaker=speaker, said_on=said_on, quote=slug, **fields
        )

    s_1, s_2 = (
        said("s-1", post, maker, "2011-12-09"),
        said("s-2", post, writer, "2012-02", venue=forum),
    )
    s_3, s_4 = said("s-3", talk, partner, ""), said("s-4", talk, maker, "2014-01~")
    s_5, s_6 = said("s-5", scrap, writer, ""), said("s-6", talk, partner, "2012-02-29/..")
    said("s-7", make_source(slug="lonely"), nobody, "2012").source.publish(by=editor)

    def claim(slug: str, tags: list[Any], *links: tuple[Statement, str], **fields: Any) -> Claim:
        made = make_claim(slug=slug, statement=links[0][0], role=links[0][1], **fields)
        for statement, role in links[1:]:
            ClaimStatement.objects.create(claim=made, statement=statement, role=role)
        made.tags.set(tags)
        return made

    a = claim("a", [engines, plants], (s_1, "makes"), (s_2, "reports"), (s_4, "repeats"))
    b = claim("b", [engines], (s_2, "makes"), kind="promise", due_on="2013-06")
    c = claim("c", [], (s_3, "makes"), (s_6, "hedges"), kind="promise", due_on="2014-21")
    d = claim("d", [plants], (s_5, "makes"), kind="non_answer")
    e = claim("e", [plants], (s_4, "makes"), kind="goal", due_on="2012/..")
    withdrawn = claim("f-withdrawn", [engines], (s_1, "makes"))
    draft = claim("g-draft", [unused], (s_1, "makes"), kind="goal")
    for made, slug, occurred_on, basis, relation, verdict, evidence in (
        (a, "f-1", "2012-03", "self", "updates", "qualified", {"statement": s_4}),
        (a, "f-2", "2014", "official", "contradicts", "contradicted", {"source": report}),
        (b, "f-3", "2013-06-30", "affiliated", "updates", "", {"statement": s_1}),
        (b, "f-4", "2015", "independent", "found_nothing", "", {"source": None}),
        (c, "f-5", "2014-05-31", "independent", "contradicts", "disputed", {"source": post}),
        (c, "f-6", "2016", "official", "supports", "fulfilled", {"source": report}),
        (draft, "f-7", "2013", "official", "updates", "disputed", {"source": report}),
    ):
        fields = {"occurred_on": occurred_on, "basis": basis, "relation": relation, **evidence}
        summary = f"Summary of {slug}."
        row = make_followup(claim=made, slug=slug, verdict=verdict, summary=summary, **fields)
        row.publish(by=editor)
    for made in (e, d, c, b, a, withdrawn):
        publish_claim(made, editor)
    withdrawn.withdraw(by=editor, reason="Nobody said it.")
    # What nobody published: no filter may find it, whatever it asks.
    Claim.objects.filter(slug="a").update(kind="goal", text="Unpublished.", due_on="1999")
    a.tags.set([unused])
    make_followup(claim=a, verdict="disputed", basis="independent")


def filters(day: str | None = None, **asked: Any) -> ClaimFilter:
    parameters = asked if day is None else {**asked, "as_of": day}
    query = QueryDict(urlencode(parameters, doseq=True))
    return ClaimFilter(query, queryset=Claim.objects.published())


def listed(day: str | None = None, **asked: Any) -> list[str]:
    asking = filters(day, **asked)
    assert asking.is_valid(), asking.errors
    return sorted(asking.qs.values_list("slug", flat=True))


@cache
def documents(day: str | None) -> list[Document]:
    """The published documents, or what they were on that day."""
    today = [claim.edition.content for claim in Claim.objects.published()]
    if day is None:
        return today
    upper = bounds(day)[1]
    assert upper
    past = []
    for document in today:
        try:
            past.append(as_of(document, upper))
        except NotYetSaid:
            continue
    return past


def expected(day: str | None, holds: Callable[[Document], object]) -> list[str]:
    return sorted(document["id"] for document in documents(day) if holds(document))


def agree(holds: Callable[[Document], object], **asked: Any) -> None:
    """The list and the documents agree on every day."""
    for day in DAYS:
        assert listed(day, **asked) == expected(day, holds), (day, asked)


def anything(document: Document) -> bool:
    return True


def last_day(when: Document | None) -> date:
    return date.fromisoformat(when["to"]) if when and when["to"] else date.max


def days_said(document: Document) -> list[date]:
    when = [item["said_on"] or item["source"]["published_on"] for item in document["statements"]]
    return [last_day(item) for item in when if last_day(item) < date.max]


def cited(document: Document) -> list[Document]:
    """Every source that a document cites, for its words or as evidence."""
    quoted = [*document["statements"], *(item["evidence"] for item in document["followups"])]
    named = [item["source"] for item in document["followups"]]
    return [*(item["source"] for item in quoted if item), *(item for item in named if item)]


def speakers(document: Document) -> set[str]:
    return {item["speaker"]["id"] for item in document["statements"]}


def publishers(document: Document) -> set[str]:
    venues = [item["venue"] for item in document["statements"] if item["venue"]]
    return {item["id"] for item in [*venues, *(source["publisher"] for source in cited(document))]}


def mentions(document: Document, query: str) -> bool:
    """Whether every phrase of a query stands in a document, by trying every place."""
    listed = words(searchable(document))
    return all(
        any(listed[place : place + len(phrase)] == phrase for place in range(len(listed)))
        for phrase in phrases(query)
    )


def quoted_ids(document: Document) -> set[str]:
    evidence = {item["statement"] for item in document["followups"]}
    return {item["id"] for item in document["statements"]} | evidence


@pytest.mark.usefixtures("record")
class TestFilters:
    """Each filter finds what looking at every published document gives, today and on any day."""

    def test_the_record_is_what_these_tests_think(self) -> None:
        assert listed() == expected(None, anything) == ["a", "b", "c", "d", "e"]
        assert expected("2013-06", anything) == ["a", "b"]
        assert expected("2011-12-08", anything) == []

    def test_as_of(self) -> None:
        agree(anything)

    def test_standing(self) -> None:
        for asked in [*[[verdict] for verdict in VERDICTS], ["open", "disputed"], VERDICTS]:
            agree(lambda item, asked=asked: item["standing"]["verdict"] in asked, standing=asked)

    def test_tag(self) -> None:
        for asked in (["engines"], ["plants"], ["engines", "plants"], ["engines", "engines"]):
            agree(
                lambda item, asked=asked: {*asked} <= {tag["id"] for tag in item["tags"]}, tag=asked
            )

    def test_kind(self) -> None:
        for asked in ("fact", "promise", "goal", "non_answer"):
            agree(lambda item, asked=asked: item["kind"] == asked, kind=asked)

    def test_speaker(self) -> None:
        for asked in (["maker"], ["partner"], ["writer"], ["maker", "partner"], ["nobody"]):
            agree(lambda item, asked=asked: not speakers(item).isdisjoint(asked), speaker=asked)

    def test_source(self) -> None:
        for asked in ("post", "talk", "report", "scrap", "lonely"):
            agree(
                lambda item, asked=asked: asked in {source["id"] for source in cited(item)},
                source=asked,
            )

    def test_statement(self) -> None:
        for asked in ("s-1", "s-2", "s-3", "s-4", "s-5", "s-6", "s-7"):
            agree(lambda item, asked=asked: asked in quoted_ids(item), statement=asked)

    def test_publisher(self) -> None:
        for asked in ("gazette", "forum", "agency"):
            agree(lambda item, asked=asked: asked in publishers(item), publisher=asked)

    def test_basis(self) -> None:
        for asked in Basis.values:
            agree(
                lambda item, asked=asked: asked in {found["basis"] for found in item["followups"]},
                basis=asked,
            )

    def test_said_after(self) -> None:
        for asked in PERIODS:
            first = bounds(asked)[0] or date.min
            agree(
                lambda item, first=first: any(day >= first for day in days_said(item)),
                said_after=asked,
            )

    def test_said_before(self) -> None:
        for asked in PERIODS:
            last = bounds(asked)[1] or date.max
            agree(
                lambda item, last=last: any(day <= last for day in days_said(item)),
                said_before=asked,
            )

    @pytest.mark.parametrize("before", ["2012", "2013-12-31", "2014-01-31", "2013/.."])
    def test_said_after_and_before_ask_for_one_statement_in_the_whole_period(
        self, before: str
    ) -> None:
        for after in PERIODS:
            first, last = bounds(after)[0] or date.min, bounds(before)[1] or date.max
            agree(
                lambda item, first=first, last=last: any(
                    first <= day <= last for day in days_said(item)
                ),
                said_after=after,
                said_before=before,
            )

    def test_due_before(self) -> None:
        for asked in ("2013-06-29", "2013-06", "2014-05-31", "../2014", "9999-12-30"):
            last = bounds(asked)[1] or date.max
            agree(lambda item, last=last: last_day(item["due_on"]) <= last, due_before=asked)

    def test_overdue(self) -> None:
        for day in DAYS:
            today = bounds(day or TODAY)[1] or date.max

            def overdue(document: Document, today: date = today) -> bool:
                unsettled = document["standing"]["verdict"] in ("open", "qualified", "disputed")
                return unsettled and last_day(document["due_on"]) < today

            late = expected(day, overdue)
            assert listed(day, overdue="true") == late, day
            assert listed(day, overdue="false") == sorted({*expected(day, anything)} - {*late}), day

    def test_two_filters_ask_for_both(self) -> None:
        agree(
            lambda item: (
                item["standing"]["verdict"] == "open"
                and "engines" in {tag["id"] for tag in item["tags"]}
                and "writer" in speakers(item)
            ),
            standing="open",
            tag="engines",
            speaker="writer",
        )

    def test_what_they_find_differs(self) -> None:
        """The control for all above: neither everything nor nothing is the answer to these."""
        assert listed(standing="open") == ["b", "d", "e"]
        assert listed("2015", standing="disputed") == ["c"]
        assert listed(tag=["engines", "plants"]) == ["a"]
        assert listed(kind="promise") == ["b", "c"]
        assert listed(speaker="maker") == ["a", "e"]
        assert listed(source="report") == ["a", "c"]
        assert listed("2013", source="report") == []
        assert listed(statement="s-1") == ["a", "b"]
        assert listed(publisher="forum") == ["a", "b", "c", "d", "e"]
        assert listed(basis="official") == ["a", "c"]
        assert listed(said_after="2012", said_before="2013") == ["a", "b", "c"]
        assert listed(due_before="2014") == ["b", "c"]
        assert listed(overdue="true") == ["b"]
        assert listed("2014-12-31", overdue="true") == ["b", "c"]


@pytest.mark.usefixtures("record")
class TestWords:
    def test_they_are_those_of_the_published_document(self) -> None:
        for asked in ("s-1", "s 4", "claim", '"the claim b"', "post", "f-2 s-1", '"summary of f"'):
            found = expected(None, lambda item, asked=asked: mentions(item, asked))
            assert listed(q=asked) == found != [], asked
        assert listed(q="unpublished") == expected(None, lambda item: mentions(item, "x")) == []

    def test_a_question_without_words_finds_nothing_and_an_empty_one_asks_nothing(self) -> None:
        assert [listed(q=asked) for asked in ("!", '""', "…")] == [[], [], []]
        assert listed(q="") == listed(q="  ") == listed() != []

    def test_with_a_day_claims_of_that_day_are_found_by_the_words_of_today(self) -> None:
        for asked in ("claim", "s-1", "s-4", "f-2"):
            today = {item["id"] for item in documents(None) if mentions(item, asked)}
            agree(lambda item, today=today: item["id"] in today, q=asked)


@pytest.mark.usefixtures("record")
class TestOrder:
    def test_it_is_the_one_asked_for(self) -> None:
        for sort, slugs in (
            ("", "a b c e d"),
            ("first_said", "a b c e d"),
            ("-first_said", "d e c b a"),
            ("-last_said", "e a c b d"),
            ("-last_evidence", "c a b e d"),
            ("due", "b c a d e"),
        ):
            asking = filters(sort=sort)
            assert asking.is_valid()
            rows = asking.order.apply(asking.qs)
            assert list(rows.values_list("slug", flat=True)) == slugs.split(), sort

    def test_the_choices_and_the_list_are_two_queries(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(2):
            assert listed(tag="engines", speaker="maker", source="post", q="claim") == ["a"]
