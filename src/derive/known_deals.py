"""The deals of a snapshot as they were known at the end of a day, for the deal models."""

from datetime import date

import pandas as pd
import polars as pl

from data.engine import Snapshot
from models.known_on import KnownOn, known_on
from models.trait_choice import TRAITS

FACTS = ("opened_on", "decided_on", "amount", "list_amount", "is_won", "is_lost")
STANDING = (
    "opportunity_row", "from_on", "to_on", "stage", "status", "value", "expected_close_on", "opened_on", "entered_on",
    "outcome", "left_on",
)  # fmt: skip


def known_deals(snapshot: Snapshot, day: date) -> KnownOn:
    """What the snapshot knows of the end of that day."""
    deals = snapshot.frame("opportunities")
    traits = [name for name in TRAITS if name in deals.columns and name != "value"]
    outcome = pl.when("is_won").then(pl.lit("won")).when("is_lost").then(pl.lit("lost")).alias("outcome")
    chosen = deals.select(pl.int_range(pl.len(), dtype=pl.Int64).alias("opportunity_row"), *FACTS, *traits, outcome)
    ids = snapshot.frame("opportunities_detail").select("opportunity_id")
    states = snapshot.frame("deal_states")
    held = [name for name in traits if name in states.columns]
    standing = states.select(*STANDING, *held).with_columns(pl.col("opportunity_row").cast(pl.Int64))
    return known_on(_pandas(chosen.hstack(ids)), _pandas(standing), day)


def _pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """Labels as plain text, dates as datetimes."""
    dates = [name for name, kind in frame.schema.items() if kind == pl.Date]
    labels = [name for name, kind in frame.schema.items() if kind == pl.Categorical()]
    plain = frame.with_columns(pl.col(dates).cast(pl.Datetime("ms")), pl.col(labels).cast(pl.String))
    return pd.DataFrame({name: _column(plain[name]) for name in plain.columns})


def _column(values: pl.Series) -> pd.Series:
    if values.dtype == pl.String:
        return pd.Series(values.to_list(), dtype=object)
    return pd.Series(values.to_numpy())
