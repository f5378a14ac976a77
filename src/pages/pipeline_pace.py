"""Pace to target: how far won revenue has come, and what each working day that is left must bring."""

from typing import Any

import pandas as pd
from dash import html

from i18n import _, ngettext, percent, short_money
from metrics import pace
from metrics.goals import TARGET
from metrics.sales import WON_REVENUE
from pages.asked import Asked
from pages.components import aria, notes
from pages.exhibit import Exhibit
from pages.overview_sentences import no_target
from pages.panel import Definition, frame
from pages.pipeline_spans import Goal, goal_of

NAME, BODY = "pipeline-pace", "pipeline-pace-body"
DEFINITIONS = (Definition(pace.LABEL, pace.ABOUT), WON_REVENUE, TARGET)
MONEY = ("won", "target", "target_to_date", "missing", "per_day", "needed_per_day", "at_this_pace")


def panel() -> html.Section:
    """The panel, empty until the page fills BODY."""
    bones = html.Div([html.Div(className="bone") for _row in range(5)])
    return frame(NAME, _(pace.LABEL), DEFINITIONS, html.Div(bones, id=BODY, className="pace"), width="third")


async def exhibit(found: Asked) -> Exhibit:
    """The figures of the period while it runs, else of the running quarter, as one row."""
    goal = goal_of(found)
    row = await pace.pace_to_target(goal.filters, found.scope, found.snapshot)
    return Exhibit(
        NAME, _(pace.LABEL), row, (), subtitle=_in_words(goal, row), note=notes(row), labels=_labels(),
        units={**dict.fromkeys(MONEY, "money"), "attainment": "fraction", "pace": "fraction"},
    )  # fmt: skip


def _labels() -> dict[str, str]:
    return {
        "won": _("Won so far"), "target": _("Target"), "target_to_date": _("Target to date"), "missing": _("Missing"),
        "attainment": _("Of the target"), "pace": _("Of the target to date"), "working_days": _("Working days"),
        "days_gone": _("Gone"), "days_left": _("Left"), "per_day": _("Won per working day"),
        "needed_per_day": _("Needed per working day"), "at_this_pace": _("At this pace by its end"),
    }  # fmt: skip


def _in_words(goal: Goal, row: pd.DataFrame) -> str:
    left = row["days_left"].item()
    if pd.isna(left):
        return goal.name
    return ngettext("{period}; {n} working day left", "{period}; {n} working days left", int(left), period=goal.name)


def body(shown: Exhibit, currency: str) -> list[Any]:
    """The bar with the mark of what was due to date, and the figures below."""
    row = {str(name): value for name, value in shown.frame.iloc[0].items()}
    if pd.isna(row["target"]):
        why = html.P(no_target(shown.frame), className="muted")
        return [why, _facts(row, ("won", "per_day", "at_this_pace"), currency)]
    return [_bar(row), _facts(row, ("won", "target", "pace", "per_day", "needed_per_day", "at_this_pace"), currency)]


def _bar(row: dict[str, Any]) -> html.Div:
    full = max(row["target"], row["won"]) or 1.0
    won = html.Span(className="bar won", style={"width": f"{max(row['won'], 0) / full:.2%}"})
    due = html.Span(className="target", style={"left": f"{row['target_to_date'] / full:.2%}"})
    text = _("{share} of the target; the mark is the target to date", share=percent(row["attainment"], 0))
    return html.Div([won, due], className="goal-bar", role="img", title=text, **aria(label=text))


def _facts(row: dict[str, Any], names: tuple[str, ...], currency: str) -> html.Dl:
    labels = _labels()
    return html.Dl(
        [html.Div([html.Dt(labels[name]), html.Dd(_value(name, row, currency))], className=_look(name, row))
         for name in names],
        className="pace-facts",
    )  # fmt: skip


def _value(name: str, row: dict[str, Any], currency: str) -> str:
    if name in MONEY:
        return short_money(row[name], currency)
    return percent(row[name], 0)


def _look(name: str, row: dict[str, Any]) -> str:
    """What must be brought each day is marked where it is more than was brought so far."""
    return "asked" if name == "needed_per_day" and row["needed_per_day"] > row["per_day"] else ""
