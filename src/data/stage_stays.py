"""What each entry of a deal into a stage came to: how long it stayed, how far it had come before, how far it came.

Worked out at publish, because it takes a deal's whole history in order.
"""

import polars as pl

from data.dimensions import look_up
from data.stage_chances import PLACE

NOWHERE = -1  # the furthest position of a deal that had entered no stage in order yet
STEP = 100_000  # more than any position: deals in order, each times this, keep their running maxima apart
DEAL = "opportunity_row"
OF_DEAL = ("is_won", "is_lost", "decided_on", "cycle_days")


def with_stays(changes: pl.DataFrame, deals: pl.DataFrame, stages: pl.DataFrame) -> pl.DataFrame:
    """The wide stage changes, each deal's in the order in which they happened, with these columns besides:

    position (of the stage in its pipeline; null: of a stage that means won or lost or is not in the list of stages, or
    of no deal that is known), highest_before (the furthest position the deal had reached before, else -1), is_won and
    is_lost (of the deal), won_after_days (its length if it was won),
    reached_later (it was won, or ever reached a later position), stay_days (until the next entry or the decision; null
    while it goes on), won_on (when a won deal was decided, on the entry into the furthest position it reached).
    `deals` are the wide opportunities that `opportunity_row` points into.
    """
    order = stages.filter(~pl.col("status").cast(pl.String).is_in(["won", "lost"]).fill_null(False))
    order = order.group_by(PLACE).agg(pl.col("position").min().cast(pl.Int16))
    of_deal = pl.DataFrame([deals[name].gather(changes[DEAL]) for name in OF_DEAL])
    entries = changes.select(DEAL, "changed_on").hstack(look_up(changes, order, PLACE)).hstack(of_deal)
    entries = entries.with_columns(pl.when(pl.col(DEAL).is_not_null()).then("position"))
    return changes.hstack(
        _told(entries.with_row_index("_row").sort(DEAL, maintain_order=True)).sort("_row").drop("_row")
    )


def _told(entries: pl.DataFrame) -> pl.DataFrame:
    """What each entry came to; `entries` are those of a deal after another, in the order in which they happened."""
    last = pl.col(DEAL).ne_missing(pl.col(DEAL).shift(-1))  # of its deal
    left = pl.coalesce(pl.when(~last).then(pl.col("changed_on").shift(-1)), "decided_on")
    stay = (left - pl.col("changed_on")).dt.total_days().cast(pl.Int32)
    so_far = (
        pl.col(DEAL).cast(pl.Int64).fill_null(0) * STEP + pl.col("position").fill_null(NOWHERE) - NOWHERE
    ).cum_max()
    known = entries.with_columns(
        pl.col("is_won", "is_lost").fill_null(False), stay.alias("_stay"), last.alias("_last"),
        (so_far % STEP + NOWHERE).cast(pl.Int16).alias("_so_far"),
    )  # fmt: skip
    first = pl.col("_last").shift(1).fill_null(True)
    known = known.with_columns(
        pl.when(first).then(NOWHERE).otherwise(pl.col("_so_far").shift(1)).cast(pl.Int16).alias("highest_before"),
        pl.when("_last").then("_so_far").fill_null(strategy="backward").alias("_furthest"),
    )
    peak = (pl.col("position") == pl.col("_furthest")) & (pl.col("position") > pl.col("highest_before"))
    later = (pl.col("_furthest") > pl.col("position")).fill_null(False)
    return known.select(
        "_row", "position", "highest_before", "is_won", "is_lost",
        (pl.col("is_won") | later).alias("reached_later"),
        pl.when(pl.col("_stay") >= 0).then("_stay").alias("stay_days"),
        pl.when("is_won").then("cycle_days").alias("won_after_days"),
        pl.when(peak & pl.col("is_won")).then("decided_on").alias("won_on"),
    )  # fmt: skip
