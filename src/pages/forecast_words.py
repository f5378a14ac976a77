"""What pages say of a forecast: how it was made, how far off such were, why there is none, of which day it is."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from derive.forecasts import RevenueForecast
from i18n import N_, _, day, ngettext, percent
from models.forecast import EMPTY

METHODS: Mapping[str, str] = {  # of models.forecast, by its machine names
    "theta": N_("ridge-season theta"),
    "theta_mean": N_("theta and 12-month mean"),
    "seasonal_naive": N_("as a year before"),
    "mean": N_("mean of all months"),
    "mean12": N_("12-month mean"),
    "none": N_("none"),
}


def method_name(method: str) -> str:
    """What a method is called, within a sentence."""
    return _(METHODS[method]) if method in METHODS else method


def has_figures(forecast: RevenueForecast) -> bool:
    """Whether there is a forecast at all."""
    return not forecast.frame.empty


def how_made(forecast: RevenueForecast, months: int) -> str:
    """Its method and how far off it was in the past, for a subtitle; "" where there is no forecast."""
    if not has_figures(forecast):
        return ""
    wape, method = forecast.quality[months]["wape"], method_name(forecast.method)
    if wape is None or pd.isna(wape):
        return _("Forecast: {method}; too little history to say how far off it would have been", method=method)
    return _("Forecast: {method}; error in the past: {error} (WAPE, {judged})", method=method, error=percent(wape, 0),
             judged=judged_by(forecast, months))  # fmt: skip


def judged_by(forecast: RevenueForecast, months: int) -> str:
    """Over how many months, from how many past month ends, a forecast was judged."""
    return ngettext("{months} months, {n} cut-off", "{months} months, {n} cut-offs", forecast.origins, months=months)


def remarks(forecast: RevenueForecast) -> list[str]:
    """Sentences below a figure: why there is no forecast or a poor one, and of which day it is if not of this one."""
    said = []
    if forecast.note:
        said.append(_(forecast.note) if has_figures(forecast) else why_none(forecast))
    if forecast.dated is not None:
        said.append(made_of(forecast.dated))
    return said


def made_of(dated: date) -> str:
    """That figures are of an older day."""
    return _("The forecast was made of the facts up to {day}; a newer one follows soon.", day=day(dated))


def why_none(forecast: RevenueForecast) -> str:
    """That there is no forecast, and why."""
    return _("No forecast. {why}", why=reason(forecast))


def reason(forecast: RevenueForecast) -> str:
    """Why there is no forecast, or a poor one; of these figures, no values are no won deals."""
    if forecast.note == EMPTY:
        return _("No deal was won in any whole month with these filters.")
    return _(forecast.note)
