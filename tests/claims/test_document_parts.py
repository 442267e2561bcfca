"""What becomes public in a claim’s document when only a part of it is published."""

import pytest
from django.core.exceptions import ValidationError

from claims.documents import with_followup, with_source, without_followup
from tests.claims.test_documents import (
    BEGUN,
    DENIED,
    DOCUMENT,
    HEARD,
    HEDGED,
    LATER,
    POST,
    SEARCHED,
)

pytestmark = pytest.mark.django_db


class TestWithFollowup:
    def test_it_is_added_in_its_place_and_the_standing_computed(self) -> None:
        document = {**DOCUMENT, "followups": [HEDGED, SEARCHED]}

        assert with_followup(document, DENIED) == DOCUMENT

    def test_it_takes_the_place_of_its_earlier_wording(self) -> None:
        document = {**DOCUMENT, "followups": [HEDGED, {**DENIED, "summary": "Old."}, SEARCHED]}

        assert with_followup(document, DENIED) == DOCUMENT

    def test_a_verdict_that_is_taken_back_changes_the_standing(self) -> None:
        changed = {**DENIED, "verdict": None}

        assert with_followup(DOCUMENT, changed) == {
            **DOCUMENT,
            "followups": [HEDGED, changed, SEARCHED],
            "standing": {
                "verdict": "qualified",
                "since": HEDGED["occurred_on"],
                "followup": "f-hedged",
            },
        }


class TestWithoutFollowup:
    def test_it_is_gone_and_so_is_its_verdict(self) -> None:
        assert without_followup(DOCUMENT, "f-denied") == {
            **DOCUMENT,
            "followups": [HEDGED, SEARCHED],
            "standing": {
                "verdict": "qualified",
                "since": HEDGED["occurred_on"],
                "followup": "f-hedged",
            },
        }

    def test_one_that_is_not_there_changes_nothing(self) -> None:
        assert without_followup(DOCUMENT, "f-unknown") == DOCUMENT


class TestWithSource:
    def test_every_quotation_and_citation_of_it_follows(self) -> None:
        post = {**POST, "id": "the-post", "title": "The post"}
        begun, heard, later = (
            {**item, "source": post, "note": "Checked."} for item in (BEGUN, HEARD, LATER)
        )
        source = {**post, "type": "source", "statements": [begun, heard, later]}

        assert with_source(DOCUMENT, "a-post", source) == {
            **DOCUMENT,
            "statements": [{"role": "makes", **begun}, {"role": "reports", **heard}],
            "followups": [{**HEDGED, "evidence": later, "source": post}, DENIED, SEARCHED],
        }

    def test_another_source_changes_nothing(self) -> None:
        source = {**POST, "id": "another", "title": "Another", "statements": []}

        assert with_source(DOCUMENT, "another", source) == DOCUMENT

    @pytest.mark.parametrize("dropped", ["s-begun", "s-heard", "s-later"])
    def test_a_source_without_words_that_the_claim_rests_on_is_refused(self, dropped: str) -> None:
        held = [item for item in (BEGUN, HEARD, LATER) if item["id"] != dropped]

        with pytest.raises(ValidationError) as refused:
            with_source(DOCUMENT, "a-post", {**POST, "statements": held})

        assert refused.value.messages == [
            f"The published claim “production-begun” rests on the statement “{dropped}”: publish "
            "that claim without it first."
        ]
