"""Slippage: what became of the amount that was due in each month when it began."""

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.lines import Line, amounts, end_labels
from charts.part_periods import by_period, is_whole, starts_of
from charts.theme import COMPARISON, INK, LOST, MUTED, OPEN, STRONGEST, WON, figure, nothing_found, tint
from charts.time_axis import MOST
from i18n import N_, _, money, month_name, percent, period

PARTS = (  # from the foot: column, what it is called, colour of the column, ink of its name
    ("slipped", N_("slipped"), tint(OPEN, STRONGEST), INK),
    ("still_due", N_("still due"), tint(COMPARISON, STRONGEST), MUTED),
    ("lost", N_("lost"), LOST, LOST),
    ("won", N_("won"), WON, WON),
)
WRITTEN = 13  # months at most whose share is written on them
FEW = 7  # months at most on whose columns a share fits across on a phone; on more it stands upright
LETTER = 6  # pixels of a letter of a name, on average
ENDS = (0.0, 0.5, 1.0)


def slippage_months(months: pd.DataFrame, currency: str) -> go.Figure:
    """Shares of the amount due, the share that slipped written at the foot; a click filters by the month.

    `months` has columns month (first day), due (amount due at its start), won, lost, slipped, still_due (of it), and
    attrs window and as_of.
    """
    due = [amount or 0.0 for amount in amounts(months["due"])]
    if not any(due):
        return nothing_found(_("No open deal was due in this period with these filters"))
    starts, places = starts_of(months), list(range(len(months)))
    shares = {name: [(amount or 0.0) / whole if whole else 0.0
                     for amount, whole in zip(amounts(months[name]), due, strict=True)]
              for name, _label, _colour, _ink in PARTS}  # fmt: skip
    marks = [_mark(row, starts[i], shares["slipped"][i], months, currency)
             for i, row in enumerate(months.to_dict("records"))]  # fmt: skip
    written = [percent(share, 0) if whole and share else ""
               for share, whole in zip(shares["slipped"], due, strict=True)]  # fmt: skip
    columns: list[dict[str, Any]] = [
        {"type": "bar", "x": places, "y": shares[name], "marker": {"color": colour, "line": {"width": 0}},
         "customdata": marks, "hovertemplate": HOVER}
        for name, _label, colour, _ink in PARTS
    ]  # fmt: skip
    if len(places) <= WRITTEN:
        columns[0] |= {"text": written, "textposition": "inside", "insidetextanchor": "start",
                       "textangle": 0 if len(places) <= FEW else -90, "textfont": {"size": 12, "color": INK},
                       "constraintext": "none"}  # fmt: skip
    every = -(-len(places) // MOST)
    layout = {
        "barmode": "stack", "bargap": 0.18 if len(places) > FEW else 0.4,
        "margin": {"l": 8, "r": _room(), "t": 8, "b": 8},
        "xaxis": {"tickvals": places[::every], "tickangle": 0, "range": [-0.55, max(places[-1], 1) + 0.55],
                  "ticktext": [_tick(starts, i, every) for i in places[::every]]},
        "yaxis": {"range": [0, 1.01], "tickvals": ENDS, "ticktext": [percent(end, 0) for end in ENDS]},
        "annotations": _names(shares, due),
    }  # fmt: skip
    return figure(columns, layout)


def _room() -> int:
    """Pixels for the longest name of a part, in the reader's language."""
    return max(72, 16 + LETTER * max(len(_(label)) for _name, label, _colour, _ink in PARTS))


def _tick(starts: list[date], i: int, every: int) -> str:
    """The month, and the year under the first and where it changes."""
    changes = i == 0 or starts[i].year != starts[i - every].year
    return f"{month_name(starts[i])}<br>{starts[i].year if changes else ' '}"


def _names(shares: dict[str, list[float]], due: list[float]) -> list[dict[str, Any]]:
    """What the parts are, behind the last column in which anything was due, at their heights there."""
    last = max(i for i, amount in enumerate(due) if amount)
    foot, named = 0.0, []
    for name, label, _colour, ink in PARTS:
        if any(shares[name]):
            named.append(Line([foot + shares[name][last] / 2], _(label), ink, ink))
        foot += shares[name][last]
    return end_labels([len(due) - 0.5], named, (0.0, 1.0), aligned=True)


def _mark(row: dict[Any, Any], start: date, share: float, months: pd.DataFrame, currency: str) -> list[Any]:
    lines = [f"<b>{period(start, 'month')}</b>", _("due at its start {amount}", amount=money(row["due"], currency))]
    if not pd.isna(row["due"]) and row["due"]:
        lines += [f"{_(label)} {money(row[name], currency)}" for name, label, _colour, _ink in reversed(PARTS)]
        lines.append(_("{share} slipped", share=percent(share)))
    if not is_whole(start, "month", months.attrs):
        lines.append(_("the month is not over"))
    return mark("<br>".join(lines), by_period(start, "month", months.attrs))
