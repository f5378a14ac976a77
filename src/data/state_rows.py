"""From events to stretches of days: filled forward, valued, those alike joined, each with its end."""

import polars as pl

from data.state_events import BEGIN, CLOSING, FIELDS, KNOWN

SAME = ("place", "value", "expected_close_on", "forecast_category", "rep_id", "probability", "reconstructed")


def filled(rows: pl.DataFrame) -> pl.DataFrame:
    """For each deal and day on which something happened, what held at its end, and since when in that stage.

    Each deal's first row says everything, so that nothing is filled from one deal into the next.
    """
    i = pl.int_range(pl.len(), dtype=pl.UInt32)
    said = {f: pl.when(f"says_{f}").then(i).forward_fill() for f in FIELDS}
    known = [(~pl.col("is_start") | pl.col(f"knows_{f}")).gather(said[f]) for f in KNOWN]
    rows = rows.select(
        "deal",
        "on",
        pl.when("is_start").then("since").otherwise("on").alias("since"),
        pl.all_horizontal(known).alias("known"),
        *[pl.col(f).gather(said[f]) for f in FIELDS],
    )
    moved = pl.col("place").ne_missing(pl.col("place").shift(1)) | _first()
    entered = pl.col("since").gather(pl.when(moved).then(i).forward_fill())
    return rows.with_columns(entered.alias("entered_on")).filter(_last() | (pl.col("on") != pl.col("on").shift(-1)))


def valued(rows: pl.DataFrame, deals: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """The rows with value, probability, status, whether they are reconstructed, and whether the deal was closed."""
    columns = ("is_decided", "list_amount", "expected_value", "seen_on", "opened_on", "place", "status")
    of_deal = deals.select(*columns, pl.col("probability").alias("_chance"))[rows["deal"]].rename({"place": "_now"})
    of_place = places.select("means", pl.col("probability").alias("_textbook"))[rows["place"]]
    now = ~pl.col("is_decided") & (pl.col("place") == pl.col("_now"))
    expected = pl.when("is_decided").then("expected_value").otherwise("list_amount")
    seen = (pl.col("seen_on") <= pl.col("on")).fill_null(False)
    untouched, undecided = (pl.lit(status, pl.Categorical()) for status in ("untouched", "open"))
    status = pl.when(now).then("status").when(pl.col("means") == "untouched").then(untouched).otherwise(undecided)
    return (
        rows.hstack(of_deal)
        .hstack(of_place)
        .select(
            *(
                "deal",
                "on",
                "entered_on",
                "opened_on",
                "place",
                "expected_close_on",
                "forecast_category",
                "rep_id",
                "means",
            ),
            pl.coalesce("amount", expected).alias("value"),
            pl.coalesce("probability", pl.when(now).then("_chance"), "_textbook").alias("probability"),
            (~(seen | pl.col("known"))).alias("reconstructed"),
            status.alias("status"),
            (pl.col("means").is_in(CLOSING).fill_null(False) & ~now).alias("_closed"),
        )
    )


def stretches(rows: pl.DataFrame, deals: pl.DataFrame) -> pl.DataFrame:
    """The stretches in which deals stood undecided, with their last day and how and when that ended for good.

    A deal that was taken up again has left on the day it was first closed.
    """
    differs = pl.any_horizontal(pl.col(c).ne_missing(pl.col(c).shift(1)) for c in (*SAME, "status"))
    rows = rows.filter(differs | _first())
    of_deal = deals.select("left_on", "outcome")[rows["deal"]]
    closes = pl.col("_closed")
    rows = rows.hstack(of_deal).with_columns(
        pl.when(_last()).then("left_on").otherwise(pl.col("on").shift(-1)).alias("to_on"),
        pl.when(closes).then("on").otherwise("left_on").alias("left_on"),
        pl.when(closes).then("means").otherwise("outcome").alias("outcome"),
    )
    end = pl.when(closes | _last()).then(pl.int_range(pl.len(), dtype=pl.UInt32)).backward_fill()
    rows = rows.with_columns(pl.col("left_on", "outcome").gather(end)).filter(~closes)
    dated = {"on": "from_on", "entered_on": "entered_on"}
    return rows.with_columns(pl.when(pl.col(a) != BEGIN).then(a).alias(b) for a, b in dated.items())


def _first() -> pl.Expr:
    """Rows that are the first of their deal."""
    return pl.col("deal").ne_missing(pl.col("deal").shift(1))


def _last() -> pl.Expr:
    """Rows that are the last of their deal."""
    return pl.col("deal").ne_missing(pl.col("deal").shift(-1))
