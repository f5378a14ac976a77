"""What decided deals must have before a curve of their price is drawn, and the reason where they have not."""

from typing import Any

import numpy as np

from models.price_confounding import confounding
from models.price_deals import OTHER, PricedDeals, pooled, spread
from models.price_fit import PriceFit
from models.price_refusals import Refusal

FEWEST = 50  # decided deals: below, an interval is wider than anything it could tell
FEWEST_OF_KIND = 10  # won ones, and lost ones: ten of the rarer outcome for each effect is the usual rule
LEAST_SPREAD = 0.02  # standard deviation of the relative price, as a share of its mean
MOST_ALIKE = 0.9  # share of deals at one price
Check = dict[str, Any]  # check, passed, and its figures


def refusal_before(deals: PricedDeals, checks: list[Check]) -> Refusal | None:
    """The first reason why the deals cannot tell what price does; each check made is added to `checks`."""
    for check in (_enough, _both_outcomes, _varied, _overlapping, _unconfounded):
        refused = check(deals, checks)
        if refused:
            return refused
    return None


def refusal_after(fit: PriceFit, checks: list[Check]) -> Refusal | None:
    """The reason why the curve that was fitted is not shown: the slope must be negative beyond doubt."""
    low, high = fit.slope_interval
    figures = {"slope": fit.slope, "low": low, "high": high}
    return _said(checks, "negative_slope", high < 0, Refusal("slope_not_negative", figures), **figures)


def _enough(deals: PricedDeals, checks: list[Check]) -> Refusal | None:
    figures = {"n": deals.count, "needed": FEWEST}
    return _said(checks, "enough_deals", deals.count >= FEWEST, Refusal("too_few_deals", figures), **figures)


def _both_outcomes(deals: PricedDeals, checks: list[Check]) -> Refusal | None:
    won, lost = deals.won_count, deals.count - deals.won_count
    figures = {"won": won, "lost": lost, "needed": FEWEST_OF_KIND}
    refused = Refusal("outcome_hardly_varies", {"n": deals.count, **figures})
    return _said(checks, "both_outcomes", min(won, lost) >= FEWEST_OF_KIND, refused, **figures)


def _varied(deals: PricedDeals, checks: list[Check]) -> Refusal | None:
    mean, deviation = spread(deals)
    _values, place = np.unique(np.round(deals.relative, 4), return_inverse=True)
    same = float(np.bincount(place, deals.n).max() / deals.count)
    figures = {"spread": deviation / mean, "same": same}
    varied = figures["spread"] >= LEAST_SPREAD and same <= MOST_ALIKE
    return _said(checks, "price_varies", varied, Refusal("price_hardly_varies", figures), **figures)


def _overlapping(deals: PricedDeals, checks: list[Check]) -> Refusal | None:
    """Whether some lower price was lost and some higher won, and the other way round, within segments.

    The segments are those that will have a level of their own; one with nothing but won or lost deals says nothing.
    """
    deals = pooled(deals)
    wins, losses = deals.won > 0, deals.n > deals.won
    count = len(deals.names)
    ends = {}
    for name, rows, of, start in (
        ("lowest_won", wins, np.minimum, np.inf), ("highest_won", wins, np.maximum, -np.inf),
        ("lowest_lost", losses, np.minimum, np.inf), ("highest_lost", losses, np.maximum, -np.inf),
    ):  # fmt: skip
        ends[name] = np.full(count, start)
        of.at(ends[name], deals.segment[rows], deals.relative[rows])
    both = np.isfinite(ends["lowest_won"]) & np.isfinite(ends["lowest_lost"])
    lost_above = (ends["highest_won"] <= ends["lowest_lost"])[both]
    won_above = (ends["highest_lost"] <= ends["lowest_won"])[both]
    parted = bool(both.any() and (lost_above.all() or won_above.all()))
    return _said(checks, "overlap", not parted, Refusal("separated"))


def _unconfounded(deals: PricedDeals, checks: list[Check]) -> Refusal | None:
    found = confounding(deals)
    if found is None:
        return None
    if found.hardly_within:
        figures: dict[str, Any] = {"between": found.between}
        refused = Refusal("between_segments", figures)
    else:
        figures = {"without": 0.1 * found.without, "within": 0.1 * found.within, "z": found.z, "between": found.between}
        refused = Refusal("confounded", {name: figures[name] for name in ("without", "within")})
    named = sum(name != OTHER for name in deals.names)
    return _said(checks, "unconfounded", not found.found, refused, segments=named, **figures)


def _said(checks: list[Check], check: str, passed: bool, refused: Refusal, **figures: Any) -> Refusal | None:
    checks.append({"check": check, "passed": bool(passed), **figures})
    return None if passed else refused
