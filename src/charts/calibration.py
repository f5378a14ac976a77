"""Stage calibration: the percentage that the CRM gives a stage, against the share of its deals that was won."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_value, mark
from charts.labels import name_of, short
from charts.theme import CLEAR, COMPARISON, INK, MUTED, SURFACE, WON, empty_figure, figure, tint
from i18n import _, number, percent

NAMES = 18  # characters of a stage beside its marks
ROOM = 0.2  # of the axis that a name takes on a phone
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def calibration_dumbbells(stages: pd.DataFrame, too_few: int) -> go.Figure:
    """For each stage a ring at the CRM's percentage, a dot at what happened with its 95 % interval, and n behind.

    `stages` has columns stage, position, crm, observed, low, high (fractions; null where not known), n (deals that
    were in the stage and are decided). Of fewer than `too_few` the dot is pale. A click filters by the stage.
    """
    known = stages[stages["observed"].notna() | stages["crm"].notna()]
    if known.empty or not known["n"].fillna(0).any():
        return empty_figure(_("No stage has decided deals yet"), _("Take filters off, or import the stages' history."))
    rows = known.sort_values("position", kind="stable").to_dict("records")
    places = [float(-i) for i in range(len(rows))]
    shared = {"type": "scatter", "y": places, "customdata": [_mark(row, too_few) for row in rows],
              "hovertemplate": HOVER, "cliponaxis": False}  # fmt: skip
    pale = [_n(row) < too_few for row in rows]
    rings = {**shared, "mode": "markers", "x": [_known(row["crm"]) for row in rows],
             "marker": {"color": SURFACE, "size": 11, "line": {"color": COMPARISON, "width": 2.5}}}  # fmt: skip
    dots = {**shared, "mode": "markers", "x": [_known(row["observed"]) for row in rows],
            "marker": {"color": [tint(WON, 0.4) if few else WON for few in pale], "size": 11,
                       "line": {"color": CLEAR, "width": 0}}}  # fmt: skip
    layout = {
        "xaxis": {"range": [-0.02, 1.02], "tickvals": QUARTERS, "ticktext": [percent(q, 0) for q in QUARTERS],
                  "showgrid": True},
        "yaxis": {"showgrid": False, "tickvals": places, "range": [places[-1] - 0.5, 0.72],
                  "tickfont": {"size": 12, "color": INK},
                  "ticktext": [f"{short(row['stage'], NAMES)}  " for row in rows]},
        "margin": {"l": 8, "r": 60, "t": 4, "b": 8}, "annotations": [*_counts(rows, places), *_names(rows[0])],
    }  # fmt: skip
    return figure([_between(rows, places), *_intervals(rows, places), rings, dots], layout)


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _n(row: dict[Any, Any]) -> int:
    return 0 if pd.isna(row["n"]) else int(row["n"])


def _between(rows: list[dict[Any, Any]], places: list[float]) -> dict[str, Any]:
    """A thin dotted line from what the CRM says to what happened."""
    x = [end for row in rows for end in (_known(row["crm"]), _known(row["observed"]), None)]
    y = [end for place in places for end in (place, place, None)]
    return {"type": "scatter", "x": x, "y": y, "mode": "lines", "hoverinfo": "skip",
            "line": {"color": COMPARISON, "width": 1.5, "dash": "dot"}}  # fmt: skip


def _intervals(rows: list[dict[Any, Any]], places: list[float]) -> list[dict[str, Any]]:
    known = [(row, place) for row, place in zip(rows, places, strict=True) if pd.notna(row["low"])]
    if not known:
        return []
    return [{"type": "bar", "orientation": "h", "base": [row["low"] for row, _place in known],
             "x": [row["high"] - row["low"] for row, _place in known], "y": [place for _row, place in known],
             "width": 0.34, "hoverinfo": "skip",
             "marker": {"color": tint(WON, 0.2), "line": {"width": 0}}}]  # fmt: skip


def _counts(rows: list[dict[Any, Any]], places: list[float]) -> list[dict[str, Any]]:
    return [{"x": 1, "xref": "paper", "y": place, "text": _("n {n}", n=number(_n(row))), "xanchor": "left",
             "xshift": 8, "showarrow": False, "font": {"size": 12, "color": MUTED}}
            for row, place in zip(rows, places, strict=True)]  # fmt: skip


def _names(top: dict[Any, Any]) -> list[dict[str, Any]]:
    """What ring and dot are, above those of the first stage, on either side where they are close."""
    crm, observed = _known(top["crm"]), _known(top["observed"])
    named = [(crm, _("CRM"), MUTED), (observed, _("happened"), WON)]
    here = sorted(((x, text, ink) for x, text, ink in named if x is not None), key=lambda found: found[0])
    sides = ["right", "left"] if len(here) > 1 and here[0][0] > ROOM else ["left", "left"]
    pushed = len(here) > 1 and sides[0] == "left" and here[1][0] - here[0][0] < 2 * ROOM  # behind the other's name
    return [{"x": here[0][0] if pushed else x, "y": 0.45, "text": text, "xanchor": side, "yanchor": "middle",
             "xshift": i * 40 if pushed else 0, "showarrow": False, "font": {"size": 12, "color": ink}}
            for i, ((x, text, ink), side) in enumerate(zip(here, sides, strict=False))]  # fmt: skip


def _mark(row: dict[Any, Any], too_few: int) -> list[Any]:
    lines = [f"<b>{name_of(row['stage'])}</b>"]
    if pd.notna(row["crm"]):
        lines.append(_("CRM {share}", share=percent(row["crm"])))
    if pd.notna(row["observed"]):
        lines.append(_("won {rate} of {n} decided", rate=percent(row["observed"]), n=number(_n(row))))
    if pd.notna(row["low"]):
        lines.append(_("95 % interval {low} – {high}", low=percent(row["low"]), high=percent(row["high"])))
    if _n(row) < too_few:
        lines.append(_("too few deals to tell"))
    return mark("<br>".join(lines), by_value(stage=None if pd.isna(row["stage"]) else row["stage"]))
