"""What a line's amount is compared with: the period before, a year before, the trailing year, the budget, revenue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.statement_book import Book
from metrics.statement_cells import Cell, Cells, Places
from metrics.statement_periods import trailing_year
from periods import add_months, next_start

Figure = float | None
Figures = dict[str, Sequence[Any]]  # column -> values by period


def growth(now: Figure, before: Figure) -> Figure:
    """The change as a share of what was before, whatever its sign: a loss that halves is +50 %.

    None from nothing, and between a gain and a loss.
    """
    if now is None or not before or now * before < 0:
        return None
    return (now - before) / abs(before)


def share(part: Figure, whole: Figure) -> Figure:
    """Part of a whole; None of nothing."""
    return None if part is None or not whole else part / whole


@dataclass(frozen=True)
class Around:
    """All lines in a period and in those that it is compared with."""

    now: Cells
    budget: Cells
    before: Cells
    year_ago: Cells
    year: Places  # the twelve months that end with it


def around(book: Book, grain: str, start: date) -> Around:
    """A period of the statement, with those that it is compared with."""
    actual, budget = book.actual.at[grain], book.budget.at[grain]
    return Around(
        actual.get(start, {}), budget.get(start, {}), actual.get(next_start(start, grain, -1), {}),
        actual.get(add_months(start, -12), {}), book.actual.places(grain, trailing_year(start, grain)),
    )  # fmt: skip


def figures_of(book: Book, grain: str, line: str, periods: Sequence[Around]) -> Figures:
    """The columns of a line's figures (see `metrics.statement`), each with a value per period."""
    revenue = book.tree.revenue or ""
    now = [_amount(each.now.get(line)) for each in periods]
    before = [_amount(each.before.get(line)) for each in periods]
    year_ago = [_amount(each.year_ago.get(line)) for each in periods]
    cells = [each.now.get(line) or each.budget.get(line) for each in periods]  # a budget's gap shows where it is alone
    return {
        "amount": now, **_against_budget(now, [_amount(each.budget.get(line)) for each in periods],
                                         book.tree.effect[line]),
        "previous": before, "qoq": list(map(growth, now, before)),
        "year_ago": year_ago, "yoy": list(map(growth, now, year_ago)),
        "ttm": [_sum(book.actual.over(line, grain, each.year)) for each in periods],
        "common_size": [share(amount, _amount(each.now.get(revenue)))
                        for amount, each in zip(now, periods, strict=True)],
        "broken": [cell is not None and cell.broken for cell in cells],
        "gap": [None if cell is None else cell.gap for cell in cells],
    }  # fmt: skip


def _against_budget(now: Sequence[Figure], budget: Sequence[Figure], effect: int) -> Figures:
    """The variance, its share of |budget|, and whether it is better for the result (None: neither way)."""
    pairs = zip(now, budget, strict=True)
    variance = [None if amount is None or planned is None else amount - planned for amount, planned in pairs]
    return {
        "budget": budget, "variance": variance,
        "variance_share": [share(gap, planned and abs(planned)) for gap, planned in zip(variance, budget, strict=True)],
        "favourable": [gap * effect > 0 if gap and effect else None for gap in variance],
    }  # fmt: skip


def _amount(cell: Cell | None) -> Figure:
    return None if cell is None else cell.amount


def _sum(cells: Sequence[Cell] | None) -> Figure:
    return None if cells is None else sum(cell.amount for cell in cells)
