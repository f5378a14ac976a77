"""Wilson intervals and ratios, against figures worked out by hand or published."""

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from metrics.definition import distinct, ratio
from metrics.intervals import wilson


@pytest.mark.parametrize(
    ("won", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe (1998), Statistics in Medicine 17, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (10, 10, 0.7225, 1.0),
    ],
)
def test_wilson_gives_the_published_interval(won: int, n: int, low: float, high: float) -> None:
    lower, upper = wilson(np.array([won / n]), np.array([n]))
    assert (round(float(lower[0]), 4), round(float(upper[0]), 4)) == (low, high)


def test_without_trials_there_is_no_interval() -> None:
    low, high = wilson(np.array([np.nan]), np.array([0]))
    assert np.isnan([low[0], high[0]]).all()


def test_a_ratio_of_columns_is_null_where_the_whole_is_zero_or_unknown() -> None:
    frame = nw.from_native(pl.DataFrame({"part": [1, 0, 3, 1], "whole": [2, 0, 0, None]}))
    assert frame.select(r=ratio(nw.col("part"), nw.col("whole")))["r"].to_list() == [0.5, None, None, None]


def test_a_ratio_of_arrays_is_nan_where_the_whole_is_zero_or_unknown() -> None:
    result = ratio(np.array([1, 0, 3, 1]), np.array([2, 0, 0, np.nan]))
    assert result[0] == 0.5
    assert np.isnan(result[1:]).all()


def test_unknown_is_not_one_of_the_different_values() -> None:
    frame = nw.from_native(pl.DataFrame({"x": ["a", None, "b", "a"]}))
    assert frame.select(d=distinct(nw.col("x")))["d"].item() == 2
