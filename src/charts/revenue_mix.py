"""Revenue mix: what share of revenue each stream had, period by period."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.labels import escape, short
from charts.lines import Line, end_labels
from charts.period_axis import NARROW as FEW_TICKS
from charts.period_axis import period_axis, period_name
from charts.theme import COMPARISON, INK, MUTED, SERIES, STRONGEST, SURFACE, empty_figure, figure, tint
from i18n import _, money, percent, short_money

MOST = len(SERIES)  # streams with a colour of their own; the rest are one
LABEL = 18  # characters of a name
SIGN = "⚠"
ALL = 9  # columns at most that all carry their total


def revenue_mix(
    frame: pd.DataFrame, grain: str, currency: str, broken: Sequence[date] = (), narrow: bool = False
) -> go.Figure:
    """A column a period, in which each stream is as high as its share; above it, revenue in all.

    `frame` has columns period (first day), line, label, amount, share, the oldest period first. In the periods
    `broken`, the streams do not add up to revenue: these are marked.
    """
    starts = list(dict.fromkeys(frame["period"].tolist()))
    if frame.empty or not frame["amount"].fillna(0).any():
        return empty_figure(_("No revenue in these periods"), _("Choose other periods with the slider."))
    rows = _streams(frame, starts)
    lowest = min(sum(min(stream["shares"][i], 0) for stream in rows) for i in range(len(starts)))
    span = [min(lowest, 0) * 1.02, 1.1 - min(lowest, 0)]
    names = [period_name(start, grain) for start in starts]
    bars = [_bar(stream, colour, names, currency) for stream, colour in zip(rows, _colours(rows), strict=True)]
    layout = {
        "barmode": "relative", "bargap": 0.22, "uniformtext": {"mode": "hide", "minsize": 10},
        "xaxis": period_axis(starts, grain, FEW_TICKS if narrow else 13), "yaxis": {"visible": False, "range": span},
        "margin": {"l": 10 if narrow else 4, "r": 112 if narrow else 140, "t": 4, "b": 8},
        "annotations": [*_names(rows, len(starts), span), *_totals(rows, starts, currency, broken, narrow)],
    }  # fmt: skip
    return figure(bars, layout)


def _streams(frame: pd.DataFrame, starts: Sequence[date]) -> list[dict[str, Any]]:
    """Name, amounts and shares of each stream in the statement's order; of many, the smaller ones together."""
    found: dict[str, dict[str, Any]] = {}
    columns = (frame[name].tolist() for name in ("line", "label", "period", "amount", "share"))
    for line, label, start, amount, share in zip(*columns, strict=True):
        nothing = [0.0] * len(starts)
        stream = found.setdefault(line, {"name": label, "amounts": nothing, "shares": [*nothing]})
        place = starts.index(start)
        stream["amounts"][place], stream["shares"][place] = _known(amount), _known(share)
    streams = list(found.values())
    if len(streams) <= MOST:
        return streams
    largest = sorted(streams, key=lambda stream: -abs(sum(stream["amounts"])))[: MOST - 1]
    rest = [stream for stream in streams if stream not in largest]
    together = {key: [sum(each) for each in zip(*(stream[key] for stream in rest), strict=True)]
                for key in ("amounts", "shares")}  # fmt: skip
    return [*(stream for stream in streams if stream in largest), {"name": _("all others"), **together}]


def _known(value: Any) -> float:
    return 0.0 if value is None or pd.isna(value) else float(value)


def _colours(rows: Sequence[Any]) -> list[str]:
    return [SERIES[i] if i < MOST else COMPARISON for i in range(len(rows))]


def _bar(stream: dict[str, Any], colour: str, names: Sequence[str], currency: str) -> dict[str, Any]:
    hovers = [
        f"<b>{escape(stream['name'])}</b><br>{name}<br>"
        + _("{amount}, {share} of revenue", amount=money(amount, currency), share=percent(share))
        for name, amount, share in zip(names, stream["amounts"], stream["shares"], strict=True)
    ]
    return {
        "type": "bar", "x": list(range(len(names))), "y": stream["shares"], "name": escape(stream["name"]),
        "marker": {"color": tint(colour, STRONGEST), "line": {"color": SURFACE, "width": 1}},
        "text": [percent(share, 0) for share in stream["shares"]], "textposition": "inside", "textangle": 0,
        "insidetextanchor": "middle", "textfont": {"size": 11, "color": INK}, "insidetextfont": {"color": INK},
        "customdata": [mark(hover, None) for hover in hovers], "hovertemplate": HOVER,
    }  # fmt: skip


def _names(rows: Sequence[dict[str, Any]], columns: int, span: Sequence[float]) -> list[dict[str, Any]]:
    """Each stream's name behind its part of the last column."""
    lines, floor, below = [], 0.0, 0.0
    for stream, colour in zip(rows, _colours(rows), strict=True):
        share = stream["shares"][-1]
        middle = floor + share / 2 if share >= 0 else below + share / 2
        floor, below = floor + max(share, 0), below + min(share, 0)
        name = f'<span style="color: {colour}">●</span> {short(stream["name"], LABEL)}'
        lines.append(Line([middle], name, colour, INK))
    return end_labels([columns - 0.55], lines, span, apart=0.075)


def _totals(
    rows: Sequence[dict[str, Any]], starts: Sequence[date], currency: str, broken: Sequence[date], narrow: bool
) -> list[dict[str, Any]]:
    """Revenue above the columns: all, or where there is no room the first and the last; broken ones always."""
    every = len(starts) <= (4 if narrow else ALL)
    found = []
    for i, start in enumerate(starts):
        cracked = start in broken
        if not (every or cracked or i in (0, len(starts) - 1)):
            continue
        top = sum(max(stream["shares"][i], 0) for stream in rows)
        amount = short_money(sum(stream["amounts"][i] for stream in rows), currency)
        text = f"{SIGN} {amount}" if cracked and every else SIGN if cracked and 0 < i < len(starts) - 1 else amount
        found.append({"x": i, "y": top, "text": text, "yanchor": "bottom", "showarrow": False,
                      "font": {"size": 11.5, "color": INK if i == len(starts) - 1 else MUTED}})  # fmt: skip
    return found
