"""Imports end to end: what is received is stored once, checked, published and accounted for."""

from datetime import date

import pytest
from sqlalchemy import func, select

from data.database import database
from data.engine import current
from data.importing import import_path
from data.origins import add_origin, enable, get_origin
from data.record_log import live_ids
from data.rehearsal import dry_run
from data.tables import CheckResult, RecordLog
from errors import BadInput, UnknownName, UnreadableFile
from tests.data.shop import CUSTOMERS, DEALS, FILES, MAPPING, STAFF, Shop, adds_up, write
from tests.state import state


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shop_on_both(request, tmp_path):
    where = {"DATABASE_URL": request.getfixturevalue("postgresql_url")} if request.param == "postgresql" else {}
    with state(tmp_path / "var", **where) as var:
        yield Shop(var)


@pytest.fixture
def shop(var):
    return Shop(var)


def quiet(_share, _message):
    """Progress that nobody watches."""


def versions(kind=None):
    query = select(func.count()).select_from(RecordLog)
    with database().connect() as connection:
        return connection.scalar(query.where(RecordLog.kind == kind) if kind else query)


def published(table, *columns):
    return current().frame(table).select(columns).rows()


def quarantined():
    return published("quarantine", "external_id", "column", "check", "value")


def warned():
    return published("warnings", "external_id", "column", "check", "value")


def counts(receipt):
    return (receipt.received, receipt.new, receipt.changed, receipt.unchanged, receipt.quarantined, receipt.deleted)


def test_the_life_of_a_record(shop_on_both):
    shop = shop_on_both
    first = shop.deliver(**FILES)
    assert counts(first) == (7, 7, 0, 0, 0, 0)
    assert first.tables["opportunities"]["rows"] == 3
    assert published("opportunities", "account", "rep", "stage", "amount") == [
        ("Acme", "Ann", "Won", 100.0), ("Acme", "Ann", "Lost", 0.0), ("Bolt", "Bob", "Open", None),
    ]  # fmt: skip

    again = shop.deliver(**FILES)
    assert counts(again) == (7, 0, 0, 7, 0, 0)
    assert again.snapshot == first.snapshot
    assert versions() == 7

    dearer = shop.deliver(deals=DEALS.replace(",100", ",120"))
    assert counts(dearer) == (3, 0, 1, 2, 0, 0)
    assert dearer.snapshot != first.snapshot
    assert set(published("opportunities", "amount")) == {(120.0,), (0.0,), (None,)}

    back = shop.deliver(deals=DEALS)
    assert counts(back) == (3, 0, 1, 2, 0, 0)
    assert versions("deals") == 3 + 2  # 100, 120 and 100 again are three versions of one deal


def test_an_absent_row_is_deleted_in_a_full_delivery_only(shop_on_both):
    shop = shop_on_both
    shop.deliver(**FILES)
    one_of_each = {"customers": "customer,name,sector\nC1,Acme,retail\n", "staff": "staff_no,name\nS1,Ann\n"}
    rehearsed = shop.rehearse(**one_of_each)
    assert (rehearsed.deleted, rehearsed.tables["reps"]["rows"], rehearsed.tables["accounts"]["rows"]) == (1, 1, 2)
    assert versions() == 7

    receipt = shop.deliver(**one_of_each)
    assert counts(receipt) == (2, 0, 0, 2, 0, 1)
    assert live_ids("shop", "staff") == {"S1"}
    assert live_ids("shop", "customers") == {"C1", "C2"}
    assert published("reps", "rep") == [("Ann",)]
    assert ("3", "rep_id", "missing_reference", "S2") in warned()

    returned = shop.deliver(staff=STAFF)
    assert counts(returned) == (2, 0, 1, 1, 0, 0)
    assert warned() == []


def test_a_dry_run_stores_nothing_and_tells_what_the_import_then_tells(shop):
    shop.deliver(**FILES)
    snapshot, stored = current().id, versions()
    files = {
        "deals": DEALS.replace(",100", ",x") + "4,C9,S1,Won,2024-01-01,2024-01-02,5\n5,C2,S1,Open,2024-01-01,,7\n",
        "customers": "customer,name,sector\nC3,Coil,retial\n",
    }
    rehearsed = shop.rehearse(**files)
    assert (current().id, versions()) == (snapshot, stored)
    assert rehearsed.dry_run
    assert rehearsed.snapshot is None
    real = shop.deliver(**files)
    assert counts(rehearsed) == counts(real) == (6, 3, 0, 2, 1, 0)
    assert (rehearsed.kinds, rehearsed.repairs, rehearsed.tables) == (
        real.kinds, real.repairs, {name: real.tables[name] for name in rehearsed.tables},
    )  # fmt: skip
    assert sorted(rehearsed.checks, key=str) == sorted(real.checks, key=str)


