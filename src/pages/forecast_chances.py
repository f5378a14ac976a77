"""How deals go, and how well that is foretold: win curve, stages' percentages against what happened, the deal model.

A part of the Forecast page, below its fold.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import Input, callback

from auth.scope import Scope
from charts.calibration import calibration_dumbbells
from charts.theme import SERIES
from charts.win_curve import win_curves
from data.derived import Derived, derived
from data.engine import Snapshot
from derive.chances import stage_calibration_for, win_curves_for
from filters import Window
from i18n import N_, _, mid_sentence, ngettext, number, percent, span
from metrics import deal_ages, stage_entries
from metrics.checks import dimension_values
from metrics.definition import Unit
from metrics.dimensions import DIMENSIONS
from pages.asked import Asked, asked
from pages.choices import choice
from pages.components import notes
from pages.exhibit import Exhibit
from pages.forecast_model import DEFINITION as MODEL
from pages.forecast_model import exhibit as model_exhibit
from pages.panel import Definition, outputs, panel
from settings import settings

BELOW = "forecast-below"
CHARTS = ("forecast-curve", "forecast-stages", "forecast-model")
TABLES: tuple[str, ...] = ()
BY, NONE = "forecast.curve_by", "none"
GROUPS = ("category", "product", "team", "rep", "lead_source", "region", "country", "sector", "size_band", "pipeline")
NAMED = 5  # groups at most that a note names
CURVE = {
    "group": N_("Group"), "day": N_("Age in days"), "won": N_("Won"), "low": N_("At least (95 %)"),
    "high": N_("At most (95 %)"), "lost": N_("Lost"), "at_risk": N_("Deals of that age or older"),
    "naive": N_("Won of those decided"), "decided": N_("Decided"), "n": N_("Deals"),
}  # fmt: skip
STAGE = {
    "crm": N_("CRM's percentage"), "observed": N_("Won"), "low": N_("At least (95 %)"), "high": N_("At most (95 %)"),
    "n": N_("Decided"), "still_open": N_("Open"),
}  # fmt: skip
FRACTIONS: dict[str, Unit] = dict.fromkeys(("won", "low", "high", "lost", "naive", "crm", "observed"), "fraction")


def panels(query: Mapping[str, Any], snapshot: Snapshot | None, scope: Scope) -> list[Any]:
    """What the page places: win curve, stage calibration, the deal model."""
    by = choice(BY, _("Compare"), groups(snapshot, scope), query)
    return [
        panel("forecast-curve", _(deal_ages.LABEL), [Definition(deal_ages.LABEL, deal_ages.ABOUT)], width="third",
              controls=[by]),
        panel("forecast-stages", _(stage_entries.LABEL), [Definition(stage_entries.LABEL, stage_entries.ABOUT)],
              width="third"),
        panel("forecast-model", _(MODEL.label), [MODEL], width="third"),
    ]  # fmt: skip


def groups(snapshot: Snapshot | None, scope: Scope) -> dict[str, str]:
    """What curves can be compared by: dimensions with more than one value."""
    known = [name for name in GROUPS if snapshot and name in snapshot.frame("opportunities").columns
             and len(dimension_values(name, scope, snapshot)) > 1]  # fmt: skip
    return {NONE: _("All deals together"), **{name: _(DIMENSIONS[name].label) for name in known}}


@callback(*outputs(*CHARTS), Input(BELOW, "data"), prevent_initial_call=True)
async def show(selected: dict[str, Any] | None) -> list[Any]:
    return [part for exhibit in await exhibits(await asked(selected)) for part in exhibit.parts()]


async def exhibits(found: Asked) -> list[Exhibit]:
    """The three panels, for the page and for exports."""
    by = found.choice(BY, groups(found.snapshot, found.scope))
    what = found.filters, found.scope, found.snapshot
    curves, stages, model = await asyncio.gather(
        win_curves_for(*what, None if by == NONE else by), stage_calibration_for(*what), _model(found)
    )
    return [_curve(curves, by), _stages(stages), model_exhibit(found, model)]


async def _model(found: Asked) -> Derived | None:
    return await asyncio.to_thread(derived, found.snapshot.id)


def _curve(curves: pd.DataFrame, by: str) -> Exhibit:
    few = settings().rules.too_few
    sizes = curves.drop_duplicates("group").set_index("group")
    sure = sizes[sizes["decided"] >= few].sort_values("n", ascending=False, kind="stable").index
    shown, rest = list(sure[: len(SERIES)]), list(sure[len(SERIES) :])
    unsure = [name for name in sizes.index if name not in sure]
    drawn = _drawn(curves, shown, few)
    title = _("Win curve")
    if by != NONE:
        title = _("Win curve by {dimension}", dimension=mid_sentence(_(DIMENSIONS[by].label)))
    left_out = _left_out(unsure, rest, few) if by != NONE else []
    return Exhibit(
        "forecast-curve", title, drawn, (), lambda: win_curves(drawn),
        _("Share won by age; {which}", which=_opened(curves.attrs["window"])), notes(curves, also=left_out),
        {name: _(label) for name, label in CURVE.items() if name != "group" or by != NONE}, FRACTIONS,
    )  # fmt: skip


def _drawn(curves: pd.DataFrame, shown: Sequence[Any], few: int) -> pd.DataFrame:
    """The curves of these groups, in this order, to the age that few deals have reached: beyond it they are chance."""
    known = [curves[(curves["group"].isna() if pd.isna(name) else curves["group"] == name) & (curves["at_risk"] >= few)]
             for name in shown]  # fmt: skip
    drawn = pd.concat(known, ignore_index=True) if known else curves.iloc[:0].copy()
    drawn.attrs = curves.attrs
    return drawn


def _opened(window: Window | None) -> str:
    if window is None:
        return _("of deals opened at any time")
    return _("of deals opened {days}", days=span(*window))


def _left_out(unsure: Sequence[Any], rest: Sequence[Any], few: int) -> list[str]:
    """The groups that are not drawn, by name as far as there is room."""
    said = []
    if unsure:
        said.append(_("Fewer than {n} decided deals, left out: {names}.", n=number(few), names=_names(unsure)))
    if rest:
        said.append(_("Smaller ones, not drawn: {names}.", names=_names(rest)))
    return said


def _names(values: Sequence[Any]) -> str:
    names = [_("(none)") if pd.isna(value) else str(value) for value in values]
    if len(names) <= NAMED:
        return ", ".join(names)
    more = ngettext("{n} more", "{n} more", len(names) - NAMED)
    return ", ".join([*names[:NAMED], more])


def _stages(stages: pd.DataFrame) -> Exhibit:
    shown, said = _of_one_pipeline(stages)
    labels = {name: _(label) for name, label in STAGE.items()}
    return Exhibit(
        "forecast-stages", _("Stage calibration"), shown[["pipeline", "stage", "position", *STAGE]], (),
        lambda: calibration_dumbbells(shown, settings().rules.too_few), _stages_subtitle(stages),
        notes(stages, also=[*said, _furthest(shown)]), labels, FRACTIONS,
    )  # fmt: skip


def _stages_subtitle(stages: pd.DataFrame) -> str:
    window = stages.attrs["window"]
    if window is None:
        return _("The CRM's percentage against the share won; stages entered at any time")
    return _("The CRM's percentage against the share won; stages entered {days}", days=span(*window))


def _of_one_pipeline(stages: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The stages of the pipeline with the most decided deals, and that there are others."""
    sums = stages.groupby("pipeline", dropna=False)["n"].sum().sort_values(ascending=False, kind="stable")
    if len(sums) < 2:
        return stages, []
    largest = sums.index[0]
    shown = stages[stages["pipeline"].isna() if pd.isna(largest) else stages["pipeline"] == largest]
    name = _("(none)") if pd.isna(largest) else str(largest)
    shown.attrs = stages.attrs
    return shown, [_("Of pipeline {name}; the filter Pipeline chooses another.", name=name)]


def _furthest(shown: pd.DataFrame) -> str:
    """The stage whose percentage is furthest off, if chance does not explain it."""
    few = settings().rules.too_few
    off = shown[(shown["n"] >= few) & ((shown["crm"] < shown["low"]) | (shown["crm"] > shown["high"]))]
    if off.empty:
        return ""
    row = off.iloc[int((off["crm"] - off["observed"]).abs().to_numpy().argmax())]
    return _("Furthest off: {stage}, {crm} in the CRM, {won} won.", stage=row["stage"], crm=percent(row["crm"], 0),
             won=percent(row["observed"], 0))  # fmt: skip
