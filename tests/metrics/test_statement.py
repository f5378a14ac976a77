"""A literal statement: every column by hand."""

import asyncio
from datetime import date

import polars as pl
import pytest

from auth.scope import Scope
from errors import NoData, UnknownName
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.statement import (
    COLUMNS,
    list_statement,
    statement,
    statement_grains,
    statement_origins,
    statement_periods,
)
from metrics.statement_answer import statement_object
from metrics.statement_lines import label
from tests.metrics.statements import TODAY, USUAL, cells, firsts, given, lines, read

Q1 = date(2024, 1, 1)
AMOUNTS = {  # five quarters from Q1 2024
    "goods": [60, 80, 100, 120, 90], "service": [40, 20, 50, 30, 60], "sales": [100, 100, 150, 150, 150],
    "cost_of_goods": [50, 60, 80, 90, 60], "margin": [50, 40, 70, 60, 90],
    "marketing": [10, 20, 30, 20, 10], "Rent (HQ)": [30, 30, 30, 60, 30], "opex": [40, 50, 60, 80, 40],
    "Net": [10, -10, 10, -20, 50],
}  # fmt: skip
BUDGET = {"goods": [80], "service": [50], "sales": [130], "cost_of_goods": [50], "margin": [80],
          "marketing": [10], "Rent (HQ)": [40], "opex": [50], "Net": [30]}  # fmt: skip
LAST = date(2025, 1, 1)  # the quarter of which there is a budget
NOBODY = Scope.only(team=["EMEA"])
BOOKS = given(lines(USUAL, AMOUNTS, Q1), lines(USUAL, BUDGET, LAST, scenario="budget"))


def test_lines_are_read_in_order_with_their_place_in_the_tree() -> None:
    frame = read(BOOKS, "quarter", Q1, LAST)
    assert list(frame.columns) == list(COLUMNS)
    assert list(firsts(frame, "line")) == list(USUAL)
    assert list(frame["period"][:5]) == [Q1, date(2024, 4, 1), date(2024, 7, 1), date(2024, 10, 1), LAST]
    assert firsts(frame, "label") == {
        "goods": "Goods", "service": "Service", "sales": "Sales", "cost_of_goods": "Cost of goods", "margin": "Margin",
        "marketing": "Marketing", "Rent (HQ)": "Rent (HQ)", "opex": "Opex", "Net": "Net",
    }  # fmt: skip
    assert firsts(frame, "depth") == {
        "goods": 1, "service": 1, "sales": 0, "cost_of_goods": 1, "margin": 0, "marketing": 2, "Rent (HQ)": 2,
        "opex": 1, "Net": 0,
    }  # fmt: skip
    assert [line for line, yes in firsts(frame, "spine").items() if yes] == ["sales", "margin", "Net"]
    assert [line for line, yes in firsts(frame, "subtotal").items() if yes] == ["sales", "margin", "opex", "Net"]
    assert [line for line, way in firsts(frame, "effect").items() if way == -1] == [
        "cost_of_goods", "marketing", "Rent (HQ)", "opex",
    ]  # fmt: skip
    assert (frame.attrs["revenue_line"], frame.attrs["root_line"]) == ("sales", "Net")
    assert firsts(frame, "parent")["Net"] is None


def test_growth_is_a_share_of_what_was_and_unknown_across_a_change_of_sign() -> None:
    frame = read(BOOKS, "quarter", Q1, LAST)
    assert cells(frame, "amount")["Net"] == [10, -10, 10, -20, 50]
    assert cells(frame, "previous")["goods"] == [None, 60, 80, 100, 120]
    assert cells(frame, "qoq")["goods"] == [None, pytest.approx(1 / 3), 0.25, pytest.approx(0.2), -0.25]
    assert cells(frame, "qoq")["Net"] == [None, None, None, None, None]
    assert cells(frame, "year_ago")["goods"] == [None, None, None, None, 60]
    assert cells(frame, "yoy")["goods"] == [None, None, None, None, 0.5]
    assert cells(frame, "yoy")["Net"] == [None, None, None, None, 4]


def test_the_trailing_year_is_unknown_until_it_is_complete() -> None:
    frame = read(BOOKS, "quarter", Q1, LAST)
    assert cells(frame, "ttm")["Net"] == [None, None, None, -10, 30]
    assert cells(frame, "ttm")["sales"] == [None, None, None, 500, 550]


