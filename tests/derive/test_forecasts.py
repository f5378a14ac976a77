"""The forecast of any view: derived, of the snapshot before, or fitted on demand."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from auth.scope import Scope
from data.derived import derived
from derive.forecasts import HORIZONS, RevenueForecast, derive_forecasts, find_forecast, forecast_for, tables_of
from filters import Filters
from tests.derive.won import company, derive, monthly, publish, publish_later, view

MARCH = "2024-03-20"
YEARS = monthly("2022-03-01", [100.0] * 24)  # to February 2024
BY_ANN = Filters(dims={"rep": ["Ann"]})  # type: ignore[arg-type]


def found(snapshot: Any, filters: Filters | None = None) -> RevenueForecast:
    return find_forecast(filters or Filters(), Scope.all(), snapshot)


def test_twelve_months_are_forecast_from_the_one_after_the_cut_off() -> None:
    forecast = found(company(YEARS, MARCH))
    assert (forecast.cut_off, len(forecast.frame), forecast.note, forecast.dated) == (date(2024, 2, 29), 12, "", None)
    assert pd.Timestamp(forecast.frame["period"].iloc[0]) == pd.Timestamp("2024-03-01")
    assert forecast.frame["forecast"].tolist() == pytest.approx([100.0] * 12, rel=0.01)
    assert set(forecast.quality) == set(HORIZONS)
    assert forecast.quality[3]["wape"] == pytest.approx(0, abs=0.01)


def test_fewer_than_six_months_are_too_few_and_say_so() -> None:
    forecast = found(company(monthly("2023-10-01", [100.0] * 5), MARCH))
    assert (len(forecast.frame), forecast.method) == (0, "none")
    assert forecast.note == "Fewer than 6 periods of history: too few for a forecast."


def test_what_was_fitted_is_kept_as_long_as_the_snapshot_is() -> None:
    snapshot = company(YEARS, MARCH)
    assert asyncio.run(forecast_for(BY_ANN, Scope.all(), snapshot)) is found(snapshot, BY_ANN)


def test_what_was_derived_is_read(var: Path) -> None:
    snapshot = publish(YEARS, MARCH)
    derive(snapshot, [view("", "", 70), view("rep", "Ann", 30)], "2024-02-29")
    assert found(snapshot).frame["forecast"].tolist() == [70.0] * 12
    assert found(snapshot, BY_ANN).frame["high80"].iloc[0] == 40
    assert found(snapshot, BY_ANN).quality[6]["wape"] == 0.1
    assert found(snapshot, BY_ANN).dated is None


def test_until_a_new_snapshot_is_derived_the_one_before_stands_in_with_its_day(var: Path) -> None:
    derive(publish(YEARS, MARCH), [view("", "", 70)], "2024-02-29")
    later = publish_later(YEARS, "2024-03-21")
    forecast = found(later)
    assert (forecast.frame["forecast"].iloc[0], forecast.dated) == (70, date(2024, 3, 20))
    derive(later, [view("", "", 80)], "2024-02-29", as_of="2024-03-21")
    assert (found(later).frame["forecast"].iloc[0], found(later).dated) == (80, None)


@pytest.mark.parametrize(("as_of", "origin"), [("2024-04-20", "crm"), (MARCH, "other")])
def test_it_does_not_where_a_month_has_ended_since_or_the_figures_are_of_others(
    var: Path, as_of: str, origin: str
) -> None:
    derive(publish(YEARS, MARCH), [view("", "", 70)], "2024-02-29")
    forecast = found(publish_later([*YEARS, ("2024-03-10", 100.0, "Ann")], as_of, origin))
    assert forecast.dated is None
    assert forecast.frame["forecast"].iloc[0] != 70


def test_who_may_not_see_everything_gets_a_forecast_of_their_own_part(var: Path) -> None:
    snapshot = publish([*YEARS, *monthly("2022-03-01", [50.0] * 24, "Bob")], MARCH)
    derive(snapshot, [view("", "", 70)], "2024-02-29")
    forecast = find_forecast(Filters(), Scope.only(rep=["Bob"]), snapshot)
    assert forecast.frame["forecast"].iloc[0] == pytest.approx(50, rel=0.01)


def test_what_is_derived_reads_back_as_it_was(var: Path) -> None:
    snapshot = publish(YEARS, MARCH)
    tables = tables_of(list(derive_forecasts(snapshot)))
    assert tables["backtest"].select("dimension", "value").rows()[0] == ("", "")
    assert ("rep", "Ann") in tables["backtest"].select("dimension", "value").rows()
    assert tables["forecast"].filter(tables["forecast"]["dimension"] == "rep").height == 12
    assert derived(snapshot.id) is None
