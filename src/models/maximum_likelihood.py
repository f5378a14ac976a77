"""Maximum likelihood of positive parameters: found by their logs, with how well the data tell them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from metrics.definition import Numbers
from metrics.intervals import Z95

STEP = 1e-4  # of a log, for the curvature
FLATTEST = 2.0  # standard error of a log, at most: where the likelihood is flat the data do not say more
REACH = 9.0  # logs from the start: a likelihood that still rises there has no maximum, e.g. if nobody ever leaves
Objective = Callable[[Numbers], tuple[float, Numbers]]


@dataclass(frozen=True)
class LogFit:
    """`logs` at the maximum and their covariance, the inverse of the observed information; `on_edge`: which of them
    the likelihood drives towards zero or infinity, so that its value is only a bound."""

    logs: Numbers
    covariance: Numbers
    log_likelihood: float
    on_edge: tuple[bool, ...]

    @property
    def errors(self) -> Numbers:
        """Standard errors of the logs."""
        return np.sqrt(np.diag(self.covariance))

    def interval(self, place: int) -> tuple[float, float]:
        """95 % interval of exp(log), Wald by the log."""
        low, high = self.logs[place] + np.array([-Z95, Z95]) * self.errors[place]
        return float(np.exp(low)), float(np.exp(high))

    def draws(self, count: int, seed: int) -> Numbers:
        """Logs as they may be (count x parameters), normal around the maximum; the same ones at every call."""
        root = np.linalg.cholesky(self.covariance + 1e-12 * np.eye(len(self.logs)))
        return self.logs + np.random.default_rng(seed).standard_normal((count, len(self.logs))) @ root.T


def maximise(objective: Objective, start: Sequence[float]) -> LogFit:
    """The maximum near `start` (logs). `objective` gives the log likelihood at some logs, and its gradient by them."""
    first = np.asarray(start, float)
    scale = max(abs(objective(first)[0]), 1.0)

    def downhill(logs: Numbers) -> tuple[float, Numbers]:
        value, gradient = objective(logs)
        return -value / scale, -gradient / scale

    bounds = [(log - REACH, log + REACH) for log in first]
    options = {"maxiter": 500, "ftol": 1e-14, "gtol": 1e-9}
    logs = minimize(downhill, first, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x
    on_edge = tuple(bool(abs(log - middle) > REACH - 1e-6) for log, middle in zip(logs, first, strict=True))
    return LogFit(logs, _covariance(objective, logs), float(objective(logs)[0]), on_edge)


def _covariance(objective: Objective, logs: Numbers) -> Numbers:
    steps = STEP * np.eye(len(logs))
    rows = [(objective(logs + step)[1] - objective(logs - step)[1]) / (2 * STEP) for step in steps]
    information = -(np.array(rows) + np.array(rows).T) / 2
    values, vectors = np.linalg.eigh(information)
    inverse: Numbers = (vectors / np.maximum(values, FLATTEST**-2)) @ vectors.T
    return inverse
