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
    _pipeline(draw, opportunities, accounts, products).write_csv(folder / "sales_pipeline.csv")
    return folder


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
