"""Won revenue by month, with the months that it is compared with."""

from datetime import date
from math import isnan
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.lines import Amounts, Line, end_labels, trace
from charts.part_periods import by_period, days_seen, is_whole, starts_of
from charts.scales import amount_axis
from charts.theme import CLEAR, COMPARISON, MUTED, WON, figure, nothing_found, tint
from charts.time_axis import time_axis
from i18n import _, money, period, short_day, short_money

FEW = 2  # months or fewer are bars: a line would be a stub
PALE = 0.55  # of a bar whose month is not whole


def revenue_by_month(months: pd.DataFrame, currency: str, compared: str) -> go.Figure:
    """Lines, or bars of one or two months; months that are not whole are hollow. A click filters by the month.

    `months` has columns month (first day), won_revenue, before and month_before (what it is compared with; null
    where there is nothing), and attrs window and as_of. `compared` names the line of `before`.
    """
    if not any(_amounts(months["won_revenue"])) and not any(_amounts(months["before"])):
        return nothing_found(_("No deal was won in this period with these filters"))
    return (_bars if len(months) <= FEW else _lines)(months, currency, compared)


def _lines(months: pd.DataFrame, currency: str, compared: str) -> go.Figure:
    starts, revenue, before = starts_of(months), _amounts(months["won_revenue"]), _amounts(months["before"])
    whole = [is_whole(start, "month", months.attrs) for start in starts]
    solid = [amount if w else None for amount, w in zip(revenue, whole, strict=True)]
    known = [amount for amount in (*revenue, *before) if amount is not None]
    y_axis = amount_axis(min(known), max(known), lambda v: short_money(v, currency))
    earlier = [Line(before, compared, COMPARISON, MUTED, 1.75, "dot")] if any(before) else []
    layout = {
        "xaxis": time_axis(starts[0], starts[-1], months=True), "yaxis": y_axis, "hovermode": "x", "hoverdistance": -1,
        "margin": {"l": 8, "r": 88, "t": 12, "b": 8},
        "annotations": end_labels(starts, [*earlier, Line(revenue, _("this period"), WON, WON)], y_axis["range"]),
    }  # fmt: skip
    drawn = [trace(starts, line) for line in (*earlier, Line(solid, "", WON, WON))]
    traces = [*drawn, *_to_parts(starts, revenue, whole), _points(starts, revenue, whole, _marks(months, currency))]
    return figure(traces, layout)


def _to_parts(starts: list[date], revenue: Amounts, whole: list[bool]) -> list[dict[str, Any]]:
    """Dashes between a month that is not whole and its neighbours."""
    pairs = [(i, i + 1) for i in range(len(starts) - 1) if not (whole[i] and whole[i + 1])]
    if not pairs:
        return []
    x = [start for a, b in pairs for start in (starts[a], starts[b], None)]
    y = [amount for a, b in pairs for amount in (revenue[a], revenue[b], None)]
    return [{"type": "scatter", "x": x, "y": y, "mode": "lines", "connectgaps": False, "hoverinfo": "skip",
             "line": {"color": WON, "width": 2, "dash": "4px,3px"}}]  # fmt: skip


def _points(starts: list[date], revenue: Amounts, whole: list[bool], marks: list[Any]) -> dict[str, Any]:
    """What is hovered and clicked: nothing to see on whole months, a ring on the others."""
    rings = {"color": CLEAR, "size": 8, "line": {"color": WON, "width": [0 if w else 2 for w in whole]}}
    return {"type": "scatter", "x": starts, "y": revenue, "mode": "markers", "marker": rings, "customdata": marks,
            "hovertemplate": HOVER}  # fmt: skip


def _bars(months: pd.DataFrame, currency: str, compared: str) -> go.Figure:
    """Each month beside what it is compared with, everything written on them."""
    starts, revenue, before = starts_of(months), _amounts(months["won_revenue"]), _amounts(months["before"])
    places = list(range(len(starts)))
    whole = [is_whole(start, "month", months.attrs) for start in starts]
    shown = {"type": "bar", "textposition": "outside", "cliponaxis": False, "textfont": {"size": 12, "color": MUTED},
             "hovertemplate": HOVER, "customdata": _marks(months, currency), "constraintext": "none"}  # fmt: skip
    own = {**shown, "x": places, "y": revenue, "text": [short_money(a, currency) for a in revenue],
           "marker": {"color": [WON if w else tint(WON, PALE) for w in whole], "line": {"width": 0}}}  # fmt: skip
    other = {**shown, "x": places, "y": before, "marker": {"color": COMPARISON, "line": {"width": 0}},
             "text": ["" if a is None else f"{short_money(a, currency)}<br>{compared}" for a in before]}  # fmt: skip
    known = [amount for amount in (*revenue, *before) if amount is not None]
    y_axis = amount_axis(min(known), max(known) * 1.15, lambda v: short_money(v, currency))
    texts = [_days_of(months, start, w) for start, w in zip(starts, whole, strict=True)]
    layout = {
        "xaxis": {"tickvals": places, "ticktext": texts, "range": [-0.9, places[-1] + 0.9]}, "yaxis": y_axis,
        "bargap": 0.45, "bargroupgap": 0.08, "margin": {"l": 8, "r": 8, "t": 12, "b": 8},
    }  # fmt: skip
    return figure([other, own] if any(before) else [own], layout)


def _days_of(months: pd.DataFrame, start: date, whole: bool) -> str:
    first, last = days_seen(start, "month", months.attrs)
    days = "" if whole else f"<br>{short_day(first)} – {short_day(last)}"
    return period(start, "month") + days


def _marks(months: pd.DataFrame, currency: str) -> list[Any]:
    """What hovering says of each month, and what a click on it filters."""
    starts, compared = starts_of(months), "before" in months
    others = starts_of(months, "month_before") if compared else starts
    before = _amounts(months["before"]) if compared else [None] * len(starts)
    found = []
    for start, amount, other, earlier in zip(starts, _amounts(months["won_revenue"]), others, before, strict=True):
        first, last = days_seen(start, "month", months.attrs)
        whole = is_whole(start, "month", months.attrs)
        head = period(start, "month") if whole else f"{short_day(first)} – {short_day(last)} {last.year}"
        lines = [f"<b>{head}</b>", _("won {amount}", amount=money(amount, currency))]
        if earlier is not None:
            lines.append(f"{period(other, 'month')}: {money(earlier, currency)}")
        found.append(mark("<br>".join(lines), by_period(start, "month", months.attrs)))
    return found


def _amounts(values: pd.Series) -> list[float | None]:
    return [None if isnan(v) else v for v in values.astype(float).tolist()]
