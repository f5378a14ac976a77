"""What stands where there are no points to show, and the way on from there."""

import json
from datetime import date
from typing import Any

from dash import dcc, html

from i18n import _, day
from pages.asked import Asked
from pages.components import data, state
from pages.reps_days import DAY_CHOICE, Days


def nothing_ever() -> html.Div:
    """No call and no stage change was ever imported."""
    return state(
        _("There are no calls and no stage changes yet."),
        _("Points come from what a CRM knows of calls and of the stages that deals entered. Connect one, or import its"
          " activities."),
        dcc.Link(_("Connect a CRM"), href="/data#connect", className="button"),
    )  # fmt: skip


def nobody_plays(found: Asked) -> html.Div:
    """Reps there may be, but none who is in the game."""
    if found.filters.dims:
        return state(
            _("Nobody with these filters plays."),
            _("Which teams play is part of the point rules. Take a filter off to see those who do."),
            html.Button(_("Reset filters"), type="button", className="button", **data(clear="*")),
        )  # fmt: skip
    return state(
        _("Nobody plays yet."),
        _("No active rep belongs to a team that plays: see [points] in settings.toml, and the reps imported."),
    )  # fmt: skip


def nothing_then(days: Days, last: date) -> html.Div:
    """Nothing was done in these days: offers the last day on which something was."""
    words = _("Nothing was done in these days.") if days.span != "day" else _("Nothing was done on this day.")
    if days.is_now:
        words = _("Nothing was done yet today.") if days.span == "day" else _("Nothing was done yet in these days.")
    offer = html.Button(
        _("Show {day}", day=day(last)), type="button", className="button", **data(view=json.dumps(_to(days, last)))
    )
    return state(words, _("The last day with calls or stage changes is {day}.", day=day(last)), offer, kind="quiet")


def _to(days: Days, last: date) -> dict[str, Any]:
    """The choices that show that day; in the span that is shown now."""
    return {DAY_CHOICE: last.isoformat()} if last != days.today else days.at(last)