def test_a_dry_run_into_nothing_is_possible(shop):
    assert counts(shop.rehearse(**FILES)) == (7, 7, 0, 0, 0, 0)
    assert versions() == 0


DIRTY = """deal,customer,seller,state,opened,closed,amount
ok,C1,S1,Won,2024-01-01,2024-01-02,100
ok,C1,S1,Won,2024-01-01,2024-01-02,200
day,C1,S1,Won,2024-01-01,31/02/2024,100
order,C1,S1,Won,2024-01-02,2024-01-01,100
nan,C1,S1,Won,2024-01-01,2024-01-02,NaN
huge,C1,S1,Won,2024-01-01,2024-01-02,1e309
state,C1,S1,Wonn,2024-01-01,2024-01-02,100
,C1,S1,Won,2024-01-01,2024-01-02,100
all,C1,S1,,2024-13-01,x,y
"""


def test_bad_rows_are_quarantined_with_all_their_reasons_and_the_others_kept(shop):
    receipt = shop.deliver(customers=CUSTOMERS, staff=STAFF, deals=DIRTY)
    assert counts(receipt) == (13, 5, 0, 0, 8, 0)
    nameless = next(name for name, column, check, _v in quarantined() if check == "missing_required" and name != "all")
    assert sorted(quarantined(), key=str) == sorted(
        [
            ("ok#2", "opportunity_id", "double_id", "ok"),
            ("day", "closed_on", "unparsable_date", "31/02/2024"),
            ("order", "closed_on", "dates_reversed", "created_on (2024-01-01 < 2024-01-02)"),
            ("nan", "amount", "impossible_number", "NaN"),
            ("huge", "amount", "impossible_number", "1e309"),
            ("state", "status", "unknown_choice", "Wonn"),
            (nameless, "opportunity_id", "missing_required", None),
            ("all", "status", "missing_required", None),
            ("all", "created_on", "unparsable_date", "2024-13-01"),
            ("all", "closed_on", "unparsable_date", "x"),
            ("all", "amount", "not_a_number", "y"),
        ],
        key=str,
    )
    assert published("opportunities", "amount") == [(100.0,)]
    assert shop.deliver(customers=CUSTOMERS, staff=STAFF, deals=DIRTY).quarantined == 8


def test_a_mended_row_leaves_quarantine(shop):
    shop.deliver(customers=CUSTOMERS, staff=STAFF, deals=DIRTY)
    receipt = shop.deliver(deals=DIRTY.replace("31/02/2024", "29/02/2024").replace("NaN", '"1,000"'))
    assert (receipt.changed, receipt.quarantined) == (2, 6)
    assert sorted(published("opportunities", "amount")) == [(100.0,), (100.0,), (1000.0,)]


def test_a_missing_reference_is_warned_of_and_found_when_its_row_arrives(shop):
    receipt = shop.deliver(staff=STAFF, deals=DEALS)
    assert (receipt.quarantined, receipt.accepted) == (0, 5)
    (check,) = receipt.checks
    assert (check["check"], check["rows"]) == ("missing_reference", 3)
    assert set(published("opportunities", "account")) == {(None,)}
    shop.deliver(customers=CUSTOMERS)
    assert published("opportunities", "account") == [("Acme",), ("Acme",), ("Bolt",)]
    assert warned() == []


def test_an_extra_nought_is_flagged_and_kept(shop):
    usual = "".join(f"u{n},C1,S1,Won,2024-01-01,2024-01-02,100\n" for n in range(5))
    header = DEALS.partition("\n")[0] + "\n"
    receipt = shop.deliver(
        customers=CUSTOMERS, staff=STAFF, deals=f"{header}{usual}ten,C1,S1,Won,2024-01-01,2024-01-02,1000\n"
    )
    assert warned() == [("ten", "amount", "implausible_amount", "1000.0")]
    assert (receipt.quarantined, receipt.tables["opportunities"]["rows"]) == (0, 6)


