"""Suggestions as rows: made anew without losing what was decided, and never twice."""

from time import process_time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sources.models import Candidate, Decision, Section, Source
from sources.suggesting.rows import suggest
from tests.factories import make_editor, make_publisher, make_source, make_speaker, make_statement
from tests.held_texts import source_with

pytestmark = pytest.mark.django_db

ARTICLE = (
    "Jane Roe has answered a reader.\n\n"
    "Q: Has the bridge been opened?\n\n"
    "A: It was opened in May 2011. Two more will follow.\n\n"
    "The paper could not find any bridge at the place.\n"
)
COMMENT = "  • nickname\n\n    I drove over the new bridge on 3 May 2012 myself.\n"
TEXT = ARTICLE + COMMENT


def bridge(**fields: Any) -> Source:
    source = source_with(TEXT, published_on="2012-05-04", **fields)
    Section.objects.create(source=source, kind="article", start=0, end=len(ARTICLE))
    Section.objects.create(
        source=source,
        kind="comment",
        start=len(ARTICLE),
        end=len(TEXT),
        author_line="nickname",
        dated="2012-05-05",
    )
    return source


def words(row: Candidate) -> str:
    return TEXT[row.start : row.end]


def test_what_is_suggested_is_written_with_how_it_is_known() -> None:
    roe, reader = make_speaker(name="Jane Roe"), make_speaker(name="Any reader", kind="reader")
    source = bridge()
    assert suggest(source).waiting == 5
    rows = list(source.candidates.all())
    assert [(words(row), row.speaker) for row in rows] == [
        ("It was opened in May 2011.", roe),
        ("Two more will follow.", roe),
        ("The paper could not find any bridge at the place.", None),
        ("Jane Roe has answered a reader.", None),
        ("I drove over the new bridge on 3 May 2012 myself.", reader),
    ]
    first, last = rows[0], rows[-1]
    assert (first.question_start, first.question_end) == (36, 63)
    assert TEXT[36:63] == "Has the bridge been opened?"
    assert (first.speaker_line, first.said_on, first.rank) == ("Jane Roe", "../2012-05-04", 1)
    assert first.marks == ["event", "date"]
    assert first.reasons == [
        "Answer after “A:”.",
        "The paragraph before names “Jane Roe” as the one who answers.",
        "It was said on the day of the text at the latest.",
    ]
    assert (last.said_on, last.section) == ("2012-05-05", source.sections.last())


def test_making_them_anew_changes_nothing() -> None:
    source = bridge()
    suggest(source)
    before = list(source.candidates.order_by("pk").values())
    assert suggest(source).new == 0
    assert list(source.candidates.order_by("pk").values()) == before


def test_decisions_stay_and_what_is_no_longer_found_goes() -> None:
    source, editor = bridge(), make_editor()
    suggest(source)
    dismissed = source.candidates.first()
    assert dismissed is not None
    dismissed.decide(Decision.DISMISSED, by=editor)
    stale = {"source": source, "start": 0, "end": 3, "rank": 1}
    Candidate.objects.create(**stale)
    kept = Candidate.objects.create(**{**stale, "end": 4})
    kept.decide(Decision.DISMISSED, by=editor)
    assert suggest(source).waiting == 4
    dismissed.refresh_from_db()
    assert (dismissed.decision, dismissed.decided_by) == (Decision.DISMISSED, editor)
    assert not source.candidates.filter(start=0, end=3).exists()
    assert source.candidates.filter(start=0, end=4).exists()


def test_a_passage_that_is_or_overlaps_a_statement_does_not_wait() -> None:
    source = bridge()
    start = TEXT.index("opened in")
    statement = make_statement(source=source, quote="opened in", start=start, end=start + 9)
    suggest(source)
    taken = source.candidates.exclude(statement=None)
    assert [(words(row), row.statement) for row in taken] == [
        ("It was opened in May 2011.", statement)
    ]
    assert taken[0] not in source.candidates.waiting()
    statement.delete(by=make_editor())
    assert suggest(source).waiting == 5


def test_words_of_an_earlier_document_come_last() -> None:
    earlier = source_with("He said: “It was opened in May 2011.”", published_on="2011-06-01")
    source = bridge()
    suggest(source)
    last = source.candidates.last()
    assert last is not None
    assert words(last) == "It was opened in May 2011."
    assert last.reasons[-1] == f"The same words stand in “{earlier.title}”."
    # And a document that is later only is told of.
    Source.objects.filter(pk=earlier.pk).update(
        published_on_from="2013-01-01", published_on_to="2013-01-01"
    )
    suggest(source)
    first = source.candidates.first()
    assert first is not None
    assert words(first) == "It was opened in May 2011."
    assert first.reasons[-1] == f"The same words stand in “{earlier.title}”."


def test_the_articles_words_are_its_authors_or_its_publishers() -> None:
    publisher = make_publisher(name="Example News")
    make_speaker(name="Example News (author not named)", kind="organisation")
    source = bridge(publisher=publisher)
    suggest(source)
    own = source.candidates.get(start=0)
    assert own.speaker is not None
    assert own.speaker.name == "Example News (author not named)"
    source.author = make_speaker(name="John Doe")
    source.save()
    suggest(source)
    own.refresh_from_db()
    assert own.speaker == source.author


def test_without_a_text_there_is_nothing() -> None:
    source = make_source()
    assert suggest(source).waiting == 0


def test_a_megabyte_takes_seconds_and_few_queries() -> None:
    sentence = "Jane Roe said: “We have sold {} machines since May 2011.” Then he left.\n\n"
    text = "".join(sentence.format(n) for n in range(15_000))
    assert len(text) > 1_000_000
    source = source_with(text)
    began = process_time()
    with CaptureQueriesContext(connection) as queries:
        suggest(source)
    assert process_time() - began < 10
    assert source.candidates.count() == 400
    assert len(queries) < 30
