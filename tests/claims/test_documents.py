from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from claims.documents import cited
from claims.models import Claim, ClaimStatement
from publication.canonical import canonical, digest
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_publisher,
    make_source,
    make_speaker,
    make_statement,
    make_tag,
)

pytestmark = pytest.mark.django_db

GAZETTE = {"id": "the-gazette", "name": "The Gazette"}
BEGUN_ON = {"edtf": "2011-12-09", "from": "2011-12-09", "to": "2011-12-09"}
POST = {
    "id": "a-post",
    "title": "A post",
    "path": "/sources/a-post/",
    "url": "https://example.org/post",
    "archived_url": None,
    "publisher": GAZETTE,
    "author": {"id": "a-writer", "name": "A. Writer"},
    "kind": "blog_post",
    "published_on": {"edtf": "2011-12-10", "from": "2011-12-10", "to": "2011-12-10"},
    "date_basis": "stated",
    "language": "en",
    "sha256": None,
}
REPORT = {
    "id": "a-report",
    "title": "A report",
    "path": "/sources/a-report/",
    "url": None,
    "archived_url": None,
    "publisher": {"id": "an-agency", "name": "An Agency"},
    "author": None,
    "kind": "official_report",
    "published_on": None,
    "date_basis": "unknown",
    "language": "en",
    "sha256": None,
}
BEGUN = {
    "id": "s-begun",
    "path": "/statements/s-begun/",
    "quote": "Begun.",
    "kind": "assertion",
    "speaker": {"id": "a-maker", "name": "A. Maker", "kind": "person", "role": "An inventor"},
    "said_on": BEGUN_ON,
    "said_on_note": None,
    "question": "Has it begun?",
    "venue": GAZETTE,
    "relayed_through": ["A. Writer"],
    "note": None,
    "source": POST,
    "anchor": "unchecked",
    "selector": [{"type": "TextQuoteSelector", "exact": "Begun.", "prefix": None, "suffix": None}],
}
HEARD = {
    "id": "s-heard",
    "path": "/statements/s-heard/",
    "quote": "We hear that it has begun.",
    "kind": "report",
    "speaker": {"id": "a-writer", "name": "A. Writer", "kind": "person", "role": "An inventor"},
    "said_on": None,
    "said_on_note": None,
    "question": None,
    "venue": None,
    "relayed_through": [],
    "note": None,
    "source": POST,
    "anchor": "unchecked",
    "selector": [
        {
            "type": "TextQuoteSelector",
            "exact": "We hear that it has begun.",
            "prefix": None,
            "suffix": None,
        },
        {"type": "TextPositionSelector", "start": 10, "end": 36},
    ],
}
LATER = {
    **BEGUN,
    "id": "s-later",
    "path": "/statements/s-later/",
    "quote": "It will begin next year.",
    "said_on": {"edtf": "2012~", "from": "2012-01-01", "to": "2012-12-31"},
    "question": None,
    "venue": None,
    "relayed_through": [],
    "selector": [
        {
            "type": "TextQuoteSelector",
            "exact": "It will begin next year.",
            "prefix": None,
            "suffix": None,
        }
    ],
}
HEDGED = {
    "id": "f-hedged",
    "relation": "qualifies",
    "occurred_on": {"edtf": "2012~", "from": "2012-01-01", "to": "2012-12-31"},
    "basis": "self",
    "summary": "The maker gives another date.",
    "verdict": "qualified",
    "statement": "s-later",
    "evidence": LATER,
    "source": POST,
    "recorded_at": "2026-05-01T08:30:00Z",
}
DENIED = {
    "id": "f-denied",
    "relation": "contradicts",
    "occurred_on": {"edtf": "2014-21", "from": "2014-03-01", "to": "2014-05-31"},
    "basis": "official",
    "summary": "An agency reports otherwise.",
    "verdict": "not_fulfilled",
    "statement": None,
    "evidence": None,
    "source": REPORT,
    "recorded_at": "2026-05-01T08:30:00Z",
}
SEARCHED = {
    "id": "f-searched",
    "relation": "found_nothing",
    "occurred_on": {"edtf": "2015", "from": "2015-01-01", "to": "2015-12-31"},
    "basis": "independent",
    "summary": "No register lists such a plant.",
    "verdict": None,
    "statement": None,
    "evidence": None,
    "source": None,
    "recorded_at": "2026-05-01T08:30:00Z",
}
DOCUMENT = {
    "id": "production-begun",
    "type": "claim",
    "path": "/claims/production-begun/",
    "text": "Production has begun.",
    "kind": "promise",
    "due_on": {"edtf": "../2013", "from": None, "to": "2013-12-31"},
    "settles": "A delivered product.",
    "note": "“Begun” was not explained.",
    "tags": [
        {"id": "begun", "name": "production begun", "group": "stage"},
        {"id": "engines", "name": "engines", "group": "product"},
    ],
    "standing": {
        "verdict": "not_fulfilled",
        "since": {"edtf": "2014-21", "from": "2014-03-01", "to": "2014-05-31"},
        "followup": "f-denied",
    },
    "first_said_on": BEGUN_ON,
    "last_said_on": POST["published_on"],
    "statements": [{"role": "makes", **BEGUN}, {"role": "reports", **HEARD}],
    "followups": [HEDGED, DENIED, SEARCHED],
    "withdrawn": None,
}


