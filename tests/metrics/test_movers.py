"""Movers: the largest rises and falls, and all others, summing to the change."""

from datetime import date

import pytest

from auth.scope import Scope
from filters import Filters
from metrics.frames import FrameSnapshot
from metrics.movers import measure_movers
from metrics.sales import DEALS_WON, WIN_RATE, WON_REVENUE
from tests.metrics.frames import opportunities

# Won in February against January 2024: Ann 100 - 40, Bob 10 - 90, Cid 30 - 0, Dan 0 - 20, Eve 5 - 5, nobody 7 - 0.
ROWS = [
    ("Ann", "2024-02-05", 100, "x"), ("Ann", "2024-01-05", 40, "x"), ("Bob", "2024-02-01", 10, "x"),
    ("Bob", "2024-01-31", 90, "y"), ("Cid", "2024-02-29", 30, "y"), ("Dan", "2024-01-01", 20, "y"),
    ("Eve", "2024-02-02", 5, "x"), ("Eve", "2024-01-02", 5, "x"), (None, "2024-02-03", 7, "x"),
    ("Ann", "2023-12-31", 1000, "x"), ("Ann", "2024-03-01", 1000, "x"),
]  # fmt: skip
DEALS = opportunities(
    ["won"] * len(ROWS),
    rep=[row[0] for row in ROWS],
    decided_on=[row[1] for row in ROWS],
    value=[row[2] for row in ROWS],
    sector=[row[3] for row in ROWS],
)
SNAPSHOT = FrameSnapshot({"opportunities": DEALS}, date(2024, 3, 31))
FEBRUARY = Filters(start=date(2024, 2, 1), end=date(2024, 2, 29))


def test_the_largest_rises_come_first_the_deepest_fall_last_and_all_others_after_them() -> None:
    frame = measure_movers(WON_REVENUE, "rep", FEBRUARY, Scope.all(), SNAPSHOT, top=1)
    assert frame.to_numpy().tolist() == [["Ann", 100, 40, 60], ["Bob", 10, 90, -80], ["other", 42, 25, 17]]
    assert frame.attrs["others"] == 4


def test_rises_and_falls_are_in_order_and_who_did_not_move_is_among_the_others() -> None:
    frame = measure_movers(WON_REVENUE, "rep", FEBRUARY, Scope.all(), SNAPSHOT, top=5)
    assert list(frame["rep"]) == ["Ann", "Cid", None, "Dan", "Bob", "other"]
    assert list(frame["change"]) == [60, 30, 7, -20, -80, 0]
    assert frame.attrs["others"] == 1


def test_the_parts_sum_to_the_change_of_the_whole() -> None:
    for top in (1, 2, 5):
        frame = measure_movers(WON_REVENUE, "rep", FEBRUARY, Scope.all(), SNAPSHOT, top=top)
        assert (frame["won_revenue"].sum(), frame["before"].sum(), frame["change"].sum()) == (152, 155, -3)


def test_filters_and_scope_are_honoured() -> None:
    filtered = Filters(start=FEBRUARY.start, end=FEBRUARY.end, dims={"sector": ["x"]})  # type: ignore[arg-type]
    of_x = measure_movers(WON_REVENUE, "rep", filtered, Scope.all(), SNAPSHOT, top=1)
    assert list(of_x["change"]) == [60, 17]
    seen = measure_movers(WON_REVENUE, "rep", FEBRUARY, Scope.only(rep=["Bob"]), SNAPSHOT, top=1)
    assert seen.to_numpy().tolist() == [["Bob", 10, 90, -80]]


def test_a_count_moves_too() -> None:
    frame = measure_movers(DEALS_WON, "rep", FEBRUARY, Scope.all(), SNAPSHOT, top=5)
    assert dict(zip(frame["rep"], frame["change"], strict=True)) == {"Cid": 1, None: 1, "Dan": -1, "other": 0}
    assert frame.attrs["others"] == 3


@pytest.mark.parametrize(
    ("filters", "before"),
    [
        (Filters(), None),
        (Filters(start=FEBRUARY.start, end=FEBRUARY.end, compare="none"), None),
        (Filters(start=date(2023, 12, 1), end=date(2023, 12, 31)), (date(2023, 11, 1), date(2023, 11, 30))),
    ],
)
def test_without_anything_to_compare_with_nobody_moved(filters: Filters, before: object) -> None:
    frame = measure_movers(WON_REVENUE, "rep", filters, Scope.all(), SNAPSHOT)
    assert frame.empty
    assert list(frame.columns) == ["rep", "won_revenue", "before", "change"]
    assert (frame.attrs["before"], frame.attrs["comparable"]) == (before, False)


def test_a_rate_has_no_parts_that_sum_up() -> None:
    with pytest.raises(ValueError, match="win_rate"):
        measure_movers(WIN_RATE, "rep", FEBRUARY, Scope.all(), SNAPSHOT)
