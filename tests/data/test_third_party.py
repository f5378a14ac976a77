"""Real data of others gives the figures that are known of it."""

from datetime import date

import pytest

from data.engine import current, sql
from data.importing import import_path
from tests.data.shop import adds_up
from tests.state import state


@pytest.fixture(scope="module")
def receipts(test_data, tmp_path_factory):
    """The receipts of four imports into one empty Fairlead, which stays open for the module."""
    with state(tmp_path_factory.mktemp("third-party") / "var"):
        folders = {"maven": "maven_crm", "revops": "revops_seed", "swile": "swile", "superstore": "superstore"}
        yield {
            name: adds_up(import_path(str(test_data / folder), name, tell=lambda _share, _message: None))
            for name, folder in folders.items()
        }


def one(query):
    return sql(query).row(0)


def counts(receipt):
    return (receipt.received, receipt.new, receipt.changed, receipt.unchanged, receipt.quarantined)


def test_maven_is_received_without_a_loss(receipts):
    assert counts(receipts["maven"]) == (8927, 8927, 0, 0, 0)
    assert receipts["maven"].repairs == {
        "product: GTXPro -> GTX Pro": 1480,
        "sector: technolgy -> technology": 12,
        "office_location: Philipines -> Philippines": 1,
    }


def test_mavens_deals_are_as_many_and_bring_as_much_as_known(receipts):
    stages = dict(sql("select stage, count(*) from opportunities where origin = 'maven' group by stage").rows())
    assert stages == {"Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500}
    won, rate = one(
        "select sum(case when is_won then amount else 0 end), avg(case when is_won then 1.0 else 0.0 end)"
        " from opportunities where origin = 'maven' and is_decided"
    )
    assert won == 10_005_534
    assert rate == pytest.approx(0.6315, abs=5e-5)


def test_mavens_products_include_the_misspelt_ones(receipts):
    missing, pro = one(
        "select sum(case when product is null then 1 else 0 end), sum(case when product = 'GTX Pro' then 1 else 0 end)"
        " from opportunities where origin = 'maven'"
    )
    assert (missing, pro) == (0, 1480)


def test_mavens_cycles_and_pipeline_are_as_known(receipts):
    frame = current().frame("opportunities")
    maven = frame.filter(frame["origin"] == "maven")
    won, lost = maven.filter("is_won")["cycle_days"], maven.filter("is_lost")["cycle_days"]
    assert (won.median(), lost.median()) == (57, 14)
    assert (round(won.mean(), 2), round(lost.mean(), 2)) == (51.78, 41.48)
    assert maven.filter("is_open")["value"].sum() == 4_966_215
    decided = maven.filter("is_decided")
    share = decided.filter("is_won")["value"].sum() / decided["value"].sum()
    assert share == pytest.approx(0.6272, abs=5e-5)


def test_mavens_wins_fall_into_their_months(receipts):
    months = sql(
        "select decided_on_month, count(*) as n from opportunities where origin = 'maven' and is_won"
        " group by decided_on_month order by decided_on_month"
    )
    assert months["decided_on_month"].to_list() == [date(2017, m, 1) for m in range(3, 13)]
    assert months["n"].to_list() == [531, 285, 438, 531, 308, 446, 503, 279, 406, 511]


def test_the_car_dealers_reversed_dates_are_in_quarantine(receipts):
    receipt = receipts["revops"]
    assert counts(receipt) == (4426 + 4987 + 5000 + 12, 14383, 0, 0, 42)
    assert receipt.kinds["purchases"] == {
        "received": 4426, "new": 4384, "changed": 0, "unchanged": 0, "quarantined": 42,
    }  # fmt: skip
    (check,) = receipt.checks
    assert (check["check"], check["rows"]) == ("dates_reversed", 42)


def test_both_date_formats_of_the_car_dealer_parse(receipts):
    decided, first, last = one(
        "select count(closed_on), min(closed_on), max(closed_on) from opportunities where origin = 'revops' and is_won"
    )
    assert decided == 4000 + 426 - 42
    assert date(2018, 1, 1) <= first < last < date(2025, 1, 1)


def test_the_car_dealers_extra_fields_are_dimensions(receipts):
    assert current().dimensions.items() >= {"model_year": "Model year", "financing": "Financing"}.items()
    frame = current().frame("opportunities")
    cars = frame.filter(frame["origin"] == "revops")
    assert cars.filter("is_won")["colour"].null_count() == 0
    assert set(cars["financing"].unique()) == {"yes", "no"}
    assert all(year.isdigit() for year in cars["model_year"].unique().drop_nulls())


def test_the_car_dealers_statement_adds_up(receipts):
    assert receipts["revops"].tables["statement_lines"]["rows"] == 252
    assert "broken_subtotal" not in {check["check"] for check in receipts["revops"].checks}


def test_swiles_users_are_its_reps(receipts):
    assert counts(receipts["swile"]) == (60, 60, 0, 0, 0)
    assert receipts["swile"].tables["reps"] == {"produced": 60, "rows": 60, "merged": 0, "conflicts": 0}


def test_superstores_lines_give_793_accounts(receipts):
    receipt = receipts["superstore"]
    assert counts(receipt) == (9994, 9994, 0, 0, 0)
    assert (receipt.tables["accounts"]["rows"], receipt.tables["accounts"]["merged"]) == (793, 9994 - 793)
    assert receipt.tables["orders"]["rows"] == 9994
    sales = one("select sum(amount) from orders where origin = 'superstore'")[0]
    assert sales == pytest.approx(2_297_200.86, abs=0.01)
    sold, cost, left = one(
        "select count(*), sum(cost), sum(margin) from sale_lines where origin = 'superstore' and cost is not null"
    )
    assert (sold, left) == (9994, pytest.approx(286_397.02, abs=0.01))
    assert cost == pytest.approx(2_297_200.86 - 286_397.02, abs=0.01)


def test_another_import_of_the_same_changes_nothing(receipts, test_data):
    before = current().id
    again = adds_up(import_path(str(test_data / "swile"), "swile", tell=lambda _share, _message: None))
    assert (again.unchanged, again.snapshot) == (60, before)
