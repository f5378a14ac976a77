"""All KPIs at a glance: each with its figure or its leader, what stands behind it, its definition."""

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import pandas as pd
from dash import Output, html

from charts.labels import plain_name
from i18n import _, number, period
from metrics.breakdown import Columns, columns_of, leader, whole
from metrics.kpis import GROUPS, Kpi, kpis, together
from metrics.query import Query
from pages.components import aria, data, info
from pages.panel import definitions
from pages.values import in_full, shown
from settings import settings


def kpi_list() -> html.Div:
    """The KPIs under their headings with their definitions; `kpi_figures` fill in the rest."""
    return html.Div([_group(heading) for heading in GROUPS], className="kpi-list")


def kpi_outputs() -> list[Output]:
    """The places of the KPIs' figures, in the order of `kpis`."""
    return [Output(_id(kpi), "children") for kpi in kpis()]


def kpi_queries() -> tuple[Query, ...]:
    """What the list measures."""
    return tuple(together(kpis()))


def kpi_figures(frames: Sequence[pd.DataFrame], chosen: Kpi, currency: str) -> list[html.Button]:
    """A button for each KPI that chooses it, in the order of `kpis`; `frames` are those of `kpi_queries`."""
    listed = kpis()
    shared = zip(together(listed).values(), map(columns_of, frames), strict=True)
    found = {kpi.name: columns for several, columns in shared for kpi in several}
    return [_button(kpi, found[kpi.name], kpi.name == chosen.name, currency) for kpi in listed]


def _group(heading: str) -> html.Section:
    rows = [_row(kpi) for kpi in kpis() if kpi.group == heading]
    return html.Section([html.H3(_(heading)), *rows], className="kpi-group")


def _row(kpi: Kpi) -> html.Div:
    bones = [html.Span(kpi.title, className="kpi-label"), html.Span(className="bone kpi-value"),
             html.Span("\u00a0", className="kpi-beside")]  # fmt: skip
    waiting = html.Div(bones, className="kpi-choose")
    return html.Div([html.Div(waiting, id=_id(kpi)), info(definitions(kpi.metrics), kpi.title)], className="kpi")


def _id(kpi: Kpi) -> str:
    return f"kpi-{kpi.name}"


def _button(kpi: Kpi, columns: Columns, is_chosen: bool, currency: str) -> html.Button:
    row = leader(columns, kpi.metric, settings().rules.too_few) if kpi.grouped else whole(columns)
    value = row.get(kpi.metric.name)
    words = [
        html.Span(kpi.title, className="kpi-label"),
        html.Span(
            shown(kpi.metric, value, currency), title=in_full(kpi.metric, value, currency), className="kpi-value"
        ),
        html.Span(_beside(kpi, row, columns, currency), className="kpi-beside"),
    ]
    view = json.dumps({"kpis.kpi": kpi.name, "kpis.by": ""})  # broken down its own way
    return html.Button(words, type="button", className="kpi-choose", **data(view=view, show="kpis-chosen"),
                       **aria(pressed=str(is_chosen).lower()))  # fmt: skip


def _beside(kpi: Kpi, row: Mapping[str, Any], columns: Columns, currency: str) -> str:
    """Of a breakdown who leads; the figure beside it; how many stand behind it."""
    if kpi.grouped and not row:
        return _why_nobody_leads(kpi, columns)
    lead = [_leader(kpi, row)] if kpi.grouped else []
    second = [] if lead else kpi.metrics[1:2]
    more = [f"{_(other.label)} {shown(other, row.get(other.name), currency)}" for other in second]
    n = row.get(f"{kpi.metric.name}_n")
    said = n is None or any(row.get(other.name) == n for other in second)
    return " · ".join([*lead, *more, *([] if said else [_("n {n}", n=number(n))])])


def _why_nobody_leads(kpi: Kpi, columns: Columns) -> str:
    if not any(map(isfinite, columns[kpi.metric.name])):
        return _("nothing in this period")
    return _("too few deals") if any(name is not None for name in next(iter(columns.values()))) else _("not known")


def _leader(kpi: Kpi, row: Mapping[str, Any]) -> str:
    name = next(iter(row.values()))
    return _("highest: {name}", name=period(name.date(), kpi.grain) if kpi.grain else plain_name(name))
