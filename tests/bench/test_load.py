"""Percentiles of response times."""

from bench.load import percentile


def test_95_of_100_times_lie_at_or_below_the_95th_percentile() -> None:
    assert percentile([float(n) for n in range(1, 101)], 0.95) == 95.0


def test_of_one_time_every_percentile_is_that_time() -> None:
    assert percentile([7.0], 0.5) == 7.0
    assert percentile([7.0], 0.95) == 7.0


def test_a_share_between_two_times_takes_the_later_one() -> None:
    assert percentile([1.0, 2.0, 3.0], 0.5) == 2.0
    assert percentile([1.0, 2.0, 3.0], 0.95) == 3.0
