"""Margins over time, and what revenue is made of: both read off the statement."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from auth.scope import Scope
from filters import Filters
from metrics.carried import carried
from metrics.slices import Tables
from metrics.statement import list_statement
from metrics.statement_growth import share
from metrics.statement_lines import label

PASSED_ON = ("currency", "grain", "grains", "periods", "origin", "origins", "revenue_line", "notes")


async def margins(
    grain: str, start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None,
    origin: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Each subtotal on the way from total revenue to the result as a share of total revenue, by period.

    Columns period, then one per subtotal, named as its line, revenue's neighbour first (gross margin ... net income);
    null without revenue. `attrs`: labels and broken (per column: its name for readers; the periods in which it, or
    something it is made of, is a broken subtotal), and of the statement PASSED_ON. No columns but period without a line
    of revenue. Raises as `statement` does.
    """
    return await asyncio.to_thread(list_margins, grain, start, end, filters, scope, snapshot, origin)


def list_margins(
    grain: str, start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None,
    origin: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """`margins` for callers that are not async."""
    return margins_of(list_statement(grain, start, end, filters, scope, snapshot, origin))


def margins_of(statement: pd.DataFrame) -> pd.DataFrame:
    """The margins of a statement's frame."""
    periods, revenue = statement.attrs["periods"], statement.attrs["revenue_line"]
    spine = [line for line in reversed(statement.attrs["spine"]) if line != revenue] if revenue else []
    sizes = {(row[0], row[1]): row[2] for row in _rows(statement, "line", "period", "common_size")}
    columns: dict[str, Any] = {"period": periods}
    for line in spine:
        columns[line] = pd.Series([sizes.get((line, period)) for period in periods], dtype=float)
    frame = pd.DataFrame(columns)
    broken = _broken(statement, [*spine, revenue])
    frame.attrs = carried({
        "labels": {line: label(line) for line in spine}, "broken": {line: broken[line] for line in spine},
        **{name: statement.attrs[name] for name in PASSED_ON},
    })  # fmt: skip
    return frame


async def revenue_mix(
    grain: str, start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None,
    origin: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """What total revenue is made of, by period: columns period, line, label, amount, share (of total revenue).

    The parts are the lines, no subtotals, that total revenue is the sum of; without any it is total revenue itself.
    Below zero: returns and the like. `attrs`: broken (periods in which total revenue is not the sum of its parts), and
    of the statement PASSED_ON. Empty without a line of revenue. Raises as `statement` does.
    """
    return await asyncio.to_thread(list_revenue_mix, grain, start, end, filters, scope, snapshot, origin)


def list_revenue_mix(
    grain: str, start: date, end: date, filters: Filters, scope: Scope, snapshot: Tables | None = None,
    origin: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """`revenue_mix` for callers that are not async."""
    return revenue_mix_of(list_statement(grain, start, end, filters, scope, snapshot, origin))


def revenue_mix_of(statement: pd.DataFrame) -> pd.DataFrame:
    """The revenue mix of a statement's frame."""
    total = statement.attrs["revenue_line"]
    given = _rows(statement, "line", "period", "label", "effect", "amount", "subtotal")
    parents = dict(_rows(statement, "line", "parent"))
    totals = {row[1]: row[4] for row in given if row[0] == total}
    way = next((row[3] for row in given if row[0] == total), 1) or 1  # +1, but where the result is a cost
    rows: list[tuple[Any, ...]] = [
        (period, line, name, way * effect * amount, share(way * effect * amount, totals.get(period)))
        for line, period, name, effect, amount, subtotal in given
        if not subtotal and not pd.isna(amount) and total in _above(line, parents)
    ]
    rows.sort(key=lambda row: row[0])
    frame = pd.DataFrame(rows, columns=["period", "line", "label", "amount", "share"])
    frame = frame.astype({"amount": float, "share": float})
    broken = _broken(statement, [total])[total]
    frame.attrs = carried({"broken": broken, **{name: statement.attrs[name] for name in PASSED_ON}})
    return frame


def _rows(statement: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    plain = pd.DataFrame(statement)  # without attrs, which pandas copies for every column
    return list(zip(*(plain[name].tolist() for name in columns), strict=True))


def _broken(statement: pd.DataFrame, lines: list[str | None]) -> dict[str | None, list[date]]:
    """For each line the periods in which it, or anything under it, is a broken subtotal."""
    parents = dict(_rows(statement, "line", "parent"))
    found: dict[str | None, set[date]] = {line: set() for line in lines}
    for line, period, broken in _rows(statement, "line", "period", "broken"):
        for above in _above(line, parents) if broken else ():
            if above in found:
                found[above].add(period)
    return {line: sorted(periods) for line, periods in found.items()}


def _above(line: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """The line itself, what it is part of, and so on up to the root."""
    above: str | None = line
    while above is not None:
        yield above
        above = parents.get(above)