def test_repairs_and_new_categories_are_counted(shop):
    receipt = shop.deliver(customers="customer,name,sector\nC1,Acme,retial\nC2,Bolt,retial\nC3,Coil,mining\n")
    assert receipt.repairs == {"sector: retial -> retail": 2}
    assert warned() == [("C3", "sector", "unknown_category", "mining")]
    assert [row[0] for row in published("accounts", "sector")] == ["retail", "retail", "mining"]


def test_every_check_stores_its_result(shop):
    shop.deliver(customers=CUSTOMERS, staff=STAFF, deals=DIRTY)
    columns = select(CheckResult.table, CheckResult.check, CheckResult.checked, CheckResult.failed)
    with database().connect() as connection:
        results = {(table, check): (n, failed) for table, check, n, failed in connection.execute(columns)}
    assert results["opportunities", "double_id"] == (9, 1)
    assert results["opportunities", "dates_reversed"] == (9, 1)
    assert results["opportunities", "missing_reference"] == (3, 0)  # an account, a rep and a product
    assert results["accounts", "unknown_category"] == (2, 0)
    assert {"unparsable_date", "missing_required", "implausible_amount"} <= {c for t, c in results if t != "accounts"}


def test_what_is_never_stored_is_nowhere(shop):
    shop.deliver(customers="customer,name,sector,password\nC1,Acme,retail,hunter2\n", staff=STAFF, deals=DEALS)
    with database().connect() as connection:
        payloads = list(connection.scalars(select(RecordLog.payload).where(RecordLog.kind == "customers")))
    assert payloads == ['{"customer":"C1","name":"Acme","sector":"retail"}']
    files = [path for path in shop.var.rglob("*") if path.is_file()]
    assert len(files) > 10
    assert [path for path in files if b"hunter2" in path.read_bytes()] == []


def test_a_changed_secret_is_no_change(shop):
    header = "customer,name,sector,password\n"
    shop.deliver(customers=f"{header}C1,Acme,retail,hunter2\n")
    assert shop.deliver(customers=f"{header}C1,Acme,retail,hunter3\n").unchanged == 1


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_loaded(shop):
    shop.deliver(**FILES)
    receipt = shop.deliver(staff="staff_no,name\nS1,Ann\n", deals='deal,customer\n"1,C1\n')
    assert receipt.kinds["staff"]["received"] == 1
    (problem,) = receipt.problems
    assert problem.startswith("deals.csv, line 2: ")
    assert receipt.deleted == 0  # a delivery that was not read to its end marks nothing as deleted
    assert live_ids("shop", "staff") == {"S1", "S2"}


def test_nothing_readable_is_an_error_that_names_the_reason(shop):
    with pytest.raises(UnreadableFile, match=r"these columns are missing: .*amount"):
        shop.deliver(deals="deal,customer\n1,C1\n")
    assert versions() == 0


def test_the_wrong_mapping_is_an_error_that_says_what_it_expects(shop):
    path = write(shop.folder, FILES)
    with pytest.raises(BadInput) as caught:
        import_path(path, "superstore", tell=quiet)
    assert "superstore" in caught.value.hint
    with pytest.raises(UnknownName, match=r"no mapping 'shopp'\. Did you mean 'shop'"):
        import_path(path, "shopp", tell=quiet)


def test_an_unknown_column_is_kept_in_the_log(shop):
    shop.deliver(staff="staff_no,name,shoe size\nS1,Ann,39\n")
    with database().connect() as connection:
        assert connection.scalar(select(RecordLog.payload)) == '{"name":"Ann","shoe size":"39","staff_no":"S1"}'


def test_one_layout_may_come_from_two_origins(shop):
    shop.deliver(**FILES)
    shop.deliver("shop-fr", **FILES)
    assert sorted(set(published("opportunities", "origin", "account_key"))) == [
        ("shop", "shop:customers:C1"), ("shop", "shop:customers:C2"),
        ("shop-fr", "shop-fr:customers:C1"), ("shop-fr", "shop-fr:customers:C2"),
    ]  # fmt: skip


def test_an_origin_keeps_its_mapping(shop):
    shop.deliver(**FILES)
    (shop.var / "mappings/other.toml").write_text(MAPPING)
    path = write(shop.folder, FILES)
    for run in (lambda: import_path(path, "other", "shop", tell=quiet),
                lambda: dry_run(path, "other", "shop")):  # fmt: skip
        with pytest.raises(BadInput, match="Origin 'shop' uses the mapping shop, not other"):
            run()


