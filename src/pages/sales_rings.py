"""Won revenue as rings: two or three dimensions inside each other, the reader's choice."""

import pandas as pd

from auth.scope import Scope
from charts.sunburst import drawn, sunburst
from data.engine import Snapshot
from i18n import N_, _, money, ngettext
from metrics.checks import dimension_values
from metrics.query import Query
from metrics.sales import WON_REVENUE
from pages.asked import Asked
from pages.components import notes
from pages.exhibit import Exhibit

RINGS = {  # from the inside out
    "category": (N_("Category, product"), ("category", "product")),
    "sector": (N_("Sector, product"), ("sector", "product")),
    "region": (N_("Region, team, rep"), ("region", "team", "rep")),
}


def choices(snapshot: Snapshot | None, scope: Scope) -> dict[str, str]:
    """The rings on offer, by name: those whose dimensions all have values."""
    offered = {
        name: _(label)
        for name, (label, dimensions) in RINGS.items()
        if snapshot and all(dimension_values(dimension, scope, snapshot) for dimension in dimensions)
    }
    return offered or {"category": _(RINGS["category"][0])}


def queries(found: Asked) -> list[Query]:
    """Won revenue by the rings' dimensions together."""
    return [Query(WON_REVENUE, by=_dimensions(found))]


def exhibits(found: Asked, frame: pd.DataFrame) -> list[Exhibit]:
    """The rings, and what is said of pieces that they leave out."""
    dimensions = _dimensions(found)
    return [
        Exhibit(
            "sales-rings", _("Won revenue in rings"), frame, (WON_REVENUE,),
            lambda: sunburst(frame, dimensions, found.currency), _(RINGS[_chosen(found)][0]),
            notes(frame, also=_left_out(frame, found.currency)),
        )
    ]  # fmt: skip


def _chosen(found: Asked) -> str:
    return found.choice("sales.sunburst", choices(found.snapshot, found.scope))


def _dimensions(found: Asked) -> tuple[str, ...]:
    return RINGS[_chosen(found)][1]


def _left_out(frame: pd.DataFrame, currency: str) -> list[str]:
    amounts = frame["won_revenue"]
    below, many = amounts[amounts < 0], int((amounts > 0).sum())
    negative = ngettext(
        "{n} group with a negative amount ({amount}) is not drawn.",
        "{n} groups with a negative amount ({amount}) are not drawn.",
        len(below), amount=money(float(below.sum()), currency),
    )  # fmt: skip
    rest = ngettext(
        "{n} small group is in “all others”.", "{n} small groups are in “all others”.", many - int(drawn(frame).sum())
    )
    return [negative if len(below) else "", rest if many > drawn(frame).sum() else ""]
