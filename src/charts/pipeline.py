"""The pipeline: what open deals are worth, over time and by stage."""

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_value, mark
from charts.labels import name_of, short
from charts.lines import Line, end_labels, trace
from charts.part_periods import by_period, starts_of
from charts.scales import amount_axis
from charts.theme import MUTED, OPEN, figure, nothing_found, tint
from charts.time_axis import time_axis
from i18n import _, money, ngettext, period, short_money

_FILL = tint(OPEN, 0.12)
_BAR_SHARE = 0.16  # of the height, at most, for one bar: few bars are no blocks


def pipeline_trend(frame: pd.DataFrame, grain: str, currency: str) -> go.Figure:
    """Value of the deals open at the end of each period; `frame` has columns `grain`, pipeline, deals_open."""
    days = starts_of(frame, grain)
    values = [None if pd.isna(v) else float(v) for v in frame["pipeline"]]
    if not any(values):
        return nothing_found(_("No deal was open in this period with these filters"))
    known = [v for v in values if v is not None]
    line = Line(values, short_money(known[-1], currency), OPEN, MUTED)
    axis = amount_axis(min(known), max(known), lambda v: short_money(v, currency), ticks=3)
    marks = [
        mark(_hover(period(start, grain), value, deals, currency), by_period(start, grain, frame.attrs))
        for start, value, deals in zip(days, values, frame["deals_open"], strict=True)
    ]
    return figure(
        [trace(days, line, fill="tozeroy", fillcolor=_FILL, customdata=marks, hovertemplate=HOVER, hoverinfo=None)],
        {
            "xaxis": time_axis(days[0], days[-1]),
            "yaxis": axis,
            "hovermode": "x",
            "margin": {"l": 8, "r": 64, "t": 8, "b": 8},
            "annotations": end_labels(days, [line], axis["range"]),
        },
    )


def pipeline_by_stage(frame: pd.DataFrame, currency: str) -> go.Figure:
    """Value of the open deals in each stage, in stage order; `frame` has columns stage, pipeline, deals_open."""
    stages = frame[frame["deals_open"] > 0].iloc[::-1]
    if stages.empty:
        return nothing_found(_("No deal was open in this period with these filters"))
    values = stages["pipeline"].fillna(0).astype(float).tolist()
    rows = list(zip(stages["stage"], values, stages["deals_open"], strict=True))
    return figure(
        [{
            "type": "bar", "orientation": "h", "x": values, "y": list(range(len(rows))),
            "marker": {"color": OPEN, "line": {"width": 0}}, "textposition": "outside", "cliponaxis": False,
            "text": [f"{short_money(value, currency)} · {_deals(n)}" for _stage, value, n in rows],
            "textfont": {"size": 12, "color": MUTED}, "constraintext": "none", "hovertemplate": HOVER,
            "customdata": [mark(_hover(name_of(stage), value, n, currency), by_value(stage=stage))
                           for stage, value, n in rows],
        }],
        {
            "xaxis": {"visible": False, "range": [0, (max(values) or 1.0) * 1.6]},
            "yaxis": {"showgrid": False, "ticksuffix": "  ", "tickvals": list(range(len(rows))),
                      "ticktext": [short(stage) for stage, _value, _n in rows]},
            "bargap": max(0.3, 1 - len(rows) * _BAR_SHARE),
        },
    )  # fmt: skip


def _deals(n: float) -> str:
    return ngettext("{n} deal", "{n} deals", int(n))


def _hover(name: str, value: float | None, deals: float, currency: str) -> str:
    lines = [f"<b>{name}</b>", _("open {amount}", amount=money(value, currency))]
    return "<br>".join([*lines, _deals(deals)] if not pd.isna(deals) else lines)
