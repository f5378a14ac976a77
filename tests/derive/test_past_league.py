"""Past forecasts beside what came: those that were kept, and those that are worked out now."""

from datetime import date
from pathlib import Path

import pandas as pd

from auth.scope import Scope
from data.past_forecasts import keep_forecasts
from derive.past_league import find_league
from tests.derive.won import FIGURES, derive, monthly, publish, view

WINS = monthly("2022-03-01", [100.0] * 24)


def test_before_anything_is_derived_there_is_no_league(var: Path) -> None:
    assert find_league(1, Scope.all(), publish(WINS, "2024-03-20")) is None


def test_it_is_read_for_so_many_months_ahead_with_the_method_in_use(var: Path) -> None:
    snapshot = publish(WINS, "2024-03-20")
    derive(snapshot, [view("", "", 100)], "2024-02-29")
    league = find_league(1, Scope.all(), snapshot)
    assert league is not None
    assert (league.best, list(league.judged["method"]), league.dated) == ("model", ["model", "seasonal_naive"], None)
    said = league.said.iloc[0]
    assert (said["period"], said["forecast"], said["actual"]) == (pd.Timestamp("2024-01-01"), 90, 100)
    assert not said["kept"]
    assert find_league(3, Scope.all(), snapshot).judged.empty  # type: ignore[union-attr]


def test_who_may_not_see_everything_does_not_see_the_companys(var: Path) -> None:
    snapshot = publish(WINS, "2024-03-20")
    derive(snapshot, [view("", "", 100)], "2024-02-29")
    assert find_league(1, Scope.only(rep=["Ann"]), snapshot) is None


def test_a_forecast_that_was_kept_counts_before_one_that_is_worked_out_now(var: Path) -> None:
    snapshot = publish(WINS, "2024-03-20")
    derive(snapshot, [view("", "", 100)], "2024-02-29")
    for cut_off, period in ((date(2023, 12, 31), date(2024, 1, 1)), (date(2024, 1, 31), date(2024, 2, 1)),
                            (date(2024, 2, 29), date(2024, 3, 1))):  # fmt: skip
        row = {"measure": "won_revenue", "dimension": "", "value": "", "method": "model", "cut_off": cut_off,
               "period": period, "forecast": 120.0, **dict.fromkeys(FIGURES[1:])}  # fmt: skip
        keep_forecasts(pd.DataFrame([row]), "EUR")
    said = find_league(1, Scope.all(), snapshot).said  # type: ignore[union-attr]
    assert said["forecast"].tolist() == [120, 120]  # of January and February; what March brings is not known
    assert said["actual"].tolist() == [100, 100]
    assert said["kept"].all()
