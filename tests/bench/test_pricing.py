"""The floors of Financials and Pricing measure what the pages measure, and the company they are measured on loads."""

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from auth.scope import Scope
from bench.commands import Cost
from bench.pricing import Look, changes, lines, run_floor
from bench.pricing_company import ORDERS_PER_DEAL, write_pricing_company, write_pricing_mapping
from bench.pricing_floors import Prices
from data.engine import Snapshot, newest
from data.importing import import_path
from filters import Filters, Window
from metrics.price_positions import measure_price_positions
from metrics.registry import measure
from metrics.sold import GROSS_PROFIT, REVENUE
from metrics.statement import statement_periods
from tests.state import state

DEALS = 400
YEAR = Filters(start=date(2025, 1, 1), end=date(2025, 12, 31), dims={"sector": ["Sector 1"]})
RANGE = Window(date(2024, 7, 1), date(2025, 12, 31))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    files = write_pricing_company(tmp_path_factory.mktemp("company") / "files", DEALS)
    with state(tmp_path_factory.mktemp("var")) as var:
        write_pricing_mapping(var)
        import_path(str(files), "prices", tell=lambda _share, _message: None)
        yield newest()


def floor(page: str, snapshot: Snapshot, look: Look) -> list[pl.DataFrame]:
    names = ("orders", "opportunities", "competitor_prices", "accounts")
    return run_floor(page, Prices(*(snapshot.frame(name).lazy() for name in names)), look)


def test_the_company_has_all_that_both_pages_show(snapshot: Snapshot) -> None:
    rows = snapshot.manifest["rows"]
    assert (rows["opportunities"], rows["orders"]) == (DEALS, ORDERS_PER_DEAL * DEALS)
    assert rows["competitor_prices"] > 45_000
    assert (rows["products"], rows["price_survey"], rows["stock"]) == (200, 330, 12_000)
    assert statement_periods(snapshot, "quarter")[::19] == [date(2021, 1, 1), date(2025, 10, 1)]
    assert snapshot.frame("quarantine").is_empty()


def test_the_floor_of_pricing_has_margin_and_revenue_of_both_periods(snapshot: Snapshot) -> None:
    by_month, _discounts, *found = floor("pages.pricing", snapshot, Look(YEAR, RANGE))
    now, before = found[:8], found[8:16]
    profit, revenue = measure(GROSS_PROFIT, REVENUE, filters=YEAR, snapshot=snapshot).iloc[0][
        ["gross_profit", "revenue"]
    ]
    assert (by_month["margin"].sum(), now[0]["margin"].item()) == pytest.approx((profit, profit))
    assert (now[6]["amount"].sum(), now[7]["amount"].item()) == pytest.approx((revenue, revenue))
    window = YEAR.window(date(2025, 12, 31))
    assert now[2].height == len(measure_price_positions(window, YEAR, Scope.all(), snapshot))
    year_before = Filters(start=date(2024, 1, 1), end=date(2024, 12, 31), dims=YEAR.dims)
    assert before[7]["amount"].item() == pytest.approx(
        measure(REVENUE, filters=year_before, snapshot=snapshot).revenue.item()
    )


def test_the_floor_of_financials_has_the_margin_of_the_last_quarter_and_year(snapshot: Snapshot) -> None:
    now, total, _before, _total, year, _year_before, customers = floor("pages.financials", snapshot, Look(YEAR, RANGE))
    quarter = Filters(start=date(2025, 10, 1), end=date(2025, 12, 31), dims=YEAR.dims)
    profit = measure(GROSS_PROFIT, filters=quarter, snapshot=snapshot)["gross_profit"].item()
    assert total["margin"].item() == pytest.approx(profit)
    assert (now["amount"] - now["cost"]).sum() == pytest.approx(profit)
    assert year["amount"].sum() == pytest.approx(measure(REVENUE, filters=YEAR, snapshot=snapshot)["revenue"].item())
    assert customers["len"].sum() == snapshot.manifest["rows"]["accounts"]


def test_each_look_is_another_one_and_within_what_the_company_has() -> None:
    looks = list(changes(["a", "b"], ["x", "y", "z"], 36))
    stores = [str(look.store) for look in looks]
    assert len(set(stores)) == 36
    assert looks[0].store == {
        "from": "2025-01-01", "to": "2025-12-31", "compare": "previous", "dims": {"sector": ["a"], "team": ["x"]},
        "view": {"financials.from": "2022-01-01", "financials.to": "2023-06-30"},
    }  # fmt: skip
    assert max(look.quarters.end for look in looks) <= date(2025, 12, 31)


def test_an_import_of_three_times_as_many_rows_has_no_budget_but_its_publish_has() -> None:
    loaded = {name: Cost(14.0, 1900.0) for name in ("import", "publish", "derive")}
    said = {line.what: line.budget for line in lines(1_000_000, loaded, {"pages": {}, "megabytes": 1.0})}
    assert said["import, publish included"] is None
    assert (said["publish alone"], said["peak memory of publish"]) == (15, 2000)
