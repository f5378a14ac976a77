"""An export of literal frames: no database, no snapshot on disk, nothing measured."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from auth.scope import Scope
from data.engine import Snapshot
from exports.export import Export
from filters import Filters
from metrics.sales import WIN_RATE, WON_REVENUE
from pages.asked import Asked
from pages.exhibit import Exhibit

MANIFEST: dict[str, Any] = {
    "as_of": {"crm": {"opportunities": "2017-12-31", "orders": "2017-11-30"}, "shop": {"orders": "2017-10-31"}},
    "dimensions": {"channel": "Channel"}, "currency": "EUR", "date_notes": {}, "rows": {"opportunities": 6},
}  # fmt: skip
PUBLISHED = datetime(2018, 1, 2, 6, 30, tzinfo=UTC)
Exporting = Callable[..., Export]


@pytest.fixture
def exporting() -> Exporting:
    """exporting(exhibit, ..., query={"sector": ["retail"]}): the export of these exhibits under that query."""

    def export(*exhibits: Exhibit, query: dict[str, Any] | None = None) -> Export:
        snapshot = Snapshot("20180102T063000-abc123", PUBLISHED, Path(), MANIFEST)
        found = Asked(Filters.from_query(query or {}), {}, Scope.all(), snapshot)
        made = datetime(2018, 1, 3, 9, 0, tzinfo=UTC)
        return Export("sales", "Sales", "http://localhost/sales?sector=retail", made, found, exhibits)

    return export


@pytest.fixture
def sectors() -> Exhibit:
    """Won revenue and win rate by sector: one known, one called like a formula, one not known."""
    frame = pd.DataFrame({
        "sector": pd.Series(["retail", "=1+1", None], dtype=object),
        "won_revenue": [1235.6, 0.0, float("nan")],
        "won_revenue_n": [3, 0, 0],
        "win_rate": [0.75, float("nan"), float("nan")],
        "win_rate_n": [4, 0, 0],
        "win_rate_low": [0.3, float("nan"), float("nan")],
        "win_rate_high": [0.95, float("nan"), float("nan")],
        "scaffolding": [1, 2, 3],
    })  # fmt: skip
    return Exhibit(
        "sales-sectors", "Win rate by sector", frame, (WON_REVENUE, WIN_RATE), subtitle="2017", note="A note."
    )


@pytest.fixture
def months() -> Exhibit:
    """Two months with the amounts of a year before, which is a column of the page's own."""
    frame = pd.DataFrame({
        "month": pd.to_datetime(["2017-01-01", "2017-02-01"]).astype("datetime64[s]"),
        "won_revenue": [1000.0, 0.1 + 0.2],
        "year_before": [float("nan"), 2000.0],
    })  # fmt: skip
    words = {"labels": {"year_before": "Year before"}, "units": {"year_before": "money"}}
    return Exhibit("sales-months", "Won revenue: by month", frame, (WON_REVENUE,), **words)  # type: ignore[arg-type]
