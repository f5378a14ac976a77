"""Won revenue by month as a forecaster takes it, and the day that a forecast starts from."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from auth.scope import Scope
from derive.revenue import basis_of, cut_off, months_after, revenue_months
from filters import Filters
from tests.derive.won import company, publish


@dataclass(frozen=True)
class Origins:
    as_of: dict[str, dict[str, date]]


def until(**days: str) -> date:
    given = {origin: {"opportunities": date.fromisoformat(day)} for origin, day in days.items()}
    return cut_off(Origins(given))  # type: ignore[arg-type]


def test_the_cut_off_is_the_end_of_the_last_whole_month() -> None:
    assert until(crm="2024-03-20") == date(2024, 2, 29)
    assert until(crm="2024-03-31") == date(2024, 3, 31)


def test_the_origin_that_lags_behind_holds_it_up_but_not_one_that_ended_long_ago() -> None:
    assert until(crm="2024-03-20", files="2024-01-31") == date(2024, 1, 31)
    assert until(crm="2024-03-20", old="2017-12-31") == date(2024, 2, 29)


WINS = [
    ("2024-01-05", 10.0, "Ann"),
    ("2024-03-05", 20.0, "Ann"),
    ("2024-02-01", 5.0, None),
    ("2024-04-02", 99.0, "Ann"),
]


def values(months: pd.DataFrame) -> list[tuple[str, float]]:
    return [(str(period.date())[:7], value) for period, value in zip(months["period"], months["value"], strict=True)]


def test_months_run_from_the_first_sale_to_the_cut_off_with_nothing_as_zero() -> None:
    found = revenue_months(Filters(dims={"rep": ["Ann"]}), Scope.all(), company(WINS, "2024-04-10"))  # type: ignore[arg-type]
    assert values(found[""]) == [("2024-01", 10), ("2024-02", 0), ("2024-03", 20)]


def test_by_a_dimension_what_it_is_not_known_of_is_a_part_too() -> None:
    found = revenue_months(Filters(), Scope.all(), company(WINS, "2024-04-10"), "rep")
    assert {name: values(months) for name, months in found.items()} == {
        "Ann": [("2024-01", 10), ("2024-02", 0), ("2024-03", 20)], "(none)": [("2024-02", 5), ("2024-03", 0)],
    }  # fmt: skip


def test_of_the_filters_only_the_dimensions_count() -> None:
    filters = Filters(start=date(2024, 3, 1), end=date(2024, 3, 31))
    assert len(revenue_months(filters, Scope.all(), company(WINS, "2024-04-10"))[""]) == 3


def test_the_basis_says_whose_figures_in_which_currency(var: object) -> None:
    assert basis_of(publish(WINS, "2024-04-10")) == {"origins": ["crm"], "currency": "EUR"}


def test_months_after_a_day_begin_with_the_next() -> None:
    assert months_after(date(2024, 11, 30), 3) == [pd.Timestamp(d) for d in ("2024-12-01", "2025-01-01", "2025-02-01")]
