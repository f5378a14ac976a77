"""Six categories of four instruments each; price lists and unit costs by year."""

import numpy as np
import pandas as pd

from demo.timeline import PRICE_RISE

TIERS = ("Entry", "Standard", "Plus", "Premium")
PRICE_SENSITIVE = "Centrifuges"
UNDERCUT = "Microscopes"
GAINING, LOSING = "Dosivar 300", "Calidorn 40"

# category, series, list prices of the first year by tier, unit cost as a share of them, median days to decide
SERIES = (
    ("Balances", "Pondrex", (640, 1450, 2300, 5200), 0.52, 32),
    ("Centrifuges", "Vortessil", (1250, 2900, 4200, 8800), 0.58, 45),
    ("Incubators", "Calidorn", (1800, 3150, 4600, 9400), 0.55, 60),
    ("Liquid handling", "Dosivar", (260, 490, 940, 3400), 0.42, 24),
    ("Microscopes", "Ocullan", (1150, 2650, 4850, 11900), 0.50, 78),
    ("Spectrometers", "Spektavar", (3900, 6700, 8300, 15800), 0.47, 105),
)
MODELS = (40, 100, 200, 300)
CATEGORIES = tuple(row[0] for row in SERIES)
COST_RISE = 0.035


def products() -> pd.DataFrame:
    """One row a product: canonical columns of the last year, `base_price`, `base_cost`, `cycle` (median days)."""
    rows = [
        (f"{series} {model}", category, tier, price, round(price * share * bulk, 2), cycle)
        for category, series, prices, share, cycle in SERIES
        for tier, model, price, bulk in zip(TIERS, MODELS, prices, (1.08, 1.02, 0.98, 0.92), strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["product", "category", "tier", "base_price", "base_cost", "cycle"])
    frame.insert(0, "product_id", [f"P{n:02}" for n in range(1, 25)])
    all_products, last_year = np.arange(24), np.full(24, 3)
    frame["list_price"] = list_price(frame, all_products, last_year)
    frame["unit_cost"] = unit_cost(frame, all_products, last_year)
    return frame


def list_price(products: pd.DataFrame, product: np.ndarray, year: np.ndarray) -> np.ndarray:
    """Price list of a year (0 is the first), in whole euros."""
    return np.round(products.base_price.to_numpy()[product] * (1 + PRICE_RISE) ** np.maximum(year, 0))


def unit_cost(products: pd.DataFrame, product: np.ndarray, year: np.ndarray) -> np.ndarray:
    """Cost of making one in a year, to the cent."""
    return np.round(products.base_cost.to_numpy()[product] * (1 + COST_RISE) ** np.maximum(year, 0), 2)
