"""What deals started with and what changed in them afterwards, as rows that only need to be filled forward.

Each row has the deal's number, the day, and per field its value and whether the row says anything of it (`says_*`).
"""

from datetime import date

import polars as pl

from data.deal_history import PAIRS
from data.dimensions import look_up
from data.stage_chances import PLACE

BEGIN = date(1, 1, 1)  # stands for: since ever
OWN, NOBODY = -1, -2  # the owner as a number: the deal's present one, none; else a row of the owners
FIELDS = ("place", *PAIRS)
KNOWN = ("amount", "expected_close_on", "rep_id")  # what a state is called reconstructed for
CLOSING = ("won", "lost")


def places(stages: pl.DataFrame, deals: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """Every stage of every pipeline, numbered (`place`), with its position, what it means and the CRM's probability."""
    named = [frame.select(pl.col(PLACE).cast(pl.Categorical)).unique() for frame in (stages, deals, entries)]
    named.append(entries.select("origin", "pipeline", pl.col("previous_stage").alias("stage")).unique())
    nowhere = pl.concat(named).with_columns(pl.lit(None, pl.Categorical).alias("stage"))
    found = pl.concat([*named, nowhere]).unique(maintain_order=True).with_row_index("place")
    about = stages.group_by(pl.col(PLACE).cast(pl.Categorical)).agg(
        pl.col("position").min(),
        pl.col("status").first().cast(pl.Categorical).alias("means"),
        pl.col("probability").first(),
    )
    return found.with_columns(pl.col("place").cast(pl.Int32)).hstack(look_up(found, about, PLACE))


def stage_events(entries: pl.DataFrame, deals: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Entries into stages in order: deal, on, place, before (place left), told (by the CRM), closes (ended the deal).

    `entries`: origin, pipeline, stage, previous_stage, opportunity_row, changed_on, evidence, in order within a deal.
    """
    number = known.select(*PLACE, "place", "means")
    left = entries.select("origin", "pipeline", pl.col("previous_stage").alias("stage"))
    found = entries.hstack(look_up(entries, number, PLACE)).with_columns(
        look_up(left, number, PLACE)["place"].alias("before"), pl.col("opportunity_row").alias("deal")
    )
    found = found.filter(pl.col("deal").is_not_null(), pl.col("stage").is_not_null())
    found = found.sort("deal", maintain_order=True)
    of_deal = deals.select("is_decided", pl.col("place").alias("last"))[found["deal"]]
    at_the_end = of_deal["is_decided"] & (of_deal["last"] == found["place"])
    closes = pl.col("means").is_in(CLOSING).fill_null(pl.lit(at_the_end))
    told = pl.col("evidence").cast(pl.String).ne_missing("observed")
    return found.select(
        "deal", pl.col("changed_on").alias("on"), "place", "before", told.alias("told"), closes.alias("closes")
    )


def without_last_closes(events: pl.DataFrame) -> pl.DataFrame:
    """The events but for those that close a deal for good: when it was decided ends its last stretch."""
    numbered = events.with_row_index("_nth")
    last_open = numbered.filter(~pl.col("closes")).group_by("deal").agg(pl.col("_nth").max().alias("_last"))
    taken_up = numbered.filter("closes").join(last_open, on="deal").filter(pl.col("_nth") < pl.col("_last"))
    kept = ~pl.col("closes") | pl.col("_nth").is_in(taken_up["_nth"].implode())
    return numbered.filter(kept).drop("_nth")


def field_events(changes: pl.DataFrame, deals: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Changes of fields in order: deal, on, reported, and each of PAIRS with its previous value; owners as numbers."""
    rows = look_up(changes, deals.select("opportunity_id", "deal", pl.col("rep_id").alias("_own")), "opportunity_id")
    found = changes.hstack(rows).filter(pl.col("deal").is_not_null())
    number = owners.select("rep_id", "owner")
    said = pl.any_horizontal(pl.col("rep_id", "previous_rep_id").is_not_null())
    for column in ("rep_id", "previous_rep_id"):
        named = found.select(pl.col(column).alias("rep_id"))
        owner = look_up(named, number, "rep_id")["owner"].fill_null(NOBODY)
        own = pl.col(column).eq_missing(pl.col("_own"))
        found = found.with_columns(pl.when(own).then(OWN).otherwise(pl.lit(owner)).alias(f"_{column}"))
    days, categories = ("expected_close_on",), ("forecast_category",)
    return found.select(
        "deal",
        pl.col("changed_on").alias("on"),
        (pl.col("evidence") == "reported").alias("reported"),
        *[p.alias(f"says_{f}") for f in PAIRS for p in [pl.any_horizontal(pl.col(f, f"previous_{f}").is_not_null())]],
        *[pl.col(f"{p}{f}") for p in ("", "previous_") for f in ("amount", "probability", *days)],
        *[pl.col(f"{p}{f}").cast(pl.Categorical) for p in ("", "previous_") for f in categories],
        pl.when(said).then("_rep_id").alias("rep_id"),
        pl.when(said).then("_previous_rep_id").alias("previous_rep_id"),
    )


def starts(deals: pl.DataFrame, entered: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    """What each deal started with: what its first change left; else, of one not decided, what it is like now.

    Since when it was in that stage is known where the CRM reports its entries: then it was created in it.
    Of one that is decided nobody knows any more in which stage it was or what the rep called it; its amount was that
    of the day it was decided.
    """
    first_entry = entered.unique("deal", keep="first", maintain_order=True)
    begun = deals.hstack(look_up(deals, first_entry.select("deal", "before", "told"), "deal"))
    for field in PAIRS:
        first = changed.filter(f"says_{field}").unique("deal", keep="first", maintain_order=True)
        first = first.select("deal", pl.col(f"previous_{field}").alias(f"_{field}"), pl.col("reported").alias("_told"))
        found = look_up(deals, first, "deal").rename({"_told": f"knows_{field}"})
        begun = begun.hstack(found)
    undecided = ~pl.col("is_decided")
    now = {
        "amount": pl.when(undecided).then("amount"), "expected_close_on": pl.col("expected_close_on"),
        "forecast_category": pl.when(undecided).then("forecast_category"), "rep_id": pl.lit(OWN, pl.Int32),
        "probability": pl.lit(None, pl.Float64),
    }  # fmt: skip
    moved = pl.col("told").is_not_null()
    place = pl.when(moved).then("before").otherwise(pl.when(undecided).then("place").otherwise("nowhere"))
    fields = [pl.when(pl.col(f"knows_{f}").is_null()).then(now[f]).otherwise(f"_{f}").alias(f) for f in PAIRS]
    return begun.select(
        "deal",
        pl.col("start").alias("on"),
        place.alias("place"),
        pl.when("told").then("start").alias("since"),
        *fields,
        *[pl.lit(True).alias(f"says_{f}") for f in FIELDS],
        *[pl.col(f"knows_{f}").fill_null(False) for f in KNOWN],
        pl.lit(True).alias("is_start"),
    )


def all_events(deals: pl.DataFrame, entered: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    """Starts, entries, changes and the day a deal was first seen, sorted by deal and day, each deal's start first.

    What is dated before the start was so at the start; what is dated on the day of the decision or later is left out.
    """
    seen = deals.filter(pl.col("seen_on").is_not_null()).select("deal", pl.col("seen_on").alias("on"))
    moves = without_last_closes(entered).select("deal", "on", "place", pl.lit(True).alias("says_place"))
    fields = changed.select("deal", "on", *PAIRS, *[f"says_{f}" for f in PAIRS])
    later = pl.concat([moves, fields, seen], how="diagonal_relaxed")
    of_deal = deals.select("start", "left_on", "is_held")[later["deal"]]
    later = later.with_columns(pl.max_horizontal("on", pl.lit(of_deal["start"])).alias("on"))
    within = of_deal["is_held"] & (of_deal["left_on"].is_null() | (later["on"] < of_deal["left_on"]))
    begun = starts(deals, entered, changed).filter(deals["is_held"])
    rows = pl.concat([begun, later.filter(within)], how="diagonal_relaxed").sort("deal", "on", maintain_order=True)
    flags = [*(f"says_{f}" for f in FIELDS), *(f"knows_{f}" for f in KNOWN), "is_start"]
    return rows.with_columns(pl.col(flags).fill_null(False))
