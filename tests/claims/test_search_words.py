import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.search_words import (
    LONGEST_QUERY,
    LONGEST_WORD,
    MOST_FOLDED,
    Folding,
    located,
    phrases,
    words,
)

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
        [
            *(("Straße", "strass"), ("ﬁre", "fire"), ("İstanbul", "istanbul"), ("zwölf", "zwolf")),
            *(("ΣΊΣΥΦΟΣ", "σισυφοσ"), ("Ærø", "aero"), ("œuvr", "oeuvr"), ("Łódź", "lodz")),
            *(("Đặng", "dang"), ("ısı", "isi"), ("þórr", "thorr"), ("Ħal", "hal")),
            *(("pro\u00addu\u200dct", "product"), ("\ufeffone", "one")),
        ],
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


class TestFolding:
    def test_a_stranger_cannot_fill_the_memory(self) -> None:
        folding = Folding()
        for point in range(0x20, 0x20 + MOST_FOLDED + 100):
            assert folding[point] == folding[point]
        assert len(folding) == MOST_FOLDED


class TestLocated:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("It has begun.", ["It", "has", "begun"]),
            ("Zwo\u0308lf Straßen", ["Zwo\u0308lf", "Straßen"]),
            ("“ﬁre”", ["ﬁre"]),
            ("½", ["½", "½"]),
            ("", []),
        ],
    )
    def test_each_word_has_its_place(self, text: str, found: list[str]) -> None:
        assert [text[item.start : item.end] for item in located(text)] == found

    @given(TEXT)
    @settings(deadline=None)
    @example("\u0301a\u0301\u00ad½ﷺ")
    def test_they_are_the_words_of_the_text_in_order(self, text: str) -> None:
        found = list(located(text))

        assert [item.word for item in found] == words(text)
        assert found == sorted(found, key=lambda item: item.start)
        for item in found:
            assert item.word in words(text[item.start : item.end])


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
            ("“has begun” first", [["has", "begun"], ["first"]]),
            ("„has begun“ «at last»", [["has", "begun"], ["at", "last"]]),
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
