"""Publish: from the log of the enabled origins to a new snapshot, unless nothing has changed."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from data.assemble import OriginTables, assemble, warn_of_future
from data.closing import still_undated, with_close_days
from data.conformed import conformed
from data.contents import Contents, contents
from data.database import database
from data.deal_history import deal_history
from data.deal_versions import lost_deals, versions_of_deals
from data.demo_years import shift_to_today
from data.former_reps import with_former_reps
from data.history import stage_history
from data.locks import lock
from data.mapping import Mapping
from data.origins import all_origins, is_live, mapping_of, synced_on
from data.point_rules import all_rules, seed_rules
from data.record_log import kind_states
from data.rep_events import rep_events
from data.sightings import with_sightings
from data.snapshot import current_row, folder_of, prune, restore_snapshot, write_snapshot
from data.tables import Origin, SnapshotRow
from errors import NoData, StorageError
from i18n import _
from settings import settings

Tell = Callable[[float, str], None]
States = dict[tuple[str, str], str]  # (origin, kind) -> what record_log.kind_states says of it
PER_TABLE = 0.01  # of the work
LOCK = "publish"  # held by whoever writes or deletes snapshots


def today() -> date:
    """The current day in the company's zone."""
    return datetime.now(settings().zone).date()


def publish(tell: Tell = lambda share, message: None) -> str:
    """Bring the snapshot in force up to the log; gives its id.

    Raises StorageError, and what was in force stays so; NoData when there is nothing and never was.
    """
    with lock(LOCK, database()):
        return publish_alone(tell)


def is_current() -> bool:
    """Whether the snapshot in force, and its files, are what a publish would give."""
    seed_rules()
    origins, current = [o for o in all_origins() if o.enabled], current_row()
    return _is_current(current, _fingerprint(origins, kind_states(), today()))


def _is_current(current: SnapshotRow | None, fingerprint: str) -> bool:
    return bool(current and current.fingerprint == fingerprint and (folder_of(current.id) / "manifest.json").exists())


def publish_alone(tell: Tell = lambda share, message: None) -> str:
    """`publish`, for who holds its lock."""
    seed_rules()
    day, origins, states = today(), [o for o in all_origins() if o.enabled], kind_states()
    fingerprint, current = _fingerprint(origins, states, day), current_row()
    if current and _is_current(current, fingerprint):
        return current.id
    if not current and not any((o.name, kind) in states for o in origins for kind in mapping_of(o).kinds):
        raise NoData(_("There is nothing to publish: no enabled origin has any records."))
    try:
        made = _make(origins, states, day, tell)
        tables = _telling(made.tables, tell)
        if current and current.fingerprint == fingerprint:  # only its files are gone: a new or ephemeral disk
            restore_snapshot(current, tables)
            return current.id
        snapshot_id = write_snapshot(tables, made.manifest, fingerprint, made.checks)
        prune(settings().keep_snapshots)
    except OSError as error:
        raise StorageError(_("Publishing failed: {reason}.").format(reason=error.strerror or error)) from error
    return snapshot_id


def build_origin(
    origin: Origin, states: States, day: date | None = None, tell: Tell = lambda share, message: None
) -> OriginTables:
    """The canonical tables of one origin as of a day, default today, its stage history completed."""
    mapping, day = mapping_of(origin), day or today()
    present = [kind for kind in mapping.kinds if (origin.name, kind) in states]
    kinds = {}
    for number, kind in enumerate(present):

        def tell_of(share: float, message: str, before: int = number) -> None:
            tell((before + share) / len(present), message)

        kinds[kind] = conformed(origin.name, kind, mapping, states[origin.name, kind], tell_of)
    if is_live(origin):
        kinds = with_former_reps(origin.name, mapping, kinds)
    built = assemble(origin.name, mapping, origin.currency, kinds)
    del kinds  # tables of a million deals are large
    if "opportunities" in built.tables:
        _add_history(built, mapping)
    if mapping.shift_years:
        built.tables = shift_to_today(built.tables, day)
    warn_of_future(built, day)
    return built


def _add_history(built: OriginTables, mapping: Mapping) -> None:
    """What the versions of the deals tell of their past, beside what the CRM reports of it; of lost ones too."""
    versions, tables = versions_of_deals(built.origin, mapping), built.tables
    deals = tables.pop("opportunities")
    # no name is kept of what was reported: at a million deals it is large
    tables["stage_changes"] = stage_history(built.origin, mapping, deals, tables.pop("stage_changes", None), versions)
    if mapping.date_basis == "closed_on" or mapping.closes_on_entry:
        deals = with_close_days(deals, tables["stage_changes"])
        built.findings = still_undated(built.findings, deals)
    tables["deal_changes"] = deal_history(deals, tables.pop("deal_changes", None), versions.deals)
    tables["opportunities"] = with_sightings(deals, mapping, versions.deals)
    lost = lost_deals(built.origin, mapping, deals, versions)
    if lost.height:
        built.lost_deals = lost
        built.lost_entries = stage_history(built.origin, mapping, lost, None, versions)


def _make(origins: list[Origin], states: States, day: date, tell: Tell) -> Contents:
    parts = []
    for number, origin in enumerate(origins):

        def tell_of(share: float, message: str, before: int = number) -> None:
            tell(0.6 * (before + share) / len(origins), message)

        built = build_origin(origin, states, day, tell_of)
        built.rep_events = rep_events(built, mapping_of(origin))
        parts.append((origin, built))
    tell(0.6, _("Building the tables"))
    return contents(parts, settings(), day, all_rules())


def _telling(tables: Iterator[tuple[str, pl.DataFrame]], tell: Tell) -> Iterator[tuple[str, pl.DataFrame]]:
    """The tables, each made as it is asked for, with how far they are."""
    for number, table in enumerate(tables):
        tell(min(0.6 + number * PER_TABLE, 0.95), _("Writing the snapshot"))
        yield table
        del table  # else it is held while the next is made


def _fingerprint(origins: list[Origin], states: States, day: date) -> str:
    """Of all that a snapshot is made from: records, mappings, rules, the day, and this code."""
    code = b"".join(p.read_bytes() for p in sorted(Path(__file__).parent.glob("*.py")))
    parts: list[Any] = [day, settings().company, settings().rules, all_rules(), hashlib.sha256(code).hexdigest()]
    for origin in origins:
        parts += [origin.name, origin.currency, origin.mapping, mapping_of(origin).digest, synced_on(origin, day)]
        parts += sorted((kind, state) for (name, kind), state in states.items() if name == origin.name)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
