"""The bookings outlook: what this and the next period may bring, of which parts, against the target."""

from math import ceil, floor
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.lines import amounts
from charts.scales import round_step
from charts.theme import COMPARISON, FORECAST, INK, MUTED, OPEN, WON, empty_figure, figure, tint
from i18n import N_, _, money, percent, period, short_money

PARTS = (  # column, what it is called, in a word, colour
    ("won", N_("Won so far"), N_("won"), WON),
    ("pipeline", N_("From the pipeline"), N_("pipeline"), OPEN),
    ("new_business", N_("New business"), N_("new"), FORECAST),
)
SURE = 0.995  # a chance is not called certain, nor its opposite impossible
_WIDTH = 0.26  # of a row, for its bar; the rest is for its words
_WHISKER = 0.19  # rows below the bar's middle


def outlook_bars(periods: pd.DataFrame, grain: str, currency: str) -> go.Figure:
    """A bar for each period of what is won, expected from the pipeline and from deals that do not exist yet.

    `periods` has columns start (first day), won, pipeline, new_business, total (expected amounts), low80, high80 (of
    the total), target and chance (to reach it; both null where no target is set), in order.
    """
    rows = [row for row in periods.to_dict("records") if pd.notna(row["total"])]
    if not rows:
        return empty_figure(_("Too little has been won so far to tell what will come"), _("Take filters off."))
    places = [float(-i) for i in range(len(rows))]
    ends = [value for row in rows for value in (row["total"], row["high80"], row["target"]) if pd.notna(value)]
    high = max(*ends, 1.0)
    layout = {
        "barmode": "stack", "xaxis": {"visible": False, "range": [-0.005 * high, 1.04 * high]},
        "yaxis": {"visible": False, "range": [places[-1] - 0.5, 0.62]}, "margin": {"l": 8, "r": 8, "t": 4, "b": 4},
        "shapes": [shape for row, place in zip(rows, places, strict=True) for shape in _target(row, place)],
        "annotations": [text for row, place in zip(rows, places, strict=True)
                        for text in _words(row, place, high, grain, currency)],
    }  # fmt: skip
    return figure([*_parts(rows, places, grain, currency), _whiskers(rows, places)], layout)


def _parts(rows: list[dict[Any, Any]], places: list[float], grain: str, currency: str) -> list[dict[str, Any]]:
    marks = [mark(_hover(row, grain, currency), None) for row in rows]
    return [
        {"type": "bar", "orientation": "h", "y": places, "width": _WIDTH, "customdata": marks, "hovertemplate": HOVER,
         "x": [amount or 0.0 for amount in amounts(pd.Series([row[column] for row in rows]))],
         "marker": {"color": colour, "line": {"width": 0}}}
        for column, _name, _word, colour in PARTS
    ]  # fmt: skip


def _whiskers(rows: list[dict[Any, Any]], places: list[float]) -> dict[str, Any]:
    """The 80 % interval of the total, under the bar."""
    known = [(row["low80"], row["high80"], place) for row, place in zip(rows, places, strict=True)
             if pd.notna(row["low80"])]  # fmt: skip
    x = [end for low, high, _place in known for end in (low, high, None)]
    y = [end for _low, _high, place in known for end in (place - _WHISKER, place - _WHISKER, None)]
    return {"type": "scatter", "x": x, "y": y, "mode": "lines+markers", "hoverinfo": "skip",
            "line": {"color": MUTED, "width": 2},
            "marker": {"symbol": "line-ns", "size": 7, "line": {"color": MUTED, "width": 2}}}  # fmt: skip


def _target(row: dict[Any, Any], place: float) -> list[dict[str, Any]]:
    if pd.isna(row["target"]):
        return []
    return [{"type": "line", "x0": row["target"], "x1": row["target"], "y0": place - 0.24, "y1": place + 0.17,
             "line": {"color": INK, "width": 2}}]  # fmt: skip


def _words(row: dict[Any, Any], place: float, high: float, grain: str, currency: str) -> list[dict[str, Any]]:
    """Above the bar the period, its total and what that is made of; below it the target and the chance to reach it."""
    total = short_money(row["total"], currency)
    if pd.notna(row["low80"]):
        low, top = short_money(row["low80"], currency), short_money(row["high80"], currency)
        total = _("<b>{total}</b> · 80 % between {low} and {high}", total=total, low=low, high=top)
    parts = [f'<span style="color: {colour}">●</span> {_(word)} {short_money(row[column], currency)}'
             for column, _name, word, colour in PARTS if pd.notna(row[column]) and row[column]]  # fmt: skip
    above = f"<b>{period(row['start'], grain)}</b>  {total}<br>{'   '.join(parts)}"
    said = [_text(above, 0.0, place + 0.16, "left", "bottom", INK)]
    if pd.isna(row["target"]):
        return said
    side = "left" if row["target"] < high / 2 else "right"
    target = _("target {amount}", amount=short_money(row["target"], currency))
    chance = "" if pd.isna(row["chance"]) else f" · {_chance(row['chance'], _met(row))}"
    return [*said, _text(target + chance, row["target"], place - 0.25, side, "top", INK)]


