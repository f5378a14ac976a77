"""The deals as the CRM shows them at the end of the last day."""

import numpy as np
import pandas as pd

from demo.accounts import COUNT
from demo.randomness import stream
from demo.stages import ENGAGING, LOST, PROPOSAL, STAGES, WON
from demo.timeline import DAYS, iso_days

PROBABILITY = np.array([0.05, 0.15, 0.30, 0.45, 0.65, 1.0, 0.0])  # what the CRM says, not what happens
NEXT_STEPS = (
    ("Find the right contact", "First call", "Send brochure"),
    ("Clarify needs", "Propose a demo date", "Send application note"),
    ("Confirm demo", "Ship demo unit"),
    ("Follow up after demo", "Prepare quote", "Second demo with the users"),
    ("Negotiate terms", "Wait for purchase order", "Answer tender questions"),
)
WITHOUT_ACCOUNT = 0.16  # of the deals that never got beyond Engaging


def current_deals(deals: pd.DataFrame, entries: pd.DataFrame) -> pd.DataFrame:
    """The deals with `stage`, `reached` (their last open stage), owner `rep` and `status` as of the last day."""
    seen = entries[entries.day < DAYS]
    last = seen.groupby("deal").tail(1).set_index("deal")
    reached = seen[seen.stage <= PROPOSAL].groupby("deal").stage.last()
    status = np.select([last.stage == WON, last.stage == LOST], ["won", "lost"], "open")
    return deals.assign(stage=last.stage, reached=reached, rep=last.rep, status=status)


def without_some_accounts(deals: pd.DataFrame) -> pd.DataFrame:
    """Reps leave the account of a young deal empty: it becomes COUNT, which is no account."""
    rng = stream("missing accounts")
    forgotten = (rng.random(len(deals)) < WITHOUT_ACCOUNT) & (deals.status != "won") & (deals.reached <= ENGAGING)
    return deals.assign(account=np.where(forgotten, COUNT, deals.account))


def opportunities(
    deals: pd.DataFrame, accounts: pd.DataFrame, reps: pd.DataFrame, products: pd.DataFrame, activities: pd.DataFrame
) -> pd.DataFrame:
    """The opportunities file. `activities` gives each deal's last one."""
    rng = stream("opportunities")
    closed = deals.closed.where(deals.status != "open")
    account_ids, names = [*accounts.account_id, None], [*accounts.account, "New enquiry"]
    product = products["product"].to_numpy()[deals["product"]]
    table = pd.DataFrame({"opportunity_id": deals.opportunity_id})
    table["opportunity"] = [f"{names[a]} · {p}" for a, p in zip(deals.account, product, strict=True)]
    table["account_id"] = [account_ids[a] for a in deals.account]
    table["rep_id"] = reps.rep_id.to_numpy()[deals.rep]
    table["product_id"] = products.product_id.to_numpy()[deals["product"]]
    table["stage"] = np.array(STAGES, dtype=object)[deals.stage]
    table["status"] = deals.status
    table["created_on"] = iso_days(deals.created)
    table["closed_on"] = iso_days(closed)
    table["expected_close_on"] = iso_days(_expected_close(rng, deals))
    table["quantity"] = deals.quantity
    table["list_price"] = deals.list_price.astype(int)
    table["amount"] = deals.amount.map("{:.2f}".format)
    table["lead_source"] = deals.lead_source
    table["lost_reason"] = deals.lost_reason.where(deals.status == "lost")
    table["probability"] = PROBABILITY[deals.stage]
    table["forecast_category"] = _forecast_category(rng, deals)
    table["next_step"] = [rng.choice(NEXT_STEPS[stage]) for stage in deals.reached]
    table["last_activity_at"] = table.opportunity_id.map(activities.groupby("opportunity_id").started_at.max())
    return table


def _expected_close(rng: np.random.Generator, deals: pd.DataFrame) -> np.ndarray:
    """Reps are optimists: on average they expect a deal two weeks before it is decided."""
    never = deals.closed - deals.created > 400
    decided = np.where(never, deals.created + 90, deals.closed)
    guess = decided + np.round(rng.normal(-12, 16, len(deals))).astype(int)
    return np.maximum(guess, deals.created + 5)


def _forecast_category(rng: np.random.Generator, deals: pd.DataFrame) -> np.ndarray:
    """What the rep last called it while it was open; a few call early or late."""
    level = np.select([deals.reached <= ENGAGING, deals.reached < PROPOSAL], [0, 1], 2)
    level = np.clip(level + rng.choice([-1, 0, 1], len(deals), p=[0.08, 0.86, 0.06]), 0, 2)
    return np.array(["Pipeline", "Best case", "Commit"], dtype=object)[level]
