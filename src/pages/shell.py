"""What stays on screen from page to page: navigation, header, filter bar, and the stores behind them."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html
from dash.dependencies import ALL
from plotly.offline import get_plotlyjs_version

from data import engine
from errors import NoData
from i18n import _, ago, day
from pages.components import aria
from pages.filter_bar import filter_bar
from settings import ROOT, settings

MINUTE = 60_000
_PLOTLY = f"/_dash-component-suites/plotly/package_data/plotly.min.js?v={get_plotlyjs_version()}"
_THEME = f"/assets/theme.js?m={(ROOT / 'assets' / 'theme.js').stat().st_mtime_ns}"

INDEX = f"""<!DOCTYPE html>
<html lang="en">
<head>
{{%metas%}}
<title>{{%title%}}</title>
<meta name="color-scheme" content="light dark">
<script src="{_THEME}"></script>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="preload" href="/assets/fonts/inter-latin-wght-normal.woff2" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="{_PLOTLY}" as="script" id="plotly">
{{%css%}}
</head>
<body>
{{%app_entry%}}
<footer>{{%config%}}{{%scripts%}}{{%renderer%}}</footer>
</body>
</html>"""


def shell() -> html.Div:
    """The layout around every page, in the reader's language and with the current snapshot's filter values."""
    pages = _pages()
    return html.Div(
        id="shell",
        children=[
            html.A(_("Skip to the figures"), href="#main", className="skip"),
            _navigation(pages),
            html.Div(
                className="stage",
                children=[_header(), filter_bar(), html.Main(dash.page_container, id="main", tabIndex="-1")],
            ),
            dcc.Store(id="filters"),
            dcc.Store(id="popped"),
            dcc.Store(id="pages", data={"pages": pages, "elsewhere": _("Page not found")}),
            dcc.Interval(id="minute", interval=MINUTE),
        ],
    )


def _pages() -> list[dict[str, Any]]:
    """Title and paths of each page in the navigation's order; its own path before the bare `/`."""
    found: dict[str, dict[str, Any]] = {}
    for page in dash.page_registry.values():
        if page.get("path") and page.get("order") is not None:
            entry = found.setdefault(page["name"], {"title": _(page["name"]), "paths": []})
            entry["paths"].append(page["path"])
    return [{**page, "paths": sorted(page["paths"], key=len, reverse=True)} for page in found.values()]


def _navigation(pages: list[dict[str, Any]]) -> html.Nav:
    links = [
        dcc.Link(
            page["title"],
            href=page["paths"][0],
            id={"type": "nav", "path": page["paths"][0]},
            className="nav-link",
        )
        for page in pages
    ]
    mark = html.Span(className="brand-mark", **aria(hidden="true"))
    brand = html.Div([mark, settings().company.name], className="brand")
    return html.Nav([brand, *links], id="nav", className="nav", **aria(label=_("Pages")))


def _header() -> html.Header:
    return html.Header(
        className="top",
        children=[
            html.Button(
                html.Span(className="icon-menu", **aria(hidden="true")),
                id="nav-toggle", className="button icon phone-only", type="button",
                **aria(label=_("Pages"), expanded="false", controls="nav"),
            ),
            html.H1(id="page-title"),
            html.Div(freshness(), id="freshness", className="freshness"),
            html.Button(
                [html.Span(_("Filters")), html.Span(id="filter-count", className="count")],
                id="filters-toggle", className="button phone-only", type="button",
                **aria(expanded="false", controls="filter-bar"),
            ),
            html.Button(
                html.Span(className="icon-theme", **aria(hidden="true")),
                id="theme-toggle", className="button icon", type="button", title=_("Light or dark"),
                **aria(label=_("Switch between light and dark")),
            ),
        ],
    )  # fmt: skip


def freshness() -> html.Span:
    """Up to which day each origin has facts, and when they were published."""
    try:
        snapshot = engine.current()
    except NoData:
        return html.Span(_("No data yet"))
    last = {origin: max(tables.values()) for origin, tables in sorted(snapshot.as_of.items()) if tables}
    lines = [_("{origin}: data to {day}", origin=origin, day=day(on)) for origin, on in last.items()]
    if not lines:
        return html.Span(_("No data yet"))
    shown = lines[0] if len(lines) == 1 else _("{n} sources, data to {day}", n=len(lines), day=day(max(last.values())))
    since = ago(snapshot.published_at.astimezone(UTC), datetime.now(UTC))
    return html.Span([html.Span(shown), html.Span(f" · {since}", className="since")], title="\n".join(lines))


@callback(Output("freshness", "children"), Input("minute", "n_intervals"), prevent_initial_call=True)
async def refresh_freshness(_minutes: int) -> html.Span:
    return await asyncio.to_thread(freshness)


clientside_callback(
    ClientsideFunction("fairlead", "reduce"),
    Output("filters", "data"),
    Output({"type": "filter", "name": ALL}, "value"),
    Output("filter-dates", "start_date"),
    Output("filter-dates", "end_date"),
    Output("dates-pill", "className"),
    Output({"type": "pill", "name": ALL}, "className"),
    Output("filter-others", "children"),
    Output("filter-others", "className"),
    Output("filters-reset", "className"),
    Output("filter-count", "children"),
    Output({"type": "nav", "path": ALL}, "href"),
    Output({"type": "nav", "path": ALL}, "className"),
    Output("page-title", "children"),
    Input("popped", "data"),
    Input("_pages_location", "pathname"),
    Input({"type": "filter", "name": ALL}, "value"),
    Input("filter-dates", "start_date"),
    Input("filter-dates", "end_date"),
    Input("filters-reset", "n_clicks"),
    State({"type": "filter", "name": ALL}, "options"),
    State("filter-defaults", "data"),
    State("pages", "data"),
)
