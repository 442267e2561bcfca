"""The JSON-LD of a claim, read as RDF by a library that knows nothing of this site."""

import json
import warnings
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF

from claims.structured_data import as_script, claim_data, exact
from sources.dates import date_object
from tests.claim_editions import Document, cited, claim, edition, finding, withdrawn, words

ORIGIN = "https://claims.example"
CLAIM = URIRef(f"{ORIGIN}/claims/a-claim/#claim")
REVIEW = URIRef(f"{ORIGIN}/claims/a-claim/#review")
PAGE = URIRef(f"{ORIGIN}/claims/a-claim/")
OPEN = claim(
    statements=[
        words(),
        words(
            "s-2", role="reports", speaker={"id": "b", "name": "B", "kind": "person", "role": ""}
        ),
        words(
            "s-3",
            role="repeats",
            speaker={"id": "reader", "name": "a reader", "kind": "reader", "role": ""},
            said_on=date_object("2014"),
            source=cited(
                id="b-post",
                title="</script>",
                path="/sources/b-post/",
                url=None,
                published_on=date_object("2014~"),
            ),
        ),
    ]
)
CONTRADICTED = claim(followups=[finding(verdict="contradicted")])


def data(document: Document) -> Any:
    return claim_data(edition(document).content, ORIGIN, "A Tracker")


def schema(name: str) -> URIRef:
    return URIRef(f"https://schema.org/{name}")


def triples(document: Document) -> Graph:
    """No context is fetched: all keys are words of schema.org, which an inline context says."""
    found = json.loads(str(as_script(data(document))))
    assert found.pop("@context") == "https://schema.org"
    inline = {"@context": {"@vocab": "https://schema.org/"}, **found}
    with warnings.catch_warnings():
        # The parser uses a class of its own library that the library calls deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        return Graph().parse(data=json.dumps(inline), format="json-ld")


def test_an_open_claim_is_a_claim_and_nothing_is_reviewed() -> None:
    graph = triples(OPEN)
    post, other = URIRef(f"{ORIGIN}/sources/a-post/"), URIRef(f"{ORIGIN}/sources/b-post/")
    assert set(graph.triples((CLAIM, None, None))) - set(
        graph.triples((CLAIM, schema("author"), None))
    ) == {
        (CLAIM, RDF.type, schema("Claim")),
        (CLAIM, schema("url"), Literal(str(PAGE))),
        (CLAIM, schema("text"), Literal("Production has begun.")),
        (CLAIM, schema("datePublished"), Literal("2011-12-09")),
        (CLAIM, schema("firstAppearance"), post),
        (CLAIM, schema("appearance"), post),
        (CLAIM, schema("appearance"), other),
        (CLAIM, schema("sdLicense"), Literal("https://creativecommons.org/licenses/by/4.0/")),
    }
    authors = [
        graph.value(author, schema("name")) for author in graph.objects(CLAIM, schema("author"))
    ]
    assert authors == [Literal("A Maker")]
    assert graph.value(post, schema("datePublished")) == Literal("2011-12-10")
    assert graph.value(other, schema("datePublished")) is None
    assert graph.value(other, schema("name")) == Literal("</script>")
    assert graph.value(other, schema("url")) == Literal(str(other))
    assert not list(graph.subjects(RDF.type, schema("ClaimReview")))


def test_a_contradicted_claim_is_reviewed_in_words_alone() -> None:
    graph = triples(CONTRADICTED)
    rating, author = (graph.value(REVIEW, schema(name)) for name in ("reviewRating", "author"))
    assert set(graph.triples((REVIEW, None, None))) == {
        (REVIEW, RDF.type, schema("ClaimReview")),
        (REVIEW, schema("url"), Literal(str(PAGE))),
        (REVIEW, schema("claimReviewed"), Literal("Production has begun.")),
        (REVIEW, schema("itemReviewed"), CLAIM),
        (REVIEW, schema("reviewRating"), rating),
        (REVIEW, schema("author"), author),
        (REVIEW, schema("datePublished"), Literal("2026-11-25")),
        (REVIEW, schema("sdLicense"), Literal("https://creativecommons.org/licenses/by/4.0/")),
    }
    assert set(graph.predicate_objects(rating)) == {
        (RDF.type, schema("Rating")),
        (schema("alternateName"), Literal("Contradicted")),
    }
    assert set(graph.predicate_objects(author)) == {
        (RDF.type, schema("Organization")),
        (schema("name"), Literal("A Tracker")),
        (schema("url"), Literal(f"{ORIGIN}/")),
    }
    assert (CLAIM, RDF.type, schema("Claim")) in graph


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        ("supported", "ClaimReview"),
        ("contradicted", "ClaimReview"),
        *[
            (verdict, "Claim")
            for verdict in (
                "open",
                "qualified",
                "disputed",
                "superseded",
                "retracted",
                "fulfilled",
                "not_fulfilled",
                "unverifiable",
            )
        ],
    ],
)
def test_only_truth_is_reviewed(verdict: str, kind: str) -> None:
    assert data(claim(followups=[finding(verdict=verdict)]))["@type"] == kind


def test_a_withdrawn_claim_says_nothing() -> None:
    assert data(withdrawn(CONTRADICTED)) is None


def test_no_quotation_can_end_the_element() -> None:
    script = str(as_script({"text": "</script><!-- & ]]>"}))
    assert not set(script) & set("<>&")
    assert json.loads(script) == {"text": "</script><!-- & ]]>"}


@pytest.mark.parametrize(
    ("edtf", "date"),
    [
        ("2011", "2011"),
        ("2011-12", "2011-12"),
        ("2011-12-09", "2011-12-09"),
        ("2014-01~", None),
        ("2014-21", None),
        ("201X", None),
        ("2011/2012", None),
        ("", None),
    ],
)
def test_only_exact_dates_are_told(edtf: str, date: str | None) -> None:
    assert exact(date_object(edtf)) == date


def test_an_undated_claim_without_an_address_leaves_out_what_it_has_not() -> None:
    found = data(claim(statements=[words(said_on=None, source=cited(published_on=None))]))
    assert "datePublished" not in found
    assert "datePublished" not in found["firstAppearance"]
