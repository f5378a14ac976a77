"""What stays on screen from page to page: navigation, header, filter bar, and the stores behind them."""

from importlib import import_module
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, hooks, html
from dash.dependencies import ALL
from plotly.offline import get_plotlyjs_version

from i18n import _, language
from pages.components import aria
from pages.failures import no_connection
from pages.filter_bar import filter_bar
from pages.header import current_snapshot, header, reading
from settings import ROOT, settings

MINUTE = 60_000
TOOLS = 50  # pages of this ORDER and beyond stand apart in the navigation
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
<link rel="preload" href="{_PLOTLY}" as="script" id="plotly">
{{%css%}}
</head>
<body>
{{%app_entry%}}
<footer>{{%config%}}{{%scripts%}}{{%renderer%}}</footer>
</body>
</html>"""


@hooks.index()
def for_this_reader(index: str) -> str:
    """Says the language that the page is written in; fetches Plotly early only where a chart waits for it."""
    index = index.replace('<html lang="en">', f'<html lang="{language()}">', 1)
    charts = _has_charts(dash.get_app().backend.request_adapter().path)
    return index if charts else index.replace(f'rel="preload" href="{_PLOTLY}"', f'rel="prefetch" href="{_PLOTLY}"', 1)


def _has_charts(path: str) -> bool:
    pages = [page for page in dash.page_registry.values() if page.get("path") == path and page.get("order") is not None]
    modules = [_module(page) for page in pages]
    return current_snapshot() is not None and any(
        getattr(module, "NEEDS_DATA", True) and getattr(module, "CHARTS_FIRST", True) for module in modules
    )


def _module(page: dict[str, Any]) -> Any:
    """The module of a page in Dash's registry, which knows it by module and address."""
    return import_module(page["module"].partition("/")[0])


def shell() -> html.Div:
    """The layout around every page, in the reader's language and with the current snapshot's filter values."""
    pages, snapshot = _pages(), current_snapshot()
    return html.Div(
        id="shell",
        lang=language(),
        children=[
            html.A(_("Skip to the figures"), href="#main", className="skip"),
            _navigation(pages),
            html.Div(
                className="stage",
                children=[
                    header(snapshot),
                    filter_bar(snapshot),
                    html.P(id="filters-said", className="print-only"),
                    html.Main(dash.page_container, id="main", tabIndex="-1"),
                ],
            ),
            *(dcc.Store(id=name) for name in ("filters", "popped", "xf")),
            dcc.Store(id="snapshot", data=snapshot.id if snapshot else None),
            dcc.Store(id="pages", data={"pages": pages, "elsewhere": _("Page not found")}),
            dcc.Interval(id="minute", interval=MINUTE),
            *no_connection(),
        ],
    )


def _pages() -> list[dict[str, Any]]:
    """Each page in the navigation's order: title, paths (its own before the bare `/`), look, where its export is."""
    found: dict[str, dict[str, Any]] = {}
    for page in dash.page_registry.values():
        if page.get("path") and page.get("order") is not None:
            entry = found.setdefault(page["name"], _page(page["module"].partition("/")[0], page["order"], page["name"]))
            entry["paths"].append(page["path"])
    tools = [page for page in found.values() if page["order"] >= TOOLS]
    for first in tools[:1]:
        first["className"] += " apart"
    return [{**page, "paths": sorted(page["paths"], key=len, reverse=True)} for page in found.values()]


def _page(module: str, order: int, title: str) -> dict[str, Any]:
    name = module.rpartition(".")[2]
    export = f"/export/{name}.xlsx" if hasattr(import_module(module), "exhibits") else ""
    return {"title": _(title), "order": order, "paths": [], "export": export, "className": f"nav-link nav-{name}"}


def _navigation(pages: list[dict[str, Any]]) -> html.Nav:
    links = [
        dcc.Link(
            page["title"],
            href=page["paths"][0],
            id={"type": "nav", "path": page["paths"][0]},
            className=page["className"],
        )
        for page in pages
    ]
    mark = html.Span(className="brand-mark", **aria(hidden="true"))
    brand = html.Div([mark, settings().company.name], className="brand")
    return html.Nav([brand, *links, reading()], id="nav", className="nav", **aria(label=_("Pages")))


CONTROL, PILL = {"type": "filter", "name": ALL}, {"type": "pill", "name": ALL}
GRAPH, GRID, VIEW = ({"type": of, "name": ALL} for of in ("graph", "grid", "view"))
LINK = {"type": "nav", "path": ALL}

clientside_callback(
    ClientsideFunction("filters", "reduce"),
    Output("filters", "data"),
    Output(CONTROL, "value"),
    Output(CONTROL, "options"),
    Output(PILL, "className"),
    Output("filter-from", "value"),
    Output("filter-to", "value"),
    Output("dates-said", "children"),
    Output("filter-others", "children"),
    Output("filters-reset", "className"),
    Output("filter-count", "children"),
    Output("filters-said", "children"),
    Output(LINK, "href"),
    Output(LINK, "className"),
    Output("page-title", "children"),
    Output("export-xlsx", "href"),
    Input("popped", "data"),
    Input("_pages_location", "pathname"),
    Input(CONTROL, "value"),
    Input("xf", "data"),
    State(CONTROL, "options"),
    State(PILL, "className"),
    State("filter-defaults", "data"),
    State("pages", "data"),
)

# Without outputs: they send messages to `xf` (assets/crossfilter.js).
clientside_callback(
    ClientsideFunction("filters", "typed"),
    Input("filter-from", "value"), Input("filter-to", "value"), State("filter-defaults", "data"),
    prevent_initial_call=True,
)  # fmt: skip
clientside_callback(ClientsideFunction("clicks", "chartClicked"), Input(GRAPH, "clickData"))
clientside_callback(ClientsideFunction("clicks", "chartHovered"), Input(GRAPH, "hoverData"))
clientside_callback(ClientsideFunction("clicks", "rowClicked"), Input(GRID, "cellClicked"))
clientside_callback(ClientsideFunction("clicks", "viewChosen"), Input(VIEW, "value"))
clientside_callback(ClientsideFunction("clicks", "showView"), Input("filters", "data"), State(VIEW, "value"))
