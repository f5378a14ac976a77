import shutil
from datetime import date
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest

from data import engine
from data.engine import close, collect, current, natural, newest, sql
from data.snapshot import folder_of, prune, write_snapshot
from errors import BadInput, NoData, UnknownName

MANIFEST = {
    "as_of": {"crm": {"opportunities": "2024-02-29"}}, "dimensions": {"colour": "Colour"}, "currency": "EUR",
    "date_notes": {}, "money": {"crm": "opportunities"},
}  # fmt: skip


def tables() -> dict[str, pl.DataFrame]:
    reps = pl.Series(["rep 10", "Rep 2", None, "rep 1"], dtype=pl.Categorical)
    return {
        "opportunities": pl.DataFrame({"rep": reps, "amount": [10.0, 20.0, 30.0, None]}),
        "opportunities_detail": pl.DataFrame({"opportunity_id": ["a", "b", "c", "d"]}),
        "orders": pl.DataFrame(schema={"rep": pl.Categorical, "amount": pl.Float64, "ordered_on": pl.Date}),
    }


@pytest.fixture
def snapshot(fairlead: Path) -> engine.Snapshot:
    write_snapshot(tables(), MANIFEST, "f", [])
    return current()


def test_without_a_snapshot_there_is_no_data(fairlead: Path) -> None:
    with pytest.raises(NoData, match="There is no data yet"):
        current()


def test_what_another_process_has_published_is_seen_after_a_second_or_at_once_by_who_asks(
    snapshot: engine.Snapshot,
) -> None:
    published = write_snapshot(tables(), MANIFEST, "g", [])
    assert current().id == snapshot.id
    assert newest().id == current().id == published


def test_a_snapshot_says_what_it_is_of(snapshot: engine.Snapshot) -> None:
    assert snapshot.as_of == {"crm": {"opportunities": date(2024, 2, 29)}}
    assert (snapshot.dimensions, snapshot.currency) == ({"colour": "Colour"}, "EUR")
    assert snapshot.names == ["opportunities", "opportunities_detail", "orders"]
    assert snapshot.published_at.utcoffset() is not None


def test_tables_come_back_as_they_were_written(snapshot: engine.Snapshot) -> None:
    for name, frame in tables().items():
        assert snapshot.frame(name).equals(frame)
        assert snapshot.frame(name).schema == frame.schema


def test_queries_are_collected_together_in_their_order(snapshot: engine.Snapshot) -> None:
    deals = snapshot.table("opportunities")
    total = deals.select(nw.col("amount").sum())
    by_rep = deals.group_by("rep").agg(nw.col("amount").sum()).sort("amount")
    first, second = collect([total, by_rep])
    assert first["amount"] == [60.0]
    assert second["amount"] == [0.0, 10.0, 20.0, 30.0]


def test_values_are_distinct_known_and_in_the_order_a_person_counts(snapshot: engine.Snapshot) -> None:
    assert snapshot.values("rep") == ["rep 1", "Rep 2", "rep 10"]
    assert snapshot.values("rep", "orders") == []
    assert sorted(["b10a2", "B9", "b10a", ""], key=natural) == ["", "B9", "b10a", "b10a2"]


def test_an_unknown_table_is_refused_with_those_there_are(snapshot: engine.Snapshot) -> None:
    with pytest.raises(UnknownName, match=r"no table 'oders'\. Did you mean 'orders'") as caught:
        snapshot.table("oders")
    assert "opportunities" in caught.value.hint


def test_a_snapshot_held_while_it_is_pruned_reads_on_what_it_has_opened(snapshot: engine.Snapshot) -> None:
    opened = snapshot.table("opportunities")
    newer = write_snapshot({"opportunities": tables()["opportunities"].head(1)}, MANIFEST, "g", [])
    prune(keep=1)
    assert opened.select(nw.col("amount").sum()).collect()["amount"].to_list() == [60.0]
    with pytest.raises(NoData, match="replaced meanwhile"):
        snapshot.table("orders")
    close()
    assert current().id == newer


def test_a_snapshot_without_its_folder_is_being_rebuilt(snapshot: engine.Snapshot) -> None:
    shutil.rmtree(folder_of(snapshot.id))
    close()
    with pytest.raises(NoData, match="being rebuilt"):
        current()


def test_sql_reads_the_tables_with_their_detail_beside_them(snapshot: engine.Snapshot) -> None:
    assert sql("select opportunity_id, amount from opportunities where rep = 'Rep 2'").rows() == [("b", 20.0)]
    assert sql("WITH o AS (SELECT count(*) AS n FROM orders) SELECT n FROM o").rows() == [(0,)]


@pytest.mark.parametrize(
    "query",
    [
        "drop table orders",
        "delete from orders",
        "create table x as select 1",
        "truncate table orders",
        "",
        "nonsense",
        "select * from READ_CSV ('/etc/hostname')",
        "select * from read_csv/**/('/etc/hostname')",
        "select * from \"read_csv\"('/etc/hostname')",
    ],
)
def test_sql_that_does_not_read_is_refused(query: str, snapshot: engine.Snapshot) -> None:
    with pytest.raises(BadInput, match="Only reading published tables"):
        sql(query)


@pytest.mark.parametrize(
    "query",
    [
        "select * from oders", "select colour from orders", "select count(* from orders", "select 1; drop table orders",
        "with o as (select 1) delete from orders",
    ],
)  # fmt: skip
def test_sql_that_cannot_run_says_why_and_names_the_tables(query: str, snapshot: engine.Snapshot) -> None:
    with pytest.raises(BadInput, match="The query failed") as caught:
        sql(query)
    assert caught.value.hint == "Tables: opportunities, orders."
    assert sql("select count(*) as n from orders").rows() == [(0,)]


def test_names_sort_as_people_sort_them() -> None:
    names = ["Zoo", "rep 10", "Élan", "Rep 2", "école", "Etna", "Elan", "x²"]
    assert sorted(names, key=engine.natural) == ["école", "Elan", "Élan", "Etna", "Rep 2", "rep 10", "x²", "Zoo"]


def test_sales_are_a_view_on_the_tables_that_hold_them(fairlead: Path) -> None:
    sold = {"rep": pl.Series(["Ann", "Ben"], dtype=pl.Categorical), "amount": [10.0, 5.0], "is_sale": [True, False]}
    write_snapshot({"opportunities": pl.DataFrame(sold)}, {**MANIFEST, "sale_lines": ["opportunities"]}, "f", [])
    found = newest()
    assert found.names == ["opportunities", "sale_lines"]
    assert found.table("sale_lines").select("amount").collect()["amount"].to_list() == [10.0]
    assert found.frame("sale_lines")["amount"].to_list() == [10.0]
    assert found.values("rep", "sale_lines") == ["Ann"]
    assert sql("select source, sum(amount) as total from sale_lines group by source").rows() == [("opportunities", 10)]


def test_a_snapshot_published_before_there_was_the_view_has_none(snapshot: engine.Snapshot) -> None:
    with pytest.raises(UnknownName, match="no table 'sale_lines'"):
        snapshot.table("sale_lines")
