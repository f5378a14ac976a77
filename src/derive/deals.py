"""The deal models of a snapshot: each open deal's chances and what moves them, and what the bookings outlook needs.

The chances are those of the weekly hazard: a deal's age, stage and the calendar count, and what proved to foretell.
What speaks for a deal is split in two: its traits, by the model of winning where that beats the base rate, and all
that happened since it was opened: the rest, so that the reasons sum to the chance shown.
"""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from data.engine import Snapshot
from derive.known_deals import known_deals
from derive.windows import Ahead, windows_ahead
from metrics.run import last_day
from models import hazard, win_probability
from models.deal_value import DealValue, deal_value
from models.known_on import KnownOn
from models.new_business import NewDealCurves, new_deal_curves
from models.weekly_hazard import ClosingModel
from models.win_probability import WinModel
from settings import settings

SOON = (28, 56)  # days
SINCE = "stage_and_age"  # the reason that sums up what happened since a deal was opened
LEAST, MOST = 1e-4, 1 - 1e-4  # chances in log-odds


def derive_deals(snapshot: Snapshot) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """The tables open_deals and win_calibration, and what to say of the models (win_model, outlook)."""
    known = known_deals(snapshot, last_day(snapshot))
    model = hazard.fit(known.deals, known.day, known.entries, settings().company.fiscal_year_start)
    value = deal_value(known.decided[known.decided["outcome"] == "won"])
    windows = windows_ahead(known.day, settings().company.fiscal_year_start)
    days = sorted({*SOON, *(window.until(known.day) for window in windows), *(w.after(known.day) for w in windows)})
    chances = model.chances(known.open, days)
    win = win_probability.fit(known.decided, known.day)
    tables = {
        "open_deals": _open_deals(known, chances, win, windows, value.ratio),
        "win_calibration": pl.DataFrame(
            win.judged.calibration.to_dict("list"), schema_overrides={"n": pl.Int64}, strict=False
        ),
    }
    curves = {
        window.name: new_deal_curves(model, known.day, window.until(known.day), window.after(known.day))
        for window in windows
    }
    about = {"win_model": _about(win), "outlook": _outlook(model, value, curves, windows)}
    return tables, about


def _outlook(
    model: ClosingModel, value: DealValue, curves: dict[str, NewDealCurves], windows: list[Ahead]
) -> dict[str, Any]:
    """What `derive.outlook` needs besides the deals themselves, as JSON keeps it."""
    return {
        "method": model.method, "why": model.why, "shock": float(model.shock), "value": asdict(value),
        "windows": {
            window.name: {
                "start": window.start.isoformat(), "end": window.end.isoformat(),
                "curves": {**asdict(curves[window.name]),
                           "won": [np.round(part, 8).tolist() for part in curves[window.name].won]},
            }
            for window in windows
        },
    }  # fmt: skip


def _open_deals(
    known: KnownOn, chances: pd.DataFrame, win: WinModel, windows: list[Ahead], ratio: float
) -> pl.DataFrame:
    """Each open deal's chances and reasons; p_<window> is the chance to be won within that window."""
    deals = known.open
    found = {name: chances[name] for name in ("p_won", *(f"p_{what}_{n}" for what in ("won", "closed") for n in SOON))}
    for window in windows:
        begun = chances[f"p_won_{window.after(known.day)}"] if window.after(known.day) else 0.0
        found[f"p_{window.name}"] = chances[f"p_won_{window.until(known.day)}"] - begun
    numbers = {
        name: pl.Series(column.to_numpy(float), dtype=pl.Float64).fill_nan(None) for name, column in found.items()
    }
    expected = (chances["p_won"] * deals["value"] * ratio).to_numpy(float)
    return pl.DataFrame(
        {
            "opportunity_id": pl.Series(deals["opportunity_id"].tolist(), dtype=pl.String),
            **numbers,
            "expected_amount": pl.Series(expected, dtype=pl.Float64).fill_nan(None),
            "reasons": pl.Series(_reasons(deals, chances["p_won"], win, known.day), dtype=pl.String),
        }
    )


def _reasons(deals: pd.DataFrame, chance: pd.Series, win: WinModel, day: date) -> list[str]:
    """Per deal, JSON of [[field, value, effect in log-odds], ...], largest first."""
    predicted = win.predict(deals)
    shown, opened = _log_odds(chance.to_numpy(float)), _log_odds(predicted["p_won"].to_numpy(float))
    age = (pd.Timestamp(day) - pd.to_datetime(deals["opened_on"])).dt.days
    stages = deals["stage"].astype(object).where(deals["stage"].notna(), None).tolist()
    rows = zip(predicted["reasons"], stages, age.tolist(), (shown - opened).tolist(), strict=True)
    return [json.dumps(_sorted(reasons, stage, days, rest), default=str) for reasons, stage, days, rest in rows]


def _sorted(reasons: list[Any], stage: Any, age: float, rest: float) -> list[Any]:
    own = [[SINCE, [stage, int(age)], round(rest, 4)]] if rest == rest and age == age else []  # noqa: PLR0124 (NaN)
    traits = [[field, _plain(value), round(effect, 4)] for field, value, effect in reasons]
    return sorted([*traits, *own], key=lambda reason: -abs(reason[2]))


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _log_odds(p: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    bounded = np.clip(p, LEAST, MOST)
    return np.asarray(np.log(bounded / (1 - bounded)))


def _about(win: WinModel) -> dict[str, Any]:
    """How good the model of winning is, as pages tell it."""
    judged = win.judged
    names = ("method", "reason", "n", "tried", "brier", "base_brier", "auc", "gain", "gain_error")
    return {**{name: getattr(judged, name) for name in names}, "usual": win.usual}
