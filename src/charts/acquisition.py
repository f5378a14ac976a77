"""What a new customer costs over time, above what was spent and how many were won."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.lines import Amounts, amounts
from charts.part_periods import starts_of
from charts.rows import records
from charts.scales import amount_axis
from charts.theme import COMPARISON, INK, MUTED, SURFACE, WON, empty_figure, figure
from i18n import _, money, month_name, months, number, percent, period, short_money, signed

FEW = 5  # periods with room for an amount each on a phone; of more, amounts stand at some
MANY = 13  # periods with room for a count each
TICKS = 9
SHORT = 100_000  # amounts below it are written in full
DOMAINS = ([0.56, 1.0], [0.27, 0.44], [0.0, 0.16])  # of cost, spend and customers, from the top down
ROOM = 1.3  # of the highest bar: its figure stands above it


def acquisition_course(frame: pd.DataFrame, currency: str, grain: str) -> go.Figure:
    """The cost of a new customer as a line, below it the spend and the new customers as bars.

    `frame` has columns <grain> (first day), acquisition_spend, new_customers, cac, cac_qoq, cac_yoy,
    cac_payback_months and firm (what is not is a hollow dot), null where not known.
    """
    costs = amounts(frame["cac"])
    if not any(one is not None for one in costs):
        return empty_figure(_("No cost per new customer can be worked out here"),
                            _("It takes booked spend, and customers who first bought in the same period."))  # fmt: skip
    starts, rows = starts_of(frame, grain), records(frame)
    places = list(range(len(starts)))
    marks = [mark(_hover(row, start, grain, currency), None) for row, start in zip(rows, starts, strict=True)]
    known = [one for one in costs if one is not None]
    spent, won = amounts(frame["acquisition_spend"]), amounts(frame["new_customers"])
    spends = [short_money(one, currency) if one is not None and i in _every_other(places) else ""
              for i, one in enumerate(spent)]  # fmt: skip
    counts = [number(one) if one is not None and len(places) <= MANY else "" for one in won]
    told = _told(costs)
    every = -(-len(places) // TICKS)
    axis = amount_axis(0.0, max(known) * 1.12, lambda value: cost(value, currency), 4)
    layout = {
        "xaxis": {"tickvals": places[::every], "ticktext": _ticks(starts, grain, every), "tickangle": 0,
                  "range": [-0.6, places[-1] + 0.6], "anchor": "y3"},
        "yaxis": {**axis, "domain": DOMAINS[0]},
        "yaxis2": {"visible": False, "domain": DOMAINS[1], "range": _span(spent)},
        "yaxis3": {"visible": False, "domain": DOMAINS[2], "range": _span(won)},
        "bargap": 0.4, "margin": {"l": 8, "r": 12, "t": 22, "b": 8}, "hovermode": "closest",
        "annotations": [_name(text, domain[1]) for text, domain in zip(
            (_("Cost per new customer"), _("Spend"), _("New customers")), DOMAINS, strict=True)],
    }  # fmt: skip
    return figure(
        [
            _bars(places, spent, "y2", COMPARISON, spends, marks),
            _bars(places, won, "y3", WON, counts, marks),
            _line(
                places,
                costs,
                [bool(row["firm"]) for row in rows],
                [cost(one, currency) if i in told else "" for i, one in enumerate(costs)],
                marks,
            ),
        ],
        layout,
    )


def _line(places: list[int], costs: Amounts, firm: list[bool], texts: list[str], marks: list[Any]) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers+text", "x": places, "y": list(costs), "connectgaps": False,
        "line": {"color": INK, "width": 2.5}, "text": texts, "textposition": _sides(costs), "cliponaxis": False,
        "textfont": {"size": 12, "color": INK}, "customdata": marks, "hovertemplate": HOVER,
        "marker": {"size": 8, "color": [INK if one else SURFACE for one in firm], "line": {"color": INK, "width": 2}},
    }  # fmt: skip


def _told(costs: Amounts) -> set[int]:
    """The periods whose cost is written: all of a few, else the last, the highest and the lowest."""
    known = [(one, i) for i, one in enumerate(costs) if one is not None]
    return {i for _one, i in known} if len(costs) <= FEW else {known[-1][1], max(known)[1], min(known)[1]}


def _every_other(places: Sequence[int]) -> range:
    """Of more periods than a few those that have room, the last among them."""
    every = 1 if len(places) <= FEW else -(-len(places) // FEW)
    return range((len(places) - 1) % every, len(places), every)


def _sides(costs: Amounts) -> list[str]:
    """Figures stand above their dots, in a trough of the line below it."""

    def above(i: int, other: int) -> bool:
        here, there = costs[i], costs[other] if 0 <= other < len(costs) else None
        return here is not None and there is not None and there > here

    return ["bottom center" if above(i, i - 1) and above(i, i + 1) else "top center" for i in range(len(costs))]


def _bars(
    places: list[int], values: Amounts, axis: str, colour: str, texts: list[str], marks: list[Any]
) -> dict[str, Any]:
    return {
        "type": "bar", "x": places, "y": list(values), "yaxis": axis, "marker": {"color": colour, "line": {"width": 0}},
        "text": texts, "textposition": "outside", "textfont": {"size": 11, "color": MUTED}, "cliponaxis": False,
        "constraintext": "none", "textangle": 0, "customdata": marks, "hovertemplate": HOVER,
    }  # fmt: skip


def _span(values: Amounts) -> list[float]:
    known = [value for value in values if value is not None]
    return [min([*known, 0.0]), (max([*known, 0.0]) or 1.0) * ROOM]


def _name(text: str, top: float) -> dict[str, Any]:
    """What the row shows, above it at the left."""
    return {"text": text, "x": 0, "y": top, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
            "yshift": 4, "showarrow": False, "font": {"size": 12, "color": MUTED}}  # fmt: skip


def _ticks(starts: Sequence[date], grain: str, every: int) -> list[str]:
    """Q3 or the month, and the year under the first and where it changes; of years these alone."""
    if grain == "year":
        return [period(start, grain) for start in starts[::every]]
    texts = []
    for i in range(0, len(starts), every):
        year = starts[i].year if i == 0 or starts[i].year != starts[i - every].year else " "
        texts.append(f"{month_name(starts[i]) if grain == 'month' else _quarter(starts[i])}<br>{year}")
    return texts


def _quarter(start: date) -> str:
    return _("Q{n}", n=(start.month - 1) // 3 + 1)


def cost(value: float | None, currency: str) -> str:
    """What one customer costs: in full as long as that is short, €1,240; else €276 k."""
    in_full = value is not None and abs(value) < SHORT
    return money(value, currency) if in_full else short_money(value, currency)


def _hover(row: dict[Any, Any], start: date, grain: str, currency: str) -> str:
    lines = [
        f"<b>{period(start, grain)}</b>",
        _("cost per new customer {amount}", amount=money(row["cac"], currency)),
        _("spend {amount}", amount=money(row["acquisition_spend"], currency)),
        _("new customers {n}", n=number(row["new_customers"])),
    ]
    changes = ((_("{change} on the period before"), row["cac_qoq"]), (_("{change} on the year before"), row["cac_yoy"]))
    named = changes[1:] if grain == "year" else changes
    lines += [words.format(change=signed(percent(abs(part)), part)) for words, part in named if pd.notna(part)]
    if pd.notna(row["cac_payback_months"]):
        lines.append(_("paid back in {months}", months=months(row["cac_payback_months"])))
    if not row["firm"] and pd.notna(row["cac"]):
        lines.append(_("not firm: see below"))
    return "<br>".join(lines)
