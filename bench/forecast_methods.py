"""The forecasters that are compared: Fairlead's, and what it has to beat. Each gives (forecast, bands or None)."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from bench.forecast_protocol import Case, Values
from models.cadence import CADENCES
from models.forecast import backtest, forecast

Made = tuple[Values, tuple[Values, Values, Values, Values] | None]
Method = Callable[[Case], Made]


def fairlead(case: Case) -> Made:
    """What the command and the pages give."""
    found = forecast(_frame(case), case.freq, len(case.actual))
    low80, high80, low95, high95 = (found[name].to_numpy(float) for name in ("low80", "high80", "low95", "high95"))
    return found["forecast"].to_numpy(float), (low80, high80, low95, high95)


def fairlead_with_backtest(case: Case) -> Made:
    """For its time: the forecast as a page shows it, with its backtest."""
    backtest(_frame(case), case.freq, len(case.actual))
    return fairlead(case)


def seasonal_naive(case: Case) -> Made:
    """The last season again; the last value in a history shorter than a season, and for weeks."""
    lag = CADENCES[case.freq].lag
    return np.resize(case.history[-lag if len(case.history) >= lag else -1 :], len(case.actual)), None


def auto_ets(case: Case) -> Made:
    """statsforecast's AutoETS; of weeks without a season, which ETS cannot fit at 52."""
    from statsforecast.models import AutoETS

    season = CADENCES[case.freq].season
    return _of_statsforecast(AutoETS(season_length=season if season <= 24 else 1), case)


def arima_103(case: Case) -> Made:
    """ARIMA(1,0,3), the model of the dashboard before this one."""
    from statsforecast.models import ARIMA

    return _of_statsforecast(ARIMA(order=(1, 0, 3)), case)


OURS: dict[str, Method] = {"Fairlead": fairlead, "seasonal naive": seasonal_naive}
THEIRS: dict[str, Method] = {"AutoETS": auto_ets, "ARIMA(1,0,3)": arima_103}


def _of_statsforecast(model: Any, case: Case) -> Made:
    found = model.forecast(y=case.history.astype(np.float64), h=len(case.actual), level=[80, 95])
    return found["mean"], (found["lo-80"], found["hi-80"], found["lo-95"], found["hi-95"])


def _frame(case: Case) -> pd.DataFrame:
    return pd.DataFrame({"period": np.arange(len(case.history)), "value": case.history})
