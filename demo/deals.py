"""Opportunities as they are opened: when, for whom, by whom, for what and at what price."""

import numpy as np
import pandas as pd

from demo.accounts import SECTORS
from demo.catalogue import CATEGORIES, GAINING, LOSING, list_price
from demo.people import cover
from demo.randomness import pick_rows, stream
from demo.timeline import DAYS, FIRST, OPENING, busyness, months, years

DRAWN = 16_600  # some of them are decided before the first day and left out
INSIDE_SHARE = 0.64
LEAD_TIME = 45  # days that deals are opened ahead of the season they are to be won in
TYPICAL_DEAL = 5400.0  # euros at list price
LEAD_SOURCES = ("Website", "Referral", "Trade fair", "Cold call", "Partner", "Existing customer")
SOURCE_SHARE = np.array([0.24, 0.10, 0.08, 0.24, 0.09, 0.25])


def opened_deals(accounts: pd.DataFrame, reps: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """One row a deal in order of opening; account, rep and product are row numbers in their frames."""
    rng = stream("deals")
    span = np.arange(OPENING, DAYS)
    weights = busyness(span, ahead=LEAD_TIME)
    created = np.sort(rng.choice(span, DRAWN, p=weights / weights.sum()))
    account = _accounts(rng, accounts, created)
    inside = rng.random(DRAWN) < INSIDE_SHARE
    owner = np.where(inside, accounts.inside_rep.to_numpy()[account], accounts.field_rep.to_numpy()[account])
    product = _products(rng, accounts, products, account, created)
    frame = pd.DataFrame({"created": created, "account": account, "inside": inside, "product": product})
    frame["rep"] = cover(reps, owner, created, FIRST)
    frame["field_rep"] = cover(reps, accounts.field_rep.to_numpy()[account], created, FIRST)
    frame["list_price"] = list_price(products, product, years(created))
    frame["quantity"] = _quantities(rng, frame)
    frame["discount"] = _discounts(rng, frame, len(reps))
    frame["amount"] = np.round(frame.list_price * frame.quantity * (1 - frame.discount), 2)
    frame["lead_source"] = _lead_sources(rng, created)
    return frame


def _accounts(rng: np.random.Generator, accounts: pd.DataFrame, created: np.ndarray) -> np.ndarray:
    here = accounts.created_on.to_numpy()[None, :] <= created[:, None]
    gone = accounts.leaves.to_numpy()[None, :] <= created[:, None]
    return pick_rows(rng, accounts.weight.to_numpy() ** 0.7 * here * np.where(gone, 0.15, 1.0))


def _products(
    rng: np.random.Generator, accounts: pd.DataFrame, products: pd.DataFrame, account: np.ndarray, created: np.ndarray
) -> np.ndarray:
    taste = rng.lognormal(0, 0.35, (len(SECTORS), len(CATEGORIES)))
    sector = accounts.sector.map({name: n for n, name in enumerate(SECTORS)}).to_numpy()[account]
    category = products.category.map({name: n for n, name in enumerate(CATEGORIES)}).to_numpy()
    appeal = rng.lognormal(0, 0.2, len(products))
    drift = 0.55 * (products["product"] == GAINING).to_numpy() - 0.60 * (products["product"] == LOSING).to_numpy()
    return pick_rows(rng, taste[sector][:, category] * appeal * np.exp(np.outer((created - 730) / 365, drift)))


def _quantities(rng: np.random.Generator, deals: pd.DataFrame) -> np.ndarray:
    typical = TYPICAL_DEAL / deals.list_price * np.where(deals.inside, 0.8, 1.3)
    return np.maximum(1, np.round(typical * rng.lognormal(0, 0.55, DRAWN))).astype(int)


def _discounts(rng: np.random.Generator, deals: pd.DataFrame, rep_count: int) -> np.ndarray:
    """In half percents; a few pay a premium. Habits differ between reps, not with the chance of winning."""
    habit = rng.normal(0.09, 0.02, rep_count)[deals.rep]
    return np.round(np.clip(rng.normal(habit, 0.07), -0.04, 0.30) * 200) / 200


def _lead_sources(rng: np.random.Generator, created: np.ndarray) -> np.ndarray:
    fair = np.isin(months(created), (2, 9))  # the trade fairs of March and October
    weights = np.where(fair[:, None], SOURCE_SHARE * [1, 1, 3.5, 1, 1, 1], SOURCE_SHARE)
    return np.array(LEAD_SOURCES)[pick_rows(rng, weights)]
