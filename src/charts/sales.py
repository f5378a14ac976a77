"""Sales figures: won revenue over time, and where it came from."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import isnan
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, OTHER, by_value, mark
from charts.scales import amount_axis
from charts.theme import COMPARISON, MUTED, WON, empty_figure
from i18n import _, money, month_name, period, short_money

Amounts = list[float | None]
_BAR_SHARE = 0.11  # of the height, at most, for one bar: few bars are no blocks
_TOO_CLOSE = 0.08  # share of the axis under which two end labels would overlap


def revenue_by_month(months: pd.DataFrame, currency: str) -> go.Figure:
    """Won revenue by month with the same months a year before.

    `months` has columns month (first day), won_revenue, year_before; a null is a gap in the line.
    """
    starts = [date(m.year, m.month, 1) for m in months["month"]]
    revenue, before = _amounts(months["won_revenue"]), _amounts(months["year_before"])
    if not any(revenue) and not any(before):
        return empty_figure(_("No deal was won in this period with these filters"))
    known = [amount for amount in (*revenue, *before) if amount is not None]
    y_axis = amount_axis(min(known), max(known), lambda v: short_money(v, currency))
    hover = [_hover(*row, currency) for row in zip(starts, revenue, before, strict=True)]
    current = _line(starts, revenue, WON, width=2.5, customdata=hover, hovertemplate="%{customdata}<extra></extra>")
    earlier = _line(starts, before, COMPARISON, width=1.75, dash="dot", hoverinfo="skip")
    ends = [(revenue, _("this period"), WON), (before, _("year before"), MUTED)]
    return go.Figure(
        data=[earlier, current] if any(before) else [current],
        layout={
            "xaxis": _month_axis(starts),
            "yaxis": y_axis,
            "hovermode": "x",
            "margin": {"l": 8, "r": 84, "t": 12, "b": 8},
            "annotations": _end_labels(starts, [end for end in ends if any(end[0])], y_axis["range"]),
        },
    )


def revenue_by(frame: pd.DataFrame, dimension: str, currency: str) -> go.Figure:
    """Won revenue by the values of a dimension, largest on top; `frame` has columns `dimension`, won_revenue."""
    bars = frame[frame["won_revenue"].fillna(0) != 0].sort_values("won_revenue")
    if bars.empty:
        return empty_figure(_("No deal was won in this period with these filters"))
    names = [_name(n) for n in bars[dimension]]
    amounts = bars["won_revenue"].astype(float).tolist()
    low, high = min(0.0, *amounts), max(0.0, *amounts)
    room = (high - low) * 0.22  # for the labels outside the bars
    return go.Figure(
        data=[{
            "type": "bar", "y": names, "x": amounts, "orientation": "h", "marker": {"color": WON, "line": {"width": 0}},
            "text": [short_money(a, currency) for a in amounts], "textposition": "outside", "cliponaxis": False,
            "textfont": {"size": 12, "color": MUTED}, "constraintext": "none",
            "customdata": [mark(f"<b>{n}</b><br>{money(a, currency)}", by_value(**{dimension: value}))
                           for n, a, value in zip(names, amounts, bars[dimension], strict=True)],
            "hovertemplate": HOVER,
        }],
        layout={
            "xaxis": {"visible": False, "range": [low - room if low < 0 else 0, high + room]},
            "yaxis": {"showgrid": False, "type": "category", "ticksuffix": "  "},
            "bargap": max(0.32, 1 - len(names) * _BAR_SHARE),
        },
    )  # fmt: skip


def _name(value: str | None) -> str:
    """A group's name; the rest beyond the top ones and what is not known are called so."""
    if pd.isna(value):
        return _("not known")
    return _("all others") if value == OTHER else str(value)


def _amounts(values: pd.Series) -> Amounts:
    return [None if isnan(v) else v for v in values.astype(float).tolist()]


def _line(starts: Sequence[date], amounts: Amounts, colour: str, width: float, dash: str = "solid", **more: Any) -> Any:
    """A trace as a plain dict: Figure checks it once, where a trace object would be checked twice."""
    return {
        "type": "scatter", "x": list(starts), "y": amounts, "mode": "lines" if len(starts) > 1 else "markers",
        "connectgaps": False, "line": {"color": colour, "width": width, "dash": dash},
        "marker": {"color": colour, "size": 8}, **more,
    }  # fmt: skip


def _hover(start: date, revenue: float | None, before: float | None, currency: str) -> str:
    lines = [f"<b>{period(start, 'month')}</b>", _("won {amount}", amount=money(revenue, currency))]
    return "<br>".join([*lines, _("year before {amount}", amount=money(before, currency))])


def _month_axis(starts: Sequence[date]) -> dict[str, Any]:
    """Months by name, the year under the first month shown of it; at most seven, so that a phone has room."""
    step = -(-len(starts) // 7)
    shown = list(starts[::step])
    texts = [f"{month_name(s)}<br>{s.year if _begins_year(shown, i) else ' '}" for i, s in enumerate(shown)]
    edge = (starts[-1] - starts[0] or timedelta(days=30)) * 0.025
    span = [starts[0] - edge, starts[-1] + edge]
    return {"type": "date", "range": span, "tickvals": shown, "ticktext": texts, "tickangle": 0}


def _begins_year(shown: Sequence[date], i: int) -> bool:
    """Whether a year is written under month i: where it changes, and at the start unless it changes right after."""
    if i:
        return shown[i].year != shown[i - 1].year
    return len(shown) == 1 or shown[1].year == shown[0].year


def _end_labels(
    starts: Sequence[date], lines: Sequence[tuple[Amounts, str, str]], span: Sequence[float]
) -> list[dict[str, Any]]:
    """Each line's name behind its last point, moved apart where the lines end close to each other."""
    ends = [max(i for i, amount in enumerate(amounts) if amount is not None) for amounts, _text, _colour in lines]
    heights = [amounts[end] or 0.0 for end, (amounts, _text, _colour) in zip(ends, lines, strict=True)]
    apart = len(heights) == 2 and abs(heights[0] - heights[1]) < _TOO_CLOSE * (span[1] - span[0])
    shifts = [0.0] * len(ends) if not apart else [9.0, -9.0] if heights[0] >= heights[1] else [-9.0, 9.0]
    return [
        {
            "x": starts[end], "y": height, "text": text, "xanchor": "left", "yanchor": "middle", "xshift": 6,
            "yshift": shift, "showarrow": False, "font": {"size": 12, "color": colour},
        }
        for end, (_values, text, colour), height, shift in zip(ends, lines, heights, shifts, strict=True)
    ]  # fmt: skip
