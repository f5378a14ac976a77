"""The funnel: open deals and their value by stage, and between stages how many go on, and after how long."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_value, mark, whole_rows
from charts.labels import name_of, short
from charts.lines import amounts
from charts.theme import INK, MUTED, OPEN, figure, nothing_found
from i18n import _, days, money, ngettext, number, percent, short_money

MOST_BETWEEN = 9  # stages beyond which nothing fits between two bars
NAMES = 18  # characters of a stage beside its bar
_ROOM = 132  # pixels behind the longest bar, for its value and its deals
_BAR = 0.46  # of a row; the rest is for what stands between
_BELOW = 0.48  # rows from a bar to the words under it


def stage_funnel(stages: pd.DataFrame, currency: str) -> go.Figure:
    """A bar for each stage in order, conversion and time under it; a click filters by the stage.

    `stages` has columns stage, position, deals_open, pipeline (value of the deals open in it), conversion (share of
    those that entered that went on), conversion_low, conversion_high, n (that entered), median_days (in the stage).
    Null where it is not known.
    """
    rows = stages.sort_values("position", kind="stable").to_dict("records")
    if not any(row["deals_open"] > 0 for row in rows):
        return nothing_found(_("No deal was open in this period with these filters"))
    values = [value or 0.0 for value in amounts(pd.Series([row["pipeline"] for row in rows]))]
    lengths = values if any(values) else [float(row["deals_open"]) for row in rows]
    places = [float(-i) for i in range(len(rows))]
    bars = {
        "type": "bar", "orientation": "h", "x": lengths, "y": places, "width": _BAR, "hovertemplate": HOVER,
        "marker": {"color": OPEN, "line": {"width": 0}}, "textposition": "outside", "cliponaxis": False,
        "text": [f" {_held(row, currency)}" for row in rows], "textfont": {"size": 12, "color": INK},
        "constraintext": "none", "customdata": [_mark(row, currency) for row in rows],
    }  # fmt: skip
    layout = {
        "xaxis": {"visible": False, "range": [0, max(lengths)]},
        "yaxis": {"showgrid": False, "tickvals": places, "range": [places[-1] - 0.72, 0.42],
                  "tickfont": {"size": 12, "color": INK},
                  "ticktext": [f"{short(row['stage'], NAMES)}  " for row in rows]},
        "barmode": "overlay", "margin": {"l": 8, "r": _ROOM, "t": 4, "b": 4},
    }  # fmt: skip
    between = [_between(rows, places)] if len(rows) <= MOST_BETWEEN else []
    return figure([bars, *between, whole_rows(bars, 0, max(lengths))], layout)


def _held(row: dict[Any, Any], currency: str) -> str:
    if not row["deals_open"]:
        return _("no deals")
    value = f"{short_money(row['pipeline'], currency)} · " if pd.notna(row["pipeline"]) else ""
    return value + _deals(row["deals_open"])


def _between(rows: list[dict[Any, Any]], places: list[float]) -> dict[str, Any]:
    """The words under each bar, as text that takes no clicks."""
    return {"type": "scatter", "mode": "text", "x": [0.0] * len(rows), "y": [place - _BELOW for place in places],
            "text": [_onward(row) for row in rows], "textposition": "middle right", "hoverinfo": "skip",
            "textfont": {"size": 11.5, "color": MUTED}, "cliponaxis": False}  # fmt: skip


def _onward(row: dict[Any, Any]) -> str:
    known = []
    if pd.notna(row["conversion"]):
        known.append(f"↓ {percent(row['conversion'], 0)}")
    if pd.notna(row["median_days"]):
        known.append(days(row["median_days"]))
    return " · ".join(known)


def _mark(row: dict[Any, Any], currency: str) -> list[Any]:
    lines = [f"<b>{name_of(row['stage'])}</b>", _("open {amount}", amount=money(row["pipeline"], currency)),
             _deals(row["deals_open"])]  # fmt: skip
    if pd.notna(row["conversion"]):
        lines.append(_("{share} of {n} that entered went on", share=percent(row["conversion"]), n=number(row["n"])))
    if pd.notna(row["conversion_low"]):
        low, high = percent(row["conversion_low"]), percent(row["conversion_high"])
        lines.append(_("95 % interval {low} – {high}", low=low, high=high))
    if pd.notna(row["median_days"]):
        lines.append(_("half stay less than {days}", days=days(row["median_days"])))
    return mark("<br>".join(lines), by_value(stage=None if pd.isna(row["stage"]) else row["stage"]))


def _deals(n: float) -> str:
    return ngettext("{n} deal", "{n} deals", int(n))
