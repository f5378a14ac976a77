"""What competitors ask, and what lies in stock."""

import numpy as np
import pandas as pd

from demo.catalogue import UNDERCUT, list_price, unit_cost
from demo.outcomes import UNDERCUT_FROM
from demo.randomness import stream
from demo.timeline import DAYS, FIRST, iso_days, years

COMPETITORS = {"Halvorn Labtech": 1.06, "Brixmere Scientific": 0.99, "Oststrand Analytik": 0.95}
UNDERCUTTER, UNDERCUT_LEVEL = "Brixmere Scientific", 0.78
QUOTED = 0.45  # share of product, competitor and month for which somebody saw a price


def month_starts() -> np.ndarray:
    months = np.arange(FIRST.astype("datetime64[M]"), FIRST.astype("datetime64[M]") + 48)
    return (months.astype("datetime64[D]") - FIRST).astype(int)


def competitor_prices(products: pd.DataFrame) -> pd.DataFrame:
    """The competitor_prices file: a street price per competitor and comparable product of ours, when it was seen."""
    rng = stream("competitors")
    starts = month_starts()
    grid = [(c, p, s) for s in starts for c in COMPETITORS for p in range(len(products)) if rng.random() < QUOTED]
    frame = pd.DataFrame(grid, columns=["competitor", "row", "day"])
    frame["day"] = np.minimum(frame.day + rng.integers(0, 28, len(frame)), DAYS - 1)
    frame["category"] = products.category.to_numpy()[frame.row]
    level = frame.competitor.map(COMPETITORS) * rng.normal(1, 0.035, len(frame))
    attacked = (frame.competitor == UNDERCUTTER) & (frame.category == UNDERCUT) & (frame.day >= UNDERCUT_FROM)
    level = level.where(~attacked, UNDERCUT_LEVEL * rng.normal(1, 0.02, len(frame)))
    ours = list_price(products, frame.row.to_numpy(), years(frame.day.to_numpy())) * 0.91
    frame = frame.assign(price=(ours * level).round(), tier=products.tier.to_numpy()[frame.row])
    frame["product"] = products["product"].to_numpy()[frame.row]
    frame = frame.sort_values(["day", "competitor", "row"], ignore_index=True)
    frame["observed_on"] = iso_days(frame.day)
    return frame[["competitor", "product", "category", "tier", "observed_on", "price"]].astype({"price": int})


def stock(products: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """The stock file: units of each product on the first of each month, from five to nine weeks of its sales."""
    rng = stream("stock")
    counts = []
    for start in month_starts():
        sold = lines[(lines.day >= start - 60) & (lines.day < start + 31)]
        pace = sold.groupby("product").quantity.sum().reindex(range(len(products)), fill_value=0) / 13
        units = np.round(pace.to_numpy() * rng.uniform(5, 9, len(products)) + 2).astype(int)
        cost = unit_cost(products, np.arange(len(products)), np.full(len(products), years(start)))
        counts.append(
            pd.DataFrame({"product_id": products.product_id, "day": start, "units": units, "unit_cost": cost})
        )
    frame = pd.concat(counts, ignore_index=True)
    frame.insert(1, "counted_on", iso_days(frame.pop("day")))
    return frame.assign(unit_cost=frame.unit_cost.map("{:.2f}".format))
