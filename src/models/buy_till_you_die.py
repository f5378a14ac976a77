"""BG/NBD: how often customers buy, and whether they still do, without a contract that would say so.

Fader, P. S., Hardie, B. G. S., Lee, K. L. (2005). "Counting your customers" the easy way: an alternative to the
Pareto/NBD model. Marketing Science 24(2), 275-284. While alive a customer buys at a rate of their own, gamma(r, alpha)
among customers; after each repeat order they leave with a chance of their own, beta(a, b). So whoever has bought only
once is alive for certain in this model, if seldom a buyer.

Of each customer: frequency (repeat orders), recency (time from the first order to the last) and age (time from the
first order to the end of the observation), all in one unit of time; alpha is in that unit, too.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, expit, gammaln

from metrics.definition import Numbers
from models.beta_quadrature import beta_nodes
from models.maximum_likelihood import LogFit, maximise

PARAMETERS = ("r", "alpha", "a", "b")
LONGER, PLACES = (10.0, 100.0), (32, 96, 256)  # the farther ahead of what is known, the more places a mean takes


@dataclass(frozen=True)
class BuyTillYouDie:
    """The four parameters; the formulas' numbers are those of the paper."""

    r: float
    alpha: float
    a: float
    b: float

    def probability_alive(self, frequency: Numbers, recency: Numbers, age: Numbers) -> Numbers:
        """That a customer has not left by the end of the observation (Fader, Hardie, Lee 2008, note 021)."""
        odds = _left(self.r, self.alpha, self.a, self.b, frequency, recency, age)
        return np.asarray(np.where(frequency > 0, expit(-odds), 1.0), float)

    def expected_orders(self, ahead: float, frequency: Numbers, recency: Numbers, age: Numbers) -> Numbers:
        """Orders of each customer in the time `ahead` of the end of the observation: (10)."""
        alive = self.probability_alive(frequency, recency, age)
        return alive * self._orders_if_alive(ahead, np.asarray(frequency, float), np.asarray(age, float))

    def new_customer_orders(self, ahead: float) -> float:
        """Repeat orders of a customer in the time `ahead` of their first order: (9)."""
        return float(self._orders_if_alive(ahead, np.zeros(1), np.zeros(1))[0])

    def _orders_if_alive(self, ahead: float, frequency: Numbers, age: Numbers) -> Numbers:
        """The mean of (1 - exp(-lambda p t)) / p over lambda ~ gamma(r + x, alpha + T) and p ~ beta(a, b + x).

        The same as the paper's 2F1, which breaks down at a = 1 and for customers with hundreds of orders.
        """
        longer, found = ahead / (self.alpha + age), np.zeros(len(frequency))
        steps = np.searchsorted(LONGER, longer)
        for step in np.unique(steps):
            mine = steps == step
            found[mine] = self._mean_orders(frequency[mine], longer[mine], PLACES[step])
        return found

    def _mean_orders(self, frequency: Numbers, longer: Numbers, count: int) -> Numbers:
        kinds, which = np.unique(frequency, return_inverse=True)
        nodes, weights = beta_nodes(self.a, self.b + kinds, count)
        shape, found = self.r + frequency, np.zeros(len(frequency))
        for place in range(count):
            left = nodes[which, place]
            found += weights[which, place] * -np.expm1(-shape * np.log1p(left * longer)) / left
        return found


@dataclass(frozen=True)
class FittedBuying:
    """The model at its maximum; `fit` says how well the logs of its parameters are known."""

    model: BuyTillYouDie
    fit: LogFit

    @property
    def nobody_leaves(self) -> bool:
        """Whether the data show no leaving at all, so that a and b are bounds."""
        return self.fit.on_edge[2] or self.fit.on_edge[3]

    def draws(self, count: int, seed: int = 0) -> list[BuyTillYouDie]:
        """The model as it may be; the same ones at every call."""
        return [BuyTillYouDie(*np.exp(logs)) for logs in self.fit.draws(count, seed)]


def fit_buying(frequency: Numbers, recency: Numbers, age: Numbers) -> FittedBuying:
    """Fit by maximum likelihood, (6), on customers of whom some have bought again. Alike ones are counted once."""
    triples, counts = np.unique(np.column_stack([frequency, recency, age]).astype(float), axis=0, return_counts=True)
    x, t_x, whole = triples.T
    numbers, which = np.unique(x, return_inverse=True)

    def objective(logs: Numbers) -> tuple[float, Numbers]:
        r, alpha, a, b = np.exp(logs)
        odds = np.where(x > 0, _left(r, alpha, a, b, x, t_x, whole), -np.inf)
        left = expit(odds)
        by_number = (gammaln(r + numbers) - gammaln(r) + gammaln(a + b) + gammaln(b + numbers)
                     - gammaln(b) - gammaln(a + b + numbers))  # fmt: skip
        log_whole, log_recent = np.log(alpha + whole), np.log(alpha + t_x)
        each = by_number[which] + r * np.log(alpha) - (r + x) * log_whole + np.logaddexp(0.0, odds)
        both = digamma(a + b) - digamma(a + b + numbers)
        after = np.where(x > 0, b + x - 1, 1.0)
        slopes = np.array([
            counts @ ((digamma(r + numbers) - digamma(r))[which] + np.log(alpha) - log_whole
                      + left * (log_whole - log_recent)),
            counts @ (r / alpha - (r + x) * ((1 - left) / (alpha + whole) + left / (alpha + t_x))),
            counts @ (both[which] + left / a),
            counts @ ((both + digamma(b + numbers) - digamma(b))[which] - left / after),
        ])  # fmt: skip
        return float(counts @ each), slopes * np.exp(logs)

    fit = maximise(objective, (0.0, float(np.log(np.average(whole, weights=counts))), 0.0, 1.0))
    return FittedBuying(BuyTillYouDie(*(float(value) for value in np.exp(fit.logs))), fit)


def _left(r: float, alpha: float, a: float, b: float, x: Numbers, t_x: Numbers, whole: Numbers) -> Numbers:
    """Log-odds of having left, for customers with a repeat order."""
    longer = np.log((alpha + np.asarray(whole, float)) / (alpha + np.asarray(t_x, float)))
    odds: Numbers = np.log(a) - np.log(np.where(np.asarray(x) > 0, b + x - 1.0, 1.0)) + (r + x) * longer
    return odds
