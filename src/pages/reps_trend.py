"""What reps did over time: points, calls or stage entries, by day, week or month."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import Input, callback

from auth.scope import Scope
from charts.rep_trend import LEADERS, goal_is_far, rep_trend
from data.engine import Snapshot
from i18n import N_, _, ngettext, number, span
from metrics.checks import dimension_values
from metrics.points import CALLS, POINTS, STAGE_ENTRIES_SCORED
from metrics.rep_trend import MOST, MOST_OF_ONE, fitting, stretch
from metrics.rep_trend import rep_trend as measured
from pages.asked import Asked, asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import outputs, panel
from pages.reps_days import days_of
from pages.reps_words import points_of
from periods import next_start, period_start

NAME, BELOW = "reps-trend", "reps-below"
MEASURES = {metric.name: metric for metric in (POINTS, CALLS, STAGE_ENTRIES_SCORED)}
CALLED = {name: metric.label for name, metric in MEASURES.items()}
RANGES = {"13_weeks": N_("13 weeks"), "4_weeks": N_("4 weeks"), "12_months": N_("12 months"),
          "this_year": N_("This year")}  # fmt: skip
GRAINS = {"week": N_("Week"), "day": N_("Day"), "month": N_("Month")}
TITLES = {
    ("points", "day"): N_("Points by rep and day"), ("points", "week"): N_("Points by rep and week"),
    ("points", "month"): N_("Points by rep and month"), ("calls", "day"): N_("Calls by rep and day"),
    ("calls", "week"): N_("Calls by rep and week"), ("calls", "month"): N_("Calls by rep and month"),
    ("scored_entries", "day"): N_("Stage entries by rep and day"),
    ("scored_entries", "week"): N_("Stage entries by rep and week"),
    ("scored_entries", "month"): N_("Stage entries by rep and month"),
}  # fmt: skip
RUNNING = {
    "day": N_("The last day is still running."), "week": N_("The last week is still running."),
    "month": N_("The last month is still running."),
}  # fmt: skip
LEADING = "leading"  # the choice of no rep in particular
SHOWN, RANGE, GRAIN, REP = "reps.trend", "reps.trend_range", "reps.trend_grain", "reps.trend_rep"


def panels(query: Mapping[str, Any], snapshot: Snapshot | None, scope: Scope) -> list[Any]:
    """The chart with its four choices."""
    controls = [
        choice(SHOWN, _("Show"), {name: _(metric.label) for name, metric in MEASURES.items()}, query),
        choice(RANGE, _("Range"), {name: _(label) for name, label in RANGES.items()}, query),
        choice(GRAIN, _("By"), {name: _(label) for name, label in GRAINS.items()}, query),
        choice(REP, _("In colour"), reps(snapshot, scope), query),
    ]
    return [panel(NAME, _("Points by rep"), tuple(MEASURES.values()), width="full", tall=True, controls=controls)]


def reps(snapshot: Snapshot | None, scope: Scope) -> dict[str, str]:
    """Who can stand out: the leading ones, or one by name."""
    names = dimension_values("rep", scope, snapshot) if snapshot else ()
    return {LEADING: _("The {n} leading", n=number(LEADERS)), **{name: name for name in names}}


@callback(*outputs(NAME), Input(BELOW, "data"), prevent_initial_call=True)
async def show_trend(selected: dict[str, Any] | None) -> list[Any]:
    (exhibit,) = await exhibits(await asked(selected))
    return exhibit.parts()


async def exhibits(found: Asked) -> list[Exhibit]:
    """The trend as a table of reps by period."""
    days = days_of(found)
    range_, metric = found.choice(RANGE, RANGES), MEASURES[found.choice(SHOWN, CALLED)]
    rep, wanted = found.choice(REP, reps(found.snapshot, found.scope)), found.choice(GRAIN, GRAINS)
    end = min(days.end, days.today)
    grain = fitting(range_, end, wanted, MOST if rep == LEADING else MOST_OF_ONE)
    frame = await measured(metric, stretch(range_, end, grain), grain, found.filters, found.scope, found.snapshot)
    said = [*_coarser(grain != wanted, rep), *_goal(frame, metric.name)]
    running = end == days.today and end < next_start(period_start(end, grain), grain)
    said.append(_(RUNNING[grain]) if running and len(frame) else "")
    labels = {"goal": _("Goal")} if metric is POINTS else {}
    table = frame if metric is POINTS else frame.drop(columns="goal")
    table.attrs = frame.attrs
    chosen = [] if rep == LEADING else [rep]
    return [Exhibit(
        NAME, _(TITLES[metric.name, grain]), table, (metric,),
        lambda: rep_trend(frame, grain, metric.name, _(metric.label), chosen),
        _in_words(frame, chosen), notes(frame, also=said), labels,
    )]  # fmt: skip


def _coarser(is_coarser: bool, rep: str) -> list[str]:
    if not is_coarser:
        return []
    words = _("So many days cannot be told apart: shown by week.")
    return [words, _("Choose a shorter range, or one rep, to see days.") if rep == LEADING else ""]


def _goal(frame: pd.DataFrame, column: str) -> list[str]:
    if not goal_is_far(frame, column):
        return []
    return [_("The goal, {points} points, lies far above what is drawn.", points=points_of(frame["goal"].max()))]


def _in_words(frame: pd.DataFrame, chosen: list[str]) -> str:
    """How to read it: which days, who is in colour."""
    window = frame.attrs["window"]
    covered = span(window.start, window.end)
    count = frame["rep"].nunique()
    if chosen and chosen[0] in set(frame["rep"]):
        return _("{days}. {rep} in colour, all others grey; a click on a line chooses its rep",
                 days=covered, rep=chosen[0])  # fmt: skip
    if chosen:
        return _("{days}. {rep} did nothing that counts then", days=covered, rep=chosen[0])
    if count > LEADERS:
        return _("{days}. The {n} leading of {all} reps in colour, all others grey; a click on a line chooses its rep",
                 days=covered, n=number(LEADERS), all=number(count))  # fmt: skip
    return f"{covered}. {ngettext('{n} rep', '{n} reps', count)}"
