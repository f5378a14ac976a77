"""The whole company: every table built in turn, then written as the files of data/."""

import gzip
from pathlib import Path

import numpy as np
import pandas as pd

from demo import mistakes
from demo.accounts import accounts
from demo.activities import activities
from demo.catalogue import products
from demo.contacts import contacts
from demo.deals import opened_deals
from demo.duty import Duty
from demo.market import competitor_prices, stock
from demo.opportunities import current_deals, opportunities, without_some_accounts
from demo.orders import order_lines, orders
from demo.outcomes import decide
from demo.people import reps
from demo.randomness import stream
from demo.revisions import deal_changes
from demo.stages import stage_changes, stage_entries
from demo.statement import statement
from demo.survey import price_survey
from demo.targets import targets
from demo.timeline import DAYS, iso_days

DEALS = 15_000
COMPRESSED_ABOVE = 400_000  # bytes of a file
REP_COLUMNS = ["rep_id", "rep", "email", "team", "region", "office", "manager", "started_on", "active"]
PRODUCT_COLUMNS = ["product_id", "product", "category", "tier", "list_price", "unit_cost"]
ACCOUNT_COLUMNS = [
    "account_id", "account", "sector", "employees", "annual_revenue", "country", "city", "parent", "account_status",
    "created_on",
]  # fmt: skip


def build() -> tuple[dict[str, pd.DataFrame], str]:
    """Every table by the name of its file, and the contacts as vCards."""
    staff, goods = reps(), products()
    clients = accounts(staff)
    duty = Duty(staff)
    deals = _kept(decide(opened_deals(clients, staff, goods), staff, goods))
    entries = stage_entries(deals, duty)
    happened = entries[entries.day < DAYS]
    deals = without_some_accounts(current_deals(deals, entries))
    lines = order_lines(deals, clients, staff, goods)
    events = activities(deals, happened, staff, clients, duty)
    shown = opportunities(deals, clients, staff, goods, events)
    tables = {
        "reps": staff[REP_COLUMNS],
        "accounts": _account_table(clients, lines),
        "products": goods[PRODUCT_COLUMNS].astype({"list_price": int}),
        "opportunities": shown,
        "stage_changes": stage_changes(happened, deals.opportunity_id, staff),
        "deal_changes": deal_changes(shown, deals, happened, staff),
        "activities": events,
        "orders": orders(lines, clients, staff, goods),
        "competitor_prices": competitor_prices(goods),
        "price_survey": price_survey(goods),
        "income_statement": statement(lines),
        "targets": targets(deals, staff),
        "stock": stock(goods, lines),
    }
    mistakes.plant(tables)
    return tables, contacts(clients)


def _kept(deals: pd.DataFrame) -> pd.DataFrame:
    """Exactly DEALS of the deals that were still open on the first day, numbered by the day they were opened."""
    alive = np.flatnonzero(deals.closed >= 0)
    chosen = np.sort(stream("kept").permutation(alive)[:DEALS])
    ids = [f"OP-{n:05}" for n in range(1, DEALS + 1)]
    return deals.iloc[chosen].reset_index(drop=True).assign(opportunity_id=ids)


def _account_table(clients: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """A client has ordered; a churned one has been silent for nine months."""
    last = lines.groupby("account").day.max().reindex(range(len(clients)))
    status = np.select([last.isna(), last < DAYS - 270], ["prospect", "churned"], "client")
    return clients.assign(account_status=status, created_on=iso_days(clients.created_on))[ACCOUNT_COLUMNS]


def write_company(folder: Path) -> list[Path]:
    """Write every file into `folder`, the large ones compressed; the same bytes each time."""
    tables, cards = build()
    folder.mkdir(parents=True, exist_ok=True)
    texts = {f"{name}.csv": table.to_csv(index=False, lineterminator="\n") for name, table in tables.items()}
    return [_write(folder, name, text.encode()) for name, text in {**texts, "contacts.vcf": cards}.items()]


def _write(folder: Path, name: str, content: bytes) -> Path:
    if len(content) < COMPRESSED_ABOVE:
        path = folder / name
        path.write_bytes(content)
    else:
        path = folder / f"{name}.gz"
        path.write_bytes(gzip.compress(content, compresslevel=9, mtime=0))
    return path
