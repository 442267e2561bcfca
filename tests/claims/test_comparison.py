from typing import Any

from claims.comparison import Row, Section, sections
from claims.timeline import derive
from sources.dates import date_object
from tests.claim_editions import Document, cited, claim, finding, withdrawn, words


def compared(before: Document, after: Document) -> list[Section]:
    return sections({**before, "edition": {"number": 1}}, {**after, "edition": {"number": 2}})


def flat(before: Document, after: Document) -> list[tuple[Any, ...]]:
    """(kind, operation, label, before, after) of every row."""
    return [
        (section.kind, section.operation, row.label, row.before, row.after)
        for section in compared(before, after)
        for row in section.rows
    ]


def test_only_the_edition_itself_is_left_out() -> None:
    assert compared(claim(), claim()) == []


def test_texts_are_marked_word_by_word() -> None:
    (section,) = compared(claim(), claim(text="Production had begun."))
    assert section == Section(
        "claim",
        "",
        "",
        "changed",
        [
            Row(
                "text",
                "The claim",
                "Production has begun.",
                "Production had begun.",
                (
                    ("same", "Production "),
                    ("gone", "has"),
                    ("new", "had"),
                    ("same", " begun."),
                ),
            )
        ],
    )


def test_values_are_in_words_and_what_matters_most_comes_first() -> None:
    before = claim(followups=[finding(verdict="not_fulfilled")])
    after = claim(
        followups=[finding(verdict="disputed", basis="self", occurred_on=date_object("2012-04~"))],
        due_on=date_object("2013"),
        kind="promise",
    )
    assert flat(before, after) == [
        ("claim", "changed", "Standing", "not fulfilled", "disputed"),
        ("claim", "changed", "Standing since", "1 March 2012", "April 2012, approximately"),
        ("claim", "changed", "Due", None, "2013"),
        ("claim", "changed", "Kind", "claim of fact", "promise"),
        ("evidence", "changed", "Verdict", "not fulfilled", "disputed"),
        ("evidence", "changed", "Basis", "independent", "the same speaker’s words"),
        (
            "evidence",
            "changed",
            "When it happened or was found",
            "1 March 2012",
            "April 2012, approximately",
        ),
    ]


def test_a_corrected_quotation_is_shown_once() -> None:
    after = claim(statements=[words(quote="It has begun.")])
    (section,) = compared(claim(), after)
    assert (section.kind, section.identifier, section.name) == (
        "statement",
        "s-1",
        "It has begun.",
    )
    assert [(row.label, row.after) for row in section.rows] == [("Quotation", "It has begun.")]


def test_what_is_added_or_removed_is_shown_in_full() -> None:
    added = words("s-2", quote="We have begun.", relayed_through=["A blogger", "A reader"])
    listed = flat(claim(), claim(statements=[words(), added]))
    assert {row[:2] for row in listed} == {("statement", "added")}
    told = {row[2]: row[4] for row in listed}
    assert told["Quotation"] == "We have begun."
    assert told["Speaker"] == "A Maker"
    assert told["Who the speaker is"] == "An inventor"
    assert told["What these words do with the claim"] == "makes the claim"
    assert told["Passed on through"] == "A blogger, A reader"
    assert told["Said on"] == "9 December 2011"
    assert told["Source: Title"] == "A post"
    assert told["Source: Publisher"] == "A Blog"
    assert told["Source: Kind"] == "blog post"
    assert told["Source: Original"] == "https://example.org/post"
    removed = flat(claim(statements=[words(), added]), claim())
    assert {row[2]: row[3] for row in removed} == told


def test_a_source_that_is_cited_in_two_places_is_shown_once() -> None:
    old = [words(), words("s-2")]
    new = [words(source=cited(title="B")), words("s-2", source=cited(title="B"))]
    (section,) = compared(claim(statements=old), claim(statements=new))
    assert (section.kind, section.identifier, section.name) == ("source", "a-post", "B")
    assert [(row.label, row.before, row.after) for row in section.rows] == [
        ("Title", "A post", "B")
    ]


def test_a_source_that_differs_otherwise_in_another_place_hides_nothing() -> None:
    old = [words(), words("s-2", source=cited(title="An older post"))]
    new = [words(source=cited(title="B")), words("s-2", source=cited(title="B"))]
    (section,) = compared(claim(statements=old), claim(statements=new))
    assert [row.before for row in section.rows] == ["A post", "An older post"]


def test_keys_that_an_old_edition_lacks_are_shown_as_new() -> None:
    source = cited()
    del source["language"]
    assert flat(claim(statements=[words(source=source)]), claim()) == [
        ("source", "changed", "Language", None, "en")
    ]


def test_keys_without_a_label_are_named_by_themselves() -> None:
    after = {**claim(), "weight": 3, "parts": {"left": True}}
    assert flat(claim(), after) == [
        ("claim", "changed", "parts · left", None, "yes"),
        ("claim", "changed", "weight", None, "3"),
    ]


def test_words_and_dates_that_this_release_does_not_know_are_shown_as_they_are() -> None:
    after = {**claim(kind="rumour"), "first_said_on": {"edtf": "once", "to": None}}
    assert flat(claim(), after) == [
        ("claim", "changed", "First said", "9 December 2011", "once"),
        ("claim", "changed", "Kind", "claim of fact", "rumour"),
    ]


def test_a_withdrawal_and_a_moment_are_told() -> None:
    assert flat(claim(), withdrawn(claim(), "Twice.")) == [
        ("claim", "changed", "Withdrawn", None, "25 November 2026, 12:00 UTC"),
        ("claim", "changed", "Why it was withdrawn", None, "Twice."),
    ]


def test_a_venue_that_is_noted_or_taken_back() -> None:
    place = {"id": "a-fair", "name": "A Fair"}
    after = derive(claim(statements=[words(venue=place)]))
    assert flat(claim(), after) == [
        ("statement", "changed", "Where it was first said", None, "A Fair"),
        ("statement", "changed", "Where it was first said, name in addresses", None, "a-fair"),
    ]
    assert [row[3:] for row in flat(after, claim())] == [("A Fair", None), ("a-fair", None)]
