"""What another price would do to deals won, units, revenue and margin.

The slider is no choice of `pages.choices`, which are menus: assets/what_if.js puts what it is let go at into the URL,
as view.pricing.change in percent, and back. While it is dragged nothing is asked for.
"""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import ALL, ClientsideFunction, Input, State, callback, clientside_callback, dcc, html

from auth.scope import Scope
from charts.theme import empty_figure
from charts.what_if import what_if_course, what_if_rows
from data.engine import Snapshot
from derive.price_views import PriceView, PriceViews, price_views
from errors import BadFilter
from i18n import N_, _, number, percent, short_money, signed
from metrics.what_if import CHANGES
from pages.asked import VIEW, Asked, asked
from pages.components import aria
from pages.exhibit import Exhibit
from pages.panel import Definition, outputs, panel
from pages.pricing_response_words import CHOICE, category_of, fitted_on, of_category, offered, remarks, why_none

NAME, COURSE, SLIDER, CHANGE = "pricing-what-if", "pricing-what-if-course", "pricing-change", "pricing.change"
NAMES = {"deals_won": N_("Deals won"), "units": N_("Units"), "revenue": N_("Revenue"), "margin": N_("Margin")}
IN_COURSE = ("deals_won", "revenue", "margin")
DEFINITIONS = (
    Definition(N_("What if"), N_("The deals of the fit, had each been offered at another price: its chance to win at"
                                 " the new price less that at its own, added to what came.")),
    Definition(N_("Bands"), N_("Where the expected value lies in 80 and in 95 of 100 cases, by what is not known of"
                               " the curve. The luck of the draw comes on top.")),
)  # fmt: skip
MARKS = (-20, -10, 0, 10, 20)


def panels(query: Mapping[str, Any], _snapshot: Snapshot | None, _scope: Scope) -> list[Any]:
    """The slider over the effects, and their course."""
    return [
        panel(NAME, _("What if the price changed"), DEFINITIONS, width="half", tall=True, controls=[_slider(query)]),
        panel(COURSE, _("Over other changes of the price"), DEFINITIONS, width="half", tall=True),
    ]


def _slider(query: Mapping[str, Any]) -> html.Div:
    text = str(query.get(f"{VIEW}{CHANGE}") or "0")
    value = int(text) if _is_offered(text) else 0
    slider = dcc.Slider(
        MARKS[0], MARKS[-1], 1, value=value, id={"type": "change", "name": CHANGE}, updatemode="mouseup",
        marks={mark: signed(percent(abs(mark) / 100, 0), mark) for mark in MARKS}, allow_direct_input=False,
        tooltip={"placement": "top", "always_visible": False},
    )  # fmt: skip
    label = html.Span(_("Change of the price"), id=f"{SLIDER}-label", className="filter-label")
    return html.Div(
        [label, slider], className="choice what-if-slider", role="group", **aria(labelledby=f"{SLIDER}-label")
    )


EVERY = {"type": "change", "name": ALL}  # a pattern, as the slider is on this page only
clientside_callback(ClientsideFunction("whatIf", "changed"), Input(EVERY, "value"), prevent_initial_call=True)
clientside_callback(ClientsideFunction("whatIf", "shown"), Input("filters", "data"), State(EVERY, "value"))


@callback(*outputs(NAME, COURSE), Input("pricing-below", "data"), prevent_initial_call=True)
async def show_what_if(selected: dict[str, Any] | None) -> list[Any]:
    return [part for exhibit in await exhibits(await asked(selected)) for part in exhibit.parts()]


async def exhibits(found: Asked) -> list[Exhibit]:
    """What the change that is chosen would do, and what others would."""
    views = await price_views(found.scope, found.snapshot)
    change = _change(found)
    if views is None:
        return _empty(*why_none())
    view = views.of(category_of(found.choice(CHOICE, offered(views))))
    if view.refusal is not None:
        return _empty(_("There is no curve to go by: {category}", category=of_category(view)), view.refusal.message)
    return [_effects(found, views, view, change), _course(views, view, change)]


def _change(found: Asked) -> float:
    """The change chosen, as a fraction. Raises BadFilter."""
    text = found.view.get(CHANGE) or "0"
    if not _is_offered(text):
        raise BadFilter(_("'{value}' is not among the choices.", value=text),
                        _("A change of the price in whole percent, from -20 to 20."))  # fmt: skip
    return int(text) / 100


def _is_offered(text: str) -> bool:
    """Whether it is a whole number between the slider's ends."""
    return re.fullmatch(r"-?[0-9]{1,2}", text) is not None and abs(int(text)) <= MARKS[-1]


def _effects(found: Asked, views: PriceViews, view: PriceView, change: float) -> Exhibit:
    rows = view.asked[view.asked["change"] == CHANGES[round(change * 100) + MARKS[-1]]].reset_index(drop=True)
    today, expected = (
        {row["measure"]: _amount(row["measure"], row[end], found.currency) for row in rows.to_dict("records")}
        for end in ("today", "expected")
    )
    amounts = {name: (today[name], expected[name]) for name in today}
    names = _names()
    told = signed(percent(abs(change), 0), change) if change else _("as today")
    title = _("What if the price were {change}: {category}", change=told, category=of_category(view))
    return Exhibit(
        NAME, title, _named(rows), (), lambda: what_if_rows(rows, names, amounts),
        fitted_on(views, view), _note(views, view, change), _labels(),
    )  # fmt: skip


def _course(views: PriceViews, view: PriceView, change: float) -> Exhibit:
    names = {name: label for name, label in _names().items() if name in IN_COURSE}
    return Exhibit(
        COURSE, _("Over other changes of the price: {category}", category=of_category(view)), _named(view.asked), (),
        lambda: what_if_course(view.asked, names, change), _("Expected change against today, with bands of 80 %"),
        labels=_labels(), units={"change": "fraction"},
    )  # fmt: skip


def _note(views: PriceViews, view: PriceView, change: float) -> str:
    said = []
    if change and view.row["reference_price"]:
        low, high = (percent(view.row[end], 0) for end in ("low", "high"))
        said.append(_("Prices between {low} and {high} of the reference were asked: beyond them the curve goes on as it"
                      " was, which nobody has tried.", low=low, high=high))  # fmt: skip
    if view.row["unit_cost"] is None:
        said.append(_("No margin: the unit cost of too many deals is not known."))
    return " ".join([*said, *remarks(views, view)])


def _names() -> dict[str, str]:
    return {name: _(label) for name, label in NAMES.items()}


def _amount(measure: str, value: float, currency: str) -> str:
    return short_money(value, currency) if measure in ("revenue", "margin") else number(value)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    names = _names()
    return rows.assign(measure=[names.get(measure, measure) for measure in rows["measure"]])


def _labels() -> dict[str, str]:
    return {
        "measure": _("Measure"), "change": _("Change of the price"), "today": _("Today"), "expected": _("Expected"),
        "low80": _("80 % from"), "high80": _("80 % to"), "low95": _("95 % from"), "high95": _("95 % to"),
    }  # fmt: skip


def _empty(title: str, hint: str) -> list[Exhibit]:
    empty, titles = pd.DataFrame(columns=["measure"]), {
        NAME: _("What if the price changed"), COURSE: _("Over other changes of the price")
    }  # fmt: skip
    return [Exhibit(name, called, empty, (), lambda: empty_figure(title, hint), labels=_labels())
            for name, called in titles.items()]  # fmt: skip
