from typing import Any

import pytest

from claims.independence import Independence, independence

Document = dict[str, Any]


def words(role: str, speaker: str) -> Document:
    return {"role": role, "speaker": {"id": speaker}}


def found(basis: str, relation: str = "contradicts") -> Document:
    return {"basis": basis, "relation": relation}


class TestIndependence:
    def test_a_claim_that_many_talk_about(self) -> None:
        document = {
            "statements": [
                words("makes", "a-maker"),
                words("reports", "a-writer"),
                words("repeats", "a-maker"),
                words("hedges", "a-partner"),
                words("reports", "a-maker"),
            ],
            "followups": [found("self"), found("independent"), found("official", "supports")],
        }

        assert independence(document) == Independence(
            statements=5, reports=2, speakers=2, findings=2
        )

    @pytest.mark.parametrize(
        ("basis", "relation", "findings"),
        [
            ("independent", "qualifies", 1),
            ("official", "updates", 1),
            ("self", "qualifies", 0),
            ("affiliated", "contradicts", 0),
            ("independent", "found_nothing", 0),
            ("official", "found_nothing", 0),
        ],
    )
    def test_a_finding_comes_from_others_and_found_something(
        self, basis: str, relation: str, findings: int
    ) -> None:
        document = {"statements": [], "followups": [found(basis, relation)]}

        assert independence(document) == Independence(0, 0, 0, findings)
