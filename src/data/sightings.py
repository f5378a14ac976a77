"""When the log first saw a deal undecided, and when it first saw it decided."""

import polars as pl

from data.deal_history import UNDECIDED, open_versions
from data.deal_versions import Changed
from data.decode import ROW
from data.dimensions import look_up
from data.mapping import Mapping
from data.versions import came_at
from settings import settings

RECORD = [ROW, "_kind"]
NUMBER = "_nth"  # of a deal, which is quicker to look up than its record
SEEN = {"seen_on": pl.Date, "came_undated": pl.Boolean, "settled_on": pl.Date}
UNDATED = pl.all_horizontal(pl.col("created_on", "created_at", "attributed_on").is_null())


def with_sightings(deals: pl.DataFrame, mapping: Mapping, changed: Changed) -> pl.DataFrame:
    """The deals with `seen_on`, the day from which a version tells of them undecided, null if none does;
    `came_undated`, whether nobody knew then when the deal had been opened; and `settled_on`, the day of the first
    version after those that calls it decided. `changed`: their versions.
    """
    numbered = deals.select(*RECORD).with_row_index(NUMBER)
    if mapping.shift_years:
        seen = numbered.clear().select(NUMBER, *_columns())
    else:
        several = [_of_several(deals, entry.kind, versions) for entry, versions in changed if versions.height]
        known = pl.concat([deals.clear().select(*RECORD, *_columns()), *several])
        known = known.join(numbered, on=RECORD).select(NUMBER, *SEEN)
        seen = pl.concat([known, _of_single(deals, known)])
    found = deals.hstack(look_up(numbered, seen, NUMBER))
    return found.with_columns(pl.col("came_undated").fill_null(False))


def _columns() -> list[pl.Expr]:
    return [pl.lit(None, type_).alias(name) for name, type_ in SEEN.items()]


def _of_several(deals: pl.DataFrame, kind: str, versions: pl.DataFrame) -> pl.DataFrame:
    """What the versions of the deals that have several say."""
    undecided = open_versions(deals, kind, versions)
    firsts = undecided.unique(RECORD, keep="first", maintain_order=True)
    last = undecided.group_by(ROW).agg(pl.col("_seq").max().alias("_last"))
    after = versions.filter(~UNDECIDED).join(last, on=ROW).filter(pl.col("_seq") > pl.col("_last")).sort("_seq")
    settled = after.unique(ROW, keep="first", maintain_order=True).select(ROW, pl.col("on").alias("settled_on"))
    seen = firsts.select(*RECORD, pl.col("on").alias("seen_on"), UNDATED.alias("came_undated"))
    return seen.hstack(look_up(seen, settled, ROW))


def _of_single(deals: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """When the undecided deals came that have one version only."""
    rest = deals.lazy().with_row_index(NUMBER).filter(UNDECIDED).select(NUMBER, pl.col("_seq").alias("seq")).collect()
    rest = rest.join(known, on=NUMBER, how="anti")
    on = pl.col("at").dt.convert_time_zone(settings().company.timezone).dt.date().alias("seen_on")
    came = rest.join(came_at(rest["seq"].to_list()), on="seq")
    return came.select(NUMBER, on, pl.lit(False).alias("came_undated"), pl.lit(None, pl.Date).alias("settled_on"))
