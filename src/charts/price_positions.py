"""Price positions: how the prices of several sellers are spread, one strip under the other in each group."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, Filter, mark
from charts.labels import escape, name_of, short
from charts.rows import records
from charts.scales import amount_axis, round_step
from charts.theme import COMPARISON, INK, MUTED, WON, figure, nothing_found, tint
from i18n import _, money, ngettext, number, short_money

MOST_GROUPS = 12
WIDE = 8.0  # times the lowest price that the highest must be for the axis to be logarithmic
NAMES = 20  # characters of a label
_GAP = 0.55  # of a strip's height, between groups
TICKS = 5
_APART = 0.24  # of the logarithmic axis, between two amounts: on a phone they have no more room
QUANTILES = ("p10", "p25", "median", "p75", "p90")
_ROOM, _ROOM_BOTH = 52, 104  # pixels behind the axis, for n; for the median price and n
_OWN, _OTHER = (WON, 0.42, 9), (COMPARISON, 0.5, 7)  # colour, opacity and height in pixels of the box


def price_strips(
    spreads: pd.DataFrame, by: str, currency: str, clicks: Mapping[str | None, Filter] | None = None,
    relative: bool = False,
) -> go.Figure:  # fmt: skip
    """For each group of `by` a strip per seller, own ones first: deciles as a line, quartiles as a box, the median.

    `spreads` has columns `by`, seller ("own", "rivals" or "competitor"), competitor (a name or None), n, p10, p25,
    median, p75, p90, things, things_sold, in the order of the strips. Drawn are the first MOST_GROUPS groups. `clicks`:
    what a click on a group does. Prices that lie far apart stand on a logarithmic axis (`is_wide`); `relative`: each
    group as 100 x price / competitors' median, by columns of the same names with _index behind.
    """
    groups = list(dict.fromkeys(spreads[by].tolist()))[:MOST_GROUPS]
    rows = [row for row in records(spreads) if row[by] in groups and pd.notna(row["median"])]
    if not rows:
        return nothing_found(_("We and competitors sell nothing alike in this period with these filters"))
    places, height = _places(rows, by)
    wide = not relative and is_wide(spreads[spreads[by].isin(groups)])
    marks = [_mark(row, by, currency, (clicks or {}).get(row[by])) for row in rows]
    texts = [_behind(row, currency if relative else "") for row in rows]
    if relative:
        rows = [row | {name: row[f"{name}_index"] for name in QUANTILES} for row in rows]
    axis = _index_axis(rows) if relative else _axis(rows, wide, currency)
    layout = {
        "xaxis": {**axis, "showgrid": True},
        "yaxis": {"showgrid": False, "tickvals": places, "ticktext": [_label(row, by) for row in rows],
                  "range": [-height + 0.4, 0.7], "tickfont": {"size": 12, "color": MUTED}},
        "shapes": [_market(height)] if relative else [], "hoverdistance": 30,
        "margin": {"l": 8, "r": _ROOM_BOTH if relative else _ROOM, "t": 8, "b": 8},
    }  # fmt: skip
    drawn = [
        _line(rows, places, marks, ("p10", "p90"), 1.25, COMPARISON),
        *(_boxes(rows, places, marks, own) for own in (False, True)),
        *(_medians(rows, places, marks, own) for own in (False, True)), _texts(texts, places, wide, axis),
    ]  # fmt: skip
    return figure(drawn, layout)


def is_wide(spreads: pd.DataFrame) -> bool:
    """Whether the prices lie so far apart that the axis is logarithmic."""
    low, high = spreads["p10"].min(), spreads["p90"].max()
    return bool(low > 0 and high > WIDE * low)


def strips(spreads: pd.DataFrame, by: str) -> int:
    """How many strips are drawn."""
    return int(spreads[by].isin(list(dict.fromkeys(spreads[by].tolist()))[:MOST_GROUPS]).sum())


def _places(rows: Sequence[Mapping[Any, Any]], by: str) -> tuple[list[float], float]:
    """The height of each strip, a gap between groups; and the height of all."""
    places: list[float] = []
    height = 0.0
    for i, row in enumerate(rows):
        if i:
            height += 1 if row[by] == rows[i - 1][by] else 1 + _GAP
        places.append(-height)
    return places, height + 1


def _label(row: Mapping[Any, Any], by: str) -> str:
    if row["seller"] == "own":
        return f'<b><span style="color: {INK}">{short(row[by], NAMES)}</span></b>  '
    return f"{short(row['competitor'], NAMES) if row['competitor'] else _('competitors')}  "


def _axis(rows: Sequence[Mapping[Any, Any]], wide: bool, currency: str) -> dict[str, Any]:
    low, high = min(row["p10"] for row in rows), max(row["p90"] for row in rows)

    def text(value: float) -> str:
        return short_money(value, currency)

    if not wide:
        return amount_axis(min(low, 0.0), high, text)
    first, last = floor(log10(low)), ceil(log10(high))
    ticks = [m * 10.0**power for power in range(first, last + 1) for m in (1, 2, 5)]
    edge = 0.03 * log10(high / low)
    shown = [tick for tick in ticks if low / 1.15 <= tick <= high * 1.15]
    apart: list[float] = []
    for tick in shown:
        if not apart or log10(tick / apart[-1]) >= _APART * log10(high / low):
            apart.append(tick)
    return {"type": "log", "range": [log10(low) - edge, log10(high) + edge], "tickvals": apart,
            "ticktext": [text(tick) for tick in apart], "tickangle": 0}  # fmt: skip


def _index_axis(rows: Sequence[Mapping[Any, Any]]) -> dict[str, Any]:
    """Round values around 100, competitors' median."""
    low, high = min(100.0, *(row["p10"] for row in rows)), max(100.0, *(row["p90"] for row in rows))
    edge = max(0.04 * (high - low), 1.0)
    step = max(round_step((high - low + 2 * edge) / TICKS), 1.0)
    ticks = [100 + step * i for i in range(ceil((low - edge - 100) / step), floor((high + edge - 100) / step) + 1)]
    return {"range": [low - edge, high + edge], "tickvals": ticks, "ticktext": [number(tick) for tick in ticks]}


