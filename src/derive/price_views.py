"""Price responses as pages and the API read them: from what was derived, nothing is fitted here."""

import asyncio
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from cachetools import LRUCache, cached

from auth.scope import Scope
from data.derived import Derived
from data.engine import Snapshot
from derive.forecasts import dated, derived_for
from derive.price_tables import ALL, CATEGORY, OF_LEVEL, as_mix
from errors import BadFilter, UnknownName
from i18n import _, percent
from metrics.what_if import HIGHEST, LOWEST, WHAT_IF, PriceCurves, beyond, what_if
from models.price_estimate import CURVE
from models.price_refusals import Refusal

EMPTY = {"price_curve": CURVE, "price_bins": ["relative_price", "n", "rate", "low", "high"],
         "price_what_if": ["change", *WHAT_IF]}  # fmt: skip


@dataclass(frozen=True)
class PriceView:
    """One level: a row of the table price_response, by its columns; `refusal` in the words to come, or null.

    `curve`: CURVE; `bins`: relative_price, n, rate, low, high of groups of deals; `asked`: change, measure and what
    metrics.what_if says of each. All empty where it is refused.
    """

    row: Mapping[str, Any]
    refusal: Refusal | None
    curve: pd.DataFrame
    bins: pd.DataFrame
    asked: pd.DataFrame

    @property
    def category(self) -> str | None:
        """Its category; null: all of them."""
        value: str | None = self.row["value"]
        return value

    def differs(self, other: "PriceView") -> bool:
        """Whether the other's slope lies outside of what this one's may be."""
        low, high, slope = self.row["slope_low"], self.row["slope_high"], other.row["slope"]
        return None not in (low, high, slope) and not low <= slope <= high


@dataclass(frozen=True)
class PriceViews:
    """All deals first, then each category, those with most decided deals first. `since` to `until`: when they were
    decided, null without any; `dated` as in RevenueForecast."""

    views: tuple[PriceView, ...]
    since: date | None
    until: date | None
    segment: str
    dated: date | None

    @property
    def categories(self) -> list[str]:
        """The categories, in their order."""
        return [view.category for view in self.views if view.category is not None]

    def of(self, category: str | None) -> PriceView:
        """One category's, or all deals'. Raises UnknownName."""
        for view in self.views:
            if view.category == category:
                return view
        raise UnknownName(_("category with a price response"), str(category), self.categories)

    @property
    def unlike(self) -> list[str]:
        """Categories whose slope is another than that of all deals together."""
        return [view.category for view in self.views[1:] if view.category and view.differs(self.views[0])]


async def price_views(scope: Scope, snapshot: Snapshot) -> PriceViews | None:
    """Every level's price response; None where nothing is derived yet that this scope may see."""
    return await asyncio.to_thread(find_price_views, scope, snapshot)


def find_price_views(scope: Scope, snapshot: Snapshot) -> PriceViews | None:
    """`price_views` for callers that are not async."""
    found = _with_prices(scope, snapshot)
    return None if found is None else _read(found, snapshot)


def _with_prices(scope: Scope, snapshot: Snapshot) -> Derived | None:
    found = derived_for(scope, snapshot)
    return found if found is not None and "pricing" in found.about else None


@cached(LRUCache(4), key=lambda found, snapshot: (found.snapshot_id, snapshot.id), lock=threading.Lock())
def _read(found: Derived, snapshot: Snapshot) -> PriceViews:
    about = found.about["pricing"]
    parts = {name: _by_level(found.frame(name)) for name in EMPTY}
    views = []
    for row in found.frame("price_response").iter_rows(named=True):
        level = (row["level"], row["value"])
        refusal = row["refusal"] and Refusal(row["refusal"], json.loads(row["refusal_values"]))
        frames = [parts[name].get(level, pd.DataFrame(columns=columns)) for name, columns in EMPTY.items()]
        views.append(PriceView(row, refusal, *frames))
    days = [about[name] and date.fromisoformat(about[name]) for name in ("since", "until")]
    return PriceViews(tuple(views), days[0], days[1], about["segment"], dated(found, snapshot))


def _by_level(table: pl.DataFrame) -> dict[tuple[Any, ...], pd.DataFrame]:
    """The rows of each level, without its columns."""
    parts = table.partition_by(*OF_LEVEL, as_dict=True, include_key=False, maintain_order=True)
    return {level: pd.DataFrame(part.to_dict(as_series=False)) for level, part in parts.items()}


def find_what_if(change: float, category: str | None, scope: Scope, snapshot: Snapshot) -> dict[str, Any] | None:
    """Any change of the prices of a category, or of all: `today` and `expected` with bands by measure, from the draws
    of the curve's parameters. None where nothing is derived yet. Raises BadFilter, UnknownName.
    """
    if not LOWEST <= change <= HIGHEST:
        raise BadFilter(
            _("A change of {change} is beyond what can be said.", change=percent(change)),
            _("Between {low} and {high}, e.g. -0.05 for 5 % less.", low=LOWEST, high=HIGHEST),
        )
    views = find_price_views(scope, snapshot)
    found = _with_prices(scope, snapshot)
    if views is None or found is None:
        return None
    view = views.of(category)
    answer: dict[str, Any] = {
        "category": category, "change": change, "since": views.since, "until": views.until,
        "refusal": view.refusal and view.refusal.as_dict(), "beyond_observed": None, "rows": [],
    }  # fmt: skip
    if view.refusal is None:
        mix, curves = _drawn(found, view)
        rows = what_if(mix, curves, change)
        answer["rows"] = [{name: None if value != value else value for name, value in row.items()}  # noqa: PLR0124 (NaN)
                          for row in rows.to_dict("records")]  # fmt: skip
        answer["beyond_observed"] = beyond(mix, change, view.row["low"], view.row["high"])
    return answer


def _drawn(found: Derived, view: PriceView) -> tuple[Any, PriceCurves]:
    level = CATEGORY if view.category else ALL
    of_level = (pl.col("level") == level) & pl.col("value").eq_missing(pl.lit(view.category, pl.String))
    draws = found.frame("price_draws").filter(of_level).sort("draw", "segment")
    count = draws["draw"].n_unique()
    intercepts = draws["intercept"].to_numpy().reshape(count, -1)
    slopes = np.asarray(draws["slope"].to_numpy().reshape(count, -1)[:, 0])
    return as_mix(found.frame("price_mix").filter(of_level)), PriceCurves(intercepts, slopes)
