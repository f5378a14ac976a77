"""Lifetime value over a horizon: gross profit of the customers there are, and of one who has just ordered first.

CLV = BG/NBD's expected orders x gamma-gamma's order value x margin. It is not discounted: at 10 % a year it would
be about a tenth less over two years. Intervals are of the mean, by draws of all parameters from their covariance.
"""

from dataclasses import dataclass

import numpy as np

from metrics.definition import Numbers
from models.buy_till_you_die import FittedBuying
from models.customer_value import CustomerValue, numbers
from models.purchase_histories import WEEKS_A_MONTH

DRAWS = 200
SAMPLE = 500  # customers that stand for all of them in a draw
ENDS = (0.025, 0.975)


@dataclass(frozen=True)
class Money:
    """An amount with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class LifetimeValue:
    """Expected gross profit within `months`: `existing` on average of the customers there are, from now on; `new` of a
    customer from the first order on, that one counted; `each`: of each customer, in the order of the histories."""

    months: int
    margin: float
    existing: Money
    new: Money
    each: Numbers


def lifetime_value(found: CustomerValue, months: int, margin: float = 1.0) -> LifetimeValue:
    """Of customers who are not refused. `margin`: gross profit per revenue; 1 gives revenue."""
    if found.buying is None or found.refusal is not None:
        raise ValueError("what is refused has no lifetime value")
    own, ahead = numbers(found.histories), months * WEEKS_A_MONTH
    model, worth = found.buying.model, found.histories["expected_order_value"].to_numpy()
    each = model.expected_orders(ahead, *own) * worth
    first = found.histories["first_value"].to_numpy()
    new = float(first.mean()) + model.new_customer_orders(ahead) * _next_value(found)
    drawn_mean, drawn_new = _draws(found, found.buying, own, ahead)
    existing = _money(float(np.mean(each)), drawn_mean, margin)
    return LifetimeValue(months, margin, existing, _money(new, drawn_new, margin), each * margin)


def _next_value(found: CustomerValue) -> float:
    return found.order_values.model.mean if found.order_values else found.average_value


def _draws(
    found: CustomerValue, buying: FittedBuying, own: tuple[Numbers, ...], ahead: float
) -> tuple[Numbers, Numbers]:
    """Both means as they may be: that of existing customers on a sample of them, and that of a new one."""
    first = found.histories["first_value"].to_numpy()
    random = np.random.default_rng(2)
    chosen = random.choice(len(first), min(SAMPLE, len(first)), replace=False)
    some = [values[chosen] for values in own]
    value = found.histories["mean_value"].fill_null(0.0).to_numpy()[chosen]
    constant = found.histories["expected_order_value"].to_numpy()[chosen]
    firsts = first.mean() + first.std() / np.sqrt(len(first)) * random.standard_normal(DRAWS)
    values = found.order_values.draws(DRAWS) if found.order_values else [None] * DRAWS
    means, news = [], []
    for model, drawn, first_value in zip(buying.draws(DRAWS), values, firsts, strict=True):
        worth = drawn.expected(some[0], value) if drawn else constant
        means.append(float(np.mean(model.expected_orders(ahead, *some) * worth)))
        following = drawn.mean if drawn else found.average_value
        news.append(first_value + model.new_customer_orders(ahead) * following)
    return np.array(means), np.array(news)


def _money(value: float, draws: Numbers, margin: float) -> Money:
    """The interval's ends as shares of the draws' middle: a sample of the customers has another mean than all."""
    low, high = sorted(value * margin * np.quantile(draws, ENDS) / np.median(draws))  # a loss has them turned round
    return Money(value * margin, float(low), float(high))
