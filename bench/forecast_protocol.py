"""How forecasters are judged: which histories of real series they see, what came after, and the error's unit.

Every series is cut at two origins; of the history before, its last 18, 24, 36 or up to 84 months are shown (quarters
and weeks: see PROTOCOLS). MASE = mean |error| over the naive forecast's mean |error| on the longest history shown (12
months or 4 quarters back; 1 week, as most weekly series have no year before it). Series that never change are left out.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Protocol:
    """Origins in periods before the end; history lengths, the last one "up to"; periods ahead."""

    name: str
    origins: tuple[int, ...]
    lengths: tuple[int, ...]
    horizon: int
    lag: int


PROTOCOLS = {
    "M": Protocol("monthly", (12, 18), (18, 24, 36, 84), 12, 12),
    "Q": Protocol("quarterly", (8, 12), (12, 20, 40), 8, 4),
    "W": Protocol("weekly", (12, 18), (30, 156), 12, 1),
}


class Case(NamedTuple):
    """One forecast to make: what is shown, what came after, and MASE's unit."""

    series_id: str
    freq: str
    length: int
    history: Values
    actual: Values
    scale: float


class Score(NamedTuple):
    """MASE over the first 3 periods and over all, and the shares of periods that lay in the bands."""

    mase3: float
    mase: float
    inside80: float
    inside95: float


def read_series(folder: Path) -> dict[str, list[tuple[str, Values]]]:
    """By freq, the series of series.csv in the order of series_meta.csv."""
    values: dict[str, list[tuple[int, float]]] = {}
    with (folder / "series.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            values.setdefault(row["series_id"], []).append((int(row["t"]), float(row["y"])))
    found: dict[str, list[tuple[str, Values]]] = {}
    with (folder / "series_meta.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            ordered = np.array([y for _t, y in sorted(values[row["series_id"]])])
            found.setdefault(row["freq"], []).append((row["series_id"], ordered))
    return found


def cases(series_id: str, values: Values, freq: str) -> Iterator[Case]:
    """The forecasts to make of one series; a length that its history does not have is left out."""
    protocol = PROTOCOLS[freq]
    for origin in protocol.origins:
        past, came = values[:-origin], values[len(values) - origin :][: protocol.horizon]
        unit = scale(past[-protocol.lengths[-1] :], protocol.lag)
        for length in protocol.lengths:
            if unit > 0 and (len(past) >= length or length == protocol.lengths[-1]):
                yield Case(series_id, freq, length, past[-length:], came, unit)


def scale(history: Values, lag: int) -> float:
    """Mean absolute change from `lag` periods before; 0 in a history without any."""
    changes = np.abs(history[lag:] - history[:-lag])
    return float(changes.mean()) if len(changes) else 0.0


def score(case: Case, forecast: Values, bands: tuple[Values, Values, Values, Values] | None) -> Score:
    """Judge a forecast; `bands` are low and high of 80, then of 95 %, or None for a method without."""
    errors = np.abs(forecast - case.actual) / case.scale
    inside80 = inside95 = float("nan")
    if bands is not None:
        low80, high80, low95, high95 = bands
        inside80 = float(((low80 <= case.actual) & (case.actual <= high80)).mean())
        inside95 = float(((low95 <= case.actual) & (case.actual <= high95)).mean())
    return Score(float(errors[:3].mean()), float(errors.mean()), inside80, inside95)
