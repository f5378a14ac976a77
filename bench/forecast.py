"""`make bench-forecast`: the forecaster on real series beside seasonal naive, AutoETS and ARIMA(1,0,3).

Reads forecast_dev in the folder that FAIRLEAD_TEST_DATA names: third-party series, which are not part of Fairlead.
"""

import os
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.forecast_methods import OURS, THEIRS, Method, fairlead_with_backtest
from bench.forecast_protocol import PROTOCOLS, Case, Score, Values, cases, read_series, score
from bench.forecast_table import MEASURES, Row, section


class Judged(NamedTuple):
    length: int
    score: Score
    milliseconds: float


def main() -> None:
    """Print one table per cadence."""
    folder = os.environ.get("FAIRLEAD_TEST_DATA")
    if not folder or not (Path(folder) / "forecast_dev").is_dir():
        sys.exit("FAIRLEAD_TEST_DATA names no folder with forecast_dev in it: there are no series to judge by.")
    warnings.filterwarnings("ignore", module="statsforecast")  # of fits that it then gives up
    for freq, series in read_series(Path(folder) / "forecast_dev").items():
        sys.stdout.write(section(PROTOCOLS[freq], len(series), rows(series, freq)) + "\n\n")
        sys.stdout.flush()


def rows(series: Sequence[tuple[str, Values]], freq: str) -> Iterator[Row]:
    """The table's figures: of each method its means by history length."""
    asked = [case for name, values in series for case in cases(name, values, freq)]
    for name, method in {**OURS, **THEIRS}.items():
        yield from means(name, [judge(method, case) for case in asked])
    with_backtest = [judge(fairlead_with_backtest, case) for case in asked[::5]]
    yield from means("Fairlead with backtest", with_backtest, measures=("ms a series",))


def judge(method: Method, case: Case) -> Judged:
    """One forecast, judged and timed."""
    begun = time.process_time()  # of the processor: nothing else that runs meanwhile counts
    forecast, bands = method(case)
    spent = time.process_time() - begun
    return Judged(case.length, score(case, forecast, bands), spent * 1000)


def means(name: str, judged: Sequence[Judged], measures: Sequence[str] = MEASURES) -> Iterator[Row]:
    """A row of means for each of the measures; fits that gave no number are left out, and said to be."""
    failed = sum(np.isnan(one.score.mase) for one in judged)
    by_length: dict[int, list[tuple[float, ...]]] = {}
    for one in judged:
        if not np.isnan(one.score.mase):
            by_length.setdefault(one.length, []).append((*one.score, one.milliseconds))
    table = {length: np.mean(figures, axis=0) for length, figures in by_length.items()}
    for position, measure in enumerate(MEASURES):
        figures = {length: float(row[position]) for length, row in table.items()}
        if measure in measures and not np.isnan(list(figures.values())).all():
            yield Row(measure, f"{name} ({failed} failed)" if failed else name, figures)


if __name__ == "__main__":
    main()
