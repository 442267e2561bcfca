from typing import Any

import pytest

from sources.provenance import Chain, chain, hand_in_words
from tests.record import Record

Document = dict[str, Any]

RECORD = Record()


def words(
    *relays: str,
    speaker: str = "An Inventor",
    kind: str = "person",
    venue: str | None = "A Journal (website)",
    publisher: str = "A Blog",
    author: str | None = None,
) -> Document:
    """As much of a statement as its way needs; ids are made of the names."""
    return {
        "speaker": {"id": slug(speaker), "name": speaker, "kind": kind},
        "venue": {"id": slug(venue), "name": venue} if venue else None,
        "relayed_through": list(relays),
        "source": {
            "publisher": {"id": slug(publisher), "name": publisher},
            "author": {"id": slug(author), "name": author} if author else None,
        },
    }


def slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def first_hand(*relays: str) -> Chain:
    return Chain(1, at_least=False, relays=relays)


class TestChain:
    @pytest.mark.parametrize(
        ("statement", "expected"),
        [
            (words(venue="A Blog"), first_hand()),
            (words(venue="A Blog", kind="reader"), first_hand()),
            (words("A Journal", "A Blog"), Chain(2, at_least=False, relays=())),
            (words("A Blog"), Chain(2, at_least=False, relays=())),
            (words(), Chain(2, at_least=False, relays=())),
            (
                words("A Journal", "a comment", "A Blog"),
                Chain(3, at_least=False, relays=("a comment",)),
            ),
            (words("a comment"), Chain(3, at_least=False, relays=("a comment",))),
            (
                words("A Magazine", "A List", "Another Blog", "A Blog", venue="The Company"),
                Chain(5, at_least=False, relays=("A Magazine", "A List", "Another Blog")),
            ),
            (
                words("A Blog", "A Journal", "A Blog", venue="A Blog"),
                Chain(3, at_least=False, relays=("A Journal",)),
            ),
        ],
    )
    def test_each_place_after_the_venue_adds_a_hand(
        self, statement: Document, expected: Chain
    ) -> None:
        assert chain(statement) == expected

    @pytest.mark.parametrize(
        "name",
        ["A Journal", "A Journal (website)", "a  journal (comments)", "A JOURNAL"],
    )
    def test_a_place_is_known_by_its_name_without_brackets(self, name: str) -> None:
        assert chain(words(name, "A Blog")).hand == 2

    def test_another_name_is_another_place(self) -> None:
        assert chain(words("A Journal of More", "A Blog")).hand == 3
        assert chain(words("(a comment)", "A Blog")).relays == ("(a comment)",)

    def test_without_a_venue_it_may_be_more(self) -> None:
        relays = ("an original that is not given", "a comment")

        statement = words(*relays, "A Blog", venue=None)

        assert chain(statement) == Chain(3, at_least=True, relays=relays)

    def test_without_a_venue_and_a_relay_nothing_is_known(self) -> None:
        unknown = Chain(None, at_least=False, relays=())

        assert chain(words(venue=None)) == unknown
        assert chain(words("A Blog", " ", venue=None)) == unknown

    def test_a_document_of_ones_own_is_first_hand(self) -> None:
        assert chain(words("A Journal", "A Blog", author="An Inventor")) == first_hand()
        assert chain(words("A Journal", "A Blog", author="A Writer")).hand == 2
        company = words(speaker="A Blog (author not named)", kind="organisation")
        assert chain(company) == first_hand()
        assert chain(words(speaker="A Company", kind="organisation")).hand == 2

    def test_no_document_is_that_of_all_readers_or_of_who_has_its_name(self) -> None:
        assert chain(words(speaker="A Blog", kind="reader", author="A Blog")).hand == 2
        assert chain(words(speaker="A Blog", kind="person")).hand == 2

    @pytest.mark.parametrize(
        ("statement", "words"),
        [
            ("e003-s02", "Second hand"),
            ("e003-s00", "First hand"),
            ("e000-c04", "First hand"),
            ("e002-s20", "First hand"),
            ("e002-s14", "Third hand"),
            ("e000-s16", "At least third hand"),
            ("x06", "Third hand"),
            ("x24", "Second hand"),
            ("e004-s11", "Fifth hand"),
        ],
    )
    def test_the_record_has_words_of_all_kinds(self, statement: str, words: str) -> None:
        assert hand_in_words(chain(RECORD.statement(statement))) == words


class TestHandInWords:
    @pytest.mark.parametrize(
        ("hand", "at_least", "words"),
        [
            (1, False, "First hand"),
            (4, False, "Fourth hand"),
            (2, True, "At least second hand"),
            (5, True, "At least fifth hand"),
            (6, False, "More than fifth hand"),
            (9, True, "More than fifth hand"),
            (None, False, "Through how many hands is not recorded"),
        ],
    )
    def test_it_is_said_in_words(self, hand: int | None, at_least: bool, words: str) -> None:
        assert hand_in_words(Chain(hand, at_least, ())) == words
