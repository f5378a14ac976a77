"""The few rows of a large table are the rows that a filter gives, with their places."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest

from auth.scope import Scope
from data import few_rows as few
from data.engine import Snapshot
from data.few_rows import LARGE, few_rows
from filters import Filters
from metrics.narrowed import narrowed
from metrics.registry import measure
from metrics.sold import REVENUE, SALE_LINES
from tests.metrics.frames import opportunities

ROWS = LARGE + 3
IN_WEST = Filters(dims={"team": ["West"]})
CONDITIONS = [nw.col("team").is_in(["West"])]


def stored(rows: int = ROWS, **more: pl.Series) -> Snapshot:
    """Won deals of one unit, a hundredth of them of the team West, the first among them; every other one is a sale."""
    place = pl.int_range(rows, eager=True)
    one = opportunities(["won"], team=["East"], product=["Pump"], value=[10.0], amount=[10.0],
                        decided_on=["2025-03-01"])  # fmt: skip
    many = one.select(pl.all().repeat_by(rows).explode())
    team = pl.select(pl.when(place % 100 == 0).then(pl.lit("West")).otherwise(pl.lit("East"))).to_series()
    many = many.with_columns(team.cast(pl.Categorical).alias("team"), (place % 200 == 0).alias("is_sale"),
                             place.cast(pl.Float64).alias("amount"))  # fmt: skip
    manifest = {"rows": {"opportunities": rows}, "sale_lines": ["opportunities"], "dimensions": {}, "date_notes": {},
                "as_of": {"x": {"opportunities": "2025-03-01"}}}  # fmt: skip
    name = f"{rows}-{many['amount'].sum()}"
    return Snapshot(name, datetime(2025, 3, 2, tzinfo=UTC), Path("nowhere"), manifest, {"opportunities": many})


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    few._kept.clear()
    yield
    few._kept.clear()


@pytest.mark.parametrize("table", ["opportunities", "sale_lines"])
def test_few_rows_are_those_of_the_filter_with_their_places(table: str) -> None:
    snapshot = stored()
    found = few_rows(snapshot, table, CONDITIONS, "west")
    assert found is not None
    rows = found.collect().to_native()
    assert rows.drop("_row").equals(snapshot.table(table).filter(*CONDITIONS).collect().to_native())
    step = 100 if table == "opportunities" else 200
    assert rows["_row"].to_list() == list(range(0, ROWS, step))


def test_they_can_be_counted_filtered_cut_and_grouped() -> None:
    found = few_rows(stored(), "opportunities", CONDITIONS, "west")
    assert found is not None
    assert found.select(nw.len()).collect().item() == 2001
    assert found.filter(nw.col("amount") > 199_800).select(nw.len()).collect().item() == 2
    assert found.head(3).select("amount").collect()["amount"].to_list() == [0.0, 100.0, 200.0]
    assert found.group_by("team").agg(nw.col("amount").sum()).collect().rows() == [("West", 200_100_000.0)]


def test_a_small_table_and_more_than_a_few_rows_are_looked_through_each_time() -> None:
    assert few_rows(stored(1000), "opportunities", CONDITIONS, "west") is None
    assert few_rows(stored(), "opportunities", [nw.col("team").is_in(["East"])], "east") is None
    east = narrowed(stored(), "opportunities", [nw.col("team").is_in(["East"])], (), Scope.all())
    assert "_row" not in east.collect_schema().names()


def test_they_are_looked_for_once() -> None:
    snapshot = stored()
    assert few_rows(snapshot, "opportunities", CONDITIONS, "west") is few_rows(snapshot, "opportunities", [], "west")


def test_figures_of_few_rows_are_those_of_all_of_them() -> None:
    snapshot = stored()
    found = measure(REVENUE, SALE_LINES, filters=IN_WEST, snapshot=snapshot)
    assert (found.revenue.item(), found.sale_lines.item()) == (sum(range(0, ROWS, 200)), 1001)
    by = measure(REVENUE, by="product", filters=IN_WEST, snapshot=snapshot)
    assert by.revenue.tolist() == [sum(range(0, ROWS, 200))]
