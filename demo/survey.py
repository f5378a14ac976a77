"""What customers would pay for three products: van Westendorp's four questions, asked in two springs."""

import numpy as np
import pandas as pd

from demo.catalogue import list_price
from demo.randomness import stream
from demo.timeline import FIRST, iso_days, years

WAVES = ("2024-03-04", "2025-03-03")  # first days; each takes eight weeks
RESPONDENTS = 55  # of each wave, asked about every product
# what is thought a fair price in either wave, as a share of the list price; how far people disagree on it; and how far
# from it a price is cheap and too cheap, or expensive and too expensive
PRODUCTS = (
    ("Vortessil 100", (0.92, 0.92), 0.04, (0.06, 0.13), (0.05, 0.11)),  # bought by price: hardly any leeway
    ("Ocullan 100", (0.91, 0.78), 0.08, (0.10, 0.22), (0.10, 0.24)),  # in between a competitor has shown a lower one
    ("Dosivar 300", (1.02, 1.04), 0.10, (0.16, 0.34), (0.18, 0.42)),  # worth more to them than it costs
)
QUESTIONS = ("too_cheap", "cheap", "expensive", "too_expensive")


def price_survey(products: pd.DataFrame) -> pd.DataFrame:
    """The price_survey file: one row a respondent and product, prices in steps of ten euros."""
    rng = stream("survey")
    answers = [_answers(rng, products, wave, *asked) for wave in range(len(WAVES)) for asked in PRODUCTS]
    frame = pd.concat(answers, ignore_index=True).sort_values(["day", "respondent"], kind="stable", ignore_index=True)
    frame.insert(3, "surveyed_on", iso_days(frame.pop("day")))
    return frame


def _answers(
    rng: np.random.Generator,
    products: pd.DataFrame,
    wave: int,
    product: str,
    fair: tuple[float, float],
    spread: float,
    below: tuple[float, float],
    above: tuple[float, float],
) -> pd.DataFrame:
    """One wave's answers for one product; a respondent has the same day in all of them."""
    row = np.flatnonzero(products["product"] == product)
    first = (np.datetime64(WAVES[wave]) - FIRST).astype(int)
    day = first + np.arange(RESPONDENTS)
    fair_prices = list_price(products, row, years(day[:1])) * fair[wave] * rng.lognormal(0, spread, RESPONDENTS)
    steps = np.array([-below[1], -below[0], above[0], above[1]]) * rng.uniform(0.6, 1.4, (RESPONDENTS, 1))
    prices = np.sort(np.round(fair_prices[:, None] * (1 + steps), -1).astype(int), axis=1)
    respondents = [f"R{wave * RESPONDENTS + n:03}" for n in range(1, RESPONDENTS + 1)]
    category = products.category.to_numpy()[row].item()
    given = {"product": product, "category": category, "respondent": respondents, "day": day}
    return pd.DataFrame({**given, **dict(zip(QUESTIONS, prices.T, strict=True))})
