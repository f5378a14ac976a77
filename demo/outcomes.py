"""Which deals are won, when they are decided and why they are lost. The planted effects stand at the top."""

import numpy as np
import pandas as pd

from demo.catalogue import PRICE_SENSITIVE, UNDERCUT
from demo.randomness import pick_rows, stream
from demo.timeline import FIRST, HORIZON, OPENING, busyness

WIN_RATE = 0.335  # of the decided deals, over all years
PRICE_SLOPE = {PRICE_SENSITIVE: -14.0}  # log-odds per unit of price / list price
OTHER_SLOPE = -2.0
UNDERCUT_FROM = int((np.datetime64("2024-06-01") - FIRST).astype(int))
UNDERCUT_EFFECT = -0.85
SOURCE_EFFECT = {"Referral": 0.55, "Existing customer": 0.30, "Cold call": -0.45}
NEVER_DECIDED = 0.012
CYCLE_SPREAD = 0.45
SEASON_PULL = 1.6  # how much more a decision follows the season than an order does
LOST_REASONS = ("Price", "Competitor", "No budget", "No decision", "Bad timing", "Missing feature")
REASON_SHARE = np.array([0.20, 0.16, 0.18, 0.22, 0.14, 0.10])


def decide(deals: pd.DataFrame, reps: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """The deals with `won`, `closed` (a day; far away if never) and `lost_reason`."""
    rng = stream("outcomes")
    category = products.category.to_numpy()[deals["product"]]
    undercut = (category == UNDERCUT) & (deals.created.to_numpy() >= UNDERCUT_FROM)
    slope = np.array([PRICE_SLOPE.get(c, OTHER_SLOPE) for c in category])
    score = (
        reps.skill.to_numpy()[deals.rep]
        + deals.lead_source.map(SOURCE_EFFECT).fillna(0).to_numpy()
        + slope * (0.09 - deals.discount.to_numpy())
        + UNDERCUT_EFFECT * undercut
    )
    won = rng.random(len(deals)) < _chance(score)
    cycle = products.cycle.to_numpy()[deals["product"]] * np.where(deals.inside, 0.88, 1.15) * np.where(won, 1, 0.78)
    closed = _close_days(rng, deals.created.to_numpy(), cycle, np.where(won, CYCLE_SPREAD, 0.65))
    closed[rng.random(len(deals)) < NEVER_DECIDED] = HORIZON
    dear = np.clip((0.16 - deals.discount.to_numpy()) * 12, 0, 2) * (category == PRICE_SENSITIVE)
    return deals.assign(won=won, closed=closed, lost_reason=_lost_reasons(rng, dear, undercut))


def _chance(score: np.ndarray) -> np.ndarray:
    """Logistic of the score, with the intercept that makes the mean WIN_RATE."""
    low, high = -5.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        mean = (1 / (1 + np.exp(-(score + middle)))).mean()
        low, high = (middle, high) if mean < WIN_RATE else (low, middle)
    return 1 / (1 + np.exp(-(score + middle)))


def _close_days(rng: np.random.Generator, created: np.ndarray, cycle: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Lognormal cycle times, of six draws one by how busy its day is: buyers decide in season, on weekdays."""
    draws = cycle[:, None] * rng.lognormal(0, 1, (len(cycle), 6)) ** spread[:, None]
    days = created[:, None] + np.clip(np.round(draws), 2, 380).astype(int)
    weight = busyness(np.arange(OPENING, HORIZON + 1))[days - OPENING] ** SEASON_PULL
    return days[np.arange(len(days)), pick_rows(rng, weight)]


def _lost_reasons(rng: np.random.Generator, dear: np.ndarray, undercut: np.ndarray) -> np.ndarray:
    weights = np.tile(REASON_SHARE, (len(dear), 1))
    weights[:, 0] *= 1 + 1.5 * dear
    weights[:, 1] *= np.where(undercut, 4, 1)
    return np.array(LOST_REASONS)[pick_rows(rng, weights)]
