"""The table of price positions: what we and competitors sell, how the prices differ and what that is worth."""

from typing import Any

import pandas as pd
from dash import html

from charts.rows import records
from i18n import N_, _, number, percent, short_money
from metrics import price_positions
from metrics.definition import Unit
from metrics.price_positions import ABOVE, AT, BELOW
from pages.asked import Asked
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import Definition
from pages.pricing_spans import period_of, what_is_compared
from pages.table import table, table_parts

TABLE, TITLE = "pricing-positions", N_("Price positions by product")
FILTERED = ("product",)  # what a click on a row filters by
HEIGHT = 460
DEFINITIONS = (
    Definition(price_positions.LABEL, price_positions.ABOUT),
    Definition(N_("Left on the table"), N_("Where we are cheaper: units sold x (competitors' median - own median).")),
    Definition(N_("At risk"), N_("Where we are dearer: units sold x (own median - competitors' median), which customers"
                                 " could save elsewhere.")),
    Definition(N_("Verdict"), N_("Level: within two per cent of competitors' median. Few: of fewer than three sales or"
                                 " quotes.")),
)  # fmt: skip
LABELS = {
    "own_price": N_("Own median"), "rivals_price": N_("Rivals' median"), "price_index": N_("Index"),
    "delta": N_("Delta"), "verdict": N_("Verdict"), "units": N_("Units"), "opportunity_cost": N_("Left on the table"),
    "at_risk": N_("At risk"), "n": N_("Sales"), "quotes": N_("Quotes"), "competitors": N_("Rivals"),
    "revenue": N_("Revenue"), "newest_days": N_("Newest quote"), "age_days": N_("Median quote"),
    "matched_by": N_("Matched by"),
}  # fmt: skip
UNITS: dict[str, Unit] = {
    **dict.fromkeys(("own_price", "rivals_price", "delta", "opportunity_cost", "at_risk", "revenue"), "money"),
    "price_index": "index", "newest_days": "days", "age_days": "days", "units": "count", "quotes": "count",
    "competitors": "count",
}  # fmt: skip
WIDTHS = {  # on screen, in this order
    "product": 126, "verdict": 116, "own_price": 86, "rivals_price": 86, "price_index": 60, "delta": 76,
    "units": 64, "opportunity_cost": 90, "at_risk": 90, "n": 62, "quotes": 68, "competitors": 58,
    "newest_days": 72, "age_days": 86,
}  # fmt: skip
NARROW = (  # columns without room for the sign of a filter
    "price_index", "delta", "units", "n", "quotes", "competitors", "newest_days", "age_days",
)  # fmt: skip
EXPORTED_TOO = ("category", "tier", "revenue", "matched_by")
MATCHED = {"product": N_("product"), "tier": N_("category and tier")}
WORDS = {BELOW: N_("{share} below"), AT: N_("level"), ABOVE: N_("{share} above")}


def positions_table() -> html.Section:
    """The table, empty until `table_of` fills it."""
    return table(TABLE, _(TITLE), DEFINITIONS, height=HEIGHT)


async def positions_exhibit(found: Asked) -> Exhibit:
    """What both sell, the largest revenue first."""
    asked = (period_of(found), found.filters, found.scope, found.snapshot)
    frame = await price_positions.price_positions(*asked)
    both = frame[frame["matched_by"].notna()]
    shown = both.assign(
        verdict=[_verdict(row) for row in records(both)],
        matched_by=[_(MATCHED[how]) for how in both["matched_by"]],
    )
    kept = shown[[*WIDTHS, *EXPORTED_TOO]]
    kept.attrs = frame.attrs
    return Exhibit(
        TABLE, _(TITLE), kept, (), subtitle=_in_words(frame, both, found.currency), note=notes(frame, also=_also(both)),
        labels={name: _(label) for name, label in LABELS.items()}, units=UNITS,
    )  # fmt: skip


def table_of(exhibit: Exhibit, currency: str) -> list[Any]:
    """What `table_outputs` receives, its columns as narrow as they may be."""
    rows, columns, *words = table_parts(exhibit, currency, by=FILTERED)
    named = {column["field"]: column | ({"filter": False} if column["field"] in NARROW else {}) for column in columns}
    fitted = [
        named[name] | {"minWidth": width, "flex": 2 if name == "product" else 1} for name, width in WIDTHS.items()
    ]
    return [rows, fitted, *words]


def _verdict(row: dict[Any, Any]) -> str:
    share = percent(abs(row["price_index"] / 100 - 1))
    side = WORDS[row["verdict"]]
    said = _(side, share=share) if row["verdict"] != AT else _(side)
    return _("{verdict} (few)", verdict=said) if row["thin"] else said


def _in_words(frame: pd.DataFrame, both: pd.DataFrame, currency: str) -> str:
    if both.empty:
        return _("Competitors quote nothing of what was sold") if len(frame) else _("Nothing was sold")
    return _("{n} of {all} products sold; {left} left on the table, {risk} at risk", n=number(len(both)),
             all=number(len(frame)), left=short_money(both["opportunity_cost"].sum(), currency),
             risk=short_money(both["at_risk"].sum(), currency))  # fmt: skip


def _also(both: pd.DataFrame) -> list[str]:
    thin = int(both["thin"].sum())
    few = [_("{n} of them rest on fewer than three sales or quotes.", n=number(thin))] if thin else []
    return [what_is_compared(both.attrs), *few] if len(both) else []
