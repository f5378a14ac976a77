"""Odd trees of lines: none of them hangs, and each is read as well as can be."""

from datetime import date
from typing import Any

import pytest

from metrics.statement import statement_periods
from tests.metrics.statements import USUAL, Tree, cells, firsts, given, lines, read

Q1, Q2, Q4 = date(2024, 1, 1), date(2024, 4, 1), date(2024, 10, 1)
FLAT: Tree = {
    "Sales": ("Result", "revenue", 1), "Cost": ("Result", "cogs", -1), "Result": (None, "subtotal", 1),
}  # fmt: skip


def one(tree: Tree, amounts: dict[str, list[Any]], end: date = Q1, **more: Any) -> Any:
    return read(given(lines(tree, amounts, Q1, **more)), "quarter", Q1, end)


def test_a_single_line_is_a_statement() -> None:
    frame = one({"Sales": (None, "revenue", None)}, {"Sales": [5]})
    row = frame.to_dict("records")[0]
    assert (row["amount"], row["depth"], row["spine"], row["subtotal"], row["sign"]) == (5, 0, True, False, 1)
    assert (row["common_size"], frame.attrs["root_line"], frame.attrs["revenue_line"]) == (1, "Sales", "Sales")


def test_a_single_line_of_revenue_is_the_foot_of_the_spine() -> None:
    frame = one(FLAT, {"Sales": [10], "Cost": [4], "Result": [6]})
    assert frame.attrs["spine"] == ("Result", "Sales")
    assert firsts(frame, "depth") == {"Sales": 0, "Cost": 1, "Result": 0}
    assert firsts(frame, "common_size")["Result"] == 0.6


def test_of_several_roots_the_result_is_the_one_that_holds_revenue() -> None:
    tree = {**FLAT, "Heads": ("People", "other", 1), "People": (None, "subtotal", 1)}
    frame = one(tree, {"Sales": [10], "Cost": [4], "Result": [6], "Heads": [90], "People": [90]})
    assert (frame.attrs["root_line"], frame.attrs["revenue_line"]) == ("Result", "Sales")
    assert firsts(frame, "depth") == {"Sales": 0, "Cost": 1, "Result": 0, "Heads": 1, "People": 0}
    assert firsts(frame, "spine")["People"] is False


def test_income_that_enters_later_does_not_draw_the_spine_away() -> None:
    tree: Tree = {
        "a": ("Sales", "revenue", 1), "Sales": ("Operating", "subtotal", 1), "Wages": ("Operating", "opex", -1),
        "Operating": ("Net", "subtotal", 1), "Interest": ("Net", "revenue", 1), "Net": (None, "subtotal", 1),
    }  # fmt: skip
    frame = one(tree, {"a": [100], "Sales": [100], "Wages": [30], "Operating": [70], "Interest": [5], "Net": [75]})
    assert (frame.attrs["spine"], frame.attrs["revenue_line"]) == (("Net", "Operating", "Sales"), "Sales")
    assert firsts(frame, "common_size")["Interest"] == 0.05


def test_revenue_is_net_of_returns() -> None:
    tree: Tree = {
        "Gross": ("Net sales", "revenue", 1), "Back": ("Net sales", "returns", -1),
        "Net sales": ("Profit", "subtotal", 1), "Cost": ("Profit", "cogs", -1), "Profit": (None, "subtotal", 1),
    }  # fmt: skip
    frame = one(tree, {"Gross": [100], "Back": [20], "Net sales": [80], "Cost": [40], "Profit": [40]})
    assert frame.attrs["revenue_line"] == "Net sales"
    assert firsts(frame, "common_size")["Gross"] == 1.25


def test_without_a_line_of_revenue_shares_are_unknown_and_that_is_said() -> None:
    tree: Tree = {"In": ("Result", None, 1), "Out": ("Result", None, -1), "Result": (None, None, 1)}
    frame = one(tree, {"In": [10], "Out": [4], "Result": [6]})
    assert cells(frame, "common_size") == {"In": [None], "Out": [None], "Result": [None]}
    assert (frame.attrs["revenue_line"], frame.attrs["spine"]) == (None, ("Result",))
    assert "No line has the role of revenue" in frame.attrs["notes"][0]