def test_common_size_is_the_share_of_total_revenue() -> None:
    sizes = cells(read(BOOKS, "quarter", Q1, LAST), "common_size")
    assert sizes["sales"] == [1, 1, 1, 1, 1]
    assert sizes["cost_of_goods"] == [0.5, 0.6, pytest.approx(80 / 150), 0.6, 0.4]
    assert sizes["Net"][1] == -0.1


def test_a_variance_is_favourable_where_it_is_better_for_the_result() -> None:
    frame = read(BOOKS, "quarter", LAST, LAST)
    assert firsts(frame, "variance") == {
        "goods": 10, "service": 10, "sales": 20, "cost_of_goods": 10, "margin": 10, "marketing": 0, "Rent (HQ)": -10,
        "opex": -10, "Net": 20,
    }  # fmt: skip
    assert firsts(frame, "variance_share")["Rent (HQ)"] == -0.25
    assert firsts(frame, "favourable") == {
        "goods": True, "service": True, "sales": True, "cost_of_goods": False, "margin": True, "marketing": None,
        "Rent (HQ)": True, "opex": True, "Net": True,
    }  # fmt: skip
    assert cells(read(BOOKS, "quarter", Q1, LAST), "budget")["Net"] == [None, None, None, None, 30]


def test_a_year_is_the_sum_of_its_quarters_and_complete_only_with_all_of_them() -> None:
    assert (statement_origins(BOOKS), statement_grains(BOOKS)) == (["books"], ("quarter", "year"))
    assert statement_periods(BOOKS, "year") == [Q1]
    assert statement_periods(BOOKS, "quarter")[-1] == LAST
    frame = read(BOOKS, "year", Q1, date(2025, 12, 31))
    assert cells(frame, "amount")["Net"] == [-10, None]
    assert cells(frame, "amount")["goods"] == [360, None]
    assert cells(frame, "ttm")["goods"] == [360, None]
    assert firsts(frame, "common_size")["cost_of_goods"] == 280 / 500


def test_a_broken_subtotal_is_marked_with_its_gap_in_its_period_and_in_every_period_around_it() -> None:
    wrong = {**AMOUNTS, "margin": [50, 43, 70, 60, 90], "opex": [40, 50, 57, 80, 40]}
    frame = read(books := given(lines(USUAL, wrong, Q1)), "quarter", Q1, LAST)
    assert cells(frame, "broken")["margin"] == [False, True, False, False, False]
    assert cells(frame, "gap")["margin"] == [0, 3, 0, 0, 0]
    assert cells(frame, "gap")["opex"] == [0, 0, -3, 0, 0]
    assert cells(frame, "gap")["Net"] == [0, -3, -3, 0, 0]  # of what it is made of as given
    assert cells(frame, "gap")["goods"] == [None] * 5
    year = read(books, "year", Q1, Q1)
    assert [line for line, broken in firsts(year, "broken").items() if broken] == ["margin", "opex", "Net"]
    assert firsts(year, "gap")["margin"] == 3


def test_gaps_that_cancel_out_over_a_year_still_mark_it() -> None:
    wrong = {**AMOUNTS, "sales": [101, 99, 150, 150, 150]}
    year = read(given(lines(USUAL, wrong, Q1)), "year", Q1, Q1)
    assert (firsts(year, "broken")["sales"], firsts(year, "gap")["sales"]) == (True, 0)


def test_rounding_of_a_cent_a_part_breaks_nothing() -> None:
    cents = {**AMOUNTS, "sales": [100.02, 100, 150, 150, 150], "margin": [50.02, 40, 70, 60, 90],
             "Net": [10.02, -10, 10, -20, 50]}  # fmt: skip
    assert not read(given(lines(USUAL, cents, Q1)), "quarter", Q1, LAST)["broken"].any()
    cents["sales"][0] = 100.04
    assert cells(read(given(lines(USUAL, cents, Q1)), "quarter", Q1, LAST), "broken")["sales"][0]


def test_whether_a_subtotal_adds_up_is_judged_in_the_currency_it_was_given_in() -> None:
    tree = {"a": ("t", "revenue", 1), "t": (None, "subtotal", 1)}
    rows = lines(tree, {"a": [10.0], "t": [11.6]}, Q1)
    for row, original in zip(rows, (1000.0, 1000.009), strict=True):  # 0.9 cent, at a rate that makes much of it
        row["amount_original"] = original
    assert firsts(read(given(rows), "quarter", Q1, Q1), "broken")["t"] is False


