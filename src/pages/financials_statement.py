"""The income statement's panel: the table, its words, and what exports write."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import Output, html

from charts.period_axis import period_name
from i18n import N_, _, ngettext
from metrics.definition import Unit
from pages.asked import Asked
from pages.choices import choice
from pages.components import aria
from pages.exhibit import Exhibit
from pages.financials_columns import CHOICE, COLUMNS
from pages.financials_lines import Lines, Row
from pages.financials_range import Range
from pages.financials_table import SIGN, broken_words, statement_table
from pages.panel import Definition, frame

NAME = "financials-statement"
BODY = f"{NAME}-body"
MOST = 4  # broken subtotals that the note names
DEFINITIONS = (
    Definition(
        N_("Income statement"),
        N_("Each line as it was given, in the tree of subtotals that it is part of. A subtotal that was not given is"
           " the sum of its parts."),
    ),
    Definition(
        N_("QoQ, MoM, YoY"),
        N_("Change on the quarter or month before, and on the same period a year before, as a share of what was then."
           " None from nothing, nor between a gain and a loss."),
    ),
    Definition(N_("TTM"), N_("Trailing twelve months: the sum of those that end with the latest period.")),
    Definition(N_("Share of revenue"), N_("Common size: the line divided by total revenue of the same period.")),
    Definition(
        N_("Variance"),
        N_("The actual amount less the budget. Green where it raises the result, red where it lowers it."),
    ),
    Definition(
        SIGN,
        N_("A subtotal that differs from the sum of its parts by more than rounding; marked wherever it is used."),
    ),
)  # fmt: skip
LABELS = {
    "label": N_("Line"), "parent": N_("Part of"), "role": N_("Role"), "period": N_("Period"), "amount": N_("Amount"),
    "previous": N_("Period before"), "qoq": N_("Change on the period before"), "year_ago": N_("Year before"),
    "yoy": N_("Change on a year before"), "ttm": N_("Trailing twelve months"),
    "common_size": N_("Share of revenue"), "budget": N_("Budget"), "variance": N_("Variance"),
    "variance_share": N_("Variance, share of the budget"), "favourable": N_("Favourable"),
    "broken": N_("Does not add up"), "gap": N_("More than its parts"),
}  # fmt: skip
MONEY = ("amount", "previous", "year_ago", "ttm", "budget", "variance", "gap")
UNITS: Mapping[str, Unit] = {
    **dict.fromkeys(MONEY, "money"), **dict.fromkeys(("qoq", "yoy", "common_size", "variance_share"), "fraction"),
}  # fmt: skip


def panel(query: Mapping[str, Any]) -> html.Section:
    """The panel, with lines in waiting."""
    controls = [choice(CHOICE, _("Show"), {name: _(label) for name, label in COLUMNS.items()}, query)]
    bones = [html.Div(className="bone") for _line in range(12)]
    body = html.Div(bones, id=BODY, className="statement-scroll", role="region", tabIndex="0",
                    **aria(labelledby=f"{NAME}-title", describedby=f"{NAME}-note"))  # fmt: skip
    return frame(NAME, _("Income statement"), DEFINITIONS, body, width="full", controls=controls)


def outputs() -> list[Output]:
    """What `parts` gives, in its order."""
    return [Output(BODY, "children"),
            *(Output(f"{NAME}-{part}", "children") for part in ("title", "subtitle", "note"))]  # fmt: skip


def parts(found: Asked, shown: Range, lines: Lines) -> list[Any]:
    """The table and its words, in the order of `outputs`."""
    return [statement_table(lines, shown, found.choice(CHOICE, COLUMNS)), _title(shown), _subtitle(shown),
            _note(lines, shown)]  # fmt: skip


def exhibit(shown: Range, lines: Lines) -> Exhibit:
    """A row per line and period shown, with all there is to compare it with."""
    frame = pd.DataFrame(lines.of(shown.periods), columns=list(LABELS))
    frame.attrs = dict(lines.attrs)
    return Exhibit(NAME, _title(shown), frame, (), subtitle=_subtitle(shown), note=_note(lines, shown),
                   labels={name: _(label) for name, label in LABELS.items()}, units=UNITS)  # fmt: skip


def _title(shown: Range) -> str:
    return _("Income statement, {periods}", periods=shown.words())


def _note(lines: Lines, shown: Range) -> str:
    broken = said_of_broken(lines.broken(shown.periods), shown.grain, lines.currency)
    return " ".join([*lines.attrs["notes"], *broken])


def _subtitle(shown: Range) -> str:
    if len(shown.origins) > 1:
        return _("Of {origin}; the latest period is on the right", origin=shown.origin)
    return _("The latest period is on the right, and how it compares beside it")


def said_of_broken(rows: Sequence[Row], grain: str, currency: str) -> list[str]:
    """Which subtotals do not add up, when, and by how much; of many, the latest."""
    named = [f"{SIGN} {row['label']}, {period_name(row['period'], grain)}: {broken_words(row, currency)}"
             for row in sorted(rows, key=lambda row: row["period"], reverse=True)]  # fmt: skip
    rest = len(named) - MOST
    more = ngettext("{n} more subtotal does not add up.", "{n} more subtotals do not add up.", rest)
    return named if rest <= 0 else [*named[:MOST], more]
