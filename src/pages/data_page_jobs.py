"""The words for a job on the Data page: what it is about, how far it is, how it ended."""

from datetime import date, datetime
from pathlib import PurePath

from dash import html

from data.tables import Job
from i18n import N_, _, number, percent, span
from pages.components import aria, state
from settings import settings

TITLES = {"import": N_("Import"), "rehearsal": N_("Dry run"), "sync": N_("Sync"), "publish": N_("Publish")}
STATES = {"starting": N_("starting"), "running": N_("running"), "done": N_("done"), "failed": N_("failed")}
BRINGING = ("import", "sync", "publish")  # jobs after which the figures may be others


def local(instant: datetime | None) -> datetime | None:
    """An instant as spreadsheets take it: by the company's clock, without its zone."""
    return instant and instant.astimezone(settings().zone).replace(tzinfo=None)


def progress(job: Job) -> html.Div:
    """How far a job is, as a bar with what is going on."""
    said = _(job.message) if job.message else _("Starting …")
    what = _("{job}: {said}", job=_(TITLES[job.type]), said=said)
    bar = html.Progress(value=str(round(job.progress, 3)), max="1", **aria(label=_(TITLES[job.type])))
    words = html.P([html.Span(what), html.Span(percent(job.progress, 0), className="n")], className="progress-said")
    return html.Div([bar, words], className="progress")


def failed(job: Job) -> html.Div:
    """Why a job has failed."""
    return state(_("{job} failed", job=_(TITLES[job.type])), _(job.message), kind="failed")


def what_of(job: Job) -> str:
    """What a job was about: the origin and the files it was given."""
    given = job.arguments
    files = given.get("files") or ([PurePath(given["path"]).name] if given.get("path") else [])
    if "enabled" in given:
        on = _("{origin} turned on") if given["enabled"] else _("{origin} turned off")
        return on.format(origin=given["origin"])
    if "rules" in given:
        return _("new point rules")
    origin = given.get("origin") or ""
    if "from" in given:
        return f"{origin}, {span(date.fromisoformat(given['from']), date.fromisoformat(given['to']))}"
    return _("{files} into {origin}", files=", ".join(files), origin=origin) if files else origin


def counts_of(job: Job) -> str:
    """How much an import received and kept back; nothing where it did not get so far."""
    result = job.result or {}
    if "received" not in result:
        return ""
    words = _("{received} received, {quarantined} in quarantine")
    return words.format(received=number(result["received"]), quarantined=number(result["quarantined"]))
