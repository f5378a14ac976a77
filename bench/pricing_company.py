"""A seeded company that sells at prices: deals, twice as many orders, rivals' quotes, income statements, stock."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

SEED = 22
CATEGORIES, TIERS, MODELS = 8, ("Entry", "Standard", "Plus", "Premium", "Flagship"), 5  # 200 products
SECTORS, TEAMS, REPS, DEALS_PER_ACCOUNT, ORDERS_PER_DEAL, RIVALS, QUOTES = 10, 6, 60, 40, 2, 8, 50_000
FIRST, DAYS = date(2021, 1, 1), 5 * 365 + 1
STATUS, SHARES = ("won", "lost", "open"), (0.48, 0.34, 0.18)
REASONS = ("Price", "Competitor", "No budget", "Timing", "Features")
LINES = (  # line, parent, role, sign, share of the category's or the company's revenue
    ("Total revenue", "Gross margin", "subtotal", 1, 1.0), ("Cost of goods sold", "Gross margin", "cogs", -1, 0.55),
    ("Gross margin", "Operating income", "subtotal", 1, 0.45), ("Marketing", "Operating costs", "marketing", 1, 0.06),
    ("Sales", "Operating costs", "sales", 1, 0.12), ("Research", "Operating costs", "opex", 1, 0.08),
    ("Operating costs", "Operating income", "subtotal", -1, 0.26), ("Tax", "Net income", "tax", -1, 0.05),
    ("Operating income", "Net income", "subtotal", 1, 0.19), ("Net income", None, "subtotal", 1, 0.14),
)  # fmt: skip
TABLES = {  # table: its columns, which its file has under the same names, and of what a row is told by
    "reps": ("rep_id rep team", "rep_id"),
    "accounts": ("account_id account sector country employees", "account_id"),
    "products": ("product_id product category tier list_price unit_cost", "product_id"),
    "opportunities": ("opportunity_id opportunity account_id rep_id product_id stage status created_on closed_on"
                      " quantity list_price amount lost_reason", "opportunity_id"),
    "orders": ("order_id account_id product_id rep_id opportunity_id ordered_on quantity discount amount unit_cost",
               "order_id"),
    "competitor_prices": ("competitor product category tier observed_on price", "competitor product observed_on"),
    "price_survey": ("product category respondent surveyed_on too_cheap cheap expensive too_expensive",
                     "product respondent"),
    "statement_lines": ("line parent role position sign period_start period_end scenario amount",
                        "line period_start scenario"),
    "stock": ("product_id counted_on units unit_cost", "product_id counted_on"),
}  # fmt: skip


def write_pricing_company(folder: Path, opportunities: int) -> Path:
    """Write that many deals and twice as many orders as CSV, with all that is compared with them; gives the folder."""
    folder.mkdir(parents=True)
    draw = np.random.default_rng(SEED)
    products = _products(draw)
    accounts = max(100, opportunities // DEALS_PER_ACCOUNT)
    deals = _deals(draw, opportunities, accounts, products)
    orders = _orders(draw, deals, ORDERS_PER_DEAL * opportunities, accounts, products)
    tables = {
        "reps": _reps(), "accounts": _accounts(draw, accounts), "products": products, "opportunities": deals,
        "orders": orders, "competitor_prices": _quotes(draw, products), "price_survey": _survey(draw, products),
        "statement_lines": _statement(draw, float(orders["amount"].sum())), "stock": _stock(draw, products),
    }  # fmt: skip
    for name, rows in tables.items():
        rows.select(TABLES[name][0].split()).write_csv(folder / f"{name}.csv")
    return folder


def write_pricing_mapping(var: Path) -> None:
    """Let this state alone know the mapping `prices`: each file is a table."""
    said = ['title = "A company that sells at prices"']
    for name, (columns, key) in TABLES.items():
        quoted, keys = ([f'"{column}"' for column in names.split()] for names in (columns, key))
        said.append(f'[kinds.{name}]\nfiles = ["{name}"]\nfields = [{", ".join(quoted)}]\nkey = [{", ".join(keys)}]')
    for name, (columns, _key) in TABLES.items():
        said.append("\n".join([f'[[tables.{name}]]\nfrom = "{name}"', *(f'{c} = "{c}"' for c in columns.split())]))
    (var / "mappings").mkdir(parents=True)
    (var / "mappings/prices.toml").write_text("\n".join(said), "utf-8")


def _reps() -> pl.DataFrame:
    return pl.DataFrame({"rep_id": range(REPS), "rep": [f"Rep {n}" for n in range(REPS)],
                         "team": [f"Team {n % TEAMS}" for n in range(REPS)]})  # fmt: skip


def _accounts(draw: np.random.Generator, count: int) -> pl.DataFrame:
    return pl.DataFrame({
        "account_id": range(count), "account": [f"Account {n}" for n in range(count)],
        "sector": [f"Sector {n}" for n in draw.integers(0, SECTORS, count)],
        "country": draw.choice(("Germany", "Japan", "Kenya", "Norway"), count),
        "employees": draw.lognormal(6, 1.5, count).astype(int) + 1,
    })  # fmt: skip


def _products(draw: np.random.Generator) -> pl.DataFrame:
    names = [(f"Product {c}-{tier}-{model}", f"Category {c}", tier)
             for c in range(CATEGORIES) for tier in TIERS for model in range(MODELS)]  # fmt: skip
    price = draw.lognormal(7, 0.7, len(names)).round()
    rows = pl.DataFrame(names, schema=["product", "category", "tier"], orient="row").with_row_index("product_id")
    return rows.with_columns(list_price=price, unit_cost=(price * draw.uniform(0.4, 0.7, len(names))).round(2))


def _deals(draw: np.random.Generator, count: int, accounts: int, products: pl.DataFrame) -> pl.DataFrame:
    """A deal is won the more likely the larger its discount."""
    product, discount = draw.integers(0, len(products), count), draw.beta(2, 9, count)
    created, quantity = draw.integers(0, DAYS - 120, count), draw.integers(1, 9, count)
    price = products["list_price"].to_numpy()[product]
    status = draw.choice(STATUS, count, p=SHARES)
    status = np.where((status == "lost") & (draw.random(count) < discount), "won", status)
    return pl.DataFrame({
        "opportunity_id": range(count), "account_id": draw.integers(0, accounts, count),
        "rep_id": draw.integers(0, REPS, count), "product_id": product, "stage": np.char.capitalize(status),
        "status": status, "created_on": _days(created), "closed_on": _days(created + draw.integers(1, 120, count)),
        "quantity": quantity, "list_price": price, "amount": (price * quantity * (1 - discount)).round(2),
        "lost_reason": draw.choice(REASONS, count), "discount": discount.round(4),
    }).with_columns(
        pl.format("Deal {}", "opportunity_id").alias("opportunity"),
        pl.when(pl.col("status") != "open").then("closed_on"), pl.when(status="lost").then("lost_reason"),
    )  # fmt: skip


def _orders(
    draw: np.random.Generator, deals: pl.DataFrame, count: int, accounts: int, products: pl.DataFrame
) -> pl.DataFrame:
    """One for each won deal, all others without one."""
    kept = ("account_id", "product_id", "rep_id", "opportunity_id", "quantity", "discount", "amount")
    won = deals.filter(status="won").select(*kept, pl.col("closed_on").alias("ordered_on"))
    more = count - len(won)
    product, discount, quantity = draw.integers(0, 200, more), draw.beta(2, 12, more), draw.integers(1, 9, more)
    price = products["list_price"].to_numpy()[product]
    again = pl.DataFrame({
        "account_id": draw.integers(0, accounts, more), "product_id": product, "rep_id": draw.integers(0, REPS, more),
        "opportunity_id": pl.Series([None], dtype=pl.Int64).extend_constant(None, more - 1), "quantity": quantity,
        "discount": discount.round(4), "amount": (price * quantity * (1 - discount)).round(2),
        "ordered_on": _days(draw.integers(0, DAYS, more)),
    })  # fmt: skip
    orders = pl.concat([won, again.cast(dict(won.schema))]).with_row_index("order_id")
    return orders.with_columns(unit_cost=products["unit_cost"].gather(orders["product_id"]))


def _quotes(draw: np.random.Generator, products: pl.DataFrame) -> pl.DataFrame:
    rows = products[draw.integers(0, len(products), QUOTES)]
    asked = rows["list_price"] * pl.Series(draw.normal(0.95, 0.08, QUOTES))
    return rows.with_columns(
        competitor=pl.Series([f"Rival {n}" for n in draw.integers(0, RIVALS, QUOTES)]),
        observed_on=_days(draw.integers(0, DAYS, QUOTES)), price=asked.round(2),
    ).unique(["competitor", "product", "observed_on"], maintain_order=True)  # fmt: skip


def _survey(draw: np.random.Generator, products: pl.DataFrame, people: int = 110) -> pl.DataFrame:
    """What each of them calls too cheap, cheap, expensive and too expensive, of three products."""
    rows = products[:3].join(pl.DataFrame({"respondent": range(people)}), how="cross")
    steps = (
        np.sort(draw.normal((0.6, 0.8, 1.0, 1.2), 0.1, (len(rows), 4)), axis=1) * rows["list_price"].to_numpy()[:, None]
    )
    asked = pl.DataFrame(steps.round(2), schema=["too_cheap", "cheap", "expensive", "too_expensive"], orient="row")
    return pl.concat([rows, asked], how="horizontal").with_columns(surveyed_on=pl.lit(date(2025, 3, 4)))


def _statement(draw: np.random.Generator, revenue: float) -> pl.DataFrame:
    """Twenty quarters that add up, and a budget of each."""
    rows = []
    for quarter in range(20):
        start = date(FIRST.year + quarter // 4, 3 * (quarter % 4) + 1, 1)
        end = pl.Series([start]).dt.offset_by("2mo").dt.month_end().item()
        for scenario, of_plan in (("actual", 1.0), ("budget", 1.03)):
            parts = (draw.dirichlet(np.full(CATEGORIES, 40)) * revenue / 20 * of_plan).round(2)
            streams = [(f"Category {c}", "Total revenue", "revenue", 1, part) for c, part in enumerate(parts.tolist())]
            whole = [(*line, share * float(parts.sum())) for *line, share in LINES]
            rows += [(*line, n, start, end, scenario, amount) for n, (*line, amount) in enumerate([*streams, *whole])]
    names = ("line", "parent", "role", "sign", "position", "period_start", "period_end", "scenario", "amount")
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(pl.col("amount").round(6))


def _stock(draw: np.random.Generator, products: pl.DataFrame) -> pl.DataFrame:
    """Counted on the first of each month."""
    months = pl.DataFrame({"counted_on": pl.date_range(FIRST, date(2025, 12, 1), "1mo", eager=True)})
    rows = months.join(products, how="cross")
    return rows.with_columns(units=pl.Series(draw.integers(0, 400, len(rows))))


def _days(numbers: np.ndarray) -> pl.Series:
    return pl.Series(np.datetime64(FIRST) + numbers)
