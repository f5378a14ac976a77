from collections import Counter

import pytest

from data.row_checks import Checked, prices_reversed
from data.schema import TABLES
from tests.data.canonical import table

SURVEY = TABLES["price_survey"]


def faults(*prices: float | None) -> list[tuple[str, str]]:
    asked = dict(zip(SURVEY.rising, prices, strict=True))
    checked: Checked = Counter()
    found = [row for part in prices_reversed(table("price_survey", asked), SURVEY, checked)
             for row in part.select("column", "value").rows()]  # fmt: skip
    assert checked == {("price_survey", "prices_reversed"): 1}
    return found


@pytest.mark.parametrize(
    "prices", [(1.0, 2.0, 3.0, 4.0), (2.0, 2.0, 2.0, 2.0), (1.0, None, None, 4.0), (None, None, None, None)]
)
def test_prices_that_rise_or_stay_or_were_not_said_are_in_order(prices: tuple[float | None, ...]) -> None:
    assert faults(*prices) == []


def test_a_price_below_the_one_before_it_is_told_with_both() -> None:
    assert faults(1.0, 4.0, 3.0, 5.0) == [("expensive", "cheap (3.0 < 4.0)")]
    assert faults(9.0, 4.0, 3.0, 5.0) == [("cheap", "too_cheap (4.0 < 9.0)"), ("expensive", "cheap (3.0 < 4.0)")]


def test_what_was_not_said_in_between_is_passed_over() -> None:
    assert faults(5.0, None, None, 4.0) == [("too_expensive", "too_cheap (4.0 < 5.0)")]


def test_tables_without_such_prices_are_not_checked() -> None:
    checked: Checked = Counter()
    assert list(prices_reversed(table("stages", {"stage": "A"}), TABLES["stages"], checked)) == []
    assert not checked
