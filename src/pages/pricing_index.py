"""The price index by category: we against all competitors, and against each of the larger ones."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from charts.price_index import MOST, UNDERCUT, price_index_dots
from charts.rows import records
from i18n import N_, _, ngettext, number, percent
from metrics import price_index as index
from metrics.definition import Unit, ratio
from pages.asked import Asked
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition
from pages.pricing_spans import what_is_compared

NAME, TITLE, BY = "pricing-index", N_("Price index by category"), "category"
DEFINITIONS = (
    Definition(index.LABEL, index.ABOUT),
    Definition(N_("Dots"), N_("The large dot is us against all competitors, the small ones us against one of them; a"
                              " ring is the period before. A diamond: we are dearer than that competitor by a tenth or"
                              " more. Behind them the index, how many quotes it rests on, and how old the median one"
                              " is.")),
)  # fmt: skip
AGAINST = "index_"  # begins the columns of the index against a competitor
LABELS = {
    "price_index": index.LABEL, "price_index_before": N_("Price index before"), "things": N_("Products compared"),
    "things_sold": N_("Products sold"), "revenue_share": N_("Share of revenue compared"), "n": N_("Sales"),
    "quotes": N_("Quotes"), "competitors": N_("Competitors"), "newest_days": N_("Age of the newest quote"),
    "age_days": N_("Age of the median quote"), "opportunity_cost": N_("Left on the table"), "at_risk": N_("At risk"),
}  # fmt: skip
UNITS: dict[str, Unit] = {
    "price_index": "index", "price_index_before": "index", "revenue_share": "fraction", "newest_days": "days",
    "age_days": "days", "opportunity_cost": "money", "at_risk": "money",
}  # fmt: skip


def exhibit(
    found: Asked, groups: pd.DataFrame, before: Mapping[str | None, Mapping[str, float | None]],
    competitors: pd.DataFrame,
) -> Exhibit:  # fmt: skip
    """The index with that of the period before, where there is one (of `brief_index`); of `price_index` and
    `competitor_index`.
    """
    earlier = {group: float(value) for group, row in before.items() if (value := row["price_index"]) is not None}
    table = groups.assign(price_index_before=[earlier.get(group, np.nan) for group in groups[BY]])
    table = _with_competitors(table, competitors)
    table.attrs = groups.attrs
    named = [name for name in table.columns if str(name).startswith(AGAINST)]
    return Exhibit(
        NAME, _(TITLE), table.drop(columns="thin"), (),
        lambda: price_index_dots(groups, competitors, BY, earlier), _furthest(competitors) if len(groups) else "",
        notes(groups, also=_also(groups)),
        {name: _(label) for name, label in LABELS.items()}
        | {name: _("Index against {competitor}", competitor=str(name).removeprefix(AGAINST)) for name in named},
        UNITS | dict.fromkeys(map(str, named), "index"),
    )  # fmt: skip


def _with_competitors(table: pd.DataFrame, competitors: pd.DataFrame) -> pd.DataFrame:
    """The table with a column for the index against each competitor."""
    known: dict[str, dict[str | None, float]] = {}
    for row in records(competitors):
        known.setdefault(row["competitor"], {})[row[BY]] = row["price_index"]
    groups = table[BY].tolist()
    return table.assign(
        **{f"{AGAINST}{name}": [of.get(group, np.nan) for group in groups] for name, of in known.items()}
    )


def _furthest(competitors: pd.DataFrame) -> str:
    """Who undercuts us furthest, in words; else how to read the chart."""
    under = competitors[competitors["price_index"] >= 100 + UNDERCUT]
    if competitors.empty:
        return _("100 is competitors' price for the same; products weigh by the units sold")
    if under.empty:
        return _("100 is competitors' price for the same; small dots are competitors one by one")
    row = under.sort_values("price_index").iloc[-1]
    less = percent(float(1 - ratio(100, row["price_index"])), 0)
    return _("{competitor} is {share} cheaper than we are in {category}", competitor=row["competitor"], share=less,
             category=row[BY] or _("products of no category"))  # fmt: skip


def _also(groups: pd.DataFrame) -> list[str]:
    """Of when the quotes are, what was left out, what is not drawn."""
    if groups["price_index"].isna().all():
        return []
    about = groups.attrs
    said = [
        _("100: competitors' median price for the same."),
        what_is_compared(about),
    ]
    missing = int((groups["things_sold"] - groups["things"]).sum())
    if missing and groups["things"].sum():
        said.append(_("Without a match: {n} of the products sold.", n=number(missing)))
    if about["left_out"]:
        said.append(ngettext("{n} sale has no price per unit or is a return.",
                             "{n} sales have no price per unit or are returns.", about["left_out"]))  # fmt: skip
    if groups["price_index"].notna().sum() > MOST:
        said.append(_("Drawn are the {n} categories with the most revenue.", n=number(MOST)))
    return said
