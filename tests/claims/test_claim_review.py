import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.claim_review import (
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_URL,
    Appearance,
    Claimant,
    Review,
    UnusableReview,
    as_sentence,
    read_file,
)
from claims.json_ld import UnusableFile
from claims.models import Claim
from claims.review_ratings import Rating
from sources.models import Publisher, Source, Speaker

SAMPLE = Path(__file__).with_name("claimreview.json").read_bytes()
BRIDGE = Review(
    url="https://facts.example/bridge",
    checker="Facts Office",
    checker_url="",
    is_press=False,
    title="",
    published_on="2021-03-05",
    language="und",
    text="The old bridge is closed.",
    rating=Rating("Facts Office", "False", "1", "", "5"),
    claimant=None,
    appearances=(),
    set_aside=(),
)


def review(**changes: Any) -> dict[str, Any]:
    """The least that can be used, with changes; None takes a key away."""
    node = {
        "@type": "ClaimReview",
        "url": "https://facts.example/bridge",
        "author": {"@type": "Organization", "name": "Facts Office"},
        "datePublished": "2021-03-05",
        "claimReviewed": "The old bridge is closed.",
        "reviewRating": {"alternateName": "False", "ratingValue": 1, "bestRating": "5"},
        **changes,
    }
    return {key: value for key, value in node.items() if value is not None}


def read(value: Any) -> list[Any]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return [str(one) if isinstance(one, UnusableReview) else one for one in read_file(data)]


class TestReadingAFile:
    def test_a_feed_of_data_commons(self) -> None:
        checks = ("Example Checks", "https://checks.example/", True, "How long is the Lune?")
        assert read(SAMPLE) == [
            Review(
                "https://checks.example/river",
                *checks,
                "2021-03-04",
                "en-GB",
                "The Lune is the longest river of the county.",
                Rating("Example Checks", "False", "1", "1", "5"),
                Claimant("Ada Brook", "person", "Mayor of Lunetown"),
                (
                    Appearance(
                        "https://courier.example/lune",
                        "The mayor on the river",
                        "Lune Courier",
                        "2021-02-28",
                    ),
                ),
                (
                    "appearance on www.facebook.com: the address of a post may name a private "
                    "person",
                ),
            ),
            Review(
                "https://checks.example/river",
                *checks,
                "2021-03-04",
                "und",
                "The Lune is 85 km long.",
                Rating("Example Checks", "True", "5", "1", "5"),
                Claimant("Lune Anglers", "organisation", ""),
                (),
                (),
            ),
            Review(
                "https://facts.example/bridge",
                "Facts Office",
                "",
                False,
                "",
                "2021-03",
                "und",
                "The old bridge is closed.",
                Rating("Facts Office", "Not the whole story", "", "", ""),
                None,
                (),
                ("claimant “Viral post”: nobody in particular",),
            ),
            "datePublished: it is missing.",
        ]

    @pytest.mark.parametrize(
        "value",
        [
            review(),
            [review()],
            {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, review()]},
            {"@graph": [review(author={"@id": "#us"}), {"@id": "#us", "name": "Facts Office"}]},
            b"\xef\xbb\xbf" + json.dumps(review()).encode(),
            b"<!DOCTYPE html><title>\xc4\xb0</title><SCRIPT>if (1 < 2) {}</SCRIPT>"
            b"<script type='application/ld+json'>" + json.dumps(review()).encode() + b"</Script>",
        ],
        ids=["object", "list", "graph", "by id", "byte order mark", "page"],
    )
    def test_other_shapes(self, value: Any) -> None:
        assert read(value) == [BRIDGE]

    def test_a_broken_script_does_not_hide_the_next_one(self) -> None:
        script = b'<script type="application/ld+json">%s</script>'
        page = b"<html>" + script % b"{" + script % json.dumps(review()).encode()
        problem, found = read(page)
        assert problem.startswith("script 1 of the page: This is not JSON: Expecting property name")
        assert found == BRIDGE

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "The file is empty."),
            (b" \n", "The file is empty."),
            (b"\0" * 50, "There is no ClaimReview"),
            (b"[]", "There is no ClaimReview"),
            (b'["ClaimReview", 1, null]', "There is no ClaimReview"),
            (b"<p>ClaimReview</p><script type=application/ld+json>", "There is no ClaimReview"),
            (b"ClaimReview\xff", "not in UTF-8: byte 11 is wrong."),
            (b'{"@type": "ClaimReview"', "This is not JSON: Expecting"),
            (b'["ClaimReview", NaN]', "a number is too long, or NaN"),
            (b'["ClaimReview", ' + b"9" * 5000 + b"]", "a number is too long, or NaN"),
            (b'["ClaimReview", ' + b"[" * 100_000, "nested too deeply"),
            (b'["ClaimReview", ' + b'{"a":' * 100_000, "nested too deeply"),
        ],
    )
    def test_what_is_no_such_file_is_refused(self, data: bytes, reason: str) -> None:
        with pytest.raises(UnusableFile, match=reason):
            read(data)

    def test_a_page_of_scripts_without_an_end_is_read_once(self) -> None:
        with pytest.raises(UnusableFile, match="There is no ClaimReview"):
            read(b"<script>ClaimReview" + b'<script type="application/ld+json"' * 100_000)


