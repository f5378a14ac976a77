"""Bridges: what revenue or gross profit of one period became in another, part by part, as a waterfall down the page."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_choice, mark, whole_rows
from charts.labels import escape
from charts.rows import records
from charts.theme import COMPARISON, INK, LOST, MUTED, WON, figure, nothing_found, tint
from charts.waterfall import FADED, axis_start, cuts, steps
from i18n import N_, _, money, ngettext, percent, short_money, signed

PARTS = {  # in the order shown: what each part is called
    "volume": N_("Volume"), "mix": N_("Mix"), "price": N_("Price"), "cost": N_("Unit cost"), "new": N_("New products"),
    "ended": N_("Ended products"), "not_in_units": N_("Not in units"),
}  # fmt: skip
ENDS = ("before", "after")
ALWAYS = (*ENDS, "volume", "mix", "price", "cost")  # shown at 0 too, where any line stands behind them
_ROOM = 118  # pixels behind the longest bar, for its amount and what that is of the whole


class _Bar(NamedTuple):
    """What is said of a bar; of a part, its amount has its sign and, of a positive whole, what share of it that is."""

    part: str
    name: str
    amount: float
    label: str
    hover: str


def bridge_waterfall(
    parts: pd.DataFrame, currency: str, names: Mapping[str, str], choice: str, chosen: str = ""
) -> go.Figure:
    """Each part that changed anything; a click makes the `choice` ("<page>.<choice>"), so that its lines are listed.

    The part that is `chosen` already stands out, and a click on it takes the choice back. `parts` has columns part
    (of PARTS and ENDS), amount ("before" plus all parts is "after"), n (sales); `names` says what the two ends are
    called. Where parts are small beside the whole, the bars of both ends are cut and do not start at zero.
    """
    rows = {row["part"]: row for row in records(parts)}
    shown = [part for part in ("before", *PARTS, "after") if part in rows and _stands(part, rows[part])]
    if not any(rows[part]["n"] for part in shown):
        return nothing_found(_("Nothing was sold in either period"))
    bars = [_bar(part, rows[part], _called(part, names), float(rows["before"]["amount"]), currency) for part in shown]
    levels, spans = _levels(bars)
    start, high = axis_start(levels), max(max(span) for span in spans)
    width = (high - start) or 1.0
    places = [-i for i in range(len(shown))]
    ends = [place for part, place in zip(shown, places, strict=True) if part in ENDS]
    drawn = {
        "type": "bar", "orientation": "h", "y": places, "base": [max(min(span), start) for span in spans],
        "x": [max(span) - max(min(span), start) for span in spans], "hovertemplate": HOVER,
        "marker": _colours(bars, chosen if chosen in shown else ""),
        "customdata": [mark(bar.hover, by_choice(choice, "" if bar.part == chosen else bar.part)) for bar in bars],
    }  # fmt: skip
    labels = {"type": "scatter", "mode": "text", "x": [max(span) for span in spans], "y": places,
              "text": [bar.label for bar in bars], "textposition": "middle right",
              "textfont": {"size": 12, "color": MUTED}, "cliponaxis": False, "hoverinfo": "skip"}  # fmt: skip
    layout = {
        "xaxis": {"visible": False, "range": [start - (0.02 * width if start <= 0 else 0), high]},
        "yaxis": {"showgrid": False, "tickvals": places, "range": [places[-1] - 0.6, 0.6],
                  "ticktext": [f"{bar.name}  " for bar in bars], "tickfont": {"size": 12, "color": INK}},
        "shapes": [*steps(levels, places), *(cuts(ends, start, width) if start > 0 else [])],
        "barmode": "overlay", "bargap": max(0.28, 1 - len(shown) * 0.09),
        "margin": {"l": 8, "r": _ROOM, "t": 8, "b": 8},
    }  # fmt: skip
    return figure([drawn, labels, whole_rows(drawn, start, high)], layout)


def _levels(bars: Sequence[_Bar]) -> tuple[list[float], list[tuple[float, float]]]:
    """What is reached after each bar, and from where to where each goes."""
    moves = [0.0 if bar.part in ENDS else bar.amount for bar in bars]
    levels = list(accumulate(moves, initial=bars[0].amount))[1:]
    spans = [(0.0, bar.amount) if bar.part in ENDS else (level - move, level)
             for bar, move, level in zip(bars, moves, levels, strict=True)]  # fmt: skip
    return levels, spans


def _stands(part: str, row: Mapping[Any, Any]) -> bool:
    return part in ENDS or bool(row["amount"]) or (part in ALWAYS and row["n"] > 0)


def _called(part: str, names: Mapping[str, str]) -> str:
    return escape(names[part]) if part in ENDS else _(PARTS[part])


def _bar(part: str, row: Mapping[Any, Any], name: str, whole: float, currency: str) -> _Bar:
    amount, end = float(row["amount"]), part in ENDS
    short, full = (text(amount if end else abs(amount), currency) for text in (short_money, money))
    if not end:
        short, full = signed(short, amount), signed(full, amount)
    share = "" if end or whole <= 0 else signed(percent(abs(amount) / whole), amount)
    of_whole = [_("{share} of the period before", share=share)] if share else []
    hover = "<br>".join([f"<b>{name}</b>", full, *of_whole, ngettext("{n} sale", "{n} sales", int(row["n"]))])
    return _Bar(part, name, amount, f" <b>{short}</b>  {share}".rstrip(), hover)


def _colours(bars: Sequence[_Bar], chosen: str) -> dict[str, Any]:
    """What raises, what lowers and the ends; edged in the same colour, so that the smallest part is a stroke."""
    plain = [COMPARISON if bar.part in ENDS else WON if bar.amount >= 0 else LOST for bar in bars]
    shown = [tint(colour, FADED) if chosen and bar.part != chosen else colour
             for bar, colour in zip(bars, plain, strict=True)]  # fmt: skip
    return {"color": shown, "line": {"width": 1.5, "color": shown}}
