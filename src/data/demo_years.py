"""The demo's dates meet today: moved by whole years, facts after today dropped, later closes reopened.

The log keeps the demo's files as they are; this runs at every publish.
"""

from datetime import date

import polars as pl

from data.schema import TABLES

FACTS = {  # tables whose rows happen on a day: a row after today has not happened yet
    "activities": "started_on", "orders": "ordered_on", "stage_changes": "changed_on", "stock": "counted_on",
    "competitor_prices": "observed_on", "opportunities": "created_on",
}  # fmt: skip


def shift_to_today(tables: dict[str, pl.DataFrame], today: date) -> dict[str, pl.DataFrame]:
    """The tables with every date moved by the same number of whole years, as they would stand today.

    Stage changes are in order within a deal.
    """
    last_years = [tables[t][d].dt.year().max() for t, d in FACTS.items() if t in tables]
    years = today.year - max((year for year in last_years if isinstance(year, int)), default=today.year)
    moved = {name: _move(frame, name, years) for name, frame in tables.items()}
    for name, day in FACTS.items():
        if name in moved:
            moved[name] = moved[name].filter((pl.col(day) <= today) | pl.col(day).is_null())
    if "opportunities" in moved:
        moved["opportunities"] = _reopen(moved["opportunities"], moved["stages"], moved["stage_changes"], today)
    if "statement_lines" in moved:
        happened = (pl.col("period_end") <= today) | (pl.col("scenario") != "actual")
        moved["statement_lines"] = moved["statement_lines"].filter(happened)
    return moved


def _move(frame: pl.DataFrame, table: str, years: int) -> pl.DataFrame:
    """29 February becomes the 28th in other years; a period that ends with a February still does."""
    step = f"{years}y"
    days = [c.name for c in TABLES[table].columns if c.type in ("date", "instant") and c.name != "period_end"]
    frame = frame.with_columns(pl.col(days).dt.offset_by(step))
    if "period_end" in frame.columns:
        after = pl.col("period_end").dt.offset_by("1d").dt.offset_by(step)
        frame = frame.with_columns(after.dt.offset_by("-1d").alias("period_end"))
    return frame


def _reopen(deals: pl.DataFrame, stages: pl.DataFrame, changes: pl.DataFrame, today: date) -> pl.DataFrame:
    """Deals that close after today are open, in the stage they have reached, at what they are expected to bring."""
    later = pl.col("closed_on") > today
    stages = stages.sort("position").unique("stage", keep="first", maintain_order=True)
    reached = changes.group_by("opportunity_id").agg(pl.col("stage").last().alias("_reached"))
    chances = stages.select(pl.col("stage").alias("_reached"), pl.col("probability").alias("_chance"))
    first_open = stages.filter(pl.col("status") == "open")["stage"].first()
    expected = pl.col("list_price") * pl.col("quantity").fill_null(1)
    return (
        deals.join(reached, on="opportunity_id", how="left", maintain_order="left")
        .with_columns(pl.col("_reached").fill_null(first_open))
        .join(chances, on="_reached", how="left", maintain_order="left")
        .with_columns(
            _when(later, pl.col("_reached"), "stage"),
            _when(later, pl.lit("open"), "status"),
            _when(later, expected, "amount"),
            _when(later, pl.col("_chance"), "probability"),
            *[_when(later, pl.lit(None), c) for c in ("closed_on", "closed_at", "lost_reason")],
            _when(pl.col("last_activity_at").dt.date() > today, pl.lit(None), "last_activity_at"),
        )
        .drop("_reached", "_chance")
    )


def _when(mask: pl.Expr, then: pl.Expr, column: str) -> pl.Expr:
    return pl.when(mask).then(then).otherwise(pl.col(column)).alias(column)
