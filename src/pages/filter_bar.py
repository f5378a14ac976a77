"""The filter bar: period, comparison and dimensions as pills. The scripts assets/filter*.js keep it, the URL and the
store in step. Pills beyond the usual ones wait behind "+ Filter" until they are on or asked for."""

from datetime import date
from typing import Any

from dash import dcc, html

from auth.scope import current_scope
from data.publish import today
from filters import CUSTOM, NONE, PAGES_PERIOD, Filters
from i18n import _, language
from metrics.dimensions import all_dimensions
from metrics.run import last_day
from metrics.slices import Tables
from pages.account_search import account_options
from pages.choices import LONG, menu_labels
from pages.components import aria, data
from pages.filter_offer import SEARCHED, Offer, cascades, offers
from pages.period_filter import PATIENCE, compare_options, custom_window, dates, period_options, windows

MENU_HEIGHT = 420


def filter_bar(snapshot: Tables | None) -> html.Div:
    """All controls, with the values that the snapshot has; without one, those that need none."""
    as_of = last_day(snapshot) if snapshot else today()
    found = offers(current_scope(), snapshot) if snapshot else []
    reset = html.Button(
        _("Reset"), id="filters-reset", className="button reset hidden", type="button", **data(clear="*")
    )
    return html.Div(
        [
            _sheet_head(),
            _pill("period", _("Period"), _menu("period", period_options(as_of)), dates()),
            _pill("compare", _("Against"), _menu("compare", compare_options())),
            *(_dimension(offer) for offer in found),
            html.Span(id="filter-others", className="filter-others"),
            _more([offer for offer in found if not offer.always_shown]),
            reset,
            dcc.Store(id="filter-defaults", data=_defaults(snapshot, as_of)),
        ],
        id="filter-bar", className="filter-bar", role="group", **aria(label=_("Filters")),
    )  # fmt: skip


def _sheet_head() -> html.Div:
    done = html.Button(_("Done"), id="filters-close", className="button", type="button")
    return html.Div([html.Strong(_("Filters")), done], className="sheet-head phone-only")


def _pill(name: str, label: str, menu: Any, *more: Any, spare: bool = False) -> html.Div:
    """A filter's name, what is chosen, and ✕ while it is on."""
    remove = _("Take off: {name}", name=label)
    control = html.Label([html.Span(label, className="filter-label", id={"type": "filter-label", "name": name}), menu])
    clear = html.Button(
        className="filter-clear", type="button", title=remove, **aria(label=remove), **data(clear=name)
    )  # fmt: skip
    return html.Div([control, *more, clear], id={"type": "pill", "name": name},
                    className=f"filter of-{name} spare" if spare else f"filter of-{name}")  # fmt: skip


def _menu(name: str, options: list[dict[str, str]], **more: Any) -> dcc.Dropdown:
    given = {"clearable": False, "searchable": False, "labels": menu_labels()} | more
    return dcc.Dropdown(id={"type": "filter", "name": name}, options=options, className="filter-control",
                        maxHeight=MENU_HEIGHT, **given)  # fmt: skip


def _dimension(offer: Offer) -> html.Div:
    searched = offer.name == SEARCHED
    options = account_options("", (), offer.values) if searched else [{"label": v, "value": v} for v in offer.values]
    labels = menu_labels(search=_("Type a part of the name")) if searched else menu_labels()
    menu = _menu(
        offer.name, [*options, {"label": _("(none)"), "value": NONE}], multi=True, clearable=True,
        placeholder=_("all"), searchable=searched or len(offer.values) > LONG, labels=labels,
    )  # fmt: skip
    return _pill(offer.name, offer.label, menu, spare=not offer.always_shown)


def _more(spare: list[Offer]) -> html.Details:
    """The menu of filters that are not shown; assets/shell.js brings their pills."""
    entries = [
        html.Button(offer.label, type="button", className="menu-entry", **data(add=offer.name)) for offer in spare
    ]
    button = html.Summary(_("+ Filter"), className="filter more")
    hidden = "" if spare else " hidden"
    return html.Details(
        [button, html.Div(entries, className="drop-menu")], id="more-filters", className=f"drop{hidden}"
    )


def _defaults(snapshot: Tables | None, as_of: date) -> dict[str, Any]:
    """What the scripts need to know besides the controls."""
    start, end = custom_window(as_of)
    known = all_dimensions(snapshot.dimensions if snapshot else {})
    return {
        "period": PAGES_PERIOD, "compare": Filters.compare, "custom": CUSTOM, "none": NONE, "patience": PATIENCE,
        "from": str(start), "to": str(end), "searched": [SEARCHED], "language": language(),
        "windows": {name: {"from": str(w.start), "to": str(w.end)} for name, w in windows(as_of).items() if w.start},
        "labels": {name: _(dimension.label) for name, dimension in known.items()},
        "within": cascades(snapshot) if snapshot else {},
        "words": {
            "period": _("Period"), "compare": _("Against"), "none": _("(none)"), "remove": _("Take off: {name}"),
            "since": _("From {from}"), "until": _("Until {to}"),
        },
    }  # fmt: skip
