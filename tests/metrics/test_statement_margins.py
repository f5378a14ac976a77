"""Margins by period, and what revenue is made of."""

import asyncio
from datetime import date

import pandas as pd
import pytest

from auth.scope import Scope
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.statement_margins import list_margins, list_revenue_mix, margins, revenue_mix
from tests.metrics.statements import USUAL, Tree, given, lines

Q1, Q2, Q3 = date(2024, 1, 1), date(2024, 4, 1), date(2024, 7, 1)
AMOUNTS = {
    "goods": [60, 80, 0], "service": [40, None, 0], "sales": [100, 80, 0], "cost_of_goods": [50, 60, 5],
    "margin": [50, 20, -5], "marketing": [30, 30, 0], "opex": [30, 30, 0], "Net": [20, -10, -5],
}  # fmt: skip
BOOKS = given(lines(USUAL, AMOUNTS, Q1))


def margins_in(books: FrameSnapshot) -> pd.DataFrame:
    return list_margins("quarter", Q1, Q3, Filters(), Scope.all(), books)


def mix_in(books: FrameSnapshot) -> pd.DataFrame:
    return list_revenue_mix("quarter", Q1, Q3, Filters(), Scope.all(), books)


def test_each_subtotal_below_revenue_is_a_share_of_it_by_period() -> None:
    found = margins_in(BOOKS)
    assert list(found.columns) == ["period", "margin", "Net"]
    assert list(found["period"]) == [Q1, Q2, Q3]
    assert list(found["margin"].head(2)) == [0.5, 0.25]
    assert list(found["Net"].head(2)) == [0.2, -0.125]
    assert found[["margin", "Net"]].iloc[2].isna().all()  # no revenue
    assert found.attrs["labels"] == {"margin": "Margin", "Net": "Net"}
    assert found.attrs["broken"] == {"margin": [], "Net": []}


def test_what_rests_on_a_broken_subtotal_is_marked() -> None:
    wrong = given(lines(USUAL, {**AMOUNTS, "margin": [50, 23, -5], "Net": [20, -7, -5]}, Q1))
    assert margins_in(wrong).attrs["broken"] == {"margin": [Q2], "Net": [Q2]}
    beside = given(lines(USUAL, {**AMOUNTS, "opex": [30, 30, 2], "Net": [20, -10, -7]}, Q1))
    assert margins_in(beside).attrs["broken"] == {"margin": [], "Net": [Q3]}
    revenue = given(lines(USUAL, {**AMOUNTS, "sales": [101, 80, 0], "margin": [51, 20, -5], "Net": [21, -10, -5]}, Q1))
    assert margins_in(revenue).attrs["broken"]["margin"] == [Q1]
    assert mix_in(revenue).attrs["broken"] == [Q1]


def test_revenue_is_shown_by_the_lines_it_is_made_of() -> None:
    found = mix_in(BOOKS).query("share.notna()")
    assert [tuple(row) for row in found.itertuples(index=False)] == [
        (Q1, "goods", "Goods", 60, 0.6), (Q1, "service", "Service", 40, 0.4), (Q2, "goods", "Goods", 80, 1.0),
    ]  # fmt: skip
    assert found.attrs["broken"] == []


def test_what_lowers_revenue_is_below_zero_in_its_mix() -> None:
    tree: Tree = {
        "a": ("Products", "revenue", 1), "b": ("Products", "revenue", 1), "Products": ("Sales", "subtotal", 1),
        "Back": ("Sales", "returns", -1), "Sales": ("Profit", "subtotal", 1), "Cost": ("Profit", "cogs", -1),
        "Profit": (None, "subtotal", 1),
    }  # fmt: skip
    amounts = {"a": [70], "b": [50], "Products": [120], "Back": [20], "Sales": [100], "Cost": [40], "Profit": [60]}
    found = mix_in(given(lines(tree, amounts, Q1)))
    assert list(zip(found["line"], found["share"], strict=True)) == [("a", 0.7), ("b", 0.5), ("Back", -0.2)]


def test_revenue_of_a_single_line_is_all_of_its_mix() -> None:
    tree: Tree = {"Sales": ("Profit", "revenue", 1), "Profit": (None, None, 1)}
    found = mix_in(given(lines(tree, {"Sales": [5], "Profit": [5]}, Q1)))
    assert [tuple(row)[1:] for row in found.itertuples(index=False)] == [("Sales", "Sales", 5, 1.0)]


@pytest.mark.parametrize("books", [given(), given(lines({"Profit": (None, None, 1)}, {"Profit": [1]}, Q1))])
def test_without_revenue_there_are_neither_margins_nor_a_mix(books: FrameSnapshot) -> None:
    assert list(margins_in(books).columns) == ["period"]
    assert mix_in(books).empty


def test_the_awaited_ones_are_the_same() -> None:
    asked = ("quarter", Q1, Q3, Filters(), Scope.all(), BOOKS)
    assert asyncio.run(margins(*asked)).equals(margins_in(BOOKS))
    assert asyncio.run(revenue_mix(*asked)).equals(mix_in(BOOKS))
