"""Why deals were lost: reasons in columns, groups in rows, the larger a reason's share of a group the stronger."""

from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, OTHER, by_value, mark
from charts.labels import name_of, plain_name, short
from charts.rows import records
from charts.theme import INK, LOST, MUTED, STRONGEST, figure, nothing_found, tint
from i18n import _, money, ngettext, number, percent

HEIGHT, WIDTH = 0.9, 0.96  # of a cell
NAMES, HEADING = 15, 11  # characters of a row's name, and of a line of a heading
FAINT = 0.04
_TOTALS_ROOM = 46  # pixels for the number of a row's deals at the right
Row = dict[Any, Any]


def reasons_table(frame: pd.DataFrame, dimension: str, currency: str) -> go.Figure:
    """A cell for each group and reason; a click filters by both.

    `frame` has columns `dimension`, lost_reason, deals_lost, lost_revenue, share (of the group's lost deals),
    group_deals, group_revenue; groups and reasons in the order they are to stand in. Cells are bars, so that they
    follow the theme.
    """
    rows = [{**row, dimension: _key(row[dimension]), "lost_reason": _key(row["lost_reason"])}
            for row in records(frame)]  # fmt: skip
    if not rows:
        return nothing_found(_("No deal was lost in this period with these filters"))
    groups = {row[dimension]: row for row in reversed(rows)}  # Plotly counts from below
    order = list(dict.fromkeys(row[dimension] for row in rows))
    places = {name: -i for i, name in enumerate(order)}
    reasons = _columns(rows)
    most = max(row["share"] for row in rows)
    cells = {
        "type": "bar", "orientation": "h", "y": [places[row[dimension]] for row in rows], "x": [WIDTH] * len(rows),
        "base": [reasons[row["lost_reason"]] - WIDTH / 2 for row in rows], "width": HEIGHT,
        "marker": {"color": [tint(LOST, FAINT + (STRONGEST - FAINT) * row["share"] / most) for row in rows],
                   "line": {"width": 0}},
        "text": [percent(row["share"], 0) for row in rows], "textposition": "inside", "textangle": 0,
        "insidetextanchor": "middle", "textfont": {"size": 11, "color": INK}, "constraintext": "none",
        "hovertemplate": HOVER, "customdata": [_mark(row, dimension, currency) for row in rows],
    }  # fmt: skip
    layout = {
        "xaxis": {"tickvals": list(reasons.values()), "ticktext": [_heading(reason) for reason in reasons],
                  "range": [-0.5, len(reasons) - 0.5], "side": "top", "tickfont": {"size": 11, "color": MUTED}},
        "yaxis": {"showgrid": False, "tickvals": list(places.values()), "range": [0.5 - len(order), 0.5],
                  "ticktext": [f"{short(name, NAMES)}  " for name in order], "tickfont": {"size": 12, "color": INK}},
        "barmode": "overlay", "bargap": 0, "margin": {"l": 8, "r": _TOTALS_ROOM, "t": 8, "b": 8},
    }  # fmt: skip
    return figure([cells, _totals(groups, places, len(reasons))], layout)


def _columns(rows: list[Row]) -> dict[Any, int]:
    """The reasons from left to right: those with most lost deals first, what is no reason of its own last."""
    sums: dict[Any, int] = {}
    for row in rows:
        sums[row["lost_reason"]] = sums.get(row["lost_reason"], 0) + row["deals_lost"]
    ranked = sorted(sums, key=lambda reason: (reason == OTHER, reason is None, -sums[reason]))
    return {reason: i for i, reason in enumerate(ranked)}


def _key(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _heading(reason: str | None) -> str:
    return "<br>".join(wrap(short(plain_name(reason), 2 * HEADING), HEADING))


def _totals(groups: dict[Any, Row], places: dict[Any, int], columns: int) -> Row:
    texts = [f"  n {number(row['group_deals'])}" for row in groups.values()]
    return {"type": "scatter", "mode": "text", "x": [columns - 0.5] * len(groups),
            "y": [places[name] for name in groups], "text": texts, "textposition": "middle right",
            "textfont": {"size": 11, "color": MUTED}, "cliponaxis": False, "hoverinfo": "skip"}  # fmt: skip


def _mark(row: Row, dimension: str, currency: str) -> list[Any]:
    lines = [
        f"<b>{name_of(row[dimension])}</b>", name_of(row["lost_reason"]),
        _("{share} of {deals}", share=percent(row["share"]),
          deals=ngettext("{n} lost deal", "{n} lost deals", row["group_deals"])),
        _("{deals}, {amount} expected", deals=ngettext("{n} deal", "{n} deals", row["deals_lost"]),
          amount=money(row["lost_revenue"], currency)),
    ]  # fmt: skip
    return mark("<br>".join(lines), by_value(**{dimension: row[dimension], "lost_reason": row["lost_reason"]}))
