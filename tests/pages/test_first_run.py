"""What stands in the place of every page while there are no data."""

from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest
from dash.development.base_component import Component

from data import engine
from data.snapshot import folder_of, write_snapshot
from data.sources import _base as sources
from pages.first_run import first_run, unless_empty

MANIFEST = {"as_of": {}, "dimensions": {}, "currency": "EUR", "date_notes": {}, "money": {}}


def published() -> str:
    """A snapshot of one deal, in force; gives its id."""
    return write_snapshot({"opportunities": pl.DataFrame({"amount": [10.0]})}, MANIFEST, "fingerprint", [])


def page(**attributes: Any) -> ModuleType:
    module = ModuleType("page")
    vars(module).update(layout=lambda **query: f"the page of {query['sector']}", **attributes)
    return module


def ids(component: Component) -> set[Any]:
    return {getattr(part, "id", None) for part in component._traverse()} - {None}


def texts(component: Component) -> str:
    return str(component)


def test_without_data_every_page_offers_the_first_steps(var: Path) -> None:
    assert {"load-demo", "load-demo-progress"} <= ids(unless_empty(page())(sector="retail"))


def test_a_page_that_needs_no_data_is_shown_without_any(var: Path) -> None:
    assert unless_empty(page(NEEDS_DATA=False))(sector="retail") == "the page of retail"


def test_with_data_the_page_is_shown(fairlead: Path) -> None:
    published()
    assert unless_empty(page())(sector="retail") == "the page of retail"


def test_while_the_snapshots_files_are_made_again_the_page_waits_for_them(fairlead: Path) -> None:
    (folder_of(published()) / "manifest.json").unlink()
    engine.close()
    waiting = unless_empty(page())(sector="retail")
    assert "not-ready" in ids(waiting)
    assert "being rebuilt" in texts(waiting)


def test_the_ways_lead_to_demo_upload_and_connectors() -> None:
    links = [part.href for part in first_run()._traverse() if hasattr(part, "href")]
    assert links == ["/data", "/data#connect"]


def test_it_says_honestly_which_connectors_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "names", lambda: ["files"])
    assert "No connector to a CRM is installed" in texts(first_run())
    monkeypatch.setattr(sources, "names", lambda: ["airtable", "files", "vtiger"])
    assert "Connectors here: airtable, vtiger." in texts(first_run())
