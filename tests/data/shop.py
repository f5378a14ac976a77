"""A small company's files and mapping for import tests, written out by hand."""

from pathlib import Path

from data.importing import import_path
from data.receipt import Receipt
from data.rehearsal import dry_run

MAPPING = """
title = "A shop"
currency = "EUR"

[kinds.customers]
files = ["customers*"]
fields = ["customer", "name", "sector"]
optional = ["password"]
key = ["customer"]
never_store = ["password"]
repairs.sector = { retial = "retail" }
known.sector = ["retail", "finance"]

[kinds.staff]
files = ["staff*"]
fields = ["staff_no", "name"]
key = ["staff_no"]
delivery = "full"

[kinds.deals]
files = ["deals*"]
fields = ["deal", "customer", "seller", "state", "opened", "closed", "amount"]
key = ["deal"]

[[tables.accounts]]
from = "customers"
account_id = "customer"
account = "name"
sector = "sector"

[[tables.reps]]
from = "staff"
rep_id = "staff_no"
rep = "name"

[[tables.opportunities]]
from = "deals"
opportunity_id = "deal"
account_id = "customer"
rep_id = "seller"
product_id = { const = "widget" }
stage = "state"
status = { field = "state", values = { Won = "won", Lost = "lost", Open = "open" } }
created_on = { field = "opened", formats = ["%d/%m/%Y", "%Y-%m-%d"] }
closed_on = { field = "closed", formats = ["%d/%m/%Y", "%Y-%m-%d"] }
amount = "amount"

[[tables.products]]
from = "deals"
product_id = { const = "widget" }
product = { const = "Widget" }

[[stages]]
stage = "Open"
status = "open"

[[stages]]
stage = "Won"
status = "won"

[[stages]]
stage = "Lost"
status = "lost"
"""

CUSTOMERS = "customer,name,sector\nC1,Acme,retail\nC2,Bolt,finance\n"
STAFF = "staff_no,name\nS1,Ann\nS2,Bob\n"
DEALS = """deal,customer,seller,state,opened,closed,amount
1,C1,S1,Won,01/02/2024,01/03/2024,100
2,C1,S1,Lost,2024-02-01,2024-03-05,0
3,C2,S2,Open,2024-02-01,,
"""
FILES = {"customers": CUSTOMERS, "staff": STAFF, "deals": DEALS}


def write(folder: Path, files: dict[str, str]) -> str:
    """The folder's path, its content replaced by these CSV files."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return str(folder)


class Shop:
    """Imports the shop's files into `var`, where its mapping lies among the user's own."""

    def __init__(self, var: Path, mapping: str = MAPPING) -> None:
        self.var, self.folder = var, var.parent / "files"
        (var / "mappings").mkdir(parents=True, exist_ok=True)
        self.use(mapping)

    def use(self, mapping: str) -> None:
        (self.var / "mappings/shop.toml").write_text(mapping, encoding="utf-8")

    def deliver(self, origin: str | None = None, **files: str) -> Receipt:
        return adds_up(import_path(write(self.folder, files), "shop", origin, tell=lambda _share, _message: None))

    def rehearse(self, **files: str) -> Receipt:
        return adds_up(dry_run(write(self.folder, files), "shop"))


def adds_up(receipt: Receipt) -> Receipt:
    assert receipt.received == receipt.accepted + receipt.quarantined
    assert receipt.accepted == receipt.new + receipt.changed + receipt.unchanged
    for counts in receipt.kinds.values():
        assert counts["received"] == sum(n for name, n in counts.items() if name != "received")
    return receipt
