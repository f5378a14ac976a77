"""Subtotals of a statement add up, or say by how much they do not."""

from collections import Counter
from datetime import date

import polars as pl

from data.subtotals import broken_subtotals

Q1, Q2 = (date(2024, 1, 1), date(2024, 3, 31)), (date(2024, 4, 1), date(2024, 6, 30))


def broken(*lines):
    """Lines are (line, parent, sign, period, scenario, amount)."""
    rows = [
        {"_record": line, "_kind": "lines", "line": line, "parent": parent, "sign": sign, "amount": amount,
         "period_start": period[0], "period_end": period[1], "scenario": scenario}
        for line, parent, sign, period, scenario, amount in lines
    ]  # fmt: skip
    schema = {"sign": pl.Int64, "parent": pl.String, "scenario": pl.String, "amount": pl.Float64}
    checked = Counter()
    found = broken_subtotals(pl.DataFrame(rows, schema_overrides=schema), checked)
    return found["value"].to_list(), checked["statement_lines", "broken_subtotal"]


def test_costs_are_subtracted_by_their_sign():
    lines = [("revenue", "margin", 1, Q1, "actual", 100.0), ("costs", "margin", -1, Q1, "actual", 30.0)]
    assert broken(*lines, ("margin", None, 1, Q1, "actual", 70.0)) == ([], 1)
    assert broken(*lines, ("margin", None, 1, Q1, "actual", 75.0)) == (["margin 2024-01-01: 75.0 ≠ 70.0"], 1)


def test_a_line_without_a_sign_is_added():
    assert broken(("a", "total", None, Q1, None, 5.0), ("total", None, None, Q1, None, 5.0)) == ([], 1)


def test_each_period_and_scenario_adds_up_by_itself():
    found, looked_at = broken(
        ("a", "total", 1, Q1, "actual", 5.0), ("total", None, 1, Q1, "actual", 5.0),
        ("a", "total", 1, Q2, "actual", 6.0), ("total", None, 1, Q2, "actual", 5.0),
        ("a", "total", 1, Q1, "budget", 7.0), ("total", None, 1, Q1, "budget", 7.0),
    )  # fmt: skip
    assert (found, looked_at) == (["total 2024-04-01: 5.0 ≠ 6.0"], 3)


def test_rounding_of_a_cent_a_part_is_let_pass():
    parts = [("a", "total", 1, Q1, "actual", 1.004), ("b", "total", 1, Q1, "actual", 1.004)]
    assert broken(*parts, ("total", None, 1, Q1, "actual", 2.02)) == ([], 1)
    assert broken(*parts, ("total", None, 1, Q1, "actual", 2.04))[0] == ["total 2024-01-01: 2.04 ≠ 2.01"]


def test_a_line_without_parts_is_not_looked_at():
    assert broken(("sales", None, 1, Q1, "actual", 5.0)) == ([], 0)


def test_several_rows_of_a_line_count_as_their_sum():
    halves = [("total", None, 1, Q1, "actual", 4.0), ("total", None, 1, Q1, "actual", 6.0)]
    assert broken(("a", "total", 1, Q1, "actual", 10.0), *halves)[0] == []
    assert len(broken(("a", "total", 1, Q1, "actual", 11.0), *halves)[0]) == 2


def test_a_line_that_names_itself_as_its_parent_is_no_part_of_it():
    assert broken(("a", "total", 1, Q1, "actual", 5.0), ("total", "total", 1, Q1, "actual", 5.0))[0] == []
