"""The quarterly income statement, actual and budget, to the cent. Actual revenue and cost of goods are the orders'."""

import numpy as np
import pandas as pd

from demo.catalogue import CATEGORIES
from demo.randomness import stream
from demo.timeline import FIRST, quarters

QUARTERS = 16
TAX_RATE = 0.25
# line, parent, role, how it counts in its parent
LINES = (
    *((category, "Total revenue", "revenue", 1) for category in CATEGORIES),
    ("Total revenue", "Gross margin", "subtotal", 1),
    ("Cost of goods sold", "Gross margin", "cogs", -1),
    ("Gross margin", "Operating income", "subtotal", 1),
    ("Marketing", "Operating expenses", "marketing", 1),
    ("Sales", "Operating expenses", "sales", 1),
    ("Research and development", "Operating expenses", "opex", 1),
    ("Administration", "Operating expenses", "opex", 1),
    ("Operating expenses", "Operating income", "subtotal", -1),
    ("Operating income", "Net income", "subtotal", 1),
    ("Tax", "Net income", "tax", -1),
    ("Net income", None, "subtotal", 1),
)
SPENDING = {"Marketing": 0.055, "Sales": 0.125, "Research and development": 0.085, "Administration": 0.06}
SPENDING_FIXED = 0.7  # share of it that does not follow the quarter's revenue


def statement(lines: pd.DataFrame) -> pd.DataFrame:
    """The income_statement file, long: one row a line, quarter and scenario. `lines` are all orders."""
    rng = stream("statement")
    revenue, cogs = _from_orders(lines)
    actual = _with_subtotals({**revenue, "Cost of goods sold": cogs, **_spending(rng, sum(revenue.values()))})
    budget = _with_subtotals(_budget(rng, actual))
    return pd.concat([_long(actual, "actual"), _long(budget, "budget")], ignore_index=True)


def _from_orders(lines: pd.DataFrame) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Cents by quarter: revenue of each category, and the cost of all that was sold."""
    quarter = quarters(lines.day.to_numpy())
    cents = (lines.amount * 100).round().astype("int64")
    cost = (lines.unit_cost * 100).round().astype("int64") * lines.quantity
    revenue = cents.groupby([lines.category, quarter]).sum().unstack().reindex(columns=range(QUARTERS), fill_value=0)
    return {c: revenue.loc[c].to_numpy() for c in CATEGORIES}, cost.groupby(quarter).sum().to_numpy()


def _spending(rng: np.random.Generator, revenue: np.ndarray) -> dict[str, np.ndarray]:
    trend = np.polyval(np.polyfit(range(QUARTERS), revenue, 1), range(QUARTERS))
    base = SPENDING_FIXED * trend + (1 - SPENDING_FIXED) * revenue
    spent = {line: base * share * rng.normal(1, 0.03, QUARTERS) for line, share in SPENDING.items()}
    return {line: np.round(cents).astype("int64") for line, cents in spent.items()}


def _budget(rng: np.random.Generator, actual: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """A plan in thousands of euros, made of the smoothed year, a little off in every line."""
    season = _share_of_year(actual["Total revenue"])
    planned = {}
    for line, _, role, _ in LINES:
        if role in ("subtotal", "tax"):
            continue
        year = actual[line].reshape(4, 4).sum(axis=1) * rng.normal(1.0, 0.035, 4)
        shape = season if role in ("revenue", "cogs") else np.full(4, 0.25)
        planned[line] = (np.round(np.outer(year, shape).ravel() / 100_000) * 100_000).astype("int64")
    return planned


def _share_of_year(cents: np.ndarray) -> np.ndarray:
    by_year = cents.reshape(4, 4)
    return (by_year / by_year.sum(axis=1, keepdims=True)).mean(axis=0)


def _with_subtotals(parts: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Every subtotal from its parts, in the order that they need each other; tax on what is earned."""
    done = dict(parts)
    for line in ("Total revenue", "Gross margin", "Operating expenses", "Operating income", "Net income"):
        if line == "Net income":
            done["Tax"] = np.round(np.maximum(done["Operating income"], 0) * TAX_RATE).astype("int64")
        parts_of_line = [sign * done[part] for part, parent, _, sign in LINES if parent == line]
        done[line] = np.sum(parts_of_line, axis=0)
    return done


def _long(cents: dict[str, np.ndarray], scenario: str) -> pd.DataFrame:
    first = FIRST.astype("datetime64[M]") + 3 * np.arange(QUARTERS)
    start, end = first.astype("datetime64[D]"), (first + 3).astype("datetime64[D]") - 1
    rows = [
        (line, parent, role, position, sign, str(start[q]), str(end[q]), "quarter", scenario, _euros(cents[line][q]))
        for q in range(QUARTERS)
        for position, (line, parent, role, sign) in enumerate(LINES, 1)
    ]
    names = ["line", "parent", "role", "position", "sign", "period_start", "period_end", "grain", "scenario", "amount"]
    return pd.DataFrame(rows, columns=names)


def _euros(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(int(cents)) // 100}.{abs(int(cents)) % 100:02}"
