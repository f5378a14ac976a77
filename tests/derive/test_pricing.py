"""Price responses derived from a snapshot, and as they are read."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from auth.scope import Scope
from derive.price_views import PriceViews, find_price_views, find_what_if
from derive.pricing import derive_pricing
from derive.pricing_deals import pricing_deals
from errors import BadFilter, UnknownName
from tests.derive.priced import SIZES, deals, derive, publish
from tests.metrics.frames import day

ALL = Scope.all()


@pytest.fixture
def views(var: Path) -> PriceViews:
    snapshot = publish()
    derive(snapshot)
    found = find_price_views(ALL, snapshot)
    assert found is not None
    return found


def test_deals_of_the_last_24_months_count(var: Path) -> None:
    found = pricing_deals(publish())
    assert (found.since, found.until) == (date(2021, 12, 16), date(2023, 12, 15))
    assert found.counts["decided"].sum() == sum(SIZES.values()) - 1
    assert found.cells["n"].sum() == sum(SIZES.values()) - 1


def test_deals_of_one_category_sector_and_price_are_one_row_that_sums_them_up(var: Path) -> None:
    cells = pricing_deals(publish()).cells
    row = cells.filter(pl.col("n") > 5).row(0, named=True)
    assert row["reference"] == row["costed"] == 100 * row["n"]
    assert row["cost"] == 60 * row["n"]
    assert row["won_amount"] == pytest.approx(100 * row["relative"] * row["won"])
    assert row["won_margin"] == pytest.approx((100 * row["relative"] - 60) * row["won"])


def test_each_category_has_the_curve_that_was_planted_or_the_reason_why_it_has_none(views: PriceViews) -> None:
    assert views.categories == ["Steep", "Flat", "Small"]
    steep = views.of("Steep")
    assert steep.row["slope_low"] < -12 < steep.row["slope_high"]
    assert steep.row["wtp_low"] < steep.row["wtp"] < steep.row["wtp_high"]
    assert steep.row["unit_cost"] == pytest.approx(0.6)
    assert len(steep.curve) == 41
    assert [view.refusal and view.refusal.code for view in views.views] == [
        None, None, "slope_not_negative", "too_few_deals",
    ]  # fmt: skip
    assert views.of("Flat").curve.empty
    assert (views.segment, views.dated) == ("sector", None)


def test_a_category_unlike_the_whole_is_named(views: PriceViews) -> None:
    assert views.unlike == ["Steep"]
    with pytest.raises(UnknownName):
        views.of("Nothing")


def test_groups_of_deals_stand_beside_the_curve(views: PriceViews) -> None:
    bins = views.of("Steep").bins
    assert bins["n"].sum() == SIZES["Steep"] - 1
    assert bins["relative_price"].is_monotonic_increasing
    assert bins["rate"].iloc[0] > bins["rate"].iloc[-1]
    assert ((bins["low"] < bins["rate"]) & (bins["rate"] < bins["high"])).all()


def test_lost_deals_without_a_price_are_said_to_carry_none(var: Path) -> None:
    snapshot = publish(lost_prices=False)
    derive(snapshot)
    views = find_price_views(ALL, snapshot)
    assert views is not None
    refusal = views.of("Steep").refusal
    assert refusal is not None
    assert refusal.code == "no_lost_prices"
    assert refusal.message.startswith("Lost deals carry no price: only 0 of ")


def test_without_a_list_price_rivals_median_for_the_product_is_the_reference(var: Path) -> None:
    without = deals().with_columns(pl.lit(None, pl.Float64).alias("list_amount"))
    quotes = pl.DataFrame({"product": ["STEEP", "steep", "Steep"], "category": ["x"] * 3, "tier": [None] * 3,
                           "price": [90.0, 100.0, 130.0], "observed_on": [day("2023-01-01")] * 3},
                          schema_overrides={"tier": pl.String})  # fmt: skip
    found = pricing_deals(publish(opportunities=without, competitor_prices=quotes))
    counts = {row["category"]: row for row in found.counts.iter_rows(named=True)}
    assert counts["Steep"]["by_rivals"] == counts["Steep"]["priced"] == SIZES["Steep"] - 1
    assert counts["Steep"]["unit_reference"] == 100
    assert counts["Flat"]["priced"] == 0


def test_no_deals_at_all_are_too_few(var: Path) -> None:
    tables, about = derive_pricing(publish(opportunities=deals().head(0)))
    assert tables["price_response"]["refusal"].to_list() == ["too_few_deals"]
    assert about["since"] is None


def test_another_price_is_asked_of_the_draws(var: Path) -> None:
    snapshot = publish()
    derive(snapshot)
    found = find_what_if(-0.05, "Steep", ALL, snapshot)
    assert found is not None
    won, units, revenue, margin = found["rows"]
    assert [row["measure"] for row in found["rows"]] == ["deals_won", "units", "revenue", "margin"]
    assert won["today"] == units["today"]  # one unit a deal
    assert won["low95"] < won["low80"] < won["expected"] < won["high80"] < won["high95"]
    assert won["expected"] > won["today"]
    assert revenue["today"] > margin["today"] > 0
    kept = find_price_views(ALL, snapshot)
    assert kept is not None
    asked = kept.of("Steep").asked
    same = asked[(asked["change"] == -0.05) & (asked["measure"] == "deals_won")]
    assert same["expected"].item() == pytest.approx(won["expected"])


def test_what_cannot_be_said_of_a_category_is_refused_for_another_price_too(var: Path) -> None:
    snapshot = publish()
    derive(snapshot)
    found = find_what_if(-0.05, "Flat", ALL, snapshot)
    assert found is not None
    assert found["refusal"]["code"] == "slope_not_negative"
    assert found["rows"] == []
    with pytest.raises(BadFilter):
        find_what_if(0.5, "Steep", ALL, snapshot)
    with pytest.raises(UnknownName):
        find_what_if(0.1, "Nothing", ALL, snapshot)


def test_before_anything_is_derived_there_is_nothing(var: Path) -> None:
    snapshot = publish()
    assert find_price_views(ALL, snapshot) is None
    assert find_what_if(0.1, None, ALL, snapshot) is None
