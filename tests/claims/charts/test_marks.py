from claims.charts.marks import MARKS
from claims.models import Verdict


def test_every_standing_has_a_shape_of_its_own_in_the_same_order() -> None:
    assert list(MARKS) == Verdict.values
    assert len(set(MARKS.values())) == len(MARKS)
