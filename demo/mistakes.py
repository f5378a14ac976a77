"""The dirty rows, planted on purpose. data/README.md lists what the receipt should say of each."""

import pandas as pd

MISSPELT_SECTORS = {"Biotech": ("Biotehc", 3), "Universities": ("Univeristies", 2)}
MISSPELT_CATEGORIES = {"Microscopes": ("Microscops", 4)}

# Extra lost deals, apart from the 15,000, so that no true figure hangs on them: id, created, closed, and what differs.
BAD_DEALS = (
    ("OP-90001", "2024-06-20", "2024-05-28", {}),  # closed before it was created
    ("OP-90002", "2024-02-31", "2024-04-11", {}),  # there is no such day
    ("OP-90003", "2024-07-01", "2024-09-12", {}),
    ("OP-90003", "2024-07-01", "2024-09-12", {"quantity": 3}),  # the id again, another quantity
    ("OP-90004", "2024-08-05", "2024-10-17", {"amount": "84200.00"}),  # a nought too many
    ("OP-90005", "2024-09-03", "2024-11-05", {"product_id": "P99"}),  # no such product
)


def plant(tables: dict[str, pd.DataFrame]) -> None:
    """Put the mistakes into the clean tables, in place."""
    _misspell(tables["accounts"], "sector", MISSPELT_SECTORS)
    _misspell(tables["products"], "category", {"Centrifuges": ("Centrifuge", 1)})
    _misspell(tables["competitor_prices"], "category", MISSPELT_CATEGORIES)
    quotes = tables["competitor_prices"]
    strange = quotes.iloc[[700]].assign(product="Beaker 50", category="Glassware", tier="Entry", price=9)
    tables["competitor_prices"] = pd.concat([quotes, strange], ignore_index=True)
    clean = tables["opportunities"]
    tables["opportunities"] = pd.concat([clean, _bad_deals(clean)], ignore_index=True)


def _misspell(table: pd.DataFrame, column: str, wrong: dict[str, tuple[str, int]]) -> None:
    for right, (spelling, times) in wrong.items():
        rows = table.index[table[column] == right][:times]
        table.loc[rows, column] = spelling


def _bad_deals(clean: pd.DataFrame) -> pd.DataFrame:
    """Lost deals for a centrifuge, with one fault each."""
    model = {
        "opportunity": "Trade fair enquiry", "account_id": "A001", "rep_id": "R20", "product_id": "P08",
        "stage": "Lost", "status": "lost", "quantity": 1, "list_price": 9336, "amount": "8420.00",
        "lead_source": "Trade fair", "lost_reason": "No decision", "probability": 0.0, "forecast_category": "Pipeline",
    }  # fmt: skip
    names = ("opportunity_id", "created_on", "closed_on")
    rows = [{**model, **dict(zip(names, deal, strict=True)), **fault} for *deal, fault in BAD_DEALS]
    table = pd.DataFrame(rows).reindex(columns=clean.columns).astype(object)
    return table.assign(expected_close_on=table.closed_on)
