"""The price corridor: the discounts that are usual for each category and tier, as bars from end to end."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, by_value, mark
from charts.labels import escape, plain_name, short
from charts.scales import amount_axis
from charts.theme import COMPARISON, INK, LOST, MUTED, WON, empty_figure, figure, tint
from i18n import _, ngettext, number, percent

MOST = 24  # corridors drawn
NAMES = 24  # characters of a name beside its bar
_N_ROOM = 52  # pixels for the number of deals at the right
Row = dict[Any, Any]


def corridor_bars(frame: pd.DataFrame) -> go.Figure:
    """A bar for each corridor, from its lower to its upper end; a click filters by its category and tier.

    `frame` has columns category, tier (None: not known), low, high (null: too few won deals), n (won deals that it is
    read from), basis (those of "category_and_tier", else pale), limited (a limit from the settings ends it: a stroke).
    """
    rows = [row for row in frame.head(MOST).to_dict("records") if pd.notna(row["high"])]
    if not rows:
        return empty_figure(
            _("Too few won deals with a list price to know what is usual"), _("Load more won deals with their prices.")
        )
    for row in rows:
        row["start"] = row["high"] if pd.isna(row["low"]) else row["low"]
    places = list(range(len(rows), 0, -1))
    axis = amount_axis(min(row["start"] for row in rows), max(row["high"] for row in rows), lambda v: percent(v, 0))
    marks = [mark(_hover(row), by_value(category=_key(row["category"]), tier=_key(row["tier"]))) for row in rows]
    bars = {
        "type": "bar", "orientation": "h", "y": places, "base": [row["start"] for row in rows], "width": 0.5,
        "x": [row["high"] - row["start"] for row in rows], "customdata": marks, "hovertemplate": HOVER,
        "marker": {"color": [tint(WON if row["basis"] == "category_and_tier" else COMPARISON, 0.55) for row in rows],
                   "line": {"width": 0}},
    }  # fmt: skip
    layout = {
        "xaxis": {**axis, "showgrid": True, "title": {"text": _("discount on the list price")}},
        "yaxis": {"showgrid": False, "tickvals": places, "range": [0.4, len(rows) + 0.6],
                  "ticktext": [f"{short(name_of_pair(row), NAMES)}  " for row in rows],
                  "tickfont": {"size": 11, "color": INK}},
        "shapes": [_list_price()], "barmode": "overlay", "margin": {"l": 8, "r": _N_ROOM, "t": 8, "b": 8},
    }  # fmt: skip
    return figure([bars, _limits(rows, places), _counts(rows, places, axis["range"][1])], layout)


def name_of_pair(row: Row) -> str:
    """What the corridor is of: category and tier, as far as they are known."""
    known = [plain_name(row[name]) for name in ("category", "tier") if _key(row[name]) is not None]
    return " · ".join(known) or _("not known")


def _key(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _limits(rows: list[Row], places: list[int]) -> Row:
    """A stroke at the end of each corridor that the settings end."""
    limited = [(row["high"], place) for row, place in zip(rows, places, strict=True) if row["limited"]]
    return {"type": "scatter", "mode": "markers", "x": [x for x, _y in limited], "y": [y for _x, y in limited],
            "marker": {"symbol": "line-ns", "size": 14, "line": {"width": 2.5, "color": LOST}},
            "hoverinfo": "skip"}  # fmt: skip


def _counts(rows: list[Row], places: list[int], right: float) -> Row:
    return {"type": "scatter", "mode": "text", "x": [right] * len(rows), "y": places, "cliponaxis": False,
            "text": [f"  n {number(row['n'])}" for row in rows], "textposition": "middle right",
            "textfont": {"size": 11, "color": MUTED}, "hoverinfo": "skip"}  # fmt: skip


def _list_price() -> Row:
    line = {"color": COMPARISON, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper", "line": line, "layer": "below"}


def _hover(row: Row) -> str:
    of = {"category_and_tier": _("of its category and tier"), "category": _("of its category"),
          "all": _("of all categories")}[row["basis"]]  # fmt: skip
    usual = _("usual: {low} to {high}", low=percent(row["low"]), high=percent(row["high"]))
    deals = ngettext("{n} won deal", "{n} won deals", int(row["n"]))
    limit = [_("ends at a limit from the settings")] if row["limited"] else []
    return "<br>".join([f"<b>{escape(name_of_pair(row))}</b>", usual, f"{deals} {of}", *limit])
