from datetime import date
from typing import Any

import pytest

from claims.facets import claim_facets, sort_columns
from claims.timeline import derive
from sources.dates import date_object

Document = dict[str, Any]
Row = tuple[str, str, str, str, date, date]

EVER, NEVER = date.min, date.max
PUBLISHERS = {"gazette": "The Gazette", "forum": "A Forum", "agency": "An Agency"}


def reference(identifier: str) -> Document:
    return {"id": identifier, "name": PUBLISHERS[identifier]}


def citation(identifier: str, publisher: str, published_on: str = "2011-12-10") -> Document:
    return {
        "id": identifier,
        "publisher": reference(publisher),
        "published_on": date_object(published_on),
    }


def words(
    identifier: str, said_on: str, *, speaker: str, source: Document, venue: str = ""
) -> Document:
    return {
        "id": identifier,
        "role": "makes",
        "speaker": {"id": speaker, "name": f"The {speaker}", "kind": "person"},
        "said_on": date_object(said_on),
        "source": source,
        "venue": reference(venue) if venue else None,
    }


def found(
    identifier: str,
    occurred_on: str,
    basis: str,
    *,
    relation: str = "updates",
    verdict: str | None = None,
    evidence: Document | None = None,
    source: Document | None = None,
) -> Document:
    return {
        "id": identifier,
        "occurred_on": date_object(occurred_on),
        "basis": basis,
        "relation": relation,
        "verdict": verdict,
        "statement": evidence["id"] if evidence else None,
        "evidence": evidence,
        "source": source or (evidence["source"] if evidence else None),
    }


def claim(
    statements: list[Document],
    *followups: Document,
    tags: tuple[Document, ...] = (),
    due_on: str = "",
    withdrawn: Document | None = None,
) -> Document:
    return derive(
        {
            "kind": "promise",
            "due_on": date_object(due_on),
            "tags": list(tags),
            "statements": statements,
            "followups": list(followups),
            "withdrawn": withdrawn,
        }
    )


POST = citation("post", "gazette")
TALK = citation("talk", "forum", "2013-05")
REPORT = citation("report", "agency")
TAGS = (
    {"id": "begun", "name": "production begun", "group": "stage"},
    {"id": "engines", "name": "engines", "group": "product"},
)
FULL = claim(
    [
        words("s-2", "2012-02", speaker="maker", source=POST),
        words("s-1", "2011-12-09", speaker="maker", source=POST, venue="forum"),
        words("s-3", "", speaker="writer", source=TALK),
    ],
    found(
        "f-1",
        "2012-03-01",
        "self",
        verdict="qualified",
        evidence=words("s-4", "2012-02-28", speaker="partner", source=TALK),
    ),
    found("f-2", "2014", "official", verdict="contradicted", source=REPORT),
    found("f-3", "2015-01-01", "official", relation="found_nothing"),
    tags=TAGS,
    due_on="2012-21",
)


def rows(document: Document) -> list[Row]:
    return [
        (facet.name, facet.value, facet.label, facet.detail, facet.since, facet.until)
        for facet in claim_facets(document)
    ]


def named(document: Document, name: str) -> list[tuple[str, date, date]]:
    return [(row[1], row[4], row[5]) for row in rows(document) if row[0] == name]


