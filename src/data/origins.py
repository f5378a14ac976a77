"""Origins: the configured instances of sources whose data is published."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data.database import database, writing
from data.mapping import Mapping, load_mapping
from data.snapshot import current_row
from data.tables import Origin, RecordHead
from errors import BadInput, UnknownName
from i18n import _
from settings import settings

DEMO = "demo"
LONGEST = 64  # characters of a name


def seed_origins() -> None:
    """Add the origins that settings.toml names and the table lacks."""
    known = {origin.name for origin in all_origins()}
    for name, given in settings().origins.items():
        if name not in known:
            add_origin(name, given.mapping, given.source, given.currency, given.enabled, given.options)


def all_origins() -> list[Origin]:
    """All origins by name, disabled ones too."""
    with database().connect() as connection:
        rows = connection.execute(select(Origin.__table__).order_by(Origin.name)).mappings()
        return [Origin(**row) for row in rows]


def get_origin(name: str) -> Origin:
    """Raises UnknownName, listing the origins there are."""
    found = {origin.name: origin for origin in all_origins()}
    if name not in found:
        raise UnknownName(_("origin"), name, found)
    return found[name]


def add_origin(
    name: str,
    mapping: str,
    source: str = "files",
    currency: str | None = None,
    enabled: bool = True,
    options: dict[str, Any] | None = None,
) -> None:
    """Add an origin; one of that name that another process has added meanwhile is left as it is.

    Raises BadInput if the name cannot be part of an id, UnknownName if there is no such mapping.
    """
    check_name(name)
    load_mapping(mapping)
    row = {
        "name": name, "mapping": mapping, "source": source, "currency": currency, "enabled": enabled,
        "options": options or {}, "cursor": None, "created_at": datetime.now(UTC),
    }  # fmt: skip
    with writing() as connection:
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        connection.execute(insert(Origin).values(row).on_conflict_do_nothing())


def check_name(name: str) -> None:
    """Raise BadInput if the name cannot be part of an id."""
    if not name.replace("-", "").replace("_", "").isalnum() or len(name) > LONGEST:
        raise BadInput(
            _("'{name}' cannot name an origin.").format(name=name), _("Use letters, digits, - and _, at most 64.")
        )


def ensure_origin(name: str, mapping: str) -> Origin:
    """The origin for an import, made at its first. Raises BadInput if it has another mapping."""
    if name not in {origin.name for origin in all_origins()}:
        add_origin(name, mapping)
    origin = get_origin(name)
    if origin.mapping != mapping:
        raise BadInput(
            _("Origin '{name}' uses the mapping {known}, not {mapping}.").format(
                name=name, known=origin.mapping, mapping=mapping
            ),
            _("Import it as another origin: --origin NAME, or with --mapping {known}.").format(known=origin.mapping),
        )
    return origin


def enable(name: str, enabled: bool) -> None:
    """Show an origin's data from the next publish on, or show it no more. Raises UnknownName."""
    get_origin(name)
    with writing() as connection:
        connection.execute(update(Origin).where(Origin.name == name).values(enabled=enabled))


def retires_demo(imported: str) -> bool:
    """Whether data of this origin turn the demo off: the first real ones do, while it is on.

    Where it is shown beside real data, somebody has turned it on again: then it stays.
    """
    current = current_row()
    beside = current is not None and set(current.manifest["origins"]) - {DEMO}
    return imported != DEMO and not beside and any(o.name == DEMO and o.enabled for o in all_origins())


def retire_demo(imported: str) -> bool:
    """Disable the demo when the first real data has come in; True if it was on."""
    retired = retires_demo(imported)
    if retired:
        enable(DEMO, False)
    return retired


def mapping_of(origin: Origin) -> Mapping:
    """The mapping by which the origin's records are conformed."""
    return load_mapping(origin.mapping)


def is_empty() -> bool:
    """True before any record has been received."""
    with database().connect() as connection:
        return not connection.scalar(select(func.count()).select_from(select(RecordHead.seq).limit(1).subquery()))
