"""Which later words may pull against earlier ones."""

import pytest

from claims.contrast import DENIED, OTHER_NUMBER, TO_COME, Said, contrast, pulls

DAYS = OTHER_NUMBER.format(unit="days", before="10", after="30")


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("The line is already running.", "The line will be set up.", TO_COME),
        ("We got the permit.", "We are working on the permit.", TO_COME),
        ("We got the permit.", "Not yet the permit.", TO_COME),
        # What was to come and is done now is progress.
        ("The line will be set up.", "The line is already running.", ""),
        # Whoever says what is done and what is next has taken nothing back.
        ("The line has started.", "The line has started; a second will follow.", ""),
        ("The line is already ordered and will run.", "The line will run.", ""),
        ("We sell in Spain.", "We do not sell in Spain.", DENIED),
        ("We don’t sell in Spain.", "We sell in Spain.", DENIED),
        ("We don’t sell in Spain.", "We never sell in Spain.", ""),
        ("It takes 10 days.", "It takes 30 days.", DAYS),
        ("It takes 10 days.", "It takes 10 days.", ""),
        ("It takes 10 days.", "It takes 30 weeks.", ""),
        ("From 10 days to 20 days.", "It takes 30 days.", ""),
        ("", "", ""),
    ],
)
def test_what_differs(before: str, after: str, reason: str) -> None:
    assert contrast(before, after) == reason


class TestPulls:
    def test_the_closest_first_with_the_words_in_common(self) -> None:
        later = Said(9, "We will order the pumps for the plant in Spain.")
        earlier = [
            Said(1, "We already ordered the pumps for the plant in Norway."),
            Said(2, "We already ordered the pumps for the plant in Spain."),
            Said(3, "We already have a dog."),
            Said(4, "We will order the pumps for the plant in Spain."),
        ]
        found = pulls(later, earlier)
        assert [(pull.key, pull.reason) for pull in found] == [(2, TO_COME), (1, TO_COME)]
        assert set(found[0].words) == {"order", "pump", "plant", "spain"}
        assert 1 >= found[0].score > found[1].score > 0

    def test_one_word_in_common_is_not_enough(self) -> None:
        assert pulls(Said(2, "The plant will run."), [Said(1, "A plant started.")]) == []

    def test_an_answer_is_compared_with_its_question(self) -> None:
        earlier = [Said(1, "Started.", "Has the plant in Spain started?")]
        assert [pull.key for pull in pulls(Said(2, "The plant in Spain will start soon."), earlier)]
        assert pulls(Said(2, "The plant in Spain will start soon."), [Said(1, "Started.")]) == []

    def test_nothing_earlier_pulls_nothing(self) -> None:
        assert pulls(Said(2, "The plant will run."), []) == []
