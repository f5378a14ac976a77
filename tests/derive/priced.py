"""A published snapshot of deals whose prices were drawn, and the price responses derived from it.

Steep: 800 deals, slope -12, of two sectors; Flat: 400 deals that price does nothing to; Small: 20 deals. List price
100, unit cost 60, one unit a deal, decided in 2023; one deal of 2020 is too old.
"""

from typing import Any

import numpy as np
import polars as pl
from scipy.special import expit

from data import engine
from data.derived import write_derived
from data.engine import Snapshot
from data.snapshot import write_snapshot
from derive.pricing import derive_pricing
from derive.pricing_survey import derive_survey
from tests.metrics.frames import day, opportunities

SIZES = {"Steep": 800, "Flat": 400, "Small": 20}
SLOPES = {"Steep": -12.0, "Flat": 0.0, "Small": -12.0}
OLD = 1  # deals before the last 24 months


def deals(lost_prices: bool = True) -> pl.DataFrame:
    random = np.random.default_rng(11)
    category = np.repeat(list(SIZES), list(SIZES.values()))
    n = len(category)
    sector = random.choice(["Health", "Retail"], n)
    relative = np.round(random.normal(0.92, 0.08, n), 2)
    slope = np.array([SLOPES[name] for name in category])
    won = random.random(n) < expit(-0.3 + 0.5 * (sector == "Retail") + slope * (relative - 0.92))
    price = np.where(won | lost_prices, relative * 100, np.nan)
    days = [f"2023-{1 + place % 12:02d}-15" for place in range(n)]
    days[0] = "2020-01-15"
    price_or_none = [None if np.isnan(one) else float(one) for one in price]
    return opportunities(
        ["won" if one else "lost" for one in won], category=category.tolist(), sector=sector.tolist(),
        unit_price=price_or_none, amount=price_or_none, value=[100.0] * n, list_amount=[100.0] * n,
        quantity=[1.0] * n, cost=[60.0] * n, decided_on=days, product=category.tolist(),
    )  # fmt: skip


def answers() -> pl.DataFrame:
    """100 answers on Gauge: the fair price is 50 to 149, cheap a tenth less, too cheap a fifth less, and so on up."""
    fair = np.arange(50.0, 150.0)
    columns = {"too_cheap": 0.8, "cheap": 0.9, "expensive": 1.1, "too_expensive": 1.2}
    return pl.DataFrame({
        "product": pl.Series(["Gauge"] * 100, dtype=pl.Categorical),
        "category": pl.Series(["Meters"] * 100, dtype=pl.Categorical),
        "surveyed_on": [day("2023-05-01")] * 100, **{name: fair * share for name, share in columns.items()},
    })  # fmt: skip


def publish(lost_prices: bool = True, survey: bool = False, **tables: pl.DataFrame) -> Snapshot:
    found = {"opportunities": deals(lost_prices), **tables, **({"price_survey": answers()} if survey else {})}
    manifest: dict[str, Any] = {"as_of": {"crm": {"opportunities": "2023-12-31"}}, "dimensions": {}, "currency": "EUR",
                                "date_notes": {}, "money": {}}  # fmt: skip
    write_snapshot(found, manifest, "f", [])
    engine.close()
    return engine.current()


def derive(snapshot: Snapshot) -> None:
    tables, about = derive_pricing(snapshot)
    write_derived(
        snapshot.id, {**tables, **derive_survey(snapshot)},
        {"as_of": "2023-12-31", "cut_off": "2023-12-31", "origins": ["crm"], "currency": "EUR", "pricing": about},
    )  # fmt: skip
