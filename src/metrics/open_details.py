"""What is known of single open deals: what they are, since when nothing was done, why the model thinks what it does."""

import json
import math
from typing import Any

import narwhals as nw
import pandas as pd

from data.derived import Derived
from metrics.plan import columns_of
from metrics.run import last_day
from metrics.slices import Tables
from settings import settings

TABLE, DETAIL, ACTIVITIES = "opportunities", "opportunities_detail", "activities_detail"
OF_DEAL = ("account", "product", "rep", "team", "stage", "value", "probability", "forecast_category",
           "expected_close_on", "opened_on", "age_days", "origin")  # fmt: skip
OF_DETAIL = ("opportunity_id", "opportunity", "url", "next_step", "last_activity_at")
NUMBERS = ("value", "probability", "age_days")
Reason = tuple[str, Any, float]  # field, its value, by how much it moves the log-odds


def in_full(places: list[int], tables: Tables, model: Derived | None) -> pd.DataFrame:
    """The deals in these rows of the table, in this order: OF_DETAIL and OF_DEAL but for origin and last_activity_at,
    instead of which silent_days and overdue; and reasons."""
    deals = pd.concat([_picked(tables, DETAIL, OF_DETAIL, places), _picked(tables, TABLE, OF_DEAL, places)], axis=1)
    deals["reasons"] = pd.Series(_reasons(model, deals["opportunity_id"].tolist()), dtype=object)
    return _with_days(deals, tables)


def odds_factor(effect: float) -> float:
    """By what an effect in log-odds multiplies the odds: 0.7 doubles them, -0.7 halves them."""
    return math.exp(effect)


def _picked(tables: Tables, table: str, names: tuple[str, ...], places: list[int]) -> pd.DataFrame:
    """These columns of these rows; those that the table lacks are null throughout."""
    there = [name for name in names if name in columns_of(tables, table)] if table in tables.names else []
    found = tables.table(table).select(*there).collect()[places].to_dict(as_series=False) if there else {}
    return pd.DataFrame(
        {
            name: pd.Series(found.get(name, [None] * len(places)), dtype="float64" if name in NUMBERS else object)
            for name in names
        }
    )


def _with_days(deals: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Days as pandas has them, how long nothing was done, and whether it should have been closed by now."""
    last = last_day(tables)
    as_of = pd.to_datetime(
        deals["origin"].map(lambda origin: tables.as_of.get(origin, {}).get(TABLE, last)).astype(object)
    )
    reported = pd.to_datetime(deals["last_activity_at"], utc=True).dt.tz_convert(settings().zone).dt.tz_localize(None)
    touched = pd.concat([reported.dt.normalize(), _last_activity(deals["opportunity_id"].tolist(), tables)], axis=1)
    due, opened = (pd.to_datetime(deals[name]).astype("datetime64[s]") for name in ("expected_close_on", "opened_on"))
    return deals.drop(columns=["origin", "last_activity_at"]).assign(
        expected_close_on=due,
        opened_on=opened,
        overdue=due < as_of,
        silent_days=(as_of - touched.max(axis=1)).dt.days.clip(lower=0),
    )


def _last_activity(ids: list[str], tables: Tables) -> pd.Series:
    """The day of each deal's last call, mail or meeting that was loaded; not all CRMs say it of the deal itself."""
    if "opportunity_id" not in columns_of(tables, ACTIVITIES):
        return pd.Series([None] * len(ids), dtype="datetime64[s]")
    days = tables.table("activities").select("started_on").collect()["started_on"]
    known = tables.table(ACTIVITIES).select("opportunity_id").collect().with_columns(days)
    last = known.filter(nw.col("opportunity_id").is_in(ids)).group_by("opportunity_id").agg(nw.col("started_on").max())
    by_deal = dict(zip(last["opportunity_id"].to_list(), last["started_on"].to_list(), strict=True))
    return pd.Series([by_deal.get(id) for id in ids], dtype="datetime64[s]")


def _reasons(model: Derived | None, ids: list[str]) -> list[list[Reason]]:
    """Why the model thinks so of each deal, largest effect first; nothing where it says nothing."""
    if model is None:
        return [[] for _id in ids]
    table = nw.from_native(model.frame("open_deals"), eager_only=True).select("opportunity_id", "reasons")
    known = table.filter(nw.col("opportunity_id").is_in(ids)).to_dict(as_series=False)
    texts = dict(zip(known["opportunity_id"], known["reasons"], strict=True))
    return [[tuple(reason) for reason in json.loads(texts.get(id) or "[]")] for id in ids]
