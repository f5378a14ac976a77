"""A price response as the command line and the API give it."""

from typing import Any

from models.price_estimate import Estimate
from models.price_response import PriceResponse


def answer_object(found: PriceResponse, reference: float | None, unit_cost: float | None = None) -> dict[str, Any]:
    """The JSON object; prices are relative to the reference, those called `_price` are times its median.

    Where it is refused, `refusal` has code, message and hint, and all that it would have said is null.
    """
    fit = found.fit if found.refusal is None else None
    low, high = fit.slope_interval if fit else (None, None)
    paid = found.willingness_to_pay
    return {
        "n": found.n,
        "won": found.won,
        "refusal": found.refusal.as_dict() if found.refusal else None,
        "slope": None if fit is None else {"value": fit.slope, "low": low, "high": high},
        "intercept": None if fit is None else fit.intercept,
        "willingness_to_pay": _relative(paid),
        "willingness_to_pay_price": _price(paid, reference),
        "best_price": {
            "margin": _relative(found.best_margin), "margin_price": _price(found.best_margin, reference),
            "revenue": _relative(found.best_revenue), "revenue_price": _price(found.best_revenue, reference),
            "unit_cost": unit_cost,
        },
        "reference_price": reference,
        "observed": None if found.low is None else {"low": found.low, "high": found.high},
        "segments": len(found.segments),
        "curve": found.curve.to_dict("records"),
        "checks": found.checks,
    }  # fmt: skip


def _relative(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"value": found.value, "low": found.low, "high": found.high, "beyond_observed": found.beyond or None}


def _price(found: Estimate | None, reference: float | None) -> dict[str, Any] | None:
    if found is None or reference is None:
        return None
    return {
        name: None if value is None else value * reference
        for name, value in (("value", found.value), ("low", found.low), ("high", found.high))
    }
