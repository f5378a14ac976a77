"""Product margins in words: what stands out, what cannot be compared, what is missing.

`frame` is what `metrics.product_margins` gives.
"""

import pandas as pd

from charts.labels import plain_name
from charts.margin_changes import MOST, largest
from i18n import _, ngettext, number, percent, short_money
from metrics.product_margins import MOST as LISTED


def medians(frame: pd.DataFrame) -> tuple[float, float]:
    """Units a month and gross margin that half of the products exceed."""
    return frame.attrs["median_velocity"], frame.attrs["median_margin"]


def moved(frame: pd.DataFrame, currency: str) -> str:
    """What stands out: the product whose margin cost the most."""
    rows = largest(frame)
    if not rows or rows[0]["margin_money"] >= 0:
        return _("No product's margin shrank.") if rows else ""
    worst = rows[0]
    words = (
        _("{product} lost the most margin, {amount}: it was sold cheaper.")
        if worst["from_price"] < worst["from_cost"]
        else _("{product} lost the most margin, {amount}: its unit cost rose.")
    )
    return words.format(product=plain_name(worst["product"]), amount=short_money(-worst["margin_money"], currency))


def leeway(frame: pd.DataFrame) -> str:
    """How many products could be dearer, and how many cheaper."""
    velocity, margin = medians(frame)
    if pd.isna(velocity):
        return ""
    counts = frame["leeway"].value_counts()
    raised, lowered = int(counts.get("dearer", 0)), int(counts.get("cheaper", 0))
    return _("{raised} sell faster than half and earn less than {margin}: try a higher price. {lowered} the other way"
             " round.", raised=ngettext("{n} product", "{n} products", raised), margin=percent(margin),
             lowered=number(lowered))  # fmt: skip


def caveats(frame: pd.DataFrame) -> list[str]:
    """What cannot be compared, and what is missing."""
    said = [] if frame.attrs["covered"] else [_("Sales do not go back far enough to compare with.")]
    ended = frame.attrs["ended"]
    if ended:
        said.append(ngettext("{n} product sold before was not sold now.",
                             "{n} products sold before were not sold now.", ended))  # fmt: skip
    return [*said, *costs(frame)]


def most(frame: pd.DataFrame) -> list[str]:
    """What the chart of changes shows, and that it shows the largest only."""
    drawn = len(largest(frame))
    if not drawn:
        return []
    of = [_("The chart shows the {n} that moved the most money.", n=number(MOST))] if drawn == MOST else []
    return [_("Behind each: its margin now, and what the change comes to."), *of]


def costs(frame: pd.DataFrame) -> list[str]:
    """How many products have no margin."""
    missing = frame.attrs["without_cost"]
    if not missing:
        return []
    return [_("{missing} of {all} products have no known cost, and so no margin.", missing=number(missing),
              all=number(frame.attrs["products"]))]  # fmt: skip


def rest(frame: pd.DataFrame) -> list[str]:
    """How many products the last row of the table stands for."""
    beyond = frame.attrs["products"] - LISTED
    if beyond <= 0:
        return []
    return [
        ngettext("{n} more product is the row “all others”.", "{n} more products are the row “all others”.", beyond)
    ]