class TestReadingAReview:
    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"url": None}, "url: it is missing."),
            ({"url": "ftp://a.example/"}, "url: “ftp://a.example/” is no http or https address."),
            ({"url": "https://[a/"}, "url: “https://[a/” is no http or https address."),
            ({"url": 5}, "url: “5” is no text."),
            ({"url": ["https://a.example/", "b"]}, "url: a list is no text."),
            ({"url": f"https://a.example/{'a' * 500}"}, "url: 518 characters; 500 are allowed."),
            ({"author": None}, "author: it names no organisation, and nor does publisher."),
            (
                {"author": {"@type": "Person", "name": "Pat"}},
                "author: it names no organisation, and nor does publisher.",
            ),
            ({"author": {"@type": "Organization"}}, "author.name: it is missing."),
            ({"author": {"name": "a\0b"}}, "author.name: “a�b” has characters that are no text."),
            ({"author": {"name": "\ud800"}}, "author.name: “�” has characters that are no text."),
            ({"datePublished": "4 May"}, "datePublished: “4 May” is no date such as 2014-01-31."),
            (
                {"datePublished": "2021-02-30"},
                "datePublished: “2021-02-30” is no date such as 2014-01-31.",
            ),
            ({"datePublished": True}, "datePublished: “True” is no text."),
            ({"claimReviewed": " "}, "claimReviewed: it is missing."),
            ({"claimReviewed": {"a": 1}}, "claimReviewed: an object is no text."),
            ({"claimReviewed": "a" * 301}, "claimReviewed: 301 characters; 300 are allowed."),
            (
                {"claimReviewed": "a" * 300},
                "claimReviewed: 301 characters with its full stop; 300 are allowed.",
            ),
            (
                {"claimReviewed": "Is the bridge closed?"},
                "claimReviewed: it is no sentence that could end with a full stop.",
            ),
            ({"reviewRating": "False"}, "reviewRating: “False” is no object."),
            (
                {"reviewRating": {"alternateName": "a" * 301}},
                "reviewRating.alternateName: 301 characters; 300 are allowed.",
            ),
            (
                {"reviewRating": {"ratingValue": True}},
                "reviewRating.ratingValue: “True” is no text.",
            ),
            (
                {"reviewRating": {"ratingValue": 10**30}},
                "reviewRating.ratingValue: 31 characters; 20 are allowed.",
            ),
            ({"itemReviewed": 3}, "itemReviewed: “3” is no object."),
            ({"itemReviewed": {"author": "Pat"}}, "itemReviewed.author: “Pat” is no object."),
            (
                {"itemReviewed": {"appearance": ["https://a.example/"] * 21}},
                "itemReviewed.appearance: 21 of them; 20 are allowed.",
            ),
        ],
    )
    def test_the_field_that_is_wrong_is_named(self, changes: dict[str, Any], problem: str) -> None:
        assert read(review(**changes)) == [problem]

    @pytest.mark.parametrize(
        ("author", "claimant"),
        [
            ({"@type": "Person", "name": "Ada", "sameAs": ["https://a.example/"]}, ("person", "")),
            ({"@type": "Person", "name": "Ada", "jobTitle": "Mayor"}, ("person", "Mayor")),
            ({"@type": "NGO", "name": "Ada"}, ("organisation", "")),
            ({"@type": "Person", "name": "Ada"}, "perhaps a private person"),
            ({"name": "Ada"}, "neither a person nor an organisation"),
        ],
    )
    def test_a_claimant_is_taken_over_only_where_the_file_shows_a_public_one(
        self, author: dict[str, Any], claimant: Any
    ) -> None:
        (found,) = read(review(itemReviewed={"author": author}))
        if isinstance(claimant, str):
            assert (found.claimant, found.set_aside) == (None, (f"claimant “Ada”: {claimant}",))
        else:
            assert (found.claimant, found.set_aside) == (Claimant("Ada", *claimant), ())

    @pytest.mark.parametrize(
        "name",
        [
            "Facebook posts",
            "Viral post",
            "@ada",
            "X",
            "Social media users",
            "Multiple sources",
            "Anonymous",
            "A reader",
            "https://x.com/ada",
            "Usuarios de redes sociales",
        ],
    )
    def test_nobody_in_particular_becomes_no_speaker(self, name: str) -> None:
        author = {"@type": "Person", "name": name, "jobTitle": "Writer"}
        (found,) = read(review(itemReviewed={"author": author}))
        assert found.claimant is None
        assert found.set_aside == (f"claimant “{name}”: nobody in particular",)

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ("The bridge is closed", "The bridge is closed."),
            ("“The bridge is closed.”", "The bridge is closed."),
            ('"The bridge" is the "gate"', '"The bridge" is the "gate".'),
            ("He said “The bridge”", "He said “The bridge”."),
            ("«The bridge is closed»", "The bridge is closed."),
        ],
    )
    def test_a_claim_is_a_sentence_and_no_quotation(self, given: str, sentence: str) -> None:
        assert as_sentence(given) == sentence

    def test_nothing_is_longer_than_its_column(self) -> None:
        def longest(model: Any, name: str) -> int:
            return int(model._meta.get_field(name).max_length)

        texts = [(Claim, "text"), (Source, "title"), (Speaker, "role")]
        assert {longest(*column) for column in texts} == {LONGEST_TEXT}
        names = [(Publisher, "name"), (Speaker, "name")]
        assert {longest(*column) for column in names} == {LONGEST_NAME}
        addresses = [(Source, "url"), (Publisher, "url")]
        assert {longest(*column) for column in addresses} == {LONGEST_URL}


KEYS = st.sampled_from(["@id", "@type", "@value", "name", "url", "author", "appearance"])
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*review(), "itemReviewed", "@id"]), JSON, max_size=4))
def test_whatever_a_review_holds_is_read_or_refused(changes: dict[str, Any]) -> None:
    (found,) = read({**review(**changes), "@type": "ClaimReview"})
    assert isinstance(found, Review) or ": " in found
