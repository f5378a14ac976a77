"""The deals of a snapshot as they were known at the end of a day, for the deal models.

Labels are categories that both frames share: as text they would take gigabytes at a million deals.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import polars as pl

from data.engine import Snapshot
from models.known_on import DEAL, KnownOn, known_on
from models.trait_choice import TRAITS

FACTS = ("opened_on", "decided_on", "amount", "list_amount")
STANDING = (
    DEAL, "from_on", "to_on", "stage", "status", "value", "expected_close_on", "opened_on", "entered_on", "outcome",
    "left_on",
)  # fmt: skip
WON, LOST = (pl.lit(outcome, pl.Categorical()) for outcome in ("won", "lost"))


def known_deals(snapshot: Snapshot, day: date) -> KnownOn:
    """What the snapshot knows of the end of that day."""
    deals, states = snapshot.frame("opportunities"), snapshot.frame("deal_states")
    traits = [name for name in TRAITS if name in deals.columns and name != "value"]
    outcome = pl.when("is_won").then(WON).when("is_lost").then(LOST).alias("outcome")
    chosen = deals.select(pl.int_range(pl.len(), dtype=pl.Int32).alias(DEAL), *FACTS, *traits, outcome)
    standing = states.select(*STANDING, *(name for name in traits if name in states.columns))
    levels = _levels([chosen, standing])
    ids = snapshot.frame("opportunities_detail")["opportunity_id"].to_list()
    final = _pandas(chosen, levels).assign(opportunity_id=pd.Series(ids, dtype=object))
    return known_on(final, _pandas(standing, levels), day)


def _levels(frames: Sequence[pl.DataFrame]) -> dict[str, list[str]]:
    """The distinct values of each label in any of the frames."""
    values: dict[str, set[str]] = {}
    for frame in frames:
        for name, kind in frame.schema.items():
            if kind == pl.Categorical():
                values.setdefault(name, set()).update(frame[name].unique().drop_nulls().cast(pl.String))
    return {name: sorted(found) for name, found in values.items()}


def _pandas(frame: pl.DataFrame, levels: Mapping[str, list[str]]) -> pd.DataFrame:
    """Labels as categories, dates as datetimes."""
    return pd.DataFrame({name: _column(frame[name], levels.get(name)) for name in frame.columns})


def _column(values: pl.Series, levels: list[str] | None) -> pd.Series:
    if levels is not None:
        places = values.cast(pl.Enum(levels)).to_physical().cast(pl.Int32).fill_null(-1)
        return pd.Series(pd.Categorical.from_codes(places.to_numpy(), levels))  # type: ignore[call-overload]
    if values.dtype == pl.Date:
        return pd.Series(values.to_numpy().astype("datetime64[ms]"))
    return pd.Series(values.to_numpy())
