"""The price index by groups: a dot for us against the market, competitors one by one beside it, 100 as a line."""

from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_value, mark, whole_rows
from charts.labels import escape, name_of, short
from charts.rows import records
from charts.scales import round_step
from charts.theme import COMPARISON, INK, LINE, LOST, MUTED, SURFACE, WON, empty_figure, figure, nothing_found, tint
from i18n import _, days, ngettext, number, percent

MOST = 14  # groups that are drawn, those with the most revenue
UNDERCUT = 10.0  # index points above 100 from which on a competitor is named: so much dearer are we
NAMES, COMPETITORS = 18, 20  # characters of a group and of a competitor
FEW = 8  # rows at most that have room for two lines of text
_LEAST = 6.0  # index points that the axis reaches to both sides of 100
PALE = 0.4  # how opaque a dot is that few sales or quotes stand behind
_TICKS = 5
_ROOM = 92  # pixels behind the axis, for the index and what stands behind it


def price_index_dots(
    groups: pd.DataFrame, competitors: pd.DataFrame, by: str, before: Mapping[str | None, float] | None = None
) -> go.Figure:
    """A row for each group with an index, the dearest on top; a click filters by it.

    `groups` has columns `by`, price_index, things, things_sold, n, quotes, age_days, thin; `competitors` has
    `by`, competitor, price_index, quotes. `before`: each group's index in the period compared with, drawn as a ring.
    Competitors against whom we are UNDERCUT dearer or more stand out, the furthest of each group with its name.
    """
    known = groups[groups["price_index"].notna()].head(MOST)
    if known.empty:
        return _nothing_compared(groups)
    rows = sorted(records(known), key=lambda row: -row["price_index"])
    places = {row[by]: float(-i) for i, row in enumerate(rows)}
    others = [row for row in records(competitors) if row[by] in places and pd.notna(row["price_index"])]
    earlier = {group: value for group, value in (before or {}).items() if group in places and pd.notna(value)}
    span = _span([100.0, *(r["price_index"] for r in (*rows, *others)), *earlier.values()])
    texts = [f"{short(group, NAMES)}  " for group in places]
    layout = {
        "xaxis": {**_axis(span), "showgrid": True, "side": "bottom"},
        "yaxis": {"showgrid": False, "tickvals": list(places.values()), "ticktext": texts,
                  "range": [-len(rows) + 0.4, 0.75], "tickfont": {"size": 12, "color": INK}},
        "shapes": [_market(len(rows))], "annotations": _sides(), "barmode": "overlay",
        "margin": {"l": 8, "r": _ROOM, "t": 22, "b": 8},
    }  # fmt: skip
    ours = _ours(rows, places, earlier, by)
    drawn = [_reach(places, rows, others, by), *_rivals(others, places, by), _rings(earlier, places), ours,
             _texts(rows, places, span[1])]  # fmt: skip
    return figure([*drawn, whole_rows(ours, *span)], layout)


def _nothing_compared(groups: pd.DataFrame) -> go.Figure:
    if groups.empty:
        return nothing_found(_("Nothing was sold in this period with these filters"))
    return empty_figure(
        _("No competitor's quote fits what was sold"),
        _("Import competitor prices whose product names, or category and tier, are those of your products; old ones"
          " are not compared."),
    )  # fmt: skip


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(*values, 100 - _LEAST), max(*values, 100 + _LEAST)
    edge = 0.06 * (high - low)
    return low - edge, high + edge


def _axis(span: tuple[float, float]) -> dict[str, Any]:
    """Ticks at round values, 100 among them."""
    step = max(round_step((span[1] - span[0]) / _TICKS), 1.0)
    ticks = [100 + step * i for i in range(ceil((span[0] - 100) / step), floor((span[1] - 100) / step) + 1)]
    return {"range": list(span), "tickvals": ticks, "ticktext": [number(tick, 0 if step >= 1 else 1) for tick in ticks]}


def _market(count: int) -> dict[str, Any]:
    return {"type": "line", "x0": 100, "x1": 100, "y0": -count + 0.45, "y1": 0.6, "layer": "below",
            "line": {"color": MUTED, "width": 1.5}}  # fmt: skip


def _sides() -> list[dict[str, Any]]:
    """What lies to the left of 100, and what to the right of it."""
    at = {"x": 100, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False,
          "font": {"size": 11, "color": MUTED}}  # fmt: skip
    return [{**at, "text": _("◂ we are cheaper"), "xanchor": "right", "xshift": -8},
            {**at, "text": _("we are dearer ▸"), "xanchor": "left", "xshift": 8}]  # fmt: skip