class TestClaimFacets:
    def test_everything_a_filter_can_ask_of_a_claim_with_its_days(self) -> None:
        said, spring, report = date(2011, 12, 9), date(2012, 3, 1), date(2014, 12, 31)
        assert sorted(rows(FULL)) == [
            ("basis", "official", "", "", report, NEVER),
            ("basis", "self", "", "", spring, NEVER),
            ("due", "2012-21", "", "", EVER, NEVER),
            ("evidence", "beyond_the_speaker", "", "", report, NEVER),
            ("kind", "promise", "", "", EVER, NEVER),
            ("publisher", "agency", "An Agency", "", report, NEVER),
            ("publisher", "forum", "A Forum", "", said, NEVER),
            ("publisher", "gazette", "The Gazette", "", said, NEVER),
            ("said", "s-1", "", "", said, NEVER),
            ("said", "s-2", "", "", date(2012, 2, 29), NEVER),
            ("said", "s-3", "", "", date(2013, 5, 31), NEVER),
            ("source", "post", "", "", said, NEVER),
            ("source", "report", "", "", report, NEVER),
            ("source", "talk", "", "", spring, NEVER),
            ("speaker", "maker", "The maker", "person", said, NEVER),
            ("speaker", "writer", "The writer", "person", date(2013, 5, 31), NEVER),
            ("standing", "contradicted", "", "", report, NEVER),
            ("standing", "open", "", "", EVER, spring),
            ("standing", "qualified", "", "", spring, report),
            ("statement", "s-1", "", "", said, NEVER),
            ("statement", "s-2", "", "", date(2012, 2, 29), NEVER),
            ("statement", "s-3", "", "", date(2013, 5, 31), NEVER),
            ("statement", "s-4", "", "", spring, NEVER),
            ("tag", "begun", "production begun", "stage", EVER, NEVER),
            ("tag", "engines", "engines", "product", EVER, NEVER),
        ]

    def test_no_value_comes_twice_but_a_standing_that_returned(self) -> None:
        returned = claim(
            [words("s-1", "2011", speaker="maker", source=POST)],
            found("f-1", "2012", "official", verdict="disputed"),
            found("f-2", "2013", "official", verdict="open"),
        )
        pairs = [row[:2] for row in rows(FULL)]

        assert len(pairs) == len(set(pairs))
        assert named(returned, "standing") == [
            ("open", EVER, date(2012, 12, 31)),
            ("disputed", date(2012, 12, 31), date(2013, 12, 31)),
            ("open", date(2013, 12, 31), NEVER),
        ]

    def test_who_is_quoted_as_evidence_only_does_not_speak_in_the_claim(self) -> None:
        assert "partner" not in {value for value, _, _ in named(FULL, "speaker")}
        assert "s-4" in {value for value, _, _ in named(FULL, "statement")}
        assert "s-4" not in {value for value, _, _ in named(FULL, "said")}

    def test_evidence_by_words_and_another_document_has_both_sources(self) -> None:
        evidence = words("s-2", "2012", speaker="partner", source=TALK)
        document = claim(
            [words("s-1", "2011", speaker="maker", source=POST)],
            found("f-1", "2013-02-03", "official", evidence=evidence, source=REPORT),
        )

        assert sorted(named(document, "source")) == [
            ("post", date(2011, 12, 31), NEVER),
            ("report", date(2013, 2, 3), NEVER),
            ("talk", date(2013, 2, 3), NEVER),
        ]
        assert {value for value, _, _ in named(document, "publisher")} == {
            "agency",
            "forum",
            "gazette",
        }

    def test_words_of_no_known_day_hold_on_no_day_of_the_past(self) -> None:
        undated = citation("talk", "forum", "")
        document = claim([words("s-1", "", speaker="maker", source=undated)])

        assert named(document, "said") == [("s-1", NEVER, NEVER)]
        assert named(document, "speaker") == [("maker", NEVER, NEVER)]

    def test_a_search_and_the_speakers_own_words_are_no_evidence_beyond_the_speaker(self) -> None:
        statements = [words("s-1", "2011", speaker="maker", source=POST)]
        searched = found("f-1", "2012", "independent", relation="found_nothing")
        own = found("f-2", "2013", "self")
        tested = found("f-3", "2014", "independent")

        assert named(claim(statements, searched, own), "evidence") == []
        assert named(claim(statements, searched, own, tested), "evidence") == [
            ("beyond_the_speaker", date(2014, 12, 31), NEVER)
        ]

    def test_a_due_date_that_is_open_is_one(self) -> None:
        statements = [words("s-1", "2011", speaker="maker", source=POST)]

        assert named(claim(statements, due_on="2012/.."), "due") == [("2012/..", EVER, NEVER)]
        assert named(claim(statements), "due") == []

    def test_a_withdrawn_claim_has_none(self) -> None:
        notice = {"at": "2026-05-01T08:30:00Z", "reason": "It was said by nobody."}

        assert rows({**FULL, "withdrawn": notice}) == []


class TestSortColumns:
    def test_they_are_upper_bounds(self) -> None:
        assert sort_columns(FULL) == {
            "public_standing": "contradicted",
            "public_kind": "promise",
            "public_first_said": date(2011, 12, 9),
            "public_last_said": date(2013, 5, 31),
            "public_last_evidence": date(2014, 12, 31),
            "public_due": date(2012, 5, 31),
            "public_open_since": date.max,
            "public_statements": 3,
        }

    def test_what_is_not_known_sorts_last(self) -> None:
        undated = citation("talk", "forum", "")
        statement = words("s-1", "", speaker="maker", source=undated)
        search = found("f-1", "2014", "official", relation="found_nothing")

        assert sort_columns(claim([statement], search)) == {
            "public_standing": "open",
            "public_kind": "promise",
            "public_first_said": date.max,
            "public_last_said": date.min,
            "public_last_evidence": date.min,
            "public_due": date.max,
            "public_open_since": date.max,
            "public_statements": 1,
        }

    def test_an_open_claim_is_open_since_it_was_first_said(self) -> None:
        statement = words("s-1", "2011-12", speaker="maker", source=POST)

        assert sort_columns(claim([statement]))["public_open_since"] == date(2011, 12, 31)

    @pytest.mark.parametrize("open_ended", ["2012/..", "2012-05/"])
    def test_open_ended_words_do_not_count_beside_dated_ones(self, open_ended: str) -> None:
        document = claim(
            [
                words("s-1", open_ended, speaker="maker", source=POST),
                words("s-2", "2013", speaker="maker", source=POST),
            ],
            due_on=open_ended,
        )

        columns = sort_columns(document)

        assert columns["public_first_said"] == columns["public_last_said"] == date(2013, 12, 31)
        assert columns["public_due"] == date.max
