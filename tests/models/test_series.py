"""A series as the models take it: in order, without gaps, without the part month."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from errors import BadInput
from models.series import is_finite, is_intermittent, is_order_like, regular


def series(periods: list[object], values: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"period": pd.Series(periods, dtype=object), "value": values})


def test_rows_in_any_order_become_a_series_whose_gaps_are_zero() -> None:
    given = regular(series(["2024-05", "2024-01", "2024-02"], [5, 1, 2]), "M")
    assert given.values.tolist() == [1, 2, 0, 0, 5]
    assert [given.period(step) for step in (-1, 0, 1)] == [date(2024, 4, 1), date(2024, 5, 1), date(2024, 6, 1)]


def test_integers_have_gaps_too() -> None:
    given = regular(series([3, 1, 6], [30, 10, 60]), "M")
    assert (given.values.tolist(), given.period(1)) == ([10, 0, 30, 0, 0, 60], 7)


def test_an_empty_value_is_a_gap_within_the_series_and_nothing_before_or_after_it() -> None:
    given = regular(series([1, 2, 3, 4, 5], [np.nan, 7, None, 9, np.nan]), "M")
    assert (given.values.tolist(), given.period(0)) == ([7, 0, 9], 4)


def test_a_gap_of_a_million_years_costs_no_memory() -> None:
    given = regular(series([1, 10**9], [5, 6]), "M")
    assert (len(given.values), given.values[-1]) == (168, 6)


@pytest.mark.parametrize(
    ("periods", "reason"),
    [(["2024-01-03", "2024-01-20"], "Two rows for one period"), ([1, "2024-01"], "Some periods are dates")],
)
def test_periods_that_are_no_series_are_refused(periods: list[object], reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        regular(series(periods, [1, 2]), "M")


def test_values_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(BadInput, match="not a number"):
        regular(series([1, 2], ["a lot", 2]), "M")


def test_kinds_follow_from_the_values() -> None:
    twenty = np.array([0.0] * 3 + [1.0] * 17)
    assert not is_intermittent(twenty)  # 3 of 20 is 15 %
    assert is_intermittent(np.array([0.0] * 4 + [1.0] * 16))
    assert is_order_like(5.0, np.array([10.0, 14.0]), in_logs=False)  # 5 of 12 is 42 %
    assert not is_order_like(0.4, twenty, in_logs=True)
    assert not is_finite(np.array([1.0, np.inf]))
