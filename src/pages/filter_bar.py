"""The filter bar: period, comparison and dimensions. assets/filters.js keeps it, the URL and the store in step."""

from datetime import date, timedelta
from typing import Any

from dash import dcc, html

from auth.scope import current_scope
from data import engine
from data.publish import today
from errors import NoData
from filters import COMPARISONS, CUSTOM, NONE, PAGES_PERIOD, PERIODS, Filters
from i18n import _
from metrics.checks import dimension_values
from metrics.registry import DIMENSIONS
from pages.components import aria

SHOWN = ("sector", "product", "rep")
PANEL_HEIGHT = 320


def filter_bar() -> html.Div:
    """All controls, with the values that the current snapshot has; no dimension without values."""
    values, as_of = _snapshot_values()
    controls = [
        _pill("period", _("Period"), _dropdown("period", _period_options(), clearable=False, searchable=False)),
        _dates_pill(as_of),
        _pill("compare", _("Against"), _dropdown("compare", _options(COMPARISONS), clearable=False, searchable=False)),
        *(_dimension_pill(name, known) for name, known in values.items() if known),
        html.Span(id="filter-others", className="filter on others hidden"),
        html.Button(_("Reset"), id="filters-reset", className="button reset hidden", type="button"),
    ]
    end = as_of or today()
    defaults = {
        "period": PAGES_PERIOD, "compare": Filters.compare, "custom": CUSTOM,
        "from": (end - timedelta(days=364)).isoformat(), "to": end.isoformat(),
        "labels": {name: _(dimension.label) for name, dimension in DIMENSIONS.items()},
    }  # fmt: skip
    sheet_head = html.Div(
        className="sheet-head phone-only",
        children=[
            html.Strong(_("Filters")),
            html.Button(_("Done"), id="filters-close", className="button", type="button"),
        ],
    )
    return html.Div(
        [sheet_head, *controls, dcc.Store(id="filter-defaults", data=defaults)],
        id="filter-bar", className="filter-bar", role="group", **aria(label=_("Filters")),
    )  # fmt: skip


def _snapshot_values() -> tuple[dict[str, tuple[str, ...]], date | None]:
    try:
        snapshot = engine.current()
    except NoData:
        return {}, None
    days = [on for tables in snapshot.as_of.values() for on in tables.values()]
    return {name: dimension_values(name, current_scope(), snapshot) for name in SHOWN}, max(days, default=None)


def _pill(name: str, label: str, control: Any) -> html.Label:
    return html.Label(
        [html.Span(label, className="filter-label"), control], id={"type": "pill", "name": name}, className="filter"
    )


def _dropdown(name: str, options: list[dict[str, str]], **more: Any) -> dcc.Dropdown:
    return dcc.Dropdown(
        id={"type": "filter", "name": name}, options=options, className="filter-control",
        maxHeight=PANEL_HEIGHT, **more,
    )  # fmt: skip


def _dimension_pill(name: str, values: tuple[str, ...]) -> html.Label:
    options = [{"label": v, "value": v} for v in values] + [{"label": _("(none)"), "value": NONE}]
    labels = {
        "select_all": _("All"), "deselect_all": _("Clear"), "search": _("Search"), "clear_search": _("Clear search"),
        "clear_selection": _("Clear"), "no_options_found": _("Nothing found"), "selected_count": "{num_selected}",
    }  # fmt: skip
    return _pill(name, _(DIMENSIONS[name].label), _dropdown(
        name, options, multi=True, placeholder=_("all"), searchable=len(values) > 8, labels=labels,
    ))  # fmt: skip


def _dates_pill(as_of: date | None) -> html.Div:
    month = as_of.isoformat() if as_of else None
    picker = dcc.DatePickerRange(
        id="filter-dates", display_format=_("MMM D, YYYY"), updatemode="bothdates", first_day_of_week=1,
        start_date_placeholder_text=_("From"), end_date_placeholder_text=_("To"), minimum_nights=0,
        initial_visible_month=month, number_of_months_shown=2, start_date_id="filter-from", end_date_id="filter-to",
    )  # fmt: skip
    return html.Div(picker, id="dates-pill", className="filter dates hidden", role="group",
                    **aria(label=_("From and to")))  # fmt: skip


def _options(labels: dict[str, str]) -> list[dict[str, str]]:
    return [{"label": _(label), "value": value} for value, label in labels.items()]


def _period_options() -> list[dict[str, str]]:
    presets = _options({name: preset.label for name, preset in PERIODS.items()})
    return [*presets, {"label": _("Dates …"), "value": CUSTOM}]
