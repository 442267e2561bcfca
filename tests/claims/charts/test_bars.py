from claims.charts.bars import Bar, bars


def test_the_largest_count_has_the_longest_bar() -> None:
    assert bars({"open": 40, "disputed": 10}) == [
        Bar("open", 40, 100.0),
        Bar("disputed", 10, 25.0),
    ]


def test_a_small_count_can_still_be_seen_and_zero_cannot() -> None:
    assert [bar.length for bar in bars({"a": 100_000, "b": 1, "c": 0})] == [100.0, 1.0, 0.0]


def test_nothing_and_zeros_have_no_bars_to_compare() -> None:
    assert bars({}) == []
    assert bars({"a": 0}) == [Bar("a", 0, 0.0)]
