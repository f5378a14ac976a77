"""The bench's protocol: what a forecaster sees, what it is judged by, and how the table says it."""

from pathlib import Path

import numpy as np
import pytest

from bench.forecast import Judged, means
from bench.forecast_protocol import PROTOCOLS, Case, Score, cases, read_series, scale, score
from bench.forecast_table import Row, section


def test_a_series_is_cut_at_two_origins_and_to_the_lengths_that_it_has() -> None:
    found = list(cases("a", np.arange(50.0), "M"))
    assert [(case.length, len(case.history), case.actual[0]) for case in found] == [
        (18, 18, 38), (24, 24, 38), (36, 36, 38), (84, 38, 38),
        (18, 18, 32), (24, 24, 32), (84, 32, 32),
    ]  # fmt: skip
    assert all(case.history[-1] == case.actual[0] - 1 and len(case.actual) == 12 for case in found)


def test_the_unit_is_the_change_from_a_year_before_whatever_length_is_shown() -> None:
    assert {case.scale for case in cases("a", np.arange(50.0), "M")} == {12.0}
    assert scale(np.array([1.0, 4, 2]), 1) == 2.5
    assert list(cases("a", np.ones(50), "M")) == []


def test_a_forecast_is_judged_in_that_unit() -> None:
    case = Case("a", "Q", 12, np.ones(12), np.array([1.0, 2, 3, 10]), 2.0)
    low, high = np.zeros(4), np.full(4, 2.5)
    found = score(case, np.array([1.0, 2, 5, 6]), (low, high, low, high + 1))
    assert found == Score(pytest.approx(1 / 3), 0.75, 0.5, 0.75)
    assert np.isnan(score(case, np.ones(4), None).inside80)


def test_series_are_read_in_the_order_of_t(tmp_path: Path) -> None:
    (tmp_path / "series.csv").write_text("series_id,t,y\na,1,5\na,0,4\nb,0,9\n")
    (tmp_path / "series_meta.csv").write_text("series_id,freq\nb,M\na,W\n")
    found = read_series(tmp_path)
    assert [(name, values.tolist()) for name, values in found["W"]] == [("a", [4, 5])]
    assert [name for name, _values in found["M"]] == ["b"]


def test_means_are_taken_by_length_and_failed_fits_are_left_out_and_said() -> None:
    judged = [
        Judged(18, Score(1, 2, 1.0, 1.0), 4), Judged(18, Score(3, 4, 0.5, 1.0), 6),
        Judged(18, Score(np.nan, np.nan, 0.0, 0.0), 9), Judged(24, Score(5, 6, 0.0, 0.5), 8),
    ]  # fmt: skip
    rows = list(means("X", judged))
    assert rows[0] == Row("MASE over 3", "X (1 failed)", {18: 2, 24: 5})
    assert rows[2].figures == {18: 0.75, 24: 0}
    assert rows[4] == Row("ms a series", "X (1 failed)", {18: 5, 24: 8})


def test_the_table_holds_ours_against_the_bars() -> None:
    ours = Row("MASE over 3", "Fairlead", {18: 0.8, 24: 0.9, 36: 0.7, 84: 0.77})
    said = [" ".join(line.split()) for line in section(PROTOCOLS["M"], 7, [ours]).splitlines()[:4]]
    assert said == [
        "7 monthly series, 12 periods ahead; history of 18 24 36 84",
        "MASE over 3 Fairlead 0.800 0.900 0.700 0.770",
        "bar 0.86 0.83 0.75 0.77",
        "pass MISS pass pass",
    ]
