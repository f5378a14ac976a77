"""Publish: from the log of the enabled origins to a new snapshot, unless nothing has changed."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.assemble import OriginTables, assemble, warn_of_future
from data.conformed import conformed
from data.contents import Contents, contents
from data.database import database
from data.deal_history import deal_history
from data.deal_versions import changed_deals
from data.demo_years import shift_to_today
from data.history import stage_history
from data.locks import lock
from data.mapping import Mapping
from data.origins import all_origins, mapping_of
from data.record_log import kind_states
from data.sightings import with_sightings
from data.snapshot import current_row, folder_of, prune, restore_snapshot, write_snapshot
from data.tables import Origin, SnapshotRow
from errors import NoData, StorageError
from i18n import _
from settings import settings

Tell = Callable[[float, str], None]
States = dict[tuple[str, str], str]  # (origin, kind) -> what record_log.kind_states says of it
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
    origins, current = [o for o in all_origins() if o.enabled], current_row()
    return _is_current(current, _fingerprint(origins, kind_states(), today()))


def _is_current(current: SnapshotRow | None, fingerprint: str) -> bool:
    return bool(current and current.fingerprint == fingerprint and (folder_of(current.id) / "manifest.json").exists())


def publish_alone(tell: Tell = lambda share, message: None) -> str:
    """`publish`, for who holds its lock."""
    day, origins, states = today(), [o for o in all_origins() if o.enabled], kind_states()
    fingerprint, current = _fingerprint(origins, states, day), current_row()
    if current and _is_current(current, fingerprint):
        return current.id
    if not current and not any((o.name, kind) in states for o in origins for kind in mapping_of(o).kinds):
        raise NoData(_("There is nothing to publish: no enabled origin has any records."))
    try:
        made = _make(origins, states, day, tell)
        tell(0.9, _("Writing the snapshot"))
        if current and current.fingerprint == fingerprint:  # only its files are gone: a new or ephemeral disk
            restore_snapshot(current, made.tables)
            return current.id
        snapshot_id = write_snapshot(made.tables, made.manifest, fingerprint, made.checks)
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
    built = assemble(origin.name, mapping, origin.currency, kinds)
    if "opportunities" in built.tables:
        _add_history(built, mapping)
    if mapping.shift_years:
        built.tables = shift_to_today(built.tables, day)
    warn_of_future(built, day)
    return built


def _add_history(built: OriginTables, mapping: Mapping) -> None:
    """What the versions of the deals tell of their past, beside what the CRM reports of it."""
    changed, deals, tables = changed_deals(built.origin, mapping), built.tables["opportunities"], built.tables
    # no name is kept of what was reported: at a million deals it is large
    tables["stage_changes"] = stage_history(built.origin, mapping, deals, tables.pop("stage_changes", None), changed)
    tables["deal_changes"] = deal_history(deals, tables.pop("deal_changes", None), changed)
    tables["opportunities"] = with_sightings(deals, mapping, changed)


def _make(origins: list[Origin], states: States, day: date, tell: Tell) -> Contents:
    parts = []
    for number, origin in enumerate(origins):

        def tell_of(share: float, message: str, before: int = number) -> None:
            tell(0.6 * (before + share) / len(origins), message)

        parts.append((origin, build_origin(origin, states, day, tell_of)))
    tell(0.6, _("Building the tables"))
    return contents(parts, settings(), day)


def _fingerprint(origins: list[Origin], states: States, day: date) -> str:
    """Of all that a snapshot is made from: records, mappings, rules, the day, and this code."""
    code = b"".join(p.read_bytes() for p in sorted(Path(__file__).parent.glob("*.py")))
    parts: list[Any] = [day, settings().company, settings().rules, hashlib.sha256(code).hexdigest()]
    for origin in origins:
        parts += [origin.name, origin.currency, origin.mapping, mapping_of(origin).digest]
        parts += sorted((kind, state) for (name, kind), state in states.items() if name == origin.name)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
