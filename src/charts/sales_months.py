"""Won revenue by month, with the months that it is compared with and those that are forecast."""

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.forecast import Ahead, ahead_of, fan, forecast_words, month_points
from charts.inside_labels import inside_labels
from charts.lines import Amounts, Line, amounts, end_labels, trace
from charts.part_periods import by_period, days_seen, is_whole, starts_of
from charts.scales import amount_axis
from charts.theme import CLEAR, COMPARISON, MUTED, WON, figure, nothing_found, tint
from charts.time_axis import time_axis
from i18n import _, money, period, short_day, short_money
from periods import next_start

FEW = 2  # months or fewer are bars: a line would be a stub
PALE = 0.55  # of a bar whose month is not whole


def revenue_by_month(
    months: pd.DataFrame, currency: str, compared: str, forecast: pd.DataFrame | None = None
) -> go.Figure:
    """Lines, or bars of one or two months; months that are not whole are hollow. A click filters by the month.

    `months` has columns month (first day), won_revenue, before and month_before (what it is compared with; null
    where there is nothing), and attrs window and as_of. `compared` names the line of `before`, "" where
    nothing is compared. `forecast` has columns period (first day of the month), forecast, low80, high80, low95, high95;
    null or no rows: nothing is forecast.
    """
    ahead = ahead_of(forecast, _joint(months, forecast))
    if ahead is None and not any((*amounts(months["won_revenue"]), *amounts(months["before"]))):
        return nothing_found(_("No deal was won in this period with these filters"))
    if ahead is not None:
        return _lines(months, currency, compared, ahead)
    return (_bars if len(months) <= FEW else _lines)(months, currency, compared)


def _joint(months: pd.DataFrame, forecast: pd.DataFrame | None) -> tuple[date, float] | None:
    """The last whole month with its amount, from which the forecast goes on; None if that is not the month before."""
    known = zip(starts_of(months), amounts(months["won_revenue"]), strict=True)
    whole = [(start, won) for start, won in known if won is not None and is_whole(start, "month", months.attrs)]
    if not whole or forecast is None or forecast.empty:
        return None
    return whole[-1] if next_start(whole[-1][0], "month") == starts_of(forecast.head(1), "period")[0] else None


def _lines(months: pd.DataFrame, currency: str, compared: str, ahead: Ahead | None = None) -> go.Figure:
    starts, revenue, before = starts_of(months), amounts(months["won_revenue"]), amounts(months["before"])
    whole = [is_whole(start, "month", months.attrs) for start in starts]
    solid = [amount if w else None for amount, w in zip(revenue, whole, strict=True)]
    known = [amount for amount in (*revenue, *before, *(ahead.reach if ahead else ())) if amount is not None]
    y_axis = amount_axis(min(known), max(known), lambda v: short_money(v, currency))
    earlier = [Line(before, compared, COMPARISON, MUTED, 1.75, "dot")] if any(before) else []
    named = [*earlier, Line(revenue, _("this period") if compared else _("won"), WON, WON)]
    last = max(starts[-1], ahead.days[-1]) if ahead else starts[-1]
    layout = {
        "xaxis": time_axis(starts[0], last, months=True), "yaxis": y_axis, "hovermode": "x", "hoverdistance": -1,
        "margin": {"l": 8, "r": 64 if ahead else 88, "t": 12, "b": 8},
        "annotations": _names(starts, named, y_axis["range"], ahead),
    }  # fmt: skip
    drawn = [trace(starts, line) for line in (*earlier, Line(solid, "", WON, WON))]
    said = forecast_words(ahead, currency) if ahead else {}
    beyond = month_points(ahead, {day: said[day] for day in said if day not in starts}) if ahead else []
    points = _points(starts, revenue, whole, _marks(months, currency, said), beyond)
    under = fan(ahead) if ahead else []
    return figure([*under, *drawn, *_to_parts(starts, revenue, whole), points], layout)


def _names(starts: list[date], named: list[Line], span: list[float], ahead: Ahead | None) -> list[dict[str, Any]]:
    """Behind the lines' ends; where the forecast goes on from there, that of the forecast alone."""
    if ahead is None:
        return end_labels(starts, named, span)
    return [*inside_labels(starts, named, span, ahead.days[-1]), *end_labels(ahead.days, [ahead.line], span)]


def _to_parts(starts: list[date], revenue: Amounts, whole: list[bool]) -> list[dict[str, Any]]:
    """Dashes between a month that is not whole and its neighbours."""
    pairs = [(i, i + 1) for i in range(len(starts) - 1) if not (whole[i] and whole[i + 1])]
    if not pairs:
        return []
    x = [start for a, b in pairs for start in (starts[a], starts[b], None)]
    y = [amount for a, b in pairs for amount in (revenue[a], revenue[b], None)]
    return [{"type": "scatter", "x": x, "y": y, "mode": "lines", "connectgaps": False, "hoverinfo": "skip",
             "line": {"color": WON, "width": 2, "dash": "4px,3px"}}]  # fmt: skip


def _points(
    starts: list[date], revenue: Amounts, whole: list[bool], marks: list[Any],
    beyond: list[tuple[date, float | None, list[Any]]],
) -> dict[str, Any]:  # fmt: skip
    """What is hovered and clicked: nothing to see on whole months and on those ahead, a ring on the others.

    One trace for all: each would say what it has nearest to the pointer.
    """
    rings = [0 if w else 2 for w in whole] + [0] * len(beyond)
    return {"type": "scatter", "x": [*starts, *(day for day, _amount, _mark in beyond)],
            "y": [*revenue, *(amount for _day, amount, _mark in beyond)], "mode": "markers",
            "marker": {"color": CLEAR, "size": 8, "line": {"color": WON, "width": rings}},
            "customdata": [*marks, *(told for _day, _amount, told in beyond)], "hovertemplate": HOVER}  # fmt: skip


def _bars(months: pd.DataFrame, currency: str, compared: str) -> go.Figure:
    """Each month beside what it is compared with, everything written on them."""
    starts, revenue, before = starts_of(months), amounts(months["won_revenue"]), amounts(months["before"])
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


def _marks(months: pd.DataFrame, currency: str, ahead: dict[date, list[str]] | None = None) -> list[Any]:
    """What hovering says of each month, and what a click on it filters; `ahead`: what the forecast says of it."""
    starts, compared = starts_of(months), "before" in months
    others = starts_of(months, "month_before") if compared else starts
    before = amounts(months["before"]) if compared else [None] * len(starts)
    found = []
    for start, amount, other, earlier in zip(starts, amounts(months["won_revenue"]), others, before, strict=True):
        first, last = days_seen(start, "month", months.attrs)
        whole = is_whole(start, "month", months.attrs)
        head = period(start, "month") if whole else f"{short_day(first)} – {short_day(last)} {last.year}"
        lines = [f"<b>{head}</b>", _("won {amount}", amount=money(amount, currency))]
        if earlier is not None:
            lines.append(f"{period(other, 'month')}: {money(earlier, currency)}")
        lines += (ahead or {}).get(start, [])
        found.append(mark("<br>".join(lines), by_period(start, "month", months.attrs)))
    return found
