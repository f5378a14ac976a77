"""The floor of each page: what it measures, first screen and below, by hand in raw Polars and collected together.

Without what a page asks again of its own results: the rest beyond the largest groups, names of the deals listed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from filters import Filters, Window

Queries = list[pl.LazyFrame]
LISTED = 200  # deals of a list
WON, LOST, DECIDED = (pl.col(f"is_{status}") for status in ("won", "lost", "decided"))
ALL_TIME = Window(None, date.max)


def _amount(rows: pl.Expr, name: str) -> list[pl.Expr]:
    value = pl.col("value").filter(rows)
    return [value.sum().alias(name), value.count().alias(f"{name}_n")]


def _mean(rows: pl.Expr, name: str) -> pl.Expr:
    return pl.col("value").filter(rows).mean().alias(name)


REVENUE = _amount(WON, "revenue")
COUNTS = [WON.sum().alias("won"), DECIDED.sum().alias("decided")]
CYCLE = [pl.col("cycle_days").filter(WON).median().alias("cycle"),
         pl.col("cycle_days").filter(WON).count().alias("cycle_n")]  # fmt: skip
FIGURES = [*REVENUE, *COUNTS, *CYCLE, _mean(WON, "average")]
STOCK = [pl.col("open_value").sum().alias("pipeline"), pl.len().alias("deals")]


@dataclass(frozen=True)
class Deals:
    """The deals under a reader's filters other than the period."""

    rows: pl.LazyFrame

    def decided(self, window: Window) -> pl.LazyFrame:
        return self._in("decided_on", window)

    def opened(self, window: Window) -> pl.LazyFrame:
        return self._in("opened_on", window)

    def open_at(self, day: date) -> pl.LazyFrame:
        held = pl.col("is_open") | (pl.col("decided_on") > day)
        return self.entered(day).filter(held)

    def entered(self, day: date) -> pl.LazyFrame:
        begun = pl.col("opened_on").is_null() | (pl.col("opened_on") <= day)
        return self._worth(self.rows.filter(begun, pl.col("is_open") | pl.col("decided_on").is_not_null()))

    def left(self, day: date) -> pl.LazyFrame:
        return self._worth(self.rows.filter(pl.col("decided_on") <= day))

    def largest(self, window: Window, rows: pl.Expr) -> pl.LazyFrame:
        return self._listed(self.decided(window).filter(rows), "value")

    def newest(self, day: str, window: Window, rows: pl.Expr) -> pl.LazyFrame:
        return self._listed(self._in(day, window).filter(rows), day)

    def _in(self, day: str, window: Window) -> pl.LazyFrame:
        start = window.start or date.min
        return self.rows.filter(pl.col(day).is_between(start, window.end))

    def _listed(self, rows: pl.LazyFrame, by: str) -> pl.LazyFrame:
        shown = ("account", "product", "rep", "stage", "status", "value", "opened_on", "decided_on")
        return rows.select(shown).top_k(LISTED, by=by).sort(by, descending=True)

    def _worth(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        value = pl.when("is_open").then("value").otherwise("expected_value").alias("open_value")
        return rows.with_columns(value)


@dataclass(frozen=True)
class Windows:
    """The period, what it is compared with, the year before it, and its last day with facts."""

    now: Window
    before: Window
    year: Window
    end: date
    as_of: date


def overview(deals: Deals, over: Windows) -> Queries:
    """Cards now and before with their course, progress, stages, groups behind the changes; movers, deals won."""
    now, before = deals.decided(over.now), deals.decided(over.before)
    median = [pl.col("value").filter(WON).median().alias("median")]
    first = [
        now.select(FIGURES + median), before.select(FIGURES + median), now.group_by("decided_on_month").agg(FIGURES),
        deals.open_at(over.end).select(STOCK), deals.open_at(over.before.end).select(STOCK),
        deals.entered(over.end).group_by("opened_on_month").agg(STOCK),
        deals.left(over.end).group_by("decided_on_month").agg(STOCK),
        deals.open_at(over.end).group_by("stage").agg(STOCK),
        now.group_by("decided_on_week").agg(REVENUE),
        deals.decided(over.year).group_by("decided_on_week").agg(REVENUE), deals.decided(over.year).select(REVENUE),
    ]  # fmt: skip
    for by in ("category", "sector", "rep"):
        first += [rows.group_by(by).agg(*REVENUE, WON.sum().alias("won")) for rows in (now, before)]
        first += [deals.open_at(day).group_by(by).agg(STOCK) for day in (over.end, over.before.end)]
    both = Window(over.before.start, over.now.end)
    change = [
        pl.col("value").filter(WON, pl.col("decided_on").is_between(*window)).sum().alias(name)
        for name, window in (("now", over.now), ("before", over.before))
    ]
    moved = deals.decided(both).group_by("product").agg(change)
    return [*first, moved, deals.largest(over.now, WON), now.select(COUNTS)]


def sales(deals: Deals, over: Windows) -> Queries:
    """Cards now and before, months, categories; ranking, spread of the cycle, season, rings, side by side."""
    now, before = deals.decided(over.now), deals.decided(over.before)
    opened = [deals.opened(window).select(pl.len()) for window in (over.now, over.before)]
    days = pl.col("cycle_days").filter(WON)
    spread = [days.quantile(share, "linear").alias(f"p{share}") for share in (0.1, 0.25, 0.75, 0.9)]
    return [
        now.select(FIGURES), before.select(FIGURES), *opened, now.group_by("decided_on_month").agg(FIGURES),
        deals.opened(over.now).group_by("opened_on_month").len(), before.group_by("decided_on_month").agg(REVENUE),
        now.group_by("category").agg(REVENUE), now.group_by("product").agg(FIGURES),
        now.group_by("category").agg(WON.sum(), *CYCLE, *spread),
        deals.decided(ALL_TIME).group_by("decided_on_month").agg(REVENUE),
        now.group_by("category", "product").agg(REVENUE), now.group_by("product", "decided_on_month").agg(REVENUE),
    ]  # fmt: skip


def kpis(deals: Deals, over: Windows) -> Queries:
    """The 26 KPIs, the cards of the first one and its groups, the deals of the current month."""
    now, opened = deals.decided(over.now), deals.opened(over.now)
    totals = [*FIGURES, *_amount(LOST, "lost"), LOST.sum().alias("lost_deals"), _mean(LOST, "average_lost"),
              pl.col("product").filter(WON).n_unique().alias("products")]  # fmt: skip
    created = [pl.len(), pl.col("value").sum().alias("value"), pl.col("value").count().alias("value_n"),
               pl.col("value").mean().alias("average")]  # fmt: skip
    brought = [*REVENUE, WON.sum().alias("won"), _mean(WON, "average")]
    rates = [*COUNTS, LOST.sum().alias("lost")]
    month = Window(over.as_of.replace(day=1), over.as_of)
    stages = [opened.filter(stage=stage).select(created) for stage in ("Engaging", "Prospecting")]
    groups = [now.group_by(by).agg(brought) for by in ("sector", "office", "country")]
    people = [now.group_by(by).agg(*brought, *rates[1:]) for by in ("rep", "manager")]
    listed = [deals.newest("decided_on", month, rows) for rows in (WON, LOST)]
    return [
        now.select(totals), opened.select(*created, pl.col("is_engaged").sum()), *stages, *groups, *people,
        now.group_by("sector").agg(pl.col("product").filter(WON).n_unique()),
        now.group_by("decided_on_month").agg(brought), deals.decided(over.before).select(brought),
        *listed, deals.newest("opened_on", month, pl.lit(True)),
        deals.decided(month).select(rates), deals.opened(month).select(pl.len()),
    ]  # fmt: skip


def pipeline(deals: Deals, over: Windows) -> Queries:
    """Cards now and before with their course, stages; the history of deals, which the page also reads, is not in it."""
    now, before = deals.decided(over.now), deals.decided(over.before)
    return [
        now.select(FIGURES), before.select(FIGURES), now.group_by("decided_on_month").agg(FIGURES),
        deals.open_at(over.end).select(STOCK), deals.open_at(over.before.end).select(STOCK),
        deals.entered(over.end).group_by("opened_on_month").agg(STOCK),
        deals.left(over.end).group_by("decided_on_month").agg(STOCK),
        deals.open_at(over.end).group_by("stage").agg(STOCK), deals.open_at(over.end).select(STOCK),
    ]  # fmt: skip


def forecast(deals: Deals, _over: Windows) -> Queries:
    """Won revenue of all time: in all, by month, and by category and month."""
    always = deals.decided(ALL_TIME)
    months = [always.group_by(*by, "decided_on_month").agg(REVENUE) for by in ((), ("category",))]
    return [always.select(REVENUE), *months]


FLOORS: dict[str, Callable[[Deals, Windows], Queries]] = {
    "pages.overview": overview, "pages.sales": sales, "pages.kpis": kpis,
    "pages.pipeline": pipeline, "pages.forecast": forecast,
}  # fmt: skip


def run_floor(page: str, deals: pl.DataFrame, filters: Filters, as_of: date) -> list[pl.DataFrame]:
    """What the page measures under these filters, by the shortest way there is."""
    chosen = deals.lazy().filter(*(pl.col(name).is_in(list(values)) for name, values in filters.dims))
    now, before, year = (
        filters.window(as_of), filters.compare_window(as_of), filters.compare_window(as_of, compare="last_year")
    )  # fmt: skip
    assert before and year  # noqa: S101 (the bench always compares)
    return pl.collect_all(FLOORS[page](Deals(chosen), Windows(now, before, year, min(now.end, as_of), as_of)))
