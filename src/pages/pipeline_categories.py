"""The open deals by forecast category, as judged here and as the CRM has them, and how far they go to the target.

A click on a category shows only its deals in the table below: the page's choice CATEGORY.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from dash import html

from data.judgements import CATEGORIES
from i18n import N_, _, day, money, number, short_day, short_money
from metrics.definition import Unit
from pages.asked import Asked
from pages.components import aria, data
from pages.exhibit import Exhibit
from pages.panel import Definition, frame
from pages.pipeline_target import Pursued, way_to_target

NAME, BODY = "pipeline-categories", "pipeline-categories-body"
CATEGORY, ALL = "pipeline.category", "all"
DEFINITIONS = (
    Definition(N_("Category"), N_("How sure the deal's owner is of it: what somebody chose here counts, else what the"
                                  " CRM says; where that says nothing, Pipeline.")),
    Definition(N_("Amount"), N_("As judged here, else as the CRM has it.")),
    Definition(N_("Expected"), N_("Sum of what is to be expected of each deal: its chance to win x amount.")),
    Definition(N_("Due"), N_("Amount of the deals that should close by then; overdue ones are among them. The period is"
                             " the one above while it runs, else the quarter.")),
)  # fmt: skip


def categories() -> dict[str, str]:
    """What the table below can be narrowed to, by name: all of them first."""
    return {ALL: _("All"), **{name: _(label) for name, label in CATEGORIES.items()}}


def chosen(found: Asked) -> str | None:
    """The category that the reader looks at; None for all. Raises BadFilter."""
    name = found.choice(CATEGORY, categories())
    return None if name == ALL else name


def panel() -> html.Section:
    """The panel, empty until the page fills BODY."""
    bones = html.Div([html.Div(className="bone") for _row in range(len(CATEGORIES))])
    body = html.Div(bones, id=BODY, className="categories")
    return frame(NAME, _("Forecast categories"), DEFINITIONS, body, width="full")


def exhibit(sums: pd.DataFrame, now: Pursued, as_of: date) -> Exhibit:
    """The sums with their words, of the deals open on a day, for the page and for exports."""
    shown = sums.assign(category=[_(CATEGORIES[name]) for name in sums["category"]])
    labels = {
        "category": _("Category"), "deals": _("Deals"), "amount": _("Amount"), "expected_amount": _("Expected"),
        "due": _("Due by {day}", day=short_day(now.due.end)), "overdue": _("Of it overdue"),
        "crm_deals": _("CRM: deals"), "crm_amount": _("CRM: amount"),
    }  # fmt: skip
    units: dict[str, Unit] = dict.fromkeys(("amount", "expected_amount", "due", "overdue", "crm_amount"), "money")
    return Exhibit(NAME, _("Forecast categories"), shown, (), subtitle=_subtitle(as_of), note=_note(now),
                   labels=labels, units=units)  # fmt: skip


def body(sums: pd.DataFrame, now: Pursued, shown: Exhibit, looked_at: str | None, currency: str) -> list[Any]:
    """The table of categories, each a button, and beside it the way to the target."""
    names = [name for name in shown.labels if name not in ("overdue", "crm_deals", "crm_amount")]
    heads = [html.Th(shown.labels[name], scope="col", className="" if name == "category" else "n") for name in names]
    crm = html.Th(_("In the CRM"), scope="col", className="n")
    most = max(float(sums["amount"].max()), 1.0)
    rows = [_row(row, most, looked_at, currency) for row in sums.to_dict("records")]
    table = html.Table([html.Thead(html.Tr([*heads, crm])), html.Tbody(rows)])
    goal = [] if now.target is None else [way_to_target(sums, now, currency)]
    return [html.Div(table, className="plain-table"), *goal]


def _subtitle(as_of: date) -> str:
    return _("Open on {day}, as judged here, else as the CRM has them; choose one to see its deals", day=day(as_of))


def _note(now: Pursued) -> str:
    return "" if now.target is not None else _("No target is set for {period} with these filters.", period=now.name)


def _row(row: Mapping[Any, Any], most: float, looked_at: str | None, currency: str) -> html.Tr:
    name = row["category"]
    on = name == looked_at
    button = html.Button(
        [html.Span(className=f"swatch {name}", **aria(hidden="true")), _(CATEGORIES[name])], type="button",
        className="category on" if on else "category", **aria(pressed=str(on).lower()),
        **data(view=json.dumps({CATEGORY: "" if on else name})),
    )  # fmt: skip
    bar = html.Span(className=f"bar {name}", style={"width": f"{max(row['amount'], 0) / most:.1%}"},
                    **aria(hidden="true"))  # fmt: skip
    amount = html.Td([html.Span(bar, className="bar-place"), short_money(row["amount"], currency)],
                     className="n amount", title=money(row["amount"], currency))  # fmt: skip
    same = row["crm_deals"] == row["deals"] and row["crm_amount"] == row["amount"]
    crm = _("{n} · {amount}", n=number(row["crm_deals"]), amount=short_money(row["crm_amount"], currency))
    return html.Tr(
        [
            html.Th(button, scope="row"),
            html.Td(number(row["deals"]), className="n"),
            amount,
            _amount(row["expected_amount"], currency),
            _amount(row["due"], currency),
            html.Td(crm, className="n muted" if same else "n differs"),
        ],
        className="on" if on else "",
    )


def _amount(value: float, currency: str) -> html.Td:
    return html.Td(short_money(value, currency), className="n", title=money(value, currency))