def _reach(
    places: Mapping[Any, float], rows: Sequence[Mapping[Any, Any]], others: Sequence[Mapping[Any, Any]], by: str
) -> dict[str, Any]:
    """A thin line in each row from the cheapest to the dearest that is drawn there."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row in rows:
        there = [row["price_index"], 100.0, *(other["price_index"] for other in others if other[by] == row[by])]
        x += [min(there), max(there), None]
        y += [places[row[by]], places[row[by]], None]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": {"color": LINE, "width": 3},
            "hoverinfo": "skip"}  # fmt: skip


def _rivals(others: Sequence[Mapping[Any, Any]], places: Mapping[Any, float], by: str) -> list[dict[str, Any]]:
    """Small dots; those who undercut us in another colour and form, the furthest of each row by name."""
    if not others:
        return []
    furthest: dict[Any, Mapping[Any, Any]] = {}
    for row in others:
        if row["price_index"] >= max(100 + UNDERCUT, furthest.get(row[by], row)["price_index"]):
            furthest[row[by]] = row
    under = [row["price_index"] >= 100 + UNDERCUT for row in others]
    at: dict[str, Any] = {"x": [row["price_index"] for row in others], "y": [places[row[by]] for row in others]}
    named = [f"{short(row['competitor'], COMPETITORS)} " if furthest.get(row[by]) is row else "" for row in others]
    marker = {
        "size": [10 if one else 7 for one in under], "color": [LOST if one else COMPARISON for one in under],
        "symbol": ["diamond" if one else "circle" for one in under], "line": {"width": 1, "color": SURFACE},
    }  # fmt: skip
    return [{"type": "scatter", "mode": "markers+text", **at, "marker": marker, "text": named,
             "textposition": "top left", "textfont": {"size": 11.5, "color": LOST}, "cliponaxis": False,
             "customdata": [_competitor(row, by) for row in others], "hovertemplate": HOVER}]  # fmt: skip


def _competitor(row: Mapping[Any, Any], by: str) -> list[Any]:
    off = 100 / row["price_index"] - 1
    said = (_("{share} below our price") if off < 0 else _("{share} above our price")).format(share=percent(abs(off)))
    lines = [f"<b>{escape(str(row['competitor']))}</b>", name_of(row[by]), said,
             _("index {index}", index=number(row["price_index"], 1)), _quotes(row["quotes"])]  # fmt: skip
    return mark("<br>".join(lines), by_value(**{by: row[by]}))


def _rings(earlier: Mapping[Any, float], places: Mapping[Any, float]) -> dict[str, Any]:
    return {"type": "scatter", "mode": "markers", "x": list(earlier.values()), "y": [places[g] for g in earlier],
            "marker": {"size": 11, "symbol": "circle-open", "color": COMPARISON, "line": {"width": 2}},
            "hoverinfo": "skip"}  # fmt: skip


def _ours(
    rows: Sequence[Mapping[Any, Any]], places: Mapping[Any, float], earlier: Mapping[Any, float], by: str
) -> dict[str, Any]:
    """Our dots; pale where too few sales or quotes make them a matter of chance."""
    colours = [tint(WON, PALE) if row["thin"] else WON for row in rows]
    return {"type": "scatter", "mode": "markers", "x": [row["price_index"] for row in rows], "y": list(places.values()),
            "marker": {"size": 13, "color": colours, "line": {"width": 1.5, "color": SURFACE}}, "hovertemplate": HOVER,
            "customdata": [_group(row, by, earlier.get(row[by])) for row in rows]}  # fmt: skip


def _group(row: Mapping[Any, Any], by: str, earlier: float | None) -> list[Any]:
    lines = [
        f"<b>{name_of(row[by])}</b>", _("index {index}", index=number(row["price_index"], 1)),
        *([] if earlier is None else [_("before: {index}", index=number(earlier, 1))]),
        _("{n} of {all} products compared", n=number(row["things"]), all=number(row["things_sold"])),
        ngettext("{n} sale", "{n} sales", int(row["n"])), _quotes(row["quotes"]),
        _("the median quote is {age} old", age=days(row["age_days"])),
        *([_("too few to tell")] if row["thin"] else []),
    ]  # fmt: skip
    return mark("<br>".join(lines), by_value(**{by: row[by]}))


def _quotes(n: float) -> str:
    return ngettext("{n} quote", "{n} quotes", int(n))


def _texts(rows: Sequence[Mapping[Any, Any]], places: Mapping[Any, float], end: float) -> dict[str, Any]:
    """Behind the axis, all below each other: the index, how many quotes it rests on, how old these are."""
    two_lines = len(rows) <= FEW
    said = [
        _("<b>{index}</b>  n {n}", index=number(row["price_index"], 1 if two_lines else 0), n=number(row["quotes"]))
        + (_("<br>{age} old", age=days(row["age_days"])) if two_lines else _(" · {n} d", n=number(row["age_days"])))
        for row in rows
    ]
    return {"type": "scatter", "mode": "text", "x": [end] * len(rows), "y": list(places.values()), "text": said,
            "textposition": "middle right", "textfont": {"size": 11.5, "color": MUTED}, "cliponaxis": False,
            "hoverinfo": "skip"}  # fmt: skip
