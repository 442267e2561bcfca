"""The check of the record finds whatever is changed behind the site’s back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from claims import search
from claims.models import Claim, Followup, News
from publication.append_only import TABLE
from publication.canonical import digest
from publication.models import Edition, Facet, FacetCount
from sources.models import HeldText, Source, Statement
from tests.claims.test_check_record import TEXT, check, record
from tests.conftest import without_triggers

pytestmark = pytest.mark.django_db

__all__ = ["record"]


def claims(**columns: Any) -> Callable[[], object]:
    return lambda: Claim.objects.filter(slug="a-claim").update(**columns)


def statements(**columns: Any) -> Callable[[], object]:
    return lambda: Statement.objects.filter(slug="s-1").update(**columns)


def stored_facets() -> Any:
    return Claim.objects.get(slug="a-claim").stored_facets()


def counts(name: str, *, of_name: str = "", of_value: str = "") -> Any:
    rows = FacetCount.objects.filter(kind="claim", name=name)
    return rows.filter(of_name=of_name, of_value=of_value)


def put(text: str | None) -> None:
    claim = Claim.objects.select_related("edition").get(slug="a-claim")
    document = claim.searchable_document
    search.put({claim.pk: {**document, "text": text} if document and text else None})


def in_sql(sql: str, parameters: list[Any]) -> None:
    """Change an edition past the triggers, as somebody with the database in his hands could."""
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def rewrite(old: str, new: str, *, number: int = 3, cover: bool = False) -> None:
    """Other words in the document of an edition; with `cover`, under a digest that fits."""
    document = Edition.objects.get(pk=number).document
    assert old in document
    other = document.replace(old, new)
    in_sql(f"UPDATE {TABLE} SET document = %s WHERE number = %s", [other, number])
    if cover:
        fitting = digest(other.encode())
        in_sql(f"UPDATE {TABLE} SET digest = %s WHERE number = %s", [fitting, number])


TOGETHER = "promise disputed"
PUBLIC = "is {}, and should be {}."


FACETS = "claim a-claim: its facets are not those of its newest edition."


SEARCH = "claim a-claim: its search entry is not that of its newest edition."


COUNT = "count of claims, {}"


POINTER = "{} {}: it does not point to its newest edition."


DIGEST = "Edition {}: its document does not have the digest that was published."


CHAIN = "Edition {}: its place in the chain is not the one that was published."


# What somebody did to the record, and what the command says of it.
CORRUPTED: dict[str, tuple[Callable[[], object], list[str]]] = {
    "a lower bound": (
        statements(said_on_from=date(2011, 12, 8)),
        ["statement s-1: said_on: the stored bounds are not those of “2011-12-09”."],
    ),
    "an upper bound": (
        lambda: Followup.objects.update(occurred_on_to=date(2012, 3, 2)),
        ["followup f-1: occurred_on: the stored bounds are not those of “2012-03-01”."],
    ),
    "a bound that is missing": (
        claims(due_on_to=None),
        ["claim a-claim: due_on: the stored bounds are not those of “2013”."],
    ),
    "a bound of no date": (
        lambda: Statement.objects.filter(slug="s-2").update(said_on_from=date(2011, 1, 1)),
        ["statement s-2: said_on: the stored bounds are not those of “”."],
    ),
    "a date without its bounds": (
        lambda: Source.objects.filter(slug="a-post").update(published_on="2012"),
        ["source a-post: published_on: the stored bounds are not those of “2012”."],
    ),
    "a date that is none": (
        statements(said_on="soon"),
        [
            "statement s-1: said_on: This is not a date in EDTF: it is written in another form. "
            "Examples: 2011-12-09, 2014-01~, 2014-21, 2016-07-28~/2016-08-04, 2012-12~/.."
        ],
    ),
    "an anchor": (
        statements(anchor="moved"),
        ["statement s-1: the stored anchor is moved, not exact."],
    ),
    "the anchor of an unchecked statement": (
        lambda: Statement.objects.filter(slug="s-2").update(anchor="exact"),
        ["statement s-2: the stored anchor is exact, not unchecked."],
    ),
    "a place, with its anchor": (
        statements(start=19, end=25, anchor="moved"),
        ["statement s-1: the quote is not at its place in the held text (moved)."],
    ),
    "the place of a question": (
        statements(question_start=4),
        ["statement s-1: the question is not at its place in the held text."],
    ),
    "the held text": (
        lambda: HeldText.objects.update(text=TEXT.replace("Begun.", "Ended.")),
        [
            "source a-post: the text held is not that of its file.",
            "statement s-1: the stored anchor is exact, not not_found.",
        ],
    ),
    "the held text around the quotations": (
        lambda: HeldText.objects.update(text=TEXT.replace("Q:", "P:")),
        ["source a-post: the text held is not that of its file."],
    ),
    "the words of a claim": (
        claims(text="Not a sentence"),
        ["claim a-claim: text: A claim is one sentence and ends with a full stop."],
    ),
    "the basis of evidence": (
        lambda: Followup.objects.update(statement=Statement.objects.get(slug="s-1")),
        [
            "claim a-claim: __all__: The evidence “f-1” is in the words of a speaker of this "
            "claim: its basis must be “self”.",
            "followup f-1: basis: These are the words of a speaker of the claim: choose “self”.",
        ],
    ),
    "the standing": (
        claims(public_standing="open"),
        ["claim a-claim: public_standing " + PUBLIC.format("open", "disputed")],
    ),
    "the first day": (
        claims(public_first_said=date(2011, 1, 1)),
        ["claim a-claim: public_first_said " + PUBLIC.format("2011-01-01", "2011-12-09")],
    ),
    "the last day": (
        claims(public_last_said=None),
        ["claim a-claim: public_last_said " + PUBLIC.format("None", "2011-12-09")],
    ),
    "the last evidence": (
        claims(public_last_evidence=date(2011, 1, 1)),
        ["claim a-claim: public_last_evidence " + PUBLIC.format("2011-01-01", "2012-03-01")],
    ),
    "the due day": (
        claims(public_due=date(2011, 1, 1)),
        ["claim a-claim: public_due " + PUBLIC.format("2011-01-01", "2013-12-31")],
    ),
    "the day of a source": (
        lambda: Source.objects.filter(slug="a-post").update(public_published=None),
        ["source a-post: public_published " + PUBLIC.format("None", "2011-12-10")],
    ),
    "a facet less": (lambda: stored_facets().filter(name="tag").delete(), [FACETS]),
    "a facet more": (
        lambda: Facet.objects.create(edition_id=5, name="tag", value="plants"),
        [FACETS],
    ),
    "a facet twice": (
        lambda: Facet.objects.create(
            edition_id=5, name="kind", value="promise", since=date(2011, 1, 1)
        ),
        [FACETS],
    ),
    "the day of a facet": (
        lambda: stored_facets().filter(name="said").update(since=date(2011, 1, 1)),
        [FACETS],
    ),
    "the label of a facet": (
        lambda: stored_facets().filter(name="tag").update(label="plants"),
        [FACETS],
    ),
    "a facet of a source": (
        lambda: Facet.objects.filter(edition=2, name="statement").delete(),
        ["source a-post: its facets are not those of its newest edition."],
    ),
    "a facet of an old edition": (
        lambda: Facet.objects.create(edition_id=3, name="tag", value="plants"),
        [FACETS],
    ),
    "a facet of no edition": (
        lambda: Facet.objects.create(edition_id=99, name="tag", value="plants"),
        ["facet tag=plants of edition 99: there is no such edition."],
    ),
    "a search entry": (lambda: put("Other words."), [SEARCH]),
    "a search entry less": (lambda: put(None), [SEARCH]),
    "a search entry of a withdrawn claim": (
        lambda: search.put(
            {Claim.objects.get(slug="b-withdrawn").pk: Edition.objects.get(pk=7).content}
        ),
        ["claim b-withdrawn: its search entry is not that of its newest edition."],
    ),
    "news less": (
        lambda: News.objects.filter(edition=5).delete(),
        ["claim a-claim: edition 5 is news, and is not among the news."],
    ),
    "news more": (
        lambda: News.objects.create(edition_id=2, claim=Claim.objects.get(slug="a-claim")),
        ["claim a-claim: edition 2 is no news, and is among the news."],
    ),
    "the facets as a text": (
        claims(public_facets="kind fact"),
        ["claim a-claim: public_facets is not that of its edition."],
    ),
    "a number beside two values": (
        lambda: counts("tag", of_name="kind standing", of_value=TOGETHER).update(number=2),
        [
            COUNT.format(f"tag engines beside kind standing {TOGETHER}")
            + ": the number is 2, and should be 1."
        ],
    ),
    "a number": (
        lambda: counts("tag").update(number=2),
        [COUNT.format("tag engines") + ": the number is 2, and should be 1."],
    ),
    "a number of two values": (
        lambda: counts("tag", of_name="kind", of_value="promise").update(number=2),
        [COUNT.format("tag engines beside kind promise") + ": the number is 2, and should be 1."],
    ),
    "a number less": (
        lambda: counts("standing").delete(),
        [COUNT.format("standing disputed") + ": the number is missing, and should be 1."],
    ),
    "a number more": (
        lambda: FacetCount.objects.create(kind="claim", name="tag", value="plants", number=1),
        [COUNT.format("tag plants") + ": the number is 1, and should be 0."],
    ),
    "the number of all": (
        lambda: counts("").update(number=7),
        [COUNT.format("all") + ": the number is 7, and should be 1."],
    ),
    "the label of a number": (
        lambda: counts("tag").update(label="plants"),
        [COUNT.format("tag engines") + ": the label is not that of the newest edition."],
    ),
    "a number of sources": (
        lambda: FacetCount.objects.filter(kind="source", name="kind", of_name="").update(number=9),
        ["count of sources, kind blog_post: the number is 9, and should be 3."],
    ),
    "an older edition": (claims(edition=3), [POINTER.format("claim", "a-claim")]),
    "no edition": (claims(edition=None), [POINTER.format("claim", "a-claim")]),
    "an edition of another": (
        lambda: Claim.objects.filter(slug="c-draft").update(edition=3),
        [POINTER.format("claim", "c-draft")],
    ),
    "no edition of a source": (
        lambda: Source.objects.filter(slug="a-report").update(edition=None),
        [POINTER.format("source", "a-report")],
    ),
    "a withdrawal taken back": (
        lambda: Claim.objects.filter(slug="b-withdrawn").update(
            withdrawn_at=None, withdrawn_by=None, withdrawal_reason=""
        ),
        [
            "claim b-withdrawn: its withdrawal is not that of its newest edition.",
            "claim b-withdrawn: its search entry is not that of its newest edition.",
        ],
    ),
    "a published quote": (
        lambda: rewrite('"kind":"assertion"', '"kind":"denial"'),
        [DIGEST.format("3 (claim a-claim)")],
    ),
    "a published quote with its digest": (
        lambda: rewrite('"kind":"assertion"', '"kind":"denial"', cover=True),
        [CHAIN.format("3 (claim a-claim)")],
    ),
    "a document cut short": (
        lambda: rewrite('"withdrawn":null}', '"withdrawn":null', number=5),
        [DIGEST.format("5 (claim a-claim)")],
    ),
    "who gave a reason": (
        lambda: in_sql(f"UPDATE {TABLE} SET reason = %s WHERE number = %s", ["Another.", 3]),
        [CHAIN.format("3 (claim a-claim)")],
    ),
}


class TestACorruptedRecord:
    @pytest.mark.parametrize("what", CORRUPTED)
    def test_what_is_wrong_is_named_and_nothing_else(self, record: None, what: str) -> None:
        corrupt, faults = CORRUPTED[what]
        corrupt()

        output, named, error = check()

        assert named == faults
        assert output == ""
        assert error is not None
        assert str(error) == f"{len(faults)} faults in the record."
        assert error.returncode == 1

    def test_every_fault_is_named_at_once(self, record: None) -> None:
        claims(public_standing="open", public_due=date(2011, 1, 1))()
        statements(anchor="moved")()
        put(None)

        _, named, error = check()

        assert named == [
            "statement s-1: the stored anchor is moved, not exact.",
            "claim a-claim: public_standing is open, and should be disputed.",
            "claim a-claim: public_due is 2011-01-01, and should be 2013-12-31.",
            SEARCH,
        ]
        assert str(error) == "4 faults in the record."

    @pytest.mark.parametrize(
        "columns",
        [
            {"published_at": None, "published_by": None},
            {
                "withdrawn_at": F("published_at"),
                "withdrawn_by": F("published_by"),
                "withdrawal_reason": "A slip.",
            },
        ],
        ids=["draft", "withdrawn"],
    )
    def test_published_evidence_that_is_marked_otherwise_is_named(
        self, record: None, columns: dict[str, Any]
    ) -> None:
        Followup.objects.update(**columns)

        _, named, error = check()

        assert any("f-1" in fault for fault in named)
        assert error is not None

    def test_what_follows_from_a_tampered_edition_is_not_checked(self, record: None) -> None:
        claims(public_standing="open")()
        rewrite('"kind":"assertion"', '"kind":"denial"')

        assert check()[1] == [DIGEST.format("3 (claim a-claim)")]

    def test_a_missing_edition_is_named(self, record: None) -> None:
        Facet.objects.filter(edition=1).delete()
        Source.objects.filter(edition=1).update(edition=None)
        in_sql(f"DELETE FROM {TABLE} WHERE number = %s", [1])

        assert check()[1] == [
            "Edition 2 (source a-post): its number should be 1, so an edition is missing."
        ]
