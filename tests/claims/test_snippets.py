import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.search_words import phrases, words
from claims.snippets import (
    LENGTH,
    MOST_PASSAGES,
    MOST_SNIPPETS,
    Passage,
    Piece,
    Snippet,
    extract,
    marked,
    snippets,
)

Document = dict[str, Any]


def statement(quote: str, **fields: Any) -> Document:
    speaker = {"name": fields.pop("speaker", "A. Maker")}
    source = {"title": fields.pop("title", "A post"), "path": "/sources/a-post/"}
    return {"quote": quote, "question": None, "speaker": speaker, "source": source, **fields}


def claim(text: str, *statements: Document, **fields: Any) -> Document:
    nothing: Document = {"note": None, "settles": None, "tags": [], "followups": []}
    return {"text": text, "statements": list(statements), **nothing, **fields}


def found(text: str, evidence: Document | None = None) -> Document:
    return {"summary": text, "evidence": evidence}


def shown(document: Document, query: str) -> list[tuple[str, str]]:
    """(place, text with brackets around what is marked) of every snippet."""
    return [(item.passage.place, bracketed(item)) for item in snippets(document, phrases(query))]


def bracketed(snippet: Snippet) -> str:
    text = "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in snippet.pieces)
    return f"{'… ' if snippet.cut_before else ''}{text}{' …' if snippet.cut_after else ''}"


def marks(text: str, query: str) -> list[str]:
    return [piece.text for piece in marked(text, phrases(query)) if piece.marked]


class TestMarked:
    @pytest.mark.parametrize(
        ("text", "query", "expected"),
        [
            ("It has begun.", "begun", ["begun"]),
            ("Begun, BEGUN, begun?", "begun", ["Begun", "BEGUN", "begun"]),
            ("They produce what others produced.", "producing", ["produce", "produced"]),
            (
                "Zwölf zwo\u0308lf zwolf ＺＷＯＬＦ",
                "zwolf",
                ["Zwölf", "zwo\u0308lf", "zwolf", "ＺＷＯＬＦ"],
            ),
            ("zwolf", "zwölf", ["zwolf"]),
            ("Die Straße, die STRASSE", "strasse", ["Straße", "STRASSE"]),
            ("a ﬁre in İstanbul", "fire istanbul", ["ﬁre", "İstanbul"]),
            ("Ærø, Łódź", "aero lodz", ["Ærø", "Łódź"]),
            ("pro\u00adduction", "production", ["pro\u00adduction"]),
            ("½ is a half", "2", ["½"]),
            ("It has begun, it had begun.", '"has begun"', ["has begun"]),
            ("It has – begun.", '"has begun"', ["has – begun"]),
            ("a a a a", '"a a"', ["a a a a"]),
            ("begunne is no such word", "begun", []),
            ("It has begun.", "ended", []),
            ("It has begun.", '"begun has"', []),
            ("", "begun", []),
        ],
    )
    def test_what_was_asked_for_is_marked_as_it_was_written(
        self, text: str, query: str, expected: list[str]
    ) -> None:
        assert marks(text, query) == expected

    def test_without_a_query_the_text_is_one_piece(self) -> None:
        assert marked("It has begun.", []) == (Piece("It has begun."),)


class TestSnippets:
    def test_the_words_that_were_said_come_before_the_words_of_the_record(self) -> None:
        document = claim(
            "It is.",
            statement("No.", question="Has it begun?", speaker="Begun Doe", title="Begun at last"),
            statement("It has begun."),
            followups=[found("Nothing had begun.", statement("Begun."))],
            settles="That it has begun.",
            note="Begun means more.",
            tags=[{"name": "begun"}],
        )
        places = []
        while shown(document, "begun"):
            ((place, _),) = shown(document, "begun")
            places.append(place)
            document = without(document, place)
        assert places == [
            *("question", "quotation", "evidence", "summary", "settles", "note", "tag"),
            *("speaker", "source"),
        ]

    def test_the_place_with_most_of_the_words_is_the_first(self) -> None:
        document = claim("It is.", statement("Production."), statement("Production has begun."))
        assert shown(document, "production begun") == [("quotation", "[Production] has [begun].")]

    def test_words_from_several_places_have_several_snippets(self) -> None:
        document = claim("It is.", statement("Production."), followups=[found("It has begun.")])
        assert shown(document, "begun production") == [
            ("quotation", "[Production]."),
            ("summary", "It has [begun]."),
        ]

    def test_what_the_claim_itself_shows_needs_no_snippet_of_its_own(self) -> None:
        document = claim("Production is.", statement("It has begun."), note="Production of what?")
        assert shown(document, "production begun") == [("quotation", "It has [begun].")]
        assert shown(document, "production") == [("note", "[Production] of what?")]
        assert shown(claim("Production is.", statement("Begun.")), "production") == []

    def test_there_are_few_of_them_and_none_for_words_that_are_not_there(self) -> None:
        document = claim("It is.", *(statement(word) for word in ("ant", "bee", "cow", "dog")))
        assert len(shown(document, "ant bee cow dog")) == MOST_SNIPPETS
        assert shown(document, "elk") == shown(document, "") == []

    def test_the_item_of_a_quotation_is_its_statement_and_that_of_a_title_its_source(self) -> None:
        said = statement("It has begun.", title="Ended")
        document = claim("It is.", said, note="Noted.")
        items = [snippets(document, phrases(query))[0].passage.item for query in ("begun", "ended")]
        assert items == [said, said["source"]]
        assert snippets(document, phrases("noted"))[0].passage.item is None

    def test_of_a_claim_with_thousands_of_texts_only_some_are_looked_through(self) -> None:
        document = claim("It is.", *(statement(f"word{n}") for n in range(MOST_PASSAGES + 1)))
        assert shown(document, f"word{MOST_PASSAGES - 1}") != []
        assert shown(document, f"word{MOST_PASSAGES}") == []


