"""The floor of each page: the same aggregates by hand in raw Polars, collected together."""

from collections.abc import Callable
from datetime import date

import polars as pl

from filters import Filters

Window = tuple[date, date]
WON = pl.col("is_won")
CARDS = (
    pl.col("value").filter(WON).sum().alias("won_revenue"),
    WON.sum().alias("deals_won"),
    pl.col("is_decided").sum().alias("decided"),
    pl.col("value").filter(WON).mean().alias("average_deal"),
    pl.col("value").filter(WON).count().alias("n"),
)
REVENUE = pl.col("value").filter(WON).sum()


def sales(deals: pl.LazyFrame, now: Window, before: Window, year_before: Window) -> list[pl.LazyFrame]:
    """Four cards now and before, revenue by month now and a year before, revenue by category."""

    def in_(window: Window) -> pl.LazyFrame:
        return deals.filter(pl.col("decided_on").is_between(*window))

    return [
        in_(now).select(CARDS),
        in_(before).select(CARDS),
        in_(now).group_by("decided_on_month").agg(REVENUE),
        in_(year_before).group_by("decided_on_month").agg(REVENUE),
        in_(now).group_by("category").agg(REVENUE),
    ]


FLOORS: dict[str, Callable[..., list[pl.LazyFrame]]] = {"pages.sales": sales}


def run_floor(page: str, deals: pl.DataFrame, filters: Filters, as_of: date) -> list[pl.DataFrame]:
    """What the page measures under these filters, by the shortest way there is."""
    chosen = deals.lazy().filter(*(pl.col(name).is_in(list(values)) for name, values in filters.dims))
    windows = (
        filters.window(as_of),
        filters.compare_window(as_of),
        filters.compare_window(as_of, compare="last_year"),
    )
    return pl.collect_all(FLOORS[page](chosen, *windows))
