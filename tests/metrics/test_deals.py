"""Deals one by one: the rows that a figure counts."""

import asyncio
from datetime import date
from typing import Any

import polars as pl
import pytest

from auth.scope import Scope
from filters import Filters
from metrics.deals import Which, deals_of_each, list_deals
from metrics.frames import FrameSnapshot
from tests.metrics.frames import opportunities

DEALS = opportunities(
    ["won", "won", "won", "lost", "open", "won", "untouched"],
    account=["Acme", "Bolt", "Acme", "Bolt", "Cone", "Cone", "Cone"],
    rep=["Ann", "Bob", "Ann", "Ann", "Bob", "Bob", "Ann"],
    sector=["a", "b", "a", "b", "a", "b", "a"],
    value=[10, 30, 20, 40, 50, None, 5],
    expected_value=[15, 35, 25, 40, 50, None, 5],
    opened_on=["2024-01-02", "2024-01-03", "2023-12-01", "2024-01-04", "2024-01-05", "2024-01-06", "2024-01-07"],
    decided_on=["2024-01-20", "2024-01-10", "2024-01-15", "2024-01-11", None, "2024-02-01", None],
)
DETAIL = pl.DataFrame(
    {
        "opportunity_id": [f"id-{i}" for i in range(7)],
        "opportunity": [f"deal {i}" for i in range(7)],
        "url": [None] * 7,
    }
)
SNAPSHOT = FrameSnapshot({"opportunities": DEALS, "opportunities_detail": DETAIL}, date(2024, 2, 29))
JANUARY = Filters(start=date(2024, 1, 1), end=date(2024, 1, 31))


def listed(which: Which, filters: Filters = JANUARY, **more: Any) -> list[str]:
    return list(list_deals(filters, more.pop("scope", Scope.all()), SNAPSHOT, which, **more)["opportunity_id"])


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ("won", ["id-1", "id-2", "id-0"]),
        ("lost", ["id-3"]),
        ("decided", ["id-3", "id-1", "id-2", "id-0"]),
        ("opened", ["id-4", "id-3", "id-1", "id-0", "id-6", "id-5"]),
        ("open", ["id-4", "id-5"]),
    ],
)
def test_each_kind_has_the_rows_that_its_figure_counts_largest_first(which: Which, expected: list[str]) -> None:
    assert listed(which) == expected
    assert list_deals(JANUARY, Scope.all(), SNAPSHOT, which).attrs["count"] == len(expected)


def test_several_lists_are_the_same_together_as_one_by_one() -> None:
    several: tuple[Which, ...] = ("won", "lost", "open")
    together = asyncio.run(deals_of_each(JANUARY, Scope.all(), SNAPSHOT, several, "newest"))  # type: ignore[arg-type]
    assert [list(frame["opportunity_id"]) for frame in together] == [listed(one, order="newest") for one in several]
    assert [frame.attrs["count"] for frame in together] == [3, 1, 2]


def test_newest_first_goes_by_the_day_that_the_figure_goes_by() -> None:
    assert listed("won", order="newest") == ["id-0", "id-2", "id-1"]
    assert listed("opened", order="newest")[:2] == ["id-6", "id-5"]


def test_a_limit_keeps_the_first_and_says_how_many_there_are() -> None:
    frame = list_deals(JANUARY, Scope.all(), SNAPSHOT, limit=2)
    assert list(frame["value"]) == [30, 20]
    assert frame.attrs["count"] == 3


def test_filters_and_scope_are_honoured() -> None:
    assert listed("won", Filters(start=JANUARY.start, end=JANUARY.end, dims={"sector": ["a"]})) == ["id-2", "id-0"]  # type: ignore[arg-type]
    assert listed("won", scope=Scope.only(rep=["Bob"])) == ["id-1"]


def test_over_all_time_every_deal_won_is_listed_one_without_an_amount_last() -> None:
    assert listed("won", Filters()) == ["id-1", "id-2", "id-0", "id-5"]


def test_a_row_says_what_the_deal_is() -> None:
    first = list_deals(JANUARY, Scope.all(), SNAPSHOT).iloc[0]
    assert (first["opportunity"], first["account"], first["rep"], first["value"]) == ("deal 1", "Bolt", "Bob", 30)
    assert first["decided_on"].date() == date(2024, 1, 10)
    assert first["product"] is None


def test_a_deal_open_then_and_decided_since_counts_with_what_was_expected_of_it() -> None:
    mid_january = Filters(start=date(2024, 1, 1), end=date(2024, 1, 12))
    frame = list_deals(mid_january, Scope.all(), SNAPSHOT, "open")
    assert dict(zip(frame["opportunity_id"], frame["value"].fillna(0), strict=True)) == {
        "id-4": 50, "id-2": 25, "id-0": 15, "id-5": 0,
    }  # fmt: skip


def test_nothing_found_is_an_empty_list_with_its_columns() -> None:
    frame = list_deals(Filters(start=date(2030, 1, 1), end=date(2030, 1, 31)), Scope.all(), SNAPSHOT)
    assert frame.empty
    assert {"opportunity_id", "account", "value", "decided_on"} <= set(frame.columns)
    assert frame.attrs["count"] == 0


def test_without_a_table_of_details_the_rest_is_listed() -> None:
    bare = FrameSnapshot({"opportunities": DEALS}, date(2024, 2, 29))
    frame = list_deals(JANUARY, Scope.all(), bare)
    assert (list(frame["value"]), list(frame["opportunity_id"])) == ([30, 20, 10], [None, None, None])