def _market(height: float) -> dict[str, Any]:
    return {"type": "line", "x0": 100, "x1": 100, "y0": -height + 0.4, "y1": 0.7, "layer": "below",
            "line": {"color": MUTED, "width": 1.5}}  # fmt: skip


def _line(
    rows: Sequence[Mapping[Any, Any]], places: Sequence[float], marks: Sequence[list[Any]], ends: tuple[str, str],
    width: float, colour: str,
) -> dict[str, Any]:  # fmt: skip
    """One stroke a row from one quantile to the other."""
    x: list[float | None] = []
    y: list[float | None] = []
    data: list[Any] = []
    for row, place, said in zip(rows, places, marks, strict=True):
        x += [row[ends[0]], row[ends[1]], None]
        y += [place, place, None]
        data += [said, said, None]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": {"color": colour, "width": width},
            "customdata": data, "hovertemplate": HOVER}  # fmt: skip


def _those(rows: Sequence[Mapping[Any, Any]], own: bool, *beside: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [found for found in zip(rows, *beside, strict=True) if (found[0]["seller"] == "own") == own]


def _boxes(
    rows: Sequence[Mapping[Any, Any]], places: Sequence[float], marks: Sequence[list[Any]], own: bool
) -> dict[str, Any]:
    colour, opacity, height = _OWN if own else _OTHER
    chosen = _those(rows, own, places, marks)
    return _line([c[0] for c in chosen], [c[1] for c in chosen], [c[2] for c in chosen], ("p25", "p75"), height,
                 tint(colour, opacity))  # fmt: skip


def _medians(
    rows: Sequence[Mapping[Any, Any]], places: Sequence[float], marks: Sequence[list[Any]], own: bool
) -> dict[str, Any]:
    chosen = _those(rows, own, places, marks)
    stroke = {"symbol": "line-ns", "size": 13 if own else 10, "line": {"width": 2.5, "color": WON if own else MUTED}}
    return {"type": "scatter", "mode": "markers", "x": [row["median"] for row, _p, _m in chosen],
            "y": [place for _r, place, _m in chosen], "marker": stroke, "customdata": [said for _r, _p, said in chosen],
            "hovertemplate": HOVER}  # fmt: skip


def _behind(row: Mapping[Any, Any], currency: str) -> str:
    """How many lines or quotes a strip is of; with a currency the median price before it."""
    n = _("n {n}", n=number(row["n"]))
    return f"{short_money(row['median'], currency)}  {n}" if currency else n


def _texts(texts: Sequence[str], places: Sequence[float], wide: bool, axis: Mapping[str, Any]) -> dict[str, Any]:
    """What stands behind the axis."""
    end = 10 ** axis["range"][1] if wide else axis["range"][1]
    return {"type": "scatter", "mode": "text", "x": [end] * len(texts), "y": list(places), "hoverinfo": "skip",
            "text": list(texts), "textposition": "middle right", "textfont": {"size": 11.5, "color": MUTED},
            "cliponaxis": False}  # fmt: skip


def _mark(row: Mapping[Any, Any], by: str, currency: str, click: Filter) -> list[Any]:
    own = row["seller"] == "own"
    who = _("our prices") if own else escape(row["competitor"]) if row["competitor"] else _("competitors")
    n = ngettext("{n} sale", "{n} sales", int(row["n"])) if own else ngettext("{n} quote", "{n} quotes", int(row["n"]))
    lines = [
        f"<b>{name_of(row[by])}</b>, {who}", _("median {amount}", amount=money(row["median"], currency)),
        _("half between {low} and {high}", low=money(row["p25"], currency), high=money(row["p75"], currency)),
        _("eight of ten between {low} and {high}", low=money(row["p10"], currency), high=money(row["p90"], currency)),
        n, _("{n} of {all} products are sold by both", n=number(row["things"]), all=number(row["things_sold"])),
    ]  # fmt: skip
    return mark("<br>".join(lines), click)
