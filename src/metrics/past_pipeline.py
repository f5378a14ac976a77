"""The pipeline as it stood at the end of a day, or of many: what was known then, not what has become known since.

The period of the filters is not applied: the days are given. Untouched deals are not in the pipeline yet.
"""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from auth.scope import Scope
from data import engine
from errors import BadInput
from filters import Filters
from i18n import N_, _, mid_sentence
from metrics.daily_levels import daily_levels
from metrics.deals import DETAIL, TABLE, detail_of
from metrics.dimensions import all_dimensions, dimension
from metrics.plan import columns_of
from metrics.remembered import remembered, with_notes
from metrics.slices import Tables
from metrics.states import DEAL, about, ignored, states
from metrics.stretches import IN_PIPELINE, STATES, held_on

LABEL = N_("Pipeline")
SHOWN = (
    "stage", "position", "status", "value", "expected_close_on", "rep", "account", "product", "category", "opened_on",
    "entered_on", "age_days", "days_in_stage", "forecast_category", "probability", "observed_probability",
    "reconstructed",
)  # fmt: skip
LABELS = ("stage", "status", "rep", "account", "product", "category", "forecast_category")
NUMBERS = ("position", "value", "probability", "observed_probability")
DAYS = ("expected_close_on", "opened_on", "entered_on")
SINCE = {"age_days": "opened_on", "days_in_stage": "entered_on"}
ENDS = ("from_on", "to_on", "outcome", "left_on")  # not known on the day
IN_FORCE = nw.col("to_on").is_null()


async def pipeline_on(day: date | None, filters: Filters, scope: Scope, snapshot: Tables | None = None) -> pd.DataFrame:
    """The deals in the pipeline at the end of a day, as they stood then; None: as they stand now.

    Columns: opportunity_row, opportunity_id, opportunity (its name), url, stage, position, status, value,
    expected_close_on, rep, account, product, category, opened_on, entered_on, age_days, days_in_stage,
    forecast_category, probability (the CRM's), observed_probability, reconstructed, then every other dimension that
    states have. `attrs` as of `measure`, and `day`. Raises BadFilter.
    """
    return await asyncio.to_thread(list_pipeline_on, day, filters, scope, snapshot)


async def pipeline_days(
    days: Sequence[date], filters: Filters, scope: Scope, snapshot: Tables | None = None, by: str | None = None
) -> pd.DataFrame:
    """What was in the pipeline at the end of each of these days, by a dimension if one is given.

    Columns: day, the dimension, deals_open, pipeline (0 where there was none), weighted_pipeline (by the share of
    deals that were won from their stage; null where it was known of none). `attrs` as of `measure`. Raises BadFilter.
    """
    return await asyncio.to_thread(list_pipeline_days, days, filters, scope, snapshot, by)


def list_pipeline_on(day: date | None, filters: Filters, scope: Scope, snapshot: Tables | None = None) -> pd.DataFrame:
    """`pipeline_on` for callers that are not async."""
    tables = snapshot or engine.current()
    held = IN_FORCE if day is None else held_on(day)
    rows = states(tables, filters, scope).filter(held, IN_PIPELINE).collect()
    known = about(tables, LABEL, ignored(tables, filters), window=None, day=day)
    at = pd.Timestamp(day or known["as_of"])
    others = [name for name in rows.columns if name not in (DEAL, *SHOWN, *ENDS)]
    dates = {name: pd.Series(rows[name].to_numpy().astype("datetime64[s]")) for name in DAYS}
    columns = {
        DEAL: rows[DEAL].to_numpy().astype("int64"),
        **{name: pd.Series(values, dtype=object) for name, values in detail_of(tables, rows[DEAL].to_list()).items()},
        **{name: _texts(rows[name]) for name in (*LABELS, *others)},
        **{name: rows[name].cast(nw.Float64).to_numpy() for name in NUMBERS},
        **dates,
        **{name: (at - dates[since]).dt.days.astype("float64") for name, since in SINCE.items()},
        "reconstructed": rows["reconstructed"].to_numpy().astype(bool),
    }
    found = pd.DataFrame(columns)[[DEAL, *DETAIL, *SHOWN, *others]]
    found.attrs = known
    return with_notes(found)


def list_worth_on(day: date, filters: Filters, scope: Scope, snapshot: Tables) -> pd.DataFrame:
    """The same deals in no more than a forecast takes of them, which is quick for many.

    Columns: opportunity_id, value, expected_close_on, forecast_category, observed_probability, reconstructed. Raises
    BadFilter.
    """
    held = states(snapshot, filters, scope).filter(held_on(day), IN_PIPELINE)
    known = ("value", "expected_close_on", "forecast_category", "observed_probability", "reconstructed")
    rows = held.select(DEAL, *known).collect()
    ids = snapshot.table(f"{TABLE}_detail").select("opportunity_id").collect()["opportunity_id"]
    return pd.DataFrame(
        {
            "opportunity_id": pd.Series(ids[rows[DEAL]].to_list(), dtype=object),
            "value": rows["value"].to_numpy(),
            "expected_close_on": rows["expected_close_on"].to_numpy().astype("datetime64[s]"),
            "forecast_category": _texts(rows["forecast_category"]),
            "observed_probability": rows["observed_probability"].to_numpy(),
            "reconstructed": rows["reconstructed"].to_numpy().astype(bool),
        }
    )


def list_pipeline_days(
    days: Sequence[date], filters: Filters, scope: Scope, snapshot: Tables | None = None, by: str | None = None
) -> pd.DataFrame:
    """`pipeline_days` for callers that are not async."""
    tables = snapshot or engine.current()
    if by:
        _check(by, tables)
    return _pipeline_days(tables, tuple(sorted(set(days))), Filters(dims=filters.dims), scope, by)


@remembered
def _pipeline_days(
    tables: Tables, days: tuple[date, ...], filters: Filters, scope: Scope, by: str | None
) -> pd.DataFrame:
    found = daily_levels(states(tables, filters, scope).filter(IN_PIPELINE), days, by)
    found.attrs = about(tables, LABEL, ignored(tables, filters), window=None)
    return found


def _check(by: str, tables: Tables) -> None:
    """Raises UnknownName for what is no dimension, BadInput for one that a deal has only once it is decided."""
    label = mid_sentence(_(dimension(by, tables.dimensions).label))
    if by not in columns_of(tables, STATES):
        fit = sorted(columns_of(tables, STATES) & all_dimensions(tables.dimensions).keys())
        raise BadInput(
            _("The pipeline of past days is not known by {dimension}.").format(dimension=label),
            _("Valid: {names}.").format(names=", ".join(fit)),
        )


def _texts(labels: nw.Series[Any]) -> "pd.Series[Any]":
    """Labels as pandas keeps them; categories stay categories, which is quick for many deals."""
    return labels.to_pandas().astype(object).where(~labels.is_null().to_numpy(), None)
