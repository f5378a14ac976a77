"""How price moves the chance to win: a logistic curve in relative price, or the reason why the deals cannot say.

The chance is that of decided deals at what was asked for them, price over reference; segments have levels of their
own and one slope. Discounts are given for reasons: the curve says what went with a price, and would come with another
only as far as those reasons stay the same.
"""

from dataclasses import dataclass, field

import pandas as pd

from models.price_checks import Check, refusal_after, refusal_before
from models.price_curve import best_price, curve, willingness_to_pay
from models.price_deals import PricedDeals, pooled, quantiles
from models.price_estimate import CURVE, Estimate
from models.price_fit import PriceFit, fit_price
from models.price_refusals import Refusal

ASKED = (0.01, 0.99)  # the range of prices that were asked: all but the outermost hundredths


@dataclass(frozen=True)
class PriceResponse:
    """`refusal` or else all that follows it. Prices are relative to the reference; `low` to `high` were asked.

    `curve`: CURVE on a grid of those. `best_margin` is null without a unit cost. `checks` says what was looked at,
    in its order, with the figures.
    """

    n: int
    won: int
    checks: list[Check]
    refusal: Refusal | None = None
    fit: PriceFit | None = None
    segments: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    willingness_to_pay: Estimate | None = None
    best_margin: Estimate | None = None
    best_revenue: Estimate | None = None
    curve: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CURVE))


def price_response(deals: PricedDeals, unit_cost: float | None = None) -> PriceResponse:
    """Fit decided deals, or refuse. `unit_cost` is a share of the reference price."""
    checks: list[Check] = []
    refused = refusal_before(deals, checks)
    if refused:
        return PriceResponse(deals.count, deals.won_count, checks, refused)
    shared = pooled(deals)
    fit = fit_price(shared)
    refused = refusal_after(fit, checks)
    if refused:
        return PriceResponse(deals.count, deals.won_count, checks, refused)
    low, high = quantiles(deals, ASKED)
    return PriceResponse(
        deals.count, deals.won_count, checks, None, fit, shared.names, low, high,
        willingness_to_pay(fit, low, high),
        None if unit_cost is None else best_price(fit, low, high, unit_cost),
        best_price(fit, low, high), curve(fit, low, high),
    )  # fmt: skip
