from datetime import date

import polars as pl
import pytest

from data.target_days import target_days
from tests.data.canonical import table

WEEKDAYS = (0, 1, 2, 3, 4)
REPS = pl.concat(
    [
        table("reps", {"rep_id": "a:r:1", "rep": "Ann", "team": "West", "manager": "Mia"}, origin="a"),
        table("reps", {"rep_id": "b:r:1", "rep": "Ann", "team": "Sud", "manager": "Max"}, origin="b"),
    ]
)


def target(level: str, name: str, start: date, end: date, amount: float) -> dict[str, object]:
    return {"level": level, "name": name, "period_start": start, "period_end": end, "metric": "won_revenue",
            "amount": amount}  # fmt: skip


def spread(*targets: dict[str, object], origin: str = "a") -> pl.DataFrame:
    return target_days({"targets": table("targets", *targets, origin=origin), "reps": REPS}, WEEKDAYS, 4)


def test_a_target_is_spread_evenly_over_the_working_days_of_its_period() -> None:
    """5 to 11 February 2024 is Monday to Sunday."""
    days = spread(target("company", "We", date(2024, 2, 5), date(2024, 2, 11), 100.0))
    assert days["on"].to_list() == [date(2024, 2, day) for day in range(5, 10)]
    assert days["amount"].to_list() == [20.0] * 5
    assert days.select("origin", "level", "team", "rep", "manager", "metric").row(0) == (
        "a", "company", None, None, None, "won_revenue",
    )  # fmt: skip


def test_each_target_sums_to_itself_where_periods_overlap() -> None:
    month, quarter = (date(2024, 2, 1), date(2024, 2, 29)), (date(2024, 1, 1), date(2024, 3, 31))
    days = spread(target("company", "We", *month, 210.0), target("team", "West", *quarter, 650.0))
    sums = dict(days.group_by("level").agg(pl.col("amount").sum()).rows())
    assert sums == {"company": pytest.approx(210.0), "team": pytest.approx(650.0)}
    assert dict(days["level"].value_counts().rows()) == {"company": 21, "team": 65}


def test_a_period_without_a_working_day_is_spread_over_all_its_days() -> None:
    days = spread(target("company", "We", date(2024, 2, 10), date(2024, 2, 11), 100.0))
    assert days.select("on", "amount").rows() == [(date(2024, 2, 10), 50.0), (date(2024, 2, 11), 50.0)]


def test_a_rep_is_known_by_its_own_origin() -> None:
    one_day = (date(2024, 2, 5), date(2024, 2, 5), 1.0)
    assert spread(target("rep", "Ann", *one_day)).select("rep", "team", "manager").row(0) == ("Ann", "West", "Mia")
    of_b = spread(target("rep", "Ann", *one_day), origin="b")
    assert of_b.select("rep", "team", "manager").row(0) == ("Ann", "Sud", "Max")
    assert spread(target("rep", "Eve", *one_day)).select("rep", "team", "manager").row(0) == ("Eve", None, None)
    assert spread(target("team", "West", *one_day)).select("rep", "team", "manager").row(0) == (None, "West", None)


def test_days_carry_their_periods() -> None:
    row = spread(target("company", "We", date(2024, 2, 8), date(2024, 2, 8), 1.0)).row(0, named=True)
    assert (row["on_week"], row["on_month"], row["on_quarter"]) == (
        date(2024, 2, 5),
        date(2024, 2, 1),
        date(2024, 1, 1),
    )
    assert row["on_fiscal_year"] == date(2023, 4, 1)


def test_without_targets_there_are_no_days() -> None:
    days = target_days({}, WEEKDAYS, 1)
    assert days.height == 0
    assert {"origin", "level", "team", "rep", "manager", "metric", "amount", "on", "on_month"} <= set(days.columns)
