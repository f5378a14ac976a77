"""Targets spread evenly over the working days of their period, so that any window sums them."""

from collections.abc import Sequence

import polars as pl

from data.dimensions import categorical, table_of, with_periods


def target_days(tables: dict[str, pl.DataFrame], working_days: Sequence[int], fiscal_start: int) -> pl.DataFrame:
    """Columns origin, level, team, rep, manager, metric, amount, on and the periods of `on`.

    A period without any working day is spread over all its days. A rep's team and manager are those the
    origin's list of reps names.
    """
    targets = table_of(tables, "targets").with_row_index("_target")
    days = targets.with_columns(pl.date_ranges("period_start", "period_end").alias("on")).explode("on")
    works = (pl.col("on").dt.weekday().cast(pl.Int32) - 1).is_in(list(working_days))
    none = works.sum().over("_target") == 0
    spread = days.filter(works | none).with_columns(pl.col("amount") / pl.len().over("_target"))
    reps = table_of(tables, "reps").unique(["origin", "rep"], keep="first", maintain_order=True)
    found = reps.select("origin", "rep", "manager", pl.col("team").alias("_team"))
    of_rep, of_team = (pl.when(pl.col("level") == level).then("name") for level in ("rep", "team"))
    named = (
        spread.with_columns(of_rep.alias("rep"))
        .join(found, on=["origin", "rep"], how="left", maintain_order="left")
        .with_columns(pl.coalesce(of_team, "_team").alias("team"))
        .select("origin", "level", "team", "rep", "manager", "metric", "amount", "on")
    )
    return categorical(with_periods(named, ("on",), fiscal_start), ("origin", "level", "team", "rep", "manager"))
