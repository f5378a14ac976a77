"""Data: what came in, from where, what was refused, what is published; and the way to bring in more.  /data"""

import asyncio
from typing import Any

from dash import html

from data.quarantine import QUARANTINE, WARNINGS
from i18n import N_
from pages import data_page_demo, data_page_steps
from pages.asked import Asked
from pages.components import page
from pages.data_page_checks import checks_exhibit, checks_panel, panels_class, snapshots_exhibit, snapshots_panel
from pages.data_page_connect import connect_panel
from pages.data_page_imports import imports_exhibit, imports_panel, receipt_panel
from pages.data_page_origins import origins_exhibit, origins_panel
from pages.data_page_quarantine import Wanted, found_exhibit, quarantine_panel
from pages.data_page_upload import upload_panel, watching
from pages.exhibit import Exhibit

PATH = "/data"
TITLE = N_("Data")
ORDER = 90
NEEDS_DATA = False  # it is where data come from
CALLBACKS = (data_page_demo, data_page_steps)  # are registered by being imported


def layout(**query: Any) -> html.Div:
    panels = [
        upload_panel(), origins_panel(), imports_panel(), receipt_panel(), quarantine_panel(query), checks_panel(),
        connect_panel(), snapshots_panel(),
    ]  # fmt: skip
    return page(html.Div(panels, id="data-panels", className=panels_class()), *watching())


async def exhibits(found: Asked) -> list[Exhibit]:
    """Every list of the page in full, for exports."""
    origin, check = Wanted.of(found.view).origin, Wanted.of(found.view).check
    return await asyncio.to_thread(
        lambda: [
            found_exhibit(found.snapshot, "data-quarantine", Wanted(QUARANTINE, origin, check)),
            found_exhibit(found.snapshot, "data-warnings", Wanted(WARNINGS, origin, check)),
            checks_exhibit(found.snapshot),
            snapshots_exhibit(),
            origins_exhibit(),
            imports_exhibit(),
        ]
    )
