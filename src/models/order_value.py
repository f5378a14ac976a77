"""Gamma-gamma: what a customer's next order is worth, between their own mean and everybody's.

Fader, P. S., Hardie, B. G. S., Lee, K. L. (2005). RFM and CLV: using iso-value curves for customer base analysis.
Journal of Marketing Research 42(4), 415-430; Fader, Hardie (2013), the gamma-gamma model of monetary value, note 025.
Order values of a customer are gamma(p, nu) with nu ~ gamma(q, v) among customers, whatever their frequency: whether
value goes with frequency is to be looked at.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln

from metrics.definition import Numbers
from models.maximum_likelihood import LogFit, maximise

PARAMETERS = ("p", "q", "v")
LEAST_Q = 1.1  # below it few customers make the mean, and it is not to be told
START = (1.0, 1.0, 0.0)  # logs of p, q - 1 and v / mean value


@dataclass(frozen=True)
class OrderValue:
    """The three parameters; v is in money. q is above 1, where there is a mean."""

    p: float
    q: float
    v: float

    @property
    def mean(self) -> float:
        """Mean value of an order of a customer of whom nothing is known."""
        return self.p * self.v / (self.q - 1)

    def expected(self, frequency: Numbers, value: Numbers) -> Numbers:
        """Mean value of an order of customers with so many repeat orders of that mean value: (5) of the note."""
        known = np.where(np.asarray(frequency) > 0, value, 0.0)
        return self.p * (self.v + frequency * known) / (self.p * frequency + self.q - 1)


@dataclass(frozen=True)
class FittedValue:
    """The model at its maximum. `trusted`: values differ within and between customers, and have a mean."""

    model: OrderValue
    fit: LogFit
    scale: float  # of money: the logs are of p, q - 1 and v / scale

    @property
    def trusted(self) -> bool:
        return not any(self.fit.on_edge) and self.model.q > LEAST_Q

    def draws(self, count: int, seed: int = 1) -> list[OrderValue]:
        """The model as it may be; the same ones at every call."""
        return [_model(logs, self.scale) for logs in self.fit.draws(count, seed)]

    def interval(self, name: str) -> tuple[float, float]:
        """95 % interval of a parameter."""
        low, high = self.fit.interval(PARAMETERS.index(name))
        more, times = (1.0 if name == "q" else 0.0), (self.scale if name == "v" else 1.0)
        return more + low * times, more + high * times


def fit_order_value(frequency: Numbers, value: Numbers) -> FittedValue:
    """Fit by maximum likelihood, (1a) of the note, on customers with repeat orders and their mean values, above 0."""
    scale = float(np.average(value, weights=frequency))
    pairs, counts = np.unique(np.column_stack([frequency, value / scale]).astype(float), axis=0, return_counts=True)
    x, z = pairs.T
    numbers, which = np.unique(x, return_inverse=True)
    log_sum, log_z, total = np.log(x * z), np.log(z), x * z

    def objective(logs: Numbers) -> tuple[float, Numbers]:
        p, q, v = float(np.exp(logs[0])), 1.0 + float(np.exp(logs[1])), float(np.exp(logs[2]))
        shape, log_all = p * numbers, np.log(total + v)
        by_number = gammaln(shape + q) - gammaln(shape) - gammaln(q)
        each = by_number[which] + q * logs[2] + p * x * log_sum - log_z - (p * x + q) * log_all
        sums = digamma(shape + q)
        slopes = np.array([
            p * (counts @ (x * ((sums - digamma(shape))[which] + log_sum - log_all))),
            (q - 1) * (counts @ ((sums - digamma(q))[which] + logs[2] - log_all)),
            v * (counts @ (q / v - (p * x + q) / (total + v))),
        ])  # fmt: skip
        return float(counts @ each), slopes

    fit = maximise(objective, START)
    return FittedValue(_model(fit.logs, scale), fit, scale)


def _model(logs: Numbers, scale: float) -> OrderValue:
    p, above, v = (float(value) for value in np.exp(logs))
    return OrderValue(p, 1.0 + above, v * scale)
