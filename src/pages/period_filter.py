"""The filters on time: the period by a preset or by dates, and what it is compared with."""

from datetime import date, timedelta
from typing import Any

from dash import dcc, html

from filters import COMPARISONS, CUSTOM, PERIODS, YEARS, Filters, Window
from i18n import _
from pages.asked import days_of
from pages.components import aria
from settings import settings

CUSTOM_DAYS = 365  # what "Dates …" starts with where no window is known
PATIENCE = 700  # ms after which a date counts as typed to its end


def windows(as_of: date) -> dict[str, Window]:
    """The days that each preset means."""
    fiscal = settings().company.fiscal_year_start
    return {name: Filters(name).window(as_of, fiscal) for name in PERIODS}


def custom_window(as_of: date) -> Window:
    """The days that dates of one's own start from."""
    return Window(as_of - timedelta(days=CUSTOM_DAYS - 1), as_of)


def period_options(as_of: date) -> list[dict[str, str]]:
    """The presets, each with the days that it means, and dates of the reader's own."""
    found = windows(as_of)
    presets = [
        {"label": _(preset.label), "value": name, "title": days_of(found[name])} for name, preset in PERIODS.items()
    ]
    return [*presets, {"label": _("Dates …"), "value": CUSTOM}]


def compare_options() -> list[dict[str, str]]:
    """What a period can be compared with."""
    return [{"label": _(label), "value": name} for name, label in COMPARISONS.items()]


def dates() -> html.Details:
    """The days of a period of one's own, in words; opens to change them."""
    fields = [_date_field("filter-from", _("From")), _date_field("filter-to", _("To"))]
    words = html.Summary(html.Span(id="dates-said"), title=_("Change the dates"))
    return html.Details([words, html.Div(fields, className="drop-menu dates-menu")], id="dates", className="drop dates")


def _date_field(id: str, label: str) -> html.Label:
    own: Any = "date"  # the browser's own field: it takes nothing but days; Dash passes it on though it lists it not
    field = dcc.Input(id=id, type=own, min=f"{YEARS.start}-01-01", max=f"{YEARS.stop - 1}-12-31")
    return html.Label([html.Span(label), field], htmlFor=id, **aria(label=label))
