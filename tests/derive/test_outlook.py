"""The bookings outlook under filters, from chances and curves that are given."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from auth.scope import Scope
from data.judgements import judge
from derive.outlook import BookingsOutlook, find_outlook, outlook_for
from errors import BadFilter
from filters import Filters
from tests.derive.published import IDS, NO_CURVES, derive, publish

ALL = Scope.all()


def found(filters: Filters | None = None, scope: Scope = ALL, **about: Any) -> BookingsOutlook:
    snapshot = publish()
    derive(snapshot, **about)
    outlook = find_outlook(filters or Filters(), scope, snapshot, "this_month")
    assert outlook is not None
    return outlook


def test_won_so_far_and_the_chances_of_open_deals_make_the_total(var: Path) -> None:
    outlook = found()
    assert outlook.of("won_so_far") == 70
    assert outlook.of("pipeline") == pytest.approx(50)  # half of deal a's 100
    assert outlook.of("new_business") == 0
    assert outlook.of("total") == pytest.approx(120)
    assert (outlook.of("total", "low80"), outlook.of("total", "high80")) == pytest.approx((70, 170))
    assert outlook.histogram["share"].sum() == pytest.approx(1)


def test_an_open_deal_that_the_model_does_not_know_is_counted_and_left_out(var: Path) -> None:
    outlook = found()
    assert (outlook.open_deals, outlook.unknown) == (2, 1)
    assert found(Filters(dims={"team": ["North"]})).unknown == 0


def test_the_chance_to_reach_the_target_is_that_of_the_filters_own_target(var: Path) -> None:
    whole, north = found(), found(Filters(dims={"team": ["North"]}))
    assert (whole.target, whole.chance) == (500, 0)
    assert north.target == 150
    assert north.chance == pytest.approx(0.5, abs=0.03)  # deal a is won, or not


def test_without_a_target_that_knows_the_filters_there_is_no_chance_to_reach_it(var: Path) -> None:
    outlook = found(Filters(dims={"stage": ["Demo"]}))
    assert (outlook.target, outlook.chance) == (None, None)


def test_the_period_of_the_filters_makes_no_difference(var: Path) -> None:
    assert found(Filters("last_year")).of("total") == found().of("total")


def test_an_amount_that_somebody_judged_counts_in_place_of_the_crms(var: Path) -> None:
    snapshot = publish()
    derive(snapshot)
    before = find_outlook(Filters(), ALL, snapshot, "this_month")
    judge(IDS[0], author="Ann", amount=300)
    after = find_outlook(Filters(), ALL, snapshot, "this_month")
    assert before is not None
    assert after is not None
    assert (before.of("pipeline"), after.of("pipeline")) == pytest.approx((50, 150))


def test_new_business_is_the_rate_of_deals_opened_lately_times_what_becomes_of_them(var: Path) -> None:
    """Deals a and b were opened in the 40 days since wins are on record; all new ones are won, for 80 on average."""
    outlook = found(curves={**NO_CURVES, "won": [[1.0, 1.0]]})
    assert outlook.of("new_business") == pytest.approx(2 / 40 * 11 * 80)


def test_a_filter_that_no_deal_to_come_can_meet_leaves_new_business_out(var: Path) -> None:
    outlook = found(Filters(dims={"stage": ["Demo"]}), curves={**NO_CURVES, "won": [[1.0, 1.0]]})
    assert outlook.without_new == ("stage",)
    assert outlook.of("new_business") == 0
    assert outlook.of("pipeline") == pytest.approx(50)


def test_a_reader_sees_only_the_scope(var: Path) -> None:
    outlook = found(scope=Scope(where=(("rep", ("Bob",)),)))
    assert (outlook.of("won_so_far"), outlook.of("pipeline")) == (0, 0)


def test_nothing_is_known_before_anything_is_derived(var: Path) -> None:
    assert asyncio.run(outlook_for(Filters(), ALL, publish(), "this_month")) is None


def test_chances_of_an_older_snapshot_are_dated_until_their_window_is_over(var: Path) -> None:
    derive(publish())
    time.sleep(1.01)  # snapshots are told apart by the second
    outlook = find_outlook(Filters(), ALL, publish("2024-03-25"), "this_month")
    assert outlook is not None
    assert outlook.dated
    assert outlook.as_of.isoformat() == "2024-03-20"
    assert find_outlook(Filters(), ALL, publish("2024-04-01"), "this_month") is None


def test_a_value_that_does_not_exist_is_a_bad_filter(var: Path) -> None:
    with pytest.raises(BadFilter):
        found(Filters(dims={"team": ["West"]}))
