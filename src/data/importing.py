"""Import: read a source, append to the log, publish, and account for every row in a receipt."""

from datetime import UTC, datetime
from typing import Any

import polars as pl

from data.conformed import repairs
from data.credentials import complete_options, scrub
from data.delivery import Delivery, batches, until_a_fault
from data.engine import close, current
from data.origins import ensure_origin, get_origin, is_live, mapping_of, mark_synced, retire_demo
from data.publish import Tell, build_origin, publish
from data.receipt import Receipt, count_rows
from data.record_log import append, kind_states, live_ids, mark_deleted
from data.sources._base import SourceConfig, Window, get
from data.tables import Origin
from errors import BadInput, NoData, SourceError
from i18n import _, ngettext

READING = 0.55  # of the work is done when everything has been read and is in the log


def import_path(
    path: str, mapping: str, origin: str | None = None, *, job_id: int | None = None, tell: Tell
) -> Receipt:
    """Import a file or folder into an origin (default: the mapping's name) and publish.

    Raises BadInput when nothing could be read; a file among others that cannot be read is a problem of
    the receipt. `tell` hears what is done, from 0 to 1.
    """
    return _run(ensure_origin(origin or mapping, mapping), {"path": path}, None, job_id, tell)


def sync_origin(name: str, window: Window | None = None, *, job_id: int | None = None, tell: Tell) -> Receipt:
    """Read an origin again from where its own options say; a window, both days in it, is read again as a whole.

    Raises UnknownName, SettingsError where a secret is missing, and SourceError: what came before it is published.
    """
    origin = get_origin(name)
    if window and not is_live(origin):
        raise BadInput(_("{origin} has no days that can be read again: it is read whole each time.", origin=name))
    return _run(origin, {}, window, job_id, tell)


def _run(origin: Origin, options: dict[str, Any], window: Window | None, job_id: int | None, tell: Tell) -> Receipt:
    began = datetime.now(UTC)
    delivery = _receive(origin, options, window, job_id, tell)
    refuse_unread(delivery)
    if not delivery.fault and window is None:
        mark_synced(origin.name, began)
    receipt = _begun(origin, delivery)
    try:
        receipt.snapshot = publish(lambda share, message: tell(READING + (1 - READING) * share, message))
    except NoData as nothing:  # e.g. the only origin is disabled
        receipt.notes.append(nothing.message)
    close()
    if delivery.fault:
        raise _with_what_came(delivery.fault, delivery)
    _account(receipt, origin, delivery)
    return receipt


def _begun(origin: Origin, delivery: Delivery) -> Receipt:
    """The receipt with what the delivery itself tells, before its rows are counted."""
    notes = [*delivery.unused, *delivery.said]
    if delivery.retired_demo:
        notes.append(
            _("The demo company is off now; the Data page turns it on again, and manage.py origins enable demo.")
        )
    return Receipt(origin.name, origin.mapping, deleted=delivery.deleted, problems=delivery.problems, notes=notes)


def _receive(
    origin: Origin, options: dict[str, Any], window: Window | None, job_id: int | None, tell: Tell
) -> Delivery:
    """Append what the source gives to the log, page by page.

    Deletions are marked before the page's cursor moves: after a crash between the two they are marked again.
    """
    mapping, delivery = mapping_of(origin), Delivery()
    cursor = origin.cursor
    config = SourceConfig(
        origin.name,
        {**complete_options(origin), "zones": mapping.zones, **options},
        mapping.kinds,
        lambda share, message: tell(READING * share, scrub(message)),
        known=lambda kind: live_ids(origin.name, kind),
        say=lambda sentence: delivery.said.append(scrub(sentence)),
    )
    pages = until_a_fault(get(origin.source).pages(config, cursor, window), delivery)
    for batch in batches(pages, mapping, delivery):
        if gone := delivery.gone(origin.name, batch, mapping):
            delivery.deleted += mark_deleted(origin.name, batch.kind, sorted(gone), job_id=job_id)
        if origin.enabled and batch.versions and not delivery.rows:  # before the rows: a crash leaves no mixture
            delivery.retired_demo = retire_demo(origin.name)
        moved = None if batch.cursor is None or window else (cursor, batch.cursor)
        delivery.add(batch, append(origin.name, batch.kind, batch.versions, job_id=job_id, cursor=moved))
        cursor = moved[1] if moved else cursor
    return delivery


def _with_what_came(fault: SourceError, delivery: Delivery) -> SourceError:
    """The fault, saying too what was received before it."""
    if not delivery.changes:
        return fault
    came = ngettext(
        "{n} new or changed record came before that and is published.",
        "{n} new or changed records came before that and are published.", delivery.changes,
    )  # fmt: skip
    fault.message = f"{fault.message} {came}"
    return fault


def refuse_unread(delivery: Delivery) -> None:
    """Raise BadInput if files were there and none could be read."""
    if delivery.problems and not delivery.rows:
        raise BadInput(_("Nothing was imported.") + " " + " ".join(delivery.problems))


def _account(receipt: Receipt, origin: Origin, delivery: Delivery) -> None:
    """Count the rows by what is in force now: the snapshot's checks, or those of a disabled origin."""
    states, mapping = kind_states(), mapping_of(origin)
    snapshot = current() if receipt.snapshot else None
    if snapshot and origin.name in snapshot.manifest["tables"]:
        receipt.tables = snapshot.manifest["tables"][origin.name]
        frames = {"error": snapshot.frame("quarantine"), "warning": snapshot.frame("warnings")}
        found = pl.concat([f.with_columns(pl.lit(severity).alias("severity")) for severity, f in frames.items()])
        found = found.filter(pl.col("origin") == origin.name)
    else:
        built = build_origin(origin, states)
        receipt.tables, found = built.rows, built.findings.rename({"_record": "external_id", "_kind": "kind"})
        receipt.notes.append(_("The origin is disabled: its data is stored, not shown."))
    mended = {kind: repairs(origin.name, kind, mapping, states[origin.name, kind]) for kind in delivery.rows}
    count_rows(receipt, delivery.frame(), found, mended)
