"""A seeded company in the layout of the maven mapping, as large as asked for."""

from pathlib import Path

import numpy as np
import polars as pl

SEED = 20
SECTORS = (
    "employment", "entertainment", "finance", "marketing", "medical", "retail", "services", "software", "technology",
    "telecommunications",
)  # fmt: skip
COUNTRIES = ("United States", "Germany", "Japan", "Brazil", "Kenya", "Norway")
OFFICES = ("Central", "East", "West")
SERIES = {"GTX": (550, 1096, 3393), "MG": (55, 3200), "GTK": (26768, 8900)}
REPS, MANAGERS = 36, 6
DEALS_PER_ACCOUNT = 40
FIRST, DAYS = np.datetime64("2014-01-01"), 4 * 365
LONGEST_CYCLE = 130
CHANGED = 0.15  # share of deals
ROOT = Path(__file__).resolve().parent.parent
CHANGES = """
[kinds.deal_changes]
files = ["*deal_changes*"]
fields = ["opportunity_id", "changed_on", "amount", "previous_amount", "close", "previous_close"]
key = ["opportunity_id", "changed_on"]

[[tables.deal_changes]]
from = "deal_changes"
opportunity_id = "opportunity_id"
changed_on = "changed_on"
amount = "amount"
previous_amount = "previous_amount"
expected_close_on = "close"
previous_expected_close_on = "previous_close"
"""
STAGES, SHARES = ("Won", "Lost", "Engaging", "Prospecting"), (0.48, 0.28, 0.18, 0.06)


def write_company(folder: Path, opportunities: int) -> Path:
    """Write accounts, products, sales teams and that many opportunities as CSV; gives the folder."""
    folder.mkdir(parents=True)
    draw = np.random.default_rng(SEED)
    accounts = max(100, opportunities // DEALS_PER_ACCOUNT)
    products = [(f"{series} {number}", series, price) for series, prices in SERIES.items()
                for number, price in enumerate(prices, 1)]  # fmt: skip
    _accounts(draw, accounts).write_csv(folder / "accounts.csv")
    pl.DataFrame(products, schema=["product", "series", "sales_price"], orient="row").write_csv(folder / "products.csv")
    _teams().write_csv(folder / "sales_teams.csv")
    deals = _pipeline(draw, opportunities, accounts, products)
    deals.write_csv(folder / "sales_pipeline.csv")
    _changes(deals).write_csv(folder / "deal_changes.csv")
    return folder


def write_mapping(var: Path) -> None:
    """Let the mapping maven, in this state alone, also read how deals changed."""
    folder = var / "mappings"
    folder.mkdir(parents=True)
    shipped = (ROOT / "src/data/mappings/maven.toml").read_text("utf-8")
    (folder / "maven.toml").write_text(shipped + CHANGES, "utf-8")


def _accounts(draw: np.random.Generator, count: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "account": [f"Account {number}" for number in range(count)],
            "sector": draw.choice(SECTORS, count),
            "revenue": draw.lognormal(6, 1, count).round(2),
            "employees": draw.lognormal(6, 1.5, count).astype(int) + 1,
            "office_location": draw.choice(COUNTRIES, count),
            "subsidiary_of": pl.Series([None] * count, dtype=pl.String),
        }
    )


def _teams() -> pl.DataFrame:
    managers = [number % MANAGERS for number in range(REPS)]
    return pl.DataFrame(
        {
            "sales_agent": [f"Rep {number}" for number in range(REPS)],
            "manager": [f"Manager {manager}" for manager in managers],
            "regional_office": [OFFICES[manager % len(OFFICES)] for manager in managers],
        }
    )


def _pipeline(
    draw: np.random.Generator, count: int, accounts: int, products: list[tuple[str, str, int]]
) -> pl.DataFrame:
    stage = draw.choice(STAGES, count, p=SHARES)
    product = draw.integers(0, len(products), count)
    engaged = FIRST + draw.integers(0, DAYS - LONGEST_CYCLE, count)
    closed = engaged + draw.integers(1, LONGEST_CYCLE, count)
    price = np.array([price for _name, _series, price in products])[product]
    amount = (price * draw.normal(1, 0.1, count).clip(0.5, 1.5)).round()
    return pl.DataFrame(
        {
            "opportunity_id": [f"D{number:07}" for number in range(count)],
            "sales_agent": [f"Rep {number}" for number in draw.integers(0, REPS, count)],
            "product": [products[number][0] for number in product],
            "account": [f"Account {number}" for number in draw.integers(0, accounts, count)],
            "deal_stage": stage,
            "engage_date": engaged,
            "close_date": closed,
            "close_value": amount,
        }
    ).with_columns(
        pl.when(pl.col("deal_stage") != "Prospecting").then("engage_date"),
        pl.when(pl.col("deal_stage").is_in(["Won", "Lost"])).then("close_date"),
        pl.when(deal_stage="Won").then("close_value").when(deal_stage="Lost").then(0).alias("close_value"),
    )


def _changes(deals: pl.DataFrame) -> pl.DataFrame:
    """Some engaged deals were put off, at another amount, some weeks after they were engaged."""
    draw = np.random.default_rng([SEED, 1])
    engaged = deals.drop_nulls("engage_date").select("opportunity_id", "engage_date")
    changed = engaged.filter(pl.Series(draw.random(engaged.height) < CHANGED))
    count = changed.height
    amount, day = draw.lognormal(7, 1, count).round(), changed["engage_date"].to_numpy()
    close = day + draw.integers(30, LONGEST_CYCLE, count)
    return pl.DataFrame(
        {
            "opportunity_id": changed["opportunity_id"],
            "changed_on": day + draw.integers(1, 40, count),
            "amount": amount,
            "previous_amount": (amount * draw.uniform(0.8, 1.3, count)).round(),
            "close": close + draw.integers(5, 60, count),
            "previous_close": close,
        }
    )