@pytest.mark.parametrize(
    ("tree", "cut"),
    [
        ({"Sales": ("B", "revenue", 1), "A": ("B", None, 1), "B": ("A", None, 1)}, "B"),
        ({"Sales": ("A", "revenue", 1), "A": ("C", None, 1), "B": ("A", None, 1), "C": ("B", None, 1)}, "C"),
    ],
)
def test_lines_that_are_parents_of_each_other_are_cut_and_that_is_said(tree: Tree, cut: str) -> None:
    frame = one(tree, {line: [1] for line in tree})
    assert frame.attrs["root_line"] == cut
    assert firsts(frame, "parent")[cut] is None
    assert f"circle; it is cut at {cut}." in frame.attrs["notes"][0]


def test_a_line_that_is_its_own_parent_is_a_root() -> None:
    frame = one({"Sales": ("T", "revenue", 1), "T": ("T", None, 1)}, {"Sales": [3], "T": [3]})
    assert (frame.attrs["root_line"], frame["broken"].any(), frame.attrs["notes"]) == ("T", False, [])


def test_a_parent_without_a_line_of_its_own_is_the_sum_of_its_parts_after_the_last_of_them() -> None:
    tree: Tree = {"a": ("Sales", "revenue", 1), "b": ("Sales", "revenue", None), "Tip": (None, "opex", 1)}
    frame = one(tree, {"a": [3, 4], "b": [5, None], "Tip": [1, 1]}, end=Q2)
    assert cells(frame, "amount") == {"a": [3, 4], "b": [5, None], "Sales": [8, 4], "Tip": [1, 1]}
    assert frame.attrs["root_line"] == "Sales"
    assert frame.attrs["notes"] == ["Not in the data, the sum of its parts: Sales."]
    assert not frame["broken"].any()


def test_a_missing_subtotal_is_not_made_up_where_a_part_may_be_missing_by_mistake() -> None:
    amounts = {
        "goods": [6, 6, 6, 6],
        "sales": [6, 6, 6, 6],
        "cost_of_goods": [None, 2, 2, 2],
        "margin": [None, 4, 4, 4],
    }
    found = cells(one(USUAL, amounts, end=Q4), "amount")
    assert found["margin"] == [None, 4, 4, 4]  # costs are usually there: without them it is no margin


def test_a_line_that_came_later_counts_as_nothing_before() -> None:
    amounts = {"goods": [6, 6, 6, 6], "service": [None, None, None, 1], "sales": [6, 6, 6, 7]}
    tree = {line: USUAL[line] for line in amounts} | {"sales": (None, None, 1)}
    books = given(lines(tree, amounts, Q1))
    quarters = read(books, "quarter", Q1, Q4)
    assert cells(quarters, "amount")["service"] == [None, None, None, 1]
    assert cells(quarters, "ttm")["service"] == [None, None, None, 1]
    assert firsts(read(books, "year", Q1, Q1), "amount") == {"goods": 24, "service": 1, "sales": 25}


def test_a_line_that_no_subtotal_vouches_for_is_unknown_where_a_part_of_it_is_missing() -> None:
    tree: Tree = {"Sales": (None, "revenue", 1), "Heads": (None, None, 1)}
    books = given(lines(tree, {"Sales": [1, 1, 1, 1], "Heads": [9, None, 9, 9]}, Q1))
    assert cells(read(books, "year", Q1, Q1), "amount") == {"Sales": [4]}


def test_rows_of_one_line_and_period_are_summed() -> None:
    rows = lines(FLAT, {"Sales": [10], "Cost": [1], "Result": [6]}, Q1)
    frame = read(given(rows, lines(FLAT, {"Cost": [3]}, Q1)), "quarter", Q1, Q1)
    assert firsts(frame, "amount")["Cost"] == 4
    assert not frame["broken"].any()
    assert frame.attrs["notes"] == ["Several rows of one period are summed: Cost."]


def test_a_name_that_stands_under_two_parents_is_two_lines() -> None:
    rows = lines(FLAT, {"Sales": [10], "Cost": [4], "Result": [7]}, Q1)
    other = [lines({"Other": (parent, "opex", sign)}, {"Other": [amount]}, Q1) for parent, sign, amount in
             (("Cost", 1, 4), ("Result", 1, 1))]  # fmt: skip
    found = firsts(read(given(rows, *other), "quarter", Q1, Q1), "amount")
    assert found == {"Sales": 10, "Cost": 4, "Result": 7, "Other (Cost)": 4, "Other (Result)": 1}


