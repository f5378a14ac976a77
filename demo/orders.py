"""Orders: one for each won deal, and what accounts reorder on their own."""

import numpy as np
import pandas as pd

from demo.catalogue import GAINING, LOSING, list_price, unit_cost
from demo.people import cover
from demo.randomness import pick_rows, stream
from demo.timeline import DAYS, FIRST, busyness, iso_days, years

REORDERS = 20_000
TYPICAL_REORDER = 2900.0  # euros at list price


def order_lines(
    deals: pd.DataFrame, accounts: pd.DataFrame, reps: pd.DataFrame, products: pd.DataFrame
) -> pd.DataFrame:
    """One row an order by day: row numbers of account, rep and product, prices, `deal` (the won deal's id or none)."""
    won = deals[deals.status == "won"]
    columns = ["account", "rep", "product", "quantity", "list_price", "discount", "amount"]
    from_deals = won[columns].assign(day=won.closed, deal=won.opportunity_id)
    lines = pd.concat([from_deals, _reorders(accounts, reps, products, won)], ignore_index=True)
    lines = lines.sort_values("day", kind="stable", ignore_index=True)
    lines["unit_cost"] = unit_cost(products, lines["product"].to_numpy(), years(lines.day.to_numpy()))
    lines["category"] = products.category.to_numpy()[lines["product"]]
    return lines


def _reorders(accounts: pd.DataFrame, reps: pd.DataFrame, products: pd.DataFrame, won: pd.DataFrame) -> pd.DataFrame:
    rng = stream("reorders")
    account, day = _who_and_when(rng, accounts, won)
    taste = rng.dirichlet(np.full(len(products), 0.25), len(accounts))
    drift = 0.55 * (products["product"] == GAINING).to_numpy() - 0.60 * (products["product"] == LOSING).to_numpy()
    lines = pd.DataFrame({"account": account, "day": day})
    lines["product"] = pick_rows(rng, (taste[account] + 0.004) * np.exp(np.outer((day - 730) / 365, drift)))
    owner = np.where(
        rng.random(len(day)) < 0.6, accounts.inside_rep.to_numpy()[account], accounts.field_rep.to_numpy()[account]
    )
    lines["rep"] = cover(reps, owner, day, FIRST)
    lines["list_price"] = list_price(products, lines["product"].to_numpy(), years(day))
    typical = TYPICAL_REORDER / lines.list_price * rng.lognormal(0, 0.6, len(day))
    lines["quantity"] = np.maximum(1, np.round(typical)).astype(int)
    contract = rng.normal(0.10, 0.03, len(accounts))[account]
    lines["discount"] = np.round(np.clip(rng.normal(contract, 0.03), 0, 0.30) * 200) / 200
    lines["amount"] = np.round(lines.list_price * lines.quantity * (1 - lines.discount), 2)
    return lines


def _who_and_when(rng: np.random.Generator, accounts: pd.DataFrame, won: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Draw far too many pairs of account and day, then keep those that fall into the account's life as a buyer.

    A new account reorders only after its first won deal.
    """
    first_win = won.groupby("account").closed.min().reindex(range(len(accounts)), fill_value=DAYS).to_numpy()
    begins = np.where(accounts.arrives < 0, 0, first_win + 10)
    appetite = (accounts.weight * rng.lognormal(0, 0.5, len(accounts))).to_numpy()
    span = np.arange(DAYS)
    weight = busyness(span)
    account = rng.choice(len(accounts), 3 * REORDERS, p=appetite / appetite.sum())
    day = rng.choice(span, 3 * REORDERS, p=weight / weight.sum())
    alive = (day >= begins[account]) & (day < accounts.leaves.to_numpy()[account])
    return account[alive][:REORDERS], day[alive][:REORDERS]


def orders(lines: pd.DataFrame, accounts: pd.DataFrame, reps: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """The orders file."""
    return pd.DataFrame(
        {
            "order_id": [f"SO-{n:05}" for n in range(1, len(lines) + 1)],
            "account_id": accounts.account_id.to_numpy()[lines.account],
            "product_id": products.product_id.to_numpy()[lines["product"]],
            "rep_id": reps.rep_id.to_numpy()[lines.rep],
            "opportunity_id": lines.deal,
            "ordered_on": iso_days(lines.day),
            "quantity": lines.quantity,
            "discount": lines.discount,
            "amount": lines.amount.map("{:.2f}".format),
            "unit_cost": lines.unit_cost.map("{:.2f}".format),
        }
    )
