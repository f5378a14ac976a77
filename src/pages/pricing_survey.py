"""What a survey says about acceptable prices: van Westendorp's four curves and their crossings."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import Input, callback

from auth.scope import Scope
from charts.price_survey import survey_curves
from charts.theme import empty_figure
from data.engine import Snapshot
from derive.survey_views import SurveyView, find_survey_views, survey_views
from i18n import N_, _, money, ngettext, number, span
from metrics.definition import Unit
from models.price_survey import ANSWERS
from pages.asked import Asked, asked
from pages.choices import choice
from pages.exhibit import Exhibit
from pages.panel import Definition, outputs, panel
from pages.pricing_response_words import why_none

NAME, CHOICE = "pricing-survey", "pricing.survey"
ANSWERED = {"too_cheap": N_("too cheap"), "cheap": N_("cheap"), "expensive": N_("expensive"),
            "too_expensive": N_("too expensive")}  # fmt: skip
CALLED = {"marginal_cheapness": N_("Marginal cheapness"), "optimal": N_("Optimal price"),
          "indifference": N_("Indifference price"), "marginal_expensiveness": N_("Marginal expensiveness")}  # fmt: skip
DEFINITIONS = (
    Definition(N_("Four questions"), N_("At which price a product would be too cheap to be good, cheap, expensive, too"
                                        " expensive to be considered: the curves say for how many at least.")),
    Definition(N_("Marginal cheapness"), N_("Too cheap for as many as it is expensive: the lower end of what is"
                                            " acceptable.")),
    Definition(N_("Marginal expensiveness"), N_("Too expensive for as many as it is cheap: the upper end.")),
    Definition(N_("Optimal price"), N_("Too cheap for as many as it is too expensive.")),
    Definition(N_("Indifference price"), N_("Cheap for as many as it is expensive.")),
)  # fmt: skip


def panels(query: Mapping[str, Any], snapshot: Snapshot | None, scope: Scope) -> list[Any]:
    """The curves, of a product to choose."""
    views = find_survey_views(scope, snapshot) if snapshot else None
    names = _offered(views)
    controls = [choice(CHOICE, _("Product"), names, query)] if len(names) > 1 else []
    return [panel(NAME, _("Price survey"), DEFINITIONS, width="full", tall=True, controls=controls)]


@callback(*outputs(NAME), Input("pricing-below", "data"), prevent_initial_call=True)
async def show_survey(selected: dict[str, Any] | None) -> list[Any]:
    (exhibit,) = await exhibits(await asked(selected))
    return exhibit.parts()


async def exhibits(found: Asked) -> list[Exhibit]:
    """The four curves of a product, its crossings in words."""
    views = await survey_views(found.scope, found.snapshot)
    if not views:
        return [_none(views)]
    chosen = found.choice(CHOICE, _offered(views))
    return [_survey(found, _by_key(views)[chosen])]


def _offered(views: list[SurveyView] | None) -> dict[str, str]:
    """What the surveys are of, the one with most answers first."""
    return {key: view.name or _("(none)") for key, view in _by_key(views).items()}


def _by_key(views: list[SurveyView] | None) -> dict[str, SurveyView]:
    """The surveys by name, with their place behind it where a product is called as a category is, or is not known."""
    found: dict[str, SurveyView] = {}
    for place, view in enumerate(views or []):
        taken = not view.name or view.name in found
        found[f"{view.name} {place}".strip() if taken else view.name] = view
    return found


def _survey(found: Asked, view: SurveyView) -> Exhibit:
    title = _("Acceptable prices by survey: {product}", product=view.name or _("(none)"))
    labels = {"price": _("Price"), **{name: _(label) for name, label in ANSWERED.items()}}
    units: dict[str, Unit] = {"price": "money", **dict.fromkeys(ANSWERS, "fraction")}
    refusal = view.refusal
    if refusal is not None:
        return Exhibit(NAME, title, view.curves, (), lambda: empty_figure(refusal.message, refusal.hint), labels=labels)
    answered, called = ({name: _(label) for name, label in words.items()} for words in (ANSWERED, CALLED))
    return Exhibit(
        NAME, title, view.curves, (),
        lambda: survey_curves(view.curves, view.points, answered, called, found.currency, view.row["list_price"]),
        _in_words(view, found.currency, called), _note(view), labels, units,
    )  # fmt: skip


def _in_words(view: SurveyView, currency: str, called: Mapping[str, str]) -> str:
    """The four prices with their intervals."""
    told = [
        _("{point} {price} ({low} – {high})", point=called[row["point"]], price=money(row["value"], currency),
          low=money(row["low"], currency), high=money(row["high"], currency))
        for row in view.points.to_dict("records") if pd.notna(row["value"])
    ]  # fmt: skip
    return _("; ").join(told) or _("The curves do not cross")


def _note(view: SurveyView) -> str:
    row = view.row
    said = [_("{n} answers, {days}.", n=number(row["n"]), days=span(row["since"], row["until"])),
            _("Intervals of 95 % by resampling the answers. Filters do not apply. What people call acceptable is not"
              " what they buy.")]  # fmt: skip
    if row["left_out"]:
        said.append(ngettext("{n} answer is left out: incomplete, or its prices are out of order.",
                             "{n} answers are left out: incomplete, or their prices are out of order.",
                             row["left_out"]))  # fmt: skip
    return " ".join(said)


def _none(views: list[SurveyView] | None) -> Exhibit:
    title, hint = why_none() if views is None else (
        _("No price survey is loaded"),
        _("Load a file price_survey with the columns product, too_cheap, cheap, expensive, too_expensive: one row an"
          " answer."),
    )  # fmt: skip
    return Exhibit(NAME, _("Price survey"), pd.DataFrame(columns=["price", *ANSWERS]), (),
                   lambda: empty_figure(title, hint))  # fmt: skip