def test_what_arrives_for_a_disabled_origin_is_stored_and_counted_but_not_shown(shop):
    shop.deliver("shop-fr", **FILES)
    shop.deliver(**FILES)
    enable("shop", False)
    receipt = shop.deliver(deals=DIRTY)
    assert (receipt.received, receipt.quarantined) == (9, 8)
    assert any("disabled" in note for note in receipt.notes)
    assert set(published("opportunities", "origin")) == {("shop-fr",)}


def test_a_first_import_into_a_disabled_origin_gives_a_receipt_although_nothing_is_published(shop):
    add_origin("shop", "shop", enabled=False)
    receipt = shop.deliver(customers=CUSTOMERS, staff=STAFF, deals=DIRTY)
    assert (receipt.snapshot, receipt.received, receipt.quarantined) == (None, 13, 8)
    assert any("nothing to publish" in note for note in receipt.notes)
    assert versions("deals") == 9


def test_a_changed_mapping_is_applied_to_what_was_received_before(shop):
    shop.deliver(customers="customer,name,sector\nC1,Acme,mining\n")
    shop.use(MAPPING.replace('retial = "retail"', 'mining = "finance"'))
    receipt = shop.deliver(customers="customer,name,sector\nC1,Acme,mining\n")
    assert (receipt.unchanged, receipt.repairs) == (1, {"sector: mining -> finance": 1})
    assert published("accounts", "sector") == [("finance",)]


CALLS = """
title = "Calls"
[kinds.calls]
files = ["calls*"]
fields = ["call", "at"]
key = ["call"]
[[tables.activities]]
from = "calls"
activity_id = "call"
activity_type = { const = "call" }
started_at = "at"
"""


def test_the_companys_zone_moves_days_although_nothing_is_received(tmp_path):
    days = []
    for zone in ("UTC", "Asia/Tokyo"):
        with state(tmp_path / "var", FAIRLEAD_COMPANY__TIMEZONE=zone) as var:
            Shop(var, CALLS).deliver(calls="call,at\n1,2024-03-01T20:00:00Z\n")
            days += [row[0].isoformat() for row in published("activities", "started_on")]
    assert days == ["2024-03-01", "2024-03-02"]


def test_a_log_started_anew_in_the_same_folder_is_read_anew(tmp_path):
    for name in ("Acme", "Bolt"):
        with state(tmp_path / "var", DATABASE_URL=f"sqlite:///{tmp_path / name}.db") as var:
            Shop(var).deliver(customers=f"customer,name,sector\nC1,{name},retail\n")
            assert published("accounts", "account") == [(name,)]


def test_the_first_real_import_turns_the_demo_off_and_says_so(shop):
    demo = write(shop.folder, {"reps": DEMO_REPS})
    import_path(demo, "demo", tell=quiet)
    assert get_origin("demo").enabled
    receipt = shop.deliver(**FILES)
    assert any("origins enable demo" in note for note in receipt.notes)
    assert not get_origin("demo").enabled
    assert set(published("reps", "origin")) == {("shop",)}


DEMO_REPS = (
    "rep_id,rep,email,team,region,office,manager,started_on,active\n"
    "R1,Ann,ann@example.com,North,North,Oslo,Mia,2020-01-01,true\n"
)


def test_a_disabled_origins_import_leaves_the_demo_on(shop):
    shop.deliver(**FILES)
    enable("shop", False)
    import_path(write(shop.folder, {"reps": DEMO_REPS}), "demo", tell=quiet)
    shop.deliver(**FILES)
    assert get_origin("demo").enabled


SWILE = {
    "users": "employeeId;firstName;lastName;startDate;birthDate;localization\n"
    "E1;Ann;Ash;01/02/2019;01/01/1990;Paris\nE2;Bob;Birch;15/06/2020;02/02/1985;Lyon\n",
    "opportunities": "id;status;accountId;employeeId;attributionDate\n"
    "O1;signed;A1;E1;05/03/2021\nO2;lost;A1;E1;06/03/2021\nO3;signed;A2;E2;30/04/2021\n"
    "O4;under negotiation;A2;E2;01/05/2021\nO5;under negociation;A3;E2;02/05/2021\n"
    "O6;never touched;A3;E1;03/05/2021\nO7;never touched;A3;E9;31/02/2021\n",
    "accounts_with_bookings": "month;accountId;grossBookings\n01/03/2021;A1;1250.50\n01/04/2021;A2;99\n",
}


