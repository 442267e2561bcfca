import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.search_words import LONGEST_QUERY, LONGEST_WORD, phrases, words

TEXT = st.text(st.characters(codec="utf-8"))


class TestWords:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Begun.", ["begun"]),
            ("We have BEGUN, haven't we?", ["we", "have", "begun", "haven", "t", "we"]),
            ("1 MW plant (2.5 kg)", ["1", "mw", "plant", "2", "5", "kg"]),
            ("snake_case under_score", ["snake", "case", "under", "score"]),
            ("“curly”—dash…", ["cur", "dash"]),
            ("\tone\u00a0two\u2028three\r\n", ["one", "two", "three"]),
            ("Ελλάδα Москва", ["ελλαδα", "москва"]),
            ("東京", ["東京"]),
            ("", []),
            (" .,;:!?'\"()[]{}*&|<>-_\\/ 😀 \u0301", []),
        ],
    )
    def test_they_are_letters_and_digits_folded_and_stemmed(
        self, text: str, found: list[str]
    ) -> None:
        assert words(text) == found

    @pytest.mark.parametrize(
        "spelling",
        ["café", "cafe\u0301", "CAFÉ", "Cafe", "ｃａｆｅ", "cafe\u0323", "𝐜𝐚𝐟𝐞́", "ⒸⒶⒻⒺ"],
    )
    def test_one_word_in_every_spelling(self, spelling: str) -> None:
        assert words(spelling) == ["cafe"]

    @pytest.mark.parametrize(
        ("text", "folded"),
        [("Straße", "strass"), ("ﬁre", "fire"), ("İstanbul", "istanbul"), ("ΣΊΣΥΦΟΣ", "σισυφοσ")],
    )
    def test_letters_that_fold_to_others(self, text: str, folded: str) -> None:
        assert words(text) == [folded]

    @pytest.mark.parametrize(
        "forms",
        [
            ["produce", "produced", "produces", "producing"],
            ["plant", "plants", "Plants"],
            ["delivery", "deliveries"],
            ["test", "tested", "testing", "tests"],
        ],
    )
    def test_forms_of_a_word_have_one_stem(self, forms: list[str]) -> None:
        assert len({tuple(words(form)) for form in forms}) == 1

    def test_other_words_have_other_stems(self) -> None:
        assert words("begin") != words("begun")
        assert words("universal") != words("plant")

    def test_a_long_run_of_letters_is_cut(self) -> None:
        assert words("b" * 1000) == ["b" * LONGEST_WORD]
        assert words("é" * 1000) == ["e" * LONGEST_WORD]

    @given(TEXT)
    @settings(deadline=None)
    @example("ͺ ﹰ ﷺ")
    def test_of_any_text_nothing_but_short_words_is_left(self, text: str) -> None:
        for word in words(text):
            assert 0 < len(word) <= LONGEST_WORD
            assert word.isalnum()
            assert not any(unicodedata.combining(char) for char in word)

    @given(TEXT)
    @settings(deadline=None)
    def test_the_same_text_in_another_unicode_form_has_the_same_words(self, text: str) -> None:
        expected = words(text)

        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            assert words(unicodedata.normalize(form, text)) == expected

    @given(st.lists(st.text("abcXYZ019", min_size=1, max_size=8)))
    @settings(deadline=None)
    def test_words_are_told_apart_by_anything_between_them(self, parts: list[str]) -> None:
        apart = [word for part in parts for word in words(part)]

        assert words(" ".join(parts)) == words("_".join(parts)) == words(", ".join(parts)) == apart


class TestPhrases:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("begun", [["begun"]]),
            ("has begun", [["has"], ["begun"]]),
            ('"has begun"', [["has", "begun"]]),
            ('plant "has begun" first', [["has", "begun"], ["plant"], ["first"]]),
            ('"has begun""at last"', [["has", "begun"], ["at", "last"]]),
            ('"has begun', [["has"], ["begun"]]),
            ('begun"', [["begun"]]),
            ('"" " " "!" begun', [["begun"]]),
            ('"Café–Plants"', [["cafe", "plant"]]),
            ("has AND begun OR NOT*", [["has"], ["and"], ["begun"], ["or"], ["not"]]),
        ],
    )
    def test_a_quoted_phrase_stays_together(self, query: str, found: list[list[str]]) -> None:
        assert phrases(query) == found

    @pytest.mark.parametrize("query", ["", " ", "!!!", '"', '""', '"?" "…"', "_", "* : ( ) ^ -"])
    def test_there_is_none_in_punctuation(self, query: str) -> None:
        assert phrases(query) == []

    def test_a_query_of_10_kilobytes_is_cut(self) -> None:
        # Six characters a word: 33 words, and two characters of another one.
        assert phrases("begun " * 2000) == [["begun"]] * 33 + [["be"]]

    @given(TEXT)
    @settings(deadline=None)
    def test_every_word_of_a_query_is_in_some_phrase(self, query: str) -> None:
        asked = sorted(word for phrase in phrases(query) for word in phrase)

        assert asked == sorted(words(query[:LONGEST_QUERY]))
