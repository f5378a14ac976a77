"""The first screen of Sales: cards, and won revenue by month beside the months it is compared with."""

from typing import Any

import pandas as pd

from charts.part_periods import days_seen, is_whole
from charts.sales_months import revenue_by_month
from derive.forecasts import RevenueForecast, forecast_for
from filters import PAGES_PERIOD
from i18n import _, day, money, period, short_day
from metrics.comparison_months import A_YEAR, beside
from metrics.cycles import SALES_CYCLE_DAYS
from metrics.query import Query
from metrics.sales import AVERAGE_DEAL, DEALS_WON, OPPORTUNITIES, WIN_RATE, WON_REVENUE
from pages.asked import Asked
from pages.cards import metric_cards
from pages.components import notes, part_months, window_text
from pages.exhibit import Exhibit
from pages.forecast_ahead import UNITS, begins_in_time, ends_with_the_facts, labels, months_chosen, with_forecast
from pages.forecast_words import has_figures, how_made, remarks

AHEAD = "sales.ahead"  # the choice how many months are forecast
CARDS = (WON_REVENUE, DEALS_WON, OPPORTUNITIES, WIN_RATE, SALES_CYCLE_DAYS, AVERAGE_DEAL)
MONTHLY = Query(*CARDS, grain="month")
QUERIES = (Query(*CARDS), Query(*CARDS, shift="compare"), MONTHLY, Query(WON_REVENUE, grain="month", shift="compare"))


def cards_row(found: Asked, now: pd.DataFrame, before: pd.DataFrame, monthly: pd.DataFrame) -> list[Any]:
    """The six cards with their courses."""
    return metric_cards(CARDS, now, before, found.currency, monthly)


def cards_exhibit(now: pd.DataFrame) -> Exhibit:
    """The cards' figures as one row, for exports."""
    return Exhibit("sales-cards", _("At a glance"), now, CARDS, note=notes(now))


def is_forecast(found: Asked) -> bool:
    """Whether the reader wants a forecast and the period goes on to the last facts."""
    return bool(months_chosen(found, AHEAD, off=True)) and ends_with_the_facts(found)


async def forecast_of(found: Asked) -> RevenueForecast | None:
    """The forecast, where there is one; quicker once ALL_MONTHS is measured."""
    return await forecast_for(found.filters, found.scope, found.snapshot) if is_forecast(found) else None


def months_exhibit(
    found: Asked, now: pd.DataFrame, monthly: pd.DataFrame, earlier: pd.DataFrame, forecast: RevenueForecast | None
) -> Exhibit:
    """Won revenue by month, beside the months that the filters compare with, and the months ahead."""
    drawn, said = drawn_months(found, monthly, "won_revenue", "won_revenue_n")
    months = beside(drawn, earlier, found.filters.compare)
    ahead = _ahead(found, forecast)
    name = _("year before") if months.attrs["months_back"] == A_YEAR else _("period before")
    how = how_made(forecast, len(ahead)) if forecast is not None and len(ahead) else ""
    return Exhibit(
        "sales-months", _("Won revenue by month, with forecast") if how else _("Won revenue by month"),
        with_forecast(months, ahead), (WON_REVENUE,),
        lambda: revenue_by_month(months, found.currency, name, ahead if len(ahead) else None),
        ". ".join(part for part in (_months_subtitle(months, found.filters.compare), how) if part),
        notes(now, monthly, also=[*said, *_remarks(found, forecast)]),
        {"month_before": _("Compared with"), "before": _("Won revenue before"), **labels()},
        {"before": "money", **UNITS},
    )  # fmt: skip


def _ahead(found: Asked, forecast: RevenueForecast | None) -> pd.DataFrame:
    """The months that are forecast, as many as the reader wants; none where they would not go on from the others."""
    if forecast is None or not begins_in_time(found, forecast):
        return pd.DataFrame()
    return forecast.frame.head(months_chosen(found, AHEAD, off=True))


def _remarks(found: Asked, forecast: RevenueForecast | None) -> list[str]:
    """Why nothing is forecast, where something was asked for; what else is to be known of it."""
    if not months_chosen(found, AHEAD, off=True):
        return []
    if forecast is None or (has_figures(forecast) and not begins_in_time(found, forecast)):
        return [_("No forecast: the period does not lead up to the last facts.")]
    return remarks(forecast)


def _months_subtitle(months: pd.DataFrame, compare: str) -> str:
    if months.empty:
        return window_text(months)
    first, last = (period(months["month"].iloc[i].date(), "month") for i in (0, -1))
    span = first if first == last else f"{first} – {last}"
    if months["before"].fillna(0).any():
        if months.attrs["months_back"] == A_YEAR:
            return _("{months}, against the same months a year before", months=span)
        return _("{months}, against the period before", months=span)
    return span if compare == "none" else _("{months}; there is nothing before to compare with", months=span)


def drawn_months(found: Asked, monthly: pd.DataFrame, *columns: str) -> tuple[pd.DataFrame, list[str]]:
    """The months that a chart of these columns draws, and what is said of those that are not whole.

    Of trailing months the first is left out where it is a part: it would be a thirteenth. Of all time, those before
    the first that has any of the last column: until then deals were only created.
    """
    months = monthly[["month", *columns]]
    if not (months.attrs["window"] and months.attrs["window"][0]):
        any_yet = months[columns[-1]].fillna(0).ne(0).cummax()
        months = months[any_yet] if any_yet.any() else months
    trailing = found.filters.period == PAGES_PERIOD and not months.empty
    cut = 1 if trailing and not is_whole(months["month"].iloc[0].date(), "month", months.attrs) else 0
    drawn = months.iloc[cut:].reset_index(drop=True)
    return drawn, _in_words(drawn, months.iloc[:cut], found.currency) if cut else [part_months(months)]


def _in_words(drawn: pd.DataFrame, left_out: pd.DataFrame, currency: str) -> list[str]:
    """That the part of a month left out counts in the totals all the same; and which month is still running."""
    first, last = days_seen(left_out["month"].iloc[0].date(), "month", left_out.attrs)
    days = f"{short_day(first)} – {day(last)}"
    if "won_revenue" in left_out:
        days += f" ({money(left_out['won_revenue'].iloc[0], currency)})"
    out = _("Not drawn, but in the totals: {days}.", days=days)
    running = drawn["month"].iloc[-1].date() if len(drawn) else None
    if running is None or is_whole(running, "month", drawn.attrs):
        return [out]
    until = days_seen(running, "month", drawn.attrs)[1]
    return [_("{month} is still running, to {day}.", month=period(running, "month"), day=short_day(until)), out]
