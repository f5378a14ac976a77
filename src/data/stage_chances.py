"""What the stage history says of a deal: has it left the first stage, and how often do deals of its stage win?"""

from datetime import date

import polars as pl

from data.dimensions import DEAL_ROW, look_up, rows_of_deals

PLACE = ["origin", "pipeline", "stage"]


def with_engagement(deals: pl.DataFrame, stages: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """The deals with `is_engaged`: decided, or now or ever before in a later stage than the first of the pipeline."""
    later = (
        stages.group_by(PLACE)
        .agg(pl.col("position").min())
        .filter(pl.col("position") > pl.col("position").min().over("origin", "pipeline"))
        .select(*PLACE, pl.lit(True).alias("_later"))
    )
    deals = deals.hstack(look_up(deals, later, PLACE))
    back = (
        deals.lazy()
        .filter("is_open", pl.col("_later").is_null())
        .select("opportunity_id", "origin", "pipeline")
        .join(changes.lazy().select("opportunity_id", "stage"), on="opportunity_id")
        .join(later.lazy(), on=PLACE, how="semi", nulls_equal=True)
        .collect()
    )
    moved = pl.col("_later").fill_null(False) | pl.col("opportunity_id").is_in(back["opportunity_id"].implode())
    return deals.with_columns((pl.col("is_decided") | (pl.col("is_open") & moved)).alias("is_engaged")).drop("_later")


def with_observed_probability(deals: pl.DataFrame, changes: pl.DataFrame, prior: int, today: date) -> pl.DataFrame:
    """The deals with `observed_probability`, of open ones: won / decided among the deals of their origin and
    pipeline that had entered their stage by today, shrunk towards the origin's overall win rate.

    The overall rate weighs as much as `prior` deals, and is all there is for a stage without history.
    """
    overall = (
        deals.lazy().filter("is_decided").group_by("origin").agg(pl.col("is_won").mean().alias("_overall")).collect()
    )
    running = deals.lazy().filter("is_open").select("stage").unique()
    entries = changes.select("changed_on", "stage", rows_of_deals(changes, deals).alias(DEAL_ROW))
    came = (
        entries.lazy()
        .filter(pl.col("changed_on") <= today, pl.col(DEAL_ROW).is_not_null())
        .join(running, on="stage", how="semi")
        .select(DEAL_ROW, "stage")
        .collect()
    )
    came = came.filter(deals["is_decided"].gather(came[DEAL_ROW])).unique()
    by_stage = (
        came.hstack(deals.select("origin", "pipeline", "is_won")[came[DEAL_ROW]])
        .group_by(PLACE)
        .agg(pl.col("is_won").sum().alias("_won"), pl.len().alias("_n"))
    )
    won, n, rate = pl.col("_won").fill_null(0), pl.col("_n").fill_null(0), pl.col("_overall")
    share = pl.when(n + prior > 0).then((won + prior * rate) / (n + prior)).otherwise(rate)
    found = deals.hstack(look_up(deals, overall, "origin")).hstack(look_up(deals, by_stage, PLACE))
    return found.with_columns(pl.when("is_open").then(share).alias("observed_probability")).drop(
        "_overall", "_won", "_n"
    )


def chances_then(
    asked: pl.DataFrame, places: pl.DataFrame, deals: pl.DataFrame, entered: pl.DataFrame, prior: int
) -> pl.Series:
    """`observed_probability` as it was known on the days (`from_on`) and in the stages (`place`) asked for.

    Shrunk as above towards the overall rate of that day. `entered` has deal, on and place, each deal's in order;
    `deals`, in the order of their numbers, have origin, is_won and left_on, when they were decided.
    """
    ends = deals.select(pl.when("is_decided").then("left_on").alias("left_on"), "is_won", "origin")
    both = pl.col("deal").cast(pl.Int64) * places.height + pl.col("place")  # one number, which is quicker to look up
    firsts = entered.select("deal", "place", "on").filter(both.is_first_distinct())
    through = firsts.hstack(ends.select("left_on", "is_won")[firsts["deal"]]).drop_nulls("left_on")
    in_stage = _counted(through.with_columns(pl.max_horizontal("on", "left_on").alias("on")), "place")
    overall = _counted(ends.drop_nulls("left_on").with_columns(pl.col("left_on").alias("on")), "origin")
    pairs = asked.select("place", pl.col("from_on").alias("on")).unique().drop_nulls().sort("on")
    pairs = pairs.with_columns(places["origin"].gather(pairs["place"]))
    pairs = pairs.join_asof(in_stage, on="on", by="place", check_sortedness=False)
    pairs = pairs.join_asof(overall, on="on", by="origin", suffix="_all", check_sortedness=False)
    won, n, rate = pl.col("won").fill_null(0), pl.col("n").fill_null(0), pl.col("won_all") / pl.col("n_all")
    share = pl.when(n + prior > 0).then((won + prior * rate) / (n + prior)).otherwise(rate)
    chances = pairs.select("place", pl.col("on").alias("from_on"), share.alias("chance"))
    return look_up(asked, chances, ("place", "from_on"))["chance"]


def _counted(deals: pl.DataFrame, by: str) -> pl.DataFrame:
    """How many deals of each group were decided by the end of a day, and how many of them were won, in order."""
    daily = deals.group_by(by, "on").agg(pl.col("is_won").sum().alias("won"), pl.len().alias("n")).sort("on")
    return daily.with_columns(pl.col("won", "n").cast(pl.Int64).cum_sum().over(by))