def test_positions_order_the_lines_and_one_without_stands_after_what_came_before_it() -> None:
    rows = lines(FLAT, {"Sales": [10], "Cost": [4], "Result": [6]}, Q1)
    for row, position in zip(rows, (7, None, 3), strict=True):
        row["position"] = position
    assert list(firsts(read(given(rows), "quarter", Q1, Q1), "line")) == ["Result", "Sales", "Cost"]


def test_the_newest_period_says_how_lines_stand_but_each_period_adds_up_by_its_own_parents() -> None:
    old = {"Sales": ("Top", "revenue", 1), "Top": (None, None, 1), "Rent": ("Top", "opex", -1)}
    new: Tree = {"Sales": ("Top", "revenue", 1), "Top": (None, None, 1), "Rent": ("Costs", "opex", 1),
                 "Costs": ("Top", None, -1)}  # fmt: skip
    first = lines(old, {"Sales": [10], "Rent": [2], "Top": [8]}, Q1)
    second = lines(new, {"Sales": [10], "Rent": [2], "Costs": [2], "Top": [8]}, Q2)
    frame = read(given(first, second), "quarter", Q1, Q2)
    assert firsts(frame, "parent")["Rent"] == "Costs"
    assert not frame["broken"].any()
    assert firsts(frame, "effect")["Rent"] == -1


def test_costs_that_are_given_below_zero_count_as_they_are() -> None:
    tree: Tree = {"Sales": ("Result", "revenue", 1), "Cost": ("Result", "cogs", 1), "Result": (None, None, 1)}
    rows = lines(tree, {"Sales": [10], "Cost": [-4], "Result": [6]}, Q1)
    frame = read(given(rows, lines(tree, {"Cost": [-3]}, Q1, scenario="budget")), "quarter", Q1, Q1)
    assert (firsts(frame, "variance")["Cost"], firsts(frame, "favourable")["Cost"]) == (-1, False)
    assert not frame["broken"].any()


@pytest.mark.parametrize(("sales", "share"), [(0, None), (-10, -0.4)])
def test_shares_of_no_revenue_are_unknown_and_of_negative_revenue_plain(sales: float, share: float | None) -> None:
    frame = one(FLAT, {"Sales": [sales], "Cost": [4], "Result": [sales - 4]})
    assert firsts(frame, "common_size")["Cost"] == share


def test_a_chain_of_a_thousand_subtotals_is_read() -> None:
    tree: Tree = {f"n{i}": (f"n{i + 1}", "revenue" if i == 0 else None, 1) for i in range(1000)}
    frame = one(tree, {line: [1] for line in tree})
    assert (frame.attrs["root_line"], frame["amount"].sum()) == ("n1000", 1001)


def test_a_subtotal_above_one_that_is_missing_in_a_period_still_adds_up() -> None:
    amounts = {
        "goods": [9, 9],
        "sales": [9, 9],
        "cost_of_goods": [4, 4],
        "margin": [5, None],
        "opex": [1, 1],
        "Net": [4, 4],
    }
    frame = one(USUAL, amounts, end=Q2)
    assert cells(frame, "amount")["margin"] == [5, 5]
    assert not frame["broken"].any()
    assert frame.attrs["notes"] == ["Not in the data, the sum of its parts: Margin."]


def test_periods_without_the_result_are_read_up_to_the_subtotals_they_have() -> None:
    amounts = {"Sales": [10, 10], "Cost": [4, None], "Result": [6, None]}
    books = given(lines(FLAT, amounts, Q1))
    assert statement_periods(books, "quarter") == [Q1, Q2]
    assert cells(read(books, "quarter", Q1, Q2), "amount")["Result"] == [6, None]


def test_a_broken_budget_is_said() -> None:
    rows = lines(FLAT, {"Sales": [10], "Cost": [4], "Result": [6]}, Q1)
    budget = lines(FLAT, {"Sales": [10], "Cost": [4], "Result": [7]}, Q1, scenario="budget")
    frame = read(given(rows, budget), "quarter", Q1, Q1)
    assert frame.attrs["notes"] == ["The budget is not the sum of its parts: Result."]
    assert not frame["broken"].any()


def test_roles_are_the_same_in_upper_and_lower_case() -> None:
    frame = one({"Sales": ("T", "Revenue ", 1), "T": (None, "Subtotal", 1)}, {"Sales": [3], "T": [3]})
    assert (frame.attrs["revenue_line"], firsts(frame, "role")["Sales"]) == ("T", "revenue")
