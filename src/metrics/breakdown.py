"""One KPI broken down: what it can be broken down by, its groups in order, the leader among them."""

from math import isfinite
from typing import Any

import pandas as pd

from auth.scope import Scope
from filters import NONE
from metrics.checks import dimension_values
from metrics.definition import Metric
from metrics.dimensions import all_dimensions
from metrics.kpis import Kpi
from metrics.query import OTHER, Query
from metrics.slices import Tables

Columns = dict[str, list[Any]]
MONTH = "month"
OFFERED = ("sector", MONTH, "category", "product", "rep", "manager", "team", "office", "country", "size_band")


def breakdowns(kpi: Kpi, scope: Scope, snapshot: Tables) -> list[str]:
    """What its figure can be broken down by: its own way first, then the usual ones as far as the data has them."""
    names = dict.fromkeys((*OFFERED, *snapshot.dimensions))
    fitting = [name for name in names if _fits(kpi.metric, name, snapshot)]
    own = kpi.by or kpi.grain or next((name for name in fitting if _has(name, scope, snapshot)), fitting[0])
    return [own, *(name for name in fitting if name != own and _has(name, scope, snapshot))]


def measurable(kpi: Kpi, by: str, snapshot: Tables) -> tuple[Metric, ...]:
    """Its figure and those of the metrics beside it that can be broken down so as well."""
    return tuple(metric for metric in kpi.metrics if _fits(metric, by, snapshot))


def broken_down(kpi: Kpi, by: str, snapshot: Tables) -> Query:
    """Its figures by group, or by month."""
    return Query(*measurable(kpi, by, snapshot), by=by, where=kpi.where)


def rest(kpi: Kpi, by: str, groups: pd.DataFrame, most: int, snapshot: Tables) -> Query | None:
    """All groups behind the first `most` measured as one; None where there are none, or one that stands for itself."""
    if by == MONTH or len(groups) <= most + 1:
        return None
    names = [NONE if pd.isna(name) else name for name in groups.iloc[most:, 0]]
    return Query(*measurable(kpi, by, snapshot), where={**kpi.where, by: names})


def with_rest(groups: pd.DataFrame, most: int, others: pd.DataFrame) -> pd.DataFrame:
    """The first groups, and one row for all others, from `rest`'s frame of one row."""
    key = groups.columns[0]
    shown = pd.concat([groups.head(most), others.assign(**{key: OTHER})[groups.columns]], ignore_index=True)
    shown.attrs = groups.attrs
    return shown


def ranked(frame: pd.DataFrame, metric: Metric, too_few: int) -> pd.DataFrame:
    """Groups by their figure, largest first; behind them rates of too few, then what has no figure. Months stay."""
    if MONTH in frame.columns or frame.empty:
        return frame
    values = frame[metric.name].astype(float)
    behind = few(frame, metric, too_few) + 2 * values.isna()
    order = pd.DataFrame({"behind": behind, "value": -values}).sort_values(["behind", "value"], kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def few(frame: pd.DataFrame, metric: Metric, too_few: int) -> "pd.Series[int]":
    """1 for rows that are rates of fewer than `too_few`, not to be ranked, else 0."""
    if metric.kind != "proportion":
        return pd.Series(0, index=frame.index)
    return (frame[f"{metric.name}_n"].fillna(0) < too_few).astype(int)


def leader(columns: Columns, metric: Metric, too_few: int) -> dict[str, Any]:
    """The row of the largest figure among known groups, of rates among those with enough behind them; else nothing.

    `columns` are those of a breakdown's frame, its groups first.
    """
    names, values = next(iter(columns.values())), columns[metric.name]
    sure = [True] * len(names)
    if metric.kind == "proportion":
        sure = [n >= too_few for n in columns[f"{metric.name}_n"]]
    able = [i for i, name in enumerate(names) if sure[i] and name not in (None, OTHER) and isfinite(values[i])]
    best = max(able, key=values.__getitem__, default=None)
    return {} if best is None else {name: column[best] for name, column in columns.items()}


def whole(columns: Columns) -> dict[str, Any]:
    """The one row of a result that is not broken down."""
    return {name: column[0] for name, column in columns.items()}


def columns_of(frame: pd.DataFrame) -> Columns:
    """A result's values by column, for who reads a few of them: much lighter than the frame."""
    bare = frame.copy(deep=False)
    bare.attrs = {}  # else pandas copies them for each column that is read
    return {str(name): bare[name].tolist() for name in bare.columns}


def _fits(metric: Metric, by: str, snapshot: Tables) -> bool:
    if by == MONTH:
        return all(part.date for part in metric.parts)
    tables = all_dimensions(snapshot.dimensions)[by].tables
    return all(part.table in tables for part in metric.parts)


def _has(by: str, scope: Scope, snapshot: Tables) -> bool:
    return by == MONTH or len(dimension_values(by, scope, snapshot)) > 0
