from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims import search
from claims.models import Claim, ClaimStatement
from claims.search_words import phrases, words
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_speaker,
    make_statement,
    make_tag,
    publish_claim,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    *('"', '""', '"""', "'", "''", "' OR '1'='1", '" OR "1"="1', "'; DROP TABLE claims_search; --"),
    *(
        "begun*",
        "*",
        "beg*un",
        "^begun",
        "begun NEAR word",
        "NEAR(begun word, 2)",
        "NEAR(",
        "NEAR/2",
    ),
    *(
        "words:begun",
        "{words}:begun",
        "-words:begun",
        ":",
        "rowid:1",
        "begun AND",
        "AND",
        "NOT",
        "OR",
    ),
    *("begun OR", "NOT begun", "(begun", "begun)", ")(", "((((((((((", "begun AND (", "+begun"),
    *("begun & word", "begun | word", "!begun", "begun <-> word", "begun <2> word", "&", "|", "!"),
    *(
        "<->",
        "begun:*",
        "begun:A",
        "'begun':1A",
        "\\",
        "\\'",
        "\\\\begun",
        "begun\\",
        "%",
        "%s",
        "_",
    ),
    *("\x01\x02\x1f\x7f", "begun\x1bword", "\ufffe\uffff", "\u200b\u202e", "\U0010ffff", "\r\n"),
    *(
        "😀",
        "begun 😀 word",
        "👩‍👩‍👧‍👦",
        "\u0301" * 500,
        "ﷺ",
        "begun " * 2000,
        "x" * 10_000,
        "(" * 10_000,
    ),
    *('"' * 10_000, "'" * 10_000, "a b c d e f g h i j " * 10, '"a" "b" ' * 25, "é" * 10_000),
]

# What a query is made of, so that words, quotes and signs meet.
SIGNS = st.text("aeé \"-_*(),:'\\&|!<>^+\n1", max_size=30)


@pytest.fixture
def editor() -> Any:
    """Without a password: hashing one takes longer than most of these tests."""
    return make_editor("editor")


def found(query: str) -> list[str]:
    """The slugs of the claims that a query finds."""
    matching = search.matching(query)
    if matching is None:
        return []
    return sorted(Claim.objects.filter(pk__in=matching).values_list("slug", flat=True))


def ids(query: str) -> set[int]:
    """The same for entries that no claim stands behind."""
    matching = search.matching(query)
    if matching is None:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(matching.sql, matching.params)
        return {identifier for (identifier,) in cursor.fetchall()}


def entry(text: str) -> dict[str, Any]:
    """A document with this text and nothing else to search."""
    nothing: dict[str, Any] = {"note": None, "settles": None}
    return {"text": text, **nothing, "tags": [], "statements": [], "followups": []}


def holds(text: str, query: str) -> bool:
    """Whether every phrase stands in the text, by trying every place: slow, independent."""
    listed, wanted = words(text), phrases(query)
    places = range(len(listed))
    return bool(wanted) and all(
        any(listed[place : place + len(phrase)] == phrase for place in places) for phrase in wanted
    )


@pytest.fixture(scope="class")
def published(rolled_back: Any) -> Iterator[None]:
    """A claim with words of its own in everything that is searched."""
    with rolled_back():
        editor = make_editor()
        source = make_source(title="Sourcetitle one")
        statement = make_statement(
            source=source,
            quote="Begun.",
            question="Questionword?",
            speaker=make_speaker(name="Speakername Doe"),
        )
        evidence = make_statement(quote="Evidenceword.", question="Otherquestion?")
        claim = make_claim(
            slug="a-claim",
            statement=statement,
            text="The production in Café Zürich has started.",
            note="Noteword.",
            settles="Settlesword.",
        )
        claim.tags.add(make_tag(name="tagname"))
        make_followup(claim=claim, statement=evidence, summary="Summaryword.").publish(by=editor)
        publish_claim(claim, editor)
        yield


