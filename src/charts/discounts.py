"""How discounts spread by group: a strip from the tenth to the ninetieth percentile, the middle half, the median."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, Filter, by_value, mark
from charts.labels import name_of, short
from charts.scales import amount_axis
from charts.theme import COMPARISON, FORECAST, INK, MUTED, WON, empty_figure, figure, tint
from i18n import _, number, percent

ENOUGH = 4  # groups to fill the height: the strips of fewer are not thicker than theirs
MOST = 14  # groups drawn
NAMES = 16  # characters of a group beside its strip
_N_ROOM = 52  # pixels for the number of deals at the right
STRIP = ("discount_p10", "discount_p25", "median_discount", "discount_p75", "discount_p90")
Row = dict[Any, Any]


def discount_strips(
    frame: pd.DataFrame, dimension: str, too_few: int, columns: Sequence[str] = STRIP, *, filters: bool = True
) -> go.Figure:
    """The groups from top to bottom as they stand, with the number of deals, or of sales, at the right.

    `frame` has columns `dimension`, five percentiles in the order of STRIP, whatever they are called (`columns`), and
    the _n of the median. Left of zero the price is above list. Of fewer than `too_few` only the median is shown. A
    click filters by the group where `filters`.
    """
    called: Row = dict(zip((*columns, f"{columns[2]}_n"), (*STRIP, f"{STRIP[2]}_n"), strict=True))
    records = frame.head(MOST).to_dict("records")
    found = [{called.get(name, name): value for name, value in row.items()} for row in records]
    rows = [row for row in found if pd.notna(row["median_discount"])]
    if not rows:
        return empty_figure(_("Nothing with a list price was sold in this period with these filters"),
                            _("Choose a longer period, take filters off, or load list prices."))  # fmt: skip
    for row in rows:
        row["few"] = row["median_discount_n"] < too_few
    shown = [value for row in rows for value in _drawn(row)]
    axis = amount_axis(min(shown), max(shown), lambda share: percent(share, 0))
    places = list(range(len(rows), 0, -1))
    clicks: list[Filter] = [by_value(**{dimension: _key(row[dimension])}) if filters else None for row in rows]
    marks = [mark(_hover(row, dimension), click) for row, click in zip(rows, clicks, strict=True)]
    shared = {"y": places, "customdata": marks, "hovertemplate": HOVER}
    thick = min(1.0, len(rows) / ENOUGH)
    layout = {
        "xaxis": {**axis, "showgrid": True, "title": {"text": _("discount on the list price")}},
        "yaxis": {"showgrid": False, "tickvals": places, "range": [0.4, len(rows) + 0.6 + (min(shown) < 0) * 0.4],
                  "ticktext": [f"{short(row[dimension], NAMES)}  " for row in rows]},
        "shapes": [_list_price()], "annotations": _sides() if min(shown) < 0 else [],
        "barmode": "overlay", "bargap": 0, "margin": {"l": 8, "r": _N_ROOM, "t": 8, "b": 8},
    }  # fmt: skip
    return figure(
        [
            _reach(rows, "discount_p10", "discount_p90", 0.1 * thick, 0.35, shared),
            _reach(rows, "discount_p25", "discount_p75", 0.46 * thick, 0.55, shared),
            _medians(rows, shared),
            _counts(rows, places, axis["range"][1]),
        ],
        layout,
    )


def _key(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _drawn(row: Row) -> list[float]:
    return [row["median_discount"]] if row["few"] else [row["discount_p10"], row["discount_p90"]]


def _reach(rows: list[Row], low: str, high: str, width: float, opacity: float, shared: Row) -> Row:
    length = [0.0 if row["few"] else row[high] - row[low] for row in rows]
    return {"type": "bar", "orientation": "h", "base": [row[low] for row in rows], "x": length, "width": width,
            "marker": {"color": tint(WON, opacity), "line": {"width": 0}}, **shared}  # fmt: skip


def _medians(rows: list[Row], shared: Row) -> Row:
    colours = [COMPARISON if row["few"] else INK for row in rows]
    strokes = {"symbol": "line-ns", "size": 15, "line": {"width": 2.5, "color": colours}}
    return {"type": "scatter", "mode": "markers", "x": [row["median_discount"] for row in rows], "marker": strokes,
            **shared}  # fmt: skip


def _counts(rows: list[Row], places: list[int], right: float) -> Row:
    texts = [f"  n {number(row['median_discount_n'])}" for row in rows]
    return {"type": "scatter", "mode": "text", "x": [right] * len(rows), "y": places, "text": texts,
            "textposition": "middle right", "textfont": {"size": 11, "color": MUTED}, "cliponaxis": False,
            "hoverinfo": "skip"}  # fmt: skip


def _list_price() -> Row:
    line = {"color": COMPARISON, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper", "line": line, "layer": "below"}


def _sides() -> list[Row]:
    """What lies on either side of the list price."""
    text = {"x": 0, "y": 1, "yref": "paper", "yanchor": "top", "showarrow": False, "font": {"size": 11}}
    return [
        {**text, "text": _("premium"), "xanchor": "right", "xshift": -5, "font": {"size": 11, "color": FORECAST}},
        {**text, "text": _("discount"), "xanchor": "left", "xshift": 5, "font": {"size": 11, "color": MUTED}},
    ]


def _hover(row: Row, dimension: str) -> str:
    head = f"<b>{name_of(row[dimension])}</b>"
    n = _("n {n}", n=number(row["median_discount_n"]))
    half = _("half with {discount} off or more", discount=percent(row["median_discount"]))
    if row["median_discount"] < 0:
        half = _("half at {premium} above list or more", premium=percent(-row["median_discount"]))
    if row["few"]:
        return "<br>".join([head, half, n, _("too few deals to tell")])
    middle = _("half between {low} and {high}", low=percent(row["discount_p25"]), high=percent(row["discount_p75"]))
    most = _("eight of ten between {low} and {high}", low=percent(row["discount_p10"]),
             high=percent(row["discount_p90"]))  # fmt: skip
    return "<br>".join([head, half, middle, most, n])
