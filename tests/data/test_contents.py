from datetime import date
from typing import Any, NamedTuple

import polars as pl
import pytest

from data.assemble import OriginTables
from data.checks import findings
from data.contents import contents
from data.dimensions import DEAL_ROW
from data.schema import TABLES
from data.tables import Origin
from settings import Settings, settings
from tests.data.canonical import table

TODAY = date(2024, 6, 30)
WIDE = {"opportunities_detail", "orders_detail", "activities_detail", "stage_changes_detail", "deal_states",
        "target_days", "rep_events", "rep_events_detail", "rep_days", "quarantine", "warnings"}  # fmt: skip


def part(name: str, mapping: str = "maven", **tables: pl.DataFrame) -> tuple[Origin, OriginTables]:
    built = OriginTables(name, {table: frame.drop("origin") for table, frame in tables.items()})
    return Origin(name=name, mapping=mapping, source="files", enabled=True, options={}), built


class Made(NamedTuple):
    tables: dict[str, pl.DataFrame]
    manifest: dict[str, Any]
    checks: list[dict[str, Any]]


def made(*parts: tuple[Origin, OriginTables], **given: Any) -> Made:
    found = contents(list(parts), Settings(**{**settings().model_dump(), **given}), TODAY)
    return Made(dict(found.tables), found.manifest, found.checks)


@pytest.mark.usefixtures("var")
class TestWithoutSomeTables:
    """A snapshot has all its tables, whatever the origins bring."""

    @pytest.mark.parametrize(
        "tables",
        [
            {},
            {"reps": table("reps", {"rep_id": "r1", "rep": "Ann"})},
            {"orders": table("orders", {"order_id": "1", "ordered_on": date(2024, 5, 1), "amount": 5.0})},
            {"opportunities": table("opportunities", {"opportunity_id": "D", "status": "open"})},
        ],
        ids=["nothing", "only reps", "only orders", "only deals"],
    )
    def test_all_tables_are_there(self, tables: dict[str, pl.DataFrame]) -> None:
        snapshot = made(part("crm", **tables))
        assert set(snapshot.tables) == {*TABLES, *WIDE}
        assert all("origin" in snapshot.tables[name].columns for name in (*TABLES, "target_days", "warnings"))
        heights = {name: frame.height for name, frame in snapshot.tables.items() if frame.height}
        made_of_deals = ["deal_states"] if "opportunities" in tables else []
        assert {name for name in heights if not name.endswith("_detail")} == {*tables, *made_of_deals}

    def test_nothing_has_no_last_day(self) -> None:
        assert made().manifest["as_of"] == {}
        assert set(made().tables) == {*TABLES, *WIDE}
        assert made(part("people", reps=table("reps", {"rep_id": "r1", "rep": "Ann"}))).manifest["as_of"] == {
            "people": {}
        }


@pytest.mark.usefixtures("var")
def test_origins_are_united_row_by_row_under_their_names() -> None:
    deals = table("opportunities", {"opportunity_id": "D", "status": "won", "amount": 2.0})
    snapshot = made(part("a", opportunities=deals), part("b", opportunities=deals.with_columns(colour=pl.lit("red"))))
    assert snapshot.tables["opportunities"]["origin"].to_list() == ["a", "b"]
    assert [name for name in snapshot.tables["opportunities"].columns if name.startswith("_")] == []


@pytest.mark.usefixtures("var")
def test_an_entry_numbered_within_its_origin_is_of_that_deal_among_all() -> None:
    day = date(2024, 5, 1)
    deals = [table("opportunities", *({"opportunity_id": name, "status": "open"} for name in names)) for names in
             (("a0", "a1"), ("b0", "b1", "b2"))]  # fmt: skip
    entries = table("stage_changes", *({"opportunity_id": name, "stage": "Demo", "changed_on": day} for name in
                                       ("b2", "b0", None)))  # fmt: skip
    numbered = entries.with_columns(pl.Series(DEAL_ROW, [2, 0, None], dtype=pl.Int32))
    snapshot = made(part("a", opportunities=deals[0]), part("b", opportunities=deals[1], stage_changes=numbered))
    assert snapshot.tables["stage_changes"]["opportunity_row"].to_list() == [4, 2, None]
    assert DEAL_ROW not in snapshot.tables["stage_changes_detail"].columns


@pytest.mark.usefixtures("var")
def test_the_last_day_with_facts_is_at_most_today_and_never_a_plan() -> None:
    deals = table(
        "opportunities",
        {
            "opportunity_id": "1",
            "status": "open",
            "created_on": date(2024, 3, 1),
            "expected_close_on": date(2024, 6, 1),
        },
        {"opportunity_id": "2", "status": "won", "created_on": date(2024, 2, 1), "closed_on": date(2024, 4, 2)},
        {"opportunity_id": "3", "status": "won", "closed_on": date(2024, 7, 1)},
    )
    lines = table(
        "statement_lines",
        {"line": "Revenue", "period_end": date(2024, 3, 31), "scenario": "actual", "amount": 1.0},
        {"line": "Revenue", "period_end": date(2024, 6, 30), "scenario": "budget", "amount": 1.0},
    )
    rates = table("fx_rates", {"currency": "USD", "on": TODAY, "rate_to_reporting": 0.9})
    snapshot = made(part("crm", opportunities=deals, statement_lines=lines, fx_rates=rates))
    assert snapshot.manifest["as_of"] == {"crm": {"opportunities": "2024-04-02", "statement_lines": "2024-03-31"}}


