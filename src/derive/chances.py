"""How deals go, under any filter: share won by age, and stages' percentages against what became of their deals.

Both are counts with intervals and need no fit: they are made when a page asks, and kept as long as the snapshot is.
"""

import asyncio
import threading

import pandas as pd
from cachetools import LRUCache, cached

from auth.scope import Scope
from filters import Filters
from metrics.deal_ages import deal_ages
from metrics.remembered import with_notes
from metrics.slices import Tables
from metrics.stage_entries import stage_entries
from models.stage_calibration import with_shares
from models.win_curve import win_curve

KEPT = 128  # of each


async def win_curves_for(filters: Filters, scope: Scope, snapshot: Tables, by: str | None = None) -> pd.DataFrame:
    """`models.win_curve.win_curve` of the deals meant by `metrics.deal_ages`, by a dimension if one is given.

    `attrs` of `deal_ages`, and undated: deals left out because nobody knows when they were opened."""
    found = await asyncio.to_thread(find_win_curves, filters, scope, snapshot, by)
    return with_notes(found.copy(deep=False))


async def stage_calibration_for(filters: Filters, scope: Scope, snapshot: Tables) -> pd.DataFrame:
    """Columns of `models.stage_calibration.stage_calibration`, and pipeline, by `metrics.stage_entries`."""
    found = await asyncio.to_thread(find_stage_calibration, filters, scope, snapshot)
    return with_notes(found.copy(deep=False))


def _meant(filters: Filters) -> Filters:
    """The filters without what makes no difference here, so that one answer serves them all."""
    return Filters(filters.period if not filters.start and not filters.end else "all", filters.start, filters.end,
                   "none", filters.dims)  # fmt: skip


@cached(LRUCache(KEPT), key=lambda f, scope, tables, by=None: (_meant(f), scope, tables.id, by), lock=threading.Lock())
def find_win_curves(filters: Filters, scope: Scope, tables: Tables, by: str | None = None) -> pd.DataFrame:
    """`win_curves_for` for callers that are not async."""
    deals = deal_ages(filters, scope, tables, by)
    curves = win_curve(deals)
    curves.attrs = {**deals.attrs, "undated": int(deals["age_days"].isna().sum())}
    return curves


@cached(LRUCache(KEPT), key=lambda f, scope, tables: (_meant(f), scope, tables.id), lock=threading.Lock())
def find_stage_calibration(filters: Filters, scope: Scope, tables: Tables) -> pd.DataFrame:
    """`stage_calibration_for` for callers that are not async."""
    counts = stage_entries(filters, scope, tables)
    shares = with_shares(counts)
    shares.attrs = counts.attrs
    return shares
