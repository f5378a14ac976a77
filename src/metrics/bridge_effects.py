"""What each line contributes to a bar of a bridge: the line's share of metrics/price_volume_mix.py.

A line of q units adds +q x rate to volume and mix if it is of the second period, -q x rate if of the first, the rate
being the average price before for volume, its product's price less that for mix; amount - q x its product's price
before to price; and its whole amount, with the sign of its period, to the other bars.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from metrics.bridge_measured import CHANGE, Measured, Of
from metrics.bridge_sums import IN_UNITS, TOLD_BY, VALUE
from metrics.price_volume_mix import Flags

SIGNS = {"before": -1.0, "after": 1.0}
OF_ONE_PERIOD = {  # bars whose lines are of one of the periods only
    "before": "before", "ended": "before", "price": "after", "cost": "after", "new": "after", "after": "after",
}  # fmt: skip
WHOLE = ("before", "after", CHANGE)  # bars that every line of the period is in
RATE = "_rate"
SCHEMA = nw.Schema({TOLD_BY: nw.String(), RATE: nw.Float64()})
Rows = nw.LazyFrame[Any]


def periods_of(part: str) -> Sequence[str]:
    """The periods whose lines the bar is made of."""
    return (OF_ONE_PERIOD[part],) if part in OF_ONE_PERIOD else tuple(SIGNS)


def contributing(rows: Rows, part: str, of: Of, period: str, found: Measured) -> Rows:
    """Those of a period's lines that the bar is made of, with their `period` and `effect`."""
    chosen = rows if part in WHOLE else rows.filter(_among(part, of, period, found))
    rates = _rates(part, found)
    if rates is not None:
        chosen = chosen.join(rates, on=TOLD_BY, how="inner")
    return chosen.with_columns(nw.lit(period).alias("period"), _effect(part, of, period, found).alias("effect"))


def _among(part: str, of: Of, period: str, found: Measured) -> nw.Expr:
    """Whether a line belongs to the bar, by its product and by whether it says units."""
    bridge = found.bridge
    if part == "not_in_units":
        return ~(IN_UNITS[of] & _one_of(found, (bridge.before if period == "before" else bridge.after).any))
    products = {"new": bridge.new, "ended": bridge.ended}.get(part, bridge.kept)
    return IN_UNITS[of] & _one_of(found, products)


def _one_of(found: Measured, products: Flags) -> nw.Expr:
    names = [name for name, wanted in zip(found.products, products, strict=True) if wanted and name is not None]
    return nw.col(TOLD_BY).is_in(names)


def _rates(part: str, found: Measured) -> Rows | None:
    """By product, what a unit of it is multiplied with; None where that is the same for all."""
    bridge = found.bridge
    if part not in ("mix", "price", "cost"):
        return None
    values = {"mix": bridge.margin_before - bridge.mean_before, "price": bridge.price_before}
    by_product = zip(found.products, values.get(part, bridge.cost_before).tolist(), bridge.kept, strict=True)
    rates = {name: rate for name, rate, kept in by_product if kept}
    frame = nw.from_dict({TOLD_BY: list(rates), RATE: list(rates.values())}, SCHEMA, backend="polars")
    return frame.lazy().with_columns(nw.col(TOLD_BY).cast(nw.Categorical))


def _effect(part: str, of: Of, period: str, found: Measured) -> nw.Expr:
    sign, quantity = SIGNS[period], nw.col("quantity")
    match part:
        case "volume":
            return quantity * (sign * found.bridge.mean_before)
        case "mix":
            return quantity * nw.col(RATE) * sign
        case "price":
            return nw.col("amount") - quantity * nw.col(RATE)
        case "cost":
            return quantity * nw.col(RATE) - nw.col("cost")
        case "before":
            return VALUE[of]
        case _:
            return VALUE[of] * sign