def without(document: Document, place: str) -> Document:
    """The same claim without what `place` shows."""
    said, *others = document["statements"]
    changes: dict[str, Document] = {
        "quotation": {"statements": [said]},
        "question": {"statements": [{**said, "question": None}, *others]},
        "evidence": {"followups": [found("Nothing had begun.")]},
        "summary": {"followups": []},
        "settles": {"settles": None},
        "note": {"note": None},
        "tag": {"tags": []},
        "speaker": {"statements": [{**said, "speaker": {"name": "Doe"}}]},
        "source": {"statements": []},
    }
    return document | changes[place]


class TestExtract:
    def test_a_short_text_is_shown_whole(self) -> None:
        assert bracketed(cut("It has begun.", "begun")) == "It has [begun]."
        assert bracketed(cut("  It has begun.\n", "begun")) == "It has [begun]."

    def test_of_a_long_one_the_surroundings_cut_at_words(self) -> None:
        text = "before " * 60 + "it has begun " + "after " * 60
        snippet = cut(text, "begun")
        assert (snippet.cut_before, snippet.cut_after) == (True, True)
        assert re.fullmatch(r"(before )+it has begun( after)+", snippet.text)
        assert LENGTH - 20 < len(snippet.text) <= LENGTH

    def test_at_an_end_of_the_text_only_the_other_side_is_cut(self) -> None:
        beginning, end = (
            cut("begun " + "after " * 60, "begun"),
            cut("before " * 60 + "begun", "begun"),
        )
        assert (beginning.cut_before, beginning.cut_after) == (False, True)
        assert (end.cut_before, end.cut_after) == (True, False)
        assert min(len(beginning.text), len(end.text)) > LENGTH - 20

    def test_the_stretch_with_most_of_the_words_is_shown(self) -> None:
        text = "production " + "word " * 100 + "production has begun " + "word " * 100
        assert "[production] has [begun]" in bracketed(cut(text, "begun production"))

    def test_a_text_without_spaces_is_cut_all_the_same(self) -> None:
        assert len(cut("x" * 5_000, "x" * 64).text) <= 2 * LENGTH
        assert len(cut("has" + "." * 5_000 + "begun", '"has begun"').text) <= 2 * LENGTH

    @given(
        st.lists(
            st.sampled_from(["begun", "Zwölf", "ß", "ﬁre", ".", " ", "\n", "x" * 70, "é\u0323"])
        ),
        st.lists(st.text(st.characters(codec="utf-8"), max_size=80), max_size=8),
        st.sampled_from(["begun", "zwolf ss", '"begun zwolf"', "fire e begun", "1 2 a"]),
    )
    @settings(deadline=None)
    @example(["begun"] * 90, [], "begun")
    def test_it_is_a_part_of_the_text_and_what_is_marked_is_what_was_asked_for(
        self, parts: list[str], others: list[str], query: str
    ) -> None:
        text = "".join(
            word for pair in zip(parts, [*others, *parts], strict=False) for word in pair
        )
        wanted = phrases(query)
        whole = marked(text, wanted)
        assert "".join(piece.text for piece in whole) == text
        known = {word for phrase in wanted for word in phrase}
        for piece in whole:
            assert not piece.marked or known.intersection(words(piece.text))
        if any(piece.marked for piece in whole):
            snippet = extract(Passage("note", text), wanted)
            assert snippet.text in text
            assert any(piece.marked for piece in snippet.pieces)
            assert len(snippet.text) <= 2 * LENGTH
            at = text.index(snippet.text)
            assert snippet.cut_before or not text[:at].strip()


def cut(text: str, query: str) -> Snippet:
    return extract(Passage("note", text), phrases(query))
