"""Does the buying model foresee? Fitted on the orders up to a day, what it expects after it against what came."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from metrics.customer_worth import ROUGH
from models.buy_till_you_die import fit_buying
from models.purchase_histories import DAYS_A_WEEK, Orders, purchase_histories
from models.value_refusals import FEWEST_REPEATING

SHARE, LONGEST = 1 / 3, 365  # of the days are held out, but no more than a year
MOST_KNOWN = 7  # repeat orders from which on customers are one group


@dataclass(frozen=True)
class HeldOut:
    """Customers who had ordered by the `cut` (day), and the repeat orders of all of them from the day after it until
    the end. `groups`: by frequency at the cut (the last group: that or more) customers, expected and actual, the mean
    orders of one. `correlation` of expected and actual over customers, null if either is the same for all."""

    cut: date
    until: date
    customers: int
    expected: float
    actual: int
    correlation: float | None
    groups: pl.DataFrame

    @property
    def error(self) -> float | None:
        """Expected over actual - 1; None where no order came."""
        return self.expected / self.actual - 1 if self.actual else None

    @property
    def is_off(self) -> bool:
        """Whether the sum is so far off that the model should not be relied on."""
        return self.error is None or abs(self.error) > ROUGH


def held_out(orders: Orders) -> HeldOut | None:
    """The check on the last third of the time; None where too few customers had bought again before it."""
    days = min(int(orders.span * SHARE), LONGEST)
    cut = orders.until - timedelta(days=days)
    known = purchase_histories(orders.before(cut))
    if (known["frequency"] > 0).sum() < FEWEST_REPEATING:
        return None
    own = [known[name].to_numpy().astype(float) for name in ("frequency", "recency", "age")]
    expected = fit_buying(*own).model.expected_orders(days / DAYS_A_WEEK, *own)
    later = orders.days.lazy().filter(pl.col("day") > cut).group_by("customer").agg(pl.len().alias("actual")).collect()
    both = known.select("customer", "frequency").with_columns(pl.Series("expected", expected))
    both = both.join(later, on="customer", how="left", maintain_order="left")
    both = both.with_columns(pl.col("actual").fill_null(0).cast(pl.Int64))
    return HeldOut(
        cut, orders.until, both.height, float(both["expected"].sum()), int(both["actual"].sum()),
        _correlation(both), _groups(both),
    )  # fmt: skip


def _groups(both: pl.DataFrame) -> pl.DataFrame:
    by_frequency = both.group_by(pl.col("frequency").clip(upper_bound=MOST_KNOWN)).agg(
        pl.len().alias("customers"), pl.col("expected", "actual").mean()
    )
    return by_frequency.sort("frequency")


def _correlation(both: pl.DataFrame) -> float | None:
    expected, actual = both["expected"].to_numpy(), both["actual"].to_numpy()
    if min(np.ptp(expected), np.ptp(actual)) <= 0:
        return None
    return float(np.corrcoef(expected, actual)[0, 1])
