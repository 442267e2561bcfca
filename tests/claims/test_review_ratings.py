import pytest

from claims.review_ratings import (
    COLUMNS,
    Meaning,
    Rating,
    UnusableRatings,
    default_meaning,
    read_ratings,
    table,
    write_ratings,
)

FALSE = Rating("Example Checks", "False", "1", "1", "5")
SUM = Rating("Facts Office", "=1+1", "", "", "")
CONTRADICTED = Meaning("contradicts", "contradicted")


@pytest.mark.parametrize(
    ("rating", "meaning"),
    [
        (Rating("", "True", "", "", ""), Meaning("supports", "supported")),
        (Rating("", "FALSCH!", "", "", ""), CONTRADICTED),
        (FALSE, CONTRADICTED),
        (Rating("", "False", "5", "1", "5"), Meaning("updates", "")),
        (Rating("", "True", "1", "1", "5"), Meaning("updates", "")),
        (Rating("", "Half-true", "", "", ""), Meaning("qualifies", "")),
        (Rating("", "Unverifiable.", "", "", ""), Meaning("updates", "unverifiable")),
        (Rating("", "Not true", "", "", ""), Meaning("updates", "")),
        (Rating("", "", "1", "1", "5"), Meaning("updates", "")),
    ],
)
def test_only_clear_words_decide_by_themselves(rating: Rating, meaning: Meaning) -> None:
    assert default_meaning(rating) == meaning


def test_a_rating_is_put_into_words() -> None:
    assert str(FALSE) == "“False”, 1 on a scale from 1 (worst) to 5 (best)"
    assert str(Rating("", "", "3", "1", "")) == "3"
    assert str(Rating("", "", "", "1", "5")) == ""


@pytest.mark.parametrize("as_json", [True, False])
def test_the_table_comes_back_as_it_was_written(as_json: bool) -> None:
    own = {SUM: Meaning("qualifies", "disputed")}
    rows = table({SUM: 2, FALSE: 3}, own)
    assert rows == [(3, FALSE, CONTRADICTED), (2, SUM, own[SUM])]

    data = write_ratings(rows, as_json=as_json)

    assert b'"=1' not in data or as_json
    assert read_ratings(data, as_json=as_json) == {FALSE: CONTRADICTED, **own}


HEADER = ",".join(COLUMNS).encode() + b"\n"


@pytest.mark.parametrize(
    ("data", "as_json", "reason"),
    [
        (b"", False, "no rows below a header"),
        (b"\xff", False, "UTF-8"),
        (b"a,b\n1,2\n", False, "Row 1, author: it is missing, or no text."),
        (HEADER + b"1,A,False,,,,refutes,\n", False, "Row 1, relation: it may be supports, "),
        (HEADER + b"1,A,False,,,,updates,open\n", False, "Row 1, verdict: it may be nothing, "),
        (HEADER + b"1,A,x,,,,updates,\n" * 2, False, "Row 2, alternateName: this rating was"),
        (b"", True, "not JSON"),
        (b"[" * 100_000, True, "not JSON"),
        (b"{}", True, "no list of objects"),
        (b"[1]", True, "no list of objects"),
        (b'[{"author": 1}]', True, "Row 1, author: it is missing, or no text."),
        (b" " * (5 * 1024 * 1024 + 1), True, "larger than"),
    ],
)
def test_what_is_no_such_table_is_refused(data: bytes, as_json: bool, reason: str) -> None:
    with pytest.raises(UnusableRatings, match=reason):
        read_ratings(data, as_json=as_json)
