"""The forecast of each part beside that of the whole: by category, product, rep and so on."""

import pandas as pd

from auth.scope import Scope
from data.engine import Snapshot
from derive.forecasts import DIMENSIONS
from derive.parts import Parts, parts_ahead
from i18n import N_, _, mid_sentence, ngettext, percent, short_money
from metrics.checks import dimension_values
from metrics.dimensions import all_dimensions
from metrics.query import OTHER
from pages.asked import Asked
from pages.exhibit import Exhibit
from pages.forecast_ahead import months_chosen
from pages.forecast_months import AHEAD
from pages.forecast_words import made_of, method_name
from pages.panel import Definition

NAME = "forecast-parts"
BY = "forecast.by"
LITTLE = 0.005  # of the whole: by less than that, parts add up
MORE = N_("The parts add up to {sum}, the whole is {whole}: {share} more than the forecast of the whole.")
LESS = N_("The parts add up to {sum}, the whole is {whole}: {share} less than the forecast of the whole.")
DEFINITIONS = (
    Definition(N_("Forecast"), N_("What is expected of the months after the last whole one, in sum; of each part by the"
                                  " method that did better on its own past.")),
    Definition(N_("At least, at most"), N_("Between these it lies in 8 of 10 cases.")),
    Definition(N_("Error in the past"), N_("WAPE: sum of errors / sum of what came, by month, at past month ends.")),
    Definition(N_("Sum of the parts"), N_("Parts are forecast one by one, so their sum is not the forecast of the"
                                          " whole, which is the better guess for it: single deals weigh less.")),
)  # fmt: skip


def dimensions(snapshot: Snapshot | None, scope: Scope) -> dict[str, str]:
    """What can be forecast by, by name, the default first: the dimensions that have values."""
    if snapshot is None:
        return {DIMENSIONS[0]: _("Category")}
    known = all_dimensions(snapshot.dimensions)
    return {
        name: _(known[name].label)
        for name in dict.fromkeys((*DIMENSIONS, *snapshot.dimensions))
        if name in known and dimension_values(name, scope, snapshot)
    } or {DIMENSIONS[0]: _("Category")}


async def exhibit(found: Asked) -> Exhibit:
    """The parts, largest first, and by how much they add up to something else than the whole."""
    by, months = found.choice(BY, dimensions(found.snapshot, found.scope)), months_chosen(found, AHEAD)
    parts = await parts_ahead(by, months, found.filters, found.scope, found.snapshot)
    label = _(all_dimensions(found.snapshot.dimensions)[by].label)
    return Exhibit(
        NAME, _("Forecast by {dimension}", dimension=mid_sentence(label)), _in_words(parts.frame), (),
        subtitle=_("Sum of the next {n} months, the largest first", n=months),
        note=" ".join(_remarks(found, parts, by)),
        labels={
            "forecast": _("Forecast"), "low80": _("At least (80 %)"), "high80": _("At most (80 %)"),
            "wape": _("Error in the past"), "method": _("Method"), "note": _("Remark"),
        },
        units={"forecast": "money", "low80": "money", "high80": "money", "wape": "fraction"},
    )  # fmt: skip


def _in_words(frame: pd.DataFrame) -> pd.DataFrame:
    words = frame.assign(
        method=frame["method"].map(method_name).astype(object),
        note=frame["note"].map(lambda note: _(note) if note else None).astype(object),
    )
    return words if words["note"].notna().any() else words.drop(columns="note")


def _remarks(found: Asked, parts: Parts, by: str) -> list[str]:
    said = []
    if not parts.frame.empty and not pd.isna(parts.gap):
        said.append(_sum_in_words(found, parts))
    declined = int(parts.frame["forecast"].isna().sum())
    if declined:
        said.append(ngettext("{n} part has no forecast, and counts as nothing in the sum.",
                             "{n} parts have no forecast, and count as nothing in the sum.", declined))  # fmt: skip
    if parts.grouped:
        said.append(_("The {n} smallest are forecast together, as '{other}'.", n=parts.grouped, other=_(OTHER)))
    return [*said, *([] if parts.dated is None else [made_of(parts.dated)])]


def _sum_in_words(found: Asked, parts: Parts) -> str:
    words = {"sum": short_money(parts.total, found.currency), "whole": short_money(parts.whole, found.currency)}
    if abs(parts.gap) < LITTLE:
        return _("The parts add up to {sum}, as much as the forecast of the whole.", **words)
    return _(MORE if parts.gap > 0 else LESS).format(**words, share=percent(abs(parts.gap)))
