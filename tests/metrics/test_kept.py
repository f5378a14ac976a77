"""Expressions whose translation is kept are the same as any other."""

import narwhals as nw
import polars as pl

from metrics.kept import kept


def frame(*values: int) -> nw.LazyFrame[pl.LazyFrame]:
    return nw.from_native(pl.LazyFrame({"value": values, "half": [v / 2 for v in values]}))


def test_a_kept_expression_measures_each_frame_it_is_used_on() -> None:
    total = kept(nw.col("value").sum(), "total")
    assert frame(1, 2).select(total).collect()["total"].to_list() == [3]
    assert frame(10, 20, 30).select(total).collect()["total"].to_list() == [60]


def test_what_is_made_of_a_kept_expression_is_not_mistaken_for_it() -> None:
    total = kept(nw.col("value").sum(), "total")
    assert frame(1, 2).select(total).collect().columns == ["total"]
    assert frame(1, 2).select(total.alias("sum"), (total * 2).alias("double")).collect().rows() == [(3, 6)]


def test_two_kept_expressions_of_one_column_stay_apart_in_groups() -> None:
    largest, smallest = kept(nw.col("value").max(), "largest"), kept(nw.col("value").min(), "smallest")
    groups = frame(4, 4, 9).group_by("half").agg(largest, smallest, nw.len().alias("n")).collect().sort("half")
    assert groups.rows() == [(2.0, 4, 4, 2), (4.5, 9, 9, 1)]