def _text(text: str, x: float, y: float, side: str, stands: str, ink: str) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "xanchor": side, "yanchor": stands, "align": "left", "showarrow": False,
            "font": {"size": 12, "color": ink}}  # fmt: skip


def _chance(chance: float, met: bool) -> str:
    """In words, without ever calling it sure before the target is met."""
    if met:
        return _("met")
    if chance >= SURE:
        return _("chance over 99%")
    if chance <= 1 - SURE:
        return _("chance under 1%")
    return _("chance {share}", share=percent(chance, 0))


def _met(row: dict[Any, Any]) -> bool:
    return bool(pd.notna(row["won"]) and row["won"] >= row["target"])


def _hover(row: dict[Any, Any], grain: str, currency: str) -> str:
    lines = [f"<b>{period(row['start'], grain)}</b>"]
    lines += [f"{_(name)}: {money(row[column], currency)}" for column, name, _word, _colour in PARTS
              if pd.notna(row[column])]  # fmt: skip
    lines.append(_("expected {amount}", amount=money(row["total"], currency)))
    if pd.notna(row["low80"]):
        low, high = money(row["low80"], currency), money(row["high80"], currency)
        lines.append(_("80 % interval {low} – {high}", low=low, high=high))
    if pd.notna(row["target"]):
        lines.append(_("target {amount}", amount=money(row["target"], currency)))
        lines += [] if pd.isna(row["chance"]) else [_chance(row["chance"], _met(row))]
    return "<br>".join(lines)


def outlook_distribution(
    bins: pd.DataFrame, target: float | None, chance: float | None, currency: str, met: bool = False
) -> go.Figure:
    """How likely which amount is: columns, those that reach the target in the forecast's colour.

    `bins` has columns low, high (amounts), share (of what may come; sums to 1), in order and side by side. `target`
    and `chance` to reach it: null where no target is set; `met`: it is reached already.
    """
    rows = bins.to_dict("records")
    if not any(row["share"] > 0 for row in rows):
        return empty_figure(_("Too little has been won so far to tell what will come"), _("Take filters off."))
    middles = [(row["low"] + row["high"]) / 2 for row in rows]
    reached = [target is None or pd.isna(target) or middle >= target for middle in middles]
    likely = {
        "type": "bar", "x": middles, "y": [row["share"] for row in rows], "hovertemplate": HOVER,
        "width": [row["high"] - row["low"] for row in rows],
        "customdata": [mark(_bin(row, currency), None) for row in rows],
        "marker": {"color": [FORECAST if ok else tint(COMPARISON, 0.6) for ok in reached], "line": {"width": 0}},
    }  # fmt: skip
    tallest = max(row["share"] for row in rows)
    low, high = rows[0]["low"], rows[-1]["high"]
    against = target if target is not None and pd.notna(target) else None
    edges = [low, high] if against is None else [min(low, against), max(high, against)]
    room = 0.02 * (edges[1] - edges[0] or 1.0)
    step = round_step((edges[1] - edges[0]) / 4)
    ticks = [step * i for i in range(ceil(edges[0] / step), floor(edges[1] / step) + 1)]
    layout = {
        "bargap": 0, "yaxis": {"visible": False, "range": [0, 1.3 * tallest]},
        "xaxis": {"range": [edges[0] - room, edges[1] + room], "tickvals": ticks,
                  "ticktext": [short_money(tick, currency) for tick in ticks]},
        "shapes": [] if against is None else [_mark_at(against)],
        "annotations": [] if against is None else [_named(against, chance, edges, tallest, currency, met)],
    }  # fmt: skip
    return figure([likely], layout)


def _bin(row: dict[Any, Any], currency: str) -> str:
    low, high = money(row["low"], currency), money(row["high"], currency)
    return f"<b>{low} – {high}</b><br>{_('chance {share}', share=percent(row['share']))}"


def _mark_at(target: float) -> dict[str, Any]:
    return {"type": "line", "x0": target, "x1": target, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"color": INK, "width": 1.5, "dash": "dash"}}  # fmt: skip


def _named(
    target: float, chance: float | None, edges: list[float], tallest: float, currency: str, met: bool
) -> dict[str, Any]:
    side, shift = ("left", 6) if target < sum(edges) / 2 else ("right", -6)
    said = "" if chance is None or pd.isna(chance) else f"<br>{_chance(chance, met)}"
    text = _("target {amount}", amount=short_money(target, currency)) + said
    return {**_text(text, target, 1.29 * tallest, side, "top", INK), "xshift": shift, "align": side}
