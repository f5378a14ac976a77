"""Customers drawn from BG/NBD and gamma-gamma with known parameters, as histories and as order days."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from models.purchase_histories import Orders

BUYING = {"r": 0.8, "alpha": 10.0, "a": 0.8, "b": 2.5}  # time in weeks
VALUES = {"p": 6.0, "q": 4.0, "v": 15.0}
BEGAN = date(2021, 1, 1)


def order_times(random: np.random.Generator, n: int, weeks: float, **planted: float) -> list[np.ndarray]:
    """Of each customer the weeks of the orders from the first one, 0, on; until they left, or `weeks` were over."""
    known = BUYING | planted
    rates = random.gamma(known["r"], 1 / known["alpha"], n)
    leaving = random.beta(known["a"], known["b"], n)
    found = []
    for rate, chance in zip(rates, leaving, strict=True):
        times = [0.0]
        while (later := times[-1] + random.exponential(1 / rate)) <= weeks:
            times.append(later)
            if random.random() < chance:
                break
        found.append(np.array(times))
    return found


def triples(random: np.random.Generator, n: int, weeks: float, **planted: float) -> tuple[np.ndarray, ...]:
    """Frequency, recency and age of customers who all began at once."""
    times = order_times(random, n, weeks, **planted)
    return np.array([len(t) - 1.0 for t in times]), np.array([t[-1] for t in times]), np.full(n, float(weeks))


def orders(seed: int, n: int, weeks: int, starting: int = 26, **planted: float) -> Orders:
    """Order days with values over `weeks`; customers began in the first `starting` weeks."""
    random = np.random.default_rng(seed)
    days: dict[str, list[object]] = {"customer": [], "day": [], "value": []}
    start = random.integers(0, 7 * starting, n)
    means = VALUES["v"] / random.gamma(VALUES["q"], 1.0, n)
    for place, times in enumerate(order_times(random, n, weeks, **planted)):
        whole = np.unique((times * 7).astype(int) + start[place])
        whole = whole[whole < 7 * weeks]
        days["customer"] += [f"c{place:05d}"] * len(whole)
        days["day"] += [BEGAN + timedelta(days=int(day)) for day in whole]
        days["value"] += (random.gamma(VALUES["p"], 1.0, len(whole)) * means[place]).tolist()
    return Orders(pl.DataFrame(days), BEGAN + timedelta(days=7 * weeks - 1))


def as_lines(found: Orders) -> str:
    """The same as the text of a CSV file."""
    rows = [f"{customer},{day},{value:.2f}" for customer, day, value in found.days.iter_rows()]
    return "\n".join(["customer,date,amount", *rows]) + "\n"
