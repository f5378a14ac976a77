"""On a small fixed part of real series the forecaster stays within the bars that `make bench-forecast` holds on all."""

from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

import pytest

from bench.forecast_methods import fairlead, fairlead_with_backtest
from bench.forecast_protocol import Case, cases, read_series, score

MASE = {18: 0.98, 24: 0.96, 36: 0.87, 84: 0.91}
MASE_3 = {18: 0.86, 24: 0.83, 36: 0.75, 84: 0.77}


@pytest.fixture(scope="module")
def every_fourth(test_data: Path) -> list[Case]:
    return list(_cases(test_data / "forecast_dev"))


def _cases(folder: Path) -> Iterator[Case]:
    for name, values in read_series(folder)["M"][1::4]:
        yield from cases(name, values, "M")


@pytest.mark.parametrize("length", MASE)
def test_errors_and_coverage_hold_at_each_length_of_history(every_fourth: list[Case], length: int) -> None:
    scores = [score(case, *fairlead(case)) for case in every_fourth if case.length == length]
    assert fmean(one.mase for one in scores) <= MASE[length]
    assert fmean(one.mase3 for one in scores) <= MASE_3[length]
    assert 0.73 <= fmean(one.inside80 for one in scores) <= 0.89  # a quarter of the series: 3 points to either side
    assert 0.905 <= fmean(one.inside95 for one in scores) <= 0.985


def test_a_series_with_its_backtest_takes_less_than_60_ms(every_fourth: list[Case]) -> None:
    import time

    asked = [case for case in every_fourth if case.length == 84][:20]
    fairlead_with_backtest(asked[0])
    begun = time.process_time()
    for case in asked:
        fairlead_with_backtest(case)
    assert (time.process_time() - begun) / len(asked) < 0.06
