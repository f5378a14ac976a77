"""Tables: a panel with a grid (AG Grid) that sorts, filters and resizes.

A click on a row, or Enter or Space on one of its cells, filters by it as a click on a chart's mark does. Grids have
the id {"type": "grid", "name": name}. The id of each row, which `cellClicked` brings as `rowId`, is JSON:
{"i": its place, "filter": {"dims": ..., "from": ..., "to": ...} or null}.

Numbers travel as they are, so that they sort and filter; assets/dashAgGridFunctions.js writes them as the reader
does. assets/grid.js loads AG Grid when a page with a table is opened, and not before.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from dash import Output, html
from dash_ag_grid import AgGrid, grid_version

from metrics.definition import Metric
from pages.components import data
from pages.exhibit import Exhibit
from pages.panel import Definition, frame
from pages.table_columns import Column, columns
from pages.table_rows import rows
from pages.table_words import words

HEIGHT = 420  # pixels at most; a table with few rows is as tall as these
SCRIPT, REST = "dash_ag_grid.min.js", "async-community.js"
NONE: Mapping[str, Any] = MappingProxyType({})

for _resource in AgGrid._js_dist:
    if _resource["relative_package_path"] == SCRIPT:
        _resource["dynamic"] = True  # not a script of every page: assets/grid.js asks for it


def grid_id(name: str) -> dict[str, str]:
    """The id of a table's grid, by which clicks on it are heard wherever it stands."""
    return {"type": "grid", "name": name}


def table(
    name: str,
    title: str,
    metrics: Sequence[Metric | Definition],
    *,
    subtitle: str = "",
    width: str = "full",
    controls: Sequence[Any] = (),
    height: int = HEIGHT,
) -> html.Section:
    """A table's panel, empty until `table_parts` fills it; `height` in pixels is the most that it takes."""
    grid = AgGrid(
        id=grid_id(name),
        columnDefs=[],
        defaultColDef={
            "sortable": True, "resizable": True, "filter": True, "cellDataType": False, "wrapHeaderText": True,
            "autoHeaderHeight": True, "suppressHeaderMenuButton": True, "filterParams": {"maxNumConditions": 2},
        },
        getRowId="params.data._key",
        rowClassRules={"clickable": "filters(params)"},
        dashGridOptions={
            "theme": {"function": "houseTheme(themeQuartz)"}, "popupParent": {"function": "wholePage()"},
            "tabToNextCell": {"function": "leaveRows()"},
            "localeText": words(), "animateRows": False, "ensureDomOrder": True, "enableCellTextSelection": True,
            "suppressDragLeaveHidesColumns": True, "tooltipShowDelay": 300,
        },
        style={"height": None},
    )  # fmt: skip
    body = html.Div(grid, className="grid", **data(scripts=_versioned(SCRIPT, REST), height=str(height)))
    return frame(name, title, metrics, body, subtitle=subtitle, width=width, controls=controls)


def _versioned(*scripts: str) -> str:
    """With a version in their addresses, so that the browser keeps them."""
    return " ".join(f"{script}?v={grid_version}" for script in scripts)


def table_outputs(*names: str) -> list[Output]:
    """Rows, columns, title, subtitle and note of these tables, in the order of `table_parts`."""
    return [
        output
        for name in names
        for output in (
            Output(grid_id(name), "rowData"),
            Output(grid_id(name), "columnDefs"),
            Output(f"{name}-title", "children"),
            Output(f"{name}-subtitle", "children"),
            Output(f"{name}-note", "children"),
        )
    ]


def table_parts(
    exhibit: Exhibit,
    currency: str,
    *,
    by: Collection[str] | None = None,
    extra: Mapping[str, str] = NONE,
) -> list[Any]:
    """What `table_outputs` of its name receive.

    Shown are the exhibit's columns that something names: dimensions (`extra`: those that mappings brought,
    `snapshot.dimensions`), periods, metrics, and what its `labels` name. A row filters by its columns in `by`: its
    dimensions and period unless said, () for none.
    """
    found = [rows(exhibit, by, extra), columns(exhibit, currency, extra) or [_only(exhibit.title)]]
    return [*found, exhibit.title, exhibit.subtitle, exhibit.note]


def _only(title: str) -> Column:
    """The column of a table without any: a grid that has none can neither be reached by Tab nor be read out."""
    return {"field": "_nothing", "headerName": title, "sortable": False, "filter": False}