@pytest.mark.usefixtures("published")
class TestWhatIsFound:
    @pytest.mark.parametrize(
        "query",
        [
            *(
                "begun",
                "Begun.",
                "BEGUN",
                '"begun"',
                "  begun!  ",
                "production",
                "start",
                "starting",
            ),
            *("started", "productions", "cafe", "café", "cafe\u0301", "CAFÉ", "zurich", "Zürich"),
            *("noteword", "settlesword", "tagname", "questionword", "speakername", "doe"),
            *("sourcetitle", "evidenceword", "otherquestion", "summaryword", "begun tagname"),
            *('"production in cafe zurich"', '"sourcetitle one"', 'begun "has started"'),
            *('"Café, Zürich"', '"speakername-doe"'),
        ],
    )
    def test_it_finds(self, query: str) -> None:
        assert found(query) == ["a-claim"]

    @pytest.mark.parametrize(
        "query",
        [
            *("ended", "begin", "begun ended", '"zurich cafe"', '"production cafe"', "beg", "gun"),
            *('"started has"', "OR", "begun OR", "words", "a-claim", '"begun" "ended"'),
            *("", " ", "!!!", '"', '""', "…", "😀", "_"),
        ],
    )
    def test_it_does_not_find(self, query: str) -> None:
        assert found(query) == []

    @pytest.mark.parametrize("query", ["", " ", "?!", '""', '" "', "* * *", "_", "😀", "\x01"])
    def test_a_query_without_a_word_asks_for_nothing(self, query: str) -> None:
        assert search.matching(query) is None

    def test_it_finds_all_that_hold_the_words(self, editor: Any) -> None:
        publish_claim(make_claim(slug="another", text="Zürich is in Switzerland."), editor)

        assert found("zurich") == ["a-claim", "another"]
        assert found("begun") == ["a-claim", "another"]
        assert found("zurich switzerland") == ["another"]


class TestSpellings:
    """One word in every spelling finds all others: the index and the query fold alike."""

    @pytest.mark.parametrize(
        "spellings",
        [
            ["zwölf", "zwo\u0308lf", "zwolf", "ZWÖLF", "ｚｗｏｌｆ", "Zwölf.", "„zwölf“"],
            ["Straße", "STRASSE", "strasse", "ſtraße"],
            ["ﬁnal", "final", "FINAL"],
            ["İzmir", "izmir", "IZMIR", "ızmır"],
            ["Ærø", "aero", "ÆRØ"],
            ["Łódź", "lodz", "ŁÓDŹ"],
            ["Begun.", "begun", "BEGÚN", "“Begun!”", "be\u00adgun"],
        ],
    )
    def test_each_finds_all(self, spellings: list[str]) -> None:
        for number, spelling in enumerate(spellings, start=1):
            search.put({number: entry(f"It was {spelling} then.")})

        for spelling in spellings:
            bare = spelling.strip("“„”")
            assert ids(spelling) == set(range(1, len(spellings) + 1)), spelling
            assert ids(f"“was {bare} then”") == ids(spelling)


class TestWhatIsNotPublic:
    def test_a_draft_is_not_found(self) -> None:
        make_claim(text="Markerword is so.")

        assert found("markerword") == []

    def test_an_unpublished_change_is_not_found(self, editor: Any) -> None:
        claim = publish_claim(make_claim(slug="a-claim", text="Oldword is so."), editor)
        link = ClaimStatement.objects.get(claim=claim)

        claim.text = "Markerword is so."
        claim.save()
        link.statement.quote = "Markerword."
        link.statement.save()

        assert (found("markerword"), found("oldword")) == ([], ["a-claim"])

    def test_a_published_change_is_found_and_the_old_words_are_not(self, editor: Any) -> None:
        claim = publish_claim(make_claim(slug="a-claim", text="Oldword is so."), editor)

        claim.text = "Newword is so."
        claim.save()
        claim.publish(by=editor, reason="It was a slip.")

        assert (found("newword"), found("oldword")) == (["a-claim"], [])

    def test_a_withdrawn_claim_is_found_again_once_it_is_published_again(self, editor: Any) -> None:
        claim = publish_claim(make_claim(slug="a-claim", text="Markerword is so."), editor)

        claim.withdraw(by=editor, reason="Nobody said it.")
        assert found("markerword") == []

        claim.publish(by=editor)
        assert found("markerword") == ["a-claim"]


