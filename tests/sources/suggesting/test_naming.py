"""Names as they are printed, and whose of the record they are."""

import pytest

from sources.suggesting.naming import Person, find_person, is_same_person, names_in

JANE, JOHN = Person(1, "Jane Roe"), Person(2, "John Roe")
POE, WORKS = Person(3, "Max Poe"), Person(4, "Roe Works, LLC", "organisation")
READER = Person(5, "A reader", "reader")
EVERYBODY = [JANE, JOHN, POE, WORKS, READER]


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("Max Poe", POE),
        ("Dr. Max Poe", POE),
        ("POE", POE),
        ("Roe Works", WORKS),
        ("Roe", None),
        ("Max", None),
        ("A reader", None),
        ("Works", None),
        ("", None),
    ],
)
def test_an_exact_name_or_a_surname_that_one_person_has(line: str, person: Person | None) -> None:
    assert find_person(line, EVERYBODY) == person


def test_one_is_the_other_by_first_name_or_surname() -> None:
    assert is_same_person("Jane", "Jane Roe")
    assert is_same_person("Jane Roe", "Dr. Roe")
    assert not is_same_person("Jane Roe", "John Roe")
    assert not is_same_person("", "Jane Roe")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Yesterday Poe said", ["Poe"]),
        ("Here’s what Max Poe’s friend Ludwig van Beek saw", ["Max Poe", "Ludwig van Beek"]),
        ("The inventor Max Poe", ["Max Poe"]),
        ("Inventor Max Poe", ["Max Poe"]),
        ("In it, nobody is named.", []),
    ],
)
def test_names_in_a_sentence(words: str, names: list[str]) -> None:
    assert [one.name for one in names_in(words, EVERYBODY)] == names
