import unicodedata

import pytest

from sources.anchors import Anchor, State, context, locate, normalise

EXACT, NORMALISED, MOVED = State.EXACT, State.NORMALISED, State.MOVED
NOT_FOUND, AMBIGUOUS, UNCHECKED = State.NOT_FOUND, State.AMBIGUOUS, State.UNCHECKED

NO_BREAK, EM_DASH, ACUTE, DIAERESIS = "\u00a0", "\u2014", "\u0301", "\u0308"


# Text, quote, stored start and end, then the state and the place.
EXAMPLES = [
    # Exact, and by one code point not.
    ("We have begun.", "begun", 8, 13, EXACT, 8, 13),
    ("We have begun.", "begun", 7, 13, MOVED, 8, 13),
    ("We have begun.", "begun", 8, 14, MOVED, 8, 13),
    ("We have begun.", "We have begun.", 0, 14, EXACT, 0, 14),
    ("yes no yes", "yes", 7, 10, EXACT, 7, 10),
    ("aaa", "aa", 1, 3, EXACT, 1, 3),
    # Beyond the basic plane a character is one position, whatever UTF-16 or UTF-8 make of it.
    ("😀😀 begun", "begun", 3, 8, EXACT, 3, 8),
    ("😀😀 begun", "begun", 5, 10, MOVED, 3, 8),
    ("😀😀 begun", "begun", 9, 14, MOVED, 3, 8),
    ("a𝔹b", "𝔹", 1, 2, EXACT, 1, 2),
    ("a𝔹b", "𝔹", 1, 3, MOVED, 1, 2),
    # From right to left, positions still follow the text as held.
    ("אמר שלום לכם", "שלום", 4, 8, EXACT, 4, 8),
    ("אמר שלום לכם", "שלום", 0, 4, MOVED, 4, 8),
    # Moved.
    ("Update. We have begun.", "begun", 8, 13, MOVED, 16, 21),
    ("begun", "begun", None, None, MOVED, 0, 5),
    ("begun", "begun", 0, None, MOVED, 0, 5),
    ("begun", "begun", None, 5, MOVED, 0, 5),
    # Positions that are no place.
    ("begun", "begun", 5, 0, MOVED, 0, 5),
    ("begun", "begun", 0, 6, MOVED, 0, 5),
    ("begun", "begun", -5, 5, MOVED, 0, 5),
    ("begun", "begun", -5, -1, MOVED, 0, 5),
    ("begun", "begun", 3, 3, MOVED, 0, 5),
    ("begun", "begun", 10**30, 10**30 + 5, MOVED, 0, 5),
    # Ambiguous; occurrences may overlap.
    ("yes no yes", "yes", None, None, AMBIGUOUS, None, None),
    ("yes no yes", "yes", 1, 4, AMBIGUOUS, None, None),
    ("aaa", "aa", None, None, AMBIGUOUS, None, None),
    ("aba", "aba", None, None, MOVED, 0, 3),
    # Normalised at the stored place.
    ("It’s begun", "It's begun", 0, 10, NORMALISED, 0, 10),
    ("It's begun", "It’s begun", 0, 10, NORMALISED, 0, 10),
    ("“begun”", '"begun"', 0, 7, NORMALISED, 0, 7),
    ("a–b", "a-b", 0, 3, NORMALISED, 0, 3),
    ("a—b", "a–b", 0, 3, NORMALISED, 0, 3),
    ("a−b", "a\u2011b", 0, 3, NORMALISED, 0, 3),
    (f"We{NO_BREAK}have", "We have", 0, 7, NORMALISED, 0, 7),
    ("We\r\n\t have", "We have", 0, 10, NORMALISED, 0, 10),
    ("We have", "We\u202f\u2009have", 0, 7, NORMALISED, 0, 7),
    (f"cafe{ACUTE} au lait", "café", 0, 5, NORMALISED, 0, 5),
    ("café au lait", f"cafe{ACUTE}", 0, 4, NORMALISED, 0, 4),
    ("yes ‘no’ yes ‘no’", "'no'", 13, 17, NORMALISED, 13, 17),
    # Normalised elsewhere: the place is one in the text as held.
    ("She said:  “It’s   begun” ", '"It\'s begun"', 0, 12, NORMALISED, 11, 25),
    ("😀😀 It’s begun", "It's begun", 0, 10, NORMALISED, 3, 13),
    (f"e{ACUTE}e{ACUTE} cafe{ACUTE}", "café", None, None, NORMALISED, 5, 10),
    ("\u1112\u1161\u11ab\u1100\u1173\u11af!", "글", None, None, NORMALISED, 3, 6),
    ("\u212b \u0958\u0301", "\u00c5", None, None, NORMALISED, 0, 1),
    # What is canonically equal comes in any order of marks.
    ("q\u0323\u0307", "q\u0307\u0323", 0, 3, NORMALISED, 0, 3),
    # A part of a character or of a run is no place.
    (f"cafe{ACUTE} ‘x’", "cafe 'x'", None, None, NOT_FOUND, None, None),
    (f"a “q{DIAERESIS}”", 'a "q', None, None, NOT_FOUND, None, None),
    (f"“{DIAERESIS}x", '"', None, None, NOT_FOUND, None, None),
    (f"“x{DIAERESIS}”q{DIAERESIS}", f'{DIAERESIS}"', None, None, NOT_FOUND, None, None),
    ("\u1112\u1161\u11ab ‘", "하", None, None, NOT_FOUND, None, None),
    # Several normalised places.
    ("‘no’ and ‘no’", "'no'", None, None, AMBIGUOUS, None, None),
    ("’’’", "''", None, None, AMBIGUOUS, None, None),
    # Not found: nothing is fuzzy.
    ("We have begun.", "we have begun", 0, 13, NOT_FOUND, None, None),
    ("We have begun.", "We had begun", 0, 12, NOT_FOUND, None, None),
    ("Wehave", "We have", 0, 6, NOT_FOUND, None, None),
    ("café", "cafe", 0, 4, NOT_FOUND, None, None),
    ("ﬁnal", "final", 0, 4, NOT_FOUND, None, None),
    ("«begun»", '"begun"', 0, 7, NOT_FOUND, None, None),
    ("a--b", "a—b", 0, 4, NOT_FOUND, None, None),
    ("be\u00adgun", "begun", 0, 6, NOT_FOUND, None, None),
    ("be\u200bgun", "begun", 0, 6, NOT_FOUND, None, None),
    ("", "begun", None, None, NOT_FOUND, None, None),
    ("begun", "", 0, 5, NOT_FOUND, None, None),
    ("begun", "", 2, 2, NOT_FOUND, None, None),
    ("", "", 0, 0, NOT_FOUND, None, None),
]

