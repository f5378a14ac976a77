"""Van Westendorp's four curves, and the prices at which they cross."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.lines import Line, amounts
from charts.scales import round_step
from charts.theme import COMPARISON, FORECAST, INK, LOST, OPEN, SURFACE, WON, figure, tint
from i18n import _, money, percent, short_money

COLOURS = {"too_cheap": WON, "cheap": FORECAST, "expensive": OPEN, "too_expensive": LOST}
DASHES = {"too_cheap": "solid", "cheap": "6px,4px", "expensive": "6px,4px", "too_expensive": "solid"}
RANGE = ("marginal_cheapness", "marginal_expensiveness")  # what is between them is acceptable
FALLING = ("too_cheap", "cheap")
BESIDE = {"too_cheap": (0.6, "right"), "cheap": (0.88, "left"), "expensive": (0.72, "right"),
          "too_expensive": (0.6, "left")}  # fmt: skip
POINTED = 40  # prices at which hovering says something
LARGE = 100_000  # from here on prices are shortened
ROOM = 0.1  # of the prices that few named, left out on either side of the axis


def survey_curves(
    curves: pd.DataFrame, points: pd.DataFrame, names: Mapping[str, str], called: Mapping[str, str], currency: str,
    list_price: float | None = None,
) -> go.Figure:  # fmt: skip
    """`curves`: price and shares of the answers too_cheap, cheap, expensive, too_expensive, called as in `names`;
    `points`: point (called as in `called`), value, low, high."""
    places = curves["price"].tolist()
    span = _span(curves, points, list_price)
    values = {row["point"]: row["value"] for row in points.to_dict("records") if row["value"] == row["value"]}
    lines = [Line(amounts(curves[name]), label, COLOURS[name], COLOURS[name], 2.5, DASHES[name])
             for name, label in names.items()]  # fmt: skip
    drawn = [{"type": "scatter", "x": places, "y": line.amounts, "mode": "lines", "hoverinfo": "skip",
              "line": {"color": line.colour, "width": line.width, "dash": line.dash}} for line in lines]  # fmt: skip
    traces = [*_range(values), *_listed(list_price), *drawn, _dots(curves, points, called, currency),
              _pointed(curves, names, currency)]  # fmt: skip
    layout = {
        "xaxis": _money_axis(span, currency),
        "yaxis": {"range": [-0.02, 1.1], "tickvals": [0, 0.25, 0.5, 0.75, 1],
                  "ticktext": [percent(share, 0) for share in (0, 0.25, 0.5, 0.75, 1)],
                  "title": {"text": _("share of the answers")}},
        "margin": {"l": 8, "r": 16, "t": 12, "b": 8},
        "annotations": [*_names(curves, names), *_list_name(list_price)],
    }  # fmt: skip
    return figure(traces, layout)


def _span(curves: pd.DataFrame, points: pd.DataFrame, list_price: float | None) -> tuple[float, float]:
    """From the first price that is not too cheap for nearly all to the last that is not too expensive for them."""
    told = curves[(curves["too_cheap"] < 1 - ROOM / 2) & (curves["too_expensive"] < 1 - ROOM / 2)]["price"]
    ends = [*(told if len(told) else curves["price"]), *points["value"].dropna(), *([list_price] if list_price else [])]
    edge = ROOM * ((max(ends) - min(ends)) or 1)
    return min(ends) - edge, max(ends) + edge


def _range(values: Mapping[str, float]) -> list[dict[str, Any]]:
    if any(name not in values for name in RANGE):
        return []
    low, high = (values[name] for name in RANGE)
    return [{"type": "scatter", "x": [low, high, high, low], "y": [0, 0, 1, 1], "fill": "toself", "mode": "lines",
             "fillcolor": tint(COMPARISON, 0.18), "line": {"width": 0}, "hoverinfo": "skip"}]  # fmt: skip


def _listed(list_price: float | None) -> list[dict[str, Any]]:
    if not list_price:
        return []
    return [{"type": "scatter", "x": [list_price] * 2, "y": [0, 1.02], "mode": "lines", "hoverinfo": "skip",
             "line": {"color": INK, "width": 1.5, "dash": "dot"}}]  # fmt: skip


def _list_name(list_price: float | None) -> list[dict[str, Any]]:
    if not list_price:
        return []
    return [{"x": list_price, "y": 1.02, "text": _("list price"), "showarrow": False, "yanchor": "bottom",
             "font": {"size": 12, "color": INK}}]  # fmt: skip


def _dots(curves: pd.DataFrame, points: pd.DataFrame, called: Mapping[str, str], currency: str) -> dict[str, Any]:
    """The crossings, at the height of the curves there."""
    pairs = {"marginal_cheapness": "expensive", "optimal": "too_expensive", "indifference": "expensive",
             "marginal_expensiveness": "too_expensive"}  # fmt: skip
    rows = [row for row in points.to_dict("records") if row["value"] == row["value"]]
    heights = [_height(curves, pairs[row["point"]], row["value"]) for row in rows]
    hover = [
        mark("<br>".join([f"<b>{called[row['point']]}: {money(row['value'], currency)}</b>",
                          _("95 % interval {low} – {high}", low=money(row["low"], currency),
                            high=money(row["high"], currency))]), None)
        for row in rows
    ]  # fmt: skip
    return {"type": "scatter", "x": [row["value"] for row in rows], "y": heights, "mode": "markers",
            "customdata": hover, "hovertemplate": HOVER,
            "marker": {"color": INK, "size": 9, "line": {"color": SURFACE, "width": 1.5}}}  # fmt: skip


def _height(curves: pd.DataFrame, name: str, price: float) -> float:
    """The curve's share at a price, between two by a straight line."""
    places, shares = curves["price"].tolist(), curves[name].tolist()
    after = next((i for i, place in enumerate(places) if place >= price), len(places) - 1)
    if after == 0 or places[after] == price:
        return float(shares[after])
    part = (price - places[after - 1]) / (places[after] - places[after - 1])
    return float(shares[after - 1] + part * (shares[after] - shares[after - 1]))