def test_swiles_deals_count_on_the_day_they_were_attributed(shop):
    receipt = adds_up(import_path(write(shop.folder, SWILE), "swile", tell=quiet))
    assert counts(receipt) == (11, 10, 0, 0, 1, 0)
    assert receipt.repairs == {"status: under negociation -> under negotiation": 1}
    assert quarantined() == [("O7", "attributed_on", "unparsable_date", "31/02/2021")]
    deals = published("opportunities", "status", "stage", "rep", "decided_on", "closed_on", "cycle_days")
    march, april = date(2021, 3, 5), date(2021, 4, 30)
    assert deals == [
        ("won", "Signed", "Ann Ash", march, None, None),
        ("lost", "Lost", "Ann Ash", date(2021, 3, 6), None, None),
        ("won", "Signed", "Bob Birch", april, None, None),
        ("open", "Under negotiation", "Bob Birch", None, None, None),
        ("open", "Under negotiation", "Bob Birch", None, None, None),
        ("untouched", "Never touched", "Ann Ash", None, None, None),
    ]
    assert current().date_notes == {"swile": "Swile: wins and losses by attribution date."}
    assert published("orders", "account", "ordered_on", "amount") == [
        ("A1", date(2021, 3, 1), 1250.5), ("A2", date(2021, 4, 1), 99.0),
    ]  # fmt: skip


ORDERS = """\
Row ID,Order Date,Customer ID,Customer Name,Segment,Country,City,State,Region,Ship Mode,Product ID,Category,\
Sub-Category,Product Name,Sales,Quantity,Discount
1,11/8/2016,CG-1,Clara,Consumer,USA,Henderson,Kentucky,South,Second Class,P-1,Furniture,Chairs,Chair,261.96,2,0
2,6/12/2017,CG-1,Clara,Consumer,USA,Lyon,Kentucky,South,Second Class,P-2,Furniture,Chairs,Sofa,731.94,3,0.2
3,1/2/2017,DV-2,Dan,Corporate,USA,Reno,Nevada,West,First Class,P-1,Furniture,Chairs,Chair,130.98,1,0
"""


def test_order_lines_give_their_customers_once_with_the_newest_city(shop):
    receipt = adds_up(import_path(write(shop.folder, {"superstore": ORDERS}), "superstore", tell=quiet))
    assert receipt.tables["accounts"] == {"produced": 3, "rows": 2, "merged": 1, "conflicts": 1}
    assert receipt.tables["products"] == {"produced": 3, "rows": 2, "merged": 1, "conflicts": 0}
    assert dict(published("accounts", "account", "city")) == {"Clara": "Lyon", "Dan": "Reno"}
    assert warned() == [("2", "account_id", "merge_conflict", "Clara")]
    assert published("orders", "account", "product", "sub_category", "amount") == [
        ("Clara", "Chair", "Chairs", 261.96), ("Clara", "Sofa", "Chairs", 731.94), ("Dan", "Chair", "Chairs", 130.98),
    ]  # fmt: skip


STATEMENT = """,2020_q1,2020_q2
car_sales_revenues,100,110
rental_revenues,20,20
financing_revenues,5,5
total_revenue,125,136
"""


def test_a_statement_whose_parts_do_not_add_up_is_told(shop):
    import_path(write(shop.folder, {"financials": STATEMENT}), "revops", tell=quiet)
    assert warned() == [("total_revenue", "amount", "broken_subtotal", "total_revenue 2020-04-01: 136.0 ≠ 135.0")]
    assert len(published("statement_lines", "line")) == 8


def test_an_import_and_a_dry_run_tell_how_much_is_done_without_going_back(shop):
    path = write(shop.folder, FILES)
    for run in (dry_run, import_path):
        told = []
        run(path, "shop", tell=lambda share, message, told=told: told.append((share, message)))
        shares = [share for share, _message in told]
        assert shares == sorted(shares)
        assert shares[0] == 0
        assert 0.9 <= shares[-1] <= 1
        assert all(message for _share, message in told)
        assert "Checking deals of shop: 0 of 3 rows" in [message for _share, message in told]


def test_a_dry_run_says_that_the_import_will_turn_the_demo_off(shop, tmp_path):
    add_origin("demo", "shop")
    assert shop.rehearse(**FILES).notes == ["The import turns the demo company off."]
    shop.deliver(**FILES)
    assert shop.rehearse(**FILES).notes == []
