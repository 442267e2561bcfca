"""What makes a sentence checkable, in three languages, each mark both ways."""

import pytest

from sources.suggesting.marks import Mark, marks

E, Q, D, P, N, C, R = Mark


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("The plant has been built.", "en", [E]),
        ("Production is started.", "en", [E]),
        ("It is a nice plant.", "en", []),
        ("We sold 13 units", "en", [E, Q]),
        ("There are dozens of them", "en", [Q]),
        ("That was in 2011", "en", [D]),
        ("See you next week", "en", [D]),
        ("We will open soon.", "en", [P]),
        ("It is not there.", "en", [N]),
        ("If it rains, stay", "en", [C]),
        ("May 2011", "en", [D]),
        ("confidential", "en", [R]),
        ("I prefer to reserve the answer", "en", [R]),
        ("I cannot give precise answers", "en", [N, R]),
        ("Will it begin in 2012?", "en", []),
        ("Das Werk wurde gebaut.", "de", [E]),
        ("Wir planen drei Werke, wenn es geht.", "de-AT", [Q, P, C]),
        ("Dazu kein Kommentar", "de", [N, R]),
        ("La fabbrica è stata costruita.", "it", [E]),
        ("Non apriremo domani.", "it", [D, P, N]),
        ("Das ist nicht so.", "", [N]),
        ("Das ist nicht so.", "en", []),
    ],
)
def test_marks(words: str, language: str, expected: list[Mark]) -> None:
    assert marks(words, language) == expected
