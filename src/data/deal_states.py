"""Every deal as it stood while it was not decided: one row per stretch of days in which what was known did not change.

A deal stood so at the end of day D where `from_on` is null or <= D, and `to_on` is null or > D. Stage and status go by
the day of the event; amount, owner and expected close by the version in force on the day, else the earliest known, and
then the row is `reconstructed`. A deal decided since then, of which no version from before is known, is worth what was
expected of it (list price x quantity), never what it brought. Rows are in the order of deals and days.
"""

from collections.abc import Sequence

import polars as pl

from data.dimensions import DEAL_DIMENSIONS, OF_REPS, look_up, table_of
from data.sightings import SEEN
from data.stage_chances import PLACE, chances_then
from data.state_events import BEGIN, OWN, all_events, field_events, places, stage_events
from data.state_rows import filled, stretches, valued
from data.wide_deals import Context

COLUMNS: dict[str, "pl.DataType | type[pl.DataType]"] = {
    "opportunity_row": pl.Int32,  # the deal's row in `opportunities` and its detail
    "from_on": pl.Date,  # first day of the stretch; null: nobody knows since when
    "to_on": pl.Date,  # the day on which that was no longer so; null: it is so still
    "stage": pl.Categorical(),  # null: not known
    "position": pl.Int16,  # of the stage in its pipeline
    "status": pl.Categorical(),  # open, untouched
    "value": pl.Float64,  # the amount in force, else list price x quantity
    "expected_close_on": pl.Date,
    "forecast_category": pl.Categorical(),
    "probability": pl.Float64,  # what the CRM says of it
    "observed_probability": pl.Float64,  # share won of the deals that had been in the stage, as known on from_on
    "opened_on": pl.Date,
    "entered_on": pl.Date,  # the day it came into this stage
    "outcome": pl.Categorical(),  # won, lost: how the deal was decided later on; not known on the day
    "left_on": pl.Date,  # when it was; a deal taken up again has the days of each time
    "reconstructed": pl.Boolean,  # value, expected close or owner is the earliest known, of a later day
    **dict.fromkeys((*DEAL_DIMENSIONS, "pipeline", "lead_source"), pl.Categorical()),  # rep and team: of the owner then
}  # and the extra dimensions that mappings brought

OF_DETAIL = ("opportunity_id", "rep_id")  # what they are made from besides the wide deals and the canonical tables
OF_ENTRIES = ("origin", "pipeline", "stage", "previous_stage", "opportunity_row", "changed_on", "evidence")


def deal_states(tables: dict[str, pl.DataFrame], wide: dict[str, pl.DataFrame], context: Context) -> pl.DataFrame:
    """The states of all deals, from the canonical tables and the wide ones made of them: deals, of their detail
    OF_DETAIL, of stage changes OF_ENTRIES."""
    deals, entries = _deals(tables, wide), _entries(wide)
    known = places(table_of(tables, "stages"), deals, entries)
    nowhere = deals.select("origin", "pipeline", pl.lit(None, pl.Categorical).alias("stage"))
    number = known.select(*PLACE, "place")
    deals = deals.with_columns(
        look_up(deals, number, PLACE)["place"], look_up(nowhere, number, PLACE)["place"].alias("nowhere")
    )
    entered = stage_events(entries, deals, known)
    deals = _with_ends(deals, entered)
    changes = table_of(tables, "deal_changes")
    owners = _owners(table_of(tables, "reps"), changes)
    changed = field_events(changes, deals, owners)
    rows = filled(all_events(deals, entered, changed))
    rows = stretches(valued(rows, deals, known), deals)
    chances = chances_then(rows.select("from_on", "place"), known, deals, entered, context.rules.stage_prior_deals)
    rows = rows.with_columns(chances.alias("observed_probability"))
    return _dressed(rows, wide["opportunities"], known, owners, context.extra)


