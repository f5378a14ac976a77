"""How far each rep's target is reached in the month, quarter or year of the day that the Reps page shows."""

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, callback, html

from auth.scope import Scope
from charts.rep_attainment import MOST, rep_attainment
from data.engine import Snapshot
from i18n import N_, _, number, period
from metrics.rep_attainment import METRICS, Reached, span_of
from metrics.rep_attainment import rep_attainment as measured
from pages.asked import Asked, asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.panel import outputs, panel
from pages.reps_days import days_of
from settings import settings

NAME, BELOW, SPAN, PLACE = "reps-attainment", "reps-below", "reps.target_span", "reps-attainment-place"
SPANS = {"quarter": N_("Quarter"), "month": N_("Month"), "year": N_("Year")}
FISCAL = {"fiscal_quarter": N_("Fiscal quarter"), "month": N_("Month"), "fiscal_year": N_("Fiscal year")}
FEWEST = 10  # rows the chart has room for, also where there are fewer


def spans() -> dict[str, str]:
    """Periods for which targets are looked at; fiscal ones where the company's year begins in another month."""
    return dict(SPANS if settings().company.fiscal_year_start == 1 else FISCAL)


def panels(query: Mapping[str, Any], _snapshot: Snapshot | None, _scope: Scope) -> list[Any]:
    """The chart, as high as there are reps."""
    control = choice(SPAN, _("Period"), {name: _(label) for name, label in spans().items()}, query)
    chart = panel(NAME, _("Won revenue against target"), METRICS, width="full", controls=[control])
    return [html.Div(chart, id=PLACE, className="by-rows", style={"--rows": FEWEST})]


@callback(*outputs(NAME), Output(PLACE, "style"), Input(BELOW, "data"), prevent_initial_call=True)
async def show_attainment(selected: dict[str, Any] | None) -> list[Any]:
    (exhibit,) = await exhibits(await asked(selected))
    return [*exhibit.parts(), {"--rows": max(FEWEST, min(len(exhibit.frame), MOST))}]


async def exhibits(found: Asked) -> list[Exhibit]:
    """Won revenue, target, attainment and pace per rep."""
    grain, start = found.choice(SPAN, spans()), settings().company.fiscal_year_start
    window = span_of(days_of(found).chosen, grain, start)
    reached = await measured(window, found.filters, found.scope, found.snapshot)
    frame = reached.reps
    return [Exhibit(
        NAME, _("Won revenue against target by rep, {period}", period=period(window.start, grain)), frame, METRICS,
        lambda: rep_attainment(frame, found.currency),
        _("The mark is the target; “behind”: less than the working days gone by would ask for"),
        notes(frame, also=_said(reached)),
    )]  # fmt: skip


def _said(reached: Reached) -> list[str]:
    """What is to be said of reps without a target, and of more reps than bars."""
    frame = reached.reps
    missing = frame["target"].isna()
    said = []
    if len(frame) and missing.all():
        said.append(_("Targets are set for the company or its teams only, not for reps.") if reached.any_target else
                    _("No rep has a target here: import targets with the level “rep” to see attainment."))  # fmt: skip
    elif missing.any():
        said.append(_("Grey: reps without a target in this period."))
    if len(frame) > MOST:
        said.append(_("The chart shows the first {n} of {all}; the table has all.", n=number(MOST),
                      all=number(len(frame))))  # fmt: skip
    return said
