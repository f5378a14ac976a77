"""Product by product: what it earns now and earned before, why that changed, and how fast it sells."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from auth.scope import Scope
from data import engine
from filters import Filters, Window
from i18n import N_
from metrics import frames as own_frames
from metrics.checks import check_filters
from metrics.definition import Numbers, among, ratio
from metrics.frames import FrameSnapshot
from metrics.narrowed import narrowed
from metrics.plan import columns_of, first_day
from metrics.product_verdicts import leeway, verdicts
from metrics.query import OTHER
from metrics.remembered import remembered
from metrics.rows import in_dims, in_scope, in_window
from metrics.slices import Tables
from metrics.sold import COSTED, PRICED, SOLD_ON
from metrics.sold import TABLE as SALES
from metrics.states import about
from periods import DAY, add_months, whole_months

LABEL = N_("Product margin")
MOST = 100  # products by revenue that have a row of their own
DAYS_A_MONTH = 365.25 / 12
YEAR = 12  # months at most that are looked at: a range of years would hide what happens now
SUMS = {  # of the lines of a product in a window; all of them add up over products
    "lines": nw.len(), "revenue": nw.col("amount").sum(), "units": nw.col("quantity").sum(),
    "priced": among(PRICED, "amount").sum(), "priced_units": among(PRICED, "quantity").sum(),
    "costed": among(COSTED, "amount").sum(), "costed_units": among(COSTED, "quantity").sum(),
    "gross_profit": among(COSTED, "margin").sum(), "costed_lines": COSTED.sum(),
}  # fmt: skip
BEFORE = ("revenue", "units", "average_price", "unit_cost", "gross_margin", "lines")  # figures of the other window too
Sums = dict[str, Numbers]


class Compared(NamedTuple):
    """The days looked at, and those they are held against."""

    now: Window
    before: Window


def compared(start: date, end: date, against: str) -> Compared:
    """The last twelve months of these days at most, against the same days of the year before ("last_year") or the days
    right before them ("previous")."""
    start = max(start, add_months(end + DAY, -YEAR))
    if against == "last_year":
        return Compared(Window(start, end), Window(add_months(start, -YEAR), add_months(end + DAY, -YEAR) - DAY))
    months = whole_months(start, end)
    return Compared(Window(start, end), Window(add_months(start, -months) if months else start - (end - start) - DAY,
                                               start - DAY))  # fmt: skip


async def product_margins(
    windows: Compared, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """One row a product sold now, most revenue first; those beyond the first hundred as one, "other".

    Columns product (null: not known), revenue, units, units_per_month, average_price, unit_cost, gross_margin,
    gross_profit, lines (sales), costed_lines (those whose cost is known: margin and unit cost are of these); BEFORE
    with _before, null where sales do not go back so far; margin_change (a difference of fractions) and its parts
    from_price and from_cost; margin_money (what the change comes to on the costed revenue of now); verdict and leeway
    (codes of metrics.product_verdicts). `attrs`: now, before (windows), covered (whether sales go back so far),
    products, without_cost, ended (products sold before and not now), median_margin, median_velocity, as_of,
    ignored_filters, notes. Raises BadFilter.
    """
    return await asyncio.to_thread(list_product_margins, windows, filters, scope, snapshot)


def list_product_margins(
    windows: Compared, filters: Filters, scope: Scope, snapshot: Tables | None = None
) -> pd.DataFrame:
    """`product_margins` for callers that are not async."""
    tables = snapshot or engine.current()
    check_filters(filters, scope, tables)
    return _margins(tables, windows, Filters(dims=filters.dims), scope)


@remembered
def _margins(tables: Tables, windows: Compared, filters: Filters, scope: Scope) -> pd.DataFrame:
    names, now, before = _collected(tables, windows, filters, scope)
    first, start = first_day(tables, SALES), windows.before.start
    covered = first is not None and start is not None and first <= add_months(start, 1)
    sold = now["lines"] > 0
    ended = int((before["lines"][~sold] > 0).sum())
    chosen = np.flatnonzero(sold)
    chosen = chosen[np.argsort(-now["revenue"][chosen], kind="stable")]
    groups = [[i] for i in chosen[:MOST]] + ([list(chosen[MOST:])] if len(chosen) > MOST else [])
    of_group, of_group_before = _added(now, groups), _added(before, groups)
    if not covered:
        of_group_before = {name: np.full(len(groups), np.nan) for name in SUMS}
    products = [names[i] for i in chosen[:MOST]] + ([OTHER] if len(chosen) > MOST else [])
    months = _months(windows.now)
    columns = _figures(of_group, months) | _changes(of_group, of_group_before, months)
    frame = pd.DataFrame({"product": pd.Series(products, dtype=object), **columns})
    frame.loc[frame["product"] == OTHER, ["from_price", "from_cost"]] = np.nan  # of many products, the mix is in both
    frame["verdict"] = verdicts(frame)
    codes, medians = leeway(frame)
    frame["leeway"] = pd.Series(codes, dtype=object)
    unknown = sorted({name for name, _values in filters.dims} - columns_of(tables, SALES))
    frame.attrs = about(
        tables, LABEL, unknown, now=windows.now, before=windows.before, covered=covered, products=len(chosen),
        without_cost=int((now["costed_lines"][chosen] == 0).sum()), ended=ended if covered else 0,
        window=windows.now, median_velocity=medians[0], median_margin=medians[1],
    )  # fmt: skip
    return frame


def _collected(
    tables: Tables, windows: Compared, filters: Filters, scope: Scope
) -> tuple[list[str | None], Sums, Sums]:
    """The products of both windows and their sums in each, from one look at the sales."""
    columns = columns_of(tables, SALES)
    if not columns:
        empty = {name: np.array([]) for name in SUMS}
        return [], empty, dict(empty)
    now, before = (in_window(SOLD_ON, window) for window in windows)
    rows = narrowed(tables, SALES, [*in_scope(scope, columns), *in_dims(filters.dims, columns)], filters.dims, scope)
    halves = [
        rows.filter(days).group_by("product").agg(*(e.alias(n) for n, e in SUMS.items())) for days in (now, before)
    ]
    collect = own_frames.collect if isinstance(tables, FrameSnapshot) else engine.collect
    found = collect(halves)
    names = list(dict.fromkeys([*found[0]["product"], *found[1]["product"]]))
    place = {name: i for i, name in enumerate(names)}
    sums = []
    for half in found:
        at = [place[name] for name in half["product"]]
        made = {name: np.zeros(len(names)) for name in SUMS}
        for name in SUMS:
            made[name][at] = np.array([value or 0.0 for value in half[name]], float)
        sums.append(made)
    return names, sums[0], sums[1]


def _added(sums: Sums, groups: Sequence[Sequence[int]]) -> Sums:
    return {name: np.array([values[list(group)].sum() for group in groups], float) for name, values in sums.items()}


def _months(window: Window) -> float:
    start = window.start or window.end
    return whole_months(start, window.end) or ((window.end - start).days + 1) / DAYS_A_MONTH


def _figures(sums: Sums, months: float) -> dict[str, Any]:
    return {
        "revenue": sums["revenue"], "units": sums["units"], "units_per_month": sums["units"] / months,
        "average_price": ratio(sums["priced"], sums["priced_units"]),
        "unit_cost": ratio(sums["costed"] - sums["gross_profit"], sums["costed_units"]),
        "gross_margin": ratio(sums["gross_profit"], sums["costed"]),
        "gross_profit": np.where(sums["costed_lines"] > 0, sums["gross_profit"], np.nan),
        "lines": sums["lines"], "costed_lines": sums["costed_lines"],
    }  # fmt: skip


def _changes(now: Sums, before: Sums, months: float) -> dict[str, Any]:
    """The figures of the other window, and what the change of margin is made of: margin = 1 - unit cost / price."""
    then = _figures(before, months)
    price, price_before = (ratio(sums["costed"], sums["costed_units"]) for sums in (now, before))
    cost, cost_before = _figures(now, months)["unit_cost"], then["unit_cost"]
    change = ratio(now["gross_profit"], now["costed"]) - then["gross_margin"]
    from_price = ratio(cost_before, price_before) - ratio(cost_before, price)
    return {
        **{f"{name}_before": then[name] for name in BEFORE}, "margin_change": change, "from_price": from_price,
        "from_cost": ratio(cost_before - cost, price), "margin_money": change * now["costed"],
    }  # fmt: skip