def _deals(tables: dict[str, pl.DataFrame], wide: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The deals, numbered by their row, with when they were opened, as far as anybody knew while they were open."""
    columns = (
        "origin", "pipeline", "stage", "status", "is_decided", "is_won", "opened_on", "decided_on", "amount",
        "list_amount", "expected_value", "expected_close_on", "forecast_category", "probability",
    )  # fmt: skip
    deals = wide["opportunities"].select(columns).with_row_index("deal").with_columns(pl.col("deal").cast(pl.Int32))
    canonical = table_of(tables, "opportunities")
    deals = deals.hstack(wide["opportunities_detail"].select(OF_DETAIL))
    seen = [pl.col(c) if c in canonical.columns else pl.lit(None, t).alias(c) for c, t in SEEN.items()]
    deals = deals.hstack(canonical.select("origin", *seen).drop("origin"))
    deals = deals.with_columns(pl.col("came_undated").fill_null(False))
    opened = pl.when(~pl.col("came_undated")).then("opened_on")
    return deals.with_columns(opened.alias("opened_on"), opened.fill_null(BEGIN).alias("start"))


def _entries(wide: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return wide["stage_changes"].select(OF_ENTRIES)


def _with_ends(deals: pl.DataFrame, entered: pl.DataFrame) -> pl.DataFrame:
    """The deals with the day they were decided: their own, else that of their last closing stage, else when it
    was seen; `is_held`: they ever stood in the pipeline at the end of a day."""
    undated = deals.filter("is_decided", pl.col("decided_on").is_null()).select("deal")
    closed = entered.filter("closes").join(undated, on="deal", how="semi").group_by("deal").agg(pl.col("on").last())
    told = look_up(deals, closed, "deal")["on"]
    left_on = pl.when("is_decided").then(pl.coalesce("decided_on", told, "settled_on"))
    outcome = pl.when("is_decided").then("status")
    held = ~pl.col("is_decided") | (pl.col("left_on") > pl.col("start")).fill_null(False)
    return deals.with_columns(left_on.alias("left_on"), outcome.alias("outcome")).with_columns(held.alias("is_held"))


def _owners(reps: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """Everybody who owns or owned a deal, numbered: the reps, and those that only older versions still name."""
    named = [label for label in OF_REPS if label in changes.columns]
    former = changes.filter(pl.col("rep_id").is_not_null()).select("rep_id", *named).unique("rep_id", keep="last")
    former = former.join(reps.select("rep_id"), on="rep_id", how="anti")
    everybody = pl.concat([reps.select("rep_id", pl.col(OF_REPS).cast(pl.String)), former], how="diagonal_relaxed")
    return everybody.unique("rep_id", keep="first", maintain_order=True).select(
        pl.int_range(pl.len(), dtype=pl.Int32).alias("owner"), pl.all()
    )


def _dressed(
    rows: pl.DataFrame, wide: pl.DataFrame, known: pl.DataFrame, owners: pl.DataFrame, extra: Sequence[str]
) -> pl.DataFrame:
    """The rows with their labels, those of the rep of the owner then."""
    labels = (*DEAL_DIMENSIONS, "pipeline", "lead_source", *extra)
    dressed = rows.with_columns(wide.select(labels)[rows["deal"]])
    other = rows["rep_id"] != OWN
    if other.any():
        of_owner = look_up(rows.select(pl.col("rep_id").alias("owner")), owners, "owner").select(pl.col(OF_REPS))
        shown = of_owner.with_columns(pl.all().cast(pl.Categorical))
        whose = [pl.when(pl.lit(other)).then(pl.lit(shown[c])).otherwise(pl.col(c)).alias(c) for c in OF_REPS]
        dressed = dressed.with_columns(whose)
    dressed = dressed.with_columns(
        pl.col("deal").alias("opportunity_row"),
        known["stage"].gather(rows["place"]).alias("stage"),
        known["position"].gather(rows["place"]).alias("position"),
    )
    return dressed.select(*(pl.col(c).cast(t) for c, t in COLUMNS.items()), *extra)
