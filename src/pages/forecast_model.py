"""How well what is known of deals foretells that they are won: the trial of the model of winning, in plain words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.reliability import reliability
from charts.theme import empty_figure
from data.derived import Derived
from i18n import N_, _, day, number, percent
from metrics.definition import Unit
from pages.asked import Asked
from pages.exhibit import Exhibit
from pages.panel import Definition
from pages.pipeline_model import BASE_RATE, WHY

NAME = "forecast-model"
DEFINITION = Definition(
    N_("How good the deal model is"),
    N_("The model that explains chances by what was known of a deal when it was opened, judged on deals decided after"
       " those it learnt from: each dot is a tenth of them. Brier: mean squared error of the chances, 0 is perfect."
       " AUC: how often a won deal had the higher chance than a lost one; 50 % is a coin. The chances shown of open"
       " deals also go by age, stage and calendar."),
)  # fmt: skip
METHODS = {"logit": N_("logistic regression"), "boosting": N_("gradient boosting")}
LABELS = {
    "predicted": N_("Chance foretold"), "observed": N_("Won"), "low": N_("At least (95 %)"),
    "high": N_("At most (95 %)"), "n": N_("Decided"),
}  # fmt: skip
UNITS: dict[str, Unit] = dict.fromkeys(("predicted", "observed", "low", "high"), "fraction")


def exhibit(found: Asked, model: Derived | None) -> Exhibit:
    """The trial as dots along the line across, and what came of it."""
    groups = model.frame("win_calibration").to_dict(as_series=False) if model else {}
    frame = pd.DataFrame(groups, columns=list(LABELS))
    win = (model.about.get("win_model") or {}) if model else {}
    said = in_words(win) if model else []
    return Exhibit(
        NAME, _(DEFINITION.label), frame, (), lambda: reliability(frame) if model else _not_yet(),
        said[0] if said else "", " ".join([*said[1:], *_of_day(found, model)]),
        {name: _(label) for name, label in LABELS.items()}, UNITS,
    )  # fmt: skip


def _not_yet() -> go.Figure:
    return empty_figure(_("The deal model is not fitted yet"), _("It follows an import by itself, within minutes."))


def in_words(win: Mapping[str, Any]) -> list[str]:
    """What the trial says, the verdict first."""
    return [_verdict(win), *_figures(win)]


def _verdict(win: Mapping[str, Any]) -> str:
    if win.get("method") != BASE_RATE:
        name = _(METHODS.get(str(win.get("method")), N_("a model")))
        return _("Better than the base rate ({method})", method=name)
    why = _(WHY.get(str(win.get("reason")), "")).format(n=number(win.get("n")))
    if not why:
        return _("No better than the base rate")
    return _("The base rate is used: {why}", why=why)


def _figures(win: Mapping[str, Any]) -> list[str]:
    """The errors and the ranking; nothing where nothing could be judged."""
    brier, base, auc = win.get("brier"), win.get("base_brier"), win.get("auc")
    said = []
    if brier is not None and base is not None:
        said.append(_("On {n} deals decided later its error (Brier) was {brier}, that of the base rate {base}.",
                      n=number(win.get("n")), brier=number(brier, 3), base=number(base, 3)))  # fmt: skip
    if auc is not None:
        said.append(_("A won deal had the higher chance than a lost one in {share} of pairs (AUC).",
                      share=percent(auc, 0)))  # fmt: skip
    if win.get("method") == BASE_RATE:
        said.append(_("Traits are therefore not listed among what moves a deal's chance; its stage and age are."))
    return said


def _of_day(found: Asked, model: Derived | None) -> list[str]:
    said = [_("Of all deals, whatever the filters.")] if model else []
    if model is not None and model.snapshot_id != found.snapshot.id:
        said.append(_("As of {day}; with today's data it is being fitted anew.", day=day(model.as_of)))
    return said
