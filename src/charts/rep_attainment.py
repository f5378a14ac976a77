"""Won revenue against target, a bar per rep with a mark where the target is."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import by_value, mark, whole_rows
from charts.labels import name_of, short
from charts.theme import COMPARISON, INK, LOST, MUTED, WON, empty_figure, figure, tint
from i18n import _, money, percent, short_money

MOST = 40  # bars; a row is about as high as its words
_ROOM = 138  # pixels behind the longest bar, for what is written there
_EDGE = 1.005  # of the longest bar: a mark at its end is drawn whole
_LABEL = 20  # characters of a name
_LEAST = 10  # rows a figure has room for at least: few bars are no blocks


def rep_attainment(frame: pd.DataFrame, currency: str) -> go.Figure:
    """Bars from top to bottom as the frame stands, a click filters by the rep.

    `frame` has columns rep, won_revenue, target, attainment, pace; null where there is no target. A bar behind the
    pace of its target is in the colour of what is worse, and says so.
    """
    rows = frame.head(MOST).to_dict("records")
    if not rows:
        return empty_figure(_("Nothing was won, and no target is set, in this period"))
    places = [-i for i in range(len(rows))]
    won = [max(float(row["won_revenue"]), 0.0) for row in rows]
    targets = [(place, float(row["target"])) for place, row in zip(places, rows, strict=True) if _known(row["target"])]
    end = max([*won, *(target for _place, target in targets), 1.0])
    bars = {
        "type": "bar", "orientation": "h", "y": places, "x": won, "hoverinfo": "skip",
        "marker": {"color": [_colour(row) for row in rows], "line": {"width": 0}},
        "customdata": [mark(_hover(row, currency), by_value(rep=row["rep"])) for row in rows],
    }  # fmt: skip
    marks = {
        "type": "scatter", "mode": "markers", "x": [target for _place, target in targets],
        "y": [place for place, _target in targets], "hoverinfo": "skip",
        "marker": {"symbol": "line-ns", "size": 13, "line": {"color": INK, "width": 2.5}},
    }  # fmt: skip
    low = min(places[-1], 1 - _LEAST)
    layout = {
        "xaxis": {"visible": False, "range": [0, end * _EDGE]}, "barmode": "overlay", "bargap": 0.42,
        "yaxis": {"showgrid": False, "tickvals": places, "range": [low - 0.6, 0.6], "tickfont": {"color": INK},
                  "ticktext": [f"{short(row['rep'], _LABEL)}\u00a0\u00a0" for row in rows]},
        "margin": {"l": 8, "r": _ROOM, "t": 8, "b": 8},
        "annotations": [_said(place, row, end) for place, row in zip(places, rows, strict=True)],
    }  # fmt: skip
    return figure([bars, marks, whole_rows(bars, 0, end)], layout)


def _colour(row: dict[Any, Any]) -> str:
    if not _known(row["target"]):
        return tint(COMPARISON, 0.6)
    return LOST if _behind(row) else WON


def _behind(row: dict[Any, Any]) -> bool:
    return _known(row["pace"]) and row["pace"] < 1 and not (_known(row["attainment"]) and row["attainment"] >= 1)


def _said(place: float, row: dict[Any, Any], end: float) -> dict[str, Any]:
    text = _("no target")
    if _known(row["attainment"]):
        words = _("<b>{share}</b> · behind") if _behind(row) else _("<b>{share}</b>")
        text = words.format(share=percent(row["attainment"], 0))
    return {"x": end, "y": place, "text": text, "xanchor": "left", "yanchor": "middle", "xshift": 12,
            "showarrow": False, "font": {"size": 12, "color": MUTED}}  # fmt: skip


def _hover(row: dict[Any, Any], currency: str) -> str:
    lines = [f"<b>{name_of(row['rep'])}</b>", _("won {amount}", amount=money(row["won_revenue"], currency))]
    if not _known(row["target"]):
        return "<br>".join([*lines, _("no target")])
    lines.append(_("target {amount}", amount=short_money(row["target"], currency)))
    if _known(row["attainment"]):
        lines.append(_("attainment {share}", share=percent(row["attainment"])))
    if _known(row["pace"]):
        lines.append(_("pace {share}", share=percent(row["pace"], 0)))
    return "<br>".join(lines)


def _known(value: Any) -> bool:
    return value is not None and not pd.isna(value)
