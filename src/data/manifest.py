"""What a snapshot says of itself: its origins, the last days with facts, and which tables count as revenue."""

from datetime import date
from typing import Any

import polars as pl

from data.assemble import OriginTables
from data.mapping import Mapping
from data.origins import synced_on
from data.sale_lines import SALE_LINES
from data.schema import TABLES
from data.tables import Origin

Part = tuple[Origin, OriginTables]


def manifest_of(parts: list[Part], mappings: dict[str, Mapping], today: date) -> dict[str, Any]:
    """The manifest of these origins on that day, without the currency and the point rules."""
    return {
        "as_of": {part.origin: _as_of(part, today, synced_on(origin, today)) for origin, part in parts},
        "dimensions": {name: label for m in mappings.values() for name, label in m.dimensions.items()},
        "date_notes": {name: m.date_note for name, m in mappings.items() if m.date_note},
        "money": {part.origin: _revenue_table(part) for _origin, part in parts},
        SALE_LINES: _sale_tables([part for _origin, part in parts]),
        "origins": {o.name: {"mapping": o.mapping, "title": mappings[o.name].title} for o, _part in parts},
        "tables": {part.origin: part.rows for _origin, part in parts},
        "made_on": today.isoformat(),
    }


def _as_of(part: OriginTables, today: date, synced: date | None) -> dict[str, str]:
    """The last day with facts per table, at most today; of a live origin not before the day of its last sync.

    A budget and an exchange rate are no facts.
    """
    days = {}
    for name, frame in part.tables.items():
        dated = TABLES[name].dated
        if name == "statement_lines":
            frame = frame.filter(pl.col("scenario").ne_missing("budget"))  # noqa: PLW2901
        columns = ("created_on", "attributed_on", "closed_on") if name == "opportunities" else (dated,)
        found = [
            last for c in columns if c and (last := frame.select(pl.col(c).filter(pl.col(c) <= today).max()).item())
        ]
        if synced and (dated or found):  # nothing more happened up to then
            found.append(synced)
        if found and name != "fx_rates":
            days[name] = max(found).isoformat()
    return days


def _revenue_table(part: OriginTables) -> str:
    """What counts as this origin's revenue for customers and margins: orders where loaded, else won deals."""
    orders = part.tables.get("orders")
    return "orders" if orders is not None and orders.height else "opportunities"


def _sale_tables(parts: list[OriginTables]) -> list[str]:
    """The tables that hold sales, of which the view `sale_lines` is made: none is read in vain."""
    tables = {_revenue_table(part) for part in parts if _revenue_table(part) == "orders" or _has_won(part)}
    return sorted(tables, reverse=True) or ["opportunities"]


def _has_won(part: OriginTables) -> bool:
    deals = part.tables.get("opportunities")
    return deals is not None and bool((deals["status"] == "won").any())
