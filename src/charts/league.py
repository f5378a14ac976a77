"""The forecast league: what each way to forecast said of the past, against what came."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.lines import Amounts, Line, amounts, end_labels, trace
from charts.part_periods import starts_of
from charts.scales import amount_axis
from charts.theme import CLEAR, COMPARISON, FORECAST, INK, MUTED, OPEN, SERIES, WON, empty_figure, figure, tint
from charts.time_axis import time_axis
from i18n import _, money, number, percent, period, short_money, signed

LOOKS = {  # of each method by its machine name: colour, dash
    "model": (FORECAST, "solid"),
    "seasonal_naive": (COMPARISON, "dot"),
    "weighted_pipeline": (OPEN, "6px,3px"),
    "commit": (SERIES[4], "2px,3px"),
}
OTHER = (MUTED, "dash")
TICKS = 5  # of months, at most: the names take room from the axis
_ROOM = 96  # pixels behind the longest bar, for what is written there


def league_course(forecasts: pd.DataFrame, names: Mapping[str, str], currency: str) -> go.Figure:
    """What came as a line, and what each method had said of it beforehand as thinner ones with dots.

    `forecasts` has columns method, period (first day of the month that was forecast, or of the first of several),
    forecast, actual. `names`: what methods are called.
    """
    known = forecasts[forecasts["forecast"].notna() & forecasts["actual"].notna()].sort_values("period", kind="stable")
    if known.empty:
        return _too_young()
    first = known.drop_duplicates("period")
    days, came = starts_of(first, "period"), amounts(first["actual"])
    methods = [method for method in (*LOOKS, *sorted(set(known["method"]) - set(LOOKS)))
               if method in set(known["method"])]  # fmt: skip
    lines = [_line(known[known["method"] == method], method, names, days) for method in methods]
    actual = Line(came, _("what came"), WON, WON, 2.75)
    reach = [amount for line in (*lines, actual) for amount in line.amounts if amount is not None]
    axis = amount_axis(min(reach), max(reach), lambda value: short_money(value, currency))
    layout = {
        "xaxis": time_axis(days[0], days[-1], TICKS, months=True), "yaxis": axis, "hovermode": "x", "hoverdistance": -1,
        "margin": {"l": 8, "r": 124, "t": 12, "b": 8},
        "annotations": end_labels(days, [*lines, actual], axis["range"], aligned=True),
    }  # fmt: skip
    drawn = [trace(days, line, mode="lines+markers", marker={"color": line.colour, "size": 5}) for line in lines]
    return figure([*drawn, trace(days, actual), _points(days, came, lines, names, methods, currency)], layout)


def _too_young() -> go.Figure:
    return empty_figure(_("No forecast has come of age yet"), _("Past months are judged once two years are known."))


def _line(rows: pd.DataFrame, method: str, names: Mapping[str, str], days: list[date]) -> Line:
    by_day = dict(zip(starts_of(rows, "period"), amounts(rows["forecast"]), strict=True))
    colour, dash = LOOKS.get(method, OTHER)
    name = f'<span style="color: {colour}">●</span> {names.get(method, method)}'
    return Line([by_day.get(day) for day in days], name, colour, INK, 1.75, dash)


def _points(
    days: list[date], came: Amounts, lines: list[Line], names: Mapping[str, str], methods: list[str], currency: str
) -> dict[str, Any]:
    """What the pointer meets: one unseen line that says what came and what each had said."""
    marks = []
    for i, day in enumerate(days):
        said = [f"<b>{period(day, 'month')}</b>", _("came {amount}", amount=money(came[i], currency))]
        for line, method in zip(lines, methods, strict=True):
            amount = line.amounts[i]
            if amount is not None:
                said.append(f"{names.get(method, method)}: {money(amount, currency)}{_off(amount, came[i])}")
        marks.append(mark("<br>".join(said), None))
    return {"type": "scatter", "x": days, "y": came, "mode": "markers", "marker": {"color": CLEAR, "size": 8},
            "customdata": marks, "hovertemplate": HOVER}  # fmt: skip


def _off(said: float, came: float | None) -> str:
    if not came or came < 0:
        return ""
    off = said / came - 1
    return f" ({signed(percent(abs(off), 0), off)})"


def league_bars(judged: pd.DataFrame, names: Mapping[str, str], best: str) -> go.Figure:
    """The error (WAPE) of each method, the least on top; the one in use, `best`, stands out.

    `judged` has columns method, wape, bias, coverage80 (fractions; null where not known), n (cut-offs judged).
    """
    known = judged[judged["wape"].notna()].sort_values("wape", kind="stable")
    if known.empty:
        return _too_young()
    rows = known.to_dict("records")
    places = [-i for i in range(len(rows))]
    used = [row["method"] == best for row in rows]
    texts = [_("<b>{share}</b>  in use", share=percent(row["wape"])) if here else percent(row["wape"])
             for row, here in zip(rows, used, strict=True)]  # fmt: skip
    bars = {
        "type": "bar", "orientation": "h", "x": [row["wape"] for row in rows], "y": places, "hovertemplate": HOVER,
        "marker": {"color": [FORECAST if here else tint(COMPARISON, 0.6) for here in used], "line": {"width": 0}},
        "text": [f" {text}" for text in texts], "textposition": "outside", "cliponaxis": False,
        "constraintext": "none", "textfont": {"size": 12, "color": MUTED},
        "customdata": [mark(_judgement(row, names), None) for row in rows],
    }  # fmt: skip
    layout = {
        "xaxis": {"visible": False, "range": [0, max(*(row["wape"] for row in rows), 0.01)]},
        "yaxis": {"showgrid": False, "tickvals": places, "range": [places[-1] - 0.6, 0.6],
                  "ticktext": [f"{names.get(row['method'], row['method'])}  " for row in rows],
                  "tickfont": {"size": 12, "color": INK}},
        "bargap": max(0.4, 1 - len(rows) * 0.14), "margin": {"l": 8, "r": _ROOM, "t": 8, "b": 8},
    }  # fmt: skip
    return figure([bars], layout)


def _judgement(row: dict[Any, Any], names: Mapping[str, str]) -> str:
    lines = [f"<b>{names.get(row['method'], row['method'])}</b>", _("off by {share}", share=percent(row["wape"]))]
    if pd.notna(row["bias"]):
        text = _("on the whole {share} too high") if row["bias"] > 0 else _("on the whole {share} too low")
        lines.append(text.format(share=percent(abs(row["bias"]))))
    if pd.notna(row["coverage80"]):
        lines.append(_("{share} came within its 80 % band", share=percent(row["coverage80"], 0)))
    return "<br>".join([*lines, _("n {n}", n=number(row["n"]))])
