"""The mapping "simple": anyone's own files, by the names of their columns."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.engine import Snapshot, newest, sql
from data.importing import import_path
from data.proposal import propose_mappings
from data.receipt import Receipt
from metrics.new_customers import NEW_CUSTOMERS
from metrics.run import measure
from metrics.sold import COST_OF_SALES, CUSTOMERS, GROSS_MARGIN, MEDIAN_PRICE, REVENUE
from tests.data.shop import write

ORDERS = """id,account,sector,product,category,rep,ordered_on,quantity,amount,unit_cost,discount
1,Oak & Co,retail,Lathe,Machines,Ann,2026-01-10,2,200,60,10%
2,Oak & Co,retail,Drill,Machines,Ann,2026-02-03,1,50,,0
3,Elm Ltd,food,Lathe,Machines,Ben,2026-02-20,1,110,60,
"""
PRODUCTS = "product,category,tier,list_price,unit_cost\nLathe,Machines,Plus,120,70\nDrill,Machines,Entry,55,30\n"
STOCK = "product,counted_on,units,unit_cost\nLathe,2026-01-31,9,58\nLathe,2026-02-28,4,61\n"
RIVALS = """competitor,product,category,observed_on,price
Rival,Lathe,Machines,2026-02-01,95
Rival,Drill,Machines,2026-02-01,60
"""
SURVEY = """respondent,product,surveyed_on,too_cheap,cheap,expensive,too_expensive
r1,Lathe,2026-02-10,60,80,110,130
r2,Lathe,2026-02-11,70,120,90,140
"""
STATEMENT = """line,parent,role,position,sign,period,amount,scenario
Machines,Gross margin,Revenue,1,1,2026-Q1,360,Actual
Cost of goods,Gross margin,COGS,2,-1,2026-Q1,210,Actual
Gross margin,,Subtotal,3,1,2026-Q1,150,Actual
Machines,Gross margin,Revenue,1,1,2026-01,100,Budget
"""
FILES = {
    "orders": ORDERS, "products": PRODUCTS, "stock": STOCK, "competitor_prices": RIVALS, "price_survey": SURVEY,
    "income_statement": STATEMENT,
}  # fmt: skip
KINDS = {
    "orders.csv": "orders", "products.csv": "products", "stock.csv": "stock", "price_survey.csv": "price_survey",
    "competitor_prices.csv": "competitor_prices", "income_statement.csv": "statement",
}  # fmt: skip


def imported(folder: Path, **files: str) -> tuple[Receipt, Snapshot]:
    receipt = import_path(write(folder, files), "simple", tell=lambda _share, _message: None)
    return receipt, newest()


def test_orders_products_stock_prices_and_statement_are_read_by_their_columns(var: Path, tmp_path: Path) -> None:
    receipt, snapshot = imported(tmp_path / "files", **FILES)
    assert (receipt.received, receipt.quarantined) == (15, 1)  # of the survey, where "expensive" is below "cheap"
    row = measure(REVENUE, COST_OF_SALES, GROSS_MARGIN, MEDIAN_PRICE, CUSTOMERS, snapshot=snapshot).iloc[0]
    assert (row.revenue, row.cost_of_sales, row.customers) == (360.0, 210.0, 2)  # 2 x 60, the drill's own 30, 60
    assert (row.gross_margin, row.median_price) == (pytest.approx(150 / 360), 100.0)
    months = measure(NEW_CUSTOMERS, grain="month", snapshot=snapshot)
    assert list(months.new_customers) == [1, 1, 0]  # the statement goes on to the end of March
    names = ("product", "tier", "list_price", "unit_cost", "units", "stock_cost", "counted_on")
    assert snapshot.frame("products").sort("product").select(names).rows() == [
        ("Drill", "Entry", 55.0, 30.0, None, None, None), ("Lathe", "Plus", 120.0, 70.0, 4.0, 61.0, date(2026, 2, 28)),
    ]  # fmt: skip
    assert snapshot.frame("competitor_prices").select("competitor", "product", "price").rows() == [
        ("Rival", "Lathe", 95.0), ("Rival", "Drill", 60.0),
    ]  # fmt: skip
    assert snapshot.frame("price_survey").select("respondent", "cheap").rows() == [("r1", 80.0)]
    assert sql("select source, count(*) as n from sale_lines group by source").rows() == [("orders", 3)]


def test_a_survey_that_contradicts_itself_is_quarantined_in_words(var: Path, tmp_path: Path) -> None:
    receipt, snapshot = imported(tmp_path / "files", price_survey=SURVEY)
    assert (receipt.accepted, receipt.quarantined) == (1, 1)
    reason = snapshot.frame("quarantine").select("column", "check", "value").row(0)
    assert reason == ("expensive", "prices_reversed", "cheap (90.0 < 120.0)")


def test_a_statements_period_is_a_month_a_quarter_a_year_or_two_days(var: Path, tmp_path: Path) -> None:
    own = "line,period_start,period_end,amount\nRent,2026-01-05,2026-02-01,7\n"
    receipt, snapshot = imported(tmp_path / "files", statement=STATEMENT, other_statement=own)
    assert receipt.quarantined == 0
    lines = snapshot.frame("statement_lines").sort("period_end", "amount")
    assert lines.select("line", "role", "sign", "period_start", "period_end", "amount", "scenario").rows() == [
        ("Machines", "revenue", 1, date(2026, 1, 1), date(2026, 1, 31), 100.0, "budget"),
        ("Rent", None, None, date(2026, 1, 5), date(2026, 2, 1), 7.0, "actual"),
        ("Gross margin", "subtotal", 1, date(2026, 1, 1), date(2026, 3, 31), 150.0, "actual"),
        ("Cost of goods", "cogs", -1, date(2026, 1, 1), date(2026, 3, 31), 210.0, "actual"),
        ("Machines", "revenue", 1, date(2026, 1, 1), date(2026, 3, 31), 360.0, "actual"),
    ]
    assert snapshot.frame("warnings").filter(pl.col("check") == "broken_subtotal").is_empty()


def test_an_order_names_its_deal_and_won_deals_no_longer_count_beside_orders(var: Path, tmp_path: Path) -> None:
    deals = "id,status,account,product,closed,amount\nD1,won,Oak & Co,Lathe,2026-01-10,999\n"
    orders = "id,deal,account,product,ordered_on,amount\n1,D1,Oak & Co,Lathe,2026-01-12,200\n"
    _receipt, before = imported(tmp_path / "files", deals=deals)
    assert measure(REVENUE, snapshot=before).revenue.item() == 999.0
    _receipt, after = imported(tmp_path / "files", orders=orders)
    assert measure(REVENUE, snapshot=after).revenue.item() == 200.0
    assert after.frame("orders_detail")["opportunity_id"].to_list() == ["simple:deals:D1"]
    assert after.frame("accounts")["first_bought_on"].to_list() == [date(2026, 1, 12)]


def test_each_file_is_known_by_its_name(var: Path, tmp_path: Path) -> None:
    best = propose_mappings(Path(write(tmp_path / "files", FILES))).proposals[0]
    assert (best.mapping, best.fits, best.missing, best.unused) == ("simple", True, {}, [])
    assert best.kinds == KINDS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (ORDERS, "orders"), (STOCK, "stock"), (RIVALS, "competitor_prices"), (SURVEY, "price_survey"),
        (STATEMENT, "statement"), ("id,status,product,list_price,owner\n1,won,Lathe,5,x\n", "deals"),
        ("id,changed,amount\n1,2026-01-01,5\n", "changes"),
    ],
)  # fmt: skip
def test_a_file_of_any_name_is_known_by_its_columns(var: Path, tmp_path: Path, text: str, kind: str) -> None:
    found = {p.mapping: p for p in propose_mappings(Path(write(tmp_path / "files", {"export": text}))).proposals}
    assert found["simple"].fits
    assert found["simple"].kinds == {"export.csv": kind}


@pytest.mark.parametrize("name", ["deals", "our deals 2026", "opportunities_by_product", "incoming_deals"])
def test_files_of_deals_stay_files_of_deals(var: Path, tmp_path: Path, name: str) -> None:
    text = "id,status,product,list_price,amount,owner\n1,won,Lathe,5,5,x\n"
    found = propose_mappings(Path(write(tmp_path / "files", {name: text}))).proposals[0]
    assert (found.mapping, found.kinds) == ("simple", {f"{name}.csv": "deals"})
