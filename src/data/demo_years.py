"""The demo's dates meet today: moved by whole years, facts after today dropped, later closes reopened.

The log keeps the demo's files as they are; this runs at every publish.
"""

from datetime import date

import polars as pl

from data.deal_history import PAIRS
from data.dimensions import DEAL_ROW, table_of

FACTS = {  # tables whose rows happen on a day: a row after today has not happened yet
    "activities": "started_on", "orders": "ordered_on", "stage_changes": "changed_on", "stock": "counted_on",
    "competitor_prices": "observed_on", "opportunities": "created_on", "deal_changes": "changed_on",
    "price_survey": "surveyed_on",
}  # fmt: skip


def shift_to_today(tables: dict[str, pl.DataFrame], today: date) -> dict[str, pl.DataFrame]:
    """The tables with every date moved by the same number of whole years, as they would stand today.

    Stage changes and changes of fields are in order within a deal.
    """
    last_years = [tables[t][d].dt.year().max() for t, d in FACTS.items() if t in tables]
    years = today.year - max((year for year in last_years if isinstance(year, int)), default=today.year)
    moved = {name: _move(frame, years) for name, frame in tables.items()}
    for name, day in FACTS.items():
        if name in moved:
            moved[name] = moved[name].filter((pl.col(day) <= today) | pl.col(day).is_null())
            moved[name] = moved[name].drop(DEAL_ROW, strict=False)  # deals are left out, so that others lie elsewhere
    if "opportunities" in moved:
        deals = _reopen(moved["opportunities"], moved["stages"], moved["stage_changes"], today)
        moved["opportunities"] = _set_back(deals, table_of(moved, "deal_changes"))
    if "statement_lines" in moved:
        happened = (pl.col("period_end") <= today) | (pl.col("scenario") != "actual")
        moved["statement_lines"] = moved["statement_lines"].filter(happened)
    return moved


def _move(frame: pl.DataFrame, years: int) -> pl.DataFrame:
    """29 February becomes the 28th in other years; a period that ends with a February still does."""
    step = f"{years}y"
    days = [name for name, type_ in frame.schema.items() if type_.is_temporal() and name != "period_end"]
    frame = frame.with_columns(pl.col(days).dt.offset_by(step))
    if "period_end" in frame.columns:
        after = pl.col("period_end").dt.offset_by("1d").dt.offset_by(step)
        frame = frame.with_columns(after.dt.offset_by("-1d").alias("period_end"))
    return frame


def _reopen(deals: pl.DataFrame, stages: pl.DataFrame, changes: pl.DataFrame, today: date) -> pl.DataFrame:
    """Deals that close after today are open, at what they are expected to bring; open ones in the stage reached."""
    later = pl.col("closed_on") > today
    stages = stages.sort("position").unique("stage", keep="first", maintain_order=True)
    reached = changes.group_by("opportunity_id").agg(pl.col("stage").last().cast(pl.String).alias("_reached"))
    chances = stages.select(pl.col("stage").alias("_stage"), pl.col("probability").alias("_chance"))
    first_open = stages.filter(pl.col("status") == "open")["stage"].first()
    expected = pl.col("list_price") * pl.col("quantity").fill_null(1)
    still = pl.when(later).then(pl.lit(first_open)).otherwise("stage")
    undecided = later.fill_null(False) | pl.col("status").is_in(["open", "untouched"])
    stage = pl.when(undecided).then(pl.coalesce("_reached", still)).otherwise("stage")
    return (
        deals.join(reached, on="opportunity_id", how="left", maintain_order="left")
        .with_columns(stage.alias("_stage"))
        .join(chances, on="_stage", how="left", maintain_order="left")
        .with_columns(
            _when(pl.col("_stage").ne_missing(pl.col("stage")), pl.col("_chance"), "probability"),
            _when(later, pl.lit("open"), "status"),
            _when(later, expected, "amount"),
            *[_when(later, pl.lit(None), c) for c in ("closed_on", "closed_at", "lost_reason")],
            _when(pl.col("last_activity_at").dt.date() > today, pl.lit(None), "last_activity_at"),
            pl.col("_stage").alias("stage"),
        )
        .drop("_reached", "_chance", "_stage")
    )


def _set_back(deals: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """Undecided deals with the amount, expected close, owner and so on of their last change that has happened."""
    said = {f: pl.any_horizontal(pl.col(f, f"previous_{f}").is_not_null()) for f in PAIRS}
    last = [pl.col(f).filter(told).last().alias(f"_{f}") for f, told in said.items()]
    told = [told.any().alias(f"_{f}_said") for f, told in said.items()]
    found = deals.join(
        changes.group_by("opportunity_id").agg(*last, *told), on="opportunity_id", how="left", maintain_order="left"
    )
    undecided = pl.col("status").is_in(["open", "untouched"])
    now = [_when(undecided & pl.col(f"_{f}_said"), pl.col(f"_{f}"), f) for f in PAIRS]
    return found.with_columns(now).select(deals.columns)


def _when(mask: pl.Expr, then: pl.Expr, column: str) -> pl.Expr:
    return pl.when(mask).then(then).otherwise(pl.col(column)).alias(column)
