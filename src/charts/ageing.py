"""Ageing: how old open deals are, against the age at which deals of their stage are usually won."""

from math import sqrt
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_value, mark
from charts.labels import escape, name_of, short
from charts.scales import amount_axis
from charts.theme import COMPARISON, INK, LOST, MUTED, OPEN, SURFACE, figure, nothing_found, tint
from i18n import _, days, money, ngettext, number

MOST_DOTS = 200  # deals drawn one by one
FAR = 0.97  # of the ages: where the axis ends at most; older deals stand at its end
BEYOND = 5  # times the usual age at which it ends at the latest, so that the usual ages themselves can be told apart
SMALLEST, LARGEST = 6.0, 18.0  # pixels across, of deals without a value and of the largest
NAMES = 18  # characters of a stage beside its strip
_LANES = (0.0, 0.16, -0.16, 0.08, -0.08, 0.24, -0.24)  # heights within a strip, in turns, so that dots lie apart


def drawn_deals(deals: pd.DataFrame) -> pd.DataFrame:
    """Those that `ageing_strips` draws of many: the largest, late ones first. The rest is for a note to count."""
    return deals.sort_values(["late", "value"], ascending=False, kind="stable", na_position="last").head(MOST_DOTS)


def ageing_strips(stages: pd.DataFrame, deals: pd.DataFrame, currency: str) -> go.Figure:
    """A strip for each stage: the usual age at win as a box (quartiles), open deals as dots. A click filters by stage.

    `stages` has columns stage, position, p25, median, p75 (age at win in days of deals that were in it; null: too few
    to tell), n. `deals` has stage, opportunity, age_days, value, late. Late ones are diamonds in another colour.
    Of more than MOST_DOTS the largest are drawn; deals of a stage that is not in `stages` are not.
    """
    known = drawn_deals(deals[deals["age_days"].notna() & deals["stage"].isin(stages["stage"])])
    if known.empty:
        return nothing_found(_("No deal with a known age was open with these filters"))
    held = stages[stages["stage"].isin(known["stage"]) | stages["median"].notna()]
    rows = held.sort_values("position", kind="stable").to_dict("records")
    places = {row["stage"]: float(-i) for i, row in enumerate(rows)}
    usual = [row["p75"] for row in rows if pd.notna(row["p75"])]
    oldest = float(known["age_days"].quantile(FAR))
    end = max(min(oldest, BEYOND * max(usual)) if usual else oldest, *(1.3 * age for age in usual), 1.0)
    axis = amount_axis(0, end, number)
    layout = {
        "xaxis": {**axis, "showgrid": True, "title": {"text": _("age in days")}},
        "yaxis": {"showgrid": False, "tickvals": list(places.values()), "range": [-len(rows) + 0.45, 0.55],
                  "ticktext": [f"{short(stage, NAMES)}  " for stage in places], "tickfont": {"size": 12, "color": INK}},
        "barmode": "overlay", "bargap": 0,
    }  # fmt: skip
    return figure([*_usual(rows, places), _dots(known, places, axis["tickvals"][-1], currency)], layout)


def _usual(rows: list[dict[Any, Any]], places: dict[Any, float]) -> list[dict[str, Any]]:
    boxes = [row for row in rows if pd.notna(row["p25"]) and pd.notna(row["p75"])]
    if not boxes:
        return []
    at = {"y": [places[row["stage"]] for row in boxes], "hovertemplate": HOVER, "customdata": [_box(r) for r in boxes]}
    strokes = {"symbol": "line-ns", "size": 26, "line": {"width": 2, "color": MUTED}}
    return [
        {"type": "bar", "orientation": "h", "base": [row["p25"] for row in boxes], "width": 0.72,
         "x": [row["p75"] - row["p25"] for row in boxes], **at,
         "marker": {"color": tint(COMPARISON, 0.3), "line": {"width": 0}}},
        {"type": "scatter", "mode": "markers", "x": [row["median"] for row in boxes], "marker": strokes, **at},
    ]  # fmt: skip


def _box(row: dict[Any, Any]) -> list[Any]:
    middle = _("half of its won deals were won at {low} to {high}", low=number(row["p25"]), high=days(row["p75"]))
    lines = [f"<b>{name_of(row['stage'])}</b>", middle, ngettext("{n} won deal", "{n} won deals", int(row["n"]))]
    return mark("<br>".join(lines), by_value(stage=None if pd.isna(row["stage"]) else row["stage"]))


def _dots(deals: pd.DataFrame, places: dict[Any, float], end: float, currency: str) -> dict[str, Any]:
    """Late deals on top; one older than the axis stands at its end."""
    rows = deals.sort_values("late", kind="stable").to_dict("records")
    largest = float(deals["value"].max())
    beyond = [row["age_days"] > end for row in rows]
    shapes = [f"{'diamond' if row['late'] else 'circle'}" if not far else "triangle-right"
              for row, far in zip(rows, beyond, strict=True)]  # fmt: skip
    marker = {
        "size": [_size(row["value"], largest) for row in rows], "symbol": shapes,
        "color": [tint(LOST if row["late"] else OPEN, 0.85) for row in rows], "line": {"color": SURFACE, "width": 1},
        "opacity": 1,
    }  # fmt: skip
    return {
        "type": "scatter", "mode": "markers", "x": [min(row["age_days"], end) for row in rows], "cliponaxis": False,
        "y": [places[row["stage"]] + _LANES[i % len(_LANES)] for i, row in enumerate(rows)], "marker": marker,
        "customdata": [_deal(row, currency) for row in rows], "hovertemplate": HOVER,
    }  # fmt: skip


def _size(value: float, largest: float) -> float:
    """Areas go with values."""
    if pd.isna(value) or value <= 0:
        return SMALLEST
    return round(max(LARGEST * sqrt(value / largest), SMALLEST), 1)


def _deal(row: dict[Any, Any], currency: str) -> list[Any]:
    named = row["opportunity"] if pd.notna(row["opportunity"]) else _("Deal without a name")
    lines = [f"<b>{escape(str(named))}</b>", name_of(row["stage"]), money(row["value"], currency),
             ngettext("open for {n} day", "open for {n} days", int(row["age_days"]))]  # fmt: skip
    late = [_("older than most deals when they are won")] if row["late"] else []
    return mark("<br>".join([*lines, *late]), by_value(stage=None if pd.isna(row["stage"]) else row["stage"]))
