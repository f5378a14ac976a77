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
from numpy.typing import NDArray
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
USUAL = 64  # decided deals that stand for all
FEWEST_STARTS, SCORED = 4, 300_000  # of them per explained deal; times fields, scored in all


class Scorer(Protocol):
    """Centred columns in, log-odds of winning out, and how much of them is due to each field."""

    def log_odds(self, columns: Numbers) -> Numbers: ...

    @property
    def usual(self) -> float:
        """Log-odds of a deal of which nothing is known."""

    def effects(self, columns: Numbers, fields: Sequence[slice]) -> Numbers:
        """Deals x fields: what each field's value adds to the log-odds. With `usual` they sum to those of the deal; a
        field that is unknown adds nothing."""


@dataclass(frozen=True)
class Logit:
    intercept: float
    coefficients: Numbers

    def log_odds(self, columns: Numbers) -> Numbers:
        found = self.intercept + columns @ self.coefficients
        return np.asarray(np.clip(found, -SURE, SURE), float)

    @property
    def usual(self) -> float:
        return self.intercept

    def effects(self, columns: Numbers, fields: Sequence[slice]) -> Numbers:
        return np.column_stack([columns[:, place] @ self.coefficients[place] for place in fields])


@dataclass(frozen=True)
class Boosting:
    """`usual_deals` are columns of decided deals, evenly taken: what an unknown value is likely to be."""

    trees: Any
    intercept: float
    slope: float
    usual_deals: Numbers

    def log_odds(self, columns: Numbers) -> Numbers:
        with threadpool_limits(1):
            return self._scored(columns)

    def _scored(self, columns: Numbers) -> Numbers:
        found = self.intercept + self.slope * self.trees.decision_function(columns)
        return np.asarray(np.clip(found, -SURE, SURE), float)

    @property
    def usual(self) -> float:
        return float(self.log_odds(self.usual_deals).mean())

    def effects(self, columns: Numbers, fields: Sequence[slice]) -> Numbers:
        """Sampled Shapley values: from each of the usual deals to this one, field by field, in an order drawn anew.

        Strumbelj, E. and Kononenko, I. (2014). Explaining prediction models and individual predictions with feature
        contributions. Knowledge and Information Systems 41, 647-665. Trees see fields together, and columns of zeros
        are no deal: one field out at a time would credit nearly all of them.
        """
        known = np.column_stack([columns[:, place].any(axis=1) for place in fields])
        starts = self._starts(known.size)
        # few starts miss the usual by the same for all deals: as much as the usual deals themselves are off
        off = self._from(starts, self.usual_deals, fields, np.ones((len(self.usual_deals), len(fields)), bool))
        found = self._from(starts, columns, fields, known) - off.mean(axis=0)
        return np.asarray(np.where(known, found, 0), float)

    def _from(self, starts: Numbers, columns: Numbers, fields: Sequence[slice], known: NDArray[np.bool_]) -> Numbers:
        """Mean over the starts of what log-odds gain when each field in turn takes the deal's value."""
        random, result = np.random.default_rng(0), np.zeros((len(columns), len(fields)))
        with threadpool_limits(1):
            for start in starts:
                deals = np.tile(start, (len(columns), 1))
                before = self._scored(deals)
                for number in random.permutation(len(fields)):
                    rows, place = known[:, number], fields[number]
                    deals[rows, place] = columns[rows, place]
                    after = self._scored(deals)
                    result[:, number] += after - before
                    before = after
        return np.asarray(result / len(starts), float)

    def _starts(self, size: int) -> Numbers:
        """As many of the usual deals as there is time for."""
        most = min(len(self.usual_deals), max(FEWEST_STARTS, SCORED // max(size, 1)))
        return np.asarray(self.usual_deals[np.linspace(0, len(self.usual_deals) - 1, most).round().astype(int)], float)


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
        taken = np.linspace(0, len(columns) - 1, min(USUAL, len(columns))).round().astype(int)
        return Boosting(_trees().fit(columns, won), intercept, slope, columns[taken])


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