@pytest.fixture
def editor() -> Any:
    """Without a password: hashing one takes longer than most of these tests."""
    return make_editor("editor")


@pytest.fixture
def full_claim(editor: Any) -> Claim:
    """A claim with every field filled, two statements and followups of every sort, one a draft."""
    gazette = make_publisher(slug="the-gazette", name="The Gazette")
    maker = make_speaker(slug="a-maker", name="A. Maker", note="For editors.")
    writer = make_speaker(slug="a-writer", name="A. Writer")
    post = make_source(slug="a-post", title="A post", publisher=gazette, author=writer)
    report = make_source(
        slug="a-report",
        title="A report",
        publisher=make_publisher(slug="an-agency", name="An Agency", note="For editors."),
        kind="official_report",
        url="",
        published_on="",
        date_basis="unknown",
    )
    heard = {"quote": HEARD["quote"], "start": 10, "end": 36, "said_on": "", "kind": "report"}
    make_statement(slug="s-heard", source=post, speaker=writer, **heard)
    later = {"quote": LATER["quote"], "said_on": "2012~"}
    make_statement(slug="s-later", source=post, speaker=maker, **later)
    begun = make_statement(
        slug="s-begun",
        source=post,
        speaker=maker,
        question="Has it begun?",
        venue=gazette,
        relayed_through=["A. Writer"],
    )
    claim = make_claim(
        slug="production-begun",
        statement=begun,
        text="Production has begun.",
        kind="promise",
        due_on="../2013",
        settles="A delivered product.",
        note="“Begun” was not explained.",
    )
    reported = post.statements.get(slug="s-heard")
    ClaimStatement.objects.create(claim=claim, statement=reported, role="reports")
    claim.tags.add(
        make_tag(slug="engines", name="engines", group="product"),
        make_tag(slug="begun", name="production begun", group="stage", description="For editors."),
    )
    post.publish(by=editor)
    report.publish(by=editor)
    for document, evidence in (
        (SEARCHED, {"source": None}),
        (DENIED, {"source": report}),
        (HEDGED, {"statement": post.statements.get(slug="s-later")}),
    ):
        occurred_on: Any = document["occurred_on"]
        make_followup(
            slug=document["id"],
            claim=claim,
            relation=document["relation"],
            occurred_on=occurred_on["edtf"],
            basis=document["basis"],
            summary=document["summary"],
            verdict=document["verdict"] or "",
            **evidence,
        ).publish(by=editor)
    make_followup(slug="f-draft", claim=claim, summary="For editors.")
    return claim


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel("2026-05-01T08:30:00.9Z", tick=False):
        yield


class TestClaimDocument:
    def test_every_field_is_in_its_place(self, full_claim: Claim) -> None:
        assert full_claim.document() == DOCUMENT

    def test_its_edition_holds_exactly_that_in_canonical_form(
        self, full_claim: Claim, editor: Any
    ) -> None:
        edition = full_claim.publish(by=editor)

        stamp = {"number": 3, "published_at": "2026-05-01T08:30:00Z", "previous": None}
        whole = canonical({**DOCUMENT, "edition": stamp})
        assert edition.document.encode() == whole
        assert edition.digest == digest(whole)
        assert full_claim.published_document == DOCUMENT

    def test_nothing_for_editors_is_in_it(self, full_claim: Claim, editor: Any) -> None:
        document = full_claim.publish(by=editor).document

        assert "For editors." not in document
        assert "f-draft" not in document
        assert "Production has begun." in document

    def test_the_least_that_a_claim_can_be(self, editor: Any) -> None:
        statement = make_statement(slug="s-1")
        statement.source.publish(by=editor)
        claim = make_claim(slug="a-claim", statement=statement, text="It is so.")

        assert claim.document() == {
            "id": "a-claim",
            "type": "claim",
            "path": "/claims/a-claim/",
            "text": "It is so.",
            "kind": "fact",
            "due_on": None,
            "settles": None,
            "note": None,
            "tags": [],
            "standing": {"verdict": "open", "since": BEGUN_ON, "followup": None},
            "first_said_on": BEGUN_ON,
            "last_said_on": BEGUN_ON,
            "statements": [
                {"role": "makes", **statement.source.published_document["statements"][0]}
            ],
            "followups": [],
            "withdrawn": None,
        }

    def test_a_claim_that_nobody_said_is_refused(self) -> None:
        claim = make_claim()
        claim.links.all().delete()

        with pytest.raises(ValidationError) as refused:
            claim.document()

        assert refused.value.messages == [
            "Link at least one statement: a claim is something that was said."
        ]

    def test_its_parts_are_built_in_a_fixed_number_of_queries(
        self, full_claim: Claim, django_assert_num_queries: Any
    ) -> None:
        for number in range(3):
            statement = make_statement(slug=f"s-{number}")
            ClaimStatement.objects.create(claim=full_claim, statement=statement, role="repeats")

        # The claim with its edition; tags; links, statements, sources and editions; followups,
        # statements, sources and editions, and the sources and editions of those without words.
        with django_assert_num_queries(12):
            row = Claim.objects.with_content().get(pk=full_claim.pk)
            with pytest.raises(ValidationError) as refused:
                row.document()
        assert len(refused.value.messages) == 3


class TestCited:
    def test_it_takes_the_citation_out_of_a_source(self) -> None:
        source = {**POST, "type": "source", "statements": [BEGUN], "withdrawn": None}

        assert cited(source) == POST
