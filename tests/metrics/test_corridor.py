"""The price corridor and the deals outside it."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from auth.scope import Scope
from filters import Filters
from metrics.corridor import Bounds, corridors
from metrics.frames import FrameSnapshot
from metrics.outside_corridor import OutsideCorridor, list_outside_corridor
from tests.metrics.frames import opportunities
from tests.state import state

ALL, TODAY = Scope.all(), date(2024, 12, 31)
TWENTY = [i / 100 for i in range(20)]  # their 10 % and 90 % quantiles are 0.019 and 0.171


def tables(*more: dict[str, Any], discounts: list[float] | None = None, **columns: Any) -> FrameSnapshot:
    """Won deals of 100 at list, of Meters and tier A, by Ann, on 1 June; and `more` deals."""
    usual = [{"discount": discount, **columns} for discount in (TWENTY if discounts is None else discounts)]
    given = {"status": "won", "category": "Meters", "tier": "A", "rep": "Ann", "decided_on": "2024-06-01",
             "list_amount": 100.0}  # fmt: skip
    rows = [{**given, **row} for row in (*usual, *more)]
    for row in rows:
        row.setdefault("amount", row["list_amount"] * (1 - row.get("discount", 0.0)))
        if row["status"] != "won":
            row.update(discount=None, decided_on=None)
    names = [*given, "discount", "amount"]
    frame = {name: [row.get(name) for row in rows] for name in names}
    status = frame.pop("status")
    detail = {"opportunity_id": [f"id-{i}" for i in range(len(rows))], "opportunity": None, "url": None}
    return FrameSnapshot(
        {"opportunities": opportunities(status, **frame), "opportunities_detail": pl.DataFrame(detail)}, TODAY
    )


def outside(snapshot: FrameSnapshot, which: Any = "won", **filters: Any) -> OutsideCorridor:
    return list_outside_corridor(which, Filters(**filters), ALL, snapshot)


def of(snapshot: FrameSnapshot, category: str | None, tier: str | None, end: date = TODAY) -> Bounds:
    return corridors(snapshot, ALL, end).by_pair[category, tier]


def test_the_corridor_lies_between_the_quantiles_of_its_category_and_tier() -> None:
    bounds = of(tables(), "Meters", "A")
    assert (bounds.low, bounds.high) == (pytest.approx(0.019), pytest.approx(0.171))
    assert (bounds.n, bounds.basis, bounds.limited) == (20, "category_and_tier", False)


def test_with_fewer_than_twenty_won_deals_the_category_stands_in_then_all_deals() -> None:
    snapshot = tables({"tier": "B", "discount": 0.5}, {"category": "Probes", "discount": 0.5})
    assert (of(snapshot, "Meters", "B").basis, of(snapshot, "Meters", "B").n) == ("category", 21)
    assert (of(snapshot, "Probes", "A").basis, of(snapshot, "Probes", "A").n) == ("all", 22)


def test_what_has_no_category_or_tier_goes_by_what_is_known() -> None:
    snapshot = tables({"tier": None, "discount": 0.5}, {"category": None, "tier": None, "discount": 0.5})
    assert of(snapshot, "Meters", None).basis == "category"
    assert of(snapshot, None, None).basis == "all"


def test_only_the_twelve_months_up_to_the_end_count() -> None:
    assert of(tables(), "Meters", "A", date(2025, 5, 31)).n == 20
    assert of(tables(), "Meters", "A", date(2025, 6, 1)).high is None
    assert corridors(tables(), ALL, date(2025, 6, 1)).known is False


def test_a_largest_discount_from_the_settings_ends_the_corridor(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[pricing.max_discount]\nMeters = 0.15\nA = 0.01\n")
    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(file)):
        bounds = of(tables(), "Meters", "A")
    assert (bounds.low, bounds.high, bounds.limited) == (0.01, 0.01, True)


def test_a_limit_holds_even_where_nobody_knows_what_is_usual(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[pricing.max_discount]\nMeters = 0.15\n")
    with state(tmp_path / "var", FAIRLEAD_SETTINGS=str(file)):
        found = outside(tables(discounts=[-0.5, 0.2]))
    assert found.deals["outside"].tolist() == pytest.approx([0.05])


def test_deals_outside_are_listed_with_points_and_money() -> None:
    found = outside(tables())
    rows = {round(row["discount"], 2): row for row in found.deals.to_dict("records")}
    assert sorted(rows) == [0.0, 0.01, 0.18, 0.19]
    assert [rows[d]["outside"] for d in (0.0, 0.01, 0.18, 0.19)] == pytest.approx([-0.019, -0.009, 0.009, 0.019])
    assert rows[0.19]["money"] == pytest.approx(1.9)
    assert rows[0.19]["corridor_high"] == pytest.approx(0.171)
    assert found.deals.attrs["count"] == 4


def test_the_sums_are_of_both_sides() -> None:
    whole = outside(tables()).whole
    assert (whole["deals"], whole["below"], whole["above"]) == (20, 2, 2)
    assert (whole["below_share"], whole["above_share"]) == (0.1, 0.1)
    assert whole["money_below"] == pytest.approx(2.8)
    assert whole["amount_below_share"] == pytest.approx((82 + 81) / 1810)


def test_reps_stand_side_by_side_with_an_interval() -> None:
    bob = {"rep": "Bob", "discount": 0.16, "decided_on": "2024-07-01"}
    reps = outside(tables(bob)).reps.set_index("rep")
    assert reps.loc["Ann", ["deals", "below"]].tolist() == [20, 2]
    assert reps.loc["Bob", ["deals", "below", "below_share"]].tolist() == [1, 0, 0]
    assert reps.loc["Bob", "below_share_high"] == pytest.approx(0.7935, abs=1e-4)


def test_the_corridor_does_not_move_with_the_filters() -> None:
    bob = {"rep": "Bob", "discount": 0.5}
    found = outside(tables(bob), dims={"rep": ["Bob"]})
    assert (found.whole["deals"], found.whole["below"]) == (1, 1)
    assert found.deals["corridor_high"].tolist() == pytest.approx([0.18])


def test_the_twelve_months_end_with_the_period() -> None:
    late = {"discount": 0.9, "decided_on": "2024-12-01"}
    found = outside(tables(late), start=date(2024, 1, 1), end=date(2024, 6, 30))
    assert found.corridors.window == (date(2023, 7, 1), date(2024, 6, 30))
    assert (found.whole["deals"], found.whole["below"]) == (20, 2)


def test_open_deals_are_held_against_todays_corridor_whatever_the_period() -> None:
    still_open = {"status": "open", "amount": 60.0, "decided_on": None}
    without_price = {"status": "open", "amount": 0.0, "decided_on": None}
    found = outside(tables(still_open, without_price), "open", start=date(2024, 1, 1), end=date(2024, 1, 31))
    assert found.deals["discount"].tolist() == pytest.approx([0.4])
    assert found.deals["outside"].tolist() == pytest.approx([0.4 - 0.171])
    assert found.whole["deals"] == 1


def test_without_enough_won_deals_nothing_is_outside() -> None:
    found = outside(tables(discounts=[0.0, 0.9]))
    assert (found.corridors.known, found.whole["below"], len(found.deals)) == (False, 0, 0)


def test_nothing_at_all_is_no_share() -> None:
    found = outside(tables(), start=date(2020, 1, 1), end=date(2020, 1, 31))
    assert (found.whole["deals"], found.whole["below_share"], len(found.reps)) == (0, None, 0)


def test_a_reader_sees_only_what_is_theirs() -> None:
    snapshot = tables({"rep": "Bob", "discount": 0.5})
    found = list_outside_corridor("won", Filters(), Scope.only(rep=["Ann"]), snapshot)
    assert found.whole["deals"] == 20
