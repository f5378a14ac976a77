"""A published snapshot of a few open deals, with what was derived from it: written by hand, read as any other."""

import json
from datetime import UTC, datetime
from typing import Any

import polars as pl

from data import engine
from data.derived import write_derived
from data.snapshot import write_snapshot
from tests.metrics.frames import opportunities

ABOUT: dict[str, Any] = {"as_of": "2024-03-20", "win_model": {"method": "logit", "reason": "better", "n": 80}}
REASONS = [["lead_source", "Referral", 0.7], ["size_band", "1000+", -0.4], ["value", 100.0, 0.06]]


def publish(**columns: list[Any]) -> str:
    """Deals a (100, overdue, of Ann) and b (1000, of Bob), and one that is won; gives the snapshot's id."""
    deals = opportunities(
        ["open", "open", "won"],
        value=[100, 1000, 70],
        account=["Acme", "<b>Bolt</b>", "Acme"],
        rep=["Ann", "Bob", "Ann"],
        stage=["Demo", "Offer", "Won"],
        forecast_category=["Commit", "Best Case", "Commit"],
        expected_close_on=["2024-03-01", "2024-05-01", "2024-02-01"],
        opened_on=["2024-01-01", "2024-02-01", "2024-01-01"],
        decided_on=[None, None, "2024-02-10"],
        age_days=[79, 48, None],
    )
    n = deals.height
    detail = {
        "opportunity_id": ["crm:deals:a", "crm:deals:b", "crm:deals:w"], "opportunity": [None] * n, "url": [None] * n,
        "next_step": ["Call", None, None], "last_activity_at": [datetime(2024, 3, 10, 12, tzinfo=UTC), None, None],
    }  # fmt: skip
    tables = {"opportunities": deals, "opportunities_detail": pl.DataFrame({**detail, **columns})}
    manifest = {"as_of": {"crm": {"opportunities": "2024-03-20"}}, "dimensions": {}, "currency": "EUR",
                "date_notes": {}, "money": {}}  # fmt: skip
    snapshot_id = write_snapshot(tables, manifest, "f", [])
    engine.close()
    return snapshot_id


def derive(snapshot_id: str, **about: Any) -> None:
    """Chances of deal a: won .8, within 28 days .3, within 56 .6; b is new to the model."""
    chances = {"p_won": 0.8, "p_won_28": 0.3, "p_won_56": 0.6, "p_closed_28": 0.4, "p_closed_56": 0.7}
    row = {"opportunity_id": "crm:deals:a", **chances, "expected_amount": 80.0, "reasons": json.dumps(REASONS)}
    write_derived(snapshot_id, {"open_deals": pl.DataFrame([row])}, ABOUT | about)
