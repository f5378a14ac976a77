"""The Data page's uploads: choose files, let a mapping be proposed, rehearse, import.

assets/upload.js sends the files and puts what was sent into `data-uploaded`. The job that is watched is in
`data-watched`; while it is under way, `data-poll` asks for it.
"""

import json
from typing import Any

from dash import dcc, html

from data.ledger import jobs_under_way
from data.sources._table import FORMS
from i18n import _
from pages.components import aria, data
from settings import settings
from uploads.parts import MOST_FILES

POLL = 700  # ms between two looks at a job under way
WATCHED = ("rehearsal", "import", "sync", "publish")


def watching() -> list[Any]:
    """What follows a job: one that is under way is followed as soon as the page opens."""
    job = next((job for type_ in WATCHED for job in jobs_under_way(type_)), None)
    return [
        dcc.Store(id="data-uploaded"),
        dcc.Store(id="data-watched", data=job.id if job else None),
        dcc.Store(id="data-changed", data=0),
        dcc.Interval(id="data-poll", interval=POLL, disabled=job is None),
    ]


def upload_panel() -> html.Section:
    """From files to figures, step by step."""
    said = _(
        "CSV, Excel or Parquet, also .gz; files that belong together in one go, {mb} MB at most. Nothing is stored "
        "before you have seen what would be.", mb=settings().upload_mb,
    )  # fmt: skip
    return html.Section(
        [
            html.Div(html.H2(_("Bring data in"), id="data-upload-title"), className="panel-head"),
            html.P(said, className="muted"),
            _zone(),
            html.Div(id="upload-message", className="upload-message", role="alert"),
            html.P(_("Looking at the columns …"), id="data-looking", className="hidden", role="status"),
            html.Div(id="data-files"),
            _choice(),
            html.Div(id="data-run"),
            html.Div(
                html.Button(_("Import"), id="data-import", type="button", className="button primary hidden"),
                className="import-bar",
            ),
        ],
        id="data-upload", className="panel wide", **aria(labelledby="data-upload-title"),
    )  # fmt: skip


def _zone() -> html.Div:
    """Where files are dropped; assets/upload.js does the rest."""
    words = {
        "none": _("No file in it."),
        "many": _("These are {n} files; an upload may have {most}.").replace("{most}", str(MOST_FILES)),
        "large": _(
            "These files have {mb} MB; an upload may have {limit} MB. Compress them (.gz), split them, or import them "
            "on the server: manage.py import PATH --mapping NAME."
        ),
        "other": _("{files} cannot be read: save it as CSV, XLSX or Parquet."),
        "left": _("Left out, since they cannot be read: {files}."),
        "sending": _("Sending {files}: {sent} of {mb} MB"),
        "storing": _("Storing {files} …"),
        "broken": _("The connection broke off, and nothing was stored. Try again."),
        "cancelled": _("Cancelled; nothing was stored."),
    }
    bar = html.Progress(id="upload-bar", value="0", max="1", **aria(label=_("Upload")))
    cancel = html.Button(_("Cancel"), id="upload-cancel", type="button", className="button")
    sending = html.Div([bar, html.P([html.Span(id="upload-said"), cancel], className="progress-said")],
                       id="upload-sending", className="progress", hidden=True)  # fmt: skip
    choose = html.Button(_("Choose files"), id="upload-choose", type="button", className="button primary")
    drop = html.Div(
        [choose, html.Span(_("or drop files or a folder here"), className="muted")], className="upload-words"
    )
    return html.Div(
        [drop, sending], id="upload-zone", className="upload-zone",
        **data(words=json.dumps(words), limit=str(settings().upload_mb << 20)),
        **data(most=str(MOST_FILES), forms=" ".join(FORMS)),
    )  # fmt: skip


def _choice() -> html.Div:
    """Mapping and origin, shown when there are proposals."""
    others = html.Button(_("All mappings"), id="data-all-mappings", type="button", className="button")
    mapping = html.Div(
        [
            html.Div([html.H3(_("Mapping"), id="data-mapping-title"), others], className="mapping-head"),
            dcc.RadioItems(id="data-mapping", options=[], className="proposals few", labelClassName="proposal"),
        ],
        role="group", **aria(labelledby="data-mapping-title"),
    )  # fmt: skip
    origin = html.Label(
        [
            html.H3(_("Origin")),
            dcc.Input(id="data-origin", type="text", list="data-origins", maxLength=64, className="text-input",
                      autoComplete="off", spellCheck=False),
            html.Span(
                _("A name for where these records come from. The same name again updates them; another adds to them."),
                className="muted",
            ),
        ],
        className="origin-choice",
    )  # fmt: skip
    check = html.Button(_("Dry run"), id="data-check", type="button", className="button primary")
    return html.Div(
        [mapping, html.Div([origin, html.Datalist(id="data-origins"), check], className="origin-row")],
        id="data-choice", className="choice-step hidden",
    )  # fmt: skip
