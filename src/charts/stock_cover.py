"""Stock beside price: weeks of cover across, price index up, the value of the stock as a bubble."""

from math import sqrt
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_value, mark
from charts.labels import name_of, short
from charts.rows import records
from charts.scales import amount_axis, round_step
from charts.theme import COMPARISON, INK, LOST, MUTED, SURFACE, WON, empty_figure, figure, tint
from i18n import _, money, number

FAR = 4.0  # x the median cover: where the axis ends at most; longer covers stand at its end
SMALLEST, LARGEST = 8.0, 34.0  # pixels across
MOST_NAMES = 8
NAMES = 14  # characters of a name beside its bubble
COLOURS = {"lower": LOST, "raise": WON}
PAR = 100.0  # the index where our price is that of rivals
Row = dict[Any, Any]


def cover_bubbles(frame: pd.DataFrame, usual: float | None, currency: str) -> go.Figure:
    """A bubble for each product with a cover and a price index; a click filters by the product.

    `frame` has columns product, situation, weeks_cover, price_index, stock_value, units, weekly_units. Those to be made
    cheaper or dearer stand out; lines are drawn at `usual` (the median cover) and at an index of 100.
    """
    known = frame[frame["weeks_cover"].notna() & frame["price_index"].notna()]
    if known.empty or usual is None:
        return empty_figure(
            _("No product has a stock count, sales and a competitor's price"),
            _("Import competitors' prices, or take filters off; the table lists what is known."),
        )
    rows = sorted(records(known), key=lambda row: row["situation"] in COLOURS)
    end = min(max(row["weeks_cover"] for row in rows), FAR * usual)
    across, up = amount_axis(0, max(end, 1.3 * usual), number), _index_axis([row["price_index"] for row in rows])
    largest = max((row["stock_value"] for row in rows if pd.notna(row["stock_value"])), default=0.0)
    far = across["tickvals"][-1]
    weeks = [min(row["weeks_cover"], far) for row in rows]
    bubbles = {
        "type": "scatter", "mode": "markers", "hovertemplate": HOVER, "cliponaxis": False,
        "x": weeks,
        "y": [row["price_index"] for row in rows],
        "marker": {"size": [_size(row["stock_value"], largest) for row in rows], "opacity": 1,
                   "symbol": ["triangle-right" if row["weeks_cover"] > far else "circle" for row in rows],
                   "color": [tint(COLOURS.get(row["situation"], COMPARISON), 0.6) for row in rows],
                   "line": {"color": SURFACE, "width": 1}},
        "customdata": [mark(_hover(row, currency), by_value(product=str(row["product"]))) for row in rows],
    }  # fmt: skip
    layout = {
        "xaxis": {**across, "showgrid": True, "title": {"text": _("weeks of cover")}},
        "yaxis": {**up, "title": {"text": _("price index, 100 = rivals' price")}},
        "shapes": [_line("x", usual), _line("y", PAR)],
        "annotations": [*_corners(), _usual(usual), *_named(rows, weeks)],
        "margin": {"l": 8, "r": 14, "t": 8, "b": 8},
    }  # fmt: skip
    return figure([bubbles], layout)


def _index_axis(values: list[float]) -> Row:
    """Round steps around the values and 100, with room for what is written in the corners."""
    low, high = min(*values, PAR), max(*values, PAR)
    low, high = min(low, PAR - 5), max(high, PAR + 5)
    room = 0.18 * (high - low)
    low, high = max(low - room, 0.0), high + room
    step = round_step((high - low) / 5)
    first, last = int(low // step) + 1, int(high // step)
    ticks = [step * i for i in range(first, last + 1)]
    return {"range": [low, high], "tickvals": ticks, "ticktext": [number(tick) for tick in ticks]}


def _size(value: float, largest: float) -> float:
    """Areas go with values."""
    if pd.isna(value) or value <= 0 or not largest:
        return SMALLEST
    return round(max(LARGEST * sqrt(value / largest), SMALLEST), 1)


def _line(axis: str, at: float) -> Row:
    other = "y" if axis == "x" else "x"
    return {"type": "line", f"{axis}0": at, f"{axis}1": at, f"{other}0": 0, f"{other}1": 1, f"{other}ref": "paper",
            "line": {"color": COMPARISON, "width": 1.5, "dash": "dot"}, "layer": "below"}  # fmt: skip


def _corners() -> list[Row]:
    """What the two corners mean in which the price can do something about the stock."""
    text = {"xref": "paper", "yref": "paper", "showarrow": False}
    return [
        {**text, "x": 1, "y": 1, "xanchor": "right", "yanchor": "top", "align": "right",
         "text": _("overstocked and dear:<br>lower the price"), "font": {"size": 11.5, "color": LOST}},
        {**text, "x": 0, "y": 0, "xanchor": "left", "yanchor": "bottom", "align": "left", "xshift": 4,
         "text": _("short and cheap:<br>raise the price"), "font": {"size": 11.5, "color": WON}},
    ]  # fmt: skip


def _usual(usual: float) -> Row:
    return {"x": usual, "y": 0, "yref": "paper", "yanchor": "bottom", "xanchor": "left", "xshift": 4,
            "showarrow": False, "text": _("median"), "font": {"size": 11, "color": MUTED}}  # fmt: skip


def _named(rows: list[Row], across: list[float]) -> list[Row]:
    """The names of those that stand out, the largest stock first."""
    standing = [(row, x) for row, x in zip(rows, across, strict=True) if row["situation"] in COLOURS]
    standing.sort(key=lambda found: -(found[0]["stock_value"] if pd.notna(found[0]["stock_value"]) else 0.0))
    return [
        {"x": x, "y": row["price_index"], "text": short(row["product"], NAMES), "showarrow": False, "yanchor": "bottom",
         "yshift": 10, "font": {"size": 11, "color": INK}}
        for row, x in standing[:MOST_NAMES]
    ]  # fmt: skip


def _hover(row: Row, currency: str) -> str:
    lines = [
        f"<b>{name_of(row['product'])}</b>", _("{n} weeks of cover", n=number(row["weeks_cover"], 1)),
        _("{units} units, {weekly} sold a week", units=number(row["units"]), weekly=number(row["weekly_units"], 1)),
        _("price index {index}", index=number(row["price_index"], 1)),
    ]  # fmt: skip
    if pd.notna(row["stock_value"]):
        lines.append(_("stock at cost {amount}", amount=money(row["stock_value"], currency)))
    return "<br>".join(lines)