# Text, quote, prefix, suffix, then the state and the place.
IN_CONTEXT = [
    ("yes, no, yes!", "yes", ", ", "!", MOVED, 9, 12),
    ("yes, no, yes!", "yes", "", ", ", MOVED, 0, 3),
    ("yes, no, yes!", "yes", "no, ", "", MOVED, 9, 12),
    ("😀yes 😀no yes", "yes", "😀", " ", MOVED, 1, 4),
    ("aaab", "aa", "a", "b", MOVED, 1, 3),
    ("yes, no, yes!", "yes", "", "", AMBIGUOUS, None, None),
    ("yes, no, yes!", "yes", ", ", None, AMBIGUOUS, None, None),
    ("yes, no, yes!", "yes", None, "!", AMBIGUOUS, None, None),
    ("yes, no, yes!", "yes", ", ", "?", AMBIGUOUS, None, None),
    ("a yes b, a yes b", "yes", "a ", " b", AMBIGUOUS, None, None),
    ("aaaa", "a", "a", "a", AMBIGUOUS, None, None),
    # What stands around one occurrence need not be as it was; it is not even looked at.
    ("no, yes!", "yes", "x", "y", MOVED, 4, 7),
    ("no, ‘yes’!", "'yes'", "x", "y", NORMALISED, 4, 9),
    # It does not choose between words that only normalisation finds.
    ("‘yes’, no, ‘yes’!", "'yes'", "no, ", "!", AMBIGUOUS, None, None),
]


