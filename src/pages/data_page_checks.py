"""The Data page's checks and snapshots: what was looked at when the figures were made, and which are in force."""

import asyncio
from datetime import UTC
from typing import Any

import pandas as pd
from dash import Input, Output, callback, html

from data import engine
from data.checks import CHECKS
from data.engine import Snapshot
from data.published import check_results, kept_snapshots
from errors import NoData
from i18n import _, moment, ngettext, number
from pages.components import aria
from pages.data_page_jobs import local
from pages.data_page_receipt import SEVERITIES, plain_table, table_label
from pages.exhibit import Exhibit
from pages.table import table, table_outputs, table_parts
from settings import settings


def checks_panel() -> html.Section:
    """What the checks of the current snapshot found."""
    return table("data-checks", _("Checks"), (), height=420)


def snapshots_panel() -> html.Section:
    """The snapshots that are kept."""
    head = html.Div(html.H2(_("Snapshots"), id="data-snapshots-title"), className="panel-head")
    kept = settings().keep_snapshots
    words = ngettext(
        "What the pages show is a snapshot of all origins that are on; the newest one is kept.",
        "What the pages show is a snapshot of all origins that are on; the newest {n} are kept.", kept,
    )  # fmt: skip
    return html.Section(
        [head, html.P(words, className="muted"), html.Div(id="data-snapshots")],
        className="panel normal", **aria(labelledby="data-snapshots-title"),
    )  # fmt: skip


def panels_class() -> str:
    """Before anything is published, panels that would be empty are left out."""
    return "panels data-page no-filters" + ("" if published() else " bare")


@callback(
    *table_outputs("data-checks"),
    Output("data-snapshots", "children"),
    Output("data-panels", "className"),
    Input("data-changed", "data"),
)
async def show_checks(_changed: Any) -> list[Any]:
    exhibit, *others = await asyncio.to_thread(lambda: (checks_exhibit(published()), _snapshots(), panels_class()))
    rows, columns, *words = table_parts(exhibit, "", by=())
    wider = [{**column, "flex": 5} if column["field"] == "check" else column for column in columns]
    return [rows, wider, *words, *others]


def checks_exhibit(snapshot: Snapshot | None) -> Exhibit:
    """What each check looked at and found when the snapshot in force was made."""
    labels = {
        "check": _("Check"), "origin": _("Origin"), "table": _("Table"), "severity": _("A failing row goes to"),
        "checked": _("Rows checked"), "failed": _("Failed"),
    }  # fmt: skip
    if snapshot is None:
        return Exhibit(
            "data-checks", _("Checks"), pd.DataFrame(columns=list(labels)), (), note=no_data(), labels=labels
        )
    frame = check_results(snapshot.id)
    failing = int((frame["failed"] > 0).sum())
    frame["check"] = [check_label(name) for name in frame["check"]]
    frame["table"] = [table_label(name) for name in frame["table"]]
    frame["severity"] = [_(SEVERITIES[name]) for name in frame["severity"]]
    words = ngettext("{n} check", "{n} checks", len(frame))
    found = ngettext("{n} found something", "{n} found something", failing) if failing else _("none found anything")
    said = _("{checks} on every row of the snapshot in force; {found}.", checks=words, found=found)
    return Exhibit("data-checks", _("Checks"), frame[list(labels)], (), subtitle=said, labels=labels)


def snapshots_exhibit() -> Exhibit:
    """The snapshots that are kept, for exports."""
    rows = [
        {**row, "published_at": local(row["published_at"]),
         "origins": ", ".join(row["origins"]), "in_force": place == 0}
        for place, row in enumerate(kept_snapshots())
    ]  # fmt: skip
    labels = {
        "id": _("Snapshot"), "published_at": _("Published"), "rows": _("Rows"), "origins": _("Origins"),
        "in_force": _("In force"),
    }  # fmt: skip
    return Exhibit("data-snapshots", _("Snapshots"), pd.DataFrame(rows, columns=list(labels)), (), labels=labels)


def published() -> Snapshot | None:
    """The snapshot in force, if there is one."""
    try:
        return engine.newest()
    except NoData:
        return None


def no_data() -> str:
    """Why a table of this page is empty before the first import."""
    return _("There is no data yet: upload some above.")


def check_label(name: str) -> str:
    """What a check makes sure of."""
    return _(CHECKS[name].label) if name in CHECKS else name


def _snapshots() -> Any:
    found = kept_snapshots()
    if not found:
        return html.P(_("None has been published yet."), className="muted")
    rows = [
        [
            [html.Span(moment(row["published_at"].astimezone(UTC), settings().zone)),
             *([html.Span(_("in force"), className="badge done")] if place == 0 else []),
             html.Div(row["id"], className="muted")],
            ", ".join(row["origins"]) or _("none"), number(row["rows"]),
        ]
        for place, row in enumerate(found)
    ]  # fmt: skip
    return plain_table([_("Published"), _("Origins"), _("Rows")], rows, _("Snapshots"), numbers=1)
