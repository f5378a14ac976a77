"""The season: won revenue by month and year, the stronger the month the stronger its cell."""

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.part_periods import by_period, days_seen, is_whole, starts_of
from charts.theme import INK, LOST, MUTED, WON, empty_figure, figure, tint
from i18n import _, money, month_initial, period, short_day, short_money

HEIGHT = 0.9  # of a row
FAINT, STRONGEST = 0.06, 0.55  # opacity of a month with next to nothing, and of the best: ink can be read on both
CONTRAST = 1.6  # above 1 sets strong months off from middling ones


def season(months: pd.DataFrame, currency: str) -> go.Figure:
    """Months in columns, years in rows, the newest on top; `months` has columns month, won_revenue.

    Cells are bars, so that they follow the theme; one of a month that is not whole is outlined. A click filters by
    the month.
    """
    amounts = [0.0 if pd.isna(value) else float(value) for value in months["won_revenue"]]
    if not any(amounts):
        return empty_figure(_("No deal was won with these filters, in any year"), _("Take filters off."))
    starts = starts_of(months)
    years = sorted({start.year for start in starts})
    largest = max(abs(amount) for amount in amounts)
    whole = [is_whole(start, "month", months.attrs) for start in starts]
    cells = {
        "type": "bar", "x": [start.month for start in starts], "y": [HEIGHT] * len(starts), "width": 0.94,
        "base": [years.index(start.year) - HEIGHT / 2 for start in starts],
        "marker": {"color": [_colour(amount, largest) for amount in amounts],
                   "line": {"color": MUTED, "width": [0 if w else 1 for w in whole]}},
        "text": [short_money(amount, currency) for amount in amounts], "textposition": "inside", "textangle": 0,
        "insidetextanchor": "middle", "textfont": {"size": 11, "color": INK}, "hovertemplate": HOVER,
        "customdata": [_mark(*row, months, currency) for row in zip(starts, amounts, whole, strict=True)],
    }  # fmt: skip
    layout = {
        "xaxis": {"tickvals": list(range(1, 13)), "ticktext": [month_initial(date(2000, m, 1)) for m in range(1, 13)],
                  "range": [0.5, 12.5], "side": "top", "tickangle": 0},
        "yaxis": {"showgrid": False, "tickvals": list(range(len(years))), "ticktext": [f"{year}  " for year in years],
                  "range": [-0.5, len(years) - 0.5]},
        "barmode": "overlay", "uniformtext": {"mode": "hide", "minsize": 10},
    }  # fmt: skip
    return figure([cells], layout)


def _colour(amount: float, largest: float) -> str:
    share = FAINT + (STRONGEST - FAINT) * (abs(amount) / largest) ** CONTRAST
    return tint(WON if amount >= 0 else LOST, share if amount else FAINT / 2)


def _mark(start: date, amount: float, whole: bool, months: pd.DataFrame, currency: str) -> list[Any]:
    lines = [f"<b>{period(start, 'month')}</b>", _("won {amount}", amount=money(amount, currency))]
    if not whole:
        first, last = days_seen(start, "month", months.attrs)
        lines.append(_("{first} – {last} only", first=short_day(first), last=short_day(last)))
    return mark("<br>".join(lines), by_period(start, "month", months.attrs))
