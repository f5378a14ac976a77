"""The months so far and those ahead."""

import pandas as pd
import plotly.graph_objects as go

from charts.sales_months import revenue_by_month
from charts.theme import empty_figure
from derive.forecasts import RevenueForecast
from i18n import N_, _
from metrics.sales import WON_REVENUE
from pages.asked import Asked
from pages.components import notes
from pages.exhibit import Exhibit
from pages.forecast_ahead import UNITS, labels, months_chosen, with_forecast
from pages.forecast_words import has_figures, how_made, remarks, why_none

NAME = "forecast-months"
AHEAD = "forecast.ahead"  # the choice how many months
WHICH = N_("All months, whatever the period, forecast from their own course alone; what the open deals promise is in"
           " the bookings outlook below.")  # fmt: skip
BACK = 24  # months that are drawn before the forecast


def exhibit(found: Asked, months: pd.DataFrame, forecast: RevenueForecast) -> Exhibit:
    """The last two years and the months ahead, whatever the period: `months` as of ALL_MONTHS."""
    wanted = months_chosen(found, AHEAD)
    ahead = forecast.frame.head(wanted)
    recent = _recent(months)
    known = remarks(forecast) if has_figures(forecast) else []
    shown = with_forecast(recent[["month", "won_revenue"]], ahead)
    return Exhibit(
        NAME, _("Won revenue by month, with forecast"), shown, (WON_REVENUE,),
        lambda: revenue_by_month(recent, found.currency, "", ahead) if len(recent) else _nothing(),
        _subtitle(forecast, wanted), notes(months, also=[_(WHICH), *known]),
        labels(), UNITS,
    )  # fmt: skip


def _recent(months: pd.DataFrame) -> pd.DataFrame:
    """The last of them, beside nothing."""
    found = months.tail(BACK)[["month", "won_revenue"]].reset_index(drop=True)
    found = found.assign(before=float("nan"), month_before=found["month"])
    found.attrs = months.attrs
    return found


def _nothing() -> go.Figure:
    return empty_figure(_("No deal was won with these filters"), _("Take filters off."))


def _subtitle(forecast: RevenueForecast, wanted: int) -> str:
    return how_made(forecast, wanted) if has_figures(forecast) else why_none(forecast)