class TestLocate:
    @pytest.mark.parametrize(
        ("text", "quote", "start", "end", "state", "first", "last"), EXAMPLES, ids=str
    )
    def test_examples(
        self,
        text: str,
        quote: str,
        start: int | None,
        end: int | None,
        state: State,
        first: int | None,
        last: int | None,
    ) -> None:
        assert locate(text, quote, start, end) == Anchor(state, first, last)

    @pytest.mark.parametrize(
        ("text", "quote", "prefix", "suffix", "state", "first", "last"), IN_CONTEXT, ids=str
    )
    def test_examples_in_context(
        self,
        text: str,
        quote: str,
        prefix: str | None,
        suffix: str | None,
        state: State,
        first: int | None,
        last: int | None,
    ) -> None:
        found = locate(text, quote, prefix=prefix, suffix=suffix)
        assert found == Anchor(state, first, last)

    def test_without_a_text_nothing_is_checked(self) -> None:
        assert locate(None, "begun", 8, 13, "have ", ".") == Anchor(UNCHECKED, 8, 13)
        assert locate(None, "", 13, 8) == Anchor(UNCHECKED, 13, 8)
        assert locate(None, "begun") == Anchor(UNCHECKED, None, None)

    def test_an_exact_place_needs_no_context(self) -> None:
        assert locate("yes yes", "yes", 4, 7, "other", "words") == Anchor(EXACT, 4, 7)

    def test_exact_words_elsewhere_come_before_normalised_words_at_the_place(self) -> None:
        assert locate("it’s it's", "it's", 0, 4) == Anchor(MOVED, 5, 9)

    def test_states_are_their_names(self) -> None:
        assert [str(state) for state in State] == [
            *("exact", "normalised", "moved", "not_found", "ambiguous", "unchecked")
        ]


class TestNormalise:
    @pytest.mark.parametrize(
        ("text", "plain"),
        [
            ("", ""),
            ("Plain - 'text' \"here\"", "Plain - 'text' \"here\""),
            ("‘a’ ‚b‛ “c” „d‟", "'a' 'b' \"c\" \"d\""),
            ("\u2010\u2011\u2012\u2013\u2014\u2015\u2212-", "--------"),
            (" \t\r\n\u00a0\u1680\u2000\u2003\u200a\u2028\u2029\u202f\u205f\u3000\x85", " "),
            (" a  b ", " a b "),
            (f"e{ACUTE}", "é"),
            (f"a \u00a0{ACUTE}  b", f"a {ACUTE} b"),
            ("STRASSE straße ﬁ ½ «x» ′″ \u02bc", "STRASSE straße ﬁ ½ «x» ′″ \u02bc"),
            ("\u200b\ufeff\u00ad\u2060", "\u200b\ufeff\u00ad\u2060"),
        ],
    )
    def test_examples(self, text: str, plain: str) -> None:
        assert normalise(text) == plain

    def test_the_signs_it_makes_combine_with_nothing(self) -> None:
        # Otherwise NFC would have to come after them as well as before.
        marks = [chr(n) for n in range(0x110000) if unicodedata.combining(chr(n))]
        for sign in " -'\"":
            for mark in marks:
                composed = unicodedata.normalize("NFC", mark)
                assert unicodedata.normalize("NFC", sign + mark) == sign + composed


class TestContext:
    def test_up_to_32_code_points_as_they_stand(self) -> None:
        text = "😀" * 40 + "yes" + NO_BREAK * 40
        assert context(text, 40, 43) == ("😀" * 32, NO_BREAK * 32)

    def test_less_at_the_edges_of_the_text(self) -> None:
        assert context("yes", 0, 3) == ("", "")
        assert context("a yes b", 2, 5) == ("a ", " b")
        assert context("a yes" + "b" * 60, 2, 5) == ("a ", "b" * 32)
        assert context("a" * 60 + "yes b", 60, 63) == ("a" * 32, " b")

    def test_another_length(self) -> None:
        assert context("abc yes def", 4, 7, length=2) == ("c ", " d")
        assert context("abc yes def", 4, 7, length=0) == ("", "")

    @pytest.mark.parametrize(
        ("start", "end", "length"), [(-1, 2, 32), (2, 1, 32), (0, 4, 32), (4, 4, 32), (0, 1, -1)]
    )
    def test_a_place_outside_the_text_is_an_error(self, start: int, end: int, length: int) -> None:
        with pytest.raises(ValueError, match=r"^No place from .* in a text of 3 code points\.$"):
            context("abc", start, end, length)