class TestQueries:
    @pytest.fixture(autouse=True)
    def entries(self) -> None:
        search.put({1: entry("Begun is a word.")})
        search.put({2: entry("Nothing is.")})

    @pytest.mark.parametrize("query", HOSTILE)
    def test_a_hostile_query_finds_what_its_words_say(self, query: str) -> None:
        expected = {
            number
            for number, text in ((1, "Begun is a word."), (2, "Nothing is."))
            if holds(text, query)
        }

        assert ids(query) == expected
        assert ids("begun") == {1}

    @given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60) | SIGNS)
    @settings(deadline=None)
    @example("\ud7a3\u1100 \U0001d7d8 ¹½Ⅷ")
    def test_no_query_raises(self, query: str) -> None:
        with transaction.atomic():
            assert ids(query) <= {1, 2}

    @given(texts=st.lists(SIGNS, min_size=1, max_size=3), query=SIGNS)
    @settings(deadline=None)
    @example(texts=["a-e", "ae"], query='"a e"')
    def test_both_databases_find_what_trying_every_place_finds(
        self, texts: list[str], query: str
    ) -> None:
        for number, text in enumerate(texts, start=10):
            search.put({number: entry(text)})

        expected = {n for n, text in enumerate(texts, start=10) if holds(text, query)}

        assert ids(query) - {1, 2} == expected
        for number in range(len(texts)):
            search.put({10 + number: None})

    @given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
    @settings(deadline=None, max_examples=60)
    @example("it's \\ 'a':1A \"b\" <-> & | ! :*")
    def test_any_text_can_be_indexed(self, text: str) -> None:
        with transaction.atomic():
            search.put({3: entry(text)})

            assert search.is_current(3, entry(text))


class TestLongTexts:
    """PostgreSQL keeps 256 places of a word, each below 16,384: no claim may be lost by that."""

    def test_a_phrase_is_found_behind_many_uses_of_its_words(self) -> None:
        search.put({1: entry("the " * 300 + "end")})

        assert (ids('"the end"'), ids('"the the end"')) == ({1}, {1})
        assert ids('"end the"') == set()

    def test_a_word_at_the_end_of_a_very_long_text_is_found(self) -> None:
        search.put({1: entry("word " * 17_000 + "tall giraffe")})

        assert (ids("giraffe"), ids('"tall giraffe"')) == ({1}, {1})
        assert ids('"word giraffe"') == set()


class TestEntries:
    def test_putting_replaces(self) -> None:
        search.put({1: entry("One.")})
        search.put({2: entry("One.")})

        search.put({1: entry("Two.")})

        assert (ids("one"), ids("two")) == ({2}, {1})

    def test_putting_nothing_takes_it_out(self) -> None:
        search.put({1: entry("One.")})
        search.put({2: entry("One.")})

        search.put({1: None})

        assert ids("one") == {2}

    def test_an_entry_is_current_where_putting_it_again_would_change_nothing(self) -> None:
        assert search.is_current(1, None)
        assert not search.is_current(1, entry("One."))

        search.put({1: entry("One two one.")})

        assert search.is_current(1, entry("One, two: one!"))
        assert not search.is_current(1, entry("Two one one."))
        assert not search.is_current(1, entry("One two."))
        assert not search.is_current(2, entry("One two one."))
        assert not search.is_current(1, None)
