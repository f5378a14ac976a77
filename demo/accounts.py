"""The 400 accounts: who they are, how much they buy, who looks after them, when they come and go."""

import numpy as np
import pandas as pd

from demo.names import CITIES, ENDS, STARTS, SUFFIXES
from demo.people import REGIONS, territory
from demo.randomness import stream
from demo.timeline import DAYS, FIRST

COUNT = 400
SECTORS = tuple(SUFFIXES)
SECTOR_SHARE = np.array([0.13, 0.13, 0.11, 0.10, 0.08, 0.13, 0.11, 0.13, 0.08])
EMPLOYEES = np.array([90, 420, 70, 180, 60, 350, 900, 1100, 1500])  # median by sector
REVENUE_PER_HEAD = np.array([160, 290, 110, 210, 120, 260, 95, 310, 70]) * 1000
LEAVING_SECTOR = "Cosmetics"
LEAVING_FROM = int((np.datetime64("2024-03-01") - FIRST).astype(int))


def accounts(reps: pd.DataFrame) -> pd.DataFrame:
    """One row an account: canonical columns, and what drives it.

    `weight` is its appetite, `arrives` and `leaves` the days between which it buys, `field_rep` and `inside_rep`
    row numbers in `reps`.
    """
    rng = stream("accounts")
    sector = rng.choice(len(SECTORS), COUNT, p=SECTOR_SHARE)
    employees = np.maximum(8, EMPLOYEES[sector] * rng.lognormal(0, 0.9, COUNT)).astype(int)
    frame = pd.DataFrame({"account_id": [f"A{n:03}" for n in range(1, COUNT + 1)]})
    frame["account"] = _names(rng, sector)
    frame["sector"] = np.array(SECTORS)[sector]
    frame["employees"] = employees
    per_head = REVENUE_PER_HEAD[sector] * rng.lognormal(0, 0.25, COUNT)
    frame["annual_revenue"] = np.round(employees * per_head, -4).astype(int)
    frame["region"] = rng.choice(REGIONS, COUNT, p=[0.27, 0.46, 0.27])
    places = [_place(rng, region) for region in frame.region]
    frame["country"], frame["city"] = zip(*places, strict=True)
    frame["parent"] = _parents(rng, frame.account)
    frame["weight"] = rng.gamma(1.3, 1.0, COUNT) * (employees / np.median(employees)) ** 0.25 + 0.08
    _add_lifetime(frame, rng)
    for column, inside in (("field_rep", False), ("inside_rep", True)):
        frame[column] = _owners(frame, reps, inside=inside)
    return frame


def _owners(accounts: pd.DataFrame, reps: pd.DataFrame, *, inside: bool) -> pd.Series:
    """Territories of about equal weight: the largest account first, each to the rep of its region with least."""
    load = np.zeros(len(reps))
    owner = pd.Series(0, index=accounts.index)
    for row in accounts.weight.sort_values(ascending=False, kind="stable").index:
        members = territory(reps, accounts.region[row], inside=inside)
        owner[row] = members[load[members].argmin()]
        load[owner[row]] += accounts.weight[row]
    return owner


def _names(rng: np.random.Generator, sector: np.ndarray) -> list[str]:
    stems = rng.permutation([start + end for start in STARTS for end in ENDS])[:COUNT]
    return [f"{stem} {rng.choice(SUFFIXES[SECTORS[s]])}" for stem, s in zip(stems, sector, strict=True)]


def _place(rng: np.random.Generator, region: str) -> tuple[str, str]:
    country = rng.choice(list(CITIES[region]))
    return country, rng.choice(CITIES[region][country])


def _parents(rng: np.random.Generator, names: pd.Series) -> list[str | None]:
    """A dozen groups: each of 30 accounts belongs to one of twelve others."""
    order = rng.permutation(COUNT)
    parents: dict[int, str] = {child: names[order[30 + n % 12]] for n, child in enumerate(order[:30])}
    return [parents.get(row) for row in range(COUNT)]


def _add_lifetime(frame: pd.DataFrame, rng: np.random.Generator) -> None:
    """When an account starts to buy and stops; in one sector most stop from the third year on."""
    is_new = rng.random(COUNT) < 0.36
    frame["arrives"] = np.where(is_new, rng.integers(0, DAYS - 60, COUNT), -400)
    since = np.where(is_new, frame.arrives - rng.integers(1, 40, COUNT), -rng.integers(200, 4000, COUNT))
    frame["created_on"] = since
    silent = rng.exponential(9 * 365, COUNT) + np.maximum(frame.arrives, 0) + 200
    exodus = np.maximum(LEAVING_FROM, frame.arrives + 120) + rng.exponential(330, COUNT)
    frame["leaves"] = np.where(frame.sector == LEAVING_SECTOR, np.minimum(silent, exodus), silent).astype(int)
