"""What the fit says of prices: the chance to win along them, willingness to pay, and the price that pays best."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import expit, logit

from metrics.definition import Numbers
from metrics.intervals import Z95
from models.price_estimate import CURVE, Beyond, Estimate
from models.price_fit import PriceFit

POINTS = 41  # of the curve that is shown
GRID = 101  # prices among which the best is looked for in each draw
FINE = 2001  # ... and by the estimate itself
DRAWS = 400
AT_ONCE = 2_000_000  # chances, so that memory stays small
FARTHEST = 60.0  # standard deviations of the price from their mean, to which an interval is followed


def curve(fit: PriceFit, low: float, high: float) -> pd.DataFrame:
    """CURVE from one relative price to another: the chance averaged over the segments' mix, and its 95 % band."""
    relative = np.linspace(low, high, POINTS)
    log_odds, error = averaged(fit, relative)
    ends = expit(log_odds - Z95 * error), expit(log_odds + Z95 * error)
    return pd.DataFrame(dict(zip(CURVE, (relative, expit(log_odds), *ends), strict=True)))


def averaged(fit: PriceFit, relative: Numbers) -> tuple[Numbers, Numbers]:
    """Log-odds of the chance averaged over the segments, and their standard error (delta method)."""
    scaled = fit.scaled(relative)
    chance = expit(fit.logit.levels + np.outer(scaled, fit.logit.slopes))
    density = fit.shares * chance * (1 - chance)
    mean = np.clip(chance @ fit.shares, 1e-300, 1 - 1e-16)
    turn = mean * (1 - mean)
    by_slope = density.sum(axis=1) * scaled - density @ fit.logit.link[:, 0]
    variance = (density**2 / fit.logit.weights).sum(axis=1) + by_slope**2 * fit.logit.slope_covariance[0, 0]
    return logit(mean), np.sqrt(variance) / np.maximum(turn, 1e-300)


def willingness_to_pay(fit: PriceFit, low: float, high: float) -> Estimate | None:
    """The relative price at which half of the deals would be won; `low` to `high` were asked. Null where no price
    above zero is one.

    Its interval is Fieller's: the prices at which the band of the curve holds one half. Fieller, E. C. (1954). Some
    problems in interval estimation. JRSS B 16, 175-185. The slope must be negative beyond doubt.
    """
    alone = -fit.logit.levels / fit.logit.slopes[0]  # where each segment's own chance is one half
    point = float(alone.min()) if np.ptp(alone) < 1e-9 else _root(
        lambda at: float(_mean_chance(fit, at)) - 0.5, float(alone.min()), float(alone.max())
    )  # fmt: skip

    def outside(at: float) -> float:
        """Below 0 where the band at this price holds one half."""
        log_odds, error = averaged(fit, np.array([fit.centre + fit.scale * at]))
        return float(np.abs(log_odds[0]) - Z95 * error[0])

    ends = [_end(outside, point, way) for way in (-1.0, 1.0)]
    value, lowest, highest = (None if at is None else fit.centre + fit.scale * at for at in (point, *ends))
    if value is None or value <= 0:
        return None
    lowest = lowest if lowest is None or lowest > 0 else None
    return Estimate(value, lowest, highest, "above" if value > high else "below" if value < low else "")


def best_price(fit: PriceFit, low: float, high: float, unit_cost: float = 0.0) -> Estimate:
    """The relative price between `low` and `high` that maximises (price - unit cost) x chance; at no cost, revenue.

    The interval is that of the best prices of DRAWS draws of the parameters, all within the prices that were asked:
    what would be beyond them is said, not computed.
    """
    fine, grid = np.linspace(low, high, FINE), np.linspace(low, high, GRID)
    chances = np.concatenate([part @ fit.shares for part in _parts(fit, fit.scaled(fine))])
    place = int(np.argmax((fine - unit_cost) * chances))
    levels, slopes = fit.draws(DRAWS)
    scaled = fit.scaled(grid)
    found = [_peak(grid, (grid - unit_cost) * _chances(level, slope, scaled, fit.shares))
             for level, slope in zip(levels, slopes, strict=True)]  # fmt: skip
    ends = np.quantile(found, (0.025, 0.975))
    beyond: Beyond = "above" if place == FINE - 1 else "below" if place == 0 else ""
    value = float(fine[place])
    return Estimate(value, min(float(ends[0]), value), max(float(ends[1]), value), beyond)


def _peak(grid: Numbers, values: Numbers) -> float:
    """Where the values are highest: between the grid's points by the parabola through the three highest."""
    place = int(np.argmax(values))
    if place in (0, len(grid) - 1):
        return float(grid[place])
    before, top, after = values[place - 1 : place + 2]
    bend = before - 2 * top + after
    return float(grid[place] + (0.5 * (before - after) / bend if bend < 0 else 0.0) * (grid[1] - grid[0]))


def _chances(levels: Numbers, slope: float, scaled: Numbers, shares: Numbers) -> Numbers:
    return np.asarray(expit(levels + slope * scaled[:, None]) @ shares, float)


def _parts(fit: PriceFit, scaled: Numbers) -> list[Numbers]:
    pieces = np.array_split(scaled, max(1, len(scaled) * len(fit.shares) // AT_ONCE))
    return [expit(fit.logit.levels + fit.logit.slopes[0] * piece[:, None]) for piece in pieces]


def _mean_chance(fit: PriceFit, at: float) -> Numbers:
    return np.asarray(expit(fit.logit.levels + fit.logit.slopes[0] * at) @ fit.shares)


def _root(of: Callable[[float], float], start: float, end: float) -> float:
    return float(brentq(of, start, end))


def _end(outside: Callable[[float], float], point: float, way: float) -> float | None:
    """Where, from the point on, the band leaves one half; null where it does not within FARTHEST."""
    step = 0.01
    while step < FARTHEST:
        if outside(point + way * step) > 0:
            return _root(outside, *sorted((point + way * step / 2 if step > 0.01 else point, point + way * step)))
        step *= 2
    return None
