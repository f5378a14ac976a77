"""Movement: what the pipeline of one day became by another, part by part, as a waterfall down the page."""

from itertools import accumulate
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_choice, mark, whole_rows
from charts.theme import COMPARISON, INK, LOST, MUTED, OPEN, WON, figure, nothing_found, tint
from charts.waterfall import FADED, axis_start, cuts, steps
from i18n import N_, _, money, ngettext, short_money, signed

CHOICE = "pipeline.move"  # the page's choice that a click makes: whose deals are listed
KINDS = {  # in the order shown: what each part is called, and its colour
    "opening": (N_("At the start"), COMPARISON),
    "new": (N_("New"), OPEN),
    "up": (N_("Raised"), OPEN),
    "pulled_in": (N_("Pulled in"), OPEN),
    "other_in": (N_("Other, in"), OPEN),
    "won": (N_("Won"), WON),
    "lost": (N_("Lost"), LOST),
    "down": (N_("Lowered"), LOST),
    "pushed_out": (N_("Pushed out"), LOST),
    "other_out": (N_("Other, out"), LOST),
    "closing": (N_("At the end"), COMPARISON),
}
ENDS = ("opening", "closing")
_ROOM = 128  # pixels behind the longest bar, for its amount and its deals


def movement_waterfall(parts: pd.DataFrame, currency: str, chosen: str = "") -> go.Figure:
    """Each part that changed anything; a click chooses it (`pipeline.move=<kind>`), so that its deals are listed.

    The kind that is `chosen` already stands out, and a click on it takes the choice back.

    `parts` has columns kind (of KINDS), deals, amount (what leaves the pipeline is negative; opening plus all parts
    is closing). Where moves are small beside what was there, the bars of both ends are cut and do not start at zero.
    """
    found = {row["kind"]: row for row in parts.to_dict("records")}
    shown = [kind for kind in KINDS if kind in found and (kind in ENDS or _amount(found[kind]))]
    if not any(_amount(found[kind]) for kind in shown):
        return nothing_found(_("No deal was open at the start or at the end"))
    moves = [0.0 if kind in ENDS else _amount(found[kind]) for kind in shown]
    opening = _amount(found["opening"]) if "opening" in found else 0.0
    levels = list(accumulate(moves, initial=opening))[1:]
    spans = [(0.0, _amount(found[kind])) if kind in ENDS else (level - move, level)
             for kind, move, level in zip(shown, moves, levels, strict=True)]  # fmt: skip
    start = axis_start(levels)
    high = max(max(span) for span in spans)
    width = (high - start) or 1.0
    places = [-i for i in range(len(shown))]
    ends = [place for kind, place in zip(shown, places, strict=True) if kind in ENDS]
    layout = {
        "xaxis": {"visible": False, "range": [start - (0.02 * width if start <= 0 else 0), high]},
        "yaxis": {"showgrid": False, "tickvals": places, "range": [places[-1] - 0.6, 0.6],
                  "ticktext": [f"{_(KINDS[kind][0])}  " for kind in shown], "tickfont": {"size": 12, "color": INK}},
        "shapes": [*steps(levels, places), *(cuts(ends, start, width) if start > 0 else [])],
        "barmode": "overlay", "bargap": max(0.28, 1 - len(shown) * 0.09),
        "margin": {"l": 8, "r": _ROOM, "t": 8, "b": 8},
    }  # fmt: skip
    bars = _bars(shown, found, spans, start, places, currency, chosen)
    return figure([bars, _labels(shown, found, spans, places, currency), whole_rows(bars, start, high)], layout)


def _amount(row: dict[Any, Any]) -> float:
    return 0.0 if pd.isna(row["amount"]) else float(row["amount"])


def _bars(
    shown: list[str], found: dict[Any, Any], spans: list[tuple[float, float]], start: float, places: list[int],
    currency: str, chosen: str,
) -> dict[str, Any]:  # fmt: skip
    lows = [max(min(span), start) for span in spans]
    faded = chosen in shown
    colours = [tint(KINDS[kind][1], FADED) if faded and kind != chosen else KINDS[kind][1] for kind in shown]
    return {
        "type": "bar", "orientation": "h", "y": places, "base": lows, "hovertemplate": HOVER,
        "x": [max(span) - low for span, low in zip(spans, lows, strict=True)],
        "marker": {"color": colours, "line": {"width": 0}},
        "customdata": [_mark(kind, found[kind], currency, chosen) for kind in shown],
    }  # fmt: skip


def _labels(
    shown: list[str], found: dict[Any, Any], spans: list[tuple[float, float]], places: list[int], currency: str
) -> dict[str, Any]:
    """Behind the bars, all to the right: the amount, with its sign where it is a move, and how many deals it is."""
    texts = [f" <b>{_written(kind, found[kind], currency)}</b>  {_deals(found[kind])}" for kind in shown]
    return {"type": "scatter", "mode": "text", "x": [max(span) for span in spans], "y": places, "text": texts,
            "textposition": "middle right", "textfont": {"size": 12, "color": MUTED}, "cliponaxis": False,
            "hoverinfo": "skip"}  # fmt: skip


def _written(kind: str, row: dict[Any, Any], currency: str) -> str:
    amount = _amount(row)
    return short_money(amount, currency) if kind in ENDS else signed(short_money(abs(amount), currency), amount)


def _mark(kind: str, row: dict[Any, Any], currency: str, chosen: str) -> list[Any]:
    amount = _amount(row)
    full = money(amount, currency) if kind in ENDS else signed(money(abs(amount), currency), amount)
    return mark(
        f"<b>{_(KINDS[kind][0])}</b><br>{full}<br>{_deals(row)}", by_choice(CHOICE, "" if kind == chosen else kind)
    )


def _deals(row: dict[Any, Any]) -> str:
    return ngettext("{n} deal", "{n} deals", 0 if pd.isna(row["deals"]) else int(row["deals"]))