@pytest.mark.usefixtures("var")
def test_the_manifest_says_what_counts_as_revenue_and_which_dates_deviate() -> None:
    orders = table("orders", {"order_id": "1", "ordered_on": date(2024, 5, 1), "amount": 5.0, "currency": "USD"})
    deals = table("opportunities", {"opportunity_id": "D", "status": "won", "amount": 1.0, "currency": "USD"})
    manifest = made(part("crm", opportunities=deals), part("sw", "swile", orders=orders, opportunities=deals)).manifest
    assert manifest["money"] == {"crm": "opportunities", "sw": "orders"}
    assert manifest["sale_lines"] == ["orders", "opportunities"]
    assert manifest["date_notes"] == {"sw": "Swile: wins and losses by attribution date."}
    assert (manifest["currency"], manifest["made_on"]) == ("USD", "2024-06-30")
    assert manifest["origins"]["sw"]["mapping"] == "swile"


@pytest.mark.usefixtures("var")
def test_the_manifest_names_the_tables_with_sales_so_that_no_other_is_read_for_them() -> None:
    orders = table("orders", {"order_id": "1", "ordered_on": date(2024, 5, 1), "amount": 5.0})
    won, lost = (table("opportunities", {"opportunity_id": "D", "status": status}) for status in ("won", "lost"))
    named = {
        "orders before deals": part("a", orders=orders, opportunities=won),
        "deals": part("a", orders=orders.clear(), opportunities=won),
        "nothing sold": part("a", opportunities=lost),
        "nothing": part("a"),
    }
    found = {name: made(which).manifest["sale_lines"] for name, which in named.items()}
    deals = ["opportunities"]
    assert found == {"orders before deals": ["orders"], "deals": deals, "nothing sold": deals, "nothing": deals}


@pytest.mark.usefixtures("var")
def test_an_account_first_bought_by_an_order_where_its_origin_has_orders_else_by_a_won_deal() -> None:
    orders = table(
        "orders", {"order_id": "1", "account_id": "a1", "ordered_on": date(2024, 5, 1), "amount": 5.0}, origin="sw"
    )
    by_deal = {"status": "won", "closed_on": date(2024, 2, 1), "amount": 1.0}
    deals = {
        origin: table("opportunities", {"opportunity_id": f"{origin}D", "account_id": account, **by_deal})
        for origin, account in (("sw", "a1"), ("crm", "a2"))
    }
    accounts = {name: table("accounts", {"account_id": name, "account": name}) for name in ("a1", "a2", "a3")}
    snapshot = made(
        part("sw", orders=orders, opportunities=deals["sw"], accounts=pl.concat([accounts["a1"], accounts["a3"]])),
        part("crm", opportunities=deals["crm"], accounts=accounts["a2"]),
    )
    found = dict(snapshot.tables["accounts"].select("account", "first_bought_on").rows())
    assert found == {"a1": date(2024, 5, 1), "a2": date(2024, 2, 1), "a3": None}
    assert snapshot.tables["opportunities"].select("origin", "is_sale").rows() == [("sw", False), ("crm", True)]


@pytest.mark.usefixtures("var")
def test_findings_are_listed_by_severity_and_counted_per_check() -> None:
    origin, built = part(
        "crm",
        orders=table(
            "orders",
            {"_record": "1", "_kind": "sales", "order_id": "1", "amount": 5.0, "currency": "EUR"},
            {"_record": "2", "_kind": "sales", "order_id": "2", "amount": 5.0, "currency": "CHF"},
        ),
    )
    bad = pl.DataFrame({"_record": ["3"], "_kind": ["sales"]})
    built.findings = findings(bad, pl.lit(True), "unparsable_date", "orders", "ordered_on", pl.lit("31/02/2024"))
    built.checked["orders", "unparsable_date"] = 3
    built.checked["orders", "double_id"] = 2
    snapshot = made((origin, built))
    assert snapshot.tables["quarantine"].select("origin", "kind", "external_id", "check").rows() == [
        ("crm", "sales", "3", "unparsable_date")
    ]
    assert snapshot.tables["warnings"].select("origin", "external_id", "check", "value").rows() == [
        ("crm", "2", "missing_rate", "CHF")
    ]
    assert {(c["check"], c["severity"], c["checked"], c["failed"]) for c in snapshot.checks} == {
        ("unparsable_date", "error", 3, 1), ("double_id", "error", 2, 0), ("missing_rate", "warning", 1, 1),
    }  # fmt: skip
