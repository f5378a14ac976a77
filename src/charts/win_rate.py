"""The win rate over time, with how far chance alone may move it."""

from datetime import date
from math import ceil, floor
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.clicks import HOVER, mark
from charts.part_periods import by_period, starts_of
from charts.scales import round_step
from charts.theme import CLEAR, COMPARISON, MUTED, WON, figure, nothing_found, tint
from charts.time_axis import time_axis
from i18n import _, number, percent, period

BAND = tint(WON, 0.14)
_LINE: dict[str, Any] = {"mode": "lines", "line": {"color": WON, "width": 2.5}, "connectgaps": False}
_DOTS: dict[str, Any] = {"mode": "markers", "marker": {"color": WON, "size": 8}}
_FEW: dict[str, Any] = {
    "mode": "markers",
    "marker": {"color": CLEAR, "size": 7, "line": {"color": COMPARISON, "width": 1.5}},
}
Rates = list[float | None]


def win_rate_trend(frame: pd.DataFrame, too_few: int, grain: str = "month", overall: float | None = None) -> go.Figure:
    """The rate by period with its 95 % interval (Wilson); a click filters by the period.

    `frame` has columns `grain` (first day), win_rate, win_rate_n, win_rate_low, win_rate_high. A rate of fewer than
    `too_few` deals is a hollow dot beside the line. `overall`: the rate of all periods together, as a line across.
    `frame.attrs` as of `measure`.
    """
    rates, counts = _known(frame["win_rate"]), [int(n) for n in frame["win_rate_n"].fillna(0)]
    if not any(counts):
        return nothing_found(_("No deal was decided in this period with these filters"))
    starts = starts_of(frame, grain)
    sure = [rate if n >= too_few else None for rate, n in zip(rates, counts, strict=True)]
    unsure = [rate if n < too_few else None for rate, n in zip(rates, counts, strict=True)]
    clickable: dict[str, Any] = {"type": "scatter", "x": starts, "customdata": _marks(frame, starts, grain, too_few),
                 "hovertemplate": HOVER}  # fmt: skip
    line = _LINE if sum(rate is not None for rate in sure) > 1 else _DOTS | {"error_y": _whiskers(frame)}
    return figure(
        data=[_band(frame, starts), {**clickable, "y": unsure, **_FEW}, {**clickable, "y": sure, **line}],
        layout={
            "xaxis": time_axis(starts[0], starts[-1], months=grain == "month"),
            "yaxis": _rate_axis(frame, rates),
            "hovermode": "x",
            "shapes": [] if overall is None else [_across(overall, starts)],
            "annotations": [] if overall is None else [_label(overall, starts[-1])],
            "margin": {"l": 8, "r": 8 if overall is None else 64, "t": 8, "b": 8},
        },
    )


def _known(values: pd.Series) -> Rates:
    return [None if pd.isna(value) else float(value) for value in values]


def _marks(frame: pd.DataFrame, starts: list[date], grain: str, too_few: int) -> list[Any]:
    rows = zip(starts, frame["win_rate"], frame["win_rate_n"], frame["win_rate_low"], frame["win_rate_high"],
               strict=True)  # fmt: skip
    marks = []
    for start, rate, n, low, high in rows:
        lines = [f"<b>{period(start, grain)}</b>", _("won {rate} of {n} decided", rate=percent(rate), n=number(n))]
        if n:
            lines.append(_("95 % interval {low} – {high}", low=percent(low), high=percent(high)))
        if n < too_few:
            lines.append(_("too few deals to tell"))
        marks.append(mark("<br>".join(lines), by_period(start, grain, frame.attrs)))
    return marks


def _whiskers(frame: pd.DataFrame) -> dict[str, Any]:
    """The intervals of rates that stand alone: there is no band around a single one."""
    up, down = frame["win_rate_high"] - frame["win_rate"], frame["win_rate"] - frame["win_rate_low"]
    return {"type": "data", "array": up.tolist(), "arrayminus": down.tolist(), "color": WON, "thickness": 1.5,
            "width": 5}  # fmt: skip


def _band(frame: pd.DataFrame, starts: list[date]) -> dict[str, Any]:
    """One closed shape for each run of periods with an interval: a gap in the data is a gap in the band."""
    x: list[date | None] = []
    y: list[float | None] = []
    run: list[tuple[date, float, float]] = []
    for start, low, high in [*zip(starts, frame["win_rate_low"], frame["win_rate_high"], strict=True),
                             (starts[-1], None, None)]:  # fmt: skip
        if low is not None and not pd.isna(low):
            run.append((start, low, high))
            continue
        x += [d for d, _l, _h in run] + [d for d, _l, _h in reversed(run)] + [None]
        y += [low for _d, low, _h in run] + [high for _d, _l, high in reversed(run)] + [None]
        run = []
    return {"type": "scatter", "x": x, "y": y, "fill": "toself", "fillcolor": BAND, "mode": "lines",
            "line": {"width": 0}, "hoverinfo": "skip"}  # fmt: skip


def _rate_axis(frame: pd.DataFrame, rates: Rates) -> dict[str, Any]:
    """Round percentages around the intervals: a rate is not an amount, so it need not start at zero."""
    known = [*frame["win_rate_low"].dropna(), *frame["win_rate_high"].dropna(), *(r for r in rates if r is not None)]
    step = max(round_step((max(known) - min(known)) / 4), 0.01)
    first, last = max(floor(min(known) / step), 0), min(ceil(max(known) / step), round(1 / step))
    values = [step * i for i in range(first, last + 1)]
    edge = 0.05 * (values[-1] - values[0])
    decimals = 1 if round(step * 1000) % 10 else 0
    texts = [percent(value, decimals) for value in values]
    return {"range": [values[0] - edge, values[-1] + edge], "tickvals": values, "ticktext": texts}


def _across(overall: float, starts: list[date]) -> dict[str, Any]:
    line = {"color": COMPARISON, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": starts[0], "x1": starts[-1], "y0": overall, "y1": overall, "line": line,
            "layer": "below"}  # fmt: skip


def _label(overall: float, last: date) -> dict[str, Any]:
    text = f"{_('overall')}<br>{percent(overall)}"
    return {"x": last, "y": overall, "text": text, "xanchor": "left", "align": "left", "xshift": 6,
            "showarrow": False, "font": {"size": 12, "color": MUTED}}  # fmt: skip
