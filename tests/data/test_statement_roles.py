"""Each line of a statement counts once under one role: parts and not their subtotal, one grain, costs as costs."""

from datetime import date

import polars as pl
import pytest

from data.statement_roles import finest, with_roles
from tests.data.statement_lines import SCHEMA

Q1, Q2 = (date(2024, 1, 1), date(2024, 3, 31)), (date(2024, 4, 1), date(2024, 6, 30))
JAN, FEB, MAR = (date(2024, 1, 1), date(2024, 1, 31)), (date(2024, 2, 1), date(2024, 2, 29)), (
    date(2024, 3, 1), date(2024, 3, 31))  # fmt: skip


def statement(*lines, roles=("marketing", "sales")):
    """Lines are (line, parent, role, sign, period, amount[, scenario[, origin]]); what counts, as text."""
    rows = [
        (line, parent, role, sign, *period, amount, *(more or ("actual",)), *(("crm",) if len(more) < 2 else ()))
        for line, parent, role, sign, period, amount, *more in lines
    ]
    frame = with_roles(pl.DataFrame(rows, schema=SCHEMA, orient="row"), roles)
    assert frame.height == len(lines)
    return frame


def counted(frame):
    """Of the lines that count: role and money that goes out."""
    shown = frame.filter(pl.col("leaf_role").is_not_null())
    return {(line, start.month): (role, out) for line, start, role, out in
            shown.select("line", "period_start", "leaf_role", "outflow").iter_rows()}  # fmt: skip


def acquisition(frame):
    return frame.filter("is_acquisition")["outflow"].sum()


def test_a_line_that_names_itself_as_its_parent_has_none():
    assert counted(statement(("ads", "ads", "marketing", 1, Q1, 100.0))) == {("ads", 1): ("marketing", 100.0)}


def test_roles_are_the_same_in_upper_and_lower_case():
    frame = statement(
        ("ads", "opex", " MARKETING", 1, Q1, 100.0), ("opex", None, "Subtotal", 1, Q1, 100.0),
        roles=("Marketing",),
    )  # fmt: skip
    assert counted(frame) == {("ads", 1): ("marketing", 100.0)}
    assert acquisition(frame) == 100


def test_a_subtotal_is_not_counted_with_its_parts():
    frame = statement(
        ("marketing", "opex", "marketing", 1, Q1, 100.0),
        ("ads", "marketing", "marketing", 1, Q1, 70.0),
        ("fairs", "marketing", None, 1, Q1, 30.0),  # without a role of its own: its parent's
        ("opex", "result", "subtotal", -1, Q1, 100.0),
        ("result", None, "subtotal", 1, Q1, -100.0),
    )
    assert counted(frame) == {("ads", 1): ("marketing", 70.0), ("fairs", 1): ("marketing", 30.0)}
    assert acquisition(frame) == 100.0


def test_a_line_counts_itself_in_periods_in_which_it_has_no_parts():
    frame = statement(
        ("marketing", "opex", "marketing", 1, Q1, 100.0),
        ("marketing", "opex", "marketing", 1, Q2, 120.0), ("ads", "marketing", None, 1, Q2, 120.0),
    )  # fmt: skip
    assert counted(frame) == {("marketing", 1): ("marketing", 100.0), ("ads", 4): ("marketing", 120.0)}


@pytest.mark.parametrize(
    ("parent", "sign", "amount"),
    [("costs", 1, 50.0), (None, -1, 50.0), (None, None, 50.0), (None, 1, -50.0), (None, 1, 50.0)],
    ids=["by its tree", "by its sign", "without any sign", "written as negative", "a flat list of lines"],
)
def test_a_cost_goes_out_however_it_is_written(parent, sign, amount):
    tree = [] if parent is None else [("costs", None, "subtotal", -1, Q1, 50.0)]
    assert acquisition(statement(("marketing", parent, "marketing", sign, Q1, amount), *tree)) == 50.0


def test_a_refund_lessens_the_spend():
    frame = statement(
        ("ads", "total", "marketing", 1, Q1, 80.0), ("refunds", "total", "marketing", -1, Q1, 10.0),
        ("total", None, "subtotal", -1, Q1, 70.0),
    )  # fmt: skip
    assert acquisition(frame) == 70.0


def test_revenue_comes_in():
    frame = statement(("sales", "result", "revenue", 1, Q1, 500.0), ("goods", "result", "cogs", -1, Q1, 200.0))
    assert counted(frame) == {("sales", 1): ("revenue", -500.0), ("goods", 1): ("cogs", 200.0)}


def test_budgets_are_no_spend():
    frame = statement(("ads", None, "marketing", -1, Q1, 80.0), ("ads", None, "marketing", -1, Q1, 90.0, "budget"))
    assert acquisition(frame) == 80.0


def test_only_the_roles_asked_for_are_spend():
    lines = [("ads", None, "marketing", -1, Q1, 80.0), ("reps", None, "sales", -1, Q1, 20.0)]
    assert acquisition(statement(*lines)) == 100.0
    assert acquisition(statement(*lines, roles=("marketing",))) == 80.0


def test_months_count_where_they_fill_a_quarter_and_the_quarter_where_they_do_not():
    whole = ("ads", None, "marketing", -1, Q1, 90.0)
    months = [("ads", None, "marketing", -1, month, 30.0) for month in (JAN, FEB, MAR)]
    assert acquisition(statement(whole, *months)) == 90.0
    assert set(counted(statement(whole, *months))) == {("ads", 1), ("ads", 2), ("ads", 3)}
    assert counted(statement(whole, *months[:2])) == {("ads", 1): ("marketing", 90.0)}


def test_a_quarters_total_is_not_counted_with_monthly_lines_of_the_same_role():
    total = ("marketing", None, "marketing", -1, Q1, 90.0)
    months = [("ads", None, "marketing", -1, month, 30.0) for month in (JAN, FEB, MAR)]
    assert acquisition(statement(total, *months)) == 90.0


def test_origins_have_lines_and_signs_of_their_own():
    frame = statement(
        ("ads", None, "marketing", -1, Q1, 80.0, "actual", "one"),
        ("ads", None, "marketing", 1, Q1, -5.0, "actual", "two"), ("online", "ads", None, 1, Q1, -5.0, "actual", "two"),
    )  # fmt: skip
    assert acquisition(frame) == 85.0


def test_lines_that_are_parts_of_each_other_end():
    assert acquisition(statement(("a", "b", None, -1, Q1, 80.0), ("b", "a", "marketing", -1, Q2, 20.0))) == 100.0


def test_no_lines_have_the_columns_too():
    frame = statement()
    assert frame.columns[-3:] == ["leaf_role", "outflow", "is_acquisition"]


def test_of_periods_in_each_other_the_finest_that_fill_count():
    year = (date(2024, 1, 1), date(2024, 12, 31))
    assert list(finest([year, Q1, JAN, FEB, MAR])) == [year]  # one quarter is no year
    half = (date(2024, 1, 1), date(2024, 6, 30))
    assert sorted(finest([half, Q1, Q2, JAN, FEB, MAR])) == sorted([JAN, FEB, MAR, Q2])
