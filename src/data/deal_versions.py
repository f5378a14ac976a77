"""What the versions of an origin's deals said, one by one, as its mapping reads them."""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from data.decode import ROW
from data.dimensions import OF_REPS
from data.mapping import Entry, Mapping
from data.said import said
from data.schema import TABLES
from data.value_spec import ValueSpec
from data.versions import changed_slices, versions_at
from settings import settings

DEALS, CHANGES, REPS = (TABLES[name] for name in ("opportunities", "stage_changes", "reps"))
SAID = (
    "opportunity_id", "stage", "status", "rep_id", "created_on", "created_at", "attributed_on", "amount", "quantity",
    "list_price", "expected_close_on", "forecast_category", "probability",
)  # fmt: skip
OWNER = ("opportunity_id", "stage", "rep_id")
LAST = ("opportunity_id", "opportunity", "account_id", "rep_id", "created_on", "created_at", "url")
VERSION: dict[str, "pl.DataType | type[pl.DataType]"] = {"_record": pl.String, "_seq": pl.Int64, "_kind": pl.String}
Changed = Sequence[tuple[Entry, pl.DataFrame]]


class DealVersions(NamedTuple):
    """The versions of the deals that have several, deleted deals too.

    `deals`: per way in which the mapping makes deals, what each version says, in their order. `entries`: the entries
    into stages that any of them reports, as rows of stage_changes; of those alike the first is there.
    """

    deals: Changed
    entries: pl.DataFrame


def versions_of_deals(origin: str, mapping: Mapping) -> DealVersions:
    """None for a mapping whose dates move (the demo): when its files came says nothing of its deals."""
    entries = () if mapping.shift_years else mapping.entries_of_table(DEALS.name)
    of_deals = [[_nothing()] for _entry in entries]
    shown = [pl.DataFrame(schema={**VERSION, **CHANGES.polars_schema})]
    for kind in dict.fromkeys(entry.kind for entry in entries):
        for versions in changed_slices(origin, kind):
            for place, entry in enumerate(entries):
                if entry.kind == kind:
                    of_deals[place].append(said_of_deals(origin, mapping, entry, versions))
            shown += [_entries_shown(origin, mapping, entry, versions) for entry in own_stage_entries(mapping, kind)]
    first = pl.concat(shown).unique(
        ["_kind", "_record", "stage", "changed_on", "changed_at"], keep="first", maintain_order=True
    )
    return DealVersions([(e, pl.concat(parts)) for e, parts in zip(entries, of_deals, strict=True)], first)


def lost_deals(origin: str, mapping: Mapping, deals: pl.DataFrame, versions: DealVersions) -> pl.DataFrame:
    """What was last known of the deals that are none of `deals` any more: deleted, or in quarantine since an edit.

    The columns LAST and those of the source row.
    """
    parts = [pl.DataFrame(schema={**VERSION, **{name: DEALS.polars_schema[name] for name in LAST}})]
    for entry, told in versions.deals:
        lost = told.join(deals, on="opportunity_id", how="anti")
        newest = lost.group_by(ROW).agg(pl.col("_seq").max())["_seq"].to_list()
        parts.append(said(origin, mapping, entry, versions_at(newest), LAST).select(parts[0].columns))
    return pl.concat(parts).unique("opportunity_id", keep="last")


def own_stage_entries(mapping: Mapping, kind: str | None = None) -> list[Entry]:
    """The entries into stages that the mapping reads off the deals' own records, each with the deal's owner."""
    of_deals = {entry.kind: entry for entry in mapping.entries_of_table(DEALS.name) if kind in (None, entry.kind)}
    own = [entry for entry in mapping.entries_of_table(CHANGES.name) if entry.kind in of_deals]
    owner = {kind: deals.columns.get("rep_id", ValueSpec()) for kind, deals in of_deals.items()}
    return [e.model_copy(update={"columns": {"rep_id": owner[e.kind], **e.columns}}) for e in own]


def said_of_deals(
    origin: str, mapping: Mapping, entry: Entry, versions: pl.DataFrame, columns: Sequence[str] = SAID
) -> pl.DataFrame:
    """What versions of deals say: these columns; `at` their instants, `on` the company's days; the owner's labels
    (rep, team ...) where the same record describes its rep."""
    of_reps = next((e for e in mapping.entries_of_table("reps") if e.kind == entry.kind), None)
    specs = {name: of_reps.columns.get(name, ValueSpec()) if of_reps else ValueSpec() for name in OF_REPS}
    labels = {REPS.column(name): ValueSpec() if spec.lookup else spec for name, spec in specs.items()}
    on = pl.col("at").dt.convert_time_zone(settings().company.timezone).dt.date().alias("on")
    return said(origin, mapping, entry, versions, columns, labels).select(*VERSION, "at", on, *columns, *OF_REPS)


def _entries_shown(origin: str, mapping: Mapping, entry: Entry, versions: pl.DataFrame) -> pl.DataFrame:
    found = said(origin, mapping, entry, versions, CHANGES.names).select(*VERSION, *CHANGES.names)
    return found.drop_nulls(["opportunity_id", "stage", "changed_on"])


def _nothing() -> pl.DataFrame:
    types = {name: DEALS.polars_schema[name] for name in SAID}
    days: dict[str, pl.DataType | type[pl.DataType]] = {"at": pl.Datetime("us", "UTC"), "on": pl.Date}
    return pl.DataFrame(schema={**VERSION, **days, **types, **dict.fromkeys(OF_REPS, pl.String)})
