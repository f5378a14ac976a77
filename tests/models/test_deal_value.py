import numpy as np
import pandas as pd

from models.deal_value import UNTRIED_SPREAD, deal_value


def test_the_ratio_is_that_of_sums_shrunk_towards_one() -> None:
    found = deal_value(pd.DataFrame({"value": [100.0] * 10, "amount": [80.0] * 10}))
    assert (found.ratio, found.typical, found.n) == (0.9, 80, 10)  # ten deals at .8, ten imagined ones at 1


def test_a_deal_without_an_expected_value_is_a_typical_one() -> None:
    found = deal_value(pd.DataFrame({"value": [100.0, None], "amount": [100.0, 300.0]}))
    assert found.expected(pd.Series([50.0, None])).tolist() == [50, 200]


def test_without_won_deals_value_is_as_expected() -> None:
    found = deal_value(pd.DataFrame({"value": [], "amount": []}, dtype=float))
    assert (found.ratio, found.spread, found.typical) == (1, UNTRIED_SPREAD, 0)


def test_one_error_of_entry_does_not_move_the_ratio_without_bound() -> None:
    found = deal_value(pd.DataFrame({"value": [1.0] * 100, "amount": [1e12] + [1.0] * 99}))
    assert found.ratio < 1.2
    assert np.isfinite(found.spread)
