"""How much stood in the pipeline at the end of each of many days, from what came into it and what left it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from metrics.stocks import CENTS

SUMS = ("deals_open", "pipeline", "weighted_pipeline", "_known")
EVER = date(1, 1, 1)  # stands for: since ever
_from, _to = nw.col("from_on"), nw.col("to_on")
_value, _chance = nw.col("value"), nw.col("observed_probability")


def daily_levels(rows: nw.LazyFrame[Any], days: Sequence[date], by: str | None) -> pd.DataFrame:
    """day, the dimension, deals_open, pipeline and weighted_pipeline of these rows of `deal_states`, days in order.

    A deal without a value counts as one; one without a chance is left out of the weighted sum, which is null where
    none has one.
    """
    keys = [by] if by else []
    columns = ["day", *keys, *SUMS[:3]]
    if not days:
        return pd.DataFrame(columns=columns)
    within = rows.filter(_from.is_null() | (_from <= days[-1]), _to.is_null() | (_to > days[0]))
    moves = pd.concat([_summed(within, _from, keys, 1), _summed(within.filter(_to <= days[-1]), _to, keys, -1)])
    if by is None:
        return _levels(moves, days)[columns]
    parts = [
        _of_group(group, days, by, None if pd.isna(name) else name) for name, group in moves.groupby(by, dropna=False)
    ]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True).sort_values("day", kind="stable", ignore_index=True)[columns]


def _of_group(moves: pd.DataFrame, days: Sequence[date], by: str, name: Any) -> pd.DataFrame:
    levels = _levels(moves, days)
    return levels.assign(**{by: pd.Series([name] * len(levels), dtype=object)})


def _summed(rows: nw.LazyFrame[Any], on: nw.Expr, keys: list[str], sign: int) -> pd.DataFrame:
    """What came (or, with sign -1, left) by day and group."""
    sums = (nw.len(), _value.sum(), (_value * _chance).sum(), (_value * _chance).count())
    named = [total.alias(name) for name, total in zip(SUMS, sums, strict=True)]
    found = rows.with_columns(on.alias("on")).group_by("on", *keys).agg(*named).collect().to_dict(as_series=False)
    days = np.array([day or EVER for day in found.pop("on")], dtype="datetime64[D]")
    labels = {key: pd.Series(found[key], dtype=object) for key in keys}
    numbers = {name: sign * np.array(found[name], dtype="float64") for name in SUMS}
    return pd.DataFrame({"on": days.astype("datetime64[s]"), **labels, **numbers})


def _levels(moves: pd.DataFrame, days: Sequence[date]) -> pd.DataFrame:
    """The sums of one group at the end of each day."""
    moves = moves.sort_values("on", kind="stable")
    asked = np.array(days, dtype="datetime64[s]")
    until = np.searchsorted(moves["on"].to_numpy(), asked, side="right")
    held = {name: np.concatenate([[0.0], moves[name].cumsum().to_numpy()])[until] for name in SUMS}
    known = held.pop("_known") > 0
    held = {name: np.round(values, CENTS) + 0.0 for name, values in held.items()}
    held["weighted_pipeline"] = np.where(known | (held["deals_open"] == 0), held["weighted_pipeline"], np.nan)
    return pd.DataFrame({"day": asked, **held}).astype({"deals_open": "int64"})
