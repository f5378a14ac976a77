"""Where margins moved most: from each product's margin before, which is zero here, to that of now."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import OTHER, by_value, mark, whole_rows
from charts.labels import name_of, short
from charts.rows import records
from charts.scales import ticks_inside
from charts.theme import COMPARISON, INK, LOST, MUTED, WON, empty_figure, figure
from i18n import _, money, percent, points, short_money, signed

MOST = 14  # products; a row is about as high as its words
LEAST = 8  # rows there is room for at least: few are no blocks
_LABEL = 18  # characters of a name
_ROOM = 124  # pixels behind the axis, for the margin of now and what the change comes to


def margin_changes(frame: pd.DataFrame, currency: str) -> go.Figure:
    """The products whose margin moved the most money, the largest loss on top; a click filters by the product.

    `frame` has columns product, gross_margin, gross_margin_before, margin_change, margin_money, from_price, from_cost,
    revenue, null where not known; the row "other" is not drawn.
    """
    rows = largest(frame)
    if not rows:
        return empty_figure(_("No product's margin is known both now and before"),
                            _("It takes unit costs, and sales in both periods: choose another comparison, or take"
                              " filters off."))  # fmt: skip
    places = [-i for i in range(len(rows))]
    changes = [float(row["margin_change"]) for row in rows]
    low, high = min([*changes, 0.0]), max([*changes, 0.0])
    edge = max(0.06 * (high - low), 0.001)
    colours = [LOST if change < 0 else WON for change in changes]
    span = [low - edge, high + edge]
    bars = {"y": places, "customdata": [mark(_hover(row, currency), by_value(product=row["product"])) for row in rows]}
    layout = {
        "xaxis": {"range": span, "showgrid": True, "zeroline": True, "zerolinecolor": COMPARISON,
                  **ticks_inside(span, _tick, 3)},
        "yaxis": {"showgrid": False, "tickvals": places, "range": [min(places[-1], 1 - LEAST) - 0.6, 0.6],
                  "ticktext": [f"{short(row['product'], _LABEL)}\u00a0\u00a0" for row in rows],
                  "tickfont": {"color": INK}},
        "barmode": "overlay", "bargap": 0.4, "margin": {"l": 8, "r": _ROOM, "t": 8, "b": 8},
        "annotations": [_said(row, place, span[1], currency) for row, place in zip(rows, places, strict=True)],
    }  # fmt: skip
    return figure(
        [
            _lines(places, changes, colours),
            _dots(places, [0.0] * len(rows), COMPARISON),
            _dots(places, changes, colours),
            whole_rows(bars, span[0], span[1]),
        ],
        layout,
    )  # fmt: skip


def largest(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """The rows drawn: those that moved the most money, from the largest loss to the largest gain."""
    known = (row for row in records(frame) if pd.notna(row["margin_change"]) and row["product"] != OTHER)
    rows = sorted(known, key=lambda row: -abs(row["margin_money"]))[:MOST]
    return sorted(rows, key=lambda row: row["margin_money"])


def _lines(places: Sequence[int], changes: list[float], colours: list[str]) -> dict[str, Any]:
    """From the margin before to that of now, as thin bars."""
    return {"type": "bar", "orientation": "h", "y": list(places), "x": changes, "width": 0.16, "hoverinfo": "skip",
            "marker": {"color": colours, "line": {"width": 0}}}  # fmt: skip


def _dots(places: Sequence[int], values: list[float], colour: str | list[str]) -> dict[str, Any]:
    return {"type": "scatter", "mode": "markers", "x": values, "y": list(places), "hoverinfo": "skip",
            "marker": {"size": 10, "color": colour, "line": {"width": 0}}}  # fmt: skip


def _said(row: dict[Any, Any], place: float, end: float, currency: str) -> dict[str, Any]:
    amount = row["margin_money"]
    text = f"{percent(row['gross_margin'])}  <b>{signed(short_money(abs(amount), currency), amount)}</b>"
    return {"x": end, "y": place, "text": text, "xanchor": "left", "yanchor": "middle", "xshift": 8,
            "showarrow": False, "font": {"size": 12, "color": MUTED}}  # fmt: skip


def _hover(row: dict[Any, Any], currency: str) -> str:
    return "<br>".join([
        f"<b>{name_of(row['product'])}</b>",
        _("margin {now}, before {then}", now=percent(row["gross_margin"]), then=percent(row["gross_margin_before"])),
        _("{part} from prices, {rest} from costs", part=_points(row["from_price"]), rest=_points(row["from_cost"])),
        _("comes to {amount} on {revenue}",
          amount=signed(money(abs(row["margin_money"]), currency), row["margin_money"]),
          revenue=money(row["revenue"], currency)),
    ])  # fmt: skip


def _tick(change: float) -> str:
    return signed(points(abs(change), 0 if round(change * 100, 6).is_integer() else 1), change)


def _points(change: float) -> str:
    return signed(points(abs(change)), round(change, 3))
