"""Income statements: a line's amount of each period, beside the period before, the year before, the trailing year, its
share of revenue and its budget.

A statement is one origin's, in any tree of lines; the filters of deals do not apply to it. The grains are month,
quarter and year, none finer than the lines. Where the company's fiscal year begins in another month than January,
quarters and years are those of the fiscal year (see metrics/statement_periods.py).
"""

import asyncio
from datetime import date
from typing import Any

import pandas as pd

from auth.scope import Scope
from data import engine
from errors import UnknownName
from filters import Filters
from i18n import _
from metrics.carried import carried
from metrics.remembered import remembered
from metrics.run import last_day as last_day_with_facts
from metrics.slices import Tables
from metrics.statement_book import Book, chosen_book, readable_origins
from metrics.statement_growth import around, figures_of
from metrics.statement_lines import label
from metrics.statement_notes import facts_of, said
from metrics.statement_periods import periods_between
from metrics.statement_tree import Tree
from settings import settings

EVERYTHING = Scope.all()
UNSAID = ("parent", "role", "favourable", "period")  # columns of plain objects, None where there is none
FIGURES = (
    "amount", "budget", "variance", "variance_share", "previous", "qoq", "year_ago", "yoy", "ttm", "common_size", "gap",
)  # fmt: skip
COLUMNS = (
    "line", "label", "parent", "role", "depth", "subtotal", "spine", "sign", "effect", "period", "amount", "budget",
    "variance", "variance_share", "favourable", "previous", "qoq", "year_ago", "yoy", "ttm", "common_size", "broken",
    "gap",
)  # fmt: skip


def statement_origins(snapshot: Tables, scope: Scope = EVERYTHING) -> list[str]:
    """Origins that have an income statement; the one whose actual lines reach furthest first."""
    return list(readable_origins(snapshot, scope))


def statement_grains(snapshot: Tables, origin: str | None = None, scope: Scope = EVERYTHING) -> tuple[str, ...]:
    """The grains it can be read in, finest first: none finer than its lines; none where there is no statement.

    Raises UnknownName for an origin that has none.
    """
    book = chosen_book(snapshot, origin, scope)
    return book.grains if book else ()


def statement_periods(snapshot: Tables, grain: str, origin: str | None = None, scope: Scope = EVERYTHING) -> list[date]:
    """First days of the complete periods with actual lines (of the budget, where nothing else is given), oldest first.

    A quarter or year is complete if it is given as such or all its parts are. Raises UnknownName.
    """
    book = chosen_book(snapshot, origin, scope)
    return book.periods(_checked(grain, book)) if book else []


async def statement(
    grain: str, start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None,
    origin: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The statement from the period with `start` in it to the one with `end` in it: a row per line and period, lines in
    the order they are read, periods oldest first. Lines without any amount in these periods are left out.

    - line, label (for readers), parent, role; depth (indentation: hops from the spine); subtotal, spine (bool)
    - sign (as it enters its parent), effect (+1, −1: more of it raises, lowers the result; 0: it is not part of it)
    - period (first day), amount; budget, variance (amount − budget), variance_share (of |budget|), favourable (bool or
      None: whether the variance is better for the result)
    - previous, qoq (change to the period before in this grain, a share of |previous|); year_ago, yoy alike; null from
      nothing and across a change of sign
    - ttm: sum of the twelve months that end with the period; null unless they are complete
    - common_size: amount / total revenue of the period; null without revenue
    - broken, gap: whether a subtotal differs from its parts, at the grain it is given in or in any part of the period;
      and by how much (amount − parts; null for what has no parts); of the budget where there is no amount

    The spine is the chain of subtotals from the result (the root) down to total revenue, which may be a single line.
    `attrs`: currency (where the snapshot has one), grain, grains, periods, origin, origins, revenue_line, root_line,
    year_start (first month of quarters and years), ignored_filters, notes (sentences), and what these are made of.
    Raises UnknownName for a grain or an origin that there is not. Empty where there is no statement.
    """
    return await asyncio.to_thread(list_statement, grain, start, end, filters, scope, snapshot, origin)


def list_statement(
    grain: str, start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None,
    origin: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """`statement` for callers that are not async."""
    fiscal = settings().company.fiscal_year_start
    frame = _statement(snapshot or engine.current(), grain, start, end, scope, origin, fiscal)
    ignored = [name for name, _values in filters.dims]
    frame.attrs |= carried({"ignored_filters": ignored, "notes": said(frame.attrs, ignored)})
    return frame


@remembered
def _statement(
    tables: Tables, grain: str, start: date, end: date, scope: Scope, origin: str | None, _fiscal: int
) -> pd.DataFrame:
    book = chosen_book(tables, origin, scope)
    if book is None:
        return _framed({name: [] for name in COLUMNS}, _about(tables, grain, None, [], scope))
    periods = periods_between(start, end, _checked(grain, book), book.given.year_start)
    compared = [around(book, grain, period) for period in periods]
    shown = {line for each in compared for line in (*each.now, *each.budget)}
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for line in book.tree.lines:
        if line in shown:
            standing = {name: [value] * len(periods) for name, value in _standing(book.tree, line).items()}
            figures = figures_of(book, grain, line, compared)
            for name, values in (standing | figures | {"period": periods}).items():
                columns[name] += values
    return _framed(columns, _about(tables, grain, book, periods, scope))


def _checked(grain: str, book: Book) -> str:
    if grain not in book.grains:
        raise UnknownName(_("grain"), grain, book.grains)
    return grain


def _standing(tree: Tree, line: str) -> dict[str, Any]:
    """What a line is, whatever the period."""
    return {
        "line": line, "label": label(line), "parent": tree.parent[line], "role": tree.role[line],
        "depth": tree.depth[line], "subtotal": line in tree.parts, "spine": line in tree.spine,
        "sign": tree.sign[line], "effect": tree.effect[line],
    }  # fmt: skip


def _framed(columns: dict[str, list[Any]], attrs: dict[str, Any]) -> pd.DataFrame:
    """The columns as a frame: unknown figures NaN, unknown texts and judgements None."""
    kinds = {name: float if name in FIGURES else object if name in UNSAID else None for name in COLUMNS}
    frame = pd.DataFrame({name: pd.Series(columns[name], dtype=kinds[name]) for name in COLUMNS})
    frame.attrs = carried(attrs)
    return frame


def _about(tables: Tables, grain: str, book: Book | None, periods: list[date], scope: Scope) -> dict[str, Any]:
    """What the result says of itself; undated, ignored_by and date_notes are what `metrics.notes` reads."""
    return {
        "currency": getattr(tables, "currency", settings().company.currency), "grain": grain,
        "grains": book.grains if book else (), "periods": periods, "origin": book.origin if book else None,
        "origins": readable_origins(tables, scope), "revenue_line": book.tree.revenue if book else None,
        "root_line": book.tree.root if book else None, "spine": book.tree.spine if book else (),
        "year_start": book.given.year_start if book else settings().company.fiscal_year_start,
        "as_of": last_day_with_facts(tables), "undated": 0, "ignored_by": {}, "date_notes": [],
        "facts": facts_of(book, grain, periods) if book else None,
    }  # fmt: skip
