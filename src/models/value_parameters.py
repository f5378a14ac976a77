"""The seven parameters of customer value with their intervals, as answers and tables give them."""

from typing import Any

from models.buy_till_you_die import PARAMETERS as BUYING
from models.customer_value import CustomerValue
from models.order_value import PARAMETERS as VALUES

UNIT = "week"  # of alpha, and of all times beside it


def parameters_of(found: CustomerValue) -> dict[str, Any] | None:
    """r, alpha, a, b and p, q, v; those of gamma-gamma are null where the average stands for it. None where nothing
    was fitted."""
    if found.buying is None:
        return None
    values = found.order_values
    return {
        "time_unit": UNIT,
        **{name: getattr(found.buying.model, name) for name in BUYING},
        **{name: values and getattr(values.model, name) for name in VALUES},
        "log_likelihood": found.buying.fit.log_likelihood,
    }


def intervals_of(found: CustomerValue) -> dict[str, Any] | None:
    """Of each parameter low and high (95 %) and `bound`: the data drive it to zero or infinity, and the value is only
    how far they were followed."""
    if found.buying is None:
        return None
    fit, values = found.buying.fit, found.order_values
    told = {name: _told(*fit.interval(place), fit.on_edge[place]) for place, name in enumerate(BUYING)}
    return told | {name: values and _told(*values.interval(name), False) for name in VALUES}


def _told(low: float, high: float, bound: bool) -> dict[str, Any]:
    return {"low": low, "high": high, "bound": bound}
