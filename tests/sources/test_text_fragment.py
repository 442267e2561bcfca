from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.text_fragment import LONGEST, text_link

PAGE = "https://example.org/post"


def directive(exact: str, prefix: str | None = "", suffix: str | None = "", url: str = PAGE) -> str:
    """What stands behind `#:~:text=`."""
    link = text_link(url, exact, prefix, suffix) or ""
    before, sign, after = link.partition("#:~:text=")
    assert (before, sign) == (url, "#:~:text=")
    return after


class TestTextLink:
    def test_it_names_the_words_and_what_is_around_them(self) -> None:
        prefix, suffix = "are they still starting up?\n\nA: ", "\n\nAs with many of these compact "

        assert text_link(PAGE, "Begun.", prefix, suffix) == (
            f"{PAGE}#:~:text=A%3A-,Begun.,-As%20with%20many%20of%20these%20compact"
        )

    @pytest.mark.parametrize(
        ("words", "encoded"),
        [
            ("E-Cat", "E%2DCat"),
            ("this, that", "this%2C%20that"),
            ("R&D", "R%26D"),
            ("100 %", "100%20%25"),
            ("a#b?c=d/e", "a%23b%3Fc%3Dd%2Fe"),
            ("“zwölf”", "%E2%80%9Czw%C3%B6lf%E2%80%9D"),
            ("one  two\u00a0three", "one%20two%20three"),
            ("\ud800x", "%3Fx"),
        ],
    )
    def test_signs_with_a_meaning_of_their_own_are_encoded(self, words: str, encoded: str) -> None:
        assert directive(words) == encoded

    def test_many_words_are_named_by_how_they_begin_and_end(self) -> None:
        words = [f"word{number:03}" for number in range(60)]

        assert directive(" ".join(words), "Before. ", " after") == (
            "word000%20word001%20word002%20word003%20word004,"
            "word055%20word056%20word057%20word058%20word059"
        )

    def test_it_is_the_length_that_decides(self) -> None:
        just = "word " * 39 + "words"
        assert len(just) == LONGEST
        assert "," not in directive(just)
        assert "," in directive(just + "s")
        long_words = " ".join(["x" * 40] * 10)
        assert directive(long_words) == long_words.replace(" ", "%20")

    def test_words_in_several_paragraphs_are_too(self) -> None:
        assert directive("One two.\n\n  …\n\nThree four.") == "One%20two.,Three%20four."

    @pytest.mark.parametrize(
        ("prefix", "expected"),
        [
            ("ut by whole words ", "by%20whole%20words-,x"),
            (" whole words ", "whole%20words-,x"),
            ("cut", "x"),
            ("an earlier line\nA: ", "A%3A-,x"),
            ("an earlier line\n\n", "earlier%20line-,x"),
            ("\nan earlier line\n\n", "an%20earlier%20line-,x"),
            ("an earlier line\n— ", "x"),
            ("", "x"),
            (None, "x"),
        ],
    )
    def test_before_them_are_whole_words_of_one_line(
        self, prefix: str | None, expected: str
    ) -> None:
        assert directive("x", prefix) == expected

    @pytest.mark.parametrize(
        ("suffix", "expected"),
        [
            (" whole words th", "x,-whole%20words"),
            (" whole words ", "x,-whole%20words"),
            ("cut", "x"),
            (", and so on\nanother line", "x,-%2C%20and%20so%20on"),
            (".\nanother line", "x"),
            ("\n\nanother line", "x,-another"),
            ("\n\nanother line\n", "x,-another%20line"),
            ("", "x"),
            (None, "x"),
        ],
    )
    def test_so_is_what_follows(self, suffix: str | None, expected: str) -> None:
        assert directive("x", "", suffix) == expected

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("http://example.org/", "http://example.org/#:~:text=x"),
            ("HTTPS://example.org/a?b=c", "HTTPS://example.org/a?b=c#:~:text=x"),
            (f"{PAGE}#comments", f"{PAGE}#comments:~:text=x"),
            (f"{PAGE}#", f"{PAGE}#:~:text=x"),
            (f"{PAGE}#comments:~:text=other", f"{PAGE}#comments:~:text=x"),
            (f"{PAGE}#:~:text=other", f"{PAGE}#:~:text=x"),
        ],
    )
    def test_a_fragment_that_is_there_stays(self, url: str, expected: str) -> None:
        assert text_link(url, "x") == expected

    @pytest.mark.parametrize(
        "url", [None, "", "ftp://example.org/post", "javascript:alert(1)", "/post", "https:/post"]
    )
    def test_only_a_page_in_the_web_has_one(self, url: str | None) -> None:
        assert text_link(url, "x") is None

    def test_there_must_be_a_word(self) -> None:
        assert text_link(PAGE, "…") is None

    @given(st.text(), st.text(max_size=32), st.text(max_size=32))
    def test_any_words_make_a_directive_of_the_grammar(
        self, exact: str, prefix: str, suffix: str
    ) -> None:
        link = text_link(PAGE, exact, prefix, suffix)
        if link is None:
            return
        _, _, text = urlsplit(link).fragment.partition(":~:text=")
        parts = text.split(",")
        if parts[0].endswith("-"):
            parts = parts[1:]
        if parts[-1].startswith("-"):
            parts = parts[:-1]
        assert len(parts) in (1, 2)
        assert link.isascii()
        for part in parts:
            assert not set("&-") & set(part)
            assert unquote(part) == " ".join(unquote(part).split())
