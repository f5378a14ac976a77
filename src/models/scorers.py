"""What can be fitted to decided deals: a regularised logit, and gradient boosting where deals number in thousands.

Both are calibrated: the log-odds that they give deals held back are refitted to what became of those (Platt), so
that a slope below 1 takes out overconfidence. Columns are centred, see `models.features`.

All run on one thread: the frames are small, and threads that wait for a busy core made boosting twenty times slower.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, Protocol

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from metrics.definition import Numbers

Method = Literal["logit", "boosting"]
PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)  # C of the logit: from hardly any effect to hardly any penalty
FOLDS = 4
SURE = 6.0  # log-odds; beyond 99.75 % nobody knows
MANY = 2000  # decided deals, from which boosting is tried


class Scorer(Protocol):
    """Centred columns in, log-odds of winning out, and how much of them is due to each field."""

    def log_odds(self, columns: Numbers) -> Numbers: ...

    def effects(self, columns: Numbers, fields: Sequence[slice]) -> Numbers:
        """Deals x fields: log-odds with the field's value less log-odds with that field unknown."""
        ...


@dataclass(frozen=True)
class Logit:
    intercept: float
    coefficients: Numbers

    def log_odds(self, columns: Numbers) -> Numbers:
        found = self.intercept + columns @ self.coefficients
        return np.asarray(np.clip(found, -SURE, SURE), float)

    def effects(self, columns: Numbers, fields: Sequence[slice]) -> Numbers:
        return np.column_stack([columns[:, place] @ self.coefficients[place] for place in fields])


@dataclass(frozen=True)
class Boosting:
    trees: Any
    intercept: float
    slope: float

    def log_odds(self, columns: Numbers) -> Numbers:
        with threadpool_limits(1):
            found = self.intercept + self.slope * self.trees.decision_function(columns)
        return np.asarray(np.clip(found, -SURE, SURE), float)

    def effects(self, columns: Numbers, fields: Sequence[slice]) -> Numbers:
        """One field out at a time; fields that act together are both credited, so that the sum may be off."""
        full, result = self.log_odds(columns), np.zeros((len(columns), len(fields)))
        for number, place in enumerate(fields):
            without = columns.copy()
            without[:, place] = 0
            result[:, number] = full - self.log_odds(without)
        return result


def fit_logit(columns: Numbers, won: Numbers) -> Logit:
    """Ridge logit; its penalty by log loss on folds held back. Both outcomes must occur at least FOLDS times."""
    with threadpool_limits(1):
        scores = [held_back(partial(_logit, c), columns, won) for c in PENALTIES]
        best = int(np.argmin([_log_loss(score, won) for score in scores]))
        intercept, slope = calibration(scores[best], won)
        fitted = _logit(PENALTIES[best]).fit(columns, won)
    return Logit(intercept + slope * float(fitted.intercept_[0]), slope * fitted.coef_[0])


def fit_boosting(columns: Numbers, won: Numbers) -> Boosting:
    """Many small trees, each learning slowly: decided deals are noisy."""
    with threadpool_limits(1):
        intercept, slope = calibration(held_back(_trees, columns, won), won)
        return Boosting(_trees().fit(columns, won), intercept, slope)


FITS: dict[Method, Callable[[Numbers, Numbers], Scorer]] = {"logit": fit_logit, "boosting": fit_boosting}


def methods_for(decided: int) -> tuple[Method, ...]:
    """What is worth trying with that many decided deals."""
    return ("logit", "boosting") if decided >= MANY else ("logit",)


def held_back(make: Callable[[], Any], columns: Numbers, won: Numbers) -> Numbers:
    """Log-odds of each deal by a model that was fitted without its fold; folds are stretches of the rows given."""
    result = np.zeros(len(won))
    for learn, rest in StratifiedKFold(FOLDS).split(columns, won):
        result[rest] = make().fit(columns[learn], won[learn]).decision_function(columns[rest])
    return result


def calibration(scores: Numbers, won: Numbers) -> tuple[float, float]:
    """Intercept and slope that turn scores into log-odds; never a negative slope, nor one above 2."""
    if np.ptp(scores) < 1e-6:
        return _odds(won) - float(scores.mean()), 1.0
    fitted = LogisticRegression(C=np.inf, solver="newton-cholesky").fit(scores[:, None], won)
    slope = float(np.clip(fitted.coef_[0, 0], 0, 2))
    if slope != fitted.coef_[0, 0]:
        return _odds(won) - slope * float(scores.mean()), slope
    return float(fitted.intercept_[0]), slope


def probability(log_odds: Numbers) -> Numbers:
    """The probability that log-odds stand for."""
    return 1 / (1 + np.exp(-log_odds))


def _logit(c: float) -> LogisticRegression:
    return LogisticRegression(C=c, max_iter=300)


def _trees() -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=60, learning_rate=0.07, max_leaf_nodes=8, min_samples_leaf=40, early_stopping=False, random_state=0
    )


def _odds(won: Numbers) -> float:
    return float(np.log((won.sum() + 1) / (len(won) - won.sum() + 1)))


def _log_loss(log_odds: Numbers, won: Numbers) -> float:
    return float(np.mean(np.logaddexp(0, np.where(won > 0, -log_odds, log_odds))))
