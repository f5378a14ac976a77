"""Open deals by forecast category: how many, how much, what is to be expected of it, and what the CRM says instead."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from data.judgements import CATEGORIES
from filters import Window
from metrics.rows import in_window

SURE = ("commit", "best_case", "pipeline")  # from the surest on, each with those before it; what is omitted is not


def category_sums(deals: nw.DataFrame[Any], due: Window, today: date) -> pd.DataFrame:
    """A row for each category, in their order: category, deals, amount, expected_amount (null without a model), due
    (the amount whose expected close lies in the window `due`), overdue (of it, what was before today), crm_deals,
    crm_amount.

    `deals` has category, amount_expected, expected_amount, expected_close_on; of the CRM crm_category and value.
    """
    close, amount = nw.col("expected_close_on"), nw.col("amount_expected")
    within = nw.when(in_window("expected_close_on", due)).then(amount)
    ours = (
        deals.with_columns(within.alias("due"))
        .with_columns(nw.when(close < today).then(nw.col("due")).alias("overdue"))
        .group_by("category")
        .agg(
            nw.len().alias("deals"),
            amount.sum().alias("amount"),
            nw.col("expected_amount").sum(),
            nw.col("expected_amount").count().alias("_known"),
            nw.col("due", "overdue").sum(),
        )
    )
    crm = deals.group_by("crm_category").agg(
        nw.len().alias("crm_deals"), nw.col("value").sum().alias("crm_amount")
    )  # fmt: skip
    found = _by_name(ours, "category").join(_by_name(crm, "crm_category")).fillna(0.0)
    found["expected_amount"] = found["expected_amount"].where((found["_known"] > 0) | (found["deals"] == 0), np.nan)
    counts = {name: found[name].astype(int) for name in ("deals", "crm_deals")}
    return found.assign(**counts).drop(columns="_known").rename_axis("category").reset_index()


@dataclass(frozen=True)
class ToTarget:
    """How far what is due goes towards a target of the same period, the surest categories first.

    `steps` has a row for each of SURE: category, due (its own), covered (what is due of it and of all surer ones, as a
    share of what is missing; null once the target is met). Amounts: `missing` (0 then), `overdue` (of what is due),
    `reached` (won and all that is due).
    """

    target: float
    won: float
    missing: float
    overdue: float
    reached: float
    steps: pd.DataFrame


def to_target(sums: pd.DataFrame, target: float, won: float) -> ToTarget:
    """`sums` as of `category_sums`; what is omitted does not count."""
    sure = sums.set_index("category").reindex(list(SURE))
    due, missing = sure["due"].astype(float), max(target - won, 0.0)
    covered = due.cumsum() / (missing or np.nan)
    steps = pd.DataFrame({"due": due, "covered": covered}).rename_axis("category").reset_index()
    return ToTarget(target, won, missing, float(sure["overdue"].sum()), won + float(due.sum()), steps)


def _by_name(groups: Any, key: str) -> pd.DataFrame:
    return pd.DataFrame(groups.to_dict(as_series=False)).set_index(key).reindex(list(CATEGORIES))
