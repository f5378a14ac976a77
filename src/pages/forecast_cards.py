"""The cards of the Forecast page: what is expected, within which bounds, and how far to trust it."""

from datetime import date
from typing import Any, NamedTuple

import pandas as pd
from dash import html

from derive.forecasts import RevenueForecast
from derive.quarter import Quarter
from i18n import N_, _, money, percent, period, short_money
from models.forecast import Total, total
from pages.components import aria, info
from pages.exhibit import Exhibit
from pages.forecast_words import has_figures, judged_by, method_name, reason

NAME = "forecast-cards"
SOON, YEAR = 3, 12  # months ahead
LABELS = (N_("Next 3 months"), N_("Next 12 months"), N_("This quarter"), N_("Error in the past"), N_("Best method"))
ABOUT = (
    N_("What is expected to be won in the months after the last whole one, and between which two amounts it lies in 8"
       " of 10 cases. Months that come out above their forecast are followed by more such: the band knows."),
    N_("The same of a whole year: the further ahead, the wider the band."),
    N_("What is won of the quarter so far, and what is expected of its remaining days."),
    N_("WAPE: sum of errors / sum of what came, of forecasts made in the same way at past month ends."),
    N_("The method that forecasts these figures: the one that did better on their own past, chosen by itself."),
)  # fmt: skip


class _Card(NamedTuple):
    value: str
    evidence: str = ""
    sentence: str = ""
    full: str = ""


def skeletons() -> html.Div:
    """The row until it is filled."""
    return html.Div([_skeleton(label) for label in LABELS], id=NAME, className="cards many", **aria(live="polite"))


def _skeleton(label: str) -> html.Div:
    bones = [
        html.Div(html.Div(_(label), className="card-label"), className="card-head"),
        html.Div(html.Div(className="bone"), className="card-figure"),
        html.Div(html.Div(className="bone small"), className="card-foot"),
        html.P(html.Span(className="bone small"), className="card-sentence"),
    ]
    return html.Div(bones, className="card waiting")


def cards_row(forecast: RevenueForecast, quarter: Quarter, currency: str) -> list[Any]:
    """The five cards."""
    soon, year = total(forecast.frame, SOON), total(forecast.frame, YEAR)
    cards = [
        _expected(forecast, soon, SOON, currency), _expected(forecast, year, YEAR, currency),
        _landing(quarter, currency), _error(forecast), _method(forecast),
    ]  # fmt: skip
    return [_drawn(i, card) for i, card in enumerate(cards)]


def cards_exhibit(forecast: RevenueForecast, quarter: Quarter) -> Exhibit:
    """Their figures, for exports."""
    rows = [(_(LABELS[0]), *total(forecast.frame, SOON)[:3]), (_(LABELS[1]), *total(forecast.frame, YEAR)[:3]),
            (_(LABELS[2]), quarter.forecast, quarter.low80, quarter.high80)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["what", "forecast", "low80", "high80"])
    if not has_figures(forecast):
        frame = frame.assign(**dict.fromkeys(["forecast", "low80", "high80"], float("nan")))
    named = {"what": _("Months"), "forecast": _("Forecast"), "low80": _("At least (80 %)"),
             "high80": _("At most (80 %)")}  # fmt: skip
    return Exhibit(NAME, _("At a glance"), frame, (), labels=named,
                   units={"forecast": "money", "low80": "money", "high80": "money"})  # fmt: skip


def _expected(forecast: RevenueForecast, sums: Total, months: int, currency: str) -> _Card:
    if not has_figures(forecast):
        return _Card("—", "", reason(forecast))
    ahead = forecast.frame["period"].head(months)
    first, last = (period(pd.Timestamp(ahead.iloc[i]).date(), "month") for i in (0, -1))
    return _Card(short_money(sums.forecast, currency), _between(sums.low80, sums.high80, currency), f"{first} – {last}",
                 money(sums.forecast, currency))  # fmt: skip


def _landing(quarter: Quarter, currency: str) -> _Card:
    so_far = _("{amount} won so far in {quarter}", amount=short_money(quarter.so_far, currency),
               quarter=_named(quarter.start))  # fmt: skip
    if pd.isna(quarter.forecast):
        return _Card("—", "", so_far)
    return _Card(short_money(quarter.forecast, currency), _between(quarter.low80, quarter.high80, currency), so_far,
                 money(quarter.forecast, currency))  # fmt: skip


def _error(forecast: RevenueForecast) -> _Card:
    wape = forecast.quality[SOON]["wape"]
    if wape is None or pd.isna(wape):
        return _Card("—", "", _("Too little history to say"))
    naive, own = forecast.naive_wape, forecast.quality[YEAR]["wape"]
    told = naive is not None and not pd.isna(naive) and own is not None and not pd.isna(own)
    beside = _("Over 12 months {own}; each month as a year before: {naive}", own=percent(own),
               naive=percent(naive)) if told else ""  # fmt: skip
    return _Card(percent(wape), judged_by(forecast, SOON), beside)


def _method(forecast: RevenueForecast) -> _Card:
    if not has_figures(forecast):
        return _Card("—")
    inside = forecast.quality[SOON]["coverage80"]
    known = inside is not None and not pd.isna(inside)
    said = _("{share} of past months came within its 80 % band", share=percent(inside, 0)) if known else ""
    name = method_name(forecast.method)
    return _Card(name[:1].upper() + name[1:], "", said)


def _named(start: date) -> str:
    return period(start, "quarter")


def _between(low: float, high: float, currency: str) -> str:
    return _("80 %: {low} – {high}", low=short_money(low, currency), high=short_money(high, currency))


def _drawn(place: int, card: _Card) -> html.Div:
    name = _(LABELS[place])
    head = html.Div([html.Div(name, className="card-label"), info(_(ABOUT[place]), name)], className="card-head")
    words = " words" if len(card.value) > 12 else ""
    value = html.Div(card.value, className=f"card-value{words}", title=card.full)
    foot = html.Div(html.Span(card.evidence, className="evidence"), className="card-foot")
    said = html.P(card.sentence, className="card-sentence")
    return html.Div([head, html.Div(value, className="card-figure"), foot, said], className="card")
