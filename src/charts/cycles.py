"""How long won deals took: the median by month, and its spread by group."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, OTHER, by_value, mark
from charts.labels import name_of, short
from charts.part_periods import by_period, starts_of
from charts.scales import amount_axis
from charts.theme import CLEAR, COMPARISON, INK, WON, figure, nothing_found, tint
from charts.time_axis import time_axis
from i18n import _, days, ngettext, number, period

ENOUGH = 4  # groups to fill the height: the bars of fewer are not thicker than theirs
SPREAD = ("cycle_days_p10", "cycle_days_p25", "sales_cycle_days", "cycle_days_p75", "cycle_days_p90")


def cycle_trend(months: pd.DataFrame, too_few: int) -> go.Figure:
    """Median days by month of the win; a month of fewer than `too_few` wins is a ring beside the line.

    `months` has columns month, sales_cycle_days, sales_cycle_days_n. A click filters by the month.
    """
    medians = [None if pd.isna(value) else float(value) for value in months["sales_cycle_days"]]
    known = [value for value in medians if value is not None]
    if not known:
        return nothing_found(_("No deal with a known length was won in this period with these filters"))
    starts, counts = starts_of(months), [int(n) for n in months["sales_cycle_days_n"].fillna(0)]
    sure = [value if n >= too_few else None for value, n in zip(medians, counts, strict=True)]
    unsure = [value if n < too_few else None for value, n in zip(medians, counts, strict=True)]
    marks = [_month(*row, too_few, months) for row in zip(starts, medians, counts, strict=True)]
    alone = sum(value is not None for value in sure) < 2
    points = {"type": "scatter", "x": starts, "customdata": marks, "hovertemplate": HOVER}
    rings = {"mode": "markers", "marker": {"color": CLEAR, "size": 7, "line": {"color": COMPARISON, "width": 1.5}}}
    line = {"mode": "markers" if alone else "lines", "line": {"color": WON, "width": 2.5}, "connectgaps": False,
            "marker": {"color": WON, "size": 8}}  # fmt: skip
    layout = {
        "xaxis": time_axis(starts[0], starts[-1], months=True), "hovermode": "x", "hoverdistance": -1,
        "yaxis": amount_axis(0, max(known), days),
    }  # fmt: skip
    return figure([{**points, "y": unsure, **rings}, {**points, "y": sure, **line}], layout)


def _month(start: Any, median: float | None, n: int, too_few: int, months: pd.DataFrame) -> list[Any]:
    lines = [f"<b>{period(start, 'month')}</b>", _("half within {days}", days=days(median)), _wins(n)]
    few = [_("too few deals to tell")] if n < too_few else []
    return mark("<br>".join([*lines, *few]), by_period(start, "month", months.attrs))


def cycle_spread(frame: pd.DataFrame, dimension: str, too_few: int) -> go.Figure:
    """Within how many days a tenth, a quarter, half, three quarters and nine tenths of each group's wins closed.

    `frame` has columns `dimension`, those of SPREAD and sales_cycle_days_n. Fewer than `too_few` wins are pale, and
    only their median is shown. A click filters by the group.
    """
    groups = frame[frame["sales_cycle_days"].notna() & (frame[dimension] != OTHER)].sort_values("sales_cycle_days")
    if groups.empty:
        return nothing_found(_("No deal with a known length was won in this period with these filters"))
    names, counts = groups[dimension].tolist(), [int(n) for n in groups["sales_cycle_days_n"]]
    few = [n < too_few for n in counts]
    spread: list[list[float]] = [groups[name].astype(float).tolist() for name in SPREAD]
    p10, p25, half, p75, p90 = spread
    marks = [
        mark(_group(*row), by_value(**{dimension: row[0]})) for row in zip(names, counts, few, *spread, strict=True)
    ]
    places = list(range(len(names), 0, -1))
    shared = {"y": places, "customdata": marks, "hovertemplate": HOVER}
    layout = {
        "xaxis": {**amount_axis(0, max(_shown(few, half, p90)), number), "showgrid": True},
        "yaxis": {"showgrid": False, "tickvals": places, "ticktext": [f"{short(name, 20)}  " for name in names],
                  "range": [0.4, len(names) + 0.6]},
        "barmode": "overlay", "bargap": 0,
    }  # fmt: skip
    thick = min(1.0, len(names) / ENOUGH)
    traces = [_reach(p10, p90, few, 0.1 * thick, 0.35, shared), _reach(p25, p75, few, 0.46 * thick, 0.55, shared),
              _medians(half, few, shared)]  # fmt: skip
    return figure(traces, layout)


def _shown(few: Sequence[bool], half: Sequence[float], p90: Sequence[float]) -> list[float]:
    return [median if unsure else high for unsure, median, high in zip(few, half, p90, strict=True)]


def _reach(
    low: list[float], high: list[float], few: list[bool], width: float, opacity: float, shared: dict[str, Any]
) -> dict[str, Any]:
    length = [0.0 if unsure else b - a for a, b, unsure in zip(low, high, few, strict=True)]
    return {"type": "bar", "orientation": "h", "base": low, "x": length, "width": width,
            "marker": {"color": tint(WON, opacity), "line": {"width": 0}}, **shared}  # fmt: skip


def _medians(half: list[float], few: list[bool], shared: dict[str, Any]) -> dict[str, Any]:
    strokes = {
        "symbol": "line-ns",
        "size": 15,
        "line": {"width": 2.5, "color": [COMPARISON if f else INK for f in few]},
    }
    return {"type": "scatter", "mode": "markers", "x": half, "marker": strokes, **shared}


def _group(
    name: Any, n: int, few: bool, p10: float, p25: float, half: float, p75: float, p90: float
) -> str:  # fmt: skip
    head, median = f"<b>{name_of(name)}</b>", _("half within {days}", days=days(half))
    if few:
        return "<br>".join([head, median, _wins(n), _("too few deals to tell")])
    middle = _("half between {low} and {high}", low=number(p25), high=days(p75))
    most = _("eight of ten between {low} and {high}", low=number(p10), high=days(p90))
    return "<br>".join([head, median, middle, most, _wins(n)])


def _wins(n: int) -> str:
    return ngettext("{n} won deal", "{n} won deals", n)
