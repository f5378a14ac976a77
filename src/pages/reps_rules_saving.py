"""Saving point rules, and how far the scoring by them is, which follows as a job."""

from datetime import date
from typing import Any

from dash import html

from data.ledger import DONE, UNDER_WAY, get_job
from data.point_rules import DatedRules, all_rules, in_force, save_rules
from errors import FairleadError, JobRunning
from i18n import _, day
from pages.components import state
from pages.data_page_jobs import failed, progress
from pages.reps_rules_typed import Typed, Wrong, read_rules, read_when
from uploads.starting import start_publish

POLL_MS = 700


def saved(typed: Typed, today: date) -> tuple[DatedRules | None, Wrong]:
    """The version kept, None if that day has these rules already or a field is wrong; what is wrong, by field."""
    versions = all_rules()
    rules, wrong = read_rules(typed, versions[-1].rules)
    first, author, amiss = read_when(typed, today)
    wrong = {**wrong, **amiss}
    if rules is None or first is None or wrong:
        return None, wrong
    if in_force(versions, first).rules == rules:
        return None, {}
    try:
        return save_rules(rules, first, author), {}
    except FairleadError as error:
        return None, {"from": f"{error.message} {error.hint}"}


def stand_of(version: int, job_id: int | None) -> tuple[Any, int | None, bool]:
    """What to show, the job that scores by that version (None: none can start yet), and whether it has ended."""
    if job_id is None:
        try:
            job_id = start_publish(version)
        except JobRunning:
            return (
                html.P(_("Saved. Something else is being published; the points follow as soon as it is through.")),
                None,
                False,
            )
        except FairleadError as error:
            return state(error.message, error.hint, kind="failed"), None, True
    job = get_job(job_id)
    if job is None or job.status in UNDER_WAY:
        return (progress(job) if job else ""), job_id, job is None
    if job.status == DONE:
        return html.P(_thanks(version), className="judge-said"), job_id, True
    if (job.result or {}).get("error", {}).get("code") == JobRunning.code:  # another took the lock first: once more
        return html.P(_("Saved. Waiting for another publish to end.")), None, False
    return failed(job), job_id, True


def _thanks(version: int) -> str:
    """That rules are kept, from when, and until when where others follow."""
    versions = all_rules()
    mine = next((each for each in versions if each.id == version), None)
    if mine is None:
        return _("Saved.")
    later = [each.valid_from for each in versions if each.valid_from > mine.valid_from]
    if later:
        return _("Saved: these rules hold from {day} until {later}, when others take over.", day=day(mine.valid_from),
                 later=day(later[0]))  # fmt: skip
    return _("Saved: these rules hold from {day} on. Days before keep theirs.", day=day(mine.valid_from))