def _names(curves: pd.DataFrame, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each name beside its curve, at a height where the others leave room on that side."""
    found = []
    for name, label in names.items():
        height, anchor = BESIDE[name]
        shares = curves[name].tolist()
        place = next((i for i, share in enumerate(shares) if (share <= height) == (name in FALLING)), len(shares) - 1)
        found.append({"x": curves["price"].iloc[place], "y": height, "text": label, "showarrow": False,
                      "xanchor": anchor, "xshift": 6 if anchor == "left" else -6,
                      "font": {"size": 12, "color": COLOURS[name]}})  # fmt: skip
    return found


def _pointed(curves: pd.DataFrame, names: Mapping[str, str], currency: str) -> dict[str, Any]:
    rows = curves.iloc[:: max(1, len(curves) // POINTED)].to_dict("records")
    hover = [mark("<br>".join([f"<b>{money(row['price'], currency)}</b>",
                               *(f"{label}: {percent(row[name], 0)}" for name, label in names.items())]), None)
             for row in rows]  # fmt: skip
    return {"type": "scatter", "x": [row["price"] for row in rows], "y": [row["cheap"] for row in rows],
            "mode": "markers", "customdata": hover, "hovertemplate": HOVER,
            "marker": {"color": "rgba(0, 0, 0, 0)", "size": 7}}  # fmt: skip


def _money_axis(span: tuple[float, float], currency: str) -> dict[str, Any]:
    step = round_step((span[1] - span[0]) / 6)
    first = int(-(-span[0] // step))
    values = [step * i for i in range(first, int(span[1] // step) + 1)]
    write = short_money if span[1] >= LARGE else money
    texts = [write(value, currency) for value in values]
    return {"range": list(span), "tickvals": values, "ticktext": texts, "title": {"text": _("price")}}
