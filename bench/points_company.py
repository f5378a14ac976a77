"""A seeded company that makes calls: reps in teams, deals that enter stages, and as many calls as asked for."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

SEED = 21
REPS, TEAMS, DEALS_PER_CALL, ENTRIES_PER_DEAL = 240, 24, 0.1, 3
FIRST, DAYS = date(2024, 1, 1), 730
STAGES = ("Prospecting", "Demo Scheduled", "Demo Given", "Proposal")
MAPPING = """
title = "A company that makes calls"
[kinds.reps]
files = ["reps"]
fields = ["rep_id", "rep", "team"]
key = ["rep_id"]
[kinds.deals]
files = ["deals"]
fields = ["opportunity_id", "opportunity", "rep_id", "created_on"]
key = ["opportunity_id"]
[kinds.entries]
files = ["entries"]
fields = ["opportunity_id", "stage", "changed_at", "rep_id"]
key = ["opportunity_id", "stage", "changed_at"]
[kinds.calls]
files = ["calls"]
fields = ["activity_id", "rep_id", "started_at", "duration_s", "direction", "call_status"]
key = ["activity_id"]
[[tables.reps]]
from = "reps"
rep_id = "rep_id"
rep = "rep"
team = "team"
[[tables.opportunities]]
from = "deals"
opportunity_id = "opportunity_id"
opportunity = "opportunity"
rep_id = "rep_id"
created_on = "created_on"
status = { const = "open" }
[[tables.stage_changes]]
from = "entries"
opportunity_id = "opportunity_id"
stage = "stage"
changed_at = "changed_at"
rep_id = "rep_id"
[[tables.activities]]
from = "calls"
activity_id = "activity_id"
activity_type = { const = "call" }
rep_id = "rep_id"
started_at = "started_at"
duration_s = "duration_s"
direction = "direction"
call_status = "call_status"
"""


def write_points_company(folder: Path, calls: int) -> Path:
    """Write reps, deals, their entries into stages and that many calls as CSV; gives the folder."""
    folder.mkdir(parents=True)
    draw = np.random.default_rng(SEED)
    deals = int(calls * DEALS_PER_CALL)
    reps = pl.DataFrame({"rep": [f"Rep {n}" for n in range(REPS)], "team": [f"Team {n % TEAMS}" for n in range(REPS)]})
    reps.with_row_index("rep_id").write_csv(folder / "reps.csv")
    made = pl.Series(np.datetime64(FIRST) + draw.integers(0, DAYS, deals))
    names = pl.Series([f"Deal {n}" for n in range(deals)])
    pl.DataFrame(
        {
            "opportunity_id": range(deals),
            "opportunity": names,
            "rep_id": draw.integers(0, REPS, deals),
            "created_on": made,
        }
    ).write_csv(folder / "deals.csv")
    entries = deals * ENTRIES_PER_DEAL
    pl.DataFrame(
        {"opportunity_id": draw.integers(0, deals, entries), "stage": draw.choice(STAGES, entries),
         "changed_at": _times(draw, entries), "rep_id": draw.integers(0, REPS, entries)}
    ).write_csv(folder / "entries.csv")  # fmt: skip
    pl.DataFrame(
        {"activity_id": range(calls), "rep_id": draw.integers(0, REPS, calls), "started_at": _times(draw, calls),
         "duration_s": draw.integers(0, 900, calls), "direction": draw.choice(("outbound", "inbound"), calls),
         "call_status": draw.choice(("completed", "no-answer", "busy"), calls)}
    ).write_csv(folder / "calls.csv")  # fmt: skip
    return folder


def write_points_mapping(var: Path) -> None:
    """Let this state alone know the mapping `calls`."""
    (var / "mappings").mkdir(parents=True)
    (var / "mappings/calls.toml").write_text(MAPPING, "utf-8")


def _times(draw: np.random.Generator, count: int) -> pl.Series:
    """Within the working hours of all days."""
    seconds = draw.integers(0, DAYS, count) * 86_400 + draw.integers(8 * 3600, 18 * 3600, count)
    instants = np.datetime64(FIRST, "ms") + (seconds * 1000).astype("timedelta64[ms]")
    return pl.Series(instants).dt.strftime("%Y-%m-%d %H:%M:%S")
