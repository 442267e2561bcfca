from typing import Any

from claims.uses import Use, uses

Document = dict[str, Any]


def claim(statements: dict[str, str], evidence: dict[str, str | None]) -> Document:
    """Roles by the id of the statement, and statements (or none) by the id of the followup."""
    return {
        "statements": [{"id": key, "role": role} for key, role in statements.items()],
        "followups": [{"id": key, "statement": words} for key, words in evidence.items()],
    }


def test_it_says_what_the_words_do_in_each_claim() -> None:
    said = claim({"s": "makes", "t": "repeats"}, {"e": "t", "f": None})
    cited = claim({"t": "makes"}, {"e": "s", "f": "t", "g": "s"})
    both = claim({"s": "hedges"}, {"e": "s"})

    assert uses([said, cited, both], "s") == [
        Use(said, "makes", ()),
        Use(cited, None, ({"id": "e", "statement": "s"}, {"id": "g", "statement": "s"})),
        Use(both, "hedges", ({"id": "e", "statement": "s"},)),
    ]


def test_it_may_be_in_none() -> None:
    assert uses([], "s") == []