def test_filters_do_not_apply_and_that_is_said() -> None:
    filtered = list_statement("quarter", Q1, LAST, Filters(dims=(("sector", ("retail",)),)), Scope.all(), BOOKS)
    assert filtered["amount"].equals(read(BOOKS, "quarter", Q1, LAST)["amount"])
    assert filtered.attrs["ignored_filters"] == ["sector"]
    assert filtered.attrs["notes"] == ["The statement is of the whole company: filters do not apply to it."]
    assert read(BOOKS, "quarter", Q1, LAST).attrs["notes"] == []


def test_a_scope_that_a_statement_cannot_tell_shows_nothing() -> None:
    assert list_statement("quarter", Q1, LAST, Filters(), Scope.only(team=["EMEA"]), BOOKS).empty
    assert len(list_statement("quarter", Q1, LAST, Filters(), Scope.only(origin=["books"]), BOOKS)) == 45


def test_a_reader_is_told_of_the_origins_in_scope_only_and_reads_the_first_of_them() -> None:
    both = given(lines(USUAL, AMOUNTS, Q1), lines(USUAL, {"Net": [7, 8]}, date(2025, 1, 1), origin="branch"))
    only = Scope.only(origin=["books"])
    assert statement_origins(both, only) == ["books"]
    assert statement_periods(both, "quarter", scope=only)[-1] == LAST
    frame = list_statement("quarter", LAST, LAST, Filters(), only, both)
    assert (firsts(frame, "amount")["Net"], frame.attrs["origins"]) == (50, ["books"])
    with pytest.raises(UnknownName, match="income statement of 'branch'"):
        list_statement("quarter", LAST, LAST, Filters(), only, both, "branch")


def test_an_answer_to_a_reader_who_may_see_no_statement_says_so() -> None:
    assert (statement_origins(BOOKS, NOBODY), statement_grains(BOOKS, scope=NOBODY)) == ([], ())
    with pytest.raises(NoData, match="no income statement"):
        statement_object(None, Filters(), NOBODY, snapshot=BOOKS)


def test_of_several_origins_one_is_read_at_a_time() -> None:
    other = lines(USUAL, {"Net": [7, 8]}, date(2025, 1, 1), origin="branch")
    both = given(lines(USUAL, AMOUNTS, Q1), other)
    assert statement_origins(both) == ["branch", "books"]  # whose lines reach further comes first
    assert cells(read(both, "quarter", LAST, LAST), "amount") == {"Net": [7]}
    assert firsts(read(both, "quarter", LAST, LAST, origin="books"), "amount")["Net"] == 50
    assert statement_periods(both, "quarter", "branch") == [LAST, date(2025, 4, 1)]
    with pytest.raises(UnknownName, match="income statement of 'shop'"):
        read(both, "quarter", LAST, LAST, origin="shop")


def test_a_grain_that_is_finer_than_the_lines_is_refused() -> None:
    with pytest.raises(UnknownName, match="month"):
        read(BOOKS, "month", Q1, LAST)
    with pytest.raises(UnknownName):
        statement_periods(BOOKS, "week")


def test_without_a_statement_there_is_none() -> None:
    for nothing in (given(), FrameSnapshot({"accounts": pl.DataFrame({"a": [1]})}, TODAY)):
        assert (statement_origins(nothing), statement_grains(nothing)) == ([], ())
        assert statement_periods(nothing, "quarter") == []
        frame = read(nothing, "quarter", Q1, LAST)
        assert (len(frame), list(frame.columns), frame.attrs["root_line"]) == (0, list(COLUMNS), None)


def test_periods_without_any_line_leave_an_empty_frame() -> None:
    assert read(BOOKS, "quarter", date(2010, 1, 1), date(2010, 12, 31)).empty


def test_the_awaited_statement_is_the_same() -> None:
    found = asyncio.run(statement("quarter", Q1, LAST, Filters(), Scope.all(), BOOKS))
    assert found.equals(read(BOOKS, "quarter", Q1, LAST))


@pytest.mark.parametrize(
    ("line", "shown"), [("net_income", "Net income"), ("R&D", "R&D"), ("EBIT_da", "EBIT da"), ("éclairs", "Éclairs")]
)
def test_labels_are_for_readers(line: str, shown: str) -> None:
    assert label(line) == shown
