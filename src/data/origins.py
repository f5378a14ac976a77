"""Origins: the configured instances of sources whose data is published."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data.credentials import PUBLIC, options_of, refuse_secrets, with_host, written
from data.database import database, writing
from data.mapping import Mapping, load_mapping, mapping_names
from data.snapshot import current_row
from data.sources import _base as sources
from data.sources._server import with_scheme
from data.tables import Origin, RecordHead
from errors import BadInput, UnknownName
from i18n import _
from settings import settings

DEMO = "demo"
FILES = "files"  # the source that an import reads
LONGEST = 64  # characters of a name


def seed_origins() -> None:
    """Add the origins that settings.toml or credentials name and the table lacks; options follow settings.toml.

    Raises SettingsError for a secret among them, or credentials that cannot be read.
    """
    for name, given in settings().origins.items():
        refuse_secrets(name, given.source, given.options)
    known = {origin.name: origin for origin in all_origins()}
    for name, given in settings().origins.items():
        if name not in known:
            add_origin(name, given.mapping, given.source, given.currency, given.enabled, given.options)
        elif known[name].options != given.options:
            load_mapping(known[name].mapping, given.options)  # raises what is wrong with them
            with writing() as connection:
                connection.execute(update(Origin).where(Origin.name == name).values(options=given.options))
    _add_credited({written(name) for name in (*known, *settings().origins)})


def _add_credited(known: set[str]) -> None:
    """Credentials with a host, of a live source's own name, are an origin where there is a mapping of that name too.

    `known` origins as the environment writes them: credentials of vtiger_oss may be those of vtiger-oss.
    """
    for name in sorted((with_host() - known) & {*sources.names()} & {*mapping_names()}):
        if sources.get(name).live:
            add_origin(name, name, name)


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
    source: str = FILES,
    currency: str | None = None,
    enabled: bool = True,
    options: dict[str, Any] | None = None,
) -> None:
    """Add an origin; one of that name that another process has added meanwhile is left as it is.

    Raises BadInput if the name cannot be part of an id, UnknownName if there is no such mapping or source,
    SettingsError if the options hold a secret.
    """
    check_name(name)
    refuse_secrets(name, source, options or {})
    load_mapping(mapping, options)
    row = {
        "name": name, "mapping": mapping, "source": source, "currency": currency, "enabled": enabled,
        "options": options or {}, "cursor": None, "synced_at": None, "created_at": datetime.now(UTC),
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
    """The origin for an import, made at its first. Raises BadInput if it has another mapping, or one not of files."""
    source = load_mapping(mapping).source
    if source != FILES:
        raise BadInput(
            _("The mapping {mapping} reads {source}, not files.", mapping=mapping, source=source),
            _("Sync an origin of it: manage.py origins add NAME --source {source} --mapping {mapping}, then"
              " manage.py sync NAME.", source=source, mapping=mapping),
        )  # fmt: skip
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


def is_live(origin: Origin) -> bool:
    """Whether its source is a system that is read again and again."""
    return origin.source in sources.names() and sources.get(origin.source).live


def mark_synced(name: str, at: datetime) -> None:
    """Note that a sync which began at that instant has read the origin to its end."""
    with writing() as connection:
        connection.execute(update(Origin).where(Origin.name == name).values(synced_at=at))


def last_synced() -> dict[str, datetime]:
    """When each live origin that is shown was last read to its end."""
    return {o.name: o.synced_at for o in all_origins() if o.enabled and o.synced_at and is_live(o)}


def synced_on(origin: Origin, today: date) -> date | None:
    """The company's day up to which a live origin is known, at most today; None for any other."""
    if origin.synced_at is None or not is_live(origin):
        return None
    return min(origin.synced_at.astimezone(settings().zone).date(), today)


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
    """The mapping by which the origin's records are conformed, with its zones and other options put in."""
    return load_mapping(origin.mapping, _public_options(origin))


def _public_options(origin: Origin) -> dict[str, Any]:
    """The origin's options and what of its credentials is no secret, such as the host."""
    if origin.source not in sources.names():
        return origin.options
    secrets, given = sources.get(origin.source).secrets, options_of(origin)
    told = {*PUBLIC, *origin.options} - set(secrets)
    public = {name: value for name, value in given.items() if name in told}
    return public | ({"host": with_scheme(str(public["host"]).strip())} if public.get("host") else {})


def is_empty() -> bool:
    """True before any record has been received."""
    with database().connect() as connection:
        return not connection.scalar(select(func.count()).select_from(select(RecordHead.seq).limit(1).subquery()))
