"""Won revenue as a running total against target and year before; while the period runs, also where it will land."""

from typing import Any

import pandas as pd

from charts.progress import progress_with_forecast
from derive.forecasts import RevenueForecast, forecast_for
from derive.landing import landing
from derive.revenue import ALL_MONTHS
from i18n import N_, _, day, percent, period, short_day, short_money, signed
from metrics.goals import TARGET
from metrics.query import Query
from metrics.sales import WON_REVENUE
from models.totals import total
from pages.asked import Asked
from pages.components import notes
from pages.exhibit import Exhibit
from pages.forecast_ahead import EDGES, UNITS, labels
from pages.forecast_words import how_made, remarks
from pages.overview_sentences import no_target
from pages.spans import window_of

DAYS_OFF = 7  # a period may start with as many days on which nobody works
NEAR = 3  # months ahead whose error in the past is told


def queries(found: Asked) -> list[Query]:
    """What the landing needs besides, where the period still runs."""
    return [ALL_MONTHS] if _runs(found) else []


async def forecast_of(found: Asked) -> RevenueForecast | None:
    """The forecast, where the period still runs or has just ended: behind an older one it would tell nothing."""
    wanted = _runs(found) or _just_ended(found)
    return await forecast_for(found.filters, found.scope, found.snapshot) if wanted else None


def progress_exhibit(
    found: Asked, steps: str, totals: pd.DataFrame, target: pd.DataFrame, now: pd.DataFrame, passed: pd.DataFrame,
    forecast: RevenueForecast | None, months: pd.DataFrame | None,
) -> Exhibit:  # fmt: skip
    """The running totals, and those to come as far as they are forecast: `months` as of ALL_MONTHS."""
    ahead = _landing(found, now, forecast, months)
    said = [_progress_in_words(found, now, passed, totals), _landing_in_words(found, ahead, forecast)]
    return Exhibit(
        "overview-progress", _("Won revenue against target and the year before"), _beside(totals, ahead),
        (WON_REVENUE, TARGET), lambda: progress_with_forecast(totals, ahead, steps, found.currency),
        ". ".join(part for part in said if part), _progress_notes(totals, target, forecast),
        {"year_before": _("Year before"), **labels()}, {"year_before": "money", **UNITS},
    )  # fmt: skip


def _runs(found: Asked) -> bool:
    window, as_of = window_of(found)
    return window is not None and (window.start is None or window.start <= as_of) and window.end > as_of


def _just_ended(found: Asked) -> bool:
    window, as_of = window_of(found)
    return window is None or window.end == as_of


def _landing(
    found: Asked, now: pd.DataFrame, forecast: RevenueForecast | None, months: pd.DataFrame | None
) -> pd.DataFrame | None:
    """The running totals to come; None where none are forecast."""
    window, as_of = window_of(found)
    if forecast is None or months is None or window is None:
        return None
    ahead = landing(forecast.frame, months, float(now["won_revenue"].item()), as_of, window.end)
    return None if ahead.empty else ahead


def _beside(totals: pd.DataFrame, ahead: pd.DataFrame | None) -> pd.DataFrame:
    """For exports: what is forecast in the rows that end on the same days."""
    if ahead is None:
        return totals
    days = pd.to_datetime(ahead["to"]).astype(totals["to"].dtype)
    joined = totals.merge(ahead.assign(to=days)[["to", *EDGES]], on="to", how="left")
    joined.attrs = totals.attrs
    return joined


def _landing_in_words(found: Asked, ahead: pd.DataFrame | None, forecast: RevenueForecast | None) -> str:
    if ahead is None:
        return _next_in_words(found, forecast)
    assert forecast is not None  # noqa: S101 (else nothing lies ahead)
    last: dict[Any, Any] = ahead.iloc[-1].to_dict()
    expected = _(
        "Expected by {day}: {amount} (in 8 of 10 cases {low} – {high})", day=short_day(last["to"]),
        **{name: short_money(last[edge], found.currency)
           for name, edge in (("amount", "forecast"), ("low", "low80"), ("high", "high80"))},
    )  # fmt: skip
    return f"{expected}. {how_made(forecast, NEAR)}"


def _next_in_words(found: Asked, forecast: RevenueForecast | None) -> str:
    """Of a period that has just ended: what the months after the last whole one are expected to bring."""
    if forecast is None or forecast.frame.empty or _runs(found):
        return ""
    sums = total(forecast.frame, NEAR)
    first, last = forecast.frame["period"].iloc[0], forecast.frame["period"].iloc[NEAR - 1]
    expected = _(
        "Expected from {first} to {last}: {amount} (in 8 of 10 cases {low} – {high})", first=period(first, "month"),
        last=period(last, "month"), amount=short_money(sums.forecast, found.currency),
        low=short_money(sums.low80, found.currency), high=short_money(sums.high80, found.currency),
    )  # fmt: skip
    return f"{expected}. {how_made(forecast, NEAR)}"


def _progress_in_words(found: Asked, now: pd.DataFrame, passed: pd.DataFrame, totals: pd.DataFrame) -> str:
    """How far the period has come: of its target so far, and against as much of the year before."""
    won, pace = now["won_revenue"].item(), now["pace"].item() if "pace" in now else None
    growth = _growth(won, passed["won_revenue"].item())
    words = {"won": short_money(won, found.currency), "pace": percent(pace, 0), "growth": growth}
    window, as_of = window_of(found)
    if window is not None and window.start is not None and window.start > as_of:
        return _("The period has not begun")
    whole = window is None or window.end <= as_of
    if pace is None or pd.isna(pace) or totals["target"].isna().all():
        text = N_("{won} won, {growth} on the year before") if growth else N_("{won} won")
    elif growth:
        text = (N_("{won} won, {pace} of the target and {growth} on the year before") if whole
                else N_("{won} won so far, {pace} of the target to date and {growth} on the year before"))  # fmt: skip
    else:
        text = N_("{won} won, {pace} of the target") if whole else N_("{won} won so far, {pace} of the target to date")
    return _(text).format(**words)


def _growth(now: float, before: float) -> str:
    if pd.isna(before) or before <= 0 or pd.isna(now):
        return ""
    change = now / before - 1
    return signed(percent(abs(change), 0), change)


def _progress_notes(totals: pd.DataFrame, target: pd.DataFrame, forecast: RevenueForecast | None) -> str:
    """What the lines leave out: a target that is not set for all of the period, a year before without facts."""
    first, window = totals.attrs["target_from"], totals.attrs["window"]
    said = []
    if first is None:
        said.append(no_target(target))
    elif window and window[0] and (first - window[0]).days > DAYS_OFF:
        said.append(_("There is no target before {day}.", day=day(first)))
    if totals["year_before"].isna().all() and window:
        said.append(_("There are no figures for all of the year before."))
    return notes(totals, also=[*said, *([] if forecast is None else remarks(forecast))])
