"""The price corridor: which discounts are usual for a product's category and tier."""

import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd
from cachetools import LRUCache, cached

from auth.scope import Scope
from data.engine import natural
from filters import Window
from i18n import N_
from metrics.blocks import in_blocks
from metrics.plan import columns_of
from metrics.priced_deals import collected
from metrics.pricing import PRICED
from metrics.rows import in_scope, in_window
from metrics.sales import DECIDED_ON
from metrics.slices import Columns, Tables
from metrics.states import those
from periods import DAY, add_months
from settings import Pricing, settings

TABLE = "opportunities"
MONTHS = 12  # whose won deals make the corridor
ENOUGH = 20  # won deals; of fewer no corridor is read
LABEL = N_("Price corridor")
ABOUT = N_(
    "Between two quantiles of the discounts of won deals (10 % and 90 %, a setting), of the same category and tier, in"
    " the twelve months up to the end of the period. Where fewer than 20 were won, of the category; else of all won"
    " deals. A largest discount from the settings replaces the upper end. Filters do not change it."
)
Name = str | None
OF_PAIR, OF_CATEGORY, OF_ALL = "category_and_tier", "category", "all"


@dataclass(frozen=True)
class Bounds:
    """The discounts between which the usual ones lie; None: nobody can tell. `basis`: of which `n` won deals."""

    low: float | None
    high: float | None
    n: int
    basis: str
    limited: bool = False  # the upper end is a limit from the settings


@dataclass(frozen=True)
class Corridors:
    """One for each category and tier that occurs, and the months that they are read from."""

    by_pair: dict[tuple[Name, Name], Bounds]
    window: Window

    @property
    def known(self) -> bool:
        """Whether there is any."""
        return any(bounds.high is not None for bounds in self.by_pair.values())

    def frame(self) -> pd.DataFrame:
        """One row each: category, tier, and the fields of Bounds; by category and tier, the unknown last."""
        pairs = sorted(self.by_pair, key=lambda pair: [(name is None, natural(name or "")) for name in pair])
        rows = [{"category": pair[0], "tier": pair[1], **asdict(self.by_pair[pair])} for pair in pairs]
        types = {"low": "float64", "high": "float64", "n": "int64", "limited": "bool"}
        names = ("category", "tier", "low", "high", "n", "basis", "limited")
        return in_blocks({name: [row[name] for row in rows] for name in names}, types)


def corridors(tables: Tables, scope: Scope, end: date) -> Corridors:
    """The corridors of the twelve months up to and including `end`, of what the reader may see."""
    return _corridors(tables, scope, end, settings().pricing)


@cached(LRUCache(64), key=lambda tables, *rest: (tables.id, *rest), lock=threading.Lock())
def _corridors(tables: Tables, scope: Scope, end: date, pricing: Pricing) -> Corridors:
    window = Window(add_months(end + DAY, -MONTHS), end)
    seen = those(tables.table(TABLE), in_scope(scope, columns_of(tables, TABLE)))
    won = seen.filter(PRICED, in_window(DECIDED_ON, window)).select("category", "tier", "discount")
    ends = [nw.col("discount").quantile(share, interpolation="linear").alias(name)
            for name, share in (("low", pricing.corridor_low), ("high", pricing.corridor_high))]  # fmt: skip
    figures = [*ends, nw.len().alias("n")]
    pairs, by_category, overall, there = collected(
        tables, won.group_by("category", "tier").agg(*figures), won.group_by("category").agg(*figures),
        won.select(*figures), seen.select("category", "tier").unique(),
    )  # fmt: skip
    found = {
        **{("pair", *key): row for *key, row in _rows(pairs, "category", "tier")},
        **{("category", *key): row for *key, row in _rows(by_category, "category")},
    }
    whole = next(_rows(overall))[0]
    names = zip(there["category"], there["tier"], strict=True)
    return Corridors({pair: _bounds(*pair, found, whole, pricing) for pair in names}, window)


def _rows(columns: Columns, *keys: str) -> Iterator[Any]:
    names = [columns[key] for key in (*keys, "low", "high", "n")]
    for values in zip(*names, strict=True):
        yield (*values[: len(keys)], values[len(keys) :])


def _bounds(category: Name, tier: Name, found: dict[Any, Any], whole: Any, pricing: Pricing) -> Bounds:
    """From the narrowest group with enough won deals, under the limits of the settings."""
    ladder = [
        (OF_PAIR, found.get(("pair", category, tier)) if category is not None and tier is not None else None),
        (OF_CATEGORY, found.get(("category", category)) if category is not None else None),
        (OF_ALL, whole),
    ]
    basis, low, high, n = next(
        ((basis, *row) for basis, row in ladder if row is not None and row[2] >= ENOUGH),
        (OF_ALL, None, None, whole[2]),
    )
    limits = [pricing.max_discount[name] for name in (category, tier) if name in pricing.max_discount]
    if limits:
        high = min(limits)
        low = None if low is None else min(low, high)
    return Bounds(low, high, int(n), basis, bool(limits))
