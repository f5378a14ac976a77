"""Where won revenue came from: by category, one category's products, one product's months.

The filters are the drill: what is shown follows from how many categories and products they leave. A click on a bar
filters, and so goes down; the path above the chart takes filters off, and so goes up.
"""

from typing import Any

import pandas as pd
from dash import html

from charts.breakdown import Measure, breakdown_bars, breakdown_columns
from charts.labels import plain_name
from i18n import N_, _, money, short_money
from metrics.breakdown import ranked
from metrics.checks import dimension_values
from metrics.query import Query
from metrics.sales import WON_REVENUE
from pages.asked import Asked
from pages.components import aria, data, notes
from pages.exhibit import Exhibit
from pages.sales_first import MONTHLY, drawn_months

LEVELS = {"category": N_("All categories"), "product": N_("All products")}  # from the whole to the parts
MONTH = "month"
MOST = 14  # bars, and one of all others


def levels(found: Asked) -> list[str]:
    """Those of the levels that the data has."""
    return [name for name in LEVELS if dimension_values(name, found.scope, found.snapshot)]


def chosen(found: Asked) -> dict[str, str]:
    """The levels of which exactly one value is left, with that value."""
    dims = dict(found.filters.dims)
    return {name: dims[name][0] for name in levels(found) if len(dims.get(name, ())) == 1}


def level_of(found: Asked) -> str:
    """What is shown: the level below the lowest of which one value is chosen, at the bottom the months."""
    there = levels(found)
    below = max((there.index(name) + 1 for name in chosen(found)), default=0)
    return there[below] if below < len(there) else MONTH


def query(found: Asked) -> Query:
    """What the chart shows; the months are measured anyway."""
    level = level_of(found)
    return MONTHLY if level == MONTH else Query(WON_REVENUE, by=level, top=MOST)


def exhibit(found: Asked, frame: pd.DataFrame) -> Exhibit:
    """The chart on the level that the filters lead to."""
    level, currency = level_of(found), found.currency
    measure = Measure(
        "won_revenue", _(WON_REVENUE.label), lambda v: short_money(v, currency), lambda v: money(v, currency)
    )
    if level == MONTH:
        months, said = drawn_months(found, frame, "won_revenue", "won_revenue_n")
        return Exhibit(
            "sales-drill", _title(found), months, (WON_REVENUE,), lambda: breakdown_columns(months, measure),
            "", notes(frame, also=said),
        )  # fmt: skip
    groups = ranked(frame, WON_REVENUE, 0)
    groups = groups[groups["won_revenue"] != 0]
    return Exhibit(
        "sales-drill", _title(found), groups, (WON_REVENUE,), lambda: breakdown_bars(groups, level, measure),
        "", notes(frame),
    )  # fmt: skip


def _title(found: Asked) -> str:
    level, path = level_of(found), list(chosen(found).values())
    if level == MONTH:
        return _("Won revenue of {name} by month", name=plain_name(path[-1])) if path else _("Won revenue by month")
    if not path:
        return _("Won revenue by category") if level == "category" else _("Won revenue by product")
    return _("Won revenue of {name} by product", name=plain_name(path[-1]))


def path(found: Asked) -> list[Any]:
    """From all down to what is shown; each but the last is a button that goes back up to it."""
    on, filtered = chosen(found), [name for name, _values in found.filters.dims if name in LEVELS]
    there = levels(found) or ["category"]
    parts = [_step(_(LEVELS[there[0]]), filtered)]
    for i, (_name, value) in enumerate(on.items()):
        parts += [
            html.Span("›", className="path-mark", **aria(hidden="true")),
            _step(plain_name(value), list(on)[i + 1 :]),
        ]
    return parts


def _step(text: str, above: list[str]) -> html.Button | html.Span:
    """`above`: the filters to take off to get there; none: it is where the reader is."""
    if not above:
        return html.Span(text, className="path-here", **aria(current="true"))
    return html.Button(text, type="button", className="path-up", **data(clear=" ".join(above)))
