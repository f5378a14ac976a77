"""Months, quarters and years of a statement, also mixed, and fiscal years."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from metrics.statement import statement_grains, statement_periods
from metrics.statement_periods import Covered, Period, period_of, year_start_of
from periods import next_start
from tests.metrics.statements import Tree, cells, firsts, given, lines, read
from tests.state import state

JAN, APR, JUL = date(2024, 1, 1), date(2024, 4, 1), date(2024, 7, 1)
FLAT: Tree = {
    "Sales": ("Result", "revenue", 1), "Cost": ("Result", "cogs", -1), "Result": (None, "subtotal", 1),
}  # fmt: skip
SIX = {"Sales": [10, 11, 12, 13, 14, 15], "Cost": [4] * 6, "Result": [6, 7, 8, 9, 10, 11]}


@pytest.fixture
def year_from_april(tmp_path: Path) -> Iterator[None]:
    file = tmp_path / "settings.toml"
    file.write_text("[company]\nfiscal_year_start = 4\n")
    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(file)):
        yield


def test_a_line_by_month_is_read_by_month_quarter_and_year() -> None:
    books = given(lines(FLAT, SIX, JAN, "month"))
    assert statement_grains(books) == ("month", "quarter")  # half a year is no year
    assert statement_periods(books, "month")[-1] == date(2024, 6, 1)
    assert statement_periods(books, "quarter") == [JAN, APR]
    quarters = read(books, "quarter", JAN, date(2024, 6, 30))
    assert cells(quarters, "amount") == {"Sales": [33, 42], "Cost": [12, 12], "Result": [21, 30]}
    assert cells(quarters, "qoq")["Sales"] == [None, pytest.approx(9 / 33)]
    assert cells(read(books, "month", JAN, JAN), "previous")["Sales"] == [None]


def test_a_quarter_that_lacks_a_month_is_not_complete() -> None:
    books = given(lines(FLAT, {line: amounts[:5] for line, amounts in SIX.items()}, JAN, "month"))
    assert statement_periods(books, "quarter") == [JAN]
    assert cells(read(books, "quarter", JAN, APR), "amount")["Result"] == [21, None]


def test_the_trailing_year_of_a_month_is_twelve_months() -> None:
    thirteen = {"Sales": list(range(1, 14))}
    books = given(lines({"Sales": (None, "revenue", 1)}, thirteen, JAN, "month"))
    frame = read(books, "month", date(2024, 11, 1), date(2025, 1, 1))
    assert cells(frame, "ttm")["Sales"] == [None, 78, 90]
    assert cells(frame, "yoy")["Sales"] == [None, None, 12]


def test_lines_by_month_stand_beside_a_budget_by_quarter() -> None:
    budget = lines(FLAT, {"Sales": [30], "Cost": [10], "Result": [20]}, JAN, scenario="budget")
    books = given(lines(FLAT, SIX, JAN, "month"), budget)
    quarters = read(books, "quarter", JAN, APR)
    assert cells(quarters, "variance")["Result"] == [1, None]
    assert quarters.attrs["notes"] == []
    months = read(books, "month", JAN, date(2024, 3, 1))
    assert cells(months, "budget")["Result"] == [None] * 3
    assert months.attrs["notes"] == ["The budget is given by quarter."]


def test_a_part_that_is_only_given_by_quarter_keeps_a_monthly_subtotal_from_being_made_up() -> None:
    by_month = {line: amounts[:3] for line, amounts in SIX.items() if line != "Result"}
    tax: Tree = {"Tax": ("Result", "tax", -1)}
    books = given(lines(FLAT, by_month, JAN, "month"), lines(tax, {"Tax": [5]}, JAN, "quarter"))
    assert cells(read(books, "month", JAN, date(2024, 3, 1)), "amount") == {
        "Sales": [10, 11, 12], "Cost": [4, 4, 4],
    }  # fmt: skip
    assert firsts(read(books, "quarter", JAN, JAN), "amount") == {"Sales": 33, "Cost": 12, "Tax": 5, "Result": 16}


def test_a_subtotal_by_quarter_is_checked_against_its_parts_by_month() -> None:
    by_month = {line: amounts[:3] for line, amounts in SIX.items() if line != "Result"}
    result: Tree = {"Result": (None, "subtotal", 1)}
    for amount, broken in ((21, False), (25, True)):
        books = given(lines(FLAT, by_month, JAN, "month"), lines(result, {"Result": [amount]}, JAN, "quarter"))
        frame = read(books, "quarter", JAN, JAN)
        assert (firsts(frame, "broken")["Result"], firsts(frame, "gap")["Result"]) == (broken, amount - 21)


def test_what_is_given_for_a_quarter_itself_counts_before_the_sum_of_its_months() -> None:
    books = given(lines(FLAT, SIX, JAN, "month"), lines(FLAT, {"Sales": [40]}, JAN, "quarter"))
    assert cells(read(books, "quarter", JAN, APR), "amount")["Sales"] == [40, 42]


def test_a_broken_month_marks_its_quarter() -> None:
    books = given(lines(FLAT, {**SIX, "Result": [6, 9, 8, 9, 10, 11]}, JAN, "month"))
    quarters = read(books, "quarter", JAN, APR)
    assert cells(quarters, "broken")["Result"] == [True, False]
    assert cells(quarters, "gap")["Result"] == [2, 0]


def test_only_a_budget_is_a_statement_of_its_own() -> None:
    books = given(lines(FLAT, {"Sales": [30], "Cost": [10], "Result": [20]}, JAN, scenario="budget"))
    assert statement_periods(books, "quarter") == [JAN]
    frame = read(books, "quarter", JAN, JAN)
    assert cells(frame, "amount")["Sales"] == [None]
    assert (firsts(frame, "budget")["Sales"], firsts(frame, "variance")["Sales"]) == (30, None)
    assert frame.attrs["notes"] == ["There are only budgeted lines."]


def test_a_budget_that_lies_ahead_stands_without_actual_amounts() -> None:
    ahead = lines(FLAT, {"Sales": [30], "Cost": [10], "Result": [20]}, JUL, scenario="budget")
    books = given(lines(FLAT, SIX, JAN, "month"), ahead)
    assert statement_periods(books, "quarter") == [JAN, APR]
    frame = read(books, "quarter", APR, JUL)
    assert cells(frame, "amount")["Sales"] == [42, None]
    assert cells(frame, "budget")["Sales"] == [None, 30]


@pytest.mark.usefixtures("year_from_april")
def test_a_year_is_the_companys_fiscal_year() -> None:
    books = given(lines(FLAT, {"Sales": [1, 2, 4, 8, 16]}, JAN))
    assert statement_periods(books, "year") == [APR]
    assert cells(read(books, "year", APR, APR), "amount")["Sales"] == [2 + 4 + 8 + 16]


@pytest.mark.usefixtures("year_from_april")
def test_lines_that_go_by_other_years_are_read_by_theirs_and_that_is_said() -> None:
    books = given(lines(FLAT, {"Sales": [1, 2]}, JAN, "year"))
    assert statement_periods(books, "year") == [JAN, date(2025, 1, 1)]
    frame = read(books, "year", JAN, JAN)
    assert frame.attrs["year_start"] == 1
    assert "begins in another month" in frame.attrs["notes"][-1]


def test_rows_of_no_month_quarter_or_year_are_left_out_and_counted() -> None:
    half = lines(FLAT, {"Sales": [99]}, JAN)
    half[0]["period_end"] = date(2024, 6, 30)
    frame = read(given(lines(FLAT, SIX, JAN, "month"), half), "quarter", JAN, JAN)
    assert cells(frame, "amount")["Sales"] == [33]
    assert frame.attrs["notes"] == ["1 row is left out: it is of no month, quarter or year."]


def test_rows_without_a_rate_have_no_amount_and_are_counted() -> None:
    rows = lines(FLAT, SIX, JAN, "month")
    rows[0]["amount"] = None
    assert "currency has no rate" in read(given(rows), "month", JAN, JAN).attrs["notes"][0]


@pytest.mark.parametrize(
    ("covered", "period"),
    [
        (Covered(JAN, date(2024, 1, 31), None), Period("month", JAN)),
        (Covered(JAN, date(2024, 3, 31), "month"), Period("quarter", JAN)),  # days decide
        (Covered(JAN, date(2024, 12, 31), "year"), Period("year", JAN)),
        (Covered(date(2024, 2, 1), date(2024, 4, 30), "quarter"), None),
        (Covered(date(2024, 1, 15), date(2024, 2, 14), None), None),
        (Covered(date(2023, 12, 31), date(2024, 3, 30), "quarter"), Period("quarter", JAN)),  # 13 weeks
        (Covered(date(2024, 1, 28), date(2024, 2, 24), "Month"), Period("month", date(2024, 2, 1))),
    ],
)
def test_the_days_of_a_line_say_its_period(covered: Covered, period: Period | None) -> None:
    assert period_of(covered, 1) == period


@pytest.mark.parametrize(("first", "wanted", "start"), [(1, 4, 4), (2, 4, 2), (1, 12, 1), (12, 3, 3)])
def test_the_year_begins_where_the_company_says_if_the_quarters_allow_it(first: int, wanted: int, start: int) -> None:
    begin = date(2024, first, 1)
    days = [Covered(begin, next_start(begin, "quarter") - (date(2024, 1, 2) - JAN), "quarter")]
    assert year_start_of(days, wanted) == start
