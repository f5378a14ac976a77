"""What customers are worth: BG/NBD's orders times gamma-gamma's value of one, or why that cannot be told."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.definition import Numbers
from models.buy_till_you_die import FittedBuying, fit_buying
from models.held_out import HeldOut, held_out
from models.order_value import FittedValue, fit_order_value
from models.purchase_histories import WEEKS_A_MONTH, Orders, purchase_histories
from models.value_refusals import ValueRefusal, refusal_of

MONTHS = (6, 12)  # ahead, for which every customer's orders are told
ENOUGH_VALUES = 10  # customers with repeat orders of different mean values, from which gamma-gamma is fitted


@dataclass(frozen=True)
class CustomerValue:
    """`histories` are those of purchase_histories; unless it is refused, probability_alive, expected_orders_6 and _12
    (of so many months) and expected_order_value stand beside them.

    `order_values` is None where values hardly differ or have no mean: the average stands for it. `value_goes_with`:
    correlation of mean value and frequency, which gamma-gamma takes for zero. A refusal for a short time still comes
    with the fit, so that parameters can be compared, but tells of no customer.
    """

    histories: pl.DataFrame
    refusal: ValueRefusal | None = None
    buying: FittedBuying | None = None
    order_values: FittedValue | None = None
    value_goes_with: float | None = None
    check: HeldOut | None = None

    @property
    def repeating(self) -> int:
        """Customers who have bought on a second day."""
        return int((self.histories["frequency"] > 0).sum())

    @property
    def repeat_share(self) -> float | None:
        return self.repeating / self.histories.height if self.histories.height else None

    @property
    def average_value(self) -> float:
        """Mean value of the repeat orders."""
        return _average(self.histories)


def customer_value(orders: Orders) -> CustomerValue:
    """Fit both models to the orders and tell each customer's future, or refuse."""
    histories = purchase_histories(orders)
    repeating = int((histories["frequency"] > 0).sum())
    refusal = refusal_of(histories.height, repeating, orders.span)
    if refusal is not None and refusal.code != "under_a_year":
        return CustomerValue(histories, refusal)
    buying = fit_buying(*numbers(histories))
    values, goes_with = _order_values(histories)
    if refusal is not None:
        return CustomerValue(histories, refusal, buying, values, goes_with)
    return CustomerValue(_told(histories, buying, values), None, buying, values, goes_with, held_out(orders))


def _told(histories: pl.DataFrame, buying: FittedBuying, values: FittedValue | None) -> pl.DataFrame:
    own, model = numbers(histories), buying.model
    told = {f"expected_orders_{m}": model.expected_orders(m * WEEKS_A_MONTH, *own) for m in MONTHS}
    told |= {"probability_alive": model.probability_alive(*own), "expected_order_value": _next(histories, values)}
    return histories.with_columns(pl.Series(name, column) for name, column in told.items())


def _next(histories: pl.DataFrame, values: FittedValue | None) -> Numbers:
    """What each customer's next order is expected to be worth."""
    frequency, value = histories["frequency"].to_numpy(), histories["mean_value"].fill_null(0.0).to_numpy()
    if values is not None:
        return values.model.expected(frequency, value)
    return np.where(frequency > 0, value, _average(histories))


def _average(histories: pl.DataFrame) -> float:
    bought = histories.filter(pl.col("frequency") > 0)
    return float(np.average(bought["mean_value"].to_numpy(), weights=bought["frequency"].to_numpy()))


def numbers(histories: pl.DataFrame) -> tuple[Numbers, Numbers, Numbers]:
    """Frequency, recency and age, as BG/NBD takes them."""
    frequency, recency, age = (histories[name].to_numpy().astype(float) for name in ("frequency", "recency", "age"))
    return frequency, recency, age


def _order_values(histories: pl.DataFrame) -> tuple[FittedValue | None, float | None]:
    """Gamma-gamma where it can be fitted, and the correlation of frequency and value."""
    bought = histories.filter(pl.col("frequency") > 0)
    frequency, value = bought["frequency"].to_numpy(), bought["mean_value"].to_numpy()
    if bought["mean_value"].n_unique() < ENOUGH_VALUES:
        return None, None
    differ = bought["frequency"].n_unique() > 1
    goes_with = float(np.corrcoef(frequency, value)[0, 1]) if differ else None
    fitted = fit_order_value(frequency, value)
    return (fitted if fitted.trusted else None), goes_with
