from typing import Any

import pytest

from claims.change_words import Line, changed_lines, evidence_line, news_lines
from claims.news import change
from claims.vocabulary import label
from tests.claim_editions import Document, cited, claim, finding, withdrawn, words

NEW = Line(
    "New evidence that contradicts the claim (independent)",
    "An agency reports otherwise.",
    finding()["occurred_on"],
    is_evidence=True,
)
PLAIN = claim()


def lines(before: Document | None, after: Document, kind: str = "claim") -> list[str]:
    return [line.words for line in changed_lines(kind, before, after)]


class TestNewsLines:
    def test_evidence_and_standing_are_told_in_words(self) -> None:
        after = claim(followups=[finding(verdict="disputed")])
        assert news_lines(change(PLAIN, after)) == [Line("Now disputed, was open"), NEW]

    def test_evidence_alone(self) -> None:
        assert news_lines(change(PLAIN, claim(followups=[finding()]))) == [NEW]

    def test_evidence_that_came_with_the_claim_is_not_called_new(self) -> None:
        after = claim(followups=[finding()])
        first, evidence = news_lines(change(None, after))
        assert first.words == "New in this record, open"
        assert evidence.words == "Evidence that contradicts the claim (independent)"

    def test_a_search_found_nothing(self) -> None:
        line = evidence_line(finding(relation="found_nothing"), is_new=True)
        assert line.words == "A search that found nothing (independent)"

    def test_a_withdrawal_says_why_and_nothing_else(self) -> None:
        after = withdrawn(claim(followups=[finding(verdict="disputed")]), "It named nobody.")
        assert news_lines(change(PLAIN, after)) == [Line("Withdrawn: It named nobody.")]

    def test_a_return(self) -> None:
        after = claim(followups=[finding(verdict="disputed")])
        told = [line.words for line in news_lines(change(withdrawn(PLAIN), after))]
        assert told == ["Public again", "Now disputed, was open", NEW.words]

    def test_values_that_this_release_does_not_know_are_shown_as_they_are(self) -> None:
        assert label("believed", "verdict") == "believed"
        line = evidence_line({"relation": "hints", "basis": "rumour"}, is_new=True)
        assert line == Line("New evidence that hints the claim (rumour)", "", None, True)


class TestLinesOfClaims:
    @pytest.mark.parametrize(
        ("after", "told"),
        [
            (claim(text="Production has started."), ["Wording of the claim corrected"]),
            (claim(note="Bear in mind."), ["Changed: Note"]),
            (claim(statements=[words(), words("s-2")]), ["1 statement added"]),
            (
                claim(statements=[words("s-2", quote="We have."), words("s-3", quote="Now.")]),
                ["2 statements added", "1 statement removed"],
            ),
            (claim(statements=[words(quote="It has begun.")]), ["1 quotation corrected"]),
            (claim(statements=[words(anchor="exact")]), ["Place of 1 quotation noted anew"]),
            (claim(statements=[words(note="Said on stage.")]), ["Details of 1 statement changed"]),
            (
                claim(statements=[words(source=cited(title="Another"))]),
                ["Citation of a source changed"],
            ),
            (claim(tags=[{"id": "t", "name": "T", "group": "topic"}]), ["Tags changed"]),
            (PLAIN, ["Published again without a change"]),
            (
                claim(followups=[finding()], note="Bear in mind."),
                [NEW.words, "Changed: Note"],
            ),
        ],
    )
    def test_each_sort_of_change_has_its_words(self, after: Document, told: list[str]) -> None:
        assert lines(PLAIN, after) == told

    def test_evidence_that_is_reworded_or_gone(self) -> None:
        before = claim(followups=[finding(verdict="disputed")])
        reworded = claim(followups=[finding(verdict="disputed", summary="In other words.")])
        assert lines(before, reworded) == ["Wording or details of 1 finding changed"]
        assert changed_lines("claim", before, PLAIN) == [
            Line("Now open, was disputed"),
            Line("Evidence withdrawn from this claim", "An agency reports otherwise."),
        ]

    def test_a_first_edition_counts_what_came_with_it(self) -> None:
        after = claim(followups=[finding(), finding("f-2")])
        assert lines(None, after) == [
            "New in this record, open",
            "2 later findings recorded with it",
        ]
        assert lines(None, PLAIN) == ["New in this record, open"]


def source(**keys: Any) -> Document:
    own = cited()
    statements = keys.pop("statements", [words()])
    return {**own, "type": "source", "text": None, "withdrawn": None, **keys} | {
        "statements": statements
    }


class TestLinesOfSources:
    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            (None, source(), ["New in this record, with 1 statement"]),
            (None, source(statements=[]), ["New in this record"]),
            (source(statements=[]), source(), ["1 statement added"]),
            (
                source(),
                source(statements=[words(quote="It has.")]),
                ["1 quotation corrected"],
            ),
            (
                source(),
                source(title="Another", statements=[words(source=cited(title="Another"))]),
                ["Changed: Title"],
            ),
            (
                source(),
                source(text="Begun."),
                ["Whether and how the full text is shown here changed"],
            ),
            (source(), withdrawn(source(), "Twice."), ["Withdrawn: Twice."]),
            (withdrawn(source()), source(), ["Public again"]),
            (source(), source(), ["Published again without a change"]),
        ],
    )
    def test_each_sort_of_change_has_its_words(
        self, before: Document | None, after: Document, told: list[str]
    ) -> None:
        assert lines(before, after, "source") == told
