"""What one more followup does to the standing of a claim."""

from typing import Any

from claims.shift import shift
from sources.dates import date_object


def item(identifier: str, day: str, verdict: str | None = None) -> dict[str, Any]:
    return {"id": identifier, "occurred_on": date_object(day), "verdict": verdict}


class TestShift:
    def test_a_verdict_decides_where_nothing_later_does(self) -> None:
        found = shift([item("old", "2012", "qualified")], item("new", "2013", "contradicted"))
        assert (found.before, found.after, found.changes) == ("qualified", "contradicted", True)
        assert [one["id"] for one in found.order] == ["old", "new"]
        assert found.decided_by is None

    def test_later_evidence_decides_whenever_it_was_recorded(self) -> None:
        later = item("old", "2014", "qualified")
        found = shift([later], item("new", "2013", "contradicted"))
        assert (found.before, found.after, found.changes) == ("qualified", "qualified", False)
        assert found.decided_by == later
        assert [one["id"] for one in found.order] == ["new", "old"]

    def test_evidence_without_a_verdict_changes_nothing(self) -> None:
        found = shift([item("old", "2012", "qualified")], item("new", "2013"))
        assert (found.before, found.after, found.decided_by) == ("qualified", "qualified", None)

    def test_a_claim_is_open_before_any_evidence(self) -> None:
        assert shift([], item("new", "2013")).before == "open"
        assert shift([], item("new", "2013")).after == "open"
        assert shift([], item("new", "2013", "supported")).after == "supported"

    def test_the_new_one_is_not_counted_before(self) -> None:
        new = item("new", "2013", "supported")
        assert shift([new], new).before == "open"

    def test_on_the_same_date_the_id_decides(self) -> None:
        old = item("m", "2013", "qualified")
        assert shift([old], item("a", "2013", "disputed")).after == "qualified"
        assert shift([old], item("z", "2013", "disputed")).after == "disputed"
