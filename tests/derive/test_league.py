"""The league on the company's own history, from a small published snapshot."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from auth.scope import Scope
from data.past_forecasts import keep_forecasts, past_forecasts
from derive.league import CUT_OFFS, league_tables, past_forecasts_of
from derive.revenue import revenue_months
from filters import Filters
from tests.derive.won import monthly, publish

CUT = date(2024, 2, 29)
# Each month of a year sells ten more than the one before; a year later as much again and twenty more.
WINS = monthly("2021-03-01", [100.0 + 10 * (n % 12) + 20 * (n // 12) for n in range(36)])


def test_each_entrant_speaks_at_every_month_end_with_a_year_behind_it(var: Path) -> None:
    snapshot = publish(WINS, "2024-03-20")
    months = revenue_months(Filters(), Scope.all(), snapshot, until=CUT)[""]
    made = list(past_forecasts_of(months, snapshot, CUT))
    assert len(made) == CUT_OFFS
    first = made[0]
    assert set(first["cut_off"].dt.date) == {date(2023, 2, 28)}
    naive = first[first["method"] == "seasonal_naive"]
    assert naive["forecast"].tolist() == [120, 130, 140]  # of March to May a year before


def test_a_short_history_has_no_league(var: Path) -> None:
    snapshot = publish(monthly("2023-06-01", [100.0] * 9), "2024-03-20")
    tables, best, _said = league_tables(snapshot, CUT)
    assert (tables["league"].height, tables["league_sums"].height, best) == (0, 0, "model")


def test_the_year_before_is_off_by_what_came_on_top(var: Path) -> None:
    tables, _best, said = league_tables(publish(WINS, "2024-03-20"), CUT)
    naive = tables["league"].filter(pl.col("method") == "seasonal_naive", pl.col("ahead") == 1)
    came = sum(140.0 + 10 * n for n in range(12))  # March 2023 to February 2024
    assert naive["wape"].item() == pytest.approx(12 * 20 / came)
    assert naive["bias"].item() == pytest.approx(-12 * 20 / came)
    assert naive["n"].item() == 12
    sums = tables["league_sums"].filter(pl.col("method") == "seasonal_naive", pl.col("ahead") == 3)
    assert sums["forecast"].to_list()[0] == 120 + 130 + 140
    assert sums["actual"].to_list()[0] == 140 + 150 + 160
    assert set(said["cut_off"]) == {CUT}


def test_what_is_said_today_can_be_kept(var: Path) -> None:
    _tables, _best, said = league_tables(publish(WINS, "2024-03-20"), CUT)
    keep_forecasts(said, "EUR")
    kept = past_forecasts("won_revenue", "EUR")
    naive = kept[kept["method"] == "seasonal_naive"]
    assert naive["period"].tolist() == [date(2024, 3, 1), date(2024, 4, 1), date(2024, 5, 1)]
    assert naive["forecast"].tolist() == [140, 150, 160]
