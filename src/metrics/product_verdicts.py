"""What is to be said of a product's margin: whether it shrinks, and where there is leeway."""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from i18n import N_
from metrics.query import OTHER
from settings import settings

STEADY = 0.01  # a change of margin by less than a point is none
VERDICTS = {  # by code, the first that holds
    "several": N_("many products together"),
    "no_cost": N_("cost not known"),
    "loss": N_("sold below cost"),
    "new": N_("not sold before"),
    "unknown": N_("nothing to compare with"),
    "few": N_("too few sales to judge"),
    "price": N_("shrinks: sold cheaper"),
    "cost": N_("shrinks: costs more"),
    "grows": N_("grows"),
    "steady": N_("steady"),
}
LEEWAY = {  # by whether it sells faster than half of the products, and whether it earns more than half of them
    (True, True): ("keep", N_("sells fast, earns well")),
    (True, False): ("dearer", N_("sells fast, earns little: try a higher price")),
    (False, True): ("cheaper", N_("earns well, sells slowly: room for a lower price")),
    (False, False): ("review", N_("sells slowly, earns little")),
}
FEWEST = 4  # products with a cost: fewer have no middle to be held against


def verdicts(frame: pd.DataFrame) -> list[str]:
    """A code of VERDICTS for each row of `product_margins`."""
    return ["several" if row["product"] == OTHER else _verdict(row) for row in frame.to_dict("records")]


def _verdict(row: Mapping[Hashable, Any]) -> str:
    few, change = settings().rules.too_few, row["margin_change"]
    if np.isnan(row["gross_margin"]):
        return "no_cost"
    if row["gross_margin"] < 0:
        return "loss"
    if np.isnan(change):
        return "new" if row["lines_before"] == 0 else "unknown"
    if min(row["lines"], row["lines_before"]) < few:
        return "few"
    if change <= -STEADY:
        return "price" if row["from_price"] < row["from_cost"] else "cost"
    return "grows" if change >= STEADY else "steady"


def leeway(frame: pd.DataFrame) -> tuple[list[str | None], tuple[float, float]]:
    """A code of LEEWAY for each row, None where the cost is not known, and the medians they go by: units a month and
    margin. Null where there are too few products."""
    named = frame[(frame["product"] != OTHER) & frame["gross_margin"].notna() & (frame["units"] > 0)]
    if len(named) < FEWEST:
        return [None] * len(frame), (float("nan"), float("nan"))
    fast, good = float(named["units_per_month"].median()), float(named["gross_margin"].median())
    codes = [
        LEEWAY[bool(row["units_per_month"] >= fast), bool(row["gross_margin"] >= good)][0] if i in named.index else None
        for i, row in enumerate(frame.to_dict("records"))
    ]
    return codes, (fast, good)
